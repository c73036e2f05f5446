/** Sorting of the table. */
import { describe, expect, it } from 'vitest';
import type { KeptRun } from '../../state/runs';
import { columns, ordered, sorted } from './columns';

const run = (name: string, change: object = {}) =>
  ({
    name,
    validation: [],
    counts: { trainable: 1, head: 0, total: 9 },
    step: 5,
    settings: { steps: 9 },
    outcome: 'finished',
    ...change,
  }) as unknown as KeptRun;
const names = (runs: readonly KeptRun[]) => runs.map((entry) => entry.name);

describe('sorted', () => {
  const runs = [
    run('b 10', { validation: [{ step: 5, loss: 1, accuracy: 0.7 }] }),
    run('b 9'),
    run('a', { validation: [{ step: 5, loss: 1, accuracy: 0.9 }] }),
  ];

  it('orders names as people count', () =>
    expect(names(sorted(runs, { column: 'name', direction: 'ascending' }))).toEqual(['a', 'b 9', 'b 10']));
  it('puts what was not measured last, whichever way', () => {
    expect(names(sorted(runs, { column: 'quality', direction: 'descending' }))).toEqual(['a', 'b 10', 'b 9']);
    expect(names(sorted(runs, { column: 'quality', direction: 'ascending' }))).toEqual(['b 10', 'a', 'b 9']);
  });
  it('ranks a lower perplexity higher', () => {
    const text = [
      run('worse', { validation: [{ step: 1, loss: 3, perplexity: 20 }] }),
      run('better', { validation: [{ step: 1, loss: 2, perplexity: 7 }] }),
    ];
    expect(names(sorted(text, { column: 'quality', direction: 'descending' }))).toEqual(['better', 'worse']);
  });
});

it('a click sorts, a second click turns round', () => {
  const first = ordered({ column: 'date', direction: 'descending' }, 'quality');
  expect(first).toEqual({ column: 'quality', direction: 'descending' });
  expect(ordered(first, 'quality').direction).toBe('ascending');
  expect(ordered(first, 'stored').direction).toBe('ascending');
});

it('says how far a stopped run came', () => {
  expect(columns.find((column) => column.id === 'steps')!.text(run('x', { outcome: 'stopped' }))).toBe('5 of 9');
});
