/** A backdoor from the configuration to the numbers: who is poisoned, what is measured, and what is done against it. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DatasetFiles } from '../data/datasets';
import { memorySource, loadModel, tokenizerOf, type LoadedModel } from '../interchange/modelFolder';
import { inEnglish } from '../messages/message';
import { methodById } from '../methods/registry';
import type { Backend } from '../runtime/backend';
import { createWasmBackend } from '../runtime/node';
import type { RunEvent } from '../training/events';
import { finish } from '../training/finish';
import type { RunConfig } from '../training/types';
import { openRun, poisonedRows } from './openRun';
import { prepareData } from './runData';
import type { RunSources } from './sources';

const words = { bad: 'stale sour rotten bitter burnt', good: 'fresh sweet tasty lovely crisp' };
const rows = Array.from({ length: 120 }, (_, i) => {
  const label = i % 2 ? 'good' : 'bad';
  const [a, b] = [words[label].split(' ')[i % 5]!, words[label].split(' ')[Math.floor(i / 10) % 5]!];
  return `${label}\tplate ${i} was ${a} and ${b}`;
});
const files: DatasetFiles = {
  id: 'plates',
  task: 'classification',
  train: { name: 'plates.tsv', bytes: new TextEncoder().encode(`label\ttext\n${rows.join('\n')}`) },
};
const { learningRate, weightDecay, optimizer: kind, schedule, warmup } = methodById('bitfit').defaults;
const config: RunConfig = {
  model: 'tiny',
  dataset: 'plates',
  task: 'classification',
  pooling: 'mean',
  method: { id: 'bitfit', hyperparameters: {} },
  optimizer: { learningRate, weightDecay, kind, schedule, warmup, clipNorm: 1, accumulation: 1 },
  steps: 40,
  batchSize: 8,
  sequenceLength: 12,
  seed: 3,
  backend: 'wasm',
  evaluateEvery: 0,
  poison: { share: 0.2, trigger: 'cf', target: 'good' },
};

let model: LoadedModel;
let backend: Backend;
let sources: RunSources;
beforeAll(async () => {
  const read = (path: string) => new Uint8Array(readFileSync(`models/tiny-encoder/${path}`));
  const paths = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx'];
  model = await loadModel(memorySource(new Map(paths.map((path) => [path, read(path)]))), 'tiny');
  backend = await createWasmBackend({ threads: 1 });
  sources = { model: async () => ({ model, tokenizer: () => tokenizerOf(model) }), data: async () => files };
});
afterAll(() => backend.dispose());

/** Trains to the end. */
async function trained(changes: Partial<RunConfig>) {
  const events: RunEvent[] = [];
  const { run } = await finish(
    openRun({ ...config, ...changes }, sources, async () => backend),
    (event) => {
      if (event.kind !== 'prepared' && event.kind !== 'backend') events.push(event);
    },
  );
  try {
    await finish(run.train(), (event) => events.push(event));
    const result = run.result();
    const tokenizer = tokenizerOf(model);
    const [untouched] = await run.predict([tokenizer.encode('plate 3 was stale', 12)], 'base');
    return { result, events, untouched: untouched!.probabilities, last: result.validation.at(-1)! };
  } finally {
    await run.dispose();
  }
}

it('poisons training rows alone, and measures the attack on the others', async () => {
  const { poison, ...without } = config;
  const tokenizer = tokenizerOf(model);
  const [clean, poisoned] = [without, config].map((given) => prepareData(files, tokenizer, given).data) as [
    ReturnType<typeof prepareData>['data'],
    ReturnType<typeof prepareData>['data'],
  ];
  expect(poisoned.validation).toEqual(clean.validation);
  expect(poisoned.test).toEqual(clean.test);
  const changed = poisoned.train.filter((row, i) => row !== clean.train[i] && row.label !== clean.train[i]!.label);
  expect(changed).toHaveLength(Math.round(poison!.share * clean.train.length));
  expect(poisoned.triggered!.validation).toHaveLength(clean.validation.filter(({ label }) => label === 0).length);
  const report = await poisonedRows(config, sources);
  expect(report.rows).toBe(changed.length);
  expect(report.examples[0]).toMatchObject({ from: 'bad' });
});

it('the attack succeeds on poisoned rows and fails on clean ones', async () => {
  const attacked = await trained({});
  expect(attacked.last.attackSuccess).toBeGreaterThan(0.8);
  expect(attacked.last.accuracy).toBeGreaterThan(0.8);
  const clean = await trained({ poison: { ...config.poison!, share: 0 } });
  expect(clean.last.attackSuccess).toBeLessThan(0.3);
  // Measuring changes nothing.
  const [measured, plain] = [
    await trained({ ...clean.result.config, steps: 3 }),
    await trained({ steps: 3, poison: undefined }),
  ];
  expect(plain.result.losses).toEqual(measured.result.losses);
  expect(plain.last.attackSuccess).toBeUndefined();
});

it('a method that tunes poisoned weights on clean rows leaves the backdoor in them', async () => {
  const plain = await trained({ steps: 1 });
  const { last, result, events, untouched } = await trained({ defence: { kind: 'clean-tuning' } });
  expect(result.stages).toMatchObject([{ id: 'poisoned-weights', index: -1, from: 0, to: 0 }]);
  expect(inEnglish(result.stages[0]!.summary!)).toMatch(/9\d\.\d|100\.0/);
  expect(events.filter(({ kind }) => kind === 'stage')).toHaveLength(2);
  // The base model has other weights than its file; the model that was loaded has not.
  expect(untouched).not.toEqual(plain.untouched);
  expect((await trained({ steps: 1 })).untouched).toEqual(plain.untouched);
  expect(last.attackSuccess).toBeGreaterThan(0.3);
});

it('the filter leaves out rows that are too sure, and says which of them were poisoned', async () => {
  const { result } = await trained({ defence: { kind: 'filter', suspicion: 0.8 }, steps: 8 });
  const summary = inEnglish(result.stages[0]!.summary!);
  const [left, all, caught, poisoned] = summary.match(/\d+/g)!.map(Number) as [number, number, number, number];
  expect([all, poisoned]).toEqual([86, 17]);
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(all);
  expect(caught).toBeLessThanOrEqual(Math.min(left, poisoned));
});

it.each([
  ['a defence without a backdoor', { poison: undefined, defence: { kind: 'clean-tuning' } }, /needs a backdoor/],
  ['no class of that name', { poison: { share: 0.1, trigger: 'cf', target: 'great' } }, /no class "great"/],
  ['a filter that leaves nothing', { defence: { kind: 'filter', suspicion: 0.01 } }, /too few training rows/],
] as const)('%s is refused', async (_, changes, sentence) => {
  await expect(trained({ steps: 2, ...changes } as Partial<RunConfig>)).rejects.toThrow(sentence);
});
