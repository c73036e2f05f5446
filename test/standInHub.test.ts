/** The stand-in Hub answers as the real one does: paths, headers, codes. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHub, type StandInHub } from '../scripts/hub/server';
import { hubFolder, type HubFolder } from './hubFolder';

const MODEL = 'models/tiny-encoder/onnx/model.onnx';
const json = async <T>(response: Response | Promise<Response>) => (await (await response).json()) as T;
let files: HubFolder;
let hub: StandInHub;
let commit: string;
const get = (path: string, init?: RequestInit) => fetch(hub.address + path, init);

beforeAll(async () => {
  files = hubFolder();
  for (const name of ['gated', 'private', 'cut', 'busy']) files.write(`tiny/${name}/config.json`, '{"a": 1}');
  files.faults('tiny/gated', { gated: 'manual' });
  files.faults('tiny/private', { private: true });
  files.faults('tiny/cut', { cut: { 'config.json': { at: 3, times: 1 } } });
  files.faults('tiny/busy', { busy: { times: 1, retryAfter: 2 } });
  hub = await startHub({ folder: files.folder });
  commit = (await json<{ sha: string }>(get('/api/models/tiny/encoder'))).sha;
});
afterAll(async () => {
  await hub.close();
  files.remove();
});

describe('repositories', () => {
  it('have a commit, a card and files', async () => {
    const info = await json<Record<string, unknown>>(get('/api/models/tiny/encoder/revision/main?blobs=true'));
    expect(commit).toMatch(/^[0-9a-f]{40}$/);
    expect(info).toMatchObject({ id: 'tiny/encoder', sha: commit, gated: false, cardData: { license: 'apache-2.0' } });
    expect(info.tags).toEqual(expect.arrayContaining(['onnx', 'license:apache-2.0']));
    expect(info.siblings).toContainEqual({ rfilename: 'config.json', blobId: expect.any(String), size: 638 });
  });

  it('list files with what Git and LFS call them', async () => {
    const entries = await json<{ path: string; type: string; size: number; oid: string; lfs?: object }[]>(
      get(`/api/models/tiny/encoder/tree/${commit}?recursive=true`),
    );
    const config = readFileSync('models/tiny-encoder/config.json');
    // As `git hash-object` names it.
    const blob = createHash('sha1').update(`blob ${config.byteLength}\0`).update(config).digest('hex');
    expect(entries.find(({ path }) => path === 'config.json')).toEqual({
      type: 'file',
      path: 'config.json',
      size: config.byteLength,
      oid: blob,
    });
    const oid = createHash('sha256').update(readFileSync(MODEL)).digest('hex');
    expect(entries.find(({ path }) => path === 'onnx/model.onnx')).toMatchObject({
      lfs: { oid, size: statSync(MODEL).size, pointerSize: 132 },
    });
    expect(entries.find(({ path }) => path === 'onnx')?.type).toBe('directory');
  });

  it('are listed page by page', async () => {
    const first = await get(`/api/models/tiny/encoder/tree/main?recursive=true&limit=2`);
    const next = /<(.+)>; rel="next"/.exec(first.headers.get('link') ?? '')![1]!;
    const paths = [...(await json<{ path: string }[]>(first)), ...(await json<{ path: string }[]>(fetch(next)))].map(
      ({ path }) => path,
    );
    expect(paths).toEqual(['README.md', 'config.json', 'onnx', 'onnx/model.onnx']);
  });

  it('are searched, the private ones left out', async () => {
    const ids = (await json<{ id: string }[]>(get('/api/models?search=tiny&filter=onnx'))).map(({ id }) => id);
    expect(ids).toEqual(['tiny/encoder']);
    const all = (await json<{ id: string }[]>(get('/api/models?search=tiny'))).map(({ id }) => id);
    expect(all).not.toContain('tiny/private');
  });
});

describe('files', () => {
  it('are redirected, large ones to another host, and give ranges', async () => {
    const path = '/tiny/encoder/resolve/main/onnx/model.onnx';
    const redirect = await get(path, { redirect: 'manual', headers: { origin: 'http://page' } });
    expect(redirect.status).toBe(302);
    expect(new URL(redirect.headers.get('location')!).host).not.toBe(new URL(hub.address).host);
    expect(Object.fromEntries(redirect.headers)).toMatchObject({
      'x-repo-commit': commit,
      'x-linked-size': String(statSync(MODEL).size),
      'access-control-allow-origin': 'http://page',
      'access-control-expose-headers': expect.stringContaining('X-Linked-Size'),
    });
    const part = await get(path, { headers: { range: 'bytes=1000-' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 1000-${statSync(MODEL).size - 1}/${statSync(MODEL).size}`);
    expect(Buffer.from(await part.arrayBuffer()).equals(readFileSync(MODEL).subarray(1000))).toBe(true);
    const small = await get('/tiny/encoder/resolve/main/config.json', { redirect: 'manual' });
    expect([small.status, small.headers.get('location')]).toEqual([
      307,
      `/api/resolve-cache/tiny/encoder/${commit}/config.json`,
    ]);
  });

  it.each([
    ['/tiny/gated/resolve/main/config.json', 401, 'GatedRepo'],
    ['/tiny/private/resolve/main/config.json', 401, 'RepoNotFound'],
    ['/api/models/nobody/nothing', 401, 'RepoNotFound'],
    ['/tiny/encoder/resolve/main/none.json', 404, 'EntryNotFound'],
    ['/tiny/encoder/resolve/v2/config.json', 404, 'RevisionNotFound'],
  ])('%s is refused', async (path, status, code) => {
    const response = await get(path);
    expect([response.status, response.headers.get('x-error-code')]).toEqual([status, code]);
  });

  it('break off, and make wait, where that is asked for', async () => {
    const cut = await get('/tiny/cut/resolve/main/config.json');
    await expect(cut.text()).rejects.toThrow();
    expect(await (await get('/tiny/cut/resolve/main/config.json')).text()).toBe('{"a": 1}');
    const busy = await get('/tiny/busy/resolve/main/config.json');
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, '2']);
    expect((await get('/tiny/busy/resolve/main/config.json')).status).toBe(200);
  });
});

describe('the datasets server', () => {
  it('tells splits, features, rows and parquet files', async () => {
    const query = 'dataset=tiny/reviews';
    expect(await json(get(`/splits?${query}`))).toEqual({
      splits: [
        { dataset: 'tiny/reviews', config: 'default', split: 'test' },
        { dataset: 'tiny/reviews', config: 'default', split: 'train' },
      ],
      pending: [],
      failed: [],
    });
    const slice = await json<{ rows: { row_idx: number; row: unknown }[]; features: unknown[] }>(
      get(`/rows?${query}&config=default&split=train&offset=100&length=100`),
    );
    expect(slice).toMatchObject({ num_rows_total: 130, partial: false });
    expect(slice.features[1]).toEqual({
      feature_idx: 1,
      name: 'label',
      type: { names: ['bad', 'good'], _type: 'ClassLabel' },
    });
    expect(slice.rows).toHaveLength(30);
    expect(slice.rows[1]).toEqual({
      row_idx: 101,
      row: { text: 'the cheese number 101 was fresh and wonderful', label: 1 },
      truncated_cells: [],
    });
    const { parquet_files: found } = await json<{ parquet_files: { url: string; size: number }[] }>(
      get(`/parquet?${query}`),
    );
    const bytes = await (await fetch(found[0]!.url)).arrayBuffer();
    expect(bytes.byteLength).toBe(found[0]!.size);
    expect((await get(`/rows?${query}&config=default&split=train&length=101`)).status).toBe(422);
    expect((await get('/splits?dataset=no/such')).status).toBe(404);
  });
});
