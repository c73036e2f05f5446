/** Adapters whose configuration or metadata say something else than their tensors. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadFixture, prepareFixture } from '../../test/methodCases';
import { f32, type Tensor } from '../onnx/tensor';
import { CONFIG_FILE, openAdapterFiles, WEIGHTS_FILE } from './adapter';
import { understandPeft } from './peftMethod';
import { readSafetensors, writeSafetensors } from './safetensors';

const made = join(import.meta.dirname, 'fixtures/peft');
const file = (folder: string, name: string) => new Uint8Array(readFileSync(join(made, folder, name)));
const bytes = (text: string) => new TextEncoder().encode(text);
const bert = prepareFixture(loadFixture('bert-torchscript'), 9).anatomy;

/** An adapter that PEFT saved, with other entries in its configuration and without some tensors. */
function changed(folder: string, entries: Readonly<Record<string, unknown>>, keep: RegExp = /./) {
  const config = JSON.parse(new TextDecoder().decode(file(folder, CONFIG_FILE))) as object;
  const { tensors, metadata } = readSafetensors(file(folder, WEIGHTS_FILE));
  return () =>
    understandPeft(
      openAdapterFiles({
        [CONFIG_FILE]: bytes(JSON.stringify({ ...config, ...entries })),
        [WEIGHTS_FILE]: writeSafetensors(
          [...tensors].filter(([name]) => keep.test(name)),
          metadata,
        ),
      }),
      bert,
    );
}

describe("PEFT's configuration", () => {
  it.each([
    ['lora', { target_modules: ['key'] }, /tensors for "\S+query", which target_modules \(key\).* does not name/],
    ['lora', { target_modules: '.*\\.(key|value)' }, /tensors for "\S+query", which target_modules/],
    ['lora', { target_modules: ['query', 'value', 'key'] }, /names "\S+layer\.0\S+key", but .* no tensors/],
    ['lora', { target_modules: '.*attention.*' }, /names "\S+key", but the adapter has no tensors/],
    ['lora', { exclude_modules: ['value'] }, /tensors for "\S+value", which exclude_modules \(value\)/],
    ['lora', { layers_to_transform: [0] }, /names the layers 0 in layers_to_transform, but .* of layer 1 too/],
    ['ia3', { feedforward_modules: [] }, /feedforward_modules .* does not name "\S+output\.dense"/],
    ['ia3', { feedforward_modules: ['output.dense', 'key'] }, /feedforward_modules .* names "\S+key"/],
    ['prompt-tuning', { num_virtual_tokens: 9 }, /num_virtual_tokens = 9, but its prompt has \d/],
    ['prompt-tuning', { token_dim: 64 }, /token_dim = 64, but its prompt has 32/],
    ['p-tuning', { num_virtual_tokens: 9 }, /num_virtual_tokens = 9/],
    ['prefix-tuning', { num_virtual_tokens: 9 }, /num_virtual_tokens = 9, but its prompt has 4/],
    ['prefix-tuning', { num_layers: 4 }, /num_layers = 4, but its prompt has 2/],
    ['prefix-tuning', { token_dim: 16 }, /token_dim = 16, but its prompt has 32/],
    ['prefix-tuning', { num_attention_heads: 2 }, /num_attention_heads = 2, but this model has 4/],
  ])('%s with %j is refused', (folder, entries, message) => expect(changed(folder, entries)).toThrow(message));

  it.each([
    ['lora', { target_modules: '.*\\.(query|value)' }],
    ['lora', { target_modules: ['attention.self.query', 'value'], exclude_modules: ['key'] }],
    ['lora', { target_modules: ['query', 'value', 'key'], exclude_modules: '.*key' }],
    ['lora', { target_modules: null }],
    ['lora', { layers_to_transform: [0, 1], layers_pattern: 'layer' }],
    ['ia3', { feedforward_modules: '.*output\\.dense' }],
    ['prompt-tuning', { num_virtual_tokens: null, token_dim: null }],
  ])('%s with %j is read', (folder, entries) => expect(changed(folder, entries)).not.toThrow());

  it('names a module whose tensors are cut off', () =>
    expect(changed('lora', {}, /query|classifier/)).toThrow(/names "\S+value", but the adapter has no tensors for it/));
});

describe('our own format', () => {
  const config = {
    format: 'peft-playground',
    version: 1,
    method: 'head-only',
    hyperparameters: {},
    base_model: 'm',
    task: 'classification',
    pooling: 'mean',
    labels: ['a', 'b'],
  };
  const head: [string, Tensor][] = [
    ['classifier.weight', f32([2, 32], new Float32Array(64))],
    ['classifier.bias', f32([2], new Float32Array(2))],
  ];
  const info = {
    model: 'm',
    method: { id: 'head-only', hyperparameters: {} },
    task: 'classification',
    pooling: 'mean',
  };
  const opened = (entries: object, metadata?: unknown) => () =>
    openAdapterFiles({
      [CONFIG_FILE]: bytes(JSON.stringify({ ...config, ...entries })),
      [WEIGHTS_FILE]: writeSafetensors(
        head,
        metadata === undefined
          ? {}
          : { 'peft-playground': typeof metadata === 'string' ? metadata : JSON.stringify(metadata) },
      ),
    });

  it('is read where all agrees', () => {
    expect(opened({})().info).toMatchObject({ labels: ['a', 'b'] });
    expect(opened({}, { ...info, labels: ['a', 'b'] })().classes).toBe(2);
  });
  it.each([
    [{ labels: ['a', 'b', 'c'] }, undefined, /names 3 classes \(a, b, c\), but its head has 2/],
    [{ labels: ['a', 'a'] }, undefined, /names the class "a" twice/],
    [{ labels: [1, 2] }, undefined, /"labels" is missing or can't be read/],
    [{ task: 'causal-lm', labels: undefined }, undefined, /continues text, but it holds a head for 2 classes/],
    [{ task: 'summarisation' }, undefined, /"task" is missing/],
    [{ task: 'regression' }, undefined, /gives numbers, but it names classes/],
    [{ task: 'regression', labels: undefined }, undefined, /gives one number, but its head has 2 outputs/],
    [{ pooling: 'max' }, undefined, /"pooling" is missing/],
    [{ method: undefined }, undefined, /"method" is missing/],
    [{}, { ...info, labels: ['a', 'c'] }, /config\.json says labels = \["a","b"\], but .* says \["a","c"\]/],
    [{ method: 'bitfit' }, { ...info, labels: ['a', 'b'] }, /says method = "bitfit", but .* "head-only"/],
    [{}, { model: 'm' }, /What adapter_model\.safetensors says .* "method" is missing/],
    [{}, '{"model"', /"method" is missing/],
  ])('with %j beside %j is refused', (entries, metadata, message) =>
    expect(opened(entries, metadata)).toThrow(message),
  );
});

it('NaN in adapter_config.json is told with its line', () =>
  expect(() =>
    openAdapterFiles({
      [CONFIG_FILE]: bytes('{"peft_type": "LORA",\n"lora_alpha": NaN}'),
      [WEIGHTS_FILE]: file('lora', WEIGHTS_FILE),
    }),
  ).toThrow(/line 2 has NaN, which JSON does not know; write null or a number/));
