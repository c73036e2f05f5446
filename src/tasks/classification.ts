/** Sequence classification: one of several classes for a text, or for two of them; cross-entropy. */
import { taskInput } from '../methods/context';
import { zeros } from '../methods/contract';
import { i32 } from '../onnx/tensor';
import type { AttachedTask, Task, TaskContext, TaskOptions } from './contract';
import { crossEntropy } from './crossEntropy';
import { headForm, headSize, sentenceHead, small } from './sentenceHead';
import { softmax } from './probabilities';
import { ClassScorer } from './scorers';

const classesOf = (options: TaskOptions): number => options.labels?.length ?? 2;

/** A logit that no softmax sees. */
const impossible = -1e9;

/**
 * Data sets that take turns: one head over all their classes, of which only those of the batch's own data set can be
 * chosen. The classes of the run's own data set come first, so that its rows of the head are what evaluation reads.
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
        context.parameter(`head.${n + 1}.weight`, [classes, hidden], small, { group: 'head' }),
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
    read: () => pooled,
  };
}

export const classification: Task = {
  id: 'classification',
  name: 'Classification',
  kinds: ['encoder', 'decoder'],

  /** Graph input `labels`: int32 (B), −1 in rows that don't count. Output: logits (B, C). */
  attach(context) {
    const { batch, options } = context;
    const { pooled, logits } = sentenceHead(context, classesOf(options));
    const labels = context.input('labels', 'int32', [batch]);
    if (context.training && options.others) return joint(context, pooled, logits, labels, options.others);
    return { ...crossEntropy(context.builder, logits, labels), logits, read: () => pooled };
  },

  headCount: (anatomy, options) =>
    headSize(anatomy.dimensions.hidden, classesOf(options), headForm(anatomy), options.pooling),
  outputs: classesOf,
  read: softmax,
  scorer: (options) => new ClassScorer(classesOf(options), options.labels),
};
