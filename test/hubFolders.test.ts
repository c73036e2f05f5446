/** Models in folders that can't be listed, and answers that no Hub should give. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openRemote } from '../src/interchange/hub/remoteModel';
import { loadModel } from '../src/interchange/modelFolder';
import { ModelProtoSchema } from '../src/onnx/proto/onnx_pb';
import { MemoryCaches } from '../src/runtime/caches.testing';

beforeEach(() => vi.stubGlobal('caches', new MemoryCaches()));
afterEach(() => vi.unstubAllGlobals());

/** The fixture with the weights of every other tensor in another file. */
function inFiles(...names: readonly string[]): Uint8Array {
  const model = fromBinary(ModelProtoSchema, readFileSync('fixtures/bert-external/onnx/model.onnx'));
  const external = model.graph!.initializer.filter(({ externalData }) => externalData.length > 0);
  for (const [index, tensor] of external.entries())
    tensor.externalData.find(({ key }) => key === 'location')!.value = names[index % names.length]!;
  return toBinary(ModelProtoSchema, model);
}

describe('a folder with weights in several files', () => {
  const weights = readFileSync('fixtures/bert-external/onnx/model.onnx_data');
  const others = {
    'config.json': readFileSync('fixtures/bert-external/config.json'),
    'tokenizer.json': readFileSync('models/tiny-encoder/tokenizer.json'),
  };
  let server: Server;
  let base: string;
  let there: Record<string, Uint8Array> = {};
  beforeEach(async () => {
    server = createServer((request, response) => {
      const contents = there[request.url!.slice('/m/'.length)];
      response.writeHead(contents ? 200 : 404, {
        'access-control-allow-origin': '*',
        'content-length': contents?.byteLength ?? 0,
      });
      response.end(request.method === 'HEAD' ? undefined : contents);
    });
    await new Promise<void>((done) => server.listen(0, 'localhost', done));
    base = `http://localhost:${(server.address() as AddressInfo).port}/m/`;
  });
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  it.each([
    { named: ['model.onnx_data', 'model.onnx_data_1', 'model.onnx_data_2'], told: true },
    { named: ['model.onnx.data'], told: true },
    // Names that only the model itself tells.
    { named: ['weights.bin', 'more.bin'], told: false },
  ])('is loaded, and again without a network: $named', async ({ named, told }) => {
    there = { ...others, 'onnx/model.onnx': inFiles(...named) };
    for (const name of named) there[`onnx/${name}`] = weights;
    const load = async (fetcher?: typeof fetch) => {
      const opened = await openRemote(base, { hub: 'http://localhost:9', patience: 1, ...(fetcher && { fetcher }) });
      return { opened, loaded: await loadModel(opened.source, 'x', { path: opened.path }) };
    };
    const { opened, loaded } = await load();
    expect(opened.model.chosen.files).toHaveLength(told ? 1 + named.length : 1);
    expect(loaded.bytes).toBe(there['onnx/model.onnx']!.byteLength + named.length * weights.byteLength);
    const again = await load(() => Promise.reject(new TypeError('Failed to fetch')));
    expect(again.loaded.bytes).toBe(loaded.bytes);
  });

  it('names the file that is not there', async () => {
    there = { ...others, 'onnx/model.onnx': inFiles('absent.bin') };
    const { source, path } = await openRemote(base, { hub: 'http://localhost:9', patience: 1 });
    await expect(loadModel(source, 'x', { path })).rejects.toThrow(/absent\.bin/);
  });
});

describe('an answer that no Hub gives', () => {
  const sha = 'a'.repeat(40);
  const asked: string[] = [];
  const opening = (answer: unknown) => {
    asked.length = 0;
    const fetcher: typeof fetch = async (input) => {
      asked.push(String(input));
      return String(input).includes('/api/')
        ? new Response(typeof answer === 'string' ? answer : JSON.stringify(answer))
        : new Response('{"vocab_size": 9}');
    };
    return openRemote('o/n', { hub: 'https://hub.example', patience: 1, fetcher });
  };
  const sibling = (rfilename: unknown) => ({ rfilename, size: 1 });

  it.each([
    'null',
    '[]',
    '"x"',
    '17',
    '{}',
    '<html>',
    { sha: 'main', siblings: [] },
    { sha, siblings: 'model.onnx' },
    { sha: `${sha}/../../evil`, siblings: [] },
  ])('%j', async (answer) => {
    await expect(opening(answer)).rejects.toThrow(/did not answer as a Hugging Face Hub/);
  });

  it('has no files outside its repository', async () => {
    const names = [
      '../../../o/other/resolve/main/model.onnx',
      '/etc/model.onnx',
      'a\\..\\model.onnx',
      'a\u0000/model.onnx',
    ];
    const siblings = [null, sibling(7), ...names.map(sibling), sibling('tokenizer.json')];
    await expect(opening({ sha, siblings })).rejects.toThrow(/has no ONNX model/);
    const { model } = await opening({
      sha,
      siblings: [...siblings, sibling('onnx/model.onnx'), sibling('config.json')],
    });
    expect(model.variants.map(({ file }) => file)).toEqual(['onnx/model.onnx']);
    expect(asked.every((url) => url.startsWith('https://hub.example/'))).toBe(true);
  });

  it('is read with names like those of the language', async () => {
    const siblings = ['__proto__', 'constructor', 'tokenizer.json', 'config.json', 'onnx/model.onnx'].map(sibling);
    const { model } = await opening({ sha, siblings, cardData: { license: { toString: 'x' }, base_model: 5 } });
    expect([model.name, model.license]).toEqual(['o/n', undefined]);
  });
});
