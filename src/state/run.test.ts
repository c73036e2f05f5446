/** A run follows the worker's notices. */
import { describe, expect, it } from 'vitest';
import type { MemoryReading, Owner } from '../runtime/backend';
import type { Notice } from '../worker/protocol';
import { busy, emptyRun, follow, type Run } from './run';

const live = (frozen: number): Record<Owner, number> => ({
  frozen,
  trainable: 0,
  optimizer: 0,
  inputs: 0,
  activations: 0,
  cache: 0,
});
const reading = (frozen: number, peak = frozen): MemoryReading => ({
  live: live(frozen),
  total: frozen,
  peak,
  peakByOwner: live(peak),
});
const all = (...notices: Notice[]): Run => notices.reduce(follow, emptyRun);
const record = (step: number) => ({ step, loss: 1 / step, gradientNorm: 1, learningRate: 1e-3 });

describe('follow', () => {
  it('collects steps and keeps the last known speed', () => {
    const run = all(
      { notice: 'steps', records: [record(1), record(2)], stepsPerSecond: 40, tokensPerSecond: 1280 },
      { notice: 'steps', records: [record(3)], stepsPerSecond: 0, tokensPerSecond: 0 },
    );
    expect(run.records.map((r) => r.step)).toEqual([1, 2, 3]);
    expect(run).toMatchObject({ step: 3, stepsPerSecond: 40, tokensPerSecond: 1280 });
  });

  it('replaces a validation at the same step and drops later ones, as after going back', () => {
    const at = (step: number, loss: number): Notice => ({
      notice: 'metrics',
      split: 'validation',
      step,
      metrics: { loss, count: 9 },
    });
    expect(all(at(10, 3), at(20, 2), at(20, 1)).validation.map((m) => m.loss)).toEqual([3, 1]);
    expect(all(at(10, 3), at(20, 2), at(10, 4)).validation.map((m) => m.loss)).toEqual([4]);
  });

  it('keeps two points of a level of memory, and every change', () => {
    const at = (step: number, bytes: number): Notice => ({ notice: 'memory', step, reading: reading(bytes) });
    const { memory } = all(at(0, 5), at(1, 5), at(2, 5), at(3, 5), at(4, 8), at(5, 8), at(6, 8));
    expect(memory.map((m) => [m.step, m.reading.total])).toEqual([
      [0, 5],
      [3, 5],
      [4, 8],
      [6, 8],
    ]);
  });

  it('forgets the download when the status changes', () => {
    const run = all(
      { notice: 'status', status: 'loading-model', step: 0 },
      { notice: 'progress', what: 'model', label: 'model.onnx', loaded: 5, total: 9 },
    );
    expect(run.progress?.loaded).toBe(5);
    expect(follow(run, { notice: 'status', status: 'preparing-data', step: 0 }).progress).toBeUndefined();
  });
});

it('knows when the worker is busy', () => {
  expect((['idle', 'paused', 'finished', 'failed'] as const).some(busy)).toBe(false);
  expect((['loading-model', 'compiling-shaders', 'training', 'evaluating'] as const).every(busy)).toBe(true);
});
