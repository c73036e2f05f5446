import { describe, expect, it } from 'vitest';
import type { Batch } from './batching';
import { batchOf, lengthOf, lengthsFor, rowsOf } from './lengths';

/** Rows of 8 tokens whose ids tell row and place; the second row has a hole in its text. */
const batch: Batch = {
  ids: Int32Array.from({ length: 24 }, (_, i) => 100 + i),
  mask: Int32Array.of(1, 1, 1, 0, 0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0),
  types: Int32Array.from({ length: 24 }, (_, i) => i % 2),
  labels: Int32Array.from({ length: 24 }, (_, i) => i),
  rows: 2,
  examples: [7, 3],
};

describe('lengths', () => {
  it('are those that spare enough padding, and always the whole', () => {
    const rows = [3, 3, 3, 9, 16].map((tokens) => ({ tokens, rows: 1 }));
    expect(lengthsFor(rows, 16, 4)).toEqual([4, 12, 16]);
    // The length that saves least goes first, and its rows are counted to the next.
    expect(lengthsFor(rows, 16, 5)).toEqual([4, 16]);
    expect(lengthsFor(rows, 16, 100)).toEqual([16]);
    expect(lengthsFor([], 18, 1)).toEqual([18]);
    expect(lengthOf([4, 12, 16], 4)).toBe(4);
    expect(lengthOf([4, 12, 16], 5)).toBe(12);
  });

  it('of rows reach to their last token, and rows that only fill a batch are left out', () => {
    expect(rowsOf([batch], 8).map(({ tokens, row }) => [row, tokens])).toEqual([
      [0, 3],
      [1, 5],
    ]);
  });
});

describe('a batch of another shape', () => {
  const [first, second] = rowsOf([batch], 8);
  it('holds the same rows, cut, with labels a token cut along', () => {
    const made = batchOf([second!, first!], 'token-classification', 8, { size: 3, length: 5 });
    expect(Array.from(made.ids)).toEqual([108, 109, 110, 111, 112, 100, 101, 102, 103, 104, 0, 0, 0, 0, 0]);
    expect(Array.from(made.mask)).toEqual([1, 0, 1, 1, 1, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0]);
    expect(Array.from(made.types!)).toEqual([0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]);
    expect(Array.from(made.labels)).toEqual([8, 9, 10, 11, 12, 0, 1, 2, 3, 4, -100, -100, -100, -100, -100]);
    expect(made).toMatchObject({ rows: 2, examples: [3, 7] });
  });

  it('keeps the labels of a row whole', () => {
    const made = batchOf([second!], 'seq2seq', 8, { size: 1, length: 5 });
    expect(Array.from(made.labels)).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
    expect(() => batchOf([], 'seq2seq', 8, { size: 1, length: 5 })).toThrow('at least one row');
  });
});
