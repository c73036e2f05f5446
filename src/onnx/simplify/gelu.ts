/** Finds GELU in whatever way the exporter spelled it, by evaluating candidates rather than by matching their shape. */
import { erf } from '../fold/elementwise';
import { canEvaluate, evaluateNode } from '../fold/evaluate';
import { valuesOf, type Values } from '../fold/values';
import type { Node } from '../graph';
import { sizeOf } from '../tensor';
import type { Rewriter, Rule, Rules } from '../rewriter';

const points = [-6, -3, -1.7, -0.9, -0.3, 0, 0.1, 0.6, 1.2, 2.4, 5];
/** Hendrycks and Gimpel 2016, arXiv 1606.08415: exact, and with the tanh approximation. */
const exact = (x: number) => 0.5 * x * (1 + erf(x / Math.SQRT2));
const tanhForm = (x: number) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));

const elementwise = new Set(['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Erf', 'Tanh', 'Neg', 'Sqrt', 'Reciprocal']);
const isElementwise = (node: Node | undefined): node is Node =>
  node !== undefined && elementwise.has(node.op) && canEvaluate(node);
/** Steps from Erf or Tanh to the input and to the output of the activation, at most. */
const reach = 7;

/** Values above `start` that it is computed from elementwise, nearest first. */
function ancestors(r: Rewriter, start: string): string[] {
  const found = [start];
  for (let i = 0; i < found.length && i < 24; i++) {
    const node = r.producer(found[i]);
    if (isElementwise(node)) found.push(...node.inputs.filter((v) => !r.tensor(v) && !found.includes(v)));
  }
  return found;
}

/** Values below `start` that are computed from it elementwise, farthest first. */
function descendants(r: Rewriter, start: string): string[] {
  let front = [start];
  const found: string[] = [];
  for (let step = 0; step < reach && front.length > 0; step++) {
    front = front.flatMap((v) =>
      r
        .readers(v)
        .filter(isElementwise)
        .map((node) => node.outputs[0]!),
    );
    found.push(...front.filter((v) => !found.includes(v)));
  }
  return found.reverse();
}

/** Value `y` as a function of `x` at the sample points; undefined where it depends on anything but x and scalars. */
function sample(r: Rewriter, x: string, y: string): ArrayLike<number> | undefined {
  const known = new Map<string, Values>([[x, { dtype: 'float64', dims: [points.length], data: points }]]);
  const evaluate = (value: string, depth: number): Values | undefined => {
    const before = known.get(value);
    if (before) return before;
    const tensor = r.tensor(value),
      node = r.producer(value);
    if (tensor) return sizeOf(tensor.dims) === 1 ? { ...valuesOf(tensor), dims: [] } : undefined;
    if (!isElementwise(node) || depth > 2 * reach) return undefined;
    const inputs = node.inputs.map((v) => evaluate(v, depth + 1));
    if (inputs.some((v) => v === undefined)) return undefined;
    const [result] = evaluateNode(node, inputs);
    known.set(value, result!);
    return result;
  };
  return evaluate(y, 0)?.data;
}

/** A spelled-out GELU ends in a Gelu node: looked for from its only Erf or Tanh on. */
const fuse =
  (approximate: 'none' | 'tanh'): Rule =>
  (node, r) => {
    const expected = points.map(approximate === 'none' ? exact : tanhForm);
    const agrees = (got: ArrayLike<number> | undefined) =>
      got?.length === points.length && expected.every((e, i) => Math.abs(e - got[i]!) < 1e-5);
    for (const y of descendants(r, node.outputs[0]!)) {
      for (const x of ancestors(r, node.inputs[0]!)) {
        if (!agrees(sample(r, x, y))) continue;
        r.replace(
          y,
          r.emit(r.producer(y)!, (g) => g.gelu(x, approximate)),
        );
        return;
      }
    }
  };

export const geluRules: Rules = { Erf: [fuse('none')], Tanh: [fuse('tanh')] };
