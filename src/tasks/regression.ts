/** Regression: a number for a text, or for two; mean squared error, as `num_labels=1` has it in Transformers. */
import type { Task } from './contract';
import { NO_VALUE } from './labelForm';
import { ValueScorer } from './scorers';
import { headForm, headSize, sentenceHead } from './sentenceHead';

export const regression: Task = {
  id: 'regression',
  name: 'Regression',
  kinds: ['encoder', 'decoder'],

  /** Graph input `labels`: float32 (B), `NO_VALUE` in rows that don't count. Output: logits (B, 1), the values. */
  attach(context) {
    const { builder: g, batch } = context;
    const { logits, pooled } = sentenceHead(context, 1);
    const labels = context.input('labels', 'float32', [batch]);
    const isCounted = g.emit('Greater', [labels, g.scalar(NO_VALUE / 2)]);
    const counted = g.cast(isCounted, 'float32');
    const errors = g.sub(g.reshape(logits, [batch]), g.where(isCounted, labels, g.scalar(0)));
    const lossSum = g.reduceSum(g.mul(g.mul(errors, errors), counted), [0]);
    const count = g.reduceSum(counted, [0]);
    return { loss: g.div(lossSum, g.emit('Max', [count, g.scalar(1)])), lossSum, count, logits, read: () => pooled };
  },

  headCount: (anatomy, options) => headSize(anatomy.dimensions.hidden, 1, headForm(anatomy), options.pooling),
  outputs: () => 1,
  read: (logits) => Array.from(logits),
  scorer: () => new ValueScorer(),
};
