/**
 * Weights that a file stores quantised stay packed in the graphs of a run: the same numbers as with plain fp32 weights,
 * in fewer bytes.
 */
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BatchSource } from '../src/data/batching';
import { packRows } from '../src/data/encode';
import { resolveHyperparameters } from '../src/methods/hyperparameters';
import { methodById } from '../src/methods/registry';
import { packedOf } from '../src/onnx/packed';
import { f32, sizeOf } from '../src/onnx/tensor';
import { WasmBackend } from '../src/runtime/wasm';
import type { Recipe } from '../src/training/applied';
import { assembleTraining } from '../src/training/assembleTraining';
import { baseOf, type ModelSource } from '../src/training/base';
import { frozenBytes, widenedWeights } from '../src/training/estimate';
import { taskById } from '../src/tasks/registry';
import { classificationData, fixture, languageData } from './fixture';
import { openGradients } from './gradientRun';
import { compareForm } from './storedForm';

const size = { batch: 2, sequence: 12 };
let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

/** The same model with its weights as plain numbers. */
function plain({ graph, config }: ModelSource): ModelSource {
  const model = { graph: graph.clone(), config };
  const { initializers } = baseOf(model, size.batch, size.sequence).graph;
  for (const [name, tensor] of initializers)
    if (packedOf(tensor)) initializers.set(name, f32(tensor.dims, tensor.data as Float32Array));
  return model;
}

function recipeOf(model: ModelSource, method: string, settings: Record<string, unknown> = {}): Recipe {
  const decoder = baseOf(model, size.batch, size.sequence).anatomy.dimensions.kind === 'decoder';
  return {
    model,
    method: methodById(method),
    hyperparameters: resolveHyperparameters(methodById(method), settings),
    task: taskById(decoder ? 'causal-lm' : 'classification'),
    taskOptions: decoder ? {} : { labels: ['without', 'with'] },
    ...size,
    seed: 3,
  };
}

/** Loss and gradients of one batch, each as its numbers. */
async function gradientsOf(recipe: Recipe): Promise<Map<string, Float32Array>> {
  const data = recipe.task.id === 'causal-lm' ? languageData() : classificationData();
  const gradients = await openGradients(backend, recipe);
  const source = new BatchSource(packRows(data.train, recipe.task.id, size.sequence, data.padId), size.batch, 3);
  const found = await gradients.run(source.next());
  await gradients.release();
  return found;
}

async function expectSame(model: ModelSource, method: string, settings: Record<string, unknown> = {}): Promise<void> {
  const [packed, exact] = [recipeOf(model, method, settings), recipeOf(plain(model), method, settings)];
  const [found, wanted] = [await gradientsOf(packed), await gradientsOf(exact)];
  expect([...found.keys()].sort()).toEqual([...wanted.keys()].sort());
  for (const [name, numbers] of wanted) {
    const largest = Math.max(1e-4, ...numbers.map(Math.abs));
    const worst = Math.max(...numbers.map((x, i) => Math.abs(x - found.get(name)![i]!)));
    expect(worst / largest, `${method}: ${name}`).toBeLessThan(2e-4);
  }
}

/** Written by `scripts/stored-forms/make_forms.py`. */
const stored = readdirSync('fixtures/stored');

describe('stored forms', () => {
  it.each(stored)('%s answers as onnxruntime does on the same file', async (name) => {
    const { worst, largest, packed } = await compareForm(backend, `fixtures/stored/${name}`);
    expect(worst / largest).toBeLessThan(2e-5);
    // What no provider can unpack is plain from the start.
    expect(packed > 0).toBe(!/bf16|q2/.test(name));
  });
});

const trained = [
  'bert-int8',
  'gpt2-int8',
  'stored/bert-bnb4',
  'stored/bert-qdqu4',
  'stored/gpt2-q4-shared',
  'stored/llama-q4-gather',
];

describe.each(trained)('%s', (name) => {
  const model = fixture(name);

  it('trains LoRA on packed weights with the gradients of plain ones', async () => {
    const { graph } = baseOf(model, size.batch, size.sequence);
    expect([...graph.initializers.values()].filter(packedOf).length).toBeGreaterThanOrEqual(4);
    await expectSame(model, 'lora');
  });

  it('holds fewer bytes than fp32', () => {
    const plainSgd = { kind: 'sgd', clipNorm: 0, accumulation: 1 } as const;
    const bytes = (source: ModelSource) => frozenBytes(assembleTraining(recipeOf(source, 'lora'), plainSgd).update);
    expect(bytes(model) / bytes(plain(model))).toBeLessThan(0.7);
  });
});

describe('methods that read or train base weights', () => {
  it.each([
    ['full', {}],
    ['bitfit', {}],
    ['lora', { dora: true, targets: 'q+k+v+up' }],
    ['diff-pruning', {}],
    ['qlora', {}],
    ['prefix-tuning', {}],
  ])('%s %o', async (method, settings) => {
    await expectSame(fixture('bert-int8-per-channel'), method, settings);
  });

  it('what it costs to train them is counted', () => {
    const adam = { kind: 'adamw', clipNorm: 0, accumulation: 1 } as const;
    const model = fixture('bert-int8-per-channel');
    const graphs = assembleTraining(recipeOf(model, 'full'), adam);
    const { initializers } = graphs.base.graph;
    const packed = [...initializers.values()].filter((tensor) => packedOf(tensor));
    const elements = packed.reduce((sum, tensor) => sum + sizeOf(tensor.dims), 0);
    // A byte each, with a scale and a zero point for each column; values and two moments in fp32, each twice.
    const found = widenedWeights(graphs)!;
    expect(found).toEqual({ weights: packed.length, stored: found.stored, trained: 24 * elements });
    expect(found.stored / elements).toBeGreaterThan(1);
    expect(found.stored / elements).toBeLessThan(1.3);
    expect(widenedWeights(assembleTraining(recipeOf(model, 'lora'), adam))).toBeUndefined();
  });
});
