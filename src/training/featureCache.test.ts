/** A run with its backbone's features cached is the same run to the bit, whatever happens in between. On WASM. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classificationData, fixture, languageData, runConfig } from '../../test/fixture';
import { resolveHyperparameters } from '../methods/hyperparameters';
import { methodById } from '../methods/registry';
import { WasmBackend } from '../runtime/wasm';
import { taskById } from '../tasks/registry';
import { assembleTraining } from './assembleTraining';
import { planCache } from './backbone';
import type { Checkpoint } from './events';
import { FeatureCache } from './featureCache';
import { Trainer } from '../../test/trainer';

const EXAMPLES = 26;
/** Three epochs and a bit of batches of 4, so that batches hold examples of two epochs. */
const STEPS = 21;

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

async function start(
  model: string,
  task: 'classification' | 'causal-lm',
  cache: number,
  changes: Parameters<typeof runConfig>[0] = {},
  checkpoint?: Checkpoint,
): Promise<Trainer> {
  const { graph, config } = fixture(model);
  const trainer = new Trainer({
    model: graph,
    ...(config && { modelConfig: config }),
    backend,
    data: task === 'causal-lm' ? languageData(EXAMPLES) : classificationData(EXAMPLES),
    config: runConfig({ task, steps: STEPS, method: { id: 'lst', hyperparameters: { cache } }, ...changes }),
    ...(checkpoint && { checkpoint }),
  });
  await trainer.prepare();
  return trainer;
}

const curve = (trainer: Trainer) => trainer.records.flatMap(({ loss, gradientNorm }) => [loss, gradientNorm]);

async function wholeCurve(...options: Parameters<typeof start>): Promise<number[]> {
  const trainer = await start(...options);
  await trainer.run();
  const found = curve(trainer);
  await trainer.dispose();
  return found;
}

describe('with a cache, losses and gradients are the same to the bit', () => {
  it.each([
    ['bert-torchscript', 'classification', 1, 14],
    ['roberta-torchscript', 'classification', 1, 14],
    ['gpt2-torchscript', 'causal-lm', 1, 14],
    ['gpt2-torchscript', 'causal-lm', 2, 17],
    ['llama-torchscript', 'causal-lm', 1, 14],
  ] as const)('%s, %s, %i batches an update', async (model, task, accumulation, updates) => {
    const changes = { optimizer: { accumulation } };
    const trainer = await start(model, task, 256, changes);
    await trainer.run();
    expect(curve(trainer)).toEqual(await wholeCurve(model, task, 0, changes));
    const { featureCache } = trainer.result();
    expect(trainer.statistics.featureCache).toEqual({ needed: featureCache!.needed });
    // All but the updates with an example that was never seen: 26 examples are 6.5 batches.
    expect(featureCache).toMatchObject({ updates, held: featureCache!.needed });
    expect(featureCache!.refused).toBeUndefined();
    await trainer.dispose();
  });
});

describe('goes on exactly', () => {
  it('after a reset, from a checkpoint, and from one in a new run', async () => {
    const whole = await wholeCurve('bert-torchscript', 'classification', 0);
    const trainer = await start('bert-torchscript', 'classification', 256);
    await trainer.run(5);
    const early = structuredClone(await trainer.checkpoint());
    await trainer.run(12);
    const late = structuredClone(await trainer.checkpoint());
    await trainer.restore(early);
    expect(trainer.result().featureCache!.updates).toBe(0);
    await trainer.run();
    expect(trainer.result().featureCache!.updates).toBe(STEPS - 5);
    expect(curve(trainer)).toEqual(whole);
    await trainer.reset();
    await trainer.run();
    expect(curve(trainer)).toEqual(whole);
    // The examples stay known: the second time no update needs the backbone.
    expect(trainer.result().featureCache!.updates).toBe(STEPS);
    await trainer.dispose();
    const other = await start('bert-torchscript', 'classification', 256, {}, late);
    await other.run();
    expect(curve(other)).toEqual(whole);
    await other.dispose();
  });

  it('through validations, predictions and a look at the next batch', async () => {
    const trainer = await start('bert-torchscript', 'classification', 256, { evaluateEvery: 4 });
    await trainer.run(6);
    await trainer.predict([[12, 13, 14]], 'tuned');
    await trainer.observer.lossOf(trainer.observer.nextBatches()!);
    await trainer.run();
    expect(curve(trainer)).toEqual(await wholeCurve('bert-torchscript', 'classification', 0));
    await trainer.dispose();
  });
});

describe('is not used', () => {
  it.each([
    ['when it is off', 0, STEPS, 'off'],
    ['when no example comes twice', 256, 6, 'one epoch'],
  ] as const)('%s', async (_, cache, steps, refused) => {
    const trainer = await start('bert-torchscript', 'classification', cache, { steps });
    await trainer.run();
    expect(trainer.result().featureCache).toMatchObject({ refused, held: 0, updates: 0 });
    expect(trainer.statistics.featureCache).toEqual({ needed: 0, refused });
    await trainer.dispose();
  });

  it('when not all examples fit', () => {
    const { train } = classificationData(EXAMPLES);
    const method = methodById('lst');
    const { optimizer, batchSize: batch, sequenceLength: sequence, seed } = runConfig();
    const graphs = assembleTraining(
      {
        model: fixture('bert-torchscript'),
        method,
        hyperparameters: resolveHyperparameters(method),
        task: taskById('classification'),
        taskOptions: {},
        batch,
        sequence,
        seed,
      },
      optimizer,
    );
    // Two layers of 32 numbers a token.
    const needed = 4 * 2 * 32 * sequence * EXAMPLES;
    const request = { examples: train.length, drawn: train.length + 1, batch };
    expect(planCache(graphs, { ...request, budget: needed - 1 })).toMatchObject({ refused: 'too large', needed });
    const plan = planCache(graphs, { ...request, budget: needed });
    expect(plan).toMatchObject({ needed, split: { frontier: [{}, {}] } });
    expect(plan.refused).toBeUndefined();
  });

  it('by methods that do not ask for it', async () => {
    const trainer = await start('bert-torchscript', 'classification', 0, {
      steps: 2,
      method: { id: 'lora', hyperparameters: {} },
    });
    expect(trainer.result().featureCache).toBeUndefined();
    await trainer.dispose();
  });
});

it('holds one batch on the device, however many examples it knows, and gives it back', async () => {
  const live = () => backend.memory().live.inputs;
  const empty = live();
  const plain = await start('bert-torchscript', 'classification', 0);
  const without = live() - empty;
  await plain.dispose();
  const trainer = await start('bert-torchscript', 'classification', 256);
  const early = live() - empty;
  // Two layers' outputs, 4 texts of 12 tokens, 32 numbers each.
  expect(early - without).toBe(4 * 2 * 4 * 12 * 32);
  await trainer.run(STEPS - 1);
  expect(live() - empty).toBe(early);
  await trainer.dispose();
  expect(live()).toBe(empty);
});

describe('FeatureCache', () => {
  it('gives each example its own pieces, of all features', () => {
    const cache = new FeatureCache([2, 1]);
    cache.add([5, 9], [Float32Array.of(1, 2, 3, 4), Float32Array.of(10, 20)]);
    expect(cache.get([9, 5, 9])).toEqual([Float32Array.of(3, 4, 1, 2, 3, 4), Float32Array.of(20, 10, 20)]);
    expect(cache.get([5, 6])).toBeUndefined();
    // What is known stays.
    cache.add([5, 6], [Float32Array.of(7, 7, 8, 9), Float32Array.of(7, 30)]);
    expect(cache.get([6, 5])).toEqual([Float32Array.of(8, 9, 1, 2), Float32Array.of(30, 10)]);
    expect(cache.held).toBe(3 * 3 * 4);
    cache.clear();
    expect(cache.held).toBe(0);
  });
});
