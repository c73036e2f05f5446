/**
 * Matrices with orthonormal columns, trained without constraint: products of Householder reflections, as PyTorch's
 * `torch.nn.utils.parametrizations.orthogonal` has them for tall matrices.
 *
 *   Q(A) = H₁ H₂ ⋯ H_r E,   H_i = I − τ_i v_i v_iᵀ,   v_i = e_i + what stands below the diagonal in column i of A,
 *   τ_i = 2 / ‖v_i‖²,  E the first r columns of I
 *
 * The reflections are multiplied at once (Schreiber and Van Loan 1989): H₁ ⋯ H_r = I − V T Vᵀ with T upper triangular,
 * T⁻¹ = diag(VᵀV) / 2 + what stands above the diagonal in VᵀV.
 */
import type { Builder } from '../../onnx/builder';
import { f32 } from '../../onnx/tensor';
import { standardNormal } from '../initialise';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** A constant (rows, columns) by its entries. */
const grid = (g: Builder, rows: number, columns: number, at: (row: number, column: number) => number): string =>
  g.initializer(
    'grid',
    f32(
      [rows, columns],
      Float32Array.from({ length: rows * columns }, (_, i) => at(Math.floor(i / columns), i % columns)),
    ),
  );

interface Reflections {
  /** V, (d, r) */
  readonly v: string;
  /** T, (r, r) */
  readonly t: string;
}

/** @param a (d, r), of which only what stands below the diagonal counts */
function reflections(g: Builder, a: string, d: number, r: number): Reflections {
  const below = grid(g, d, r, (i, k) => (i > k ? 1 : 0));
  const v = g.add(
    g.mul(a, below),
    grid(g, d, r, (i, k) => (i === k ? 1 : 0)),
  );
  const gram = g.matmul(g.transpose(v, [1, 0]), v);
  const identity = grid(g, r, r, (i, k) => (i === k ? 1 : 0));
  const half = g.scale(g.reduceSum(g.mul(gram, identity), [1], true), 0.5);
  // T⁻¹ = D (I + N) with N strictly upper, so that N^r = 0 and (I + N)⁻¹ = (I − N)(I + N²)(I + N⁴)⋯
  let power = g.div(
    g.mul(
      gram,
      grid(g, r, r, (i, k) => (k > i ? 1 : 0)),
    ),
    half,
  );
  let inverse = g.sub(identity, power);
  for (let order = 2; order < r; order *= 2) {
    power = g.matmul(power, power);
    inverse = g.matmul(inverse, g.add(identity, power));
  }
  return { v, t: g.div(inverse, g.reshape(half, [1, r])) };
}

/** (I − V T Vᵀ) x. @param x (d, n) */
const reflected = (g: Builder, { v, t }: Reflections, x: string): string =>
  g.sub(x, g.matmul(v, g.matmul(t, g.matmul(g.transpose(v, [1, 0]), x))));

/**
 * Emits −H(start) Q(A), (d, r) with orthonormal columns. For A = 0 it is H(start) E, so that a start is drawn once and
 * training moves away from it, as PyTorch's `use_trivialization` has it.
 * @param a (d, r), trained @param start (d, r), from `drawStart`
 */
export function orthonormal(g: Builder, a: string, start: string, d: number, r: number): string {
  const { v, t } = reflections(g, a, d, r);
  // −Q(A) = V T V₁ᵀ − E, V₁ the first r rows of V.
  const moved = g.sub(
    g.matmul(v, g.matmul(t, g.transpose(g.slice(v, 0, 0, r), [1, 0]))),
    grid(g, d, r, (i, k) => (i === k ? 1 : 0)),
  );
  return reflected(g, reflections(g, start, d, r), moved);
}

/**
 * Reflections whose product is that of the QR decomposition of a Gaussian matrix: the r columns span a subspace that is
 * drawn uniformly. @returns (d, r), zero above the diagonal and on it
 */
export function drawStart(random: RandomGenerator, d: number, r: number): Float32Array {
  const matrix = Float64Array.from({ length: d * r }, () => standardNormal(random));
  const start = new Float32Array(d * r);
  for (let k = 0; k < r; k++) {
    let squares = 0;
    for (let i = k; i < d; i++) squares += matrix[i * r + k]! ** 2;
    const first = matrix[k * r + k]!;
    const pivot = first + (first < 0 ? -1 : 1) * Math.sqrt(squares);
    const v = Float64Array.from({ length: d }, (_, i) => (i < k ? 0 : i === k ? 1 : matrix[i * r + k]! / pivot));
    const tau = 2 / v.reduce((sum, value) => sum + value * value, 0);
    for (let column = k; column < r; column++) {
      let along = 0;
      for (let i = k; i < d; i++) along += v[i]! * matrix[i * r + column]!;
      for (let i = k; i < d; i++) matrix[i * r + column]! -= tau * along * v[i]!;
    }
    for (let i = k + 1; i < d; i++) start[i * r + k] = v[i]!;
  }
  return start;
}
