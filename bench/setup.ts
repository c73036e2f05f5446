/** Models, recipes and random batches that several measurements use. */
import { openModel } from '../cli/files';
export { table } from '../cli/io';
import { NO_TOKEN } from '../src/tasks/labelForm';
import type { Batch } from '../src/data/batching';
import { mixSeed, permutation } from '../src/data/random';
import type { LoadedModel } from '../src/interchange/modelFolder';
import { resolveHyperparameters } from '../src/methods/hyperparameters';
import { methodById } from '../src/methods/registry';
import { taskById } from '../src/tasks/registry';
import type { StepSettings } from '../src/optim';
import type { Recipe } from '../src/training/applied';
import { baseOf } from '../src/training/base';
import type { OptimizerSettings } from '../src/training/types';

export const THREADS = 2;
export const optimizer: OptimizerSettings = {
  kind: 'adamw',
  learningRate: 1e-3,
  weightDecay: 0.01,
  schedule: 'constant',
  warmup: 0,
  clipNorm: 1,
  accumulation: 1,
};

const models = new Map<string, Promise<LoadedModel>>();

export function model(id: string): Promise<LoadedModel> {
  const known = models.get(id);
  if (known) return known;
  const loading = openModel(id);
  models.set(id, loading);
  return loading;
}

/** A method on a loaded model, by default for the task that the model is made for. */
export function recipeOf(
  { id, graph, config }: LoadedModel,
  method: string,
  batch: number,
  sequence: number,
  given: Readonly<Record<string, unknown>> = {},
): Recipe {
  return {
    model: { graph, config },
    method: methodById(method),
    hyperparameters: resolveHyperparameters(methodById(method), given),
    task: taskById(id.includes('decoder') ? 'causal-lm' : 'classification'),
    taskOptions: { labels: ['a', 'b'] },
    batch,
    sequence,
    seed: 1,
  };
}

export const recipe = async (id: string, method: string, batch: number, sequence: number): Promise<Recipe> =>
  recipeOf(await model(id), method, batch, sequence);

/** What the schedule gives an update. */
export const settingsAt = (step: number): StepSettings => ({
  step,
  learningRate: optimizer.learningRate,
  weightDecay: optimizer.weightDecay,
});

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Full rows of random tokens: the worst case. */
export function batchOf({ model: source, batch, sequence, task }: Recipe, seed = 1): Batch {
  const { vocabulary } = baseOf(source, 1, 8).anatomy.dimensions;
  const pool = permutation(vocabulary, mixSeed(seed));
  const ids = Int32Array.from({ length: batch * sequence }, (_, i) => pool[i % vocabulary]!);
  const labels =
    task.id === 'classification'
      ? Int32Array.from({ length: batch }, (_, i) => i % 2)
      : ids.map((_, i) => (i % sequence === sequence - 1 ? NO_TOKEN : ids[i + 1]!));
  return { ids, mask: new Int32Array(ids.length).fill(1), labels, rows: batch };
}
