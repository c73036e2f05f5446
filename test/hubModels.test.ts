/** Models from the Hub: looked up, read, and refused with what to do, against the stand-in Hub. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startHub, type StandInHub } from '../scripts/hub/server';
import { openRemote } from '../src/interchange/hub/remoteModel';
import { searchModels } from '../src/interchange/hub/repository';
import { loadModel, tokenizerOf } from '../src/interchange/modelFolder';
import { inEnglish } from '../src/messages/message';
import { MemoryCaches } from '../src/runtime/caches.testing';
import { hubFolder, type HubFolder } from './hubFolder';

let files: HubFolder;
let hub: StandInHub;
const access = () => ({ hub: hub.address, patience: 1 });
const open = (text: string) => openRemote(text, access());
const since = (from: number) => hub.log.slice(from);

beforeAll(async () => {
  files = hubFolder();
  const copy = (name: string, except: readonly string[] = []) => {
    for (const file of ['config.json', 'tokenizer.json', 'onnx/model.onnx'])
      if (!except.includes(file)) files.link(`tiny/${name}/${file}`, `models/tiny-encoder/${file}`);
  };
  for (const name of ['gated', 'private', 'cut', 'huge', 'gone']) copy(name);
  copy('no-onnx', ['onnx/model.onnx']);
  copy('no-tokenizer', ['tokenizer.json']);
  copy('images', ['config.json']);
  copy('vocabulary', ['tokenizer.json']);
  copy('pieces', ['tokenizer.json']);
  files.link('tiny/vocabulary/vocab.txt', 'fixtures/tokenizers/vocabularies/bert/vocab.txt');
  files.write('tiny/pieces/spiece.model', 'x');
  files.write('tiny/adapter/adapter_config.json', '{}');
  files.write('tiny/images/config.json', '{"model_type": "vit", "hidden_size": 32}');
  files.faults('tiny/gated', { gated: 'manual' });
  files.faults('tiny/private', { private: true });
  files.faults('tiny/huge', { sizes: { 'onnx/model.onnx': 8 * 2 ** 30 } });
  files.faults('tiny/cut', { cut: { 'onnx/model.onnx': { at: 1_000_000, times: 2 } } });
  for (const file of ['config.json', 'onnx/model.onnx', 'onnx/model.onnx_data'])
    files.link(`tiny/external/${file}`, `fixtures/bert-external/${file}`);
  files.link('tiny/external/tokenizer.json', 'models/tiny-encoder/tokenizer.json');
  hub = await startHub({ folder: files.folder });
});
afterAll(async () => {
  await hub.close();
  files.remove();
});
beforeEach(() => vi.stubGlobal('caches', new MemoryCaches()));
afterEach(() => vi.unstubAllGlobals());

describe('a model', () => {
  it('is described before anything large is loaded', async () => {
    const from = hub.log.length;
    const { model } = await open('tiny/encoder');
    expect(model).toMatchObject({ name: 'tiny/encoder', license: 'apache-2.0', kept: 638, bytes: 3_066_486 });
    expect(model.address).toBe(`hf:tiny/encoder@${model.commit}:onnx/model.onnx`);
    expect(model.variants.map(({ form, bytes, readable }) => [form, bytes, readable])).toEqual([
      ['fp32', 2_955_399, true],
      ['fp16', 2_955_399, true],
    ]);
    expect(since(from).some((line) => line.includes('.onnx'))).toBe(false);
  });

  it('is read as a folder is, in the form that was asked for', async () => {
    const progress: number[] = [];
    const { source, path, model } = await openRemote('hf:tiny/encoder:onnx/model_fp16.onnx', {
      ...access(),
      onProgress: ({ loaded, total }) => progress.push(loaded / total!),
    });
    expect(path).toBe('onnx/model_fp16.onnx');
    const loaded = await loadModel(source, model.address, { path });
    expect(loaded.config?.model_type).toBe('bert');
    expect(tokenizerOf(loaded).encode('a test').length).toBeGreaterThan(2);
    expect(Math.max(...progress)).toBe(1);
  });

  it('reads vocab.txt where there is no tokenizer.json', async () => {
    const { source, path } = await open('tiny/vocabulary');
    expect(tokenizerOf(await loadModel(source, 'x', { path })).ids('the soup').length).toBeGreaterThan(1);
  });

  it('brings weights that lie beside it', async () => {
    const { source, path, model } = await open('tiny/external');
    expect(model.chosen.files.map((file) => file.path)).toEqual(['onnx/model.onnx', 'onnx/model.onnx_data']);
    expect((await loadModel(source, 'external', { path })).bytes).toBe(model.chosen.bytes);
  });

  it('is there without a network afterwards, by its first address too', async () => {
    const first = await open('tiny/encoder');
    await loadModel(first.source, 'x', { path: first.path });
    const from = hub.log.length;
    const offline = () => Promise.reject(new TypeError('Failed to fetch'));
    for (const address of ['hf:tiny/encoder', first.model.address]) {
      const again = await openRemote(address, { ...access(), fetcher: offline });
      expect(again.model.address).toBe(first.model.address);
      await loadModel(again.source, 'x', { path: again.path });
    }
    expect(since(from)).toEqual([]);
    expect((await open(first.model.address)).model.kept).toBeGreaterThan(3e6);
  });

  it('is loaded over broken connections', async () => {
    const { source, path } = await open('tiny/cut');
    const from = hub.log.length;
    await loadModel(source, 'cut', { path });
    const ranges = since(from).filter((line) => line.includes('/cdn/'));
    expect(ranges.map((line) => line.split(' ')[2])).toEqual([undefined, 'bytes=1000000-', 'bytes=2000000-']);
  });

  it('is found by words', async () => {
    const found = await searchModels('encoder', access());
    expect(found).toEqual([{ id: 'tiny/encoder', license: 'apache-2.0' }]);
  });
});

describe('a folder at another address', () => {
  it('is read, and read anew when its file changed', async () => {
    let body = '{"model_type": "bert", "vocab_size": 9}';
    const allow = { 'access-control-allow-origin': '*' };
    const server = createServer((request, response) => {
      const there: Record<string, string> = {
        '/m/onnx/model.onnx': 'x',
        '/m/tokenizer.json': '{}',
        '/m/config.json': body,
      };
      const contents = there[request.url!];
      response.writeHead(contents === undefined ? 404 : 200, {
        ...allow,
        'content-length': contents?.length ?? 0,
        etag: `"${contents}"`,
      });
      response.end(request.method === 'HEAD' ? undefined : contents);
    });
    await new Promise<void>((done) => server.listen(0, 'localhost', done));
    const base = `http://localhost:${(server.address() as AddressInfo).port}/m/`;
    const { model } = await open(base);
    expect(model).toMatchObject({ address: base, config: { vocab_size: 9 }, bytes: body.length + 3 });
    body = body.replace('9', '8');
    expect((await open(base)).model.config?.vocab_size).toBe(8);
    await expect(open(`${base}no/`)).rejects.toThrow(/has no onnx\/model.onnx or model.onnx/);
    server.close();
    server.closeAllConnections();
    await expect(open('http://localhost:9/m/')).rejects.toThrow(/CORS/);
  });
});

describe('a refusal says what to do', () => {
  it.each([
    ['tiny/gated', /gated.*Accept the terms at .*hf download tiny\/gated/],
    ['tiny/private', /no public repository "tiny\/private".*mistyped, or it is private/],
    ['nobody/nothing', /no public repository/],
    ['tiny/no-onnx', /no ONNX model.*optimum-cli export onnx --model tiny\/no-onnx/],
    ['tiny/no-tokenizer', /no tokenizer\.json.*save_pretrained/],
    ['tiny/pieces', /tiny\/pieces" has spiece\.model but no tokenizer\.json.*save_pretrained/],
    ['tiny/adapter', /is an adapter.*#adapter=hf:tiny\/adapter/],
    ['tiny/images', /no vocabulary/],
    ['tiny/huge', /onnx\/model\.onnx has 8\.6 GB; a browser tab holds 2 GB/],
    [`hf:tiny/encoder@${'0'.repeat(40)}`, /no revision "0+" \(any more\).*changed/],
    ['hf:tiny/encoder:onnx/model_q8.onnx', /has no file onnx\/model_q8\.onnx/],
  ])('%s', async (address, message) => {
    await expect(open(address)).rejects.toThrow(message);
  });

  it('before any file of a gated repository is asked for', async () => {
    const from = hub.log.length;
    await expect(open('tiny/gated')).rejects.toThrow(/gated/);
    expect(since(from).some((line) => line.includes('/resolve/'))).toBe(false);
  });

  it('when a page that came by https is to load by http', async () => {
    const opening = openRemote('http://example.org/m/', { ...access(), secure: true });
    await expect(opening).rejects.toThrow(/not https.*Use an https address/);
  });

  it('when nobody answers', async () => {
    const offline = () => Promise.reject(new TypeError('Failed to fetch'));
    await expect(openRemote('tiny/encoder', { ...access(), fetcher: offline })).rejects.toThrow(/mirror/);
  });

  it('when something else answers', async () => {
    const other = async () => new Response('<html>');
    await expect(openRemote('tiny/encoder', { ...access(), fetcher: other })).rejects.toThrow(/did not answer as/);
  });

  it('when a connection stays broken, and goes on from there', async () => {
    files.faults('tiny/gone', { cut: { 'onnx/model.onnx': { at: 10 } } });
    const { source, path } = await open('tiny/gone');
    let cuts = 0;
    const once: typeof fetch = async (input, init) => {
      if (String(input).includes('.onnx') && ++cuts > 1) throw new TypeError('Failed to fetch');
      return fetch(input, init);
    };
    const broken = await openRemote('tiny/gone', { ...access(), fetcher: once });
    await expect(loadModel(broken.source, 'x', { path })).rejects.toThrow(/connection broke.*What arrived is kept/);
    files.faults('tiny/gone', {});
    await loadModel(source, 'x', { path });
  });

  it('when there is no room, and the model is used all the same', async () => {
    const memory = new MemoryCaches();
    memory.fault = new DOMException('full', 'QuotaExceededError');
    vi.stubGlobal('caches', memory);
    const full: string[] = [];
    const { source, path } = await openRemote('tiny/encoder', { ...access(), onFull: (file) => full.push(file) });
    await loadModel(source, 'x', { path });
    expect(full).toContain('onnx/model.onnx');
  });
});

it('tells a model that has a head of its own', async () => {
  files.link('tiny/headed/tokenizer.json', 'models/tiny-encoder/tokenizer.json');
  files.link('tiny/headed/onnx/model.onnx', 'models/tiny-encoder/onnx/model.onnx');
  files.write('tiny/headed/config.json', '{"vocab_size": 9, "architectures": ["BertForTokenClassification"]}');
  const { model } = await open('tiny/headed');
  expect(model.notes.map(inEnglish)).toEqual([expect.stringContaining('head of its own (TokenClassification)')]);
});
