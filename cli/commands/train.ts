/** `train`: fine-tunes a model and prints the run. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Option, type Command } from 'commander';
import type { Anatomy } from '../../src/anatomy/anatomy';
import { fixedSizeOf } from '../../src/anatomy/fixedSize';
import { unpackRows } from '../../src/data/encode';
import { encodeSplits, splitDataset, type EncodedSplits } from '../../src/data/datasets';
import type { ColumnChoice } from '../../src/data/examples';
import type { TextTokenizer } from '../../src/data/tokenizer';
import {
  adapterFormats,
  formatOf,
  saveAdapter,
  type AdapterFormat,
  type AdapterInfo,
} from '../../src/interchange/adapter';
import { adapterReadme } from '../../src/interchange/adapterReadme';
import { modelName } from '../../src/interchange/modelName';
import { hubRefusal } from '../../src/interchange/adapterHub';
import { rowsOf, tokenizerOf } from '../../src/interchange/modelFolder';
import type { BackendKind } from '../../src/runtime/backend';
import { createWasmBackend, createWebGpuBackend } from '../../src/runtime/node';
import { defaultPooling } from '../../src/tasks/classification';
import type { TrainerEvent, TrainingData } from '../../src/training/events';
import { Trainer } from '../../src/training/trainer';
import type { OptimizerSettings, RunConfig, RunResult } from '../../src/training/types';
import { openData, openModel, openSources, type OpenedData } from '../files';
import { bytesText, ProgressBar, report, UsageError, type Io } from '../io';
import { classLines, metricsText } from '../metrics';
import { describeModel, recipeFor } from '../session';
import {
  addMethodOptions,
  addTaskOptions,
  chooseMethod,
  jsonOption,
  realNumber,
  wholeNumber,
  type MethodOptions,
  type TaskSettings,
} from '../settings';
import type { TaskId } from '../../src/methods/taskId';

interface TrainOptions extends MethodOptions, TaskSettings {
  readonly data: string;
  readonly test?: string;
  readonly textColumn?: string;
  readonly labelColumn?: string;
  readonly promptColumn?: string;
  readonly contextColumn?: string;
  readonly responseColumn?: string;
  readonly messagesColumn?: string;
  readonly steps: number;
  readonly batch?: number;
  readonly length?: number;
  readonly lr?: number;
  readonly optimizer?: OptimizerSettings['kind'];
  readonly schedule?: OptimizerSettings['schedule'];
  readonly warmup?: number;
  readonly weightDecay?: number;
  readonly clip: number;
  readonly accumulation: number;
  readonly evaluateEvery: number;
  readonly seed: number;
  readonly backend: BackendKind;
  readonly threads?: number;
  readonly saveAdapter?: string;
  readonly adapterFormat?: AdapterFormat;
  readonly out?: string;
  readonly json?: boolean;
}

export function addTrain(program: Command, io: Io): void {
  addTaskOptions(addMethodOptions(program.command('train').description('fine-tune a model').argument('<model>')))
    .requiredOption('--data <file|name>', 'a CSV, TSV, JSONL or text file, or a bundled data set')
    .option('--test <file>', 'test rows (default: a part of the data is set aside)')
    .option('--text-column <name>', 'column of the texts (default: guessed)')
    .option('--label-column <name>', 'column of the labels (default: guessed)')
    .option('--prompt-column <name>', 'column of the prompts; the loss is on the responses alone (default: guessed)')
    .option('--context-column <name>', 'column that goes with the prompts, such as the input of an instruction')
    .option('--response-column <name>', 'column of the responses (default: guessed)')
    .option('--messages-column <name>', 'column of conversations, as lists of messages (default: guessed)')
    .option('--steps <n>', 'updates', wholeNumber('steps', 1), 200)
    .option('--batch <n>', 'examples a step (default: what suits a bundled data set, else 8)', wholeNumber('batch', 1))
    .option(
      '--length <n>',
      'tokens an example (default: what suits a bundled data set, else 64)',
      wholeNumber('length', 4),
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
    .option('--clip <norm>', 'largest gradient norm; 0: no clipping', realNumber('clip', 0), 1)
    .option('--accumulation <n>', 'batches an update', wholeNumber('accumulation', 1), 1)
    .option(
      '--evaluate-every <n>',
      'steps between validations; 0: at the end only',
      wholeNumber('evaluate-every', 0),
      0,
    )
    .option('--seed <n>', 'decides starting values, order and splits', wholeNumber('seed', 0), 0)
    .addOption(new Option('--backend <kind>', 'where to compute').choices(['wasm', 'webgpu']).default('wasm'))
    .option('--threads <n>', 'WASM threads (default: all cores, at most 8)', wholeNumber('threads', 1))
    .option('--save-adapter <dir>', 'write the adapter into this folder')
    .addOption(
      new Option(
        '--adapter-format <format>',
        "whose form: HF PEFT's, AdapterHub's or our own (default: peft where HF PEFT can hold every tensor, else own)",
      ).choices(adapterFormats),
    )
    .option('--out <file>', 'write the run as JSON')
    .addOption(jsonOption())
    .action(async (name: string, options: TrainOptions) => {
      await train(name, options, io);
    });
}

async function train(name: string, given: TrainOptions, io: Io): Promise<void> {
  const chosen = chooseMethod(given);
  const { method, hyperparameters } = chosen;
  const model = await openModel(name);
  const { anatomy } = describeModel(model);
  const files = await openData(given.data, given.task, columnsOf(given), {
    ...(given.test === undefined ? {} : { test: given.test }),
    writes: anatomy.languageModelHead !== undefined,
  });
  const { task } = files;
  const virtual = method.virtualTokens?.(hyperparameters) ?? 0;
  const room = anatomy.dimensions.maxPositions - virtual;
  const fixed = fixedSizeOf(model.graph);
  const options = {
    ...given,
    batch: given.batch ?? fixed.batch ?? files.sizes?.batch ?? 8,
    length:
      given.length ??
      (fixed.sequence === undefined ? Math.min(files.sizes?.length ?? 64, room) : fixed.sequence - virtual),
  };
  // Refuses what can't be before any data is read.
  const refusal = options.adapterFormat === 'adapterhub' ? hubRefusal({ method, hyperparameters, anatomy }) : undefined;
  if (refusal) throw new UsageError(refusal);
  recipeFor(model, {
    chosen,
    task,
    taskOptions: {},
    batch: options.batch,
    sequence: options.length,
    seed: options.seed,
  });
  const tokenizer = tokenizerOf(model, rowsOf(anatomy));
  const sets = encodeSplits(splitDataset(files, options.seed), tokenizer, options.length);
  if (files.uses) io.stderr(`${files.uses}\n`);
  for (const notice of sets.notices) io.stderr(`note: ${notice}\n`);
  const config = runConfig(name, options, chosen.method.defaults, task, { id: method.id, hyperparameters }, anatomy);
  const backend =
    options.backend === 'webgpu'
      ? await createWebGpuBackend()
      : await createWasmBackend(options.threads === undefined ? {} : { threads: options.threads });
  io.stderr(
    `${method.name} on ${name}, ${files.id}: ${sets.train.rows} training, ${sets.validation.rows} validation, ` +
      `${sets.test.rows} test rows; ${backend.description}\n`,
  );
  const bar = new ProgressBar(io, config.steps);
  const sources = (await openSources(files, method.sources?.(hyperparameters) ?? 0)).map((other) =>
    trainingData(encodeSplits(splitDataset(other, options.seed), tokenizer, options.length), tokenizer, task),
  );
  const trainer = new Trainer({
    model: model.graph,
    modelConfig: model.config,
    config,
    backend,
    listener: listener(io, bar),
    data: { ...trainingData(sets, tokenizer, task), ...(sources.length > 0 ? { sources } : {}) },
  });
  try {
    await trainer.prepare();
    await trainer.run();
    bar.end();
    await trainer.evaluate('test');
    const result = { ...trainer.result(), data: dataReport(files, sets) };
    if (options.saveAdapter !== undefined) {
      const { carried, hyperparameters: last } = trainer.found;
      const info: AdapterInfo = {
        model: name,
        name: modelName(model.config, [name]) ?? name,
        method: { id: method.id, hyperparameters: last },
        task,
        ...(config.pooling ? { pooling: config.pooling } : {}),
        ...(task === 'classification' ? { labels: sets.labels } : {}),
      };
      const adapter = saveAdapter(
        { method, hyperparameters: last, anatomy, parameters: trainer.parameters, carried: carried.tensors },
        await trainer.trained(),
        info,
        options.adapterFormat,
      );
      adapter['README.md'] = new TextEncoder().encode(
        adapterReadme({ method, info, anatomy, format: formatOf(adapter), steps: config.steps, dataset: given.data }),
      );
      for (const [file, bytes] of Object.entries(adapter)) {
        const path = join(options.saveAdapter, file);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, bytes);
      }
      io.stderr(`adapter in ${options.saveAdapter}\n`);
    }
    if (options.out !== undefined) writeFileSync(options.out, `${JSON.stringify(result)}\n`);
    report(io, options.json === true, result, readable);
  } finally {
    await trainer.dispose();
    await backend.dispose();
  }
}

/** Columns that were named by hand. */
const columnsOf = (given: TrainOptions): ColumnChoice => ({
  ...(given.textColumn === undefined ? {} : { text: given.textColumn }),
  ...(given.labelColumn === undefined ? {} : { label: given.labelColumn }),
  ...(given.promptColumn === undefined ? {} : { prompt: given.promptColumn }),
  ...(given.contextColumn === undefined ? {} : { context: given.contextColumn }),
  ...(given.responseColumn === undefined ? {} : { response: given.responseColumn }),
  ...(given.messagesColumn === undefined ? {} : { messages: given.messagesColumn }),
});

/** What was read of the data, for --json. */
function dataReport({ columns, uses }: OpenedData, sets: EncodedSplits) {
  return {
    ...(columns && { columns }),
    ...(uses && { uses }),
    ...(sets.labels.length > 0 && { labels: sets.labels }),
    rows: { train: sets.train.rows, validation: sets.validation.rows, test: sets.test.rows },
    notices: sets.notices,
  };
}

function trainingData(sets: EncodedSplits, tokenizer: TextTokenizer, task: TaskId): TrainingData {
  return {
    train: unpackRows(sets.train),
    validation: unpackRows(sets.validation),
    test: unpackRows(sets.test),
    padId: tokenizer.padId,
    ...(tokenizer.endId === undefined ? {} : { endId: tokenizer.endId }),
    ...(task === 'classification' ? { labels: sets.labels } : {}),
  };
}

function runConfig(
  model: string,
  options: TrainOptions & { readonly batch: number; readonly length: number },
  defaults: {
    learningRate: number;
    weightDecay: number;
    warmup: number;
    schedule: OptimizerSettings['schedule'];
    optimizer: OptimizerSettings['kind'];
  },
  task: TaskId,
  method: RunConfig['method'],
  anatomy: Anatomy,
): RunConfig {
  return {
    model,
    dataset: options.data,
    task,
    method,
    ...(task === 'classification' ? { pooling: options.pooling ?? defaultPooling(anatomy) } : {}),
    optimizer: {
      kind: options.optimizer ?? defaults.optimizer,
      learningRate: options.lr ?? defaults.learningRate,
      weightDecay: options.weightDecay ?? defaults.weightDecay,
      schedule: options.schedule ?? defaults.schedule,
      warmup: options.warmup ?? defaults.warmup,
      clipNorm: options.clip,
      accumulation: options.accumulation,
    },
    steps: options.steps,
    batchSize: options.batch,
    sequenceLength: options.length,
    seed: options.seed,
    backend: options.backend,
    evaluateEvery: options.evaluateEvery,
  };
}

function listener(io: Io, bar: ProgressBar): (event: TrainerEvent) => void {
  return (event) => {
    if (event.kind === 'steps') {
      const last = event.records.at(-1);
      if (last) bar.update(last.step, `loss ${last.loss.toFixed(4)}  ${event.stepsPerSecond.toFixed(1)} steps/s`);
    } else if (event.kind === 'metrics') {
      const { split, step, metrics } = event;
      io.stderr(`${io.interactive ? '\n' : ''}${split} at step ${step}: ${metricsText(metrics)}\n`);
    } else if (event.kind === 'stage') {
      const { index, title, from, to, summary } = event.stage;
      if (!event.over) io.stderr(`${io.interactive ? '\n' : ''}phase ${index + 1}: ${title}\n`);
      else
        io.stderr(
          `${io.interactive ? '\n' : ''}phase ${index + 1} is ` +
            `over${to > from ? ` after ${to - from} updates` : ''}${summary ? `: ${summary}` : '.'}\n`,
        );
    } else if (event.kind === 'error') {
      for (const advice of event.error.advice) io.stderr(`  ${advice}\n`);
    }
  };
}

function readable(r: RunResult): string {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const [first, last] = [r.losses.slice(0, 10), r.losses.slice(-10)];
  return [
    `loss ${mean(first).toFixed(4)} → ${mean(last).toFixed(4)} (means of ${first.length} steps)`,
    ...(r.test ? [`test: ${metricsText(r.test)}`, ...classLines(r.test)] : []),
    `${r.trainable.toLocaleString('en-US')} trainable of ${r.counts.total.toLocaleString('en-US')} (head ` +
      `${r.counts.head.toLocaleString('en-US')})`,
    `${r.stepMilliseconds.toFixed(1)} ms a step; memory now ${bytesText(r.bytes.total)}, peak ` +
      `${bytesText(r.bytes.peak)}`,
    ...(r.featureCache ? [featureCacheText(r.featureCache, r.losses.length)] : []),
    r.phases.map((p) => `${p.name} ${(p.milliseconds / 1000).toFixed(1)} s`).join(', '),
  ].join('\n');
}

function featureCacheText(
  { refused, held, needed, budget, updates }: NonNullable<RunResult['featureCache']>,
  steps: number,
): string {
  switch (refused) {
    case undefined:
      return `feature cache: ${updates} of ${steps} steps ran without the backbone; ${bytesText(held)} of host memory`;
    case 'off':
      return 'feature cache: turned off (cache=0)';
    case 'one epoch':
      return 'feature cache: not used, because the run ends before any example comes a second time';
    case 'too large':
      return (
        `feature cache: not used, because all training examples need ${bytesText(needed)} and cache allows ` +
        `${bytesText(budget)}`
      );
    case 'nothing to keep':
      return 'feature cache: not used, because this model has nothing that can be kept example by example';
  }
}
