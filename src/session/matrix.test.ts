/** The matrix of transfer: what is trained in which order, and when a source helps. */
import { expect, it } from 'vitest';
import type { Metrics } from '../training/types';
import { matrixText, NO_SOURCE, parseMatrix, runsOf, scoreOf, together, verdictOf } from './matrix';

it('trains each source once for all targets, and none on itself', () => {
  const runs = runsOf({ sources: ['nl', 'de'], targets: ['de', 'hu'], seeds: [1] });
  expect(runs.map(({ source, target }) => `${source}>${target}`)).toEqual([
    'none>de',
    'none>hu',
    'nl>de',
    'nl>hu',
    'de>hu',
  ]);
});

it('is spelled in links', () => {
  const plan = { sources: ['numbers_nl', 'numbers_fr'], targets: ['numbers_de'], seeds: 3 };
  expect(matrixText(plan)).toBe('numbers_nl,numbers_fr>numbers_de*3');
  expect(parseMatrix(matrixText(plan))).toEqual(plan);
  for (const text of ['', 'a', 'a>', '>b', 'a>b*9', '<i>>b', 'a>b>c']) expect(parseMatrix(text), text).toBeUndefined();
});

it('scores have an error of their rows, and of their seeds', () => {
  const metrics = { loss: 1, count: 900, exactMatch: 0, examples: 100 } as Metrics;
  const none = scoreOf(metrics, 'exactMatch')!;
  expect(none.value).toBe(0);
  expect(none.error).toBeCloseTo(1.35, 2);
  expect(scoreOf(metrics, 'chrf')).toBeUndefined();
  expect(
    together([
      { value: 40, error: 3 },
      { value: 44, error: 3 },
    ]),
  ).toEqual({ value: 42, error: Math.sqrt(9 + 4) });
});

it.each([
  [60, 'helps', ['fr']],
  [45, 'noise', ['fr']],
  [20, 'harms', []],
] as const)('a best source of %d %s', (value, outcome, alike) => {
  const scores: Record<string, number> = { [NO_SOURCE]: 40, nl: value, fr: value === 20 ? 1 : value - 4 };
  const verdict = verdictOf({ sources: ['fr', 'nl'] }, 'de', (source) => ({ value: scores[source]!, error: 2 }));
  expect(verdict).toMatchObject({ best: 'nl', outcome, alike });
});
