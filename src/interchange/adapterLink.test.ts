/** Packed text, adapters in a link and in a zip: there and back, and every way in which one can be broken. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { f32, type Tensor } from '../onnx/tensor';
import { AdapterError, CONFIG_FILE, readAdapter, WEIGHTS_FILE, type AdapterFiles } from './adapter';
import { LONGEST_ADAPTER, packAdapter, unpackAdapter } from './adapterLink';
import { findAdapter, openDropped, zipAdapter } from './adapterZip';
import { pack, PackedError, unpack } from './packed';
import { writeSafetensors } from './safetensors';

const info = {
  model: 'tiny-encoder',
  method: { id: 'bitfit', hyperparameters: {} },
  task: 'classification',
  labels: ['a', 'b'],
};
const config = { format: 'peft-playground', version: 1, method: 'bitfit' };

function filesOf(tensors: Record<string, Tensor>): AdapterFiles {
  return {
    [CONFIG_FILE]: new TextEncoder().encode(JSON.stringify(config)),
    [WEIGHTS_FILE]: writeSafetensors(Object.entries(tensors), { 'peft-playground': JSON.stringify(info) }),
  };
}
const wave = (n: number, scale: number) => Float32Array.from({ length: n }, (_, i) => scale * Math.sin(i * 1.7));
const small = () =>
  filesOf({
    bias: f32([600], wave(600, 0.3)),
    weight: f32([2, 128], wave(256, 40)),
    zero: f32([4], new Float32Array(4)),
  });

describe('packed text', () => {
  it('comes back byte for byte', () => {
    for (const n of [1, 5, 1000, 70_000]) {
      const bytes = Uint8Array.from({ length: n }, (_, i) => (i * i * 31) & 255);
      const text = pack(bytes);
      expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(unpack(text, n)).toEqual(bytes);
    }
  });

  it('refuses what is cut, foreign, or larger than it may be', () => {
    const text = pack(wave(200, 1).slice() && new Uint8Array(wave(200, 1).buffer));
    for (const bad of ['', text.slice(0, -1), text.slice(0, 20), text.slice(10), 'A', '<script>', `${text}!`]) {
      let unpacked: Uint8Array | undefined;
      try {
        unpacked = unpack(bad, 10_000);
      } catch (error) {
        expect(error).toBeInstanceOf(PackedError);
      }
      expect(unpacked, bad).toBeUndefined();
    }
    expect(() => unpack(text, 100)).toThrow(/more than a link may bring/);
  });

  it('stops at a decompression bomb long before it is unpacked', () => {
    const bomb = Buffer.from(deflateSync(new Uint8Array(200_000_000), { level: 9 })).toString('base64url');
    const start = performance.now();
    expect(() => unpack(bomb, 100_000)).toThrow(/more than a link may bring/);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('an adapter in a link', () => {
  it('comes back with every value as fp16 has it, and with all that it says of itself', () => {
    const files = small();
    const text = packAdapter(files)!;
    expect(text.length).toBeLessThan(LONGEST_ADAPTER);
    const [before, after] = [readAdapter(files), readAdapter(unpackAdapter(text))];
    expect(after.info).toEqual(before.info);
    expect(after.config).toEqual(before.config);
    expect([...after.tensors.keys()]).toEqual([...before.tensors.keys()]);
    for (const [name, tensor] of before.tensors) {
      const got = after.tensors.get(name)!;
      expect(got.dims).toEqual(tensor.dims);
      const values = tensor.data as Float32Array;
      const most = values.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
      values.forEach((value, i) =>
        expect(Math.abs(value - (got.data as Float32Array)[i]!)).toBeLessThanOrEqual(
          Math.max(Math.abs(value) / 2048, most / 2 ** 24),
        ),
      );
    }
  });

  it('has room for 16,384 numbers, whatever they are, and is not offered for many more', () => {
    const noise = (n: number) => {
      let state = 1;
      return Float32Array.from({ length: n }, () => (state = (state * 48_271) % 2_147_483_647) / 2 ** 31 - 0.5);
    };
    expect(packAdapter(filesOf({ weight: f32([128, 128], noise(16_384)) }))!.length).toBeLessThan(LONGEST_ADAPTER);
    expect(packAdapter(filesOf({ weight: f32([200, 200], noise(40_000)) }))).toBeUndefined();
  });

  it('keeps index lists and masks to the bit', () => {
    const at: Tensor = { dtype: 'int32', dims: [4], data: Int32Array.of(3, 900_000, 7, -1) };
    const mask: Tensor = { dtype: 'uint8', dims: [3], data: Uint8Array.of(0, 255, 9) };
    const after = readAdapter(unpackAdapter(packAdapter(filesOf({ at, mask }))!));
    expect(after.tensors.get('at')).toEqual(at);
    expect(after.tensors.get('mask')).toEqual(mask);
  });

  it('of version 1 can still be opened', () => {
    const head = {
      version: 1,
      config,
      metadata: { 'peft-playground': JSON.stringify(info) },
      tensors: [['w', [3], 2]],
    };
    const json = new TextEncoder().encode(JSON.stringify(head));
    const bytes = new Uint8Array(4 + json.length + 6);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, json.length, true);
    bytes.set(json, 4);
    [32767, -32767, 0].forEach((value, i) => view.setInt16(4 + json.length + 2 * i, value, true));
    const after = readAdapter(unpackAdapter(pack(bytes)));
    expect([...(after.tensors.get('w')!.data as Float32Array)]).toEqual([2, -2, 0]);
  });

  it('refuses broken ones with a sentence', () => {
    const head = (text: string, body = 0) => {
      const json = new TextEncoder().encode(text);
      const bytes = new Uint8Array(4 + json.length + body);
      new DataView(bytes.buffer).setUint32(0, json.length, true);
      bytes.set(json, 4);
      return pack(bytes);
    };
    const text = packAdapter(small())!;
    const valid = { version: 1, config, metadata: {}, tensors: [['w', [2], 1]] };
    for (const bad of [
      '',
      text.slice(0, 99),
      text.replace(/.$/, ''),
      head('{'),
      head('[]'),
      head('null'),
      head(JSON.stringify({ ...valid, tensors: [['w', [1e9, 1e9], 1]] })),
      head(JSON.stringify(valid), 6),
      head(JSON.stringify({ ...valid, tensors: [['w', [-2], 1]] })),
      head(JSON.stringify({ ...valid, tensors: {} })),
      pack(Uint8Array.of(255, 255, 255, 255, 1)),
    ])
      expect(() => unpackAdapter(bad), bad.slice(0, 40)).toThrow(AdapterError);
    expect(() => unpackAdapter(head(JSON.stringify({ version: 3 })))).toThrow(/newer version/);
    const polluted = unpackAdapter(
      head('{"version":1,"config":{"__proto__":{"evil":1}},"metadata":{},"tensors":[["__proto__",[1],1]]}', 2),
    );
    expect(readAdapter({ ...polluted, [CONFIG_FILE]: new TextEncoder().encode(JSON.stringify(config)) })).toBeDefined();
    expect(({} as Record<string, unknown>).evil).toBeUndefined();
  });
});

describe('an adapter as files', () => {
  const dropped = (files: Record<string, Uint8Array>) =>
    Object.entries(files).map(([path, bytes]) => ({ path, bytes }));

  it('is found in its zip, in a folder inside a zip, and as two files', () => {
    const files = small();
    expect(findAdapter(dropped({ 'a.zip': zipAdapter(files, '# hello') }))).toEqual(files);
    expect(
      findAdapter(
        dropped({
          'b.zip': zipSync({
            'out/checkpoint/adapter_config.json': files[CONFIG_FILE],
            'out/checkpoint/adapter_model.safetensors': files[WEIGHTS_FILE],
          }),
        }),
      ),
    ).toEqual(files);
    expect(
      findAdapter(
        dropped({
          [`x/${CONFIG_FILE}`]: files[CONFIG_FILE],
          [`x/${WEIGHTS_FILE}`]: files[WEIGHTS_FILE],
          'x/README.md': new Uint8Array(3),
        }),
      ),
    ).toEqual(files);
  });

  it('is the upper one of a folder with checkpoints below it', () => {
    const [files, older] = [small(), filesOf({ bias: f32([1], [1]) })];
    const folder = {
      [`run/${CONFIG_FILE}`]: files[CONFIG_FILE],
      [`run/${WEIGHTS_FILE}`]: files[WEIGHTS_FILE],
      [`run/checkpoint-5/${CONFIG_FILE}`]: older[CONFIG_FILE],
      [`run/checkpoint-5/${WEIGHTS_FILE}`]: older[WEIGHTS_FILE],
    };
    expect(findAdapter(dropped(folder))).toEqual(files);
  });

  it.each(['pfeiffer', 'fusion'])("is found in AdapterHub's form: %s in a zip and in a folder", (name) => {
    const folder = join(import.meta.dirname, 'fixtures/adapterhub', name);
    const files = Object.fromEntries(
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((path) => /\.(json|safetensors)$/.test(path) && path !== 'expected.json')
        .map((path) => [path, new Uint8Array(readFileSync(join(folder, path)))]),
    );
    const inside = Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`${name}/${path}`, bytes]));
    expect(findAdapter(dropped({ 'a.zip': zipSync(inside) }))).toEqual(files);
    expect(findAdapter(dropped(inside))).toEqual(files);
    expect(openDropped(dropped({ 'a.zip': zipSync(inside) })).info!.method.id).toBe(
      name === 'fusion' ? 'adapter-fusion' : 'pfeiffer-adapter',
    );
    const twice = {
      ...Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`one/${path}`, bytes])),
      ...Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`two/${path}`, bytes])),
    };
    if (name === 'pfeiffer')
      expect(() => openDropped(dropped(twice))).toThrow(
        /more than one adapter_config\.json: one\/adapter_config\.json, two\/adapter_config\.json\. Choose the files of one adapter/,
      );
  });

  it('says what is missing or wrong', () => {
    const files = small();
    const bytes = new Uint8Array([1, 2, 3]);
    expect(() => findAdapter(dropped({ 'photo.png': bytes }))).toThrow(/photo\.png is no adapter\. Choose a zip/);
    expect(() => findAdapter(dropped({ [CONFIG_FILE]: bytes }))).toThrow(/adapter_model\.safetensors is missing/);
    expect(() => findAdapter(dropped({ [WEIGHTS_FILE]: bytes }))).toThrow(
      /adapter_config\.json is missing\. Choose a zip or a folder with one adapter/,
    );
    expect(() => findAdapter(dropped({ [CONFIG_FILE]: bytes, 'adapter_model.bin': bytes }))).toThrow(/can run code/);
    expect(() => findAdapter(dropped({ 'a.zip': zipAdapter(files, '').slice(0, 500) }))).toThrow(/broken zip/);
    expect(() =>
      findAdapter(dropped({ 'a.zip': zipSync({ [`1/${CONFIG_FILE}`]: bytes, [`2/${CONFIG_FILE}`]: bytes }) })),
    ).toThrow(/more than one/);
  });
});
