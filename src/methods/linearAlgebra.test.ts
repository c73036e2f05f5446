/** Leading singular vectors against the full decomposition of ml-matrix. */
import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { normalStream } from '../autodiff/gradientCheck';
import { linearAlgebra } from './linearAlgebra';

/** Some directions that matter and noise, as a gradient has. */
function gradientLike(rows: number, columns: number, seed: number): Float32Array {
  const normal = normalStream(seed);
  const draw = (length: number) => Float32Array.from({ length }, normal);
  const values = draw(rows * columns).map((value) => value / 50);
  for (let k = 0; k < 6; k++) {
    const [u, v] = [draw(rows), draw(columns)];
    values.forEach((_, at) => (values[at]! += (u[Math.floor(at / columns)]! * v[at % columns]!) / (1 + k)));
  }
  return values;
}

describe('leading singular vectors', () => {
  it.each([
    ['of a small matrix, by all of them', 12, 20, 3],
    ['of a wide matrix, by iteration', 60, 90, 4],
    ['of a tall matrix', 90, 60, 2],
  ])('%s', (_, rows, columns, r) => {
    const matrix = gradientLike(rows, columns, rows);
    const found = linearAlgebra.leadingVectors(matrix, rows, columns, r);
    const m = Matrix.from1DArray(rows, columns, matrix);
    const u = new SingularValueDecomposition(m, { autoTranspose: true }).leftSingularVectors;
    for (let k = 0; k < r; k++) {
      const column = u.getColumn(k);
      const largest = column.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
      const worst = column.reduce(
        (most, value, i) => Math.max(most, Math.abs(value * Math.sign(largest) - found[i * r + k]!)),
        0,
      );
      expect(worst).toBeLessThan(1e-5);
    }
  });

  it('of which more are asked for than stand out are at right angles all the same', () => {
    const [rows, columns, r] = [64, 70, 5];
    const matrix = new Float32Array(rows * columns);
    // Of rank one.
    matrix.forEach((__, at) => (matrix[at] = Math.sin(Math.floor(at / columns)) * (1 + (at % columns))));
    const found = linearAlgebra.leadingVectors(matrix, rows, columns, r);
    for (let a = 0; a < r; a++)
      for (let b = 0; b < r; b++) {
        let dot = 0;
        for (let i = 0; i < rows; i++) dot += found[i * r + a]! * found[i * r + b]!;
        expect(dot).toBeCloseTo(a === b ? 1 : 0, 5);
      }
  });

  it('of nothing are unit vectors', () => {
    expect([...linearAlgebra.leadingVectors(new Float32Array(12), 3, 4, 2)]).toEqual([1, 0, 0, 1, 0, 0]);
  });
});
