/** Recorded runs: what they show at each step, and when they may be shown. */
import { foreign } from '../messages/message';
import { describe, expect, it } from 'vitest';
import type { Recording } from './recording';
import { sameSettings } from './differences';
import { recordingFile, runAt } from './recording';

const config: Recording['config'] = {
  model: 'tiny-encoder',
  dataset: 'fine_foods',
  task: 'classification',
  method: { id: 'lora', hyperparameters: { r: 8, alpha: 16 } },
  optimizer: {
    kind: 'adamw',
    learningRate: 1e-3,
    weightDecay: 0,
    schedule: 'linear',
    warmup: 0,
    clipNorm: 1,
    accumulation: 2,
  },
  steps: 4,
  batchSize: 8,
  sequenceLength: 32,
  seed: 42,
  backend: 'wasm',
  evaluateEvery: 2,
};
const bytes = {
  live: { frozen: 1, trainable: 1, optimizer: 1, inputs: 1, activations: 1, cache: 1 },
  total: 6,
  peak: 9,
  peakByOwner: { frozen: 1, trainable: 1, optimizer: 1, inputs: 1, activations: 1, cache: 1 },
};
const recording: Recording = {
  version: 1,
  config,
  losses: [0.9, 0.8, 0.7, 0.6],
  validation: [
    { step: 2, loss: 0.75, count: 4 },
    { step: 4, loss: 0.65, count: 4 },
  ],
  bytes,
  counts: { trainable: 8, head: 2, formula: 8, total: 100 },
  statistics: { nodes: 5, nodesByRole: {}, dispatches: 0, buildMilliseconds: 1 },
  estimate: { frozen: 1, trainable: 1, optimizer: 1, activations: 1, floor: 4, expected: 5 },
  stages: [
    { index: 0, id: 'score', title: foreign('Score'), from: 0, to: 0, summary: foreign('All.') },
    { index: 1, id: 'train', title: foreign('Train'), from: 0, to: 4 },
  ],
  stepMilliseconds: 20,
  backend: foreign('WASM'),
  date: '2026-11-24',
};

describe('a recording', () => {
  it('shows what was known at a step, marked as recorded and standing still', () => {
    const run = runAt(recording, 3);
    expect(run).toMatchObject({
      status: 'idle',
      step: 3,
      recorded: { date: '2026-11-24', moving: true },
      stepsPerSecond: 50,
      tokensPerSecond: 50 * 8 * 32 * 2,
    });
    expect(run.records.map((record) => record.loss)).toEqual([0.9, 0.8, 0.7]);
    expect(run.validation.map((metrics) => metrics.step)).toEqual([2]);
    expect(run.stages.map((stage) => stage.over)).toEqual([true, false]);
    expect(runAt(recording, 4)).toMatchObject({ recorded: { moving: false } });
  });

  it('is shown for its own settings on any machine, and for no others', () => {
    expect(
      sameSettings(config, {
        ...config,
        backend: 'webgpu',
        pooling: 'mean',
        method: { hyperparameters: { alpha: 16, r: 8 }, id: 'lora' },
      }),
    ).toBe(true);
    expect(sameSettings(config, { ...config, steps: 5 })).toBe(false);
    expect(sameSettings(config, { ...config, method: { id: 'lora', hyperparameters: { r: 4, alpha: 16 } } })).toBe(
      false,
    );
  });

  it('has a file name that says whose it is', () => {
    expect(recordingFile({ model: 'm', dataset: 'd', method: 'x' })).toBe('m.d.x.json');
  });
});
