/** Options that say how a run trains, and the configuration that they make. */
import { Option, type Command } from 'commander';
import type { Anatomy } from '../src/anatomy/anatomy';
import { fixedSizeOf } from '../src/anatomy/fixedSize';
import type { LoadedModel } from '../src/interchange/modelFolder';
import { rateOf } from '../src/methods/rates';
import { isPooled, type TaskId } from '../src/methods/taskId';
import type { Backend, BackendKind } from '../src/runtime/backend';
import { createWasmBackend, createWebGpuBackend } from '../src/runtime/node';
import { defaultPooling, type Pooling } from '../src/tasks/sentenceHead';
import type { OptimizerSettings, RunConfig } from '../src/training/types';
import type { OpenedData } from './files';
import { realNumber, wholeNumber, type ChosenMethod } from './settings';

export interface TrainingOptions {
  readonly steps: number;
  readonly batch?: number;
  readonly length?: number;
  readonly targetLength?: number;
  readonly sourceTemplate?: string;
  readonly lr?: number;
  readonly optimizer?: OptimizerSettings['kind'];
  readonly schedule?: OptimizerSettings['schedule'];
  readonly warmup?: number;
  readonly weightDecay?: number;
  readonly clip?: number;
  readonly accumulation: number;
  readonly backboneDropout: number;
  readonly evaluateEvery: number;
  readonly seed: number;
  readonly backend: BackendKind;
  readonly threads?: number;
}

/** Sizes that were left open are what the file of the model was exported for, else what suits the data. */
export interface Sized {
  readonly batch: number;
  readonly length: number;
  readonly targetLength?: number | undefined;
  readonly sourceTemplate?: string | undefined;
}

export function addTrainingOptions(command: Command): Command {
  return command
    .option('--steps <n>', 'updates', wholeNumber('steps', 1), 200)
    .option('--batch <n>', 'examples a step (default: what suits a bundled data set, else 8)', wholeNumber('batch', 1))
    .option(
      '--length <n>',
      'tokens an example (default: what suits a bundled data set, else 64)',
      wholeNumber('length', 4),
    )
    .option(
      '--target-length <n>',
      'seq2seq: tokens of a target (default: as --length)',
      wholeNumber('target-length', 2),
    )
    .option(
      '--source-template <text>',
      'seq2seq: what the encoder reads, such as "translate English to German: {source}"',
    )
    .option('--lr <x>', "learning rate (default: the method's own)", realNumber('lr', 0, 100))
    .addOption(new Option('--optimizer <kind>', "default: the method's own").choices(['adamw', 'sgd', 'adafactor']))
    .addOption(new Option('--schedule <kind>', "default: the method's own").choices(['linear', 'cosine', 'constant']))
    .option(
      '--warmup <fraction>',
      "share of the steps that warm up (default: the method's own)",
      realNumber('warmup', 0, 1),
    )
    .option('--weight-decay <x>', "default: the method's own", realNumber('weight-decay', 0, 10))
    .option('--clip <norm>', 'largest gradient norm; 0: no clipping (default: 1, QLoRA 0.3)', realNumber('clip', 0))
    .option('--accumulation <n>', 'batches an update', wholeNumber('accumulation', 1), 1)
    .option(
      '--backbone-dropout <p>',
      "share of the model's own activations that are zeroed while training, 0 to 0.5 (papers: 0.1)",
      realNumber('backbone-dropout', 0, 0.5),
      0,
    )
    .option(
      '--evaluate-every <n>',
      'steps between validations; 0: at the end only',
      wholeNumber('evaluate-every', 0),
      0,
    )
    .option('--seed <n>', 'decides starting values, order and splits', wholeNumber('seed', 0), 0)
    .addOption(new Option('--backend <kind>', 'where to compute').choices(['wasm', 'webgpu']).default('wasm'))
    .option('--threads <n>', 'WASM threads (default: all cores, at most 8)', wholeNumber('threads', 1));
}

export function sizesFor(
  given: TrainingOptions,
  { sizes, task, sourceTemplate }: OpenedData,
  {
    model: { graph },
    anatomy: { dimensions },
    virtual,
  }: { readonly model: LoadedModel; readonly anatomy: Anatomy; readonly virtual: number },
): Sized {
  const fixed = fixedSizeOf(graph);
  const room = dimensions.maxPositions - virtual;
  return {
    batch: given.batch ?? fixed.batch ?? sizes?.batch ?? 8,
    length:
      given.length ?? (fixed.sequence === undefined ? Math.min(sizes?.length ?? 64, room) : fixed.sequence - virtual),
    ...(task === 'seq2seq' && {
      targetLength: given.targetLength ?? sizes?.target,
      sourceTemplate: given.sourceTemplate ?? sourceTemplate,
    }),
  };
}

export const openBackend = ({ backend, threads }: TrainingOptions): Promise<Backend> =>
  backend === 'webgpu' ? createWebGpuBackend() : createWasmBackend(threads === undefined ? {} : { threads });

export interface RunChoices extends Pick<RunConfig, 'model' | 'dataset' | 'task' | 'transfer' | 'trainRows'> {
  readonly poison?: RunConfig['poison'];
  readonly defence?: RunConfig['defence'];
  readonly chosen: ChosenMethod;
  readonly anatomy: Anatomy;
  readonly options: TrainingOptions & Sized & { readonly pooling?: Pooling };
}

/** What was left open is as the method recommends it. */
export function runConfig({ chosen, anatomy, options, ...choices }: RunChoices): RunConfig {
  const { method, hyperparameters } = chosen;
  const { defaults } = method;
  const task: TaskId = choices.task;
  return {
    ...choices,
    method: { id: method.id, hyperparameters },
    ...(isPooled(task) ? { pooling: options.pooling ?? defaultPooling(anatomy) } : {}),
    optimizer: {
      kind: options.optimizer ?? defaults.optimizer,
      learningRate: options.lr ?? rateOf(defaults, task, choices.model),
      weightDecay: options.weightDecay ?? defaults.weightDecay,
      schedule: options.schedule ?? defaults.schedule,
      warmup: options.warmup ?? defaults.warmup,
      clipNorm: options.clip ?? defaults.clipNorm ?? 1,
      accumulation: options.accumulation,
    },
    steps: options.steps,
    batchSize: options.batch,
    sequenceLength: options.length,
    ...(options.targetLength !== undefined && { targetLength: options.targetLength }),
    ...(options.sourceTemplate !== undefined && { sourceTemplate: options.sourceTemplate }),
    ...(options.backboneDropout > 0 && { backboneDropout: options.backboneDropout }),
    seed: options.seed,
    backend: options.backend,
    evaluateEvery: options.evaluateEvery,
  };
}
