/** Rotations: exact ones keep all lengths, the series nearly, and butterflies let inputs of several blocks meet. */
import { describe, expect, it } from 'vitest';
import { butterfly } from '../reparameterised/boft';
import { cayley, neumann, skewOf } from './rotations';

const b = 4;
/** ‖RᵀR − I‖, the largest entry. */
const defect = (r: Float64Array): number =>
  Math.max(
    ...r.map((_, at) => {
      const [i, j] = [Math.floor(at / b), at % b];
      let sum = i === j ? -1 : 0;
      for (let k = 0; k < b; k++) sum += r[k * b + i]! * r[k * b + j]!;
      return Math.abs(sum);
    }),
  );
const skew = (size: number) =>
  skewOf(
    Float32Array.of(0.7, -0.3, 0.5, 0.2, -0.9, 0.4).map((value) => size * value),
    b,
  );

describe('a block', () => {
  it('is orthogonal by the inverse, however long its skew-symmetric matrix is', () => {
    for (const size of [0.01, 1, 100]) expect(defect(cayley(skew(size), b))).toBeLessThan(1e-12);
  });

  it('is nearly so by the series, the more terms the nearer, and turns the other way', () => {
    const [few, many] = [5, 9].map((terms) => defect(neumann(skew(0.2), b, terms)));
    expect(few).toBeLessThan(1e-2);
    expect(many).toBeLessThan(few! / 100);
    const back = cayley(
      skew(0.2).map((value) => -value),
      b,
    );
    neumann(skew(0.2), b, 16).forEach((value, at) => expect(value).toBeCloseTo(back[at]!, 6));
  });
});

describe('a butterfly', () => {
  it('leaves the first factor alone and brings halves of blocks together that lie ever farther apart', () => {
    expect([...butterfly(8, 4, 0)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect([...butterfly(16, 4, 1)]).toEqual([0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15]);
    expect([...butterfly(16, 4, 2)]).toEqual([0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15]);
  });
});
