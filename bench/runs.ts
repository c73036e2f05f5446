/** A whole training run, opened as the command line does it. */
import { openData, openSources } from '../cli/files';
import { tokenizerOf } from '../src/interchange/modelFolder';
import { resolveHyperparameters } from '../src/methods/hyperparameters';
import { rateOf } from '../src/methods/rates';
import { methodById } from '../src/methods/registry';
import type { Backend } from '../src/runtime/backend';
import type { Board } from '../src/state/boards';
import { askingOf, type Asking } from '../src/session/asking';
import { openRun, type OpenOptions } from '../src/session/openRun';
import { plainPooling } from '../src/tasks/sentenceHead';
import { finish } from '../src/training/finish';
import type { Run } from '../src/training/run';
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

/** A method's run on a board, in the sizes that suit its data. */
export async function runOptions(board: Board, method: string, seed: number): Promise<RunOptions> {
  const { sizes } = await openData(board.data, undefined, {});
  const { model, data, steps } = board;
  return { model, dataset: data, method, steps, batch: sizes!.batch, length: sizes!.length, seed };
}

/** The configuration of a method's own defaults. */
export async function defaultConfig(options: RunOptions, backend: Backend['kind']): Promise<RunConfig> {
  const method = methodById(options.method);
  const { defaults } = method;
  const { task, sizes, sourceTemplate } = await openData(options.dataset, undefined, {});
  return {
    model: options.model,
    dataset: options.dataset,
    task,
    method: { id: method.id, hyperparameters: resolveHyperparameters(method, options.hyperparameters) },
    optimizer: {
      kind: defaults.optimizer,
      learningRate: options.learningRate ?? rateOf(defaults, task, options.model),
      weightDecay: defaults.weightDecay,
      schedule: defaults.schedule,
      warmup: defaults.warmup,
      clipNorm: defaults.clipNorm ?? 1,
      accumulation: 1,
    },
    steps: options.steps,
    batchSize: options.batch,
    sequenceLength: options.length,
    ...(task === 'classification' && { pooling: poolingOf(options.model) }),
    ...(task === 'seq2seq' && { targetLength: sizes?.target, sourceTemplate }),
    seed: options.seed,
    backend,
    evaluateEvery: 0,
  };
}

/** An open run with the method's own defaults. */
export const openWithDefaults = async (options: RunOptions, backend: Backend): Promise<Run> =>
  openBundled(await defaultConfig(options, backend.kind), backend);

const poolingOf = (model: string) => plainPooling(model.includes('decoder') ? 'decoder' : 'encoder');

/** An open run of any configuration of bundled model and data. */
export const openBundled = async (config: RunConfig, backend: Backend, open: OpenOptions = {}): Promise<Run> =>
  (await openAsking(config, backend, open)).run;

/** The same with what is needed to ask it. */
export async function openAsking(config: RunConfig, backend: Backend, open: OpenOptions = {}): Promise<Asking> {
  const pooling = poolingOf(config.model);
  const opened = await finish(
    openRun(
      { ...config, ...(config.task === 'classification' && !config.pooling && { pooling }) },
      {
        model: async (id) => {
          const loaded = await model(id);
          return { model: loaded, tokenizer: () => tokenizerOf(loaded) };
        },
        data: (id) => openData(id, undefined, {}),
        others: openSources,
      },
      () => Promise.resolve(backend),
      open,
    ),
  );
  return askingOf(opened, tokenizerOf(await model(config.model)));
}
