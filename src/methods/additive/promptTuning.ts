/**
 * Prompt tuning (Lester, Al-Rfou, Constant 2021): learn the embeddings of l virtual tokens in front of the text.
 *
 *   E' = [P ; E(x)],   P ∈ ℝ^{l×d}
 *
 * Everything else is frozen. As in HF PEFT the virtual tokens come before `[CLS]`, take the first l positions and token
 * type 0, and can be seen by all tokens. The task reads the text's positions only.
 */
import type { Dimensions } from '../../anatomy/anatomy';
import type { Hyperparameters } from '../contract';
import { messages, type Message } from '../../messages/message';
import { depthOf } from '../../anatomy/shared';
import { defineMethod } from '../define';
import { choiceOf, numberOf } from '../hyperparameters';
import { peftTaskType } from '../parts/sites';
import { enterPrompt, prependVectors, promptSpec } from '../parts/virtualTokens';
import { everyTask } from '../taskId';
import { texts } from './promptTuning.en';

const says = messages('prompt-tuning', texts.says);

const parameterName = 'prompt_embeddings';

/** Refusal of a prompt that leaves the text no positions. */
export function promptRefusal(method: string, { maxPositions }: Dimensions, hp: Hyperparameters): Message | undefined {
  const l = numberOf(hp, 'l');
  return l < maxPositions - 1
    ? undefined
    : says.tooLong({ method, l, positions: maxPositions, most: maxPositions - 2 });
}

export const promptTuning = defineMethod({
  id: 'prompt-tuning',
  texts,
  category: 'additive',
  paper: {
    title: 'The Power of Scale for Parameter-Efficient Prompt Tuning',
    authors: 'Lester, Al-Rfou, Constant',
    year: 2021,
    venue: 'EMNLP',
    url: 'https://arxiv.org/abs/2104.08691',
  },
  hyperparameters: [
    { kind: 'integer', name: 'l', default: 10, min: 1, max: 200, scale: 'log' },
    { kind: 'choice', name: 'init', default: 'vocabulary', options: ['vocabulary', 'normal'] },
  ],
  defaults: {
    learningRate: 1e-2,
    rates: { 'causal-lm': 3e-2, seq2seq: 0.27 },
    weightDecay: 0,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  needs: ['word embedding', 'hidden states', 'gradient'],
  tasks: everyTask,

  check: (d, hp) => promptRefusal('prompt-tuning', d, hp),
  virtualTokens: (hp) => numberOf(hp, 'l'),

  declare: (d, hp) => [promptSpec(parameterName, numberOf(hp, 'l'), d, { peft: { tensor: parameterName } })],

  apply(context, hp) {
    const prompt = enterPrompt(context, parameterName, choiceOf(hp, 'init') === 'vocabulary');
    prependVectors(context, () => prompt);
  },

  identityAtInit: false,

  formula: String.raw`E' = [\,P \,;\, E(x)\,], \qquad P \in \mathbb{R}^{l \times d}`,
  countFormula: String.raw`l \, d`,

  peftConfig(anatomy, hp) {
    const d = anatomy.dimensions;
    // PEFT hands a factor on the words (Marian, mBART) over to nobody: its logits are not those of the model.
    if (anatomy.stacks && anatomy.embeddings.word.scale !== undefined) return undefined;
    return {
      peft_type: 'PROMPT_TUNING',
      task_type: peftTaskType(anatomy),
      num_virtual_tokens: numberOf(hp, 'l'),
      token_dim: d.embeddingSize,
      num_transformer_submodules: 1,
      num_attention_heads: d.heads,
      num_layers: depthOf(d),
      prompt_tuning_init: 'RANDOM',
      prompt_tuning_init_text: null,
      tokenizer_name_or_path: null,
      inference_mode: true,
    };
  },
});
