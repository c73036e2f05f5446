/** A whole training run by the trainer, as the command line does it. */
import { openData, openSources } from '../cli/files';
import { encodeSplits, splitDataset, type DatasetFiles } from '../src/data/datasets';
import { unpackRows } from '../src/data/encode';
import { tokenizerOf } from '../src/interchange/modelFolder';
import { resolveHyperparameters } from '../src/methods/hyperparameters';
import { methodById } from '../src/methods/registry';
import type { Backend } from '../src/runtime/backend';
import { plainPooling } from '../src/tasks/classification';
import type { TrainerEvent, TrainingData } from '../src/training/events';
import { Trainer } from '../src/training/trainer';
import type { RunConfig } from '../src/training/types';
import { model } from './setup';

export interface RunOptions {
  readonly model: string;
  readonly dataset: string;
  readonly method: string;
  readonly steps: number;
  readonly batch: number;
  readonly length: number;
  readonly seed: number;
  /** Instead of the method's own learning rate. */
  readonly learningRate?: number;
  readonly hyperparameters?: Readonly<Record<string, unknown>>;
}

/** A prepared trainer with the method's own defaults. */
export async function trainerFor(
  options: RunOptions,
  backend: Backend,
  listener?: (event: TrainerEvent) => void,
): Promise<Trainer> {
  const method = methodById(options.method);
  const { defaults } = method;
  const { task } = await openData(options.dataset, undefined, {});
  return trainerOf(
    {
      model: options.model,
      dataset: options.dataset,
      task,
      method: { id: method.id, hyperparameters: resolveHyperparameters(method, options.hyperparameters) },
      optimizer: {
        kind: defaults.optimizer,
        learningRate: options.learningRate ?? defaults.learningRate,
        weightDecay: defaults.weightDecay,
        schedule: defaults.schedule,
        warmup: defaults.warmup,
        clipNorm: 1,
        accumulation: 1,
      },
      steps: options.steps,
      batchSize: options.batch,
      sequenceLength: options.length,
      seed: options.seed,
      backend: backend.kind,
      evaluateEvery: 0,
    },
    backend,
    listener,
  );
}

/** A prepared trainer for any configuration of bundled model and data. */
export async function trainerOf(
  config: RunConfig,
  backend: Backend,
  listener?: (event: TrainerEvent) => void,
): Promise<Trainer> {
  const loaded = await model(config.model);
  const files = await openData(config.dataset, undefined, {});
  const tokenizer = tokenizerOf(loaded);
  const dataOf = (from: DatasetFiles): TrainingData => {
    const sets = encodeSplits(splitDataset(from, config.seed), tokenizer, config.sequenceLength);
    return {
      train: unpackRows(sets.train),
      validation: unpackRows(sets.validation),
      test: unpackRows(sets.test),
      padId: tokenizer.padId,
      ...(tokenizer.endId === undefined ? {} : { endId: tokenizer.endId }),
      ...(from.task === 'classification' ? { labels: sets.labels } : {}),
    };
  };
  const method = methodById(config.method.id);
  const sources = (
    await openSources(files, method.sources?.(resolveHyperparameters(method, config.method.hyperparameters)) ?? 0)
  ).map(dataOf);
  const trainer = new Trainer({
    model: loaded.graph,
    modelConfig: loaded.config,
    config: {
      ...config,
      ...(config.task === 'classification' && !config.pooling
        ? { pooling: plainPooling(config.model.includes('decoder') ? 'decoder' : 'encoder') }
        : {}),
    },
    backend,
    ...(listener ? { listener } : {}),
    data: { ...dataOf(files), ...(sources.length > 0 ? { sources } : {}) },
  });
  await trainer.prepare();
  return trainer;
}
