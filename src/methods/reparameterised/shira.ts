/**
 * SHiRA, sparse high-rank adapters (Bhardwaj et al. 2024): a few entries of a weight matrix are trained, at places that
 * are drawn once; all others stay.
 *
 *   W = W₀ + scatter(places, δ),   δ ∈ ℝ^n trained from zero,  n = r (in + out), as many numbers as in LoRA of rank r
 *
 * As in HF PEFT's SHIRA with its "random" mask places are drawn uniformly, in each matrix for itself, and kept in the
 * file. The rank of the change can be full, and switching from one adapter to another rewrites few entries.
 */
import type { Dimensions } from '../../anatomy/anatomy';
import { int, str } from '../../onnx/graph';
import { zeros, type Hyperparameters } from '../contract';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { seedFor } from '../initialise';
import { afterSurvey, trainedAt } from '../parts/afterSurvey';
import { distinctSites, lowRankSites, lowRankSlots, rankParameter, targetsParameter } from '../parts/lowRank';
import { mergeDeltas, siteConfig, siteTensor, tooManyEntries } from '../parts/updatedSites';
import { texts } from './shira.en';

const countOf = (inputs: number, outputs: number, hp: Hyperparameters): number =>
  numberOf(hp, 'r') * (inputs + outputs);

/** Rows (outputs) and columns (inputs) of `count` entries, (2, count), in rising order of place, none twice. */
function drawPlaces(seed: number, name: string, inputs: number, outputs: number, count: number): Float32Array {
  const random = xoroshiro128plus(seedFor(seed, name));
  const chosen = new Set<number>();
  // Floyd: the i-th draw reaches one place further, and takes that one where its own is taken.
  for (let last = inputs * outputs - count; last < inputs * outputs; last++) {
    const place = uniformInt(random, 0, last);
    chosen.add(chosen.has(place) ? last : place);
  }
  const places = [...chosen].sort((a, b) => a - b);
  return Float32Array.from([...places.map((at) => Math.floor(at / inputs)), ...places.map((at) => at % inputs)]);
}

export const shira = defineMethod({
  id: 'shira',
  texts,
  ...afterSurvey,
  paper: {
    title: 'Sparse High Rank Adapters',
    authors:
      'Bhardwaj, Pandey, Priyadarshi, Ganapathy, Kadambi, Esteves, Borse, Whatmough, ' +
      'Garrepalli, van Baalen, Teague, Nagel',
    year: 2024,
    venue: 'NeurIPS',
    url: 'https://arxiv.org/abs/2406.13175',
  },
  hyperparameters: [rankParameter(32), targetsParameter],
  defaults: trainedAt(4e-3),

  check: (d, hp) => tooManyEntries('shira', d, hp, 'r', ({ inFeatures, outFeatures }) => inFeatures + outFeatures),

  declare: (d: Dimensions, hp: Hyperparameters) =>
    lowRankSlots(d, hp).flatMap((slot) => {
      const count = countOf(slot.inFeatures, slot.outFeatures, hp);
      const share = Number(((100 * count) / (slot.inFeatures * slot.outFeatures)).toPrecision(2));
      return [
        siteTensor(slot, 'shira_weight', [count], {
          init: zeros,
          change: 'entries',
          symbol: `${share} %`,
          decay: false,
        }),
        siteTensor(slot, 'shira_indices', [2, count], { treatment: 'frozen', change: 'entries' }),
      ];
    }),

  apply(context, hp) {
    const { builder: g } = context;
    for (const { stem, linear, start, outputs } of distinctSites(lowRankSites(context.anatomy, hp))) {
      const { inFeatures, outFeatures, weight } = linear;
      const count = countOf(inFeatures, outputs, hp);
      const name = `${stem}.shira_indices`;
      const values = drawPlaces(context.seed, name, inFeatures, outputs, count);
      const places = context.tensor(name, { init: { kind: 'values', values } });
      const entries = context.tensor(`${stem}.shira_weight`);
      g.scope(stem, () => {
        const whole = (row: 0 | 1) => g.reshape(g.cast(g.slice(places, 0, row, row + 1), 'int32'), [count]);
        // In the graph's layout (in, out), and in whole numbers, which fp32 has up to 2^24 only.
        const before = g.mul(whole(1), g.intScalar(outFeatures));
        const at = g.add(before, start === 0 ? whole(0) : g.add(whole(0), g.intScalar(start)));
        g.wrap(weight, (w) =>
          g.reshape(
            g.emit('ScatterElements', [g.reshape(w, [inFeatures * outFeatures]), at, entries], {
              axis: int(0),
              reduction: str('add'),
            }),
            [inFeatures, outFeatures],
          ),
        );
      });
    }
  },

  identityAtInit: true,

  merge(context, hp) {
    mergeDeltas(context, hp, ({ linear: { inFeatures }, outputs }, trained) => {
      const [places, entries] = [trained('shira_indices'), trained('shira_weight')];
      const delta = new Float32Array(inFeatures * outputs);
      entries.forEach((value, k) => {
        delta[places[entries.length + k]! * outputs + places[k]!] = value;
      });
      return (i, o) => delta[i * outputs + o]!;
    });
  },

  formula:
    String.raw`W = W_0 + M \odot \delta, \qquad M_{pq} \in \{0, 1\} \text{ drawn once},\; \lVert M \rVert_0 = ` +
    String.raw`r (d_{in} + d_{out}),\; \delta = 0 \text{ at the start}`,
  countFormula: String.raw`2 L \cdot r (d_{in} + d_{out}) = 4 L r d`,

  /** PEFT has no SHiRA for GPT-2's Conv1D. */
  peftConfig: (anatomy, hp) =>
    siteConfig(anatomy, hp, 'SHIRA', { r: numberOf(hp, 'r'), mask_type: 'random', init_weights: true }),
});
