/** Pictures of tensors: the figures are those of the values, and large ones shrink without losing what stands out. */
import { describe, expect, it } from 'vitest';
import { pictureOf } from './picture';

describe('pictureOf', () => {
  it('keeps a small matrix as it is', () => {
    const picture = pictureOf(Float32Array.of(-1, 0, 2, 3, 0, -4), [2, 3]);
    expect(picture).toMatchObject({ min: -4, max: 3, mean: 0, zeros: 2, grid: { rows: 2, columns: 3 } });
    expect([...picture.grid.cells]).toEqual([-1, 0, 2, 3, 0, -4]);
    expect(picture.norm).toBeCloseTo(Math.sqrt(30));
    expect(picture.deviation).toBeCloseTo(Math.sqrt(5));
  });

  it('counts every entry in exactly one bin, the largest in the last', () => {
    const values = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i));
    const { histogram } = pictureOf(values, [1000]);
    expect(histogram.reduce((a, b) => a + b, 0)).toBe(1000);
    expect(histogram.at(-1)).toBeGreaterThan(0);
    // The density of a sine is highest at its ends.
    expect(histogram[0]).toBeGreaterThan(histogram[20]!);
  });

  it('puts equal values into the middle', () => {
    const { histogram, deviation } = pictureOf(new Float32Array(12), [3, 4]);
    expect(histogram[20]).toBe(12);
    expect(deviation).toBe(0);
  });

  it('shows the one entry that stands out of a large matrix, where it is', () => {
    const values = new Float32Array(1024 * 512);
    values[700 * 512 + 256] = -9;
    const { grid } = pictureOf(values, [1024, 512]);
    expect(grid).toMatchObject({ rows: 128, columns: 128 });
    expect(grid.cells[Math.floor((700 * 128) / 1024) * 128 + 64]).toBe(-9);
    expect(grid.cells.filter((cell) => cell !== 0)).toHaveLength(1);
  });

  it('lays leading axes one below the other and folds long vectors', () => {
    expect(pictureOf(new Float32Array(24), [2, 3, 4]).grid).toMatchObject({ rows: 6, columns: 4 });
    expect(pictureOf(new Float32Array(500), [500]).grid).toMatchObject({ rows: 4, columns: 128 });
  });
});
