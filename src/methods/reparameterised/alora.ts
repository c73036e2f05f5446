/**
 * aLoRA, activated LoRA (Greenewald et al. 2025): a LoRA that wakes at a word. What stands before the last invocation
 * token of a text is read by the pretrained model, so that its keys and values can be kept and shared between adapters.
 *
 *   h_t = W₀ x_t + 1[t ≥ t₀] · (α / r) B A x_t,   t₀ the last place of the invocation token; without one LoRA sleeps
 *
 * As in HF PEFT (`alora_invocation_tokens`) the update acts on the invocation token itself and on all that follows.
 * PEFT takes any sequence of tokens; here it is one. The authors use r = 32 on queries, keys and values, since an
 * update that can't change what was read before needs more room; here the sites are LoRA's and r = 16.
 */
import type { Hyperparameters, MethodContext } from '../contract';
import { messages } from '../../messages/message';
import { f32 } from '../../onnx/tensor';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import {
  addBranch,
  alphaParameter,
  dropoutParameter,
  enterFactors,
  factorSpecs,
  loraConfig,
  lowRankRefusal,
  lowRankSites,
  lowRankSlots,
  rankParameter,
  targetsParameter,
} from '../parts/lowRank';
import { texts } from './alora.en';

const says = messages('alora', texts.says);

/** 1 from the last invocation token on, 0 before and without one: (B, T, 1). */
function awake({ builder: g, anatomy }: Pick<MethodContext, 'builder' | 'anatomy'>, hp: Hyperparameters): string {
  const { ids } = anatomy.inputs;
  const [batch, length] = g.shapeOf(ids) as [number, number];
  const places = g.initializer(
    'places',
    f32(
      [1, length],
      Float32Array.from({ length }, (_, at) => at + 1),
    ),
  );
  const called = g.cast(g.equal(ids, g.intScalar(numberOf(hp, 'invocation_token'))), 'float32');
  const last = g.emit('ReduceMax', [g.mul(called, places), g.shape([1])]);
  const from = g.emit('GreaterOrEqual', [places, last]);
  // Without a token the last place is 0, which everything is behind.
  const any = g.emit('Greater', [last, g.scalar(0)]);
  return g.reshape(g.mul(g.cast(from, 'float32'), g.cast(any, 'float32')), [batch, length, 1]);
}

export const alora = defineMethod({
  id: 'alora',
  texts,
  category: 'reparameterised',
  since: 'after-survey',
  paper: {
    title: 'Activated LoRA: Fine-tuned LLMs for Intrinsics',
    authors: 'Greenewald, Lastras, Parnell, Shah, Popa, Zizzo, Gunasekara, Rawat, Cox',
    year: 2025,
    url: 'https://arxiv.org/abs/2504.12397',
  },
  hyperparameters: [
    rankParameter(16),
    alphaParameter(32),
    dropoutParameter,
    targetsParameter,
    { kind: 'integer', name: 'invocation_token', default: 199, min: 0, max: 1_000_000 },
  ],
  defaults: { learningRate: 4e-3, weightDecay: 0.01, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['decoder'],
  tasks: ['causal-lm'],

  check(d, hp) {
    const token = numberOf(hp, 'invocation_token');
    if (token >= d.vocabulary) return says.noSuchToken({ token, vocabulary: d.vocabulary, most: d.vocabulary - 1 });
    return lowRankRefusal('alora', d, hp);
  },

  declare: (d, hp) => lowRankSlots(d, hp).flatMap((slot) => factorSpecs(slot, numberOf(hp, 'r'), { padded: true })),

  apply(context, hp) {
    const { builder: g } = context;
    const mask = g.scope('alora', () => awake(context, hp));
    for (const site of lowRankSites(context.anatomy, hp))
      addBranch(context, site, enterFactors(context, site), {
        dropout: numberOf(hp, 'dropout'),
        middle: (low) => g.mul(g.scale(low, numberOf(hp, 'alpha') / numberOf(hp, 'r')), mask),
      });
  },

  identityAtInit: true,

  formula:
    String.raw`h_t = W_0 x_t + \mathbb{1}[t \ge t_0]\, \frac{\alpha}{r} B A x_t, \qquad t_0 = \text{last place of ` +
    String.raw`the invocation token}`,
  countFormula: String.raw`2 L \cdot r (d_{in} + d_{out}) = 4 L r d`,

  peftConfig: (anatomy, hp) =>
    loraConfig(anatomy, hp, {
      dropout: numberOf(hp, 'dropout'),
      alora_invocation_tokens: [numberOf(hp, 'invocation_token')],
    }),
});
