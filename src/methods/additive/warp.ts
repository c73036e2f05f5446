/**
 * WARP, word-level adversarial reprogramming (Hambardzumyan, Khachatrian, May 2021): learned prompts and one [MASK],
 * whose hidden state is compared with a learned vector for each class.
 *
 *   E' = [P ; e_[MASK] ; E(x)],   P(class c | x) = softmax_c(h_[MASK] · v_c + b_c)
 *
 * P ∈ ℝ^{l×d} is trained, the embedding of [MASK] is not; the verbaliser vectors v_c are the rows of the classifier's
 * weight. In the paper h is what the masked-language head computes before its decoder; exported encoders have no such
 * head, so it is the last hidden state at the mask itself. Prompts and mask come before [CLS], with the first l + 1
 * positions. P starts as in the reference (`prompt_better_init`): normal, with mean and deviation of the word
 * embeddings.
 */
import { messages } from '../../messages/message';
import { asFloat32, f32 } from '../../onnx/tensor';
import type { Hyperparameters, MethodContext } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { makeRoom, promptSpec, wordsOf } from '../parts/virtualTokens';
import { sentenceTasks } from '../taskId';
import { texts } from './warp.en';

const says = messages('warp', texts.says);

const promptName = 'prompt_embeddings';

/** Word embeddings, (V, d) row by row. */
function wordEmbeddings({ builder: g, anatomy }: MethodContext): Float32Array {
  return asFloat32(g.graph.initializers.get(anatomy.embeddings.word.weight)!);
}

/**
 * Embedding of the mask; where the tokenizer has none, or was not loaded, the mean of all words stands for "any word".
 */
function maskVector(context: MethodContext, words: Float32Array): Float32Array {
  const {
    maskToken,
    dimensions: { embeddingSize: d, vocabulary },
  } = context.anatomy;
  if (maskToken !== undefined && maskToken < vocabulary) return words.slice(maskToken * d, (maskToken + 1) * d);
  const mean = new Float32Array(d);
  for (let i = 0; i < words.length; i++) mean[i % d]! += words[i]! / vocabulary;
  return mean;
}

function moments(values: Float32Array): { readonly mean: number; readonly std: number } {
  let sum = 0,
    squares = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  return { mean, std: Math.sqrt(Math.max(0, squares / values.length - mean * mean)) };
}

export const warp = defineMethod({
  id: 'warp',
  texts,
  category: 'additive',
  paper: {
    title: 'WARP: Word-level Adversarial ReProgramming',
    authors: 'Hambardzumyan, Khachatrian, May',
    year: 2021,
    venue: 'ACL',
    url: 'https://arxiv.org/abs/2101.00121',
  },
  hyperparameters: [{ kind: 'integer', name: 'l', default: 10, min: 1, max: 200, scale: 'log' }],
  defaults: { learningRate: 1e-2, weightDecay: 0, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder'],
  needs: ['word embedding', 'hidden states', 'gradient'],
  tasks: sentenceTasks,

  check(d, hp) {
    const l = numberOf(hp, 'l');
    if (l < d.maxPositions - 2) return undefined;
    return says.tooLong({ l, positions: d.maxPositions, most: d.maxPositions - 3 });
  },
  /** The prompts and the mask. */
  virtualTokens: (hp: Hyperparameters) => numberOf(hp, 'l') + 1,

  declare: (d, hp) => [promptSpec(promptName, numberOf(hp, 'l'), d)],

  apply(context, hp) {
    const { builder: g, anatomy, batch, sequence, virtualTokens } = context;
    const { embeddingSize: width, hidden: d } = anatomy.dimensions;
    const { word } = anatomy.embeddings;
    const l = numberOf(hp, 'l');
    const words = wordEmbeddings(context);
    const prompt = context.tensor(promptName, { init: { kind: 'normal', ...moments(words) } });
    const mask = g.initializer('mask_embedding', f32([1, width], maskVector(context, words)));
    const ids = makeRoom(context);
    g.wrap(word.output, () =>
      g.concat(
        [
          g.expand(g.reshape(g.concat([prompt, mask], 0), [1, virtualTokens, width]), [batch, virtualTokens, width]),
          wordsOf(context, ids),
        ],
        1,
      ),
    );
    const all = anatomy.lastHidden;
    context.setPooled(g.reshape(g.slice(all, 1, l, l + 1), [batch, d]));
    context.setLastHidden(g.slice(all, 1, virtualTokens, virtualTokens + sequence));
  },

  identityAtInit: false,

  formula:
    String.raw`E' = [\,P \,;\, e_{\mathrm{[MASK]}} \,;\, E(x)\,], \qquad P(c \mid x) = ` +
    String.raw`\mathrm{softmax}_c\big(h_{\mathrm{[MASK]}} \cdot v_c + b_c\big)`,
  countFormula: String.raw`l \, d`,
});
