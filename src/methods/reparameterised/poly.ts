/**
 * Poly (Ponti et al. 2023): a stock of small LoRAs, the skills, which several tasks share; each task learns which of
 * them it has. With several splits, multi-head routing (Caccia et al. 2023), it learns that for each part of the inputs
 * and outputs by itself.
 *
 *   h = W₀ x + (1 / r) B_τ A_τ x,   A_τ = Σ_s w_{τ,s} A_s,  B_τ = Σ_s w_{τ,s} B_s,   w_τ = z_τ / Σ_s z_{τ,s}
 *   z_{τ,s} = σ(ℓ_{τ,s} + log u − log(1 − u)) while training, u ~ U(0, 1);  σ(ℓ_{τ,s}) afterwards
 *
 * As in HF PEFT's POLY A_s starts as a linear layer, B_s at 0, ℓ in ±10⁻³, and there is no α. PEFT draws u for each
 * text of a batch; here a batch, which is of one task, shares it. The tasks are the target and other data sets, whose
 * batches take turns; in the end the target's mixture is fixed, and it merges like one LoRA.
 */
import { fixed, messages } from '../../messages/message';
import { kaiming, zeros, type Hyperparameters, type MergeContext, type MethodContext } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { lowRankDeployment } from '../parts/deployedLora';
import {
  addBranch,
  lowRankRefusal,
  lowRankSites,
  lowRankSlots,
  rankParameter,
  targetsParameter,
  type LowRankSite,
} from '../parts/lowRank';
import { sourcesKnob } from '../parts/sources';
import { rowOfTask, rowForTask, together, trainedTogether } from '../parts/together';
import { siteConfig } from '../parts/updatedSites';
import type { TensorSpec } from '../tensors';
import { texts } from './poly.en';

const says = messages('poly', texts.says);

/** The target, and the sources. */
const tasksOf = (hp: Hyperparameters): number => numberOf(hp, 'sources') + 1;
const logitsName = ({ stem }: Pick<LowRankSite, 'stem'>): string => `${stem}.poly_router.module_logits`;

interface Sizes {
  readonly r: number;
  readonly skills: number;
  readonly splits: number;
}
const sizesOf = (hp: Hyperparameters): Sizes => ({
  r: numberOf(hp, 'r'),
  skills: numberOf(hp, 'skills'),
  splits: numberOf(hp, 'splits'),
});

/** w of the task at hand, (splits, skills). */
function weightsOf(context: MethodContext, hp: Hyperparameters, site: LowRankSite, task: string): string {
  const { builder: g } = context;
  const { skills, splits } = sizesOf(hp);
  const logits = g.reshape(g.matmul(rowOfTask(g, task, tasksOf(hp)), context.tensor(logitsName(site))), [
    splits,
    skills,
  ]);
  const noisy = () => {
    // Away from the ends, where the logarithm is not finite.
    const u = g.add(g.scale(context.uniform([splits, skills]), 1 - 2e-6), g.scalar(1e-6));
    return g.add(logits, g.sub(g.log(u), g.log(g.sub(g.scalar(1), u))));
  };
  const held = g.emit('Sigmoid', [context.training ? noisy() : logits]);
  return g.watch(site.stem, g.div(held, g.add(g.reduceSum(held, [1], true), g.scalar(1e-12))));
}

/** Σ_s w_s of what each split has of each skill. @param value (splits, skills, rows, columns) */
function mixed(context: MethodContext, value: string, weights: string, { skills, splits }: Sizes): string {
  const { builder: g } = context;
  const [, , rows, columns] = g.shapeOf(value) as [number, number, number, number];
  const each = g.reshape(value, [splits, skills, rows * columns]);
  return g.reshape(g.matmul(g.reshape(weights, [splits, 1, skills]), each), [splits, rows, columns]);
}

/** What the mixture of the target amounts to: A (r, in) and B (out, r). */
function updateOf(context: MergeContext, site: LowRankSite, hp: Hyperparameters) {
  const { r, skills, splits } = sizesOf(hp);
  const [inputs, outputs] = [site.linear.inFeatures / splits, site.outputs / splits];
  const logits = context.trained(logitsName(site));
  const weights = shares(logits, skills, splits);
  const [from, to] = [context.trained(`${site.stem}.poly_lora_A`), context.trained(`${site.stem}.poly_lora_B`)];
  const a = new Float32Array(r * site.linear.inFeatures);
  const b = new Float32Array(site.outputs * r);
  for (let q = 0; q < splits; q++)
    for (let s = 0; s < skills; s++) {
      const weight = weights[q]![s]!;
      const [atA, atB] = [(q * skills + s) * inputs * r, (q * skills + s) * r * outputs];
      for (let i = 0; i < inputs; i++)
        for (let k = 0; k < r; k++) a[k * site.linear.inFeatures + q * inputs + i]! += weight * from[atA + i * r + k]!;
      for (let k = 0; k < r; k++)
        for (let o = 0; o < outputs; o++) b[(q * outputs + o) * r + k]! += weight * to[atB + k * outputs + o]!;
    }
  return { a, b, middle: new Array<number>(r).fill(1 / r) };
}

/** w of the target on the host, split by split. */
function shares(logits: Float32Array, skills: number, splits: number): number[][] {
  return Array.from({ length: splits }, (_, q) => {
    const held = Array.from({ length: skills }, (__, s) => 1 / (1 + Math.exp(-logits[q * skills + s]!)));
    const total = held.reduce((sum, one) => sum + one, 0);
    return held.map((one) => one / total);
  });
}

export const poly = defineMethod({
  id: 'poly',
  texts,
  category: 'reparameterised',
  since: 'after-survey',
  paper: {
    title: 'Combining Parameter-efficient Modules for Task-level Generalisation',
    authors: 'Ponti, Sordoni, Bengio, Reddy',
    year: 2023,
    venue: 'EACL',
    url: 'https://aclanthology.org/2023.eacl-main.49/',
  },
  hyperparameters: [
    rankParameter(),
    { kind: 'integer', name: 'skills', default: 4, min: 1, max: 32 },
    { kind: 'integer', name: 'splits', default: 1, min: 1, max: 32 },
    targetsParameter,
    sourcesKnob,
  ],
  defaults: {
    learningRate: 1e-2,
    rates: { seq2seq: 3e-2 },
    weightDecay: 0,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: ['classification', 'causal-lm', 'seq2seq'],

  check(d, hp) {
    const { splits } = sizesOf(hp);
    const uneven = lowRankSlots(d, hp).find(
      ({ inFeatures, outFeatures }) => inFeatures % splits !== 0 || outFeatures % splits !== 0,
    );
    return (
      lowRankRefusal('poly', d, hp) ??
      (uneven &&
        says.indivisible({ splits, site: uneven.site, inputs: uneven.inFeatures, outputs: uneven.outFeatures }))
    );
  },
  sources: (hp) => numberOf(hp, 'sources'),
  phases: (request) =>
    trainedTogether('poly', request, says, ({ anatomy, hyperparameters: hp, value }) => {
      const [first] = lowRankSites(anatomy, hp);
      const { skills, splits } = sizesOf(hp);
      const [own] = shares(value(logitsName(first!)), skills, splits);
      return { site: first!.stem, shares: own!.map((share) => fixed(share, 2)) };
    }),

  declare: (d, hp) =>
    lowRankSlots(d, hp).flatMap((slot): TensorSpec[] => {
      const { r, skills, splits } = sizesOf(hp);
      const { site, stem, layer, place, inFeatures, outFeatures } = slot;
      const common = { treatment: 'new', layer, places: [place], change: 'delta', symbol: `S ${skills}` } as const;
      const [inputs, outputs] = [Math.floor(inFeatures / splits), Math.floor(outFeatures / splits)];
      const tensor = (name: string, shape: readonly number[], init: TensorSpec['init']) =>
        ({ ...common, name: `${stem}.${name}`, shape, init, peft: { site, tensor: name } }) as TensorSpec;
      return [
        tensor('poly_lora_A', [splits, skills, inputs, r], kaiming(inputs)),
        tensor('poly_lora_B', [splits, skills, r, outputs], zeros),
        {
          ...tensor('poly_router.module_logits', [tasksOf(hp), splits * skills], { kind: 'uniform', bound: 1e-3 }),
          decay: false,
        },
      ];
    }),

  apply(context, hp) {
    const { builder: g, anatomy, phase } = context;
    const task = phase === together ? context.taskId() : g.intScalar(0);
    const sizes = sizesOf(hp);
    for (const site of lowRankSites(anatomy, hp)) {
      const { inFeatures } = site.linear;
      const factors = g.scope(`poly.${site.stem}`, () => {
        const weights = weightsOf(context, hp, site, task);
        const a = mixed(context, context.tensor(`${site.stem}.poly_lora_A`), weights, sizes);
        const b = mixed(context, context.tensor(`${site.stem}.poly_lora_B`), weights, sizes);
        return {
          a: g.transpose(g.reshape(a, [inFeatures, sizes.r]), [1, 0]),
          b: g.reshape(g.transpose(b, [0, 2, 1]), [site.outputs, sizes.r]),
        };
      });
      addBranch(context, site, factors, {
        middle: (low) => g.scale(low, 1 / sizes.r),
        scope: 'poly',
      });
    }
  },

  identityAtInit: true,

  forTask: (values, task) => rowForTask(values, task, '.module_logits'),

  ...lowRankDeployment(updateOf),

  formula:
    String.raw`h = W_0 x + \tfrac{1}{r} B_\tau A_\tau x, \qquad A_\tau = \sum_{s=1}^{S} w_{\tau,s} A_s,\; B_\tau = ` +
    String.raw`\sum_{s=1}^{S} w_{\tau,s} B_s,\; w_{\tau,s} = \frac{\sigma(\ell_{\tau,s})}{\sum_{s'} ` +
    String.raw`\sigma(\ell_{\tau,s'})}`,

  /** PEFT has no Poly for GPT-2's Conv1D. */
  peftConfig: (anatomy, hp) =>
    siteConfig(anatomy, hp, 'POLY', {
      r: numberOf(hp, 'r'),
      poly_type: 'poly',
      n_tasks: tasksOf(hp),
      n_skills: numberOf(hp, 'skills'),
      n_splits: numberOf(hp, 'splits'),
      init_weights: true,
    }),
});
