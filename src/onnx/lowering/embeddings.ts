/** com.microsoft EmbedLayerNormalization: BERT's embeddings in one node. */
import { float, floatAttribute, int } from '../graph';
import { i32 } from '../tensor';
import type { LowerRule, LowerRules } from './context';

/**
 * (ids, segments?, words, positions, segment table?, gain, bias, mask?, position ids?) → (output, row lengths, sum).
 */
const embedLayerNorm: LowerRule = (c) => {
  const { g } = c,
    [, length] = c.shape(0) as [number, number];
  const positions = c.has(8)
    ? g.cast(c.input(8), 'int32')
    : g.initializer(
        'positions',
        i32(
          [1, length],
          g.made(length, (i) => i),
        ),
      );
  const words = g.gather(c.input(2), c.input(0));
  const typed = c.has(1) && c.has(4) ? g.add(words, g.gather(c.input(4), c.input(1))) : words;
  const sum = g.add(typed, g.gather(c.input(3), positions));
  const output = g.emit('LayerNormalization', [sum, c.input(5), c.input(6)], {
    axis: int(-1),
    epsilon: float(floatAttribute(c.node, 'epsilon', 1e-12)),
  });
  const lengths = c.has(7)
    ? g.cast(g.reduceSum(g.cast(c.input(7), 'float32'), [1]), 'int32')
    : g.initializer('lengths', i32([c.shape(0)[0]!], new Array<number>(c.shape(0)[0]!).fill(length)));
  return [output, lengths, sum];
};

export const embeddings: LowerRules = { 'com.microsoft.EmbedLayerNormalization': embedLayerNorm };
