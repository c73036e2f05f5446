/**
 * Sequence to sequence: an encoder reads a source, and the decoder writes the target, token by token, with the model's
 * own head. While training the decoder reads the target itself, one step behind (teacher forcing): the start token,
 * then all tokens but the last.
 */
import { says } from './messages';
import { MessageError } from '../messages/message';
import type { Builder } from '../onnx/builder';
import { i32 } from '../onnx/tensor';
import type { Task } from './contract';
import { crossEntropy } from './crossEntropy';
import { TokenScorer } from './scorers';
import { meanOfPredicted } from './sentenceHead';

/**
 * What the decoder reads, (B, T): Transformers' `shift_tokens_right`. Where nothing is predicted it reads the start
 * token again, behind all that counts.
 */
function shiftedRight(g: Builder, labels: string, start: number): string {
  const [batch, length] = g.shapeOf(labels) as [number, number];
  const first = g.initializer('start', i32([batch, 1], new Int32Array(batch).fill(start)));
  if (length === 1) return first;
  // On the GPU only floats are sliced; they hold ids up to 2²⁴ exactly.
  const before = g.cast(g.slice(g.cast(labels, 'float32'), 1, 0, length - 1), 'int32');
  const known = g.where(g.emit('GreaterOrEqual', [before, g.intScalar(0)]), before, g.intScalar(start));
  return g.concat([first, known], 1);
}

export const seq2seq: Task = {
  id: 'seq2seq',
  name: 'Sequence to sequence',
  kinds: ['encoder-decoder'],

  /** Graph input `labels`: int32 (B, T), the target's tokens, −100 behind them. */
  attach({ builder: g, anatomy, lastHidden, logits, input, batch, target }) {
    const { decoderIds } = anatomy.inputs;
    const start = anatomy.stacks?.startToken;
    if (!logits || decoderIds === undefined || start === undefined) throw new MessageError(says.noEncoderDecoder);
    const labels = input('labels', 'int32', [batch, target]);
    const shifted = shiftedRight(g, labels, start);
    g.replaceUses(decoderIds, shifted);
    g.graph.inputs = g.graph.inputs.filter(({ name }) => name !== decoderIds);
    return { ...crossEntropy(g, logits, labels), logits, read: () => meanOfPredicted(g, lastHidden, labels) };
  },

  headCount: () => 0,
  scorer: () => new TokenScorer({ whole: true }),
};
