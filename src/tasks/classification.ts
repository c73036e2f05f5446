/** Sequence classification: the hidden states pooled to one vector, a linear head, cross-entropy. */
import type { Builder } from '../onnx/builder';
import { taskInput } from '../methods/context';
import { zeros } from '../methods/contract';
import { i32 } from '../onnx/tensor';
import type { AttachedTask, Task, TaskContext, TaskOptions } from './contract';
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
  const positions = g.initializer('positions', {
    dtype: 'float32',
    dims: [1, sequence],
    data: Float32Array.from({ length: sequence }, (_, i) => i + 1),
  });
  return g.cast(g.equal(positions, length), 'float32');
}

const classesOf = (options: TaskOptions): number => options.labels?.length ?? 2;

/** A logit that no softmax sees. */
const impossible = -1e9;

/**
 * Data sets that take turns: one head over all their classes, of which only those of the batch's own data set can be chosen.
 * The classes of the run's own data set come first, so that its rows of the head are what evaluation reads.
 * @param own (B, C) logits of the run's own classes @param labels int32 (B), counted from 0 in each data set
 */
function joint(
  context: TaskContext,
  pooled: string,
  own: string,
  labels: string,
  others: readonly number[],
): AttachedTask {
  const { builder: g } = context;
  const hidden = g.shapeOf(pooled)[1]!;
  const parts = [
    own,
    ...others.map((classes, n) =>
      g.linear(
        pooled,
        context.parameter(`head.${n + 1}.weight`, [classes, hidden], { kind: 'normal', std: 0.02 }, { group: 'head' }),
        context.parameter(`head.${n + 1}.bias`, [classes], zeros, { group: 'head' }),
      ),
    ),
  ];
  const sizes = parts.map((part) => g.shapeOf(part)[1]!);
  const owners = sizes.flatMap((size, task) => new Array<number>(size).fill(task));
  const firsts = sizes.map((_, task) => owners.indexOf(task));
  const task = taskInput(g);
  const mine = g.equal(g.initializer('class_owners', i32([1, owners.length], owners)), task);
  const logits = g.where(mine, g.concat(parts, 1), g.scalar(impossible));
  const shifted = g.add(labels, g.gather(g.initializer('first_classes', i32([firsts.length], firsts)), task));
  return {
    ...crossEntropy(g, logits, g.where(g.emit('GreaterOrEqual', [labels, g.intScalar(0)]), shifted, labels)),
    logits,
  };
}

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
    const weight = context.parameter(
      'head.weight',
      [classes, hidden],
      { kind: 'normal', std: 0.02 },
      { group: 'head', hfName: `${head}.weight` },
    );
    const bias = context.parameter('head.bias', [classes], zeros, { group: 'head', hfName: `${head}.bias` });
    const logits = g.linear(pooled, weight, bias);
    const labels = context.input('labels', 'int32', [batch]);
    if (context.training && options.others) return joint(context, pooled, logits, labels, options.others);
    return { ...crossEntropy(g, logits, labels), logits };
  },

  headCount: (hidden, options) => classesOf(options) * (hidden + 1),
};
