/**
 * WebGPU through Dawn in Node, on a software adapter where there is no GPU: the same runs as on WASM, every node on the
 * GPU.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Trainer } from './trainer';
import type { RunConfig } from '../src/training/types';
import type { Backend } from '../src/runtime/backend';
import { createWasmBackend } from '../src/runtime/node';
import { classificationData, fixture, languageData, runConfig } from './fixture';
import { SLOW, webgpu } from './webgpu';

const models = { classification: fixture('bert-torchscript'), 'causal-lm': fixture('gpt2-torchscript') };

function trainerOn(backend: Backend, config: RunConfig): Trainer {
  const { graph, config: modelConfig } = models[config.task as keyof typeof models];
  return new Trainer({
    model: graph,
    modelConfig,
    config,
    backend,
    data: config.task === 'causal-lm' ? languageData() : classificationData(),
  });
}

async function losses(backend: Backend, config: RunConfig): Promise<number[]> {
  const trainer = trainerOn(backend, config);
  await trainer.prepare();
  await trainer.run();
  const found = trainer.records.map((record) => record.loss);
  await trainer.dispose();
  return found;
}

describe('WebGPU in Node', () => {
  let wasm: Backend;
  beforeAll(async () => {
    wasm = await createWasmBackend({ threads: 1 });
  });
  afterAll(async () => {
    await wasm.dispose();
  });

  describe('computes what WASM does', () => {
    it(
      'LoRA: the loss of 30 steps equals that of WASM within 1 % at every step',
      async () => {
        const config = runConfig({ steps: 30 });
        const expected = await losses(wasm, config);
        const found = await losses(await webgpu(), config);
        found.forEach((loss, i) => expect(Math.abs(loss - expected[i]!) / expected[i]!).toBeLessThan(0.01));
      },
      SLOW,
    );

    // The other methods are proven operator by operator: operators.webgpu.test.ts.
    it.each([
      ['lt-sft', 'classification'],
      ['prefix-tuning', 'causal-lm'],
    ] as const)(
      '%s, %s: a whole run, its phases included, agrees with WASM',
      async (id, task) => {
        const config = runConfig({ steps: 8, task, method: { id, hyperparameters: {} } });
        const expected = await losses(wasm, config);
        const found = await losses(await webgpu(), config);
        expect(found.length).toBeGreaterThanOrEqual(8);
        found.forEach((loss, i) => expect(Math.abs(loss - expected[i]!) / expected[i]!).toBeLessThan(0.01));
      },
      SLOW,
    );

    it(
      'LST with its feature cache gives the losses that it gives without, and leaves the backbone out of later epochs',
      async () => {
        const backend = await webgpu();
        const run = async (cache: number) => {
          // 64 examples are 8 batches.
          const trainer = trainerOn(
            backend,
            runConfig({ steps: 12, batchSize: 8, method: { id: 'lst', hyperparameters: { cache } } }),
          );
          await trainer.prepare();
          await trainer.run(11);
          const { losses: found, featureCache } = trainer.result();
          const { inputs } = backend.memory().live;
          await trainer.dispose();
          return { found, featureCache, inputs };
        };
        const [kept, plain] = [await run(256), await run(0)];
        kept.found.forEach((loss, i) => expect(Math.abs(loss - plain.found[i]!)).toBeLessThan(1e-6));
        // The second epoch's three, and the first of all: the discarded step that compiles has its batch.
        expect(kept.featureCache).toMatchObject({ updates: 4, held: 64 * 2 * 12 * 32 * 4 });
        // Two layers' outputs for one batch are on the GPU, and nothing else of the cache.
        expect(kept.inputs - plain.inputs).toBe(2 * 8 * 12 * 32 * 4);
      },
      SLOW,
    );
  });
});
