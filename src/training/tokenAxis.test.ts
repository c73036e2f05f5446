import { expect, it } from 'vitest';
import { Builder } from '../onnx/builder';
import { Graph } from '../onnx/graph';
import { TokenAxes } from './tokenAxis';

it('tokens are followed through the heads, and keys that are turned over have theirs on the last axis', () => {
  const g = new Builder(new Graph(), 'method');
  // As many tokens as numbers of a head: sizes alone do not tell them apart.
  const x = g.input('x', 'float32', [2, 4, 8]);
  const table = g.filled([10, 8], 1);
  const ids = g.input('ids', 'int32', [2, 4]);
  const heads = g.reshape(x, [2, 4, 2, 4]);
  const queries = g.transpose(heads, [0, 2, 1, 3]);
  const keys = g.transpose(heads, [0, 2, 3, 1]);
  const scores = g.matmul(queries, keys);
  const mixed = g.matmul(keys, queries);
  const shares = g.softmax(g.scale(scores, 0.5));
  const merged = g.reshape(g.transpose(g.matmul(shares, queries), [0, 2, 1, 3]), [2, 4, 8]);
  const words = g.gather(table, ids);
  const mean = g.reduceMean(merged, [1]);
  const longer = g.add(g.concat([g.filled([2, 2, 3, 4], 0), queries], 2), g.scalar(1));
  const axes = new TokenAxes(g, (value) => (value === x ? 1 : undefined));
  expect([heads, queries, keys, scores, mixed, shares, merged].map((value) => axes.of(value))).toEqual([
    1,
    2,
    3,
    2,
    undefined,
    2,
    1,
  ]);
  expect([words, mean, longer].map((value) => axes.of(value))).toEqual([1, undefined, 2]);
});
