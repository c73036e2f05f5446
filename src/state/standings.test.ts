/** How methods stand on a board. */
import { expect, it } from 'vitest';
import { boards, type BoardRun } from './boards';
import { noiseRanks, ranges, spanOf, standings, withinNoise } from './standings';

const board = boards.find(({ id }) => id === 'tags')!;
const perplexity = boards.find(({ id }) => id === 'sonnets')!;
const runs = (of: string, method: string, ...scores: number[]): BoardRun[] =>
  scores.map((score, seed) => ({ board: of, method, seed, score, trainable: 1, bytes: 1, milliseconds: 1 }));

const kept = [
  ...runs('tags', 'head-only', 0.7, 0.7, 0.7),
  ...runs('tags', 'lora', 0.79, 0.8, 0.81),
  ...runs('tags', 'ia3', 0.8, 0.81, 0.82),
  ...runs('tags', 'full', 0.89, 0.9, 0.91),
  ...runs('tags', 'bitfit', 0.8),
  ...runs('sonnets', 'lora', 130),
  ...runs('sonnets', 'full', 90),
];

it('orders methods from best to worst, with mean, deviation of the sample and standard error', () => {
  const found = standings(board, kept);
  expect(found.map(({ method }) => method)).toEqual(['full', 'ia3', 'lora', 'bitfit', 'head-only']);
  expect(found[2]!.mean).toBeCloseTo(0.8, 12);
  expect(found[2]!.deviation).toBeCloseTo(0.01, 12);
  expect(found[2]!.error).toBeCloseTo(0.01 / Math.sqrt(3), 12);
  expect(standings(perplexity, kept).map(({ method }) => method)).toEqual(['full', 'lora']);
});

it('calls methods within noise where the means are nearer than twice the error of their difference', () => {
  const [full, ia3, lora, bitfit] = standings(board, kept);
  // 2 √(2 · 0.01² / 3) = 0.0163: 0.01 apart is within, 0.09 is not.
  expect(withinNoise(ia3!, lora!)).toBe(true);
  expect(withinNoise(full!, ia3!)).toBe(false);
  // Of one seed nothing is known.
  expect(withinNoise(lora!, bitfit!)).toBeUndefined();
  expect(noiseRanks(standings(board, kept), 1)).toEqual([3]);
});

it('tells how far apart they are, and what share of the gain each has', () => {
  const found = standings(board, kept);
  const span = spanOf(board, found)!;
  expect(span.from.method).toBe('head-only');
  expect(span.gain(found[2]!)).toBeCloseTo(0.5, 12);
  expect(span.range).toBeCloseTo(0.2, 12);
  expect(spanOf(perplexity, standings(perplexity, kept))).toBeUndefined();
});

it('draws neighbouring ranks together', () => {
  expect(ranges([1, 2, 3, 7, 9, 10])).toBe('1–3, 7, 9–10');
  expect(ranges([])).toBe('');
});
