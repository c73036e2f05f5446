/**
 * Every method on the tasks that it is made for: pairs of texts, numbers, tags of words, texts to write. It learns,
 * and what it has learned is measured. (One text and its class, and texts that go on: `methodMatrix.ts`, with every
 * setting.)
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hyperparameters, Method } from '../src/methods/contract';
import { resolveHyperparameters } from '../src/methods/hyperparameters';
import { rateOf } from '../src/methods/rates';
import { methods } from '../src/methods/registry';
import type { TaskId } from '../src/methods/taskId';
import { WasmBackend } from '../src/runtime/wasm';
import { taskById } from '../src/tasks/registry';
import type { TrainingData } from '../src/training/events';
import { fixture, headedData, pairData, runConfig } from './fixture';
import { checkDerivatives, Subject } from './methodMatrix';
import { Trainer } from './trainer';

interface Column {
  readonly task: TaskId;
  readonly model: string;
  readonly data: (rows: number, seed: number) => TrainingData;
  /** Share of the loss before training that may be left; a head alone gets below it where there is one. */
  readonly left: number;
}

const headed = (task: TaskId) => (rows: number, seed: number) => headedData(task, rows, seed);
const columns: Readonly<Record<string, Column>> = {
  pairs: { task: 'classification', model: 'bert-torchscript', data: pairData, left: 0.97 },
  regression: { task: 'regression', model: 'bert-torchscript', data: headed('regression'), left: 0.5 },
  tags: {
    task: 'token-classification',
    model: 'bert-torchscript',
    data: headed('token-classification'),

    left: 0.9,
  },
  sequences: { task: 'seq2seq', model: 'encoder-decoders/t5-single', data: headed('seq2seq'), left: 0.99 },
};
const seed = 23;

/** Prompts take large steps; a network that makes adapters for several tasks at once takes many small ones. */
const stepSizeOf = ({ id, virtualTokens, defaults }: Method, task: TaskId): number =>
  id === 'hyperformer'
    ? 1e-3
    : Math.max(virtualTokens ? 3e-2 : 1e-2, task === 'seq2seq' ? rateOf(defaults, task, 'tiny-encoder-decoder') : 0);
const slow: ReadonlySet<string> = new Set(['hyperformer', 'vblora']);
const stepsOf = ({ id }: Method, task: TaskId): number => (slow.has(id) ? 250 : task === 'classification' ? 40 : 24);

/**
 * What a task changes is the head and the loss, the same for all methods: these are tried on every task, with their
 * gradients, and so is all that lengthens the text, the others on one of the tasks, each on another. Gradients of all
 * methods on every kind of layer, and all methods on texts to write: `methodMatrix.ts`.
 */
const everywhere: ReadonlySet<string> = new Set([
  'head-only',
  'pfeiffer-adapter',
  'bitfit',
  'lora',
  'mam-adapter',
  's4',
]);
const turns = Object.keys(columns);

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

/** A run that is measured on the rows that it learns from. */
function trainerOf(
  { task, model, data }: Column,
  id: string,
  steps: number,
  rate: number,
  hyperparameters: Hyperparameters = {},
): Trainer {
  const { graph, config } = fixture(model);
  const method = methods.find((one) => one.id === id)!;
  const sources = method.sources?.(resolveHyperparameters(method, hyperparameters)) ?? 0;
  const own = data(24, seed);
  return new Trainer({
    model: graph,
    modelConfig: config,
    backend,
    data: {
      ...own,
      validation: own.train,
      sources: Array.from({ length: sources }, (_, n) => data(16, seed + 1 + n)),
    },
    config: runConfig({
      task,
      method: { id, hyperparameters },
      ...(task !== 'seq2seq' && task !== 'token-classification' && { pooling: 'mean' as const }),
      steps,
      optimizer: { learningRate: rate },
    }),
  });
}

describe.each(Object.entries(columns))('%s', (name, column) => {
  const subject = new Subject(column.model);
  let untrained: number;
  beforeAll(async () => {
    const trainer = trainerOf(column, 'full', 0, 1e-3);
    await trainer.prepare();
    untrained = (await trainer.evaluate('validation')).loss;
    await trainer.dispose();
  });
  afterAll(() => subject.release());

  const turn = turns.indexOf(name);
  const tried = methods.filter(
    ({ id, virtualTokens }, i) => everywhere.has(id) || virtualTokens || i % turns.length === turn,
  );
  const fit = tried.filter((method) => method.tasks.includes(column.task) && subject.cases(method).length > 0);
  describe.each(fit.map((method) => [method.id, method] as const))('%s', (id, method) => {
    it('learns, and is measured', async () => {
      // The defaults, as small as the model.
      const small = subject.cases(method)[0]!.hp;
      const trainer = trainerOf(column, id, stepsOf(method, column.task), stepSizeOf(method, column.task), small);
      await trainer.prepare();
      await trainer.run();
      const { loss, ...measures } = await trainer.evaluate('validation');
      await trainer.dispose();
      expect(loss / untrained).toBeLessThan(column.left);
      for (const value of Object.values(measures)) if (typeof value === 'number') expect(value).not.toBeNaN();
    });

    if (column.task === 'seq2seq' || !everywhere.has(id)) return;
    it('has gradients that agree with finite differences', async () => {
      await checkDerivatives(taskById(column.task), subject.cases(method)[0]!, name === 'pairs');
    });
  });
});
