/** Data of the Hub: through the datasets server, by pages and as parquet, against the stand-in Hub. */
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startHub, type StandInHub } from '../scripts/hub/server';
import { parseTable } from '../src/data/parseTable';
import { readRemoteData } from '../src/interchange/hub/remoteData';
import { inEnglish } from '../src/messages/message';
import { MemoryCaches } from '../src/runtime/caches.testing';
import { RemoteLibrary } from '../src/worker/remoteLibrary';
import { hubFolder, type HubFolder } from './hubFolder';

let files: HubFolder;
let hub: StandInHub;
const access = () => ({ hub: hub.address, patience: 1 });
const read = async (address: string) => {
  const data = await readRemoteData(address, access());
  return { ...data, table: parseTable(data.bytes, data.name, 'jsonl') };
};

beforeAll(async () => {
  files = hubFolder();
  const lines = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => JSON.stringify({ sentence: `row ${from + i}`, label: (from + i) % 2 }));
  for (const config of ['a', 'b']) {
    files.write(`datasets/tiny/configs/${config}/train.jsonl`, lines(0, 500).join('\n'));
    files.write(`datasets/tiny/configs/${config}/test.jsonl`, lines(500, 560).join('\n'));
  }
  files.write('datasets/tiny/gated/train.jsonl', lines(0, 9).join('\n'));
  files.faults('datasets/tiny/gated', { gated: 'auto' });
  mkdirSync(join(files.folder, 'datasets/tiny/raw'), { recursive: true });
  cpSync('fixtures/hub/reviews', join(files.folder, 'datasets/tiny/raw/data'), { recursive: true });
  const sentences = Array.from({ length: 12 }, (_, i) => ({ mots: ['Anna', `${i}`], sorte: [1, 0] }));
  files.write('datasets/tiny/tagged/train.jsonl', sentences.map((row) => JSON.stringify(row)).join('\n'));
  files.write(
    'datasets/tiny/tagged/features.json',
    JSON.stringify({
      mots: { feature: { dtype: 'string', _type: 'Value' }, _type: 'List' },
      sorte: { feature: { names: ['O', 'B-PER'], _type: 'ClassLabel' }, _type: 'List' },
    }),
  );
  hub = await startHub({ folder: files.folder });
});
afterAll(async () => {
  await hub.close();
  files.remove();
});
beforeEach(() => vi.stubGlobal('caches', new MemoryCaches()));
afterEach(() => vi.unstubAllGlobals());

describe('a data set', () => {
  it('comes with the names of its classes, a part to test with, its commit and licence', async () => {
    const { table, address, license, notices } = await read('tiny/reviews');
    expect(table.rows).toHaveLength(130);
    expect(table.rows[1]).toEqual(['the soup number 1 was fresh and wonderful', 'good']);
    expect(table.test?.rows).toHaveLength(24);
    expect(address).toMatch(/^hf:tiny\/reviews@[0-9a-f]{40}$/);
    expect([license, notices]).toEqual(['cc0-1.0', []]);
    // As parquet, in one piece.
    expect(hub.log.some((line) => line.includes('train-00000-of-00001.parquet'))).toBe(true);
  });

  it('comes page by page where there is no parquet, evenly from the whole', async () => {
    const from = hub.log.length;
    const { table, notices } = await read('hf:tiny/configs/a?rows=200&text=sentence');
    expect(table.rows).toHaveLength(200);
    expect([table.rows[0]![0], table.rows[199]![0]]).toEqual(['row 0', 'row 349']);
    expect(notices.map(inEnglish)).toEqual([expect.stringMatching(/^200 of 500 rows are used/)]);
    const offsets = hub.log.slice(from).flatMap((line) => /split=train&offset=(\d+)/.exec(line)?.[1] ?? []);
    expect(offsets).toEqual(['0', '0', '250']);
  });

  it('comes with what the types of its columns say of them, also to the page', async () => {
    const { table, roles, columns } = await read('tiny/tagged');
    expect([roles, columns]).toEqual([{ tokens: 'mots', tags: 'sorte' }, {}]);
    expect(table.rows[0]).toEqual(['["Anna","0"]', '["B-PER","O"]']);
    const library = new RemoteLibrary({ notify: () => undefined, onProgress: () => () => undefined });
    library.use(hub.address);
    const { dataset } = await library.readData('hf:tiny/tagged');
    expect(dataset.preview).toMatchObject({ task: 'token-classification', tokensColumn: 'mots', tagsColumn: 'sorte' });
    const named = await library.readData('hf:tiny/configs/a?prompt=sentence&response=sentence');
    expect(named.dataset.preview).toMatchObject({ form: 'respond', promptColumn: 'sentence' });
  });

  it('is there without a network afterwards', async () => {
    const first = await read('tiny/reviews');
    const offline = () => Promise.reject(new TypeError('Failed to fetch'));
    for (const address of ['hf:tiny/reviews', first.address])
      expect((await readRemoteData(address, { ...access(), fetcher: offline })).bytes).toEqual(first.bytes);
  });

  it("is read from the repository's own files where no datasets server answers", async () => {
    const without: typeof fetch = async (input, init) =>
      /\/(splits|rows|parquet)\?/.test(String(input)) ? new Response('', { status: 404 }) : fetch(input, init);
    const { bytes, name } = await readRemoteData('tiny/raw', { ...access(), fetcher: without });
    expect(parseTable(bytes, name, 'jsonl').rows).toHaveLength(130);
  });
});

describe('a refusal says what to do', () => {
  it.each([
    ['tiny/configs', /no such part\. It has: a \(test\), a \(train\), b \(test\), b \(train\)/],
    ['hf:tiny/reviews?split=holdout', /no such part\. It has: test, train/],
    ['tiny/gated', /gated/],
    ['nobody/nothing', /no public repository/],
  ])('%s', async (address, message) => {
    await expect(read(address)).rejects.toThrow(message);
  });

  it('when what the link means is gone', async () => {
    await expect(read(`hf:tiny/reviews@${'0'.repeat(40)}`)).rejects.toThrow(/no revision/);
  });
});
