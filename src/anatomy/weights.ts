/**
 * Which of a graph's constants are weights: what full fine-tuning trains, and what a share of trained scalars is a
 * share of.
 */
import type { Node } from '../onnx/graph';
import { elementAt, sizeOf, type Tensor } from '../onnx/tensor';
import type { GraphView } from './view';

/** Operators that rearrange a tensor, or join it with others that are no activations. */
const carrying = new Set([
  'Transpose',
  'Reshape',
  'Unsqueeze',
  'Squeeze',
  'Identity',
  'Cast',
  'Expand',
  'Tile',
  'Slice',
  'Split',
  'Concat',
  'Gather',
  'GatherElements',
  'Add',
  'Sub',
  'MatMul',
  'LayerNormalization',
]);

/** All values that `values` are computed from, themselves included. Values of `until` are not looked behind. */
export function ancestors(
  view: GraphView,
  values: readonly string[],
  until: (node: Node) => boolean = () => false,
): Set<string> {
  const seen = new Set<string>();
  const stack = [...values];
  while (stack.length > 0) {
    const value = stack.pop()!;
    if (!value || seen.has(value)) continue;
    seen.add(value);
    const node = view.producer(value);
    if (node && !until(node)) stack.push(...node.inputs);
  }
  return seen;
}

/** All values that are computed from `values`, themselves included. */
export function descendants(view: GraphView, values: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const stack = [...values];
  while (stack.length > 0) {
    const value = stack.pop()!;
    if (!value || seen.has(value)) continue;
    seen.add(value);
    for (const node of view.consumers(value)) stack.push(...node.outputs);
  }
  return seen;
}

/**
 * The weights that `outputs` depend on: floating-point tensors of the file with more than one element that activations
 * meet. What only looks like one is left out: additive masks, tables of sines and cosines, slopes and frequencies that
 * multiply positions. A graph that was not read from a file has none but the `named`.
 * @param hidden values from which on there are activations: what the word embedding returns
 */
export function findWeights(
  view: GraphView,
  outputs: readonly string[],
  hidden: readonly string[],
  named: ReadonlySet<string>,
): string[] {
  if (!view.fromFile) return [...named];
  const needed = ancestors(view, outputs);
  const activations = descendants(view, hidden);
  return [...view.graph.initializers.keys()].filter((name) => {
    const tensor = view.constant(name)!;
    return (
      needed.has(name) &&
      // BART's, a buffer of zeros: no parameter of the model.
      !/(^|\.)final_logits_bias$/.test(name) &&
      view.isTrainable(name) &&
      !isMask(tensor) &&
      !isTrigonometric(tensor) &&
      (named.has(name) || meetsActivations(view, name, activations, needed))
    );
  });
}

/** Whether a tensor, rearranged or joined with other weights, is used by a node that reads an activation. */
function meetsActivations(
  view: GraphView,
  name: string,
  activations: ReadonlySet<string>,
  needed: ReadonlySet<string>,
): boolean {
  const seen = new Set<string>();
  const stack = [name];
  while (stack.length > 0) {
    const value = stack.pop()!;
    if (seen.has(value)) continue;
    seen.add(value);
    for (const node of view.consumers(value)) {
      if (!node.outputs.some((output) => needed.has(output))) continue;
      if (node.op === 'Gather' && node.outputs.some((output) => activations.has(output))) return true;
      if (node.inputs.some((input) => input !== value && activations.has(input))) return true;
      const withConstants = node.inputs.every((input) => input === value || !input || view.isConstant(input));
      if (carrying.has(node.op) || withConstants) stack.push(...node.outputs);
    }
  }
  return false;
}

/** 0 and a large negative number, or 0 and 1, on the last two axes: what hides positions. */
function isMask(tensor: Tensor): boolean {
  const { dims } = tensor;
  if (dims.length < 2) return false;
  let [ones, hidden] = [0, 0];
  const size = sizeOf(dims);
  for (let i = 0; i < size; i++) {
    const value = elementAt(tensor, i);
    if (value === 1) ones++;
    else if (value <= -1e4) hidden++;
    else if (value !== 0) return false;
  }
  return ones > 0 || hidden > 0;
}

/**
 * Rows of pairs (sin x, cos x), whose squares add up to half the width; or a table of cos(i θ), or of sin(i θ), by rows
 * i.
 */
function isTrigonometric(tensor: Tensor): boolean {
  const { dims } = tensor;
  const width = dims[dims.length - 1] ?? 0;
  const rows = width ? sizeOf(dims) / width : 0;
  if (dims.length < 2 || rows < 4 || width < 2) return false;
  const row = (i: number) => Float32Array.from({ length: width }, (_, k) => elementAt(tensor, i * width + k));
  const [zeroth, first, second] = [row(0), row(1), row(2)];
  const cosines = zeroth.every((v, i) => near(v, 1) && near(second[i]!, 2 * first[i]! ** 2 - 1));
  const sines = zeroth.every((v, i) => near(v, 0) && near(second[i]!, 2 * first[i]! * Math.sqrt(1 - first[i]! ** 2)));
  if ((cosines || sines) && first.some((v) => Math.abs(v) > 0.4)) return true;
  for (let i = 0; i < rows; i++)
    if (Math.abs(row(i).reduce((sum, v) => sum + v * v, 0) - width / 2) > 1e-3 * width) return false;
  return true;
}

const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-3;
