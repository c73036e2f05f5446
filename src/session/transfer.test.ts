/** Other data learnt first: a run goes on from there, and they are learnt once for all targets. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { f32 } from '../onnx/tensor';
import { inEnglish } from '../messages/message';
import type { Backend } from '../runtime/backend';
import { createWasmBackend } from '../runtime/node';
import { finish } from '../training/finish';
import type { TrainingData } from '../training/events';
import type { RunConfig } from '../training/types';
import { fixture, runConfig, sourceData } from '../../test/fixture';
import { openRun, type OpeningEvent } from './openRun';
import type { RunSources } from './sources';
import { keptTensors, templateOf, TransferMemory } from './transfer';

const config = runConfig({
  dataset: 'own',
  pooling: 'mean',
  method: { id: 'bitfit', hyperparameters: {} },
  steps: 2,
  transfer: { dataset: 'other', steps: 3 },
});
const [own, other] = sourceData('classification', 2) as [TrainingData, TrainingData];

const { graph, config: modelConfig } = fixture('bert-torchscript');
let backend: Backend;
beforeAll(async () => {
  backend = await createWasmBackend({ threads: 1 });
});
afterAll(() => backend.dispose());

/** What a run starts with, and what is told until it is open. */
async function opened(changes: Partial<RunConfig>, memory?: TransferMemory) {
  const events: OpeningEvent[] = [];
  const sources: RunSources = {
    model: async () => ({
      model: { graph, config: modelConfig } as never,
      tokenizer: () => {
        throw new Error('encoded already');
      },
    }),
    data: async (id) => ({ encoded: id === 'own' ? own : other }),
    ...(memory && { memory }),
  };
  const { run } = await finish(
    openRun({ ...config, ...changes }, sources, async () => backend),
    (event) => events.push(event),
  );
  const values = await run.trained();
  const told = run.result().stages.map(({ title, summary }) => `${inEnglish(title)}. ${summary && inEnglish(summary)}`);
  await run.dispose();
  const first = events.filter((event) => event.kind === 'status' && event.status === 'training-first').length;
  return { values, told, first };
}
const [bias, head] = [/layer\.0\.attention\.output\.dense\.bias/, /^head.*weight/];
const of = ({ values }: Awaited<ReturnType<typeof opened>>, name: RegExp): unknown =>
  [...values].find(([key]) => name.test(key))?.[1].data;

it('starts from what was learnt, with its head where the classes are the same, and learns it once', async () => {
  const memory = new TransferMemory();
  const [once, twice] = [await opened({}, memory), await opened({ steps: 3 }, memory)];
  expect(once.told[0]).toMatch(/^Learns “other” first. After 3 steps: [\d.]+ % right on its validation rows/);
  expect(once.first).toBeGreaterThan(0);
  expect(twice).toMatchObject({ first: 0, told: once.told });
  for (const name of [bias, head]) expect(of(twice, name)).toEqual(of(once, name));
  // A bias that nothing was learnt by would be the file's.
  const [file] = [...graph.initializers].flatMap(([name, { data }]) => (bias!.test(name) ? [data] : []));
  expect(of(once, bias!)).not.toEqual(file);
});

it('leaves a head that tells other classes apart', () => {
  const values = new Map([
    ['a', f32([1], [1])],
    ['head', f32([1], [2])],
  ]);
  const names = (same: boolean) => Object.keys(keptTensors(values, new Set(['head']), same));
  expect([names(true), names(false)]).toEqual([['a', 'head'], ['a']]);
});

it.each([
  [{ transfer: { dataset: 'own', steps: 3 } }, /data themselves/],
  [{ method: { id: 'lorahub', hyperparameters: {} } }, /LoRAHub learns from other data sets by itself/],
  [{ poison: { share: 0.1, trigger: 'cf', target: 'first' } }, /backdoor and other data/],
] as const)('refuses %j', async (changes, message) => {
  await expect(opened(changes)).rejects.toThrow(message);
});

it('writes other data as suits them, unless something was typed', () => {
  const [own, other] = [{ sourceTemplate: 'German: {source}' }, { sourceTemplate: 'Dutch: {source}' }];
  expect(templateOf({ ...config, ...own }, own, other)).toEqual(other);
  expect(templateOf({ ...config, sourceTemplate: 'x {source}' }, own, other)).toEqual({});
  expect(templateOf(config, own, other)).toEqual({});
});
