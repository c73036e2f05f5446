/** Both ways to choose the largest numbers agree with sorting. */
import { expect, it } from 'vitest';
import { evaluate } from '../../../test/evaluate';
import { Builder } from '../../onnx/builder';
import { Graph } from '../../onnx/graph';
import { gpuOps } from '../../onnx/support';
import { asFloat32, f32 } from '../../onnx/tensor';
import { normalStream } from '../../autodiff/gradientCheck';
import { keepAbove, keepLargest } from './ranking';

async function chosen(
  choose: typeof keepLargest,
  shape: readonly number[],
  scores: Float32Array,
  budget: number,
): Promise<number[]> {
  const builder = new Builder(new Graph(), 'method');
  const kept = choose(builder, builder.input('scores', 'float32', shape), builder.input('budget', 'float32', []));
  builder.graph.outputs = [kept];
  const graph = builder.finish();
  expect(graph.nodes.filter((node) => !gpuOps.has(node.op))).toEqual([]);
  return [...asFloat32((await evaluate(graph, { scores: f32(shape, scores), budget: f32([], [budget]) }))[kept]!)];
}

const random = normalStream(3);
const scores = Float32Array.from({ length: 40 }, () => Math.abs(random()));
const best = (row: Float32Array, budget: number): number[] => {
  const places = [...row.keys()].sort((a, b) => row[b]! - row[a]!).slice(0, budget);
  return [...row.keys()].map((i) => Number(places.includes(i)));
};

it.each([0, 1, 7, 39, 40])('keeps the %i largest', async (budget) => {
  expect(await chosen(keepLargest, [40], scores, budget)).toEqual(best(scores, budget));
  const rows = [scores.slice(0, 20), scores.slice(20)];
  expect(await chosen(keepAbove, [2, 20], scores, Math.min(budget, 20))).toEqual(
    rows.flatMap((row) => best(row, Math.min(budget, 20))),
  );
});

it('of equal scores the first stay, so that the budget is met', async () => {
  expect(await chosen(keepLargest, [5], Float32Array.of(1, 2, 1, 1, 0), 3)).toEqual([1, 1, 1, 0, 0]);
});
