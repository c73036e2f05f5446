/** `train`: fine-tunes a model and prints the run. */
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import type { Anatomy } from '../../src/anatomy/anatomy';
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
import { poisonWarning } from '../../src/interchange/poisonedModel';
import { hubRefusal } from '../../src/interchange/adapterHubWriter';
import { rowsOf, tokenizerOf, type LoadedModel } from '../../src/interchange/modelFolder';
import { inEnglish } from '../../src/messages/message';
import type { Backend } from '../../src/runtime/backend';
import { openRun, type OpenedRun } from '../../src/session/openRun';
import type { RunSources } from '../../src/session/sources';
import { finish } from '../../src/training/finish';
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
  wholeNumber,
  type ChosenMethod,
  type MethodOptions,
  type TaskSettings,
} from '../settings';
import { hasClasses } from '../../src/methods/taskId';
import { addTrainingOptions, openBackend, runConfig, sizesFor, type Sized, type TrainingOptions } from '../training';
import { addTransferOptions, transferOf, type TransferChoice } from '../transfer';
import { mistakesText } from '../mistakes';
import { dataReport, listener, readable, stagesReport } from './trainReport';

/** Mistakes that are shown where no number is said. */
const MISTAKES = 10;

interface TrainOptions extends MethodOptions, TaskSettings, BackdoorOptions, TransferChoice, TrainingOptions {
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
  readonly saveAdapter?: string;
  readonly adapterFormat?: AdapterFormat;
  readonly mistakes?: number | true;
  readonly out?: string;
  readonly json?: boolean;
}

export function addTrain(program: Command, io: Io): void {
  const command = program.command('train').description('fine-tune a model').argument('<model>');
  addTrainingOptions(addTransferOptions(addBackdoorOptions(addTaskOptions(addMethodOptions(command)))))
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

/** All that a run needs, and that is known before anything is computed. */
interface Planned {
  readonly model: LoadedModel;
  readonly anatomy: Anatomy;
  readonly chosen: ChosenMethod;
  readonly files: OpenedData;
  readonly options: TrainOptions & Sized;
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
  const options = { ...given, ...sizesFor(given, files, { model, anatomy, virtual }) };
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

async function train(name: string, given: TrainOptions, io: Io): Promise<void> {
  const planned = await plan(name, given);
  const {
    model,
    anatomy,
    chosen: { method },
    files,
    options,
  } = planned;
  const config = runConfig({
    model: name,
    dataset: options.data,
    task: files.task,
    chosen: planned.chosen,
    anatomy,
    options,
    ...backdoorOf(options),
    ...transferOf(options),
  });
  const sources: RunSources = {
    model: async () => ({ model, tokenizer: () => tokenizerOf(model, rowsOf(anatomy)) }),
    data: async (id) => (id === options.data ? files : openData(id, files.task, {})),
    others: openSources,
  };
  const poisoned = poisonWarning(model.graph);
  if (poisoned) io.stderr(`note: ${inEnglish(poisoned)}\n`);
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
