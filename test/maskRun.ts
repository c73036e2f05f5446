/** A whole run of a method on a small random model in Node, with what its phases found, for tests of life cycles. */
import { methodById } from '../src/methods/registry';
import type { Hyperparameters } from '../src/methods/contract';
import type { Carried } from '../src/methods/lifecycle';
import type { Backend } from '../src/runtime/backend';
import type { StageRecord } from '../src/training/types';
import { Trainer } from './trainer';
import { classificationData, fixture, runConfig } from './fixture';

export interface FinishedRun {
  readonly trainer: Trainer;
  /** Phases in order, with the sentences that they ended with. */
  readonly stages: readonly StageRecord[];
  /** Tensors of method and head at the end. */
  readonly values: ReadonlyMap<string, Float32Array>;
  /** Numbers that the last phase was built from. */
  readonly carried: Trainer['found']['carried'];
}

const bert = fixture('bert-torchscript');

/** The trainer of a classification run, ready to start. @param start an adapter's tensors */
export async function prepareRun(
  backend: Backend,
  id: string,
  hyperparameters: Hyperparameters = {},
  changes: Parameters<typeof runConfig>[0] = {},
  start?: Carried,
): Promise<Trainer> {
  const { learningRate, weightDecay } = methodById(id).defaults;
  const trainer = new Trainer({
    model: bert.graph,
    modelConfig: bert.config,
    data: classificationData(),
    backend,
    ...(start && { start }),
    config: runConfig({
      steps: 24,
      ...changes,
      method: { id, hyperparameters },
      optimizer: { learningRate: Math.max(learningRate, 3e-3), weightDecay, ...changes.optimizer },
    }),
  });
  await trainer.prepare();
  return trainer;
}

/** The same, run to its end; the caller disposes of the trainer. */
export async function finishRun(
  backend: Backend,
  id: string,
  hyperparameters: Hyperparameters = {},
  changes: Parameters<typeof runConfig>[0] = {},
  start?: Carried,
): Promise<FinishedRun> {
  const trainer = await prepareRun(backend, id, hyperparameters, changes, start);
  await trainer.run();
  const values = new Map([...(await trainer.trained())].map(([name, tensor]) => [name, tensor.data as Float32Array]));
  return { trainer, stages: trainer.result().stages, values, carried: trainer.found.carried };
}

/** Mean of some numbers. */
export const mean = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length;

/** The loss fell: the last quarter's mean is below the first quarter's. */
export function lossFell({ trainer }: Pick<FinishedRun, 'trainer'>): boolean {
  const losses = trainer.records.map((record) => record.loss);
  const quarter = Math.max(1, Math.floor(losses.length / 4));
  return mean(losses.slice(-quarter)) < mean(losses.slice(0, quarter));
}
