/** Probabilities that spend a budget: the shifted sigmoid of S³Delta, solved in the graph and on the host. */
import { f32 } from '../../onnx/tensor';
import type { Builder } from '../../onnx/builder';

/** Halvings of the interval: from ± `reach` to less than fp32 can tell. */
const halvings = 28;
/** So far beyond the smallest and largest α every probability is 1, or 0. */
const reach = 20;

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** ζ with Σ n_i σ(α_i − ζ) = budget, by bisection: the sum falls as ζ rises. */
export function solveShift(alpha: ArrayLike<number>, sizes: readonly number[], budget: number): number {
  const values = Array.from(alpha);
  let [low, high] = [Math.min(...values) - reach, Math.max(...values) + reach];
  for (let i = 0; i < 2 * halvings; i++) {
    const middle = (low + high) / 2;
    if (values.reduce((sum, a, k) => sum + sizes[k]! * sigmoid(a - middle), 0) > budget) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

export const probabilitiesOf = (alpha: ArrayLike<number>, sizes: readonly number[], budget: number): number[] => {
  const shift = solveShift(alpha, sizes, budget);
  return Array.from(alpha, (a) => sigmoid(a - shift));
};

/** The same in the graph. @param alpha (K) @returns ζ (1); no gradient flows through it */
export function emitShift(g: Builder, alpha: string, sizes: readonly number[], budget: number): string {
  const share = g.initializer(
    'sizes',
    f32(
      [sizes.length],
      sizes.map((size) => size / budget),
    ),
  );
  const extreme = (op: 'ReduceMin' | 'ReduceMax') => g.emit(op, [alpha, g.shape([0])]);
  let low = g.sub(extreme('ReduceMin'), g.scalar(reach));
  let high = g.add(extreme('ReduceMax'), g.scalar(reach));
  const middleOf = () => g.scale(g.add(low, high), 0.5);
  for (let i = 0; i < halvings; i++) {
    const middle = middleOf();
    const spent = g.reduceSum(g.mul(share, g.emit('Sigmoid', [g.sub(alpha, middle)])), [0], true);
    const tooMuch = g.emit('Greater', [spent, g.scalar(1)]);
    [low, high] = [g.where(tooMuch, middle, low), g.where(tooMuch, high, middle)];
  }
  return g.detach(middleOf());
}

/** So far from 0 and 1 a probability stays, for its logarithms. */
const margin = 1e-5;

/**
 * log p / (1 − p) of the shares p = σ(α − ζ) · sg(Σ p) / Σ p: the shares are what they were, but the gradient of one α
 * is relative to all others (`shift_detach` of the authors' code). Without that every module that helps at all pulls
 * its own α up, ζ takes the common part away again, and what is left is noise.
 * @param alpha (K) @returns (K)
 */
export function emitLogits(g: Builder, alpha: string, sizes: readonly number[], budget: number): string {
  const open = g.emit('Sigmoid', [g.sub(alpha, emitShift(g, alpha, sizes, budget))]);
  const total = g.reduceSum(open, [0], true);
  const shares = g.emit('Clip', [
    g.mul(open, g.div(g.detach(g.emit('Identity', [total])), total)),
    g.scalar(margin),
    g.scalar(1 - margin),
  ]);
  return g.sub(g.log(shares), g.log(g.sub(g.scalar(1), shares)));
}

/** Takes candidates by falling score as long as they fit. @returns indices, rising */
export function fillBudget(scores: readonly number[], sizes: readonly number[], budget: number): number[] {
  let left = budget;
  const order = scores.map((_, i) => i).sort((i, j) => scores[j]! - scores[i]! || i - j);
  return order
    .filter((i) => {
      const fits = sizes[i]! <= left;
      if (fits) left -= sizes[i]!;
      return fits;
    })
    .sort((i, j) => i - j);
}
