/** Curves on a common grid. */
import { describe, expect, it } from 'vitest';
import type { KeptRun } from '../../state/runs';
import { overlay } from './overlay';

const run = (id: string, losses: readonly number[], validation: KeptRun['validation'] = []) =>
  ({ id, step: losses.length, curves: { loss: Float32Array.from(losses) }, validation }) as unknown as KeptRun;

describe('overlay', () => {
  it('reads all runs at the same steps, and each at its last', () => {
    const rows = overlay([run('a', Array<number>(5000).fill(2)), run('b', Array<number>(1000).fill(3))], 'loss');
    expect(rows.length).toBeLessThan(170);
    expect(rows[0]).toEqual({ step: 1, values: { a: 2, b: 3 } });
    expect(rows.at(-1)).toMatchObject({ step: 5000, values: { a: expect.closeTo(2, 5) } });
    expect(rows.find((row) => row.step === 1000)?.values.b).toBeCloseTo(3, 5);
    expect(rows.filter((row) => row.step > 1000).some((row) => 'b' in row.values)).toBe(false);
  });

  it('leaves out what is not a number', () => {
    expect(overlay([run('a', [1, Number.NaN, Number.POSITIVE_INFINITY])], 'loss').map((row) => row.step)).toEqual([1]);
  });

  it('takes validations at their own steps, and only where there are any', () => {
    const validated = run(
      'a',
      [1, 1],
      [
        { step: 1, loss: 0.9, accuracy: 0.5, count: 4 },
        { step: 2, loss: 0.7, count: 4 },
      ],
    );
    expect(overlay([validated, run('b', [1])], 'validationLoss')).toEqual([
      { step: 1, values: { a: 0.9 } },
      { step: 2, values: { a: 0.7 } },
    ]);
    expect(overlay([validated], 'validationAccuracy')).toEqual([{ step: 1, values: { a: 0.5 } }]);
  });
});
