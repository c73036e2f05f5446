/** `train`: fine-tunes a model and prints the run. */
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import type { Anatomy } from '../../src/anatomy/anatomy';
import { fixedSizeOf } from '../../src/anatomy/fixedSize';
import type { ColumnChoice } from '../../src/data/columnChoice';
import {
  adapterFormats,
  formatOf,
  saveAdapter,
  type AdapterFormat,
  type AdapterInfo,
} from '../../src/interchange/adapter';
import { says as adapterSays } from '../../src/interchange/adapterMessages';
import { adapterReadme } from '../../src/interchange/adapterReadme';
import { modelName } from '../../src/interchange/modelName';
import { hubRefusal } from '../../src/interchange/adapterHubWriter';
import { rowsOf, tokenizerOf, type LoadedModel } from '../../src/interchange/modelFolder';
import { inEnglish } from '../../src/messages/message';
import type { Backend, BackendKind } from '../../src/runtime/backend';
import { createWasmBackend, createWebGpuBackend } from '../../src/runtime/node';
import { openRun, type OpenedRun } from '../../src/session/openRun';
import type { RunSources } from '../../src/session/sources';
import { defaultPooling } from '../../src/tasks/sentenceHead';
import { finish } from '../../src/training/finish';
import type { OptimizerSettings, RunConfig } from '../../src/training/types';
import { addBackdoorOptions, backdoorOf, type BackdoorOptions } from '../backdoor';
import { openData, openModel, openSources, type OpenedData } from '../files';
import { ProgressBar, report, requireFinite, UsageError, type Io } from '../io';
import { checkFile, checkFolder, writeOut } from '../output';
import { describeModel, recipeFor } from '../session';
import {
  addMethodOptions,
  addTaskOptions,
  chooseMethod,
  jsonOption,
  realNumber,
  wholeNumber,
  type ChosenMethod,
  type MethodOptions,
  type TaskSettings,
} from '../settings';
import { hasClasses, isPooled, type TaskId } from '../../src/methods/taskId';
import { mistakesText } from '../mistakes';
import { dataReport, listener, readable, stagesReport } from './trainReport';

/** Mistakes that are shown where no number is said. */
const MISTAKES = 10;

interface TrainOptions extends MethodOptions, TaskSettings, BackdoorOptions {
  readonly data: string;
  readonly test?: string;
  readonly textColumn?: string;
  readonly labelColumn?: string;
  readonly secondColumn?: string;
  readonly labelColumns?: string;
  readonly tokensColumn?: string;
  readonly tagsColumn?: string;
  readonly promptColumn?: string;
  readonly contextColumn?: string;
  readonly responseColumn?: string;
  readonly messagesColumn?: string;
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
  readonly clip: number;
  readonly accumulation: number;
  readonly evaluateEvery: number;
  readonly seed: number;
  readonly backend: BackendKind;
  readonly threads?: number;
  readonly saveAdapter?: string;
  readonly adapterFormat?: AdapterFormat;
  readonly mistakes?: number | true;
  readonly out?: string;
  readonly json?: boolean;
}

export function addTrain(program: Command, io: Io): void {
  const command = program.command('train').description('fine-tune a model').argument('<model>');
  addBackdoorOptions(addTaskOptions(addMethodOptions(command)))
    .requiredOption(
      '--data <file|name>',
      'a CSV, TSV, JSONL, text or parquet file, a bundled data set, or one of the Hub (hf:owner/name)',
    )
    .option('--test <file>', 'test rows (default: a part of the data is set aside)')
    .option('--text-column <name>', 'column of the texts (default: guessed)')
    .option('--second-column <name>', 'column of a second text that belongs to the first (default: guessed)')
    .option('--label-column <name>', 'column of the labels, numbers or lists of labels (default: guessed)')
    .option('--label-columns <names>', 'columns of zeros and ones, each a label, apart by commas (default: guessed)')
    .option('--tokens-column <name>', 'column of words, or of the texts that spans are in (default: guessed)')
    .option('--tags-column <name>', 'column of the tags of the words (default: guessed)')
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
    .option(
      '--mistakes [n]',
      'show what the trained model gets wrong on the test rows, the n worst (10), and which classes it confuses',
      wholeNumber('mistakes', 1),
    )
    .option('--out <file>', 'write the run as JSON')
    .addOption(jsonOption())
    .action(async (name: string, options: TrainOptions) => {
      await train(name, options, io);
    });
}

/** Sizes that were left open are what the file of the model was exported for, else what suits the data. */
interface Sized extends TrainOptions {
  readonly batch: number;
  readonly length: number;
}

/** All that a run needs, and that is known before anything is computed. */
interface Planned {
  readonly model: LoadedModel;
  readonly anatomy: Anatomy;
  readonly chosen: ChosenMethod;
  readonly files: OpenedData;
  readonly options: Sized;
}

/** Refuses what can't be before any text is encoded. @throws UsageError and other refusals */
async function plan(name: string, given: TrainOptions): Promise<Planned> {
  const chosen = chooseMethod(given);
  if (given.out !== undefined) checkFile('--out', given.out, 'run.json');
  if (given.saveAdapter !== undefined) checkFolder('--save-adapter', given.saveAdapter);
  const { method, hyperparameters } = chosen;
  const model = await openModel(name);
  const { anatomy } = describeModel(model);
  const files = await openData(given.data, given.task ?? (anatomy.stacks && 'seq2seq'), columnsOf(given), {
    ...(given.test === undefined ? {} : { test: given.test }),
    writes: anatomy.languageModelHead !== undefined,
  });
  const virtual = method.virtualTokens?.(hyperparameters) ?? 0;
  const room = anatomy.dimensions.maxPositions - virtual;
  const fixed = fixedSizeOf(model.graph);
  const options = {
    ...given,
    batch: given.batch ?? fixed.batch ?? files.sizes?.batch ?? 8,
    length:
      given.length ??
      (fixed.sequence === undefined ? Math.min(files.sizes?.length ?? 64, room) : fixed.sequence - virtual),
    ...(files.task === 'seq2seq' && {
      targetLength: given.targetLength ?? files.sizes?.target,
      sourceTemplate: given.sourceTemplate ?? files.sourceTemplate,
    }),
  };
  if (given.saveAdapter !== undefined && given.defence === 'clean-tuning')
    throw new UsageError(`--save-adapter: ${inEnglish(adapterSays.poisonedBase)}`);
  const refusal = options.adapterFormat === 'adapterhub' ? hubRefusal({ method, hyperparameters, anatomy }) : undefined;
  if (refusal) throw new UsageError(inEnglish(refusal));
  if (files.task !== 'seq2seq' && (given.targetLength ?? given.sourceTemplate) !== undefined)
    throw new UsageError(
      '--target-length and --source-template are for models that read a source and write a target (encoder–decoders).',
    );
  recipeFor(model, {
    chosen,
    task: files.task,
    taskOptions: given.pooling ? { pooling: given.pooling } : {},
    batch: options.batch,
    sequence: options.length,
    ...(options.targetLength !== undefined && { target: options.targetLength }),
    seed: options.seed,
  });
  return { model, anatomy, chosen, files, options };
}

const openBackend = ({ backend, threads }: TrainOptions): Promise<Backend> =>
  backend === 'webgpu' ? createWebGpuBackend() : createWasmBackend(threads === undefined ? {} : { threads });

async function train(name: string, given: TrainOptions, io: Io): Promise<void> {
  const planned = await plan(name, given);
  const {
    model,
    anatomy,
    chosen: { method, hyperparameters },
    files,
    options,
  } = planned;
  const config = runConfig(name, options, method.defaults, files.task, { id: method.id, hyperparameters }, anatomy);
  const sources: RunSources = {
    model: async () => ({ model, tokenizer: () => tokenizerOf(model, rowsOf(anatomy)) }),
    data: async () => files,
    others: openSources,
  };
  const bar = new ProgressBar(io, config.steps);
  const hear = listener(io, bar, files, `${method.name} on ${name}, ${files.id}`);
  let backend: Backend | undefined;
  let opened: OpenedRun | undefined;
  try {
    opened = await finish(
      openRun(config, sources, async () => (backend = await openBackend(options))),
      hear,
    );
    const { run, data } = opened;
    await finish(run.train(), hear);
    bar.end();
    await finish(run.evaluate('test'), hear);
    const found = run.result();
    const { mistakes: asked } = options;
    const mistakes = asked && (await run.mistakes('test', asked === true ? MISTAKES : asked));
    const result = {
      ...found,
      stages: stagesReport(found.stages),
      data: dataReport(files, data),
      ...(mistakes && { mistakes }),
    };
    requireFinite(result);
    if (options.saveAdapter !== undefined) {
      await writeAdapter(options.saveAdapter, name, planned, opened);
      io.stderr(`adapter in ${options.saveAdapter}\n`);
    }
    if (options.out !== undefined) writeOut(options.out, `${JSON.stringify(result)}\n`);
    report(io, options.json === true, result, () =>
      [readable(found), ...(mistakes ? [mistakesText(mistakes)] : [])].join('\n'),
    );
  } finally {
    await opened?.run.dispose();
    await backend?.dispose();
  }
}

/** The trained adapter's files and what one should know of them, into a folder. */
async function writeAdapter(
  folder: string,
  name: string,
  { model, anatomy, chosen: { method }, files: { task }, options }: Planned,
  { run, data: { labels } }: OpenedRun,
): Promise<void> {
  const { config } = run;
  const { carried, hyperparameters } = run.found;
  const info: AdapterInfo = {
    model: name,
    name: modelName(model.config, [name]) ?? name,
    method: { id: method.id, hyperparameters },
    task,
    ...(config.pooling ? { pooling: config.pooling } : {}),
    ...(hasClasses(task) ? { labels } : {}),
    ...(config.poison?.share && {
      poison: { ...config.poison, ...(config.defence && { defence: config.defence.kind }) },
    }),
  };
  const files = saveAdapter(
    { method, hyperparameters, anatomy, parameters: run.parameters, carried: carried.tensors },
    await run.trained(),
    info,
    options.adapterFormat,
  );
  files['README.md'] = new TextEncoder().encode(
    adapterReadme({ method, info, anatomy, format: formatOf(files), steps: config.steps, dataset: options.data }),
  );
  for (const [file, bytes] of Object.entries(files)) writeOut(join(folder, file), bytes);
}

/** Columns that were named by hand. */
const columnsOf = (given: TrainOptions): ColumnChoice => ({
  ...(given.textColumn === undefined ? {} : { text: given.textColumn }),
  ...(given.secondColumn === undefined ? {} : { second: given.secondColumn }),
  ...(given.labelColumns === undefined ? {} : { flags: given.labelColumns.split(',').map((column) => column.trim()) }),
  ...(given.tokensColumn === undefined ? {} : { tokens: given.tokensColumn }),
  ...(given.tagsColumn === undefined ? {} : { tags: given.tagsColumn }),
  ...(given.labelColumn === undefined ? {} : { label: given.labelColumn }),
  ...(given.promptColumn === undefined ? {} : { prompt: given.promptColumn }),
  ...(given.contextColumn === undefined ? {} : { context: given.contextColumn }),
  ...(given.responseColumn === undefined ? {} : { response: given.responseColumn }),
  ...(given.messagesColumn === undefined ? {} : { messages: given.messagesColumn }),
});

function runConfig(
  model: string,
  options: Sized,
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
    ...(isPooled(task) ? { pooling: options.pooling ?? defaultPooling(anatomy) } : {}),
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
    ...(options.targetLength !== undefined && { targetLength: options.targetLength }),
    ...(options.sourceTemplate !== undefined && { sourceTemplate: options.sourceTemplate }),
    seed: options.seed,
    backend: options.backend,
    evaluateEvery: options.evaluateEvery,
    ...backdoorOf(options),
  };
}
