/**
 * Orthogonal matrices from skew-symmetric ones, block by block (Cayley), for methods that turn what a linear reads.
 *
 *   R = (I − S)(I + S)⁻¹   or, without an inverse,   (I + Q)(I − Q)⁻¹ ≈ I + 2 Q + 2 Q² + … + Q^{k−1}   (Neumann)
 *
 * I + S has an inverse whatever the skew-symmetric S is, and elimination needs no pivots for it. In the graph the
 * blocks of all sites stand one behind another, so that each step of the elimination is one for the whole model.
 */
import { f32, i32 } from '../../onnx/tensor';
import type { MethodContext } from '../contract';

/** (count, b, b) of what stands above the diagonal, row by row: (count, b (b − 1) / 2). */
export function skewFromUpper(context: MethodContext, upper: string, b: number): string {
  const { builder: g } = context;
  const [count] = g.shapeOf(upper) as [number, number];
  const from = new Int32Array(b * b);
  const signs = new Float32Array(b * b);
  for (let i = 0, at = 0; i < b; i++)
    for (let j = i + 1; j < b; j++, at++) {
      [from[i * b + j], from[j * b + i]] = [at, at];
      [signs[i * b + j], signs[j * b + i]] = [1, -1];
    }
  const spread = g.gather(upper, context.constant('upper', i32([b * b], from)), 1);
  return g.reshape(g.mul(spread, context.constant('signs', f32([b * b], signs))), [count, b, b]);
}

/** R − I by Neumann's series of `terms` ≥ 4 terms. @param q (count, b, b), skew-symmetric */
export function neumannLessIdentity({ builder: g }: MethodContext, q: string, terms: number): string {
  let power = g.matmul(q, q);
  let sum = g.scale(g.add(q, power), 2);
  for (let k = 3; k < terms - 1; k++) {
    power = g.matmul(power, q);
    sum = g.add(sum, g.scale(power, 2));
  }
  return g.add(sum, g.matmul(power, q));
}

/**
 * A⁻¹ by elimination, which no gradient enters, and one step X (2 I − A X) behind it, which changes no value but for
 * rounding, and whose derivative for a constant X is that of the inverse, −X dA X.
 * @param a (count, b, b) whose leading blocks all have inverses
 */
function inverse(context: MethodContext, a: string): string {
  const { builder: g } = context;
  const [count, b] = g.shapeOf(a) as [number, number, number];
  const eye = context.constant('identity', f32([1, b, b], identity(b)));
  let m = g.concat([a, g.expand(eye, [count, b, b])], 2);
  for (let k = 0; k < b; k++) {
    const row = g.slice(m, 1, k, k + 1);
    const unit = g.div(row, g.slice(row, 2, k, k + 1));
    // Row k itself loses all but the scaled one.
    const column = g.sub(g.slice(m, 2, k, k + 1), g.slice(eye, 2, k, k + 1));
    m = g.sub(m, g.mul(column, unit));
  }
  const x = g.detach(g.slice(m, 2, b, 2 * b));
  return g.sub(g.scale(x, 2), g.matmul(g.matmul(x, a), x));
}

/** R − I = −2 S (I + S)⁻¹. @param s (count, b, b), skew-symmetric */
export function cayleyLessIdentity(context: MethodContext, s: string): string {
  const { builder: g } = context;
  const b = g.shapeOf(s)[2]!;
  const a = g.add(s, context.constant('identity', f32([1, b, b], identity(b))));
  return g.scale(g.matmul(s, inverse(context, a)), -2);
}

/**
 * Turns the skew-symmetric blocks of all sites at once.
 * @param blocks (count, b, b) of each site
 * @param turn what makes R − I of blocks
 * @returns R − I of each site's blocks
 */
export function turned<Site>(
  { builder: g }: MethodContext,
  blocks: ReadonlyMap<Site, string>,
  turn: (skew: string) => string,
): Map<Site, string> {
  const values = [...blocks.values()];
  if (values.length === 0) return new Map();
  const all = turn(values.length === 1 ? values[0]! : g.concat(values, 0));
  let start = 0;
  return new Map(
    [...blocks].map(([site, value]) => {
      const count = g.shapeOf(value)[0]!;
      start += count;
      return [site, values.length === 1 ? all : g.slice(all, 0, start - count, start)];
    }),
  );
}

/** Block-diagonal times a matrix. @param blocks (count or 1, b, b) @param matrix (rows, columns) */
export function blockwise({ builder: g }: MethodContext, blocks: string, matrix: string): string {
  const [rows, columns] = g.shapeOf(matrix) as [number, number];
  const b = g.shapeOf(blocks)[2]!;
  return g.reshape(g.matmul(blocks, g.reshape(matrix, [rows / b, b, columns])), [rows, columns]);
}

// The same on the host, in doubles.

const identity = (b: number): Float32Array =>
  Float32Array.from({ length: b * b }, (_, at) => (at % (b + 1) === 0 ? 1 : 0));

/** A · B of square matrices (b, b). */
function product(x: Float64Array, y: Float64Array, b: number): Float64Array {
  const out = new Float64Array(b * b);
  for (let i = 0; i < b; i++)
    for (let k = 0; k < b; k++) for (let j = 0; j < b; j++) out[i * b + j]! += x[i * b + k]! * y[k * b + j]!;
  return out;
}

/** One skew-symmetric block (b, b) of what stands above its diagonal. */
export function skewOf(upper: Float32Array, b: number): Float64Array {
  const out = new Float64Array(b * b);
  for (let i = 0, at = 0; i < b; i++)
    for (let j = i + 1; j < b; j++, at++) [out[i * b + j], out[j * b + i]] = [upper[at]!, -upper[at]!];
  return out;
}

/** I + 2 Q + … + Q^{terms−1}. */
export function neumann(q: Float64Array, b: number, terms: number): Float64Array {
  let power = product(q, q, b);
  const sum = power.map((value, at) => 2 * (value + q[at]!) + (at % (b + 1) === 0 ? 1 : 0));
  for (let k = 3; k < terms; k++) {
    power = product(power, q, b);
    for (let at = 0; at < sum.length; at++) sum[at]! += (k < terms - 1 ? 2 : 1) * power[at]!;
  }
  return sum;
}

/** (I − S)(I + S)⁻¹. */
export function cayley(s: Float64Array, b: number): Float64Array {
  const eye = identity(b);
  const m = Float64Array.from(s, (value, at) => value + eye[at]!);
  const x = Float64Array.from(eye);
  for (let k = 0; k < b; k++) {
    const pivot = m[k * b + k]!;
    for (let j = 0; j < b; j++) [m[k * b + j], x[k * b + j]] = [m[k * b + j]! / pivot, x[k * b + j]! / pivot];
    for (let i = 0; i < b; i++) {
      const factor = m[i * b + k]!;
      if (i === k || factor === 0) continue;
      for (let j = 0; j < b; j++) {
        m[i * b + j]! -= factor * m[k * b + j]!;
        x[i * b + j]! -= factor * x[k * b + j]!;
      }
    }
  }
  return product(
    s.map((value, at) => eye[at]! - value),
    x,
    b,
  );
}

/** Block-diagonal times a matrix (rows, columns). @param block number n of its blocks (b, b) */
export function blockwiseOf(
  block: (n: number) => Float64Array,
  b: number,
  matrix: Float32Array,
  columns: number,
): Float32Array {
  const out = new Float32Array(matrix.length);
  for (let n = 0; n < matrix.length / columns / b; n++) {
    const turn = block(n);
    for (let i = 0; i < b; i++)
      for (let o = 0; o < columns; o++) {
        let sum = 0;
        for (let k = 0; k < b; k++) sum += turn[i * b + k]! * matrix[(n * b + k) * columns + o]!;
        out[(n * b + i) * columns + o] = sum;
      }
  }
  return out;
}
