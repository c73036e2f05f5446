/** Orthonormal columns are PyTorch's on the same numbers, which `scripts/parity/make_orthonormal.py` prints. */
import { expect, it } from 'vitest';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { evaluate } from '../../../test/evaluate';
import { differentiate } from '../../autodiff/reverse';
import { Builder } from '../../onnx/builder';
import { Graph } from '../../onnx/graph';
import { asFloat32, f32 } from '../../onnx/tensor';
import { drawStart, orthonormal } from './orthonormal';

// prettier-ignore
const torch = {
  start: [0, 0, 0, 1.57, 0, 0, -1.81, -1.84, 0, 0.51, 1.05, -0.16, -2.1, 1.58, 1.08, 0.89, -1.93, -0.27],
  a: [0, 0, 0, 1.91, 0, 0, -0.6, -1.17, 0, -0.47, -0.5, -0.16, 1.21, 0.82, 1.67, -0.12, 0.64, 0.02],
  weights: [-1.19, 0.13, 1.06, -2.84, 1.17, 0.58, 2.94, 1.08, 1.02, -1.08, -1.22, 1.31, 1.11, -0.44, -2.82, -0.66, -0.2,
    0.64],
  made: [-0.784884, 0.184349, 0.02316, 0.209624, -0.238452, -0.86032, 0.179256, -0.701323, 0.425966, -0.389154,
    -0.231789, -0.275594, -0.058967, 0.069161, 0.016321, 0.391107, 0.598994, 0.040597],
  gradient: [0, 0, 0, -0.355965, 0, 0, 1.062793, 0.562769, 0, 1.565656, -1.850817, 0.93621, -0.22912, -0.15471,
    1.069923, -1.740392, 1.446464, -1.056818],
};

/** The matrix, and the gradient of its product with `weights`. */
async function made(d: number, r: number, a: ArrayLike<number>, start: ArrayLike<number>, weights: ArrayLike<number>) {
  const g = new Builder(new Graph(), 'method');
  for (const name of ['a', 'start', 'weights']) g.input(name, 'float32', [d, r]);
  const columns = orthonormal(g, 'a', 'start', d, r);
  const loss = g.reduceSum(g.mul(columns, 'weights'), [0, 1]);
  const gradient = differentiate(g, loss, ['a']).get('a')!;
  g.graph.outputs = [columns, gradient];
  const feed = (values: ArrayLike<number>) => f32([d, r], Float32Array.from(values));
  const out = await evaluate(g.finish(), { a: feed(a), start: feed(start), weights: feed(weights) });
  return { columns: asFloat32(out[columns]!), gradient: asFloat32(out[gradient]!) };
}

const near = (ours: Float32Array, theirs: readonly number[]) =>
  expect(Math.max(...theirs.map((value, i) => Math.abs(value - ours[i]!)))).toBeLessThan(1e-5);

it('makes the matrix and the gradient that PyTorch makes', async () => {
  const { columns, gradient } = await made(6, 3, torch.a, torch.start, torch.weights);
  near(columns, torch.made);
  near(gradient, torch.gradient);
});

it.each([1, 2, 5, 8])('has %i columns of length one at right angles, far from the start too', async (r) => {
  const d = 12;
  const start = drawStart(xoroshiro128plus(3), d, r);
  const a = Float32Array.from({ length: d * r }, (_, i) => 3 * Math.sin(7 * i));
  const { columns } = await made(d, r, a, start, a);
  const product = Array.from({ length: r * r }, (_, at) => {
    const [j, k] = [Math.floor(at / r), at % r];
    return Array.from({ length: d }, (_, i) => columns[i * r + j]! * columns[i * r + k]!).reduce((x, y) => x + y);
  });
  near(
    Float32Array.from(product),
    product.map((_, at) => (Math.floor(at / r) === at % r ? 1 : 0)),
  );
});
