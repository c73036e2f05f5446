/** Choosing the largest numbers inside a graph, without the host. */
import type { Builder } from '../../onnx/builder';
import { f32 } from '../../onnx/tensor';

/**
 * 1 for the `budget` largest scores, 0 for the others; of equal ones the first count as larger, so that exactly
 * `budget` stay. The place of each is found by counting those ahead of it, n² comparisons: for up to a few hundred
 * scores.
 * @param scores fp32 (n)
 * @param budget fp32 scalar
 * @returns fp32 (n)
 */
export function keepLargest(g: Builder, scores: string, budget: string): string {
  const n = g.shapeOf(scores)[0]!;
  return g.reshape(keepLargestOfRows(g, g.reshape(scores, [1, n]), budget), [n]);
}

/**
 * The same for each row by itself.
 * @param scores fp32 (rows, n)
 * @param budget fp32 scalar, or (rows, 1)
 * @returns fp32 (rows, n)
 */
export function keepLargestOfRows(g: Builder, scores: string, budget: string): string {
  const [rows, n] = g.shapeOf(scores) as [number, number];
  const places = g.initializer(
    'ranking/places',
    f32(
      [n],
      Float32Array.from({ length: n }, (_, i) => i),
    ),
  );
  const own = g.reshape(scores, [rows, n, 1]);
  const other = g.reshape(scores, [rows, 1, n]);
  const larger = g.emit('Greater', [other, own]);
  const before = g.emit('Less', [g.reshape(places, [1, 1, n]), g.reshape(places, [1, n, 1])]);
  const earlier = g.emit('And', [g.equal(other, own), before]);
  const ahead = g.where(larger, g.scalar(1), g.where(earlier, g.scalar(1), g.scalar(0)));
  return asNumber(g, g.emit('Less', [g.reduceSum(ahead, [2]), budget]));
}

/** Halvings of the interval in which the threshold is sought: to 2⁻²⁶ of the largest score. */
const halvings = 26;

/**
 * 1 for about the `budget` largest scores of each row, 0 for the others: those above a threshold found by bisection,
 * for rows too long to compare all with all. Equal scores stay or go together.
 * @param scores fp32 (rows, n), not negative
 * @param budget fp32 scalar
 * @returns fp32 (rows, n)
 */
export function keepAbove(g: Builder, scores: string, budget: string): string {
  const above = (threshold: string) => asNumber(g, g.emit('Greater', [scores, threshold]));
  // More than the budget lies above `low` (if anything can), at most the budget above `high`.
  let high = g.reduceMax(scores, [1], true);
  let low = g.sub(g.scale(high, 0), g.scalar(1));
  const tryAt = (threshold: string): void => {
    const tooMany = g.emit('Greater', [g.reduceSum(above(threshold), [1], true), budget]);
    [low, high] = [g.where(tooMany, threshold, low), g.where(tooMany, high, threshold)];
  };
  // Zero first: scores that are zero (pruned before) then share one side with no halving spent on negative thresholds.
  tryAt(g.scale(high, 0));
  for (let i = 0; i < halvings; i++) tryAt(g.scale(g.add(low, high), 0.5));
  return above(high);
}

/** More scores than these are not compared all with all. */
const comparable = 1024;

/**
 * The `budget` largest of all scores, fp32 (n), not negative: exactly as many where n is small enough to compare all
 * with all, and about as many where not.
 */
export function keepBudget(g: Builder, scores: string, budget: string): string {
  const n = g.shapeOf(scores)[0]!;
  return n <= comparable
    ? keepLargest(g, scores, budget)
    : g.reshape(keepAbove(g, g.reshape(scores, [1, n]), budget), [n]);
}

/** 1 where true, 0 where not. */
const asNumber = (g: Builder, condition: string): string => g.where(condition, g.scalar(1), g.scalar(0));
