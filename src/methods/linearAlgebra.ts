/**
 * Decompositions, for methods whose start or step rests on one. `apply` and `merge` get them through their context: the
 * page imports every method to count and draw it, and would carry ml-matrix along for nothing.
 */
import { EigenvalueDecomposition, QrDecomposition, inverse, Matrix } from 'ml-matrix';

/**
 * The r largest parts of a singular value decomposition, M ≈ B A with B = U √Σ and A = √Σ Vᵀ. From the eigenvectors of
 * the smaller of M Mᵀ and Mᵀ M: small singular values come out less exact, and they are not used.
 *
 * @param matrix (rows, columns)
 * @returns A (r, columns) and B (rows, r)
 */
function truncatedSvd(
  matrix: Float32Array,
  rows: number,
  columns: number,
  r: number,
): { readonly a: Float32Array; readonly b: Float32Array } {
  const m = Matrix.from1DArray(rows, columns, matrix);
  const wide = columns > rows;
  const gram = wide ? m.mmul(m.transpose()) : m.transpose().mmul(m);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
  const order = [...realEigenvalues.keys()].sort((x, y) => realEigenvalues[y]! - realEigenvalues[x]!).slice(0, r);
  const known = new Matrix(order.map((at) => eigenvectorMatrix.getColumn(at)));
  // Rows of `other` are the partners scaled by σ: M v = σ u, or uᵀ M = σ vᵀ.
  const other = wide ? known.mmul(m) : known.mmul(m.transpose());
  const [u, v] = wide ? [known, other] : [other, known];
  const a = new Float32Array(r * columns),
    b = new Float32Array(rows * r);
  order.forEach((at, k) => {
    const root = Math.sqrt(Math.sqrt(Math.max(realEigenvalues[at]!, 0)));
    // The known side is of length one and gets √σ, the other has length σ and loses √σ.
    const [forU, forV] = wide ? [root, root > 0 ? 1 / root : 0] : [root > 0 ? 1 / root : 0, root];
    for (let i = 0; i < columns; i++) a[k * columns + i] = v.get(k, i) * forV;
    for (let o = 0; o < rows; o++) b[o * r + k] = u.get(k, o) * forU;
  });
  return { a, b };
}

/** (A Aᵀ + δ I)⁻¹ as (r, r), row by row. @param a (r, columns) */
function inverseGram(a: Float32Array, r: number, columns: number, ridge: number): Float64Array {
  const matrix = Matrix.from1DArray(r, columns, a);
  return Float64Array.from(inverse(matrix.mmul(matrix.transpose()).add(Matrix.eye(r, r, ridge))).to1DArray());
}

/**
 * M = V diag(λ) Vᵀ of a symmetric matrix.
 * @param matrix (n, n)
 * @returns λ (n), and V (n, n) with the eigenvectors as its columns
 */
function symmetricEigen(
  matrix: ArrayLike<number>,
  n: number,
): { readonly values: readonly number[]; readonly vectors: Float32Array } {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(Matrix.from1DArray(n, n, matrix), {
    assumeSymmetric: true,
  });
  return { values: realEigenvalues, vectors: Float32Array.from(eigenvectorMatrix.to1DArray()) };
}

/** Orthonormal columns that span those of a matrix (rows, columns), rows ≥ columns; row by row. */
function orthonormal(matrix: ArrayLike<number>, rows: number, columns: number): Float64Array {
  const { orthogonalMatrix } = new QrDecomposition(Matrix.from1DArray(rows, columns, matrix));
  return Float64Array.from(orthogonalMatrix.to1DArray());
}

/** A B of A (rows, inner) and B (inner, columns) in double precision, row by row. */
function product(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  [rows, inner, columns]: readonly [number, number, number],
): Float64Array {
  const result = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let k = 0; k < inner; k++) {
      const factor = a[i * inner + k]!;
      if (factor === 0) continue;
      for (let j = 0, from = k * columns, to = i * columns; j < columns; j++) result[to + j]! += factor * b[from + j]!;
    }
  return result;
}

/** Aᵀ (columns, rows) of A (rows, columns). */
function transposed(a: ArrayLike<number>, rows: number, columns: number): Float64Array {
  const result = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = a[i * columns + j]!;
  return result;
}

/** Iterations after which all eigenvectors are worked out instead: the wanted ones are too close to the others. */
const MOST_TURNS = 60;
/** How well M Mᵀ v = λ v must hold, in units of the largest λ. */
const RESIDUAL = 1e-9;

/** M Mᵀ of M (rows, columns) in double precision. */
function gramOf(matrix: ArrayLike<number>, rows: number, columns: number): Float64Array {
  const gram = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0, x = i * columns, y = j * columns; k < columns; k++) sum += matrix[x + k]! * matrix[y + k]!;
      gram[i * rows + j] = gram[j * rows + i] = sum;
    }
  return gram;
}

/** Columns of V (n, width) for the r largest values, the largest first. */
function largestColumns(
  { values, vectors }: { readonly values: readonly number[]; readonly vectors: ArrayLike<number> },
  n: number,
  r: number,
): Float64Array {
  const width = values.length;
  const order = [...values.keys()].sort((x, y) => values[y]! - values[x]!).slice(0, r);
  return Float64Array.from({ length: n * order.length }, (_, at) => {
    const k = order[at % order.length]!;
    return vectors[Math.floor(at / order.length) * width + k]!;
  });
}

/** One turn of orthogonal iteration. @returns the r leading vectors, or undefined where they still move */
function settled(image: Float64Array, basis: Float64Array, [n, width, r]: readonly [number, number, number]) {
  const small = product(transposed(basis, n, width), image, [width, n, width]);
  const ritz = symmetricEigen(
    small.map((value, at) => (value + small[(at % width) * width + Math.floor(at / width)]!) / 2),
    width,
  );
  const turn = largestColumns(ritz, width, r);
  const [vectors, images] = [product(basis, turn, [n, width, r]), product(image, turn, [n, width, r])];
  const values = [...ritz.values].sort((x, y) => y - x);
  const worst = images.reduce((most, value, at) => Math.max(most, Math.abs(value - values[at % r]! * vectors[at]!)), 0);
  return worst <= RESIDUAL * values[0]! ? vectors : undefined;
}

/**
 * The r leading left singular vectors of M as the columns of (rows, r), the largest first, each with its largest entry
 * positive. By orthogonal iteration on M Mᵀ with some columns more than r: all eigenvectors of a matrix of 768 rows
 * take seventeen seconds.
 * @param matrix (rows, columns), row by row; of zeros alone the first r unit vectors come
 */
function leadingVectors(matrix: ArrayLike<number>, rows: number, columns: number, r: number): Float32Array {
  const gram = gramOf(matrix, rows, columns);
  const width = 2 * r + 8;
  let found: Float64Array | undefined;
  if (gram.every((value) => value === 0))
    found = Float64Array.from({ length: rows * r }, (_, at) => (at % r === Math.floor(at / r) ? 1 : 0));
  // Anything will do that is not at right angles to what is looked for.
  let basis: Float64Array = Float64Array.from({ length: rows * width }, (_, at) => (Math.sin(at + 1) * 43758.5453) % 1);
  for (let turn = 0; turn < MOST_TURNS && !found && 2 * width <= rows; turn++) {
    basis = orthonormal(product(gram, basis, [rows, rows, width]), rows, width);
    found = settled(product(gram, basis, [rows, rows, width]), basis, [rows, width, r]);
  }
  found ??= largestColumns(symmetricEigen(gram, rows), rows, r);
  const result = Float32Array.from(found);
  for (let k = 0; k < r; k++) {
    let largest = 0;
    for (let i = 0; i < rows; i++) if (Math.abs(result[i * r + k]!) > Math.abs(largest)) largest = result[i * r + k]!;
    if (largest < 0) for (let i = 0; i < rows; i++) result[i * r + k] = -result[i * r + k]!;
  }
  return result;
}

export const linearAlgebra = {
  truncatedSvd,
  leadingVectors,
  inverseGram,
  symmetricEigen,
  orthonormal,
  product,
  transposed,
} as const;
export type LinearAlgebra = typeof linearAlgebra;
