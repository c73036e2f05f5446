import { describe, expect, it } from 'vitest';
import { Graph } from '../onnx/graph';
import { f32 } from '../onnx/tensor';
import type { Initializer } from './contract';
import { initialise } from './initialise';

const base = new Graph();
base.initializers.set('table', f32([3, 2], [0, 1, 10, 11, 20, 21]));
const draw = (init: Initializer, shape: number[], seed = 1, name = 'w') =>
  initialise({ name, shape, init }, seed, base);
const moments = (values: Float32Array) => {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return { mean, std: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length) };
};

describe('starting values', () => {
  it('depend on seed and name only', () => {
    const normal: Initializer = { kind: 'normal', std: 1 };
    expect(draw(normal, [8])).toEqual(draw(normal, [8]));
    expect(draw(normal, [8])).not.toEqual(draw(normal, [8], 2));
    expect(draw(normal, [8])).not.toEqual(draw(normal, [8], 1, 'v'));
  });

  it('have the distribution asked for', () => {
    const { mean, std } = moments(draw({ kind: 'normal', std: 0.02, mean: 1 }, [200, 100]));
    expect(mean).toBeCloseTo(1, 3);
    expect(std).toBeCloseTo(0.02, 3);
    const truncated = draw({ kind: 'truncatedNormal', std: 0.5 }, [20_000]);
    expect(Math.max(...truncated)).toBeLessThanOrEqual(1);
    // Standard deviation of a normal cut at two of its own.
    expect(moments(truncated).std).toBeCloseTo(0.5 * 0.8796, 2);
    const uniform = draw({ kind: 'uniform', bound: 0.1 }, [20_000]);
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(Math.fround(-0.1));
    expect(Math.max(...uniform)).toBeLessThanOrEqual(Math.fround(0.1));
    expect(moments(uniform).std).toBeCloseTo(0.1 / Math.sqrt(3), 3);
    expect([...draw({ kind: 'constant', value: 3 }, [2])]).toEqual([3, 3]);
  });

  it('are the norms of the columns of a matrix', () => {
    const close = (start: number, end: number) =>
      [...draw({ kind: 'columnNorm', tensor: 'table', start, end }, [end - start])].map((v) => Number(v.toFixed(4)));
    expect(close(0, 2)).toEqual([22.3607, 23.7276]);
    expect(close(1, 2)).toEqual([23.7276]);
  });

  it('copy base tensors and vocabulary rows', () => {
    const copy = draw({ kind: 'base', tensor: 'table' }, [3, 2]);
    copy[0] = 99;
    expect(base.initializers.get('table')!.data[0]).toBe(0);
    const rows = draw({ kind: 'vocabulary', tensor: 'table' }, [20, 2]);
    for (let i = 0; i < 20; i++) expect(rows[2 * i + 1]).toBe(rows[2 * i]! + 1);
    expect(new Set(rows.filter((_, i) => i % 2 === 0)).size).toBe(3);
    expect(() => draw({ kind: 'base', tensor: 'none' }, [1])).toThrow(/no initialiser "none"/);
  });
});
