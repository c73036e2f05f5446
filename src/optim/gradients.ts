/** What happens to gradients between the backward pass and the optimiser: accumulation and clipping by global norm. */
import type { Builder } from '../onnx/builder';
import { int } from '../onnx/graph';

/**
 * Adds a micro-batch's gradient to those before: keep · accumulated + gradient.
 * @param keep fp32 scalar: 0 for an update's first micro-batch (what the buffer holds is dropped), 1 for the others
 */
export function accumulate(builder: Builder, accumulated: string, gradient: string, keep: string): string {
  return builder.add(builder.mul(accumulated, keep), gradient);
}

export interface GlobalNorm {
  /** fp32 scalar: L2 norm over all gradients together, before clipping, of their mean over micro-batches. */
  readonly norm: string;
  /** fp32 scalar to multiply gradients by; absent when it is 1. Hand it to the optimiser as `gradientScale`. */
  readonly scale?: string;
}

/** Storage buffers that a Concat may bind on a small adapter, with some to spare. */
const concatLimit = 8;

/** Sum of all elements' squares over several tensors, as a scalar. */
function sumOfSquares(builder: Builder, values: readonly string[]): string {
  const byRank = new Map<number, string[]>();
  for (const value of values) {
    const axes = builder.shapeOf(value).map((_, i) => i);
    const square =
      axes.length === 0
        ? builder.mul(value, value)
        : builder.emit('ReduceSumSquare', [value, builder.shape(axes)], { keepdims: int(1) });
    byRank.set(axes.length, [...(byRank.get(axes.length) ?? []), square]);
  }
  const terms: string[] = [];
  for (const [rank, squares] of byRank) {
    if (rank === 0) {
      terms.push(...squares);
      continue;
    }
    const axes = Array.from({ length: rank }, (_, i) => i);
    for (let i = 0; i < squares.length; i += concatLimit) {
      const part = builder.concat(squares.slice(i, i + concatLimit), 0);
      terms.push(builder.shapeOf(part)[0] === 1 ? builder.reshape(part, []) : builder.reduceSum(part, axes));
    }
  }
  // A phase may train nothing at all: its norm is 0.
  return terms.length > 0 ? terms.reduce((a, b) => builder.add(a, b)) : builder.scalar(0);
}

/**
 * Clips by the norm over all gradients together, like torch.nn.utils.clip_grad_norm_:
 * scale = min(1, maxNorm / (norm + 10⁻⁶)).
 * @param gradients sums over `microBatches` micro-batches
 * @param maxNorm 0 turns clipping off
 */
export function clipByGlobalNorm(
  builder: Builder,
  gradients: readonly string[],
  maxNorm: number,
  microBatches = 1,
): GlobalNorm {
  const norm = builder.scale(builder.sqrt(sumOfSquares(builder, gradients)), 1 / microBatches);
  const mean = microBatches > 1 ? builder.scalar(1 / microBatches) : undefined;
  if (maxNorm <= 0) return mean ? { norm, scale: mean } : { norm };
  const ratio = builder.div(builder.scalar(maxNorm), builder.add(norm, builder.scalar(1e-6)));
  const clip = builder.emit('Min', [ratio, builder.scalar(1)]);
  return { norm, scale: mean ? builder.mul(clip, mean) : clip };
}
