/**
 * Adapters as they are found: in PyTorch's own format, with names that PEFT adds inside, with NaN, with parts that a
 * file lacks.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { loadFixture, prepareFixture } from '../../test/methodCases';
import { f32, tensorOf, type Tensor } from '../onnx/tensor';
import { CONFIG_FILE, openAdapterFiles, WEIGHTS_FILE } from './adapter';
import { openDropped } from './adapterZip';
import { mergedWeights, withWeights } from './merge';
import { modelName } from './modelName';
import { understandPeft } from './peftMethod';
import { readSafetensors, writeSafetensors } from './safetensors';
import { methodById } from '../methods/registry';
import { resolveHyperparameters } from '../methods/hyperparameters';

const made = join(import.meta.dirname, 'fixtures/peft');
const file = (folder: string, name: string) => new Uint8Array(readFileSync(join(made, folder, name)));
const bert = prepareFixture(loadFixture('bert-torchscript'), 9).anatomy;

/** The folder of a LoRA that PEFT saved, with other tensors. */
function withTensors(change: (tensors: [string, Tensor][]) => [string, Tensor][], folder = 'lora') {
  const { tensors, metadata } = readSafetensors(file(folder, WEIGHTS_FILE));
  return openAdapterFiles({
    [CONFIG_FILE]: file(folder, CONFIG_FILE),
    [WEIGHTS_FILE]: writeSafetensors(change([...tensors]), metadata),
  });
}

describe('names that PEFT adds inside', () => {
  const plain = understandPeft(
    withTensors((tensors) => tensors),
    bert,
  );
  const renamed = (name: string) => name.replace(/\.(lora_[AB])\.weight$/, '.$1.default.weight');

  it('reads lora_A.default.weight', () => {
    const adapter = understandPeft(
      withTensors((tensors) => tensors.map(([name, tensor]) => [renamed(name), tensor])),
      bert,
    );
    expect(adapter.info).toEqual(plain.info);
    expect(adapter.tensors).toEqual(plain.tensors);
  });

  it('reads them without the prefix, in half precision, and with the head under modules_to_save', () => {
    const adapter = understandPeft(
      withTensors((tensors) =>
        tensors.map(([name, { dims, data }]) => [
          renamed(name)
            .replace('base_model.model.', '')
            .replace(/^classifier\./, 'classifier.modules_to_save.default.'),
          tensorOf('float16', dims, data as Float32Array),
        ]),
      ),
      bert,
    );
    expect(adapter.info).toEqual(plain.info);
    expect([...adapter.tensors.keys()]).toEqual([...plain.tensors.keys()]);
  });

  it('refuses several adapters in one file, naming them', () => {
    expect(() =>
      understandPeft(
        withTensors((tensors) =>
          tensors.flatMap(([name, tensor]) => [
            [renamed(name), tensor],
            [renamed(name).replace('default', 'french'), tensor],
          ]),
        ),
        bert,
      ),
    ).toThrow(/several adapters \(default, french\).*selected_adapters/);
  });
});

describe('NaN and infinity', () => {
  it.each([
    ['NaN', NaN],
    ['infinity', -Infinity],
  ])('%s is refused with the name of its tensor', (what, value) => {
    const broken = () =>
      withTensors((tensors) =>
        tensors.map(([name, tensor]) =>
          name.includes('layer.1') && name.includes('value.lora_B')
            ? [
                name,
                f32(
                  tensor.dims,
                  Float32Array.from(tensor.data as Float32Array, (v, i) => (i === 5 ? value : v)),
                ),
              ]
            : [name, tensor],
        ),
      );
    expect(broken).toThrow(new RegExp(`layer\\.1\\.attention\\.self\\.value\\.lora_B\\.weight" .* holds ${what}`));
  });

  it('is never merged into a model', () => {
    const { graph, anatomy } = prepareFixture(loadFixture('bert-torchscript'), 9);
    const method = methodById('lora');
    const hyperparameters = resolveHyperparameters(method, { r: 1, targets: ['q'] });
    const trained = new Map(
      anatomy.layers.flatMap(({ index }): [string, Tensor][] => [
        [`layer.${index}.q.lora_A`, f32([1, 32], new Float32Array(32).fill(3e38))],
        [`layer.${index}.q.lora_B`, f32([32, 1], new Float32Array(32).fill(3e38))],
      ]),
    );
    const changed = mergedWeights({ method, hyperparameters, base: { graph, anatomy }, trained });
    expect(() => withWeights(loadFixture('bert-torchscript').graph, graph, changed)).toThrow(
      /query\.weight" would hold NaN or infinity/,
    );
  });
});

describe("PyTorch's own format", () => {
  const config = { path: 'folder/adapter_config.json', bytes: file('lora', CONFIG_FILE) };
  const zipped = zipSync({ 'archive/data.pkl': strToU8('\u0080\u0002}'), 'archive/data/0': strToU8('....') });
  const legacy = Uint8Array.of(
    0x80,
    0x02,
    0x8a,
    0x0a,
    0x6c,
    0xfc,
    0x9c,
    0x46,
    0xf9,
    0x20,
    0x6a,
    0xa8,
    0x50,
    0x19,
    0x2e,
  );
  const told =
    /PyTorch's own format.*torch\.load\(".*", map_location="cpu", weights_only=True\), "adapter_model\.safetensors"/;

  it.each([
    ['a zip, as torch.save writes it', zipped],
    ['a bare pickle', legacy],
  ])('%s is told as such, with the way to convert it', (_, bytes) => {
    const bin = { path: 'folder/adapter_model.bin', bytes };
    expect(() => openDropped([config, bin])).toThrow(told);
    expect(() => openDropped([bin])).toThrow(told);
    expect(() => openDropped([config, { path: 'folder/adapter_model.safetensors', bytes }])).toThrow(told);
  });

  it('is not seen in a header of safetensors that has the same first bytes', () => {
    for (let length = 600; length < 720; length += 8) {
      const bytes = writeSafetensors([['w', f32([1], new Float32Array(1))]], { filler: 'x'.repeat(length) });
      expect(readSafetensors(bytes).tensors.size).toBe(1);
    }
  });

  it.each([
    ['no object', '[1, 2]', /no list of tensors/],
    ['an entry without place', '{"w": {"dtype": "F32", "shape": [1]}}', /says of "w" neither type, shape nor place/],
    ['an entry of a negative size', '{"w": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}}', /says of "w"/],
  ])('a damaged header (%s) is said', (_, json, message) => {
    const body = strToU8(json);
    const bytes = new Uint8Array(8 + body.length + 4);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(body.length), true);
    bytes.set(body, 8);
    expect(() => readSafetensors(bytes)).toThrow(message);
  });
});

describe('the name of a model of one’s own', () => {
  it.each([
    [{ _name_or_path: 'google/electra-small' }, ['x/onnx/model.onnx'], 'google/electra-small'],
    [{ _name_or_path: '/home/me/runs/my-bert' }, ['x/onnx/model.onnx'], 'my-bert'],
    [{}, ['my-model/onnx/model.onnx', 'my-model/config.json'], 'my-model'],
    [undefined, ['/data/bert-base.v1.5/onnx/model.onnx'], 'bert-base.v1.5'],
    [undefined, ['model.onnx', 'config.json'], undefined],
  ])('%j with %j', (config, paths, name) => {
    expect(modelName(config, paths)).toBe(name);
  });
});
