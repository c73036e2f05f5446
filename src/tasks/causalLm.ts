/** Causal language modelling: predict each next token with the model's own head. */
import type { Task } from './contract';
import { crossEntropy } from './crossEntropy';

export const causalLm: Task = {
  id: 'causal-lm',
  name: 'Language modelling',
  kinds: ['decoder'],

  /**
   * Graph input `labels`: int32 (B, T), the token that follows each position (shifted already), −100 where none is
   * predicted.
   */
  attach({ builder: g, logits, input, batch, sequence }) {
    if (!logits)
      throw new Error(
        'The model has no language-model head, so it cannot be trained to predict text. Choose classification, ' +
          'or export the model with its head (task text-generation).',
      );
    const labels = input('labels', 'int32', [batch, sequence]);
    return { ...crossEntropy(g, logits, labels), logits };
  },

  headCount: () => 0,
};
