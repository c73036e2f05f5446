/**
 * Intrinsic SAID, structure-aware intrinsic dimension (Aghajanyan, Zettlemoyer, Gupta 2021): all weights move within
 * one small subspace.
 *
 * W_j = W_j⁰ + λ_j · P_j(v),   v ∈ ℝ^{D−m} shared by all m tensors, P_j a fixed random projection (Fastfood, see
 * `fastfood.ts`)
 *
 * The tensors are the weight matrices of the layers: query, key, value (or the fused projection), output and those of
 * the feed-forward block; embeddings, biases, norms and what lies outside the layers stay as they are. v starts at 0
 * and λ at 1, so that training starts from the pretrained model. D counts v and the λ's. Of a v that is longer than a
 * tensor (padded to a power of two) the front part is used.
 */
import { messages } from '../../messages/message';
import { distinctLayers } from '../../anatomy/shared';
import type { Anatomy, Dimensions, Linear, Site } from '../../anatomy/anatomy';
import { ones, zeros, type Hyperparameters } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { hasSite, locate, siteCount, sitesOf } from '../parts/sites';
import { powerOfTwo, project, projectAll } from '../parts/fastfood';
import { everyTask } from '../taskId';
import { texts } from './intrinsicSaid.en';

const says = messages('intrinsic-said', texts.says);

/** Sites with a weight of their own. */
export const movedSites = (d: Dimensions): Site[] =>
  sitesOf(d).filter((site) => !d.fusedQkv || !['q', 'k', 'v'].includes(site));

const tensorCount = (d: Dimensions): number => movedSites(d).reduce((sum, site) => sum + siteCount(d, site), 0);
/** Length of v. */
export const subspaceSize = (d: Dimensions, hp: Hyperparameters): number => numberOf(hp, 'D') - tensorCount(d);

interface Moved {
  /** Seeds the projection. */
  readonly name: string;
  readonly linear: Linear;
  readonly entries: number;
}

/** The tensors in the order of the λ's, those of one padded size together. */
function movedTensors(anatomy: Anatomy): Moved[] {
  const all = distinctLayers(anatomy.layers).flatMap((layer) =>
    movedSites(anatomy.dimensions)
      .filter((site) => hasSite(anatomy.dimensions, layer.index, site))
      .map((site): Moved => {
        const { linear } = locate(layer, site);
        return { name: `layer.${layer.index}.${site}`, linear, entries: linear.inFeatures * linear.outFeatures };
      }),
  );
  const sizes = [...new Set(all.map(({ entries }) => powerOfTwo(entries)))];
  return sizes.flatMap((size) => all.filter(({ entries }) => powerOfTwo(entries) === size));
}

const [vectorName, scalesName] = ['subspace', 'lambda'];

export const intrinsicSaid = defineMethod({
  id: 'intrinsic-said',
  texts,
  category: 'reparameterised',
  paper: {
    title: 'Intrinsic Dimensionality Explains the Effectiveness of Language Model Fine-Tuning',
    authors: 'Aghajanyan, Zettlemoyer, Gupta',
    year: 2021,
    venue: 'ACL',
    url: 'https://arxiv.org/abs/2012.13255',
  },
  hyperparameters: [{ kind: 'integer', name: 'D', default: 1000, min: 2, max: 100_000, scale: 'log' }],
  defaults: {
    learningRate: 3e-2,
    rates: { seq2seq: 9e-2 },
    weightDecay: 0,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check(d, hp) {
    const least = tensorCount(d) + 1;
    return numberOf(hp, 'D') < least
      ? says.tooSmall({ dimension: numberOf(hp, 'D'), matrices: least - 1, least })
      : undefined;
  },

  declare: (d, hp) => [
    {
      name: vectorName,
      shape: [Math.max(0, subspaceSize(d, hp))],
      treatment: 'new',
      init: zeros,
      places: ['subspace'],
      change: 'full',
    },
    {
      name: scalesName,
      shape: [tensorCount(d)],
      treatment: 'new',
      init: ones,
      places: movedSites(d),
      change: 'delta',
      symbol: 'λ P(v)',
    },
  ],

  apply(context) {
    const { builder: g, anatomy } = context;
    const tensors = movedTensors(anatomy);
    const v = context.tensor(vectorName);
    const scales = context.tensor(scalesName);
    for (let from = 0; from < tensors.length;) {
      const size = powerOfTwo(tensors[from]!.entries);
      const group = tensors.slice(from).filter(({ entries }) => powerOfTwo(entries) === size);
      const rows = g.scope(`intrinsic-said.${size}`, () =>
        projectAll(g, v, group, g.slice(scales, 0, from, from + group.length)),
      );
      group.forEach(({ name, linear, entries }, row) =>
        g.scope(`intrinsic-said.${name}`, () =>
          g.wrap(linear.weight, (weight) => {
            const delta = g.slice(g.reshape(g.slice(rows, 0, row, row + 1), [size]), 0, 0, entries);
            return g.add(weight, g.reshape(delta, [linear.inFeatures, linear.outFeatures]));
          }),
        ),
      );
      from += group.length;
    }
  },

  identityAtInit: true,

  merge(context) {
    const [v, scales] = [context.trained(vectorName), context.trained(scalesName)];
    movedTensors(context.anatomy).forEach(({ name, linear, entries }, i) => {
      const delta = project(v, name, entries);
      context.set(
        linear.weight,
        context.base(linear.weight).map((weight, k) => weight + scales[i]! * delta[k]!),
      );
    });
  },

  formula:
    String.raw`W_j = W_j^0 + \lambda_j\, P_j(v), \qquad P_j(v) = \tfrac{1}{\sqrt{n_j \sum G^2}}\, H G ` +
    String.raw`\Pi H B_j v, \qquad v \in \mathbb{R}^{D-m}`,
  countFormula: String.raw`D`,
});
