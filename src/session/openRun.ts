/** From a configuration to a run that is ready to train: what page, command line and benches all begin with. */
import type { Message } from '../messages/message';
import type { ChatRenderer } from '../data/chat';
import { chatFor, type DatasetFiles } from '../data/datasets';
import type { PoisonReport } from '../data/poison';
import { DataError } from '../data/errors';
import { says as dataSays } from '../data/messages';
import { resolveHyperparameters } from '../methods/hyperparameters';
import { methodById } from '../methods/registry';
import type { Backend, BackendKind } from '../runtime/backend';
import type { Checkpoint, RunEvent, TrainingData } from '../training/events';
import { Run } from '../training/run';
import type { RunConfig, RunStatus, Transfer } from '../training/types';
import { startFrom } from './adapterStart';
import { defend } from './defence';
import { says } from './messages';
import { encodedData, prepareData, type DatasetReport } from './runData';
import type { EncodedData, OpenedModel, RunSources } from './sources';
import { checkSourceTask, templateOf, transferred, transferRefusal, type TransferOptions } from './transfer';

export interface OpenOptions {
  /** Goes on from here; any backend. */
  readonly checkpoint?: Checkpoint;
  /** Milliseconds between two measurements of per-layer norms, as in RunOptions. */
  readonly norms?: number;
  /** Validation examples to tell of as the model writes them, as in RunOptions. */
  readonly samples?: number;
}

export interface OpenedRun {
  readonly run: Run;
  readonly model: OpenedModel;
  readonly data: DatasetReport;
  readonly backend: Backend;
  /** Writes prompts as the model's own chat template does, where the data were written so. */
  readonly chat?: ChatRenderer;
}

export type OpeningEvent =
  | RunEvent
  /** The data are encoded; nothing was built yet. */
  | { readonly kind: 'prepared'; readonly data: DatasetReport }
  /** The backend is there; the graphs are built next. */
  | { readonly kind: 'backend'; readonly description: Message };

/**
 * Opens model, tokenizer, data, adapter and method, and builds the run on the backend that `backend` gives.
 * @throws what is wrong with one of them, as an error with a sentence; nothing is left behind then but the backend
 */
export async function* openRun(
  config: RunConfig,
  sources: RunSources,
  backend: (kind: BackendKind) => Promise<Backend>,
  { checkpoint, norms, samples }: OpenOptions = {},
): AsyncGenerator<OpeningEvent, OpenedRun> {
  yield statusOf('loading-model');
  const opened = await sources.model(config.model);
  const files = await sources.data(config.dataset);
  yield statusOf('preparing-data');
  const refusal = transferRefusal(config, sources.adapter !== undefined);
  if (refusal) throw new DataError(refusal);
  const { data, clean = data, report, chat } = await dataOf(config, files, sources, opened);
  const source = config.transfer && (await sourceOf(config, config.transfer, files, sources, opened));
  yield { kind: 'prepared', data: report };
  const { model } = opened;
  const adapted = sources.adapter && startFrom(sources.adapter, model, config, report.labels);
  const device = await backend(config.backend);
  // A backend may outlive runs, and a peak is one run's.
  device.resetPeak();
  yield { kind: 'backend', description: device.description };
  const attacked = {
    model: model.graph,
    ...(model.config && { modelConfig: model.config }),
    config,
    backend: device,
  };
  const learnt = source && (yield* transferred({ ...attacked, ...source, labels: report.labels }));
  const start = learnt?.start ?? adapted;
  const run = new Run({
    ...attacked,
    ...(yield* defend({ ...attacked, poisoned: data, clean })),
    ...(learnt && { before: learnt.before }),
    ...(norms !== undefined && { norms }),
    ...(samples !== undefined && { samples }),
    ...(checkpoint && { checkpoint }),
    ...(start && { start }),
  });
  let ready = false;
  try {
    yield* run.open();
    ready = true;
  } finally {
    if (!ready) await run.dispose();
  }
  return { run, model: opened, data: report, backend: device, ...(chat && { chat }) };
}

/**
 * What becomes of the training rows; trains nothing.
 * @throws DataError where they can't be poisoned so
 */
export async function poisonedRows(config: RunConfig, sources: RunSources): Promise<PoisonReport> {
  const { tokenizer } = await sources.model(config.model);
  const files = await sources.data(config.dataset);
  const report = 'encoded' in files ? undefined : prepareData(files, tokenizer(), config).report.poison;
  if (!report) throw new DataError(dataSays.poisonEncoded);
  return report;
}

const statusOf = (status: RunStatus): RunEvent => ({ kind: 'status', status, step: 0 });

interface ReadData {
  readonly data: TrainingData;
  /** The same without poison, where the weights are poisoned instead. */
  readonly clean?: TrainingData;
  readonly report: DatasetReport;
  readonly chat?: ChatRenderer;
}

async function dataOf(
  config: RunConfig,
  files: Awaited<ReturnType<RunSources['data']>>,
  sources: RunSources,
  { tokenizer }: OpenedModel,
): Promise<ReadData> {
  if (config.defence && !(config.poison && config.poison.share > 0)) throw new DataError(says.defenceWithoutPoison);
  if ('encoded' in files) {
    if (config.poison) throw new DataError(dataSays.poisonEncoded);
    return encodedData(config.dataset, config.task, files.encoded);
  }
  const loaded = tokenizer();
  const chat = await chatFor({ ...files, task: config.task }, loaded);
  const own = prepareData(files, loaded, config, chat);
  const { poison, ...rest } = config;
  const others = (await otherFiles(config, files, sources)).map((other) => {
    const { data, report } = prepareData(other, loaded, { ...rest, ...templateOf(config, files, other) });
    return { ...data, name: report.name };
  });
  const whole = (data: TrainingData) => ({
    ...data,
    ...(others.length > 0 && { name: own.report.name, sources: others }),
  });
  const read = { ...own, ...(chat && own.report.chat && { chat }), data: whole(own.data) };
  if (!poison || config.defence?.kind !== 'clean-tuning') return read;
  const { data: clean } = prepareData(files, loaded, { ...config, poison: { ...poison, share: 0 } });
  return { ...read, clean: whole(clean) };
}

/** The data that are learnt first, and what is remembered of them. @throws DataError */
async function sourceOf(
  config: RunConfig,
  transfer: Transfer,
  own: DatasetFiles | EncodedData,
  { data, memory }: RunSources,
  { tokenizer }: OpenedModel,
): Promise<Pick<TransferOptions, 'transfer' | 'data' | 'memory' | 'template'>> {
  const files = await data(transfer.dataset);
  if ('encoded' in files) return { transfer, data: files.encoded, memory };
  const loaded = tokenizer();
  const { trainRows: _, ...rest } = config;
  const template = 'encoded' in own ? {} : templateOf(config, own, files);
  const chat = await chatFor({ ...files, task: config.task }, loaded);
  const prepared = prepareData(files, loaded, { ...rest, ...template }, chat);
  checkSourceTask(config, prepared.report);
  return { transfer, data: prepared.data, memory, template };
}

/** Data sets that the method learns from first. */
async function otherFiles(
  { method }: RunConfig,
  files: DatasetFiles,
  { others }: RunSources,
): Promise<readonly DatasetFiles[]> {
  const definition = methodById(method.id);
  const count = definition.sources?.(resolveHyperparameters(definition, method.hyperparameters)) ?? 0;
  return count > 0 && others ? others(files, count) : [];
}
