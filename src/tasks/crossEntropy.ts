/** Cross-entropy over the last axis in ops that run on the GPU, with labels that don't count left out. */
import type { Builder } from '../onnx/builder';
import { int } from '../onnx/graph';
import { f32 } from '../onnx/tensor';
import type { AttachedTask } from './contract';

/**
 * Softmax cross-entropy −log p(label).
 * @param logits (…, C), with n rows in all
 * @param labels int32 (…); negative ones don't count
 */
export function crossEntropy(g: Builder, logits: string, labels: string): Omit<AttachedTask, 'logits' | 'read'> {
  const shape = g.shapeOf(logits);
  const axis = shape.length - 1;
  // Large logits would overflow exp; the shift by the row's maximum cancels out, in the gradient too.
  const shifted = g.sub(logits, g.detach(g.reduceMax(logits, [axis], true)));
  const logSum = g.log(g.reduceSum(g.exp(shifted), [axis], true));
  const column = g.reshape(labels, [...shape.slice(0, -1), 1]);
  const isCounted = g.emit('GreaterOrEqual', [column, g.intScalar(0)]);
  const counted = g.cast(isCounted, 'float32');
  const index = g.where(isCounted, column, g.intScalar(0));
  const picked = g.emit('GatherElements', [shifted, index], { axis: int(axis) });
  const losses = g.mul(g.sub(logSum, picked), counted);
  const everything = shape.map((_, i) => i);
  const lossSum = g.reduceSum(losses, everything);
  const count = g.reduceSum(counted, everything);
  // A batch in which nothing counts has loss 0, not 0 / 0.
  const loss = g.div(lossSum, g.emit('Max', [count, g.scalar(1)]));
  const right = g.mul(g.cast(g.emit('GreaterOrEqual', [picked, g.scalar(0)]), 'float32'), counted);
  const rowLosses = g.reduceSum(losses, everything.slice(1));
  return {
    loss,
    lossSum,
    count,
    right: g.reshape(right, shape.slice(0, -1)),
    best: likeliest(g, shifted, axis),
    rowLosses,
  };
}

/**
 * Index of the first maximum of each row of logits from which their maximum was subtracted. On the GPU `ArgMax` has no
 * kernel for its int64 result; floats hold ids up to 2²⁴ exactly.
 */
function likeliest(g: Builder, shifted: string, axis: number): string {
  const size = g.shapeOf(shifted)[axis]!;
  const fromEnd = g.initializer(
    'from_end',
    f32(
      [size],
      Float32Array.from({ length: size }, (_, i) => size - 1 - i),
    ),
  );
  const isBest = g.emit('GreaterOrEqual', [shifted, g.scalar(0)]);
  return g.sub(g.scalar(size - 1), g.reduceMax(g.where(isBest, fromEnd, g.scalar(-1)), [axis], false));
}
