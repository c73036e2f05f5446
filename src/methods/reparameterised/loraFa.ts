/**
 * LoRA-FA (Zhang et al. 2023): LoRA whose A stays as it was drawn; only B is trained.
 *
 *   h = W₀ x + (α / r) · B A₀ x
 *
 * The gradient of B needs A₀ x, r numbers a token; LoRA also keeps all of x for the gradient of A. With the gradient
 * correction (the paper's second version; `LoraFAOptimizer` in HF PEFT) the step of B comes as near as it can to the
 * step that full fine-tuning would make:
 *
 *   g_B ← (r / α)² · g_B (A₀ A₀ᵀ + 10⁻⁸ I)⁻¹
 */
import { asFloat32, f32 } from '../../onnx/tensor';
import { kaiming, type Hyperparameters, type MethodContext } from '../contract';
import { defineMethod } from '../define';
import { flagOf, numberOf } from '../hyperparameters';
import { initialise } from '../initialise';
import type { UpdateHooks } from '../lifecycle';
import {
  addBranch,
  alphaParameter,
  dropoutParameter,
  enterFactors,
  factorNames,
  factorSpecs,
  loraConfig,
  lowRankRefusal,
  lowRankSites,
  lowRankSlots,
  mergeUpdates,
  plainUpdate,
  rankParameter,
  targetsParameter,
  type LowRankSite,
} from '../parts/lowRank';
import { everyTask } from '../taskId';
import { texts } from './loraFa.en';

const scalingOf = (hp: Hyperparameters): number => numberOf(hp, 'alpha') / numberOf(hp, 'r');

/** Keeps A Aᵀ away from singular. */
const ridge = 1e-8;

/**
 * (1 / s²) (A₀ A₀ᵀ + δ I)⁻¹ as (r, r), row by row. A₀ is the adapter's that the run starts from, or what its seed
 * draws.
 */
function correction(context: MethodContext, site: LowRankSite, hp: Hyperparameters): Float32Array {
  const r = numberOf(hp, 'r');
  const { inFeatures } = site.linear;
  const { a: name } = factorNames(site);
  const given = context.carried.start[name];
  const a = given
    ? asFloat32(given)
    : initialise({ name, shape: [r, inFeatures], init: kaiming(inFeatures) }, context.seed, context.builder.graph);
  const solved = context.linearAlgebra.inverseGram(a, r, inFeatures, ridge);
  return Float32Array.from(solved, (value) => value / scalingOf(hp) ** 2);
}

function corrected(context: MethodContext, site: LowRankSite, hp: Hyperparameters): UpdateHooks {
  if (!context.training || !flagOf(hp, 'correct')) return {};
  const r = numberOf(hp, 'r');
  const values = correction(context, site, hp);
  return {
    gradient: ({ builder: g }, gradient) =>
      g.matmul(gradient, g.initializer(`${site.stem}.correction`, f32([r, r], values))),
  };
}

export const loraFa = defineMethod({
  id: 'lora-fa',
  texts,
  category: 'reparameterised',
  paper: {
    title: 'LoRA-FA: Memory-efficient Low-rank Adaptation for Large Language Models Fine-tuning',
    authors: 'Zhang, Zhang, Shi, Chu, Li',
    year: 2023,
    url: 'https://arxiv.org/abs/2308.03303',
  },
  hyperparameters: [
    rankParameter(),
    alphaParameter(),
    dropoutParameter,
    targetsParameter,
    { kind: 'flag', name: 'correct', default: false },
  ],
  defaults: {
    learningRate: 1e-2,
    rates: { seq2seq: 9e-2 },
    weightDecay: 0.01,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check: (d, hp) => lowRankRefusal('lora-fa', d, hp),

  declare: (d, hp) =>
    lowRankSlots(d, hp).flatMap((slot) =>
      factorSpecs(slot, numberOf(hp, 'r'), { a: { treatment: 'frozen' }, padded: true }),
    ),

  apply(context, hp) {
    for (const site of lowRankSites(context.anatomy, hp)) {
      const factors = enterFactors(context, site, { b: corrected(context, site, hp) });
      addBranch(context, site, factors, {
        scope: 'lora_fa',
        dropout: numberOf(hp, 'dropout'),
        middle: (low) => context.builder.scale(low, scalingOf(hp)),
      });
    }
  },

  identityAtInit: true,
  merge: (context, hp) =>
    mergeUpdates(context, lowRankSites(context.anatomy, hp), (site) =>
      plainUpdate(context, site, numberOf(hp, 'r'), scalingOf(hp)),
    ),

  formula:
    String.raw`h = W_0 x + \frac{\alpha}{r} B A_0 x, \qquad A_0 \text{ random and frozen},\; B = 0 ` +
    String.raw`\text{ at the start}`,
  peftConfig: (anatomy, hp) => loraConfig(anatomy, hp, { dropout: numberOf(hp, 'dropout') }),
});
