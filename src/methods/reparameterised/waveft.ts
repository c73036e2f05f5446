/**
 * WaveFT (Bilican et al. 2025): the change of a weight matrix is made of a few wavelets, each of which moves four
 * neighbouring entries, and what is trained is how strong each of them is.
 *
 *   h = W₀ x + λ · IDWT(S) x,   IDWT(S) = H_out S H_inᵀ,  H the Haar matrix of one level
 *
 * S (out, in) is zero but for n entries at random places, which all matrices of a size share. Its upper left quarter
 * holds the means of blocks of 2 × 2 entries, the others their differences across, down and both ways. As in HF PEFT's
 * WAVEFT the places follow from a seed, by PyTorch's generator, and are in no file, and entries start at zero. Its
 * wavelet is "db1", which is Haar's; longer ones are not here. Without `use_idwt` S itself is the change (SHiRA with
 * places that follow from a seed).
 */
import type { Dimensions } from '../../anatomy/anatomy';
import type { Builder } from '../../onnx/builder';
import { int } from '../../onnx/graph';
import { i32 } from '../../onnx/tensor';
import { zeros, type Hyperparameters } from '../contract';
import { defineMethod } from '../define';
import { flagOf, numberOf } from '../hyperparameters';
import { afterSurvey, trainedAt } from '../parts/afterSurvey';
import { lowRankSlots, targetsParameter } from '../parts/lowRank';
import { torchPermutation } from '../parts/torchPermutation';
import { changeOutputs, mergeDeltas, siteConfig, siteTensor, tooManyEntries } from '../parts/updatedSites';
import { texts } from './waveft.en';

const countOf = (hp: Hyperparameters): number => numberOf(hp, 'n_frequency');

/** Sides of S, even where a wavelet wants pairs, and the places of its entries in it. */
function spectrumOf(inputs: number, outputs: number, hp: Hyperparameters) {
  const even = (size: number) => (flagOf(hp, 'use_idwt') ? size + (size % 2) : size);
  const [rows, columns] = [even(outputs), even(inputs)];
  const places = torchPermutation(numberOf(hp, 'random_loc_seed'), inputs * outputs, countOf(hp)).map((at) => {
    const [u, v] = [Math.floor(at / inputs), at % inputs];
    // PEFT has differences down in the upper right quarter, and those across in the lower left one.
    const exchanged = flagOf(hp, 'use_idwt') && u >= rows / 2 !== v >= columns / 2;
    return exchanged ? ((u + rows / 2) % rows) * columns + ((v + columns / 2) % columns) : u * columns + v;
  });
  return { rows, columns, places };
}

/** H · S: pairs of rows from their mean, above, and their difference, below. @param s (rows, columns) */
function unfolded(g: Builder, s: string): string {
  const [rows, columns] = g.shapeOf(s) as [number, number];
  const half = (at: 0 | 1) => g.reshape(g.slice(s, 0, (at * rows) / 2, ((at + 1) * rows) / 2), [rows / 2, 1, columns]);
  const [mean, difference] = [half(0), half(1)];
  const pairs = g.concat([g.add(mean, difference), g.sub(mean, difference)], 1);
  return g.scale(g.reshape(pairs, [rows, columns]), Math.SQRT1_2);
}

export const waveft = defineMethod({
  id: 'waveft',
  texts,
  ...afterSurvey,
  paper: {
    title: 'Exploring Sparsity for Parameter Efficient Fine Tuning Using Wavelets',
    authors: 'Bilican, Yılmaz, Tekalp, Cinbiş',
    year: 2025,
    url: 'https://arxiv.org/abs/2505.12532',
  },
  hyperparameters: [
    { kind: 'integer', name: 'n_frequency', default: 2592, min: 1, max: 1_000_000, scale: 'log' },
    { kind: 'real', name: 'scaling', default: 25, min: 0.1, max: 10_000, scale: 'log' },
    { kind: 'flag', name: 'use_idwt', default: true },
    { kind: 'integer', name: 'random_loc_seed', default: 777, min: 0, max: 2 ** 31 - 1 },
    targetsParameter,
  ],
  defaults: trainedAt(1e-3),

  check: (d, hp) => tooManyEntries('waveft', d, hp, 'n_frequency'),

  declare: (d: Dimensions, hp: Hyperparameters) =>
    lowRankSlots(d, hp).map((slot) =>
      siteTensor(slot, 'waveft_spectrum', [countOf(hp)], { init: zeros, symbol: `∿ ${countOf(hp)}`, decay: false }),
    ),

  apply(context, hp) {
    const { builder: g } = context;
    const entered = new Map<string, string>();
    changeOutputs(context, hp, ({ linear, outputs }, h, tensor) => {
      const { rows, columns, places } = spectrumOf(linear.inFeatures, outputs, hp);
      const size = `${rows} ${columns}`;
      const at = entered.get(size) ?? g.initializer('places', i32([places.length], places));
      entered.set(size, at);
      const spread = g.emit('ScatterElements', [g.filled([rows * columns], 0), at, tensor('waveft_spectrum')], {
        axis: int(0),
      });
      const spectrum = g.reshape(spread, [rows, columns]);
      const whole = flagOf(hp, 'use_idwt')
        ? g.transpose(unfolded(g, g.transpose(unfolded(g, spectrum), [1, 0])), [1, 0])
        : spectrum;
      const part = (value: string, axis: number, to: number) =>
        g.shapeOf(value)[axis] === to ? value : g.slice(value, axis, 0, to);
      const change = part(part(whole, 0, outputs), 1, linear.inFeatures);
      return g.add(h, g.linear(linear.input, g.scale(change, numberOf(hp, 'scaling'))));
    });
  },

  identityAtInit: true,

  /** W ← W + λ · IDWT(S)ᵀ, in the (in, out) layout of the graph. */
  merge(context, hp) {
    mergeDeltas(context, hp, ({ linear: { inFeatures }, outputs }, trained) => {
      const { rows, columns, places } = spectrumOf(inFeatures, outputs, hp);
      const strengths = trained('waveft_spectrum');
      const delta = new Float32Array(rows * columns);
      const haar = flagOf(hp, 'use_idwt');
      places.forEach((at, k) => {
        const [u, v, strength] = [Math.floor(at / columns), at % columns, numberOf(hp, 'scaling') * strengths[k]!];
        if (!haar) delta[at] = strength;
        else
          for (const [down, across] of [
            [0, 0],
            [0, 1],
            [1, 0],
            [1, 1],
          ] as const) {
            const sign = (u >= rows / 2 && down ? -1 : 1) * (v >= columns / 2 && across ? -1 : 1);
            const to = (2 * (u % (rows / 2)) + down) * columns + 2 * (v % (columns / 2)) + across;
            delta[to]! += (sign * strength) / 2;
          }
      });
      return (i, o) => delta[o * columns + i]!;
    });
  },

  formula:
    String.raw`h = W_0 x + \lambda\, H_{out} S H_{in}^{\top} x, \qquad S \text{ zero but for } n \text{ entries at ` +
    String.raw`random places},\; H \text{ the Haar matrix}`,
  countFormula: String.raw`2 L n`,

  peftConfig: (anatomy, hp) =>
    siteConfig(
      anatomy,
      hp,
      'WAVEFT',
      {
        n_frequency: countOf(hp),
        scaling: numberOf(hp, 'scaling'),
        use_idwt: flagOf(hp, 'use_idwt'),
        wavelet_family: 'db1',
        random_loc_seed: numberOf(hp, 'random_loc_seed'),
        bias: 'none',
        init_weights: true,
      },
      { conv1d: true },
    ),
});
