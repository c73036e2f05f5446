/**
 * FourierFT (Gao et al. 2024): the change of a weight matrix is a sum of a few plane waves, and what is trained is how
 * strong each of them is.
 *
 *   h = W₀ x + α · Re(IDFT(S)) x,   ΔW_{pq} = α / (out · in) · Σ_k c_k cos(2π (u_k p / out + v_k q / in))
 *
 * S (out, in) is zero but for n entries c at random places (u, v), which all matrices of a size share. As in HF PEFT's
 * FOURIERFT the places follow from a seed, by PyTorch's generator, and are in no file. c starts at zero (PEFT's
 * `init_weights=True`): PEFT's usual start, standard normal numbers, is made for large matrices, and drowns small ones.
 * In the graph few waves are two products with tables of cosines and sines; more of them than rows and columns are
 * scattered into S, which is multiplied by the matrices of the transform.
 */
import type { Dimensions } from '../../anatomy/anatomy';
import type { Builder } from '../../onnx/builder';
import { int } from '../../onnx/graph';
import { f32, i32 } from '../../onnx/tensor';
import { zeros, type Hyperparameters } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import { afterSurvey, trainedAt } from '../parts/afterSurvey';
import { lowRankSlots, targetsParameter } from '../parts/lowRank';
import { torchPermutation } from '../parts/torchPermutation';
import { changeOutputs, mergeDeltas, siteConfig, siteTensor, tooManyEntries } from '../parts/updatedSites';
import { texts } from './fourierft.en';

const countOf = (hp: Hyperparameters): number => numberOf(hp, 'n_frequency');
const placesOf = (inputs: number, outputs: number, hp: Hyperparameters): Int32Array =>
  torchPermutation(numberOf(hp, 'random_loc_seed'), inputs * outputs, countOf(hp));

/** cos or sin of 2π f j / size for frequencies f, (frequencies, size), times a factor. */
function waves(of: (angle: number) => number, frequencies: ArrayLike<number>, size: number, factor = 1): Float32Array {
  const table = Float64Array.from({ length: size }, (_, j) => factor * of((2 * Math.PI * j) / size));
  return Float32Array.from(
    { length: frequencies.length * size },
    (_, at) => table[(frequencies[Math.floor(at / size)]! * (at % size)) % size]!,
  );
}

/** What the transform of a size needs, entered once. @returns from the strengths (n) ΔW (out, in) */
function transform(g: Builder, inputs: number, outputs: number, hp: Hyperparameters): (strengths: string) => string {
  const places = placesOf(inputs, outputs, hp);
  const n = places.length;
  const factor = numberOf(hp, 'scaling') / (inputs * outputs);
  const table = (name: string, frequencies: ArrayLike<number>, size: number, by?: number) =>
    [Math.cos, Math.sin].map((of, i) =>
      g.initializer(
        `${name}_${i === 0 ? 'cos' : 'sin'}`,
        f32([frequencies.length, size], waves(of, frequencies, size, i === 1 && by !== undefined ? -by : by)),
      ),
    ) as [string, string];
  if (n <= inputs + outputs) {
    const rows = table(
      'waves_out',
      places.map((at) => Math.floor(at / inputs)),
      outputs,
      factor,
    );
    const columns = table(
      'waves_in',
      places.map((at) => at % inputs),
      inputs,
    );
    const [left, right] = [g.transpose(g.concat(rows, 0), [1, 0]), g.reshape(g.concat(columns, 0), [2, n, inputs])];
    return (strengths) => g.matmul(left, g.reshape(g.mul(right, g.reshape(strengths, [1, n, 1])), [2 * n, inputs]));
  }
  const all = (size: number) => Array.from({ length: size }, (_, f) => f);
  const rows = table('transform_out', all(outputs), outputs, factor);
  const columns = table('transform_in', all(inputs), inputs);
  const at = g.initializer('places', i32([n], places));
  return (strengths) => {
    const spread = g.emit('ScatterElements', [g.filled([outputs * inputs], 0), at, strengths], { axis: int(0) });
    const spectrum = g.reshape(spread, [outputs, inputs]);
    const part = (i: 0 | 1) => g.matmul(rows[i], g.matmul(spectrum, columns[i]));
    return g.add(part(0), part(1));
  };
}

export const fourierft = defineMethod({
  id: 'fourierft',
  texts,
  ...afterSurvey,
  paper: {
    title: 'Parameter-Efficient Fine-Tuning with Discrete Fourier Transform',
    authors: 'Gao, Wang, Chen, Liu, Wu, Chen, Li',
    year: 2024,
    venue: 'ICML',
    url: 'https://arxiv.org/abs/2405.03003',
  },
  hyperparameters: [
    { kind: 'integer', name: 'n_frequency', default: 1000, min: 1, max: 100_000, scale: 'log' },
    { kind: 'real', name: 'scaling', default: 150, min: 0.1, max: 10_000, scale: 'log' },
    { kind: 'integer', name: 'random_loc_seed', default: 777, min: 0, max: 2 ** 31 - 1 },
    targetsParameter,
  ],
  defaults: trainedAt(1e-2),

  check: (d, hp) => tooManyEntries('fourierft', d, hp, 'n_frequency'),

  declare: (d: Dimensions, hp: Hyperparameters) =>
    lowRankSlots(d, hp).map((slot) =>
      siteTensor(slot, 'fourierft_spectrum', [countOf(hp)], { init: zeros, symbol: `∿ ${countOf(hp)}`, decay: false }),
    ),

  apply(context, hp) {
    const { builder: g } = context;
    const transforms = new Map<string, ReturnType<typeof transform>>();
    changeOutputs(context, hp, ({ linear, outputs }, h, tensor) => {
      const size = `${outputs} ${linear.inFeatures}`;
      const made = transforms.get(size) ?? transform(g, linear.inFeatures, outputs, hp);
      transforms.set(size, made);
      return g.add(h, g.linear(linear.input, made(tensor('fourierft_spectrum'))));
    });
  },

  identityAtInit: true,

  /** W ← W + ΔWᵀ, in the (in, out) layout of the graph. */
  merge(context, hp) {
    mergeDeltas(context, hp, ({ linear: { inFeatures }, outputs }, trained) => {
      const strengths = trained('fourierft_spectrum');
      const places = placesOf(inFeatures, outputs, hp);
      const [u, v] = [places.map((at) => Math.floor(at / inFeatures)), places.map((at) => at % inFeatures)];
      const [rowCos, rowSin] = [waves(Math.cos, u, outputs), waves(Math.sin, u, outputs)];
      const [columnCos, columnSin] = [waves(Math.cos, v, inFeatures), waves(Math.sin, v, inFeatures)];
      const delta = new Float64Array(inFeatures * outputs);
      strengths.forEach((strength, k) => {
        const factor = (strength * numberOf(hp, 'scaling')) / (inFeatures * outputs);
        for (let i = 0; i < inFeatures; i++) {
          const [cos, sin] = [factor * columnCos[k * inFeatures + i]!, factor * columnSin[k * inFeatures + i]!];
          for (let o = 0; o < outputs; o++)
            delta[i * outputs + o]! += cos * rowCos[k * outputs + o]! - sin * rowSin[k * outputs + o]!;
        }
      });
      return (i, o) => delta[i * outputs + o]!;
    });
  },

  formula:
    String.raw`h = W_0 x + \Delta W x, \qquad \Delta W_{pq} = \frac{\alpha}{d_{out} d_{in}} \sum_{k=1}^{n} c_k \cos ` +
    String.raw`2 \pi \left( \frac{u_k p}{d_{out}} + \frac{v_k q}{d_{in}} \right), \qquad c = 0 \text{ at the start}`,
  countFormula: String.raw`2 L n`,

  peftConfig: (anatomy, hp) =>
    siteConfig(
      anatomy,
      hp,
      'FOURIERFT',
      {
        n_frequency: countOf(hp),
        scaling: numberOf(hp, 'scaling'),
        random_loc_seed: numberOf(hp, 'random_loc_seed'),
        bias: 'none',
        init_weights: true,
      },
      { conv1d: true },
    ),
});
