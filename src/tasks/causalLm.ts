/** Causal language modelling: predict each next token with the model's own head. */
import { says } from './messages';
import { MessageError } from '../messages/message';
import type { Task } from './contract';
import { crossEntropy } from './crossEntropy';
import { TokenScorer } from './scorers';
import { meanOfPredicted } from './sentenceHead';

export const causalLm: Task = {
  id: 'causal-lm',
  name: 'Language modelling',
  kinds: ['decoder'],

  /**
   * Graph input `labels`: int32 (B, T), the token that follows each position (shifted already), −100 where none is
   * predicted.
   */
  attach({ builder: g, lastHidden, logits, input, batch, sequence }) {
    if (!logits) throw new MessageError(says.noLanguageModelHead);
    const labels = input('labels', 'int32', [batch, sequence]);
    return { ...crossEntropy(g, logits, labels), logits, read: () => meanOfPredicted(g, lastHidden, labels) };
  },

  headCount: () => 0,
  scorer: () => new TokenScorer(),
};
