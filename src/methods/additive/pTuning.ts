/**
 * P-tuning (Liu et al. 2021): a small network makes the virtual tokens' embeddings. Its weights move all of them
 * together; only the LSTM also lets one token's embedding depend on another's.
 *
 *   P = f(E'),  E' ∈ ℝ^{l×d}
 * mlp:   f = Linear(d, e) → ReLU → Linear(e, e) → ReLU → Linear(e, d)          HF PEFT's default; each token by itself
 *   lstm:  f = two-layer bidirectional LSTM(d, e) → Linear(2e, 2e) → ReLU → Linear(2e, d)    the paper's, with e = d/2
 *
 * The tokens are put in front of the text as in prompt tuning. Once trained, only P is kept.
 */
import { kaiming, zeros, type Hyperparameters, type MethodContext } from '../contract';
import { defineMethod } from '../define';
import { choiceOf, numberOf, resolveHyperparameters } from '../hyperparameters';
import type { TensorSpec } from '../tensors';
import { bidirectionalLstm, lstmSpecs } from '../parts/lstm';
import { encodePrompt } from '../parts/promptEncoder';
import { promptRefusal, promptTuning } from './promptTuning';
import { makeRoom, promptSpec, wordsOf } from '../parts/virtualTokens';
import { everyTask } from '../taskId';
import { texts } from './pTuning.en';

/** Layers of the LSTM, as in the paper. */
const depth = 2;

const startName = 'prompt_encoder.embedding.weight';
const lstmName = 'prompt_encoder.lstm';
/** Linears of the network, from width to width. */
const linears = (hp: Hyperparameters, d: number): readonly (readonly [name: string, from: number, to: number])[] => {
  const e = numberOf(hp, 'e');
  return choiceOf(hp, 'encoder') === 'mlp'
    ? [
        ['0', d, e],
        ['2', e, e],
        ['4', e, d],
      ]
    : [
        ['mlp.0', 2 * e, 2 * e],
        ['mlp.2', 2 * e, d],
      ];
};

/** f(E'), (l, d). */
function encode(context: MethodContext, hp: Hyperparameters, start: string, d: number): string {
  const { builder: g } = context;
  const linear = (name: string, x: string) =>
    g.linear(x, context.tensor(`prompt_encoder.${name}.weight`), context.tensor(`prompt_encoder.${name}.bias`));
  const read =
    choiceOf(hp, 'encoder') === 'mlp' ? start : bidirectionalLstm(context, lstmName, start, numberOf(hp, 'e'), depth);
  return linears(hp, d).reduce((x, [name], i) => linear(name, i === 0 ? x : g.emit('Relu', [x])), read);
}

export const pTuning = defineMethod({
  id: 'p-tuning',
  texts,
  category: 'additive',
  paper: {
    title: 'GPT Understands, Too',
    authors: 'Liu, Zheng, Du, Ding, Qian, Yang, Tang',
    year: 2021,
    url: 'https://arxiv.org/abs/2103.10385',
  },
  hyperparameters: [
    { kind: 'integer', name: 'l', default: 10, min: 1, max: 200, scale: 'log' },
    { kind: 'choice', name: 'encoder', default: 'mlp', options: ['mlp', 'lstm'] },
    { kind: 'integer', name: 'e', default: 128, min: 1, max: 2048, scale: 'log' },
  ],
  defaults: { learningRate: 1e-2, weightDecay: 0, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  needs: ['word embedding', 'hidden states', 'gradient'],
  tasks: everyTask,

  check: (d, hp) => promptRefusal('p-tuning', d, hp),
  virtualTokens: (hp) => numberOf(hp, 'l'),

  /** The embeddings E' and the network. */
  declare(d, hp) {
    const drawn = { places: ['tokens'], change: 'rows' } as const;
    return [
      promptSpec(startName, numberOf(hp, 'l'), d),
      ...(choiceOf(hp, 'encoder') === 'mlp'
        ? []
        : lstmSpecs(lstmName, d.embeddingSize, numberOf(hp, 'e'), depth, drawn)),
      ...linears(hp, d.embeddingSize).flatMap(([name, from, to]): TensorSpec[] => [
        {
          ...drawn,
          name: `prompt_encoder.${name}.weight`,
          shape: [to, from],
          treatment: 'new',
          init: kaiming(from),
        },
        { ...drawn, name: `prompt_encoder.${name}.bias`, shape: [to], treatment: 'new', init: zeros },
      ]),
    ];
  },

  apply(context, hp) {
    const { builder: g, anatomy, batch, virtualTokens: l } = context;
    const { word } = anatomy.embeddings;
    const d = anatomy.dimensions.embeddingSize;
    const start = context.tensor(startName, { init: { kind: 'vocabulary', tensor: word.weight } });
    const prompt = encode(context, hp, start, d);
    const ids = makeRoom(context);
    g.wrap(word.output, () =>
      g.concat([g.expand(g.reshape(prompt, [1, l, d]), [batch, l, d]), wordsOf(context, ids)], 1),
    );
    // The decoder of an encoder–decoder reads no virtual tokens.
    if (anatomy.stacks) return;
    const text = g.wrap(anatomy.lastHidden, (hidden) => g.slice(hidden, 1, l, l + context.sequence));
    context.setLastHidden(text, anatomy.lastHidden);
  },

  identityAtInit: false,

  peftType: 'P_TUNING',
  /** Prompt tuning with what the network makes, which is all that HF PEFT's P-tuning adapters hold. */
  deployed(context, hp) {
    const [l, e] = [numberOf(hp, 'l'), numberOf(hp, 'e')];
    const [encoder, d] = [
      choiceOf(hp, 'encoder') === 'mlp' ? 'mlp' : 'lstm',
      context.anatomy.dimensions.embeddingSize,
    ] as const;
    const values = encodePrompt((name) => context.trained(`prompt_encoder.${name}`), { encoder, l, d, e, depth });
    return {
      method: promptTuning,
      hyperparameters: resolveHyperparameters(promptTuning, { l }),
      parameters: [
        {
          name: 'prompt_embeddings',
          hfName: 'prompt_embeddings',
          shape: [l, d],
          init: { kind: 'values', values },
          group: 'method',
          decay: false,
        },
      ],
      peft: {
        peft_type: 'P_TUNING',
        encoder_reparameterization_type: encoder.toUpperCase(),
        encoder_hidden_size: e,
        encoder_num_layers: depth,
        encoder_dropout: 0,
        // PEFT warns of entries that only its prompt tuning has.
        prompt_tuning_init: undefined,
        prompt_tuning_init_text: undefined,
        tokenizer_name_or_path: undefined,
      },
    };
  },

  formula: String.raw`P = f_\theta(E'), \qquad E'' = [\,P \,;\, E(x)\,]`,
  countFormula: String.raw`l d + (d + 1) e + (e + 1) e + (e + 1) d`,
});
