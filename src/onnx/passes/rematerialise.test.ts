/** Marked values are computed again behind the gradient that needs them: the same numbers, less alive at once. */
import { expect, it } from 'vitest';
import { evaluate } from '../../../test/evaluate';
import { normalStream } from '../../autodiff/gradientCheck';
import { differentiate } from '../../autodiff/reverse';
import { Builder } from '../builder';
import { Graph } from '../graph';
import { peakWorkspace } from '../lifetimes';
import { asFloat32, f32, i32 } from '../tensor';
import { optimise, rematerialise } from '.';

const [depth, width, rows] = [6, 16, 2];

/** A stack of x ← x + tanh(x Wᵀ + b) with W made from int32 codes, differentiated for every b. */
function stack(mark: boolean, again: boolean): { readonly graph: Graph; readonly outputs: readonly string[] } {
  const g = new Builder(new Graph(), 'base');
  let x = g.input('x', 'float32', [rows, width]);
  const biases: string[] = [];
  for (let i = 0; i < depth; i++) {
    const codes = g.initializer(
      `codes_${i}`,
      i32(
        [width * width],
        Array.from({ length: width * width }, (_, k) => ((k * 7 + i) % 16) - 8),
      ),
    );
    const matrix = g.reshape(g.scale(g.cast(codes, 'float32'), 0.02), [width, width]);
    if (mark) g.recompute(matrix);
    const bias = g.input(`b_${i}`, 'float32', [width]);
    biases.push(bias);
    x = g.add(x, g.emit('Tanh', [g.add(g.matmul(x, g.transpose(matrix, [1, 0])), bias)]));
  }
  const loss = g.sumSquares(x);
  g.graph.outputs = [loss];
  g.finish();
  const gradients = differentiate(g, loss, biases);
  if (again) rematerialise(g);
  const outputs = [loss, ...biases.map((bias) => gradients.get(bias)!)];
  g.graph.outputs = outputs;
  return { graph: optimise(g.finish()), outputs };
}

const random = normalStream(1);
const feeds = Object.fromEntries([
  [
    'x',
    f32(
      [rows, width],
      Float32Array.from({ length: rows * width }, () => random()),
    ),
  ],
  ...Array.from({ length: depth }, (_, i) => [
    `b_${i}`,
    f32(
      [width],
      Float32Array.from({ length: width }, () => 0.1 * random()),
    ),
  ]),
]) as Record<string, ReturnType<typeof f32>>;

it('gives the same gradients', async () => {
  const [once, twice] = [stack(true, false), stack(true, true)];
  const [a, b] = [await evaluate(once.graph, feeds), await evaluate(twice.graph, feeds)];
  once.outputs.forEach((out, i) => expect(asFloat32(b[twice.outputs[i]!]!)).toEqual(asFloat32(a[out]!)));
});

it('keeps one matrix alive at a time instead of all, and the execution passes leave it so', () => {
  const matrix = 4 * width * width;
  const [kept, again] = [peakWorkspace(stack(true, false).graph), peakWorkspace(stack(true, true).graph)];
  expect(kept).toBeGreaterThan((depth - 1) * matrix);
  expect(again).toBeLessThan(4 * matrix);
  // The lowest matrix has no gradient to carry down: it is computed once.
  const count = ({ graph }: { readonly graph: Graph }) =>
    graph.nodes.filter((node) => node.op === 'Cast' && graph.typeOf(node.outputs[0]!).dtype === 'float32').length;
  expect(count(stack(true, true))).toBe(2 * depth - 1);
});

it('changes nothing where nothing is marked', () => {
  expect(stack(false, true).graph.nodes.length).toBe(stack(false, false).graph.nodes.length);
});
