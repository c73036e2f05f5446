/** Parquet as `datasets` and polars write it, and gzip, read as any other file of data. */
import { readFileSync } from 'node:fs';
import { gzipSync, strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { unpacked } from './containers';
import { evenly, plainRows } from './parquet';
import { parseTable } from './parseTable';
import { planData } from './plan';

const file = (path: string) => new Uint8Array(readFileSync(`fixtures/hub/${path}`));
const tableOf = async (name: string, bytes: Uint8Array) => {
  const opened = await unpacked(name, bytes);
  return parseTable(opened.bytes, opened.name);
};

describe('parquet', () => {
  it('is a table, with the classes by their names', async () => {
    const table = await tableOf('train.parquet', file('reviews/train-00000-of-00001.parquet'));
    expect(table.columns).toEqual(['text', 'label']);
    expect(table.rows).toHaveLength(130);
    expect(table.rows[3]).toEqual(['the rice number 3 was fresh and wonderful', 'good']);
    expect(planData(table, {}, 'x')).toMatchObject({
      task: 'classification',
      columns: { text: 'text', label: 'label' },
    });
  });

  it('is read with Zstandard too', async () => {
    const table = await tableOf('zstd.parquet', file('zstd.parquet'));
    // Without names of classes their ids stand there.
    expect(table.rows[1]).toEqual(['the soup number 1 was fresh and wonderful', '1']);
  });

  it('takes pairs apart', async () => {
    const table = await tableOf('pairs.parquet', file('pairs/train-00000-of-00001.parquet'));
    expect(table.columns).toEqual(['translation.de', 'translation.en']);
    expect(planData(table, {}, 'x').problem).toBeUndefined();
  });

  it('is refused where it is damaged', async () => {
    const bytes = file('reviews/train-00000-of-00001.parquet');
    await expect(unpacked('x.parquet', bytes.slice(0, 2000))).rejects.toThrow(/damaged.*Download it again/);
  });
});

describe('gzip', () => {
  it('is opened, whatever is inside', async () => {
    expect((await tableOf('a.csv.gz', gzipSync(strToU8('text,label\na,b\n')))).rows).toEqual([['a', 'b']]);
    const inner = file('zstd.parquet');
    expect((await tableOf('a.parquet.gz', gzipSync(inner))).rows).toHaveLength(40);
  });

  it('is refused where it is damaged', async () => {
    const bytes = gzipSync(strToU8('text,label\n'.repeat(100)));
    bytes.fill(0, 20, 30);
    await expect(unpacked('a.csv.gz', bytes)).rejects.toThrow(/damaged/);
  });
});

describe('rows', () => {
  it('keep class names inside lists, and leave pictures out', () => {
    const rows = [{ tags: [0, 1], image: { src: 'x' }, label: -1, big: 5n }];
    const label = { _type: 'ClassLabel', names: ['O', 'LOC'] };
    const features = { tags: { _type: 'List', feature: label }, image: { _type: 'Image' }, label };
    expect(plainRows({ rows, features })).toEqual([{ tags: ['O', 'LOC'], label: null, big: 5 }]);
    // As older versions of `datasets` write lists.
    expect(plainRows({ rows: [{ tags: [1] }], features: { tags: [label] } })).toEqual([{ tags: ['LOC'] }]);
  });

  it('are taken evenly', () => {
    expect(evenly([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 4)).toEqual([0, 2, 5, 7]);
    expect(evenly([1, 2], 4)).toEqual([1, 2]);
  });
});
