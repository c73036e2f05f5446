/**
 * Token classification: a class for each word, by a linear layer on the hidden state of its first piece, with the head
 * of Transformers' `AutoModelForTokenClassification` where it is known.
 */
import { zeros } from '../methods/contract';
import type { Task, TaskOptions } from './contract';
import { crossEntropy } from './crossEntropy';
import { tokenHead } from './libraryHead';
import { softmaxRows } from './probabilities';
import { TagScorer } from './scorers';
import { denseOf, headForm, small, tokenHeadSize } from './sentenceHead';

const classesOf = ({ labels }: TaskOptions): number => labels?.length ?? 2;

export const tokenClassification: Task = {
  id: 'token-classification',
  name: 'Token classification',
  kinds: ['encoder', 'decoder'],

  /**
   * Graph input `labels`: int32 (B, T), −100 at special tokens, padding, and all but the first piece of a word. Output:
   * logits (B, T, C).
   */
  attach(context) {
    const { builder: g, anatomy, options, batch, sequence } = context;
    const classes = classesOf(options);
    const head = tokenHead(anatomy);
    const hidden = g.shapeOf(context.lastHidden)[2]!;
    const flat = g.reshape(context.lastHidden, [batch * sequence, hidden]);
    const read = head.dense ? denseOf(context, flat, head) : flat;
    const named = (part: 'weight' | 'bias') => ({ group: 'head', hfName: `${head.out.path}.${part}` }) as const;
    const weight = context.parameter('head.weight', [classes, hidden], small, named('weight'));
    const bias = context.parameter('head.bias', [classes], zeros, named('bias'));
    const logits = g.reshape(g.linear(read, weight, bias), [batch, sequence, classes]);
    const labels = context.input('labels', 'int32', [batch, sequence]);
    return { ...crossEntropy(g, logits, labels), logits, read: () => read };
  },

  headCount: (anatomy, options) => tokenHeadSize(anatomy.dimensions.hidden, classesOf(options), headForm(anatomy)),
  outputs: classesOf,
  read: (logits, options) => softmaxRows(logits, classesOf(options)),
  scorer: (options) => new TagScorer(classesOf(options), options.labels),
};
