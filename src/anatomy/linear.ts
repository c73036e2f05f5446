/** Linear layers: a MatMul with a constant (in, out) weight, and the Add of its bias. */
import type { Node } from '../onnx/graph';
import type { Linear } from './anatomy';
import type { GraphView } from './view';

/** A linear layer before it has a name. */
export type RawLinear = Omit<Linear, 'path' | 'conv1d'>;

/** The linear layer that `node` computes; undefined when it is no product with a constant matrix. */
export function linearAt(view: GraphView, node: Node | undefined): RawLinear | undefined {
  if (node?.op !== 'MatMul') return undefined;
  const [input, weight] = node.inputs;
  const product = node.outputs[0]!;
  if (!input || !weight || view.isConstant(input) || !view.isWeight(weight, 2)) return undefined;
  const [inFeatures, outFeatures] = view.constant(weight)!.dims as [number, number];
  const readers = view.consumers(product);
  const add = readers.length === 1 && readers[0]!.op === 'Add' ? readers[0]! : undefined;
  const bias = add && view.other(add, product);
  const hasBias = add && view.isWeight(bias, 1) && view.constant(bias)!.dims[0] === outFeatures;
  return {
    weight,
    inFeatures,
    outFeatures,
    input,
    output: hasBias ? add.outputs[0]! : product,
    ...(hasBias && { bias }),
  };
}

/** The linear layer whose output (after the bias) is `value`. */
export function linearOf(view: GraphView, value: string): RawLinear | undefined {
  const node = view.producer(value);
  const direct = linearAt(view, node);
  if (direct) return direct.output === value ? direct : undefined;
  if (node?.op !== 'Add') return undefined;
  for (const input of node.inputs) {
    const linear = linearAt(view, view.producer(input));
    if (linear?.output === value) return linear;
  }
  return undefined;
}

/** Linear layers that read `value` directly. */
export function linearsReading(view: GraphView, value: string): RawLinear[] {
  return view.consumers(value).flatMap((node) => {
    const linear = linearAt(view, node);
    return linear && linear.input === value ? [linear] : [];
  });
}

/** Ops that move or combine numbers between a projection and the place where attention uses it. */
const passing = new Set([
  'Add',
  'Sub',
  'Mul',
  'Div',
  'Neg',
  'Concat',
  'Slice',
  'Split',
  'Transpose',
  'Reshape',
  'Unsqueeze',
  'Squeeze',
  'Expand',
  'Tile',
  'Gather',
  'Cast',
  'Identity',
  'Flatten',
  // Of queries and keys, each head by itself (Persimmon, StableLM).
  'LayerNormalization',
]);

export interface SourceLinear {
  readonly linear: RawLinear;
  /** The value next to the linear on the way: its own output, or the output of the Split or Slice that reads it. */
  readonly first: string;
}

/**
 * The one linear layer that `value` is made from, looking back through reshapes, scaling, rotary embedding and head
 * repetition. Undefined when there is none or more than one.
 */
export function sourceLinear(view: GraphView, value: string): SourceLinear | undefined {
  const found = new Map<string, SourceLinear>();
  const seen = new Set<string>();
  const stack: { value: string; from: string }[] = [{ value, from: value }];
  while (stack.length > 0) {
    const top = stack.pop()!;
    if (seen.has(top.value)) continue;
    seen.add(top.value);
    const linear = linearOf(view, top.value);
    if (linear) {
      const reader = view.producer(top.from);
      const cut = top.from !== top.value && reader && (reader.op === 'Split' || reader.op === 'Slice');
      found.set(linear.output, { linear, first: cut ? top.from : linear.output });
      continue;
    }
    const node = view.producer(top.value);
    if (!node || !passing.has(node.op)) continue;
    for (const input of node.inputs)
      if (input && !view.isConstant(input)) stack.push({ value: input, from: top.value });
  }
  return found.size === 1 ? [...found.values()][0] : undefined;
}

/** The linear layers met first when walking forward from `value` through the given ops. */
export function nextLinears(view: GraphView, value: string, ops: ReadonlySet<string>): RawLinear[] {
  const found = new Map<string, RawLinear>();
  const seen = new Set<string>();
  const stack = [value];
  while (stack.length > 0) {
    const at = stack.pop()!;
    if (seen.has(at)) continue;
    seen.add(at);
    for (const node of view.consumers(at)) {
      const linear = linearAt(view, node);
      if (linear && linear.input === at) found.set(linear.output, linear);
      else if (ops.has(node.op)) stack.push(...node.outputs);
    }
  }
  return [...found.values()];
}
