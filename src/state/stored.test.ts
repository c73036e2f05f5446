/** What is read of the store of kept runs: today's records, those of earlier versions, and what is neither. */
import { describe, expect, it } from 'vitest';
import { defaultSettings } from './properties';
import { readKept } from './stored';

const live = { frozen: 1000, trainable: 200, optimizer: 100, inputs: 10, activations: 50, cache: 0 };

/** A run as the first version of the page has stored it, when a run had fewer settings. */
const ofVersion1 = {
  version: 1,
  id: 'a1',
  name: 'LoRA, r 4',
  date: 1_760_000_000_000,
  outcome: 'finished',
  settings: { model: 'tiny-encoder', dataset: 'fine_foods', method: 'lora', steps: 3, seed: 7, learningRate: 0.002 },
  hyperparameters: { r: 4, sites: ['q', 'v'] },
  method: { id: 'lora', name: 'LoRA', category: 'reparameterised' },
  model: 'Tiny encoder',
  dataset: 'Food reviews',
  task: 'classification',
  backend: 'WASM · 2 threads',
  step: 3,
  curves: {
    loss: Float32Array.of(0.7, 0.6, 0.5),
    gradientNorm: Float32Array.of(1, 1, 1),
    learningRate: Float64Array.of(1e-3, 2e-3, 1e-3),
  },
  validation: [{ loss: 0.5, accuracy: 0.8, count: 40, step: 3 }],
  counts: { trainable: 600, head: 24, formula: 600, total: 9000 },
  storedBytes: 2496,
  memory: { needed: 1360, byOwner: live, peak: 2100, estimated: ['activations'] },
  stepMilliseconds: 12.5,
  adjusted: false,
  selected: true,
  pinned: false,
};
const present = { ...ofVersion1, version: 2, settings: { ...defaultSettings, ...ofVersion1.settings } };

describe('a kept run', () => {
  it('of the present version is taken as it is', () => {
    expect(readKept(present)).toEqual({ run: present });
  });

  it('of the first version gets the settings that came later, as they were then', () => {
    const read = readKept(ofVersion1);
    expect(read).toEqual({ run: present });
    expect('run' in read && read.run.settings).toMatchObject({ seed: 7, poison: '', transfer: 'none' });
  });

  it('that diverged has losses that are no numbers', () => {
    const validation = [{ loss: Number.NaN, perplexity: Infinity, count: 40, step: 3 }];
    expect(readKept({ ...present, validation })).toHaveProperty('run');
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['memory that is a word', { memory: 'much' }],
    ['memory without owners', { memory: { needed: 1, peak: 1, estimated: [] } }],
    ['memory of an owner that is none', { memory: { ...present.memory, estimated: ['gold'] } }],
    ['a date that is no date', { date: 1e18 }],
    ['a date that is a word', { date: 'yesterday' }],
    ['a validation without a step', { validation: [{ loss: 1, count: 1 }] }],
    ['validations that are none', { validation: [null] }],
    ['an accuracy that is a word', { validation: [{ loss: 1, count: 1, step: 1, accuracy: 'high' }] }],
    ['classes that are none', { test: { loss: 1, count: 1, classes: [{ label: 'a' }] } }],
    ['curves of two lengths', { curves: { ...present.curves, loss: new Float32Array(2) } }],
    ['curves that are lists', { curves: { ...present.curves, loss: [1, 2, 3] } }],
    ['a category that is none', { method: { ...present.method, category: 'magical' } }],
    ['a task that is none', { task: 'cooking' }],
    ['knobs that are none', { hyperparameters: { r: { four: 4 } } }],
    ['counts that are none', { counts: null }],
    ['settings that are none', { settings: 7 }],
  ])('with %s is told by its name and its date, and nothing else of it is used', (_, damage) => {
    const { date } = { ...present, ...damage } as { date: unknown };
    expect(readKept({ ...present, ...damage })).toEqual({
      broken: { id: 'a1', name: 'LoRA, r 4', ...(date === present.date && { date }), newer: false },
    });
  });

  it('of a newer version says so; of none, nothing', () => {
    expect(readKept({ ...present, version: 3 })).toMatchObject({ broken: { id: 'a1', newer: true } });
    expect(readKept({ id: 'x' })).toEqual({ broken: { id: 'x', newer: false } });
  });
});
