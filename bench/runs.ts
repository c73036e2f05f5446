/** A whole training run by the trainer, as the command line does it. */
import { openData } from '../cli/files';
import { encodeSplits, splitDataset } from '../src/data/datasets';
import { unpackRows } from '../src/data/encode';
import { tokenizerOf } from '../src/interchange/modelFolder';
import { resolveHyperparameters } from '../src/methods/hyperparameters';
import { methodById } from '../src/methods/registry';
import type { Backend } from '../src/runtime/backend';
import { defaultPooling } from '../src/tasks/classification';
import type { TrainerEvent } from '../src/training/events';
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
}

/** A prepared trainer with the method's own defaults. */
export async function trainerFor(options: RunOptions, backend: Backend, listener?: (event: TrainerEvent) => void): Promise<Trainer> {
  const loaded = await model(options.model);
  const files = await openData(options.dataset, undefined, {});
  const tokenizer = tokenizerOf(loaded);
  const sets = encodeSplits(splitDataset(files, options.seed), tokenizer, options.length);
  const method = methodById(options.method);
  const { defaults } = method;
  const config: RunConfig = {
    model: options.model, dataset: options.dataset, task: files.task,
    ...(files.task === 'classification' ? { pooling: defaultPooling(options.model.includes('decoder') ? 'decoder' : 'encoder') } : {}),
    method: { id: method.id, hyperparameters: resolveHyperparameters(method) },
    optimizer: {
      kind: defaults.optimizer, learningRate: defaults.learningRate, weightDecay: defaults.weightDecay, schedule: defaults.schedule, warmup: defaults.warmup,
      clipNorm: 1, accumulation: 1,
    },
    steps: options.steps, batchSize: options.batch, sequenceLength: options.length, seed: options.seed, backend: backend.kind, evaluateEvery: 0,
  };
  const trainer = new Trainer({
    model: loaded.graph, modelConfig: loaded.config, config, backend, ...(listener ? { listener } : {}),
    data: {
      train: unpackRows(sets.train), validation: unpackRows(sets.validation), test: unpackRows(sets.test), padId: tokenizer.padId,
      ...(tokenizer.endId === undefined ? {} : { endId: tokenizer.endId }), ...(files.task === 'classification' ? { labels: sets.labels } : {}),
    },
  });
  await trainer.prepare();
  return trainer;
}
