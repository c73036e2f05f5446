/** A file in some stored form beside its `expected.json`: what the graphs of a run make of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Builder } from '../src/onnx/builder';
import { decodeModel } from '../src/onnx/codec';
import { packedOf } from '../src/onnx/packed';
import { asFloat32, byteLengthOf, i32, type Tensor } from '../src/onnx/tensor';
import { unpackWeights } from '../src/onnx/unpack';
import type { Backend } from '../src/runtime/backend';
import { baseOf, type ModelSource } from '../src/training/base';
import { frozenBytes } from '../src/training/estimate';
import { runOn } from './webgpu';

interface Expected {
  readonly inputs: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface FormResult {
  /** Largest difference from the expected output at text positions, and the largest number there. */
  readonly worst: number;
  readonly largest: number;
  /** Weights that stay packed, and all frozen bytes as a share of those in fp32. */
  readonly packed: number;
  readonly share: number;
}

const flat = (nested: unknown): number[] => (Array.isArray(nested) ? nested.flatMap(flat) : [nested as number]);

export function storedForm(folder: string): ModelSource {
  const read = (file: string) => new Uint8Array(readFileSync(join(folder, 'onnx', file)));
  return {
    graph: decodeModel(read('model.onnx'), read),
    config: JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as Record<string, unknown>,
  };
}

/** Runs the model with its packed weights and compares it with what `expected.json` says. */
export async function compareForm(backend: Backend, folder: string, model = storedForm(folder)): Promise<FormResult> {
  const { inputs, outputs } = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected;
  const [rows, length] = [inputs.input_ids!.length, inputs.input_ids![0]!.length];
  const { graph } = baseOf(model, rows, length);
  const builder = new Builder(graph.clone(), 'base');
  unpackWeights(builder);
  const unpacked = builder.finish();
  const feeds = Object.fromEntries(unpacked.inputs.map(({ name }) => [name, i32([rows, length], flat(inputs[name]))]));
  const [name] = unpacked.outputs as [string];
  const found = asFloat32((await runOn(backend, unpacked, feeds))[name]!);
  const wanted = flat(Object.values(outputs)[0]);
  const mask = flat(inputs.attention_mask);
  const width = wanted.length / mask.length;
  const at = wanted.map((_, i) => i).filter((i) => mask[Math.floor(i / width)] === 1);
  if (found.length !== wanted.length) throw new Error(`${found.length} numbers instead of ${wanted.length}`);
  const plain = [...graph.initializers.values()].reduce((sum, tensor: Tensor) => sum + byteLengthOf(tensor), 0);
  return {
    worst: Math.max(...at.map((i) => (Number.isNaN(found[i]!) ? Infinity : Math.abs(found[i]! - wanted[i]!)))),
    largest: Math.max(...at.map((i) => Math.abs(wanted[i]!))),
    packed: [...graph.initializers.values()].filter(packedOf).length,
    share: frozenBytes(unpacked) / plain,
  };
}
