/**
 * Multi-label classification: any number of classes for a text; binary cross-entropy of each class by itself, as
 * `problem_type="multi_label_classification"` has it in Transformers.
 */
import type { Task, TaskOptions } from './contract';
import { sigmoid } from './probabilities';
import { LabelsScorer } from './scorers';
import { headForm, headSize, sentenceHead } from './sentenceHead';

const classesOf = ({ labels }: TaskOptions): number => labels?.length ?? 2;

export const multiLabel: Task = {
  id: 'multi-label',
  name: 'Multi-label classification',
  kinds: ['encoder', 'decoder'],

  /**
   * Graph input `labels`: int32 (B, C), zeros and ones, −1 in rows that don't count. The mean is over all B · C
   * decisions. Output: logits (B, C).
   */
  attach(context) {
    const { builder: g, batch, options } = context;
    const classes = classesOf(options);
    const { logits, pooled } = sentenceHead(context, classes);
    const labels = context.input('labels', 'int32', [batch, classes]);
    const counted = g.cast(g.emit('GreaterOrEqual', [labels, g.intScalar(0)]), 'float32');
    const given = g.cast(g.emit('Greater', [labels, g.intScalar(0)]), 'float32');
    // log(1 + eˣ) − x y; the shift by max(x, 0) keeps exp from overflowing and cancels out, in the gradient too.
    const shift = g.detach(g.emit('Max', [logits, g.scalar(0)]));
    const shifted = g.add(g.exp(g.sub(logits, shift)), g.exp(g.neg(shift)));
    const losses = g.sub(g.add(shift, g.log(shifted)), g.mul(logits, given));
    const lossSum = g.reduceSum(g.mul(losses, counted), [0, 1]);
    const count = g.reduceSum(counted, [0, 1]);
    return { loss: g.div(lossSum, g.emit('Max', [count, g.scalar(1)])), lossSum, count, logits, read: () => pooled };
  },

  headCount: (anatomy, options) =>
    headSize(anatomy.dimensions.hidden, classesOf(options), headForm(anatomy), options.pooling),
  outputs: classesOf,
  read: (logits) => Array.from(logits, sigmoid),
  scorer: (options) => new LabelsScorer(classesOf(options), options.labels),
};
