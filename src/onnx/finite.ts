/** NaN and infinity among a model's numbers: such a file is damaged, or was exported from a run that diverged. */
import { says } from './messages';
import { ModelFileError } from './codec';
import type { Graph } from './graph';
import { asFloat32, type Tensor } from './tensor';

type Odd = 'NaN' | 'infinity';

/** The first number that is not finite, by its exponent bits: a file of 90 MB takes some 30 ms. */
function oddIn(tensor: Tensor): Odd | undefined {
  const { data } = tensor;
  switch (tensor.dtype) {
    case 'float32': {
      const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
      let infinite = false;
      for (let i = 0; i < bits.length; i++) {
        if ((bits[i]! & 0x7f800000) !== 0x7f800000) continue;
        if (bits[i]! & 0x7fffff) return 'NaN';
        infinite = true;
      }
      return infinite ? 'infinity' : undefined;
    }
    case 'float16': {
      const bits = data as Uint16Array;
      let infinite = false;
      for (let i = 0; i < bits.length; i++) {
        if ((bits[i]! & 0x7c00) !== 0x7c00) continue;
        if (bits[i]! & 0x3ff) return 'NaN';
        infinite = true;
      }
      return infinite ? 'infinity' : undefined;
    }
    case 'float64': {
      const numbers = data as Float64Array;
      if (numbers.some(Number.isNaN)) return 'NaN';
      return numbers.some((x) => !Number.isFinite(x)) ? 'infinity' : undefined;
    }
    default:
      return undefined;
  }
}

/** A mask hides with −∞, and limits are written as ±∞: such tensors hold nothing else but 0 and 1. */
const isMask = (tensor: Tensor): boolean => asFloat32(tensor).every((x) => x === 0 || x === 1 || Math.abs(x) >= 1e4);

/** Factors of quantised weights: infinity there makes every weight infinite. */
function scalesOf(graph: Graph): Set<string> {
  const found = new Set([...graph.initializers.keys()].filter((name) => /_scales?$/.test(name)));
  for (const { op, inputs } of graph.nodes) {
    if (op === 'DequantizeLinear' && inputs[1]) found.add(inputs[1]);
    if (op === 'MatMulNBits' && inputs[2]) found.add(inputs[2]);
  }
  return found;
}

/** @throws ModelFileError naming the first tensor with NaN, or with infinity where it is not a mask. */
export function checkFinite(graph: Graph): void {
  const scales = scalesOf(graph);
  const refuse = (name: string, odd: Odd): never => {
    throw new ModelFileError(says.notFinite({ tensor: name, odd: odd === 'NaN' ? odd : says.infinity }));
  };
  const check = (name: string, tensor: Tensor): void => {
    const odd = oddIn(tensor);
    if (odd && (odd === 'NaN' || scales.has(name) || !isMask(tensor))) refuse(name, odd);
  };
  for (const [name, tensor] of graph.initializers) check(name, tensor);
  for (const node of graph.nodes)
    for (const attribute of Object.values(node.attributes))
      if (attribute.kind === 'tensor') check(node.outputs[0] ?? node.name, attribute.value);
      else if (attribute.kind === 'graph') checkFinite(attribute.value);
}
