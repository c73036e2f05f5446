/** Pasted and dropped data: what is understood, and a sentence for what is not. */
import { inEnglish } from '../messages/message';
import { describe, expect, it } from 'vitest';
import { readOwnData } from './ownData';

const bytes = (text: string) => new TextEncoder().encode(text);
const rows = (n: number, line: (i: number) => string) => Array.from({ length: n }, (_, i) => line(i)).join('\n');
const csv = `text,label\n${rows(12, (i) => `sentence number ${i},${i % 3 === 0 ? 'bad' : 'good'}`)}`;

describe('readOwnData', () => {
  it('finds columns, classes and their balance', () => {
    const { preview, files } = readOwnData('mine.csv', bytes(csv), {});
    expect(preview).toMatchObject({
      format: 'csv',
      task: 'classification',
      textColumn: 'text',
      labelColumn: 'label',
      rowCount: 12,
    });
    expect(preview.classes).toEqual([
      { label: 'good', count: 8 },
      { label: 'bad', count: 4 },
    ]);
    expect(preview.problem).toBeUndefined();
    expect(files.columns).toEqual({ text: 'text', label: 'label' });
  });

  it('reads a source and a target of few short values, where the model writes targets', () => {
    const few = (first: string, second: string) =>
      `${first},${second}\n${rows(12, (i) => `number ${i} in a row,${i % 3 === 0 ? 'bad' : 'good'}`)}`;
    for (const [first, second] of [
      ['source', 'target'],
      ['text', 'label'],
    ] as const) {
      const { preview, splits } = readOwnData('mine.csv', bytes(few(first, second)), {}, { writesTargets: true });
      expect(preview).toMatchObject({ task: 'seq2seq', form: 'respond', promptColumn: first, responseColumn: second });
      expect(preview.problem).toBeUndefined();
      expect(splits!.task).toBe('seq2seq');
      expect(readOwnData('mine.csv', bytes(few(first, second)), {}).preview.task).toBe('classification');
    }
    // What the visitor says holds.
    const asked = readOwnData('mine.csv', bytes(csv), { form: 'classify' }, { writesTargets: true });
    expect(asked.preview.task).toBe('classification');
  });

  it('takes the columns that were chosen', () => {
    const { preview } = readOwnData('mine.csv', bytes(csv), { textColumn: 'label', labelColumn: 'text' });
    expect(preview).toMatchObject({ textColumn: 'label', labelColumn: 'text' });
    expect(preview.classes).toHaveLength(12);
  });

  it('takes plain text for language modelling', () => {
    expect(readOwnData('novel.txt', bytes('It was a dark night.\nAnd stormy.'), {}).preview).toMatchObject({
      format: 'txt',
      task: 'causal-lm',
    });
  });

  it('reads the same bytes in the format that was chosen', () => {
    expect(readOwnData('mine.csv', bytes(csv), { format: 'txt' }).preview).toMatchObject({
      format: 'txt',
      columns: ['text'],
    });
  });

  it('says what is wrong with one class, missing columns and too few rows, and still shows the rows', () => {
    const one = readOwnData('one.csv', bytes(`text,label\n${rows(9, (i) => `x ${i},same`)}`), {}).preview;
    expect(inEnglish(one.problem!)).toMatch(/two classes/);
    expect(one.rows).toHaveLength(8);
    expect(inEnglish(readOwnData('few.csv', bytes('text,label\na,x\nb,y'), {}).preview.problem!)).toMatch(/only 2/);
    expect(inEnglish(readOwnData('mine.csv', bytes(csv), { labelColumn: 'nope' }).preview.problem!)).toMatch(
      /no label column "nope"/,
    );
    expect(inEnglish(readOwnData('novel.txt', bytes('Just text.'), { form: 'classify' }).preview.problem!)).toMatch(
      /without labels/,
    );
  });

  it('throws a sentence for bytes that are no table', () => {
    expect(() => readOwnData('empty.csv', new Uint8Array(), {})).toThrow(/empty/);
    expect(() => readOwnData('x.jsonl', bytes('{"text": 1'), {})).toThrow(/Line 1/);
  });

  it('cuts long cells and never more than eight rows', () => {
    const { preview } = readOwnData(
      'long.csv',
      bytes(`text,label\n${rows(20, (i) => `${'word '.repeat(200)}${i},${i % 2 ? 'a' : 'b'}`)}`),
      {},
    );
    expect(preview.rows).toHaveLength(8);
    expect(preview.rows[0]![0]!.length).toBeLessThan(170);
  });
});
