/**
 * P-tuning (Liu et al. 2021): a small network makes the virtual tokens' embeddings, so that they depend on each other.
 *
 *   P = f(E'),  E' ∈ ℝ^{l×d},  f = Linear(d, e) → ReLU → Linear(e, e) → ReLU → Linear(e, d)
 *
 * This is HF PEFT's MLP encoder; the tokens are put in front of the text as in prompt tuning. Once trained, only P is kept.
 */
import { kaiming, zeros, type Method } from '../contract';
import { numberOf } from '../hyperparameters';
import { promptTuning } from './promptTuning';
import { makeRoom } from './virtualTokens';

export const pTuning: Method = {
  id: 'p-tuning',
  name: 'P-tuning',
  category: 'additive',
  subcategory: 'soft prompt-based',
  paper: { title: 'GPT Understands, Too', authors: 'Liu, Zheng, Du, Ding, Qian, Yang, Tang', year: 2021, url: 'https://arxiv.org/abs/2103.10385' },
  hyperparameters: [
    { kind: 'integer', name: 'l', label: 'virtual tokens l', description: 'How many learned vectors are put in front of every text.', default: 10, min: 1, max: 200, scale: 'log' },
    { kind: 'integer', name: 'e', label: 'encoder width e', description: 'Inner width of the network that makes them.', default: 128, min: 1, max: 2048, scale: 'log' },
  ],
  defaults: { learningRate: 3e-3, weightDecay: 0, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder'],
  needs: ['word embedding'],
  tasks: ['classification', 'causal-lm'],

  check: (d, hp) => promptTuning.check?.(d, hp)?.replace('prompt-tuning', 'p-tuning'),
  virtualTokens: (hp) => numberOf(hp, 'l'),

  apply(context, hp) {
    const { builder: g, anatomy, batch, virtualTokens: l } = context;
    const { word } = anatomy.embeddings;
    const d = anatomy.dimensions.embeddingSize;
    const e = numberOf(hp, 'e');
    const layer = (i: number, input: number, output: number, x: string) =>
      g.linear(x, context.parameter(`prompt_encoder.${i}.weight`, [output, input], kaiming(input)), context.parameter(`prompt_encoder.${i}.bias`, [output], zeros));
    const start = context.parameter('prompt_encoder.embedding.weight', [l, d], { kind: 'vocabulary', tensor: word.weight }, { decay: false });
    const relu = (x: string) => g.emit('Relu', [x]);
    const prompt = layer(4, e, d, relu(layer(2, e, e, relu(layer(0, d, e, start)))));
    const ids = makeRoom(context);
    g.wrap(word.output, () => g.concat([g.expand(g.reshape(prompt, [1, l, d]), [batch, l, d]), g.gather(word.weight, ids)], 1));
    context.setLastHidden(g.wrap(anatomy.lastHidden, (hidden) => g.slice(hidden, 1, l, l + context.sequence)));
  },

  count(d, hp) {
    const [l, e, w] = [numberOf(hp, 'l'), numberOf(hp, 'e'), d.embeddingSize];
    return l * w + (w + 1) * e + (e + 1) * e + (e + 1) * w;
  },
  identityAtInit: false,
  merge: 'The virtual tokens are part of the input, not of the weights; they have to be put in front of every text.',

  learn: {
    idea: 'Prompt tuning moves each virtual word by itself. P-tuning makes them all with one small network, so they move together, which is steadier. After training the network is thrown away and only its output is kept.',
    formula: String.raw`P = f_\theta(E'), \qquad E'' = [\,P \,;\, E(x)\,]`,
    where: 'At the bottom: extra coloured tokens before the text, made by a small network.',
    inferenceCost: 'Every text gets l tokens longer; the network itself is not needed any more.',
    pitfalls: 'The network has far more numbers than the prompt that is kept. The paper\'s own encoder is an LSTM; this is the MLP that HF PEFT uses by default.',
  },
};
