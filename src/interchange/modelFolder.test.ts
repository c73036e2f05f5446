/** Loading model folders from memory and over (stubbed) HTTP, and every way in which they can be broken. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeModel, encodeModel, ModelFileError } from '../onnx/codec';
import { fileSource } from '../data/files';
import { fetchSource } from './fetchSource';
import { checkModelBytes, loadModel, memorySource, tokenizerOf } from './modelFolder';

const onnx = new Uint8Array(readFileSync('fixtures/bert-torchscript/onnx/model.onnx'));
const config = new Uint8Array(readFileSync('fixtures/bert-torchscript/config.json'));
const text = (s: string) => new TextEncoder().encode(s);
const files = (entries: Record<string, Uint8Array>) => memorySource(new Map(Object.entries(entries)));
const page = text('<!DOCTYPE html><html><body>Not here</body></html>');

describe('loadModel', () => {
  it('reads the optimum layout and a model at the top', async () => {
    const model = await loadModel(files({ 'config.json': config, 'onnx/model.onnx': onnx }), 'bert');
    expect(model.config?.model_type).toBe('bert');
    expect(model.bytes).toBe(onnx.byteLength);
    expect(model.graph.nodes.length).toBeGreaterThan(10);
    expect(() => tokenizerOf(model)).toThrow(/"bert" has no tokenizer.json/);
    expect((await loadModel(files({ 'model.onnx': onnx }), 'bare')).config).toBeUndefined();
  });

  it('reads a whole downloaded folder, dropped with its name', async () => {
    const folder = {
      'm/config.json': config,
      'm/1_Pooling/config.json': text('{"pooling_mode_mean_tokens": true}'),
      'm/onnx/model_quantized.onnx': onnx,
    };
    const one = await loadModel(files(folder), 'm');
    expect(one.config?.model_type).toBe('bert');
    await expect(loadModel(files({ ...folder, 'm/onnx/model_fp16.onnx': onnx }), 'm')).rejects.toThrow(
      '"m" holds 2 models: m/onnx/model_fp16.onnx, m/onnx/model_quantized.onnx.',
    );
    const path = 'm/onnx/model_fp16.onnx';
    const named = await loadModel(files({ ...folder, [path]: onnx }), 'm', { path });
    expect(named.config?.model_type).toBe('bert');
  });

  it('names any file that is a Git LFS pointer', async () => {
    const pointer = text('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n');
    for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json'])
      await expect(loadModel(files({ 'model.onnx': onnx, [name]: pointer }), 'm')).rejects.toThrow(
        `${name} is a Git LFS pointer, not the file itself.`,
      );
  });

  it('refuses numbers that are not finite, by the name of their tensor', async () => {
    const graph = decodeModel(onnx);
    const [name, tensor] = [...graph.initializers].find(([, t]) => t.dtype === 'float32' && t.data.length > 100)!;
    const data = Float32Array.from(tensor.data as Float32Array);
    data[7] = NaN;
    graph.initializers.set(name, { ...tensor, data });
    const broken = encodeModel(graph).model;
    await expect(loadModel(files({ 'model.onnx': broken }), 'm')).rejects.toThrow(`"${name}" holds NaN`);
  });

  it('takes the mask token from the tokenizer', async () => {
    const tokenizer = (json: string) =>
      loadModel(files({ 'config.json': config, 'tokenizer.json': text(json), 'model.onnx': onnx }), 'bert');
    expect(
      (await tokenizer('{"added_tokens": [{"id": 3, "content": "[SEP]"}, {"id": 4, "content": "[MASK]"}]}')).config,
    ).toMatchObject({ model_type: 'bert', mask_token_id: 4 });
    for (const without of ['{"added_tokens": []}', '{"added', '[]'])
      expect((await tokenizer(without)).config).not.toHaveProperty('mask_token_id');
  });

  it('reads external data beside the model', async () => {
    const { model, external } = encodeModel(decodeModel(onnx), {
      externalThreshold: 256,
      externalName: 'model.onnx_data',
    });
    const source = { 'onnx/model.onnx': model, 'onnx/model.onnx_data': external!.data };
    const loaded = await loadModel(files(source), 'split');
    expect(loaded.bytes).toBe(model.byteLength + external!.data.byteLength);
    await expect(loadModel(files({ 'onnx/model.onnx': model }), 'split')).rejects.toThrow(
      /second file, "model.onnx_data", which is missing/,
    );
    await expect(
      loadModel(files({ ...source, 'onnx/model.onnx_data': external!.data.subarray(0, 300) }), 'split'),
    ).rejects.toThrow(/too short/);
  });

  it('refuses weights outside the folder', async () => {
    const { model } = encodeModel(decodeModel(onnx), { externalThreshold: 256, externalName: '../secret' });
    await expect(loadModel(files({ 'model.onnx': model }), 'evil')).rejects.toThrow(/outside its folder/);
  });

  it.each([
    ['nothing', {}, /"m" has no onnx\/model.onnx and no model.onnx/],
    ['an empty file', { 'model.onnx': new Uint8Array(0) }, /empty \(0 bytes\)/],
    ['a truncated file', { 'model.onnx': onnx.subarray(0, 5000) }, /not a complete ONNX model/],
    ['a web page', { 'model.onnx': page }, /web page, not an ONNX model/],
    [
      'an LFS pointer',
      { 'model.onnx': text('version https://git-lfs.github.com/spec/v1\noid sha256:0\n') },
      /Git LFS pointer/,
    ],
    [
      'something else',
      { 'model.onnx': text('PK\x03\x04 a zip archive, say') },
      /not a complete ONNX model|no ONNX graph/,
    ],
  ])('says what is wrong with %s', async (_, entries, message) => {
    const loading = loadModel(files(entries), 'm');
    await expect(loading).rejects.toThrow(message);
    await expect(loading).rejects.toBeInstanceOf(ModelFileError);
  });

  it('refuses what is over 2 GB before reading it', async () => {
    const huge = Object.defineProperty(new Uint8Array(1), 'byteLength', { value: 2 ** 31 });
    expect(() => checkModelBytes(huge, 'model.onnx')).toThrow(/larger than 2 GB.*browser tab: use/);
    const server = fetchSource('https://example.org/m', undefined, () =>
      Promise.resolve(new Response('x', { headers: { 'content-length': String(2 ** 31) } })),
    );
    await expect(server.read('onnx/model.onnx')).rejects.toThrow(/larger than 2 GB/);
    // A file that was dropped, and one that it asks for.
    const { model } = encodeModel(decodeModel(onnx), { externalThreshold: 256, externalName: 'model.onnx_data' });
    const file = (bytes: Uint8Array, size = bytes.byteLength) =>
      Object.defineProperty(new File([bytes as Uint8Array<ArrayBuffer>], 'f'), 'size', { value: size });
    const unread = file(onnx, 2 ** 31);
    unread.arrayBuffer = () => Promise.reject(new Error('was read'));
    const dropped = [
      { path: 'model.onnx', file: file(model) },
      { path: 'model.onnx_data', file: unread },
    ] as const;
    await expect(loadModel(fileSource(dropped), 'm')).rejects.toThrow(/^model.onnx_data is larger than 2 GB/);
    await expect(loadModel(fileSource([{ path: 'model.onnx', file: unread }]), 'm')).rejects.toThrow(
      /^model.onnx is larger than 2 GB/,
    );
  });
});

describe('fetchSource', () => {
  const server =
    (answers: Record<string, () => Response>): typeof fetch =>
    (input) =>
      Promise.resolve((answers[String(input)] ?? (() => new Response('', { status: 404 })))());

  it('loads with progress and treats 404 as missing', async () => {
    const seen: number[] = [];
    const source = fetchSource(
      'https://example.org/m',
      (p) => seen.push(p.loaded / (p.total ?? NaN)),
      server({
        'https://example.org/m/onnx/model.onnx': () =>
          new Response(onnx, { headers: { 'content-length': String(onnx.byteLength) } }),
        'https://example.org/m/config.json': () => new Response(config),
      }),
    );
    const model = await loadModel(source, 'm');
    expect(model.config?.model_type).toBe('bert');
    expect(seen.filter((fraction) => fraction === 1)).toHaveLength(1);
  });

  it('takes a page served for every path as missing files', async () => {
    const source = fetchSource('https://example.org/m/', undefined, (input) =>
      Promise.resolve(String(input).endsWith('m/model.onnx') ? new Response(onnx) : new Response(page)),
    );
    const model = await loadModel(source, 'm');
    expect([model.config, model.tokenizerFiles.tokenizer]).toEqual([undefined, undefined]);
  });

  it('reports servers and connections that fail, and incomplete files', async () => {
    await expect(
      fetchSource(
        'https://example.org',
        undefined,
        server({ 'https://example.org/a': () => new Response('', { status: 500 }) }),
      ).read('a'),
    ).rejects.toThrow(/answered 500/);
    await expect(
      fetchSource('https://example.org', undefined, () => Promise.reject(new TypeError('failed'))).read('a'),
    ).rejects.toThrow(/could not be reached/);
    await expect(
      fetchSource(
        'https://example.org',
        () => undefined,
        () => Promise.resolve(new Response('abc', { headers: { 'content-length': '9' } })),
      ).read('a'),
    ).rejects.toThrow(/incomplete \(3 of 9/);
  });
});
