/** Normalisation layers: LayerNormalization nodes, and RMSNorm spelled in primitive ops. */
import type { Node } from '../onnx/graph';
import type { Norm } from './anatomy';
import type { GraphView } from './view';

export type RawNorm = Omit<Norm, 'path'>;

/** All norms of a graph by the value they read and by the value they return. */
export interface Norms {
  readonly all: readonly RawNorm[];
  readonly byInput: ReadonlyMap<string, RawNorm>;
  readonly byOutput: ReadonlyMap<string, RawNorm>;
}

export function findNorms(view: GraphView): Norms {
  const byInput = new Map<string, RawNorm>();
  const byOutput = new Map<string, RawNorm>();
  for (const node of view.graph.nodes) {
    const norm = layerNorm(view, node) ?? rmsNorm(view, node);
    if (!norm) continue;
    byOutput.set(norm.output, norm);
    byInput.set(norm.input, norm);
  }
  return { all: [...byOutput.values()], byInput, byOutput };
}

function layerNorm(view: GraphView, node: Node): RawNorm | undefined {
  if (node.op !== 'LayerNormalization') return undefined;
  const [input, gain, bias] = node.inputs;
  if (!input || !view.isWeight(gain, 1)) return undefined;
  return {
    kind: 'layer',
    input,
    gain: gain!,
    ...(!view.isTrainable(gain) && { fixed: true as const }),
    ...(view.isTrainable(bias) && { bias: bias! }),
    output: node.outputs[0]!,
  };
}

/** gain · (x / sqrt(mean(x²) + ε)), in either order of the products and with a reciprocal or a division. */
function rmsNorm(view: GraphView, node: Node): RawNorm | undefined {
  if (node.op !== 'Mul') return undefined;
  const gain = node.inputs.find((input) => view.isWeight(input, 1));
  if (!gain) return undefined;
  const scaled = view.producer(view.other(node, gain));
  if (!scaled || (scaled.op !== 'Mul' && scaled.op !== 'Div')) return undefined;
  const [a, b] = scaled.inputs as [string, string];
  const pairs: [string, string][] =
    scaled.op === 'Div'
      ? [[a, b]]
      : [
          [a, b],
          [b, a],
        ];
  for (const [x, root] of pairs) {
    if (squaredUnderRoot(view, root) === x) return { kind: 'rms', input: x, gain, output: node.outputs[0]! };
  }
  return undefined;
}

/** x, when `value` is sqrt(mean(x²) + ε) or its reciprocal. */
function squaredUnderRoot(view: GraphView, value: string): string | undefined {
  let node = view.producer(value);
  let sawMean = false;
  while (node) {
    const [first, second] = node.inputs;
    if (node.op === 'ReduceMean') sawMean = true;
    const square = (node.op === 'Mul' && first === second) || (node.op === 'Pow' && view.isScalar(second));
    if (square && sawMean) return first;
    const scalarStep = ['Add', 'Div', 'Pow'].includes(node.op) && node.inputs.some((input) => view.isScalar(input));
    if (!scalarStep && !['Reciprocal', 'Sqrt', 'ReduceMean'].includes(node.op)) return undefined;
    node = view.producer(view.isScalar(first) ? second : first);
  }
  return undefined;
}
