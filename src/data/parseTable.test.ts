/** Parsing of data files: formats, headers, encodings, and the sentences for what can't be used. */
import { inEnglish } from '../messages/message';
import { describe, expect, it } from 'vitest';
import { DataError } from './errors';
import { documents, labelledTexts } from './examples';
import { parseTable } from './parseTable';

const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string, bigEndian = false, mark = true) => {
  const units = [...(mark ? '\ufeff' : ''), ...text].map((c) => c.charCodeAt(0));
  return Uint8Array.from(units.flatMap((u) => (bigEndian ? [u >> 8, u & 255] : [u & 255, u >> 8])));
};
const many = (row: (i: number) => string, n = 12) => Array.from({ length: n }, (_, i) => row(i)).join('\n');

describe('parseTable', () => {
  it('reads CSV with quoted commas, quotes and line breaks', () => {
    const table = parseTable(utf8('text,label\n"a, ""b""\nc",x\r\nd,y\r\n'), 'a.csv');
    expect(table).toMatchObject({
      format: 'csv',
      header: true,
      columns: ['text', 'label'],
      rows: [
        ['a, "b"\nc', 'x'],
        ['d', 'y'],
      ],
    });
  });

  it('finds the separator', () => {
    expect(parseTable(utf8('text;label\na, b;x\nc, d;y'), 'a.csv').rows).toEqual([
      ['a, b', 'x'],
      ['c, d', 'y'],
    ]);
    expect(parseTable(utf8('label\ttext\nx\ta\ny\tb')).format).toBe('tsv');
  });

  it('keeps a stray quotation mark at the start of a TSV cell', () => {
    const table = parseTable(utf8('label\ttext\nx\t"Wow" he said\ny\t"open\nx\t"whole ""cell"""'), 'a.tsv');
    expect(table.rows.map((row) => row[1])).toEqual(['"Wow" he said', '"open', 'whole "cell"']);
  });

  it('tells a header from a first row', () => {
    expect(parseTable(utf8('good\tnice one\nbad\tawful\ngood\tfine\nbad\tno'), 'a.tsv')).toMatchObject({
      header: false,
      columns: ['column 1', 'column 2'],
    });
    expect(parseTable(utf8('mood\tstory\ngood\tnice one\nbad\tawful\ngood\tfine'), 'a.tsv')).toMatchObject({
      header: true,
      columns: ['mood', 'story'],
    });
  });

  it('reads JSONL and JSON lists', () => {
    const rows = [
      ['a', '1'],
      ['b', '0'],
    ];
    expect(parseTable(utf8('{"text":"a","label":1}\n\n{"text":"b","label":0}\n')).rows).toEqual(rows);
    expect(parseTable(utf8('[{"text":"a","label":1},\n{"text":"b","label":0}]'), 'x.json').rows).toEqual(rows);
    expect(() => parseTable(utf8('{"text":"a"}\n{"text":'), 'x.jsonl')).toThrow(
      'Line 2 of x.jsonl is not a JSON object',
    );
  });

  it('reads prose as plain text even with commas', () => {
    expect(parseTable(utf8('Shall I compare thee, my love\nto a day')).format).toBe('text');
  });

  it.each([
    ['utf-8 with mark', utf8('\ufefftext\tlabel\nä\tx')],
    ['utf-16le', utf16('text\tlabel\nä\tx')],
    ['utf-16be', utf16('text\tlabel\nä\tx', true)],
    ['utf-16le without mark', utf16('text\tlabel\nä\tx', false, false)],
  ])('decodes %s', (_, bytes) => {
    expect(parseTable(bytes).rows).toEqual([['ä', 'x']]);
  });

  it('reads Latin-1 with a notice', () => {
    const table = parseTable(
      Uint8Array.from('text\tlabel\ncaf\xe9\tx', (c) => c.charCodeAt(0)),
      'old.tsv',
    );
    expect(table.rows[0]).toEqual(['café', 'x']);
    expect(inEnglish(table.notices[0]!)).toMatch(/not UTF-8.*save it again/i);
  });

  it.each([
    ['empty', new Uint8Array(0), /is empty/],
    ['blank', utf8(' \n\n'), /is empty/],
    ['binary', Uint8Array.from({ length: 300 }, (_, i) => (i * 7) % 256), /not a text file/],
    ['neither UTF-8 nor Latin-1', Uint8Array.from([97, 0xe9, 0x81, 97]), /neither UTF-8 nor/],
    ['unclosed quote', utf8('text,label\n"a,x\nb,y'), /quotation mark/],
    ['ragged', utf8('text,label\na,x\nb,y,z\nc,d,e'), /another number of columns/],
    ['header only', utf8('text,label\n'), /no rows/],
  ])('says what to do with %s data', (_, bytes, message) => {
    const parse = () => parseTable(bytes, 'data.csv');
    expect(parse).toThrow(DataError);
    expect(parse).toThrow(message);
  });
});

describe('labelledTexts', () => {
  it('takes columns by usual names and orders classes by name or value', () => {
    const data = labelledTexts(
      parseTable(utf8('id,label,sentence\n' + many((i) => `${i},${[10, 2][i % 2]},s${i}`)), 'a.csv'),
    );
    expect(data.labels).toEqual(['2', '10']);
    expect(data.rows[0]).toEqual({ text: 's0', label: 1 });
  });

  it('guesses columns with unknown names', () => {
    const data = labelledTexts(
      parseTable(utf8('nr,mood,story\n' + many((i) => `${i},${'ab'[i % 2]},a long story ${i}`)), 'a.csv'),
    );
    expect(data.labels).toEqual(['a', 'b']);
    expect(data.rows[3]).toEqual({ text: 'a long story 3', label: 1 });
  });

  it('keeps the order of known classes and refuses others', () => {
    const table = parseTable(utf8('text,label\n' + many((i) => `t${i},${'ab'[i % 2]}`)), 'a.csv');
    expect(labelledTexts(table, { labels: ['b', 'a'] }).rows[0]!.label).toBe(1);
    expect(() => labelledTexts(table, { labels: ['b', 'c'] }, 'a.csv')).toThrow('not one of the known classes (b, c)');
  });

  it.each([
    [
      'one class',
      'text,label\n' + many((i) => `t${i},x`),
      {},
      /Every row of a.csv has the label "x".*at least two classes/,
    ],
    [
      'no label column',
      'text,note\n' + many((i) => `t${i},n${i}`),
      {},
      /no column "label". Its columns are: text, note/,
    ],
    [
      'a wrong name',
      'text,label\n' + many((i) => `t${i},${i % 2}`),
      { label: 'class' },
      /no label column "class". Its columns are: text, label/,
    ],
    ['few rows', 'text,label\na,x\nb,y', {}, /only 2 usable row/],
    ['too many classes', 'text,label\n' + many((i) => `t${i},c${i}`, 2100), {}, /2100 different values/],
    ['one column for both', 'text,label\n' + many((i) => `t${i},${i % 2}`), { text: 'label' }, /can't be both/],
    ['plain text', 'Only prose here', {}, /plain text without labels/],
  ])('says what to do about %s', (kind, text, choice, message) => {
    const read = () =>
      labelledTexts(parseTable(utf8(text), kind === 'plain text' ? 'a.txt' : 'a.csv'), choice, 'a.csv');
    expect(read).toThrow(DataError);
    expect(read).toThrow(message);
  });

  it('leaves out rows without text or label, with a notice', () => {
    const data = labelledTexts(parseTable(utf8('text,label\n,x\n' + many((i) => `t${i},${i % 2}`)), 'a.csv'));
    expect(data.rows).toHaveLength(12);
    expect(inEnglish(data.notices[0]!)).toMatch(/1 row/);
  });
});

describe('documents', () => {
  it('is one document for plain text and one per row of a table', () => {
    expect(documents(parseTable(utf8('a\n\nb\n'), 'x.txt')).documents).toEqual(['a\n\nb']);
    expect(documents(parseTable(utf8('label\ttext\nx\tone\ny\ttwo'), 'x.tsv')).documents).toEqual(['one', 'two']);
  });
});
