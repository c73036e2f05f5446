import { expect, it } from 'vitest';
import { arcsOf, shiftsOf } from './heads';

/** One head, two tokens that look at both. */
const base = { heads: 1, learnt: 0, shares: Float32Array.of(0.5, 0.5, 0.25, 0.75) };
/** With two learnt keys before them. */
const now = { heads: 1, learnt: 2, shares: Float32Array.of(0.25, 0.25, 0.25, 0.25, 0, 0, 0.25, 0.75) };

it('what was learnt is one key, before those of the text', () => {
  expect(arcsOf(now, 2, 0)).toEqual([
    { query: 0, key: -1, share: 0.5 },
    { query: 0, key: 0, share: 0.25 },
    { query: 0, key: 1, share: 0.25 },
    { query: 1, key: -1, share: 0 },
    { query: 1, key: 0, share: 0.25 },
    { query: 1, key: 1, share: 0.75 },
  ]);
});

it('a head has changed by what it gives to others than before', () => {
  // Half of the first token's, nothing of the second's.
  expect(shiftsOf({ step: 1, base, now }, 2)).toEqual([0.25]);
  expect(shiftsOf({ step: 0, base, now: base }, 2)).toEqual([0]);
});
