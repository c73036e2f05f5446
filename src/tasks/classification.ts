/** Sequence classification: the hidden states pooled to one vector, a linear head, cross-entropy. */
import type { Builder } from '../onnx/builder';
import { zeros } from '../methods/contract';
import type { Task, TaskContext, TaskOptions } from './contract';
import { crossEntropy } from './crossEntropy';

export type Pooling = NonNullable<TaskOptions['pooling']>;

/** Mean over the text for encoders; for decoders the last token, the only one that has seen the whole text. */
export const defaultPooling = (kind: 'encoder' | 'decoder'): Pooling => (kind === 'decoder' ? 'last' : 'mean');

/** One vector (B, d) per sequence. */
function pool({ builder: g, lastHidden, mask, batch, sequence }: TaskContext, pooling: Pooling): string {
  const hidden = g.shapeOf(lastHidden)[2]!;
  if (pooling === 'cls') return g.reshape(g.slice(lastHidden, 1, 0, 1), [batch, hidden]);
  const ones = g.cast(mask, 'float32');
  // A row of nothing but padding must not divide by zero.
  const length = g.emit('Max', [g.reduceSum(ones, [1], true), g.scalar(1)]);
  const weights = pooling === 'mean' ? g.div(ones, length) : lastPosition(g, length, sequence);
  return g.reshape(g.matmul(g.reshape(weights, [batch, 1, sequence]), lastHidden), [batch, hidden]);
}

/** One-hot rows (B, T) that pick position length − 1. */
function lastPosition(g: Builder, length: string, sequence: number): string {
  const positions = g.initializer('positions', { dtype: 'float32', dims: [1, sequence], data: Float32Array.from({ length: sequence }, (_, i) => i + 1) });
  return g.cast(g.equal(positions, length), 'float32');
}

const classesOf = (options: TaskOptions): number => options.labels?.length ?? 2;

export const classification: Task = {
  id: 'classification',
  name: 'Classification',
  kinds: ['encoder', 'decoder'],

  /** Graph input `labels`: int32 (B), −1 in rows that don't count. Output: logits (B, C). */
  attach(context) {
    const { builder: g, anatomy, options, batch } = context;
    const classes = classesOf(options);
    const hidden = g.shapeOf(context.lastHidden)[2]!;
    const pooled = context.pooled ?? pool(context, options.pooling ?? defaultPooling(anatomy.dimensions.kind));
    // The name that HF's sequence classification models give their head.
    const head = anatomy.dimensions.kind === 'decoder' ? 'score' : 'classifier';
    const weight = context.parameter('head.weight', [classes, hidden], { kind: 'normal', std: 0.02 }, { group: 'head', hfName: `${head}.weight` });
    const bias = context.parameter('head.bias', [classes], zeros, { group: 'head', hfName: `${head}.bias` });
    const logits = g.linear(pooled, weight, bias);
    const labels = context.input('labels', 'int32', [batch]);
    return { ...crossEntropy(g, logits, labels), logits };
  },

  headCount: (hidden, options) => classesOf(options) * (hidden + 1),
};
