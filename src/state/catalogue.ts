/**
 * What the page offers before anything is downloaded: bundled models with their sizes (a loaded model's own report
 * replaces these) and data sets.
 */
import type { ColumnChoice } from '../data/columnChoice';
import type { DatasetEntry as Listed } from '../data/datasets';
import type { Dimensions } from '../anatomy/anatomy';
import { dimensionsOf } from '../anatomy/dimensions';
import tinyDecoder from '../../models/tiny-decoder/config.json';
import tinyEncoder from '../../models/tiny-encoder/config.json';
import tinyEncoderDecoder from '../../models/tiny-encoder-decoder/config.json';
import minilm from '../../models/all-MiniLM-L6-v2/config.json';
import dataManifest from '../../models/data/manifest.json';
import modelManifest from '../../models/manifest.json';
import { headForm, type HeadForm } from '../tasks/sentenceHead';
import { applicability } from '../methods/applicability';
import type { Method } from '../methods/contract';
import { resolveHyperparameters } from '../methods/hyperparameters';
import type { TaskId } from '../methods/taskId';
import type { HeadedModel } from '../tasks/libraryHead';
import type { Settings } from './properties';

/** A bundled model, as listed in `models/manifest.json`. */
export interface ModelEntry {
  readonly id: string;
  readonly name: string;
  readonly summary: string;
  readonly license: string;
  readonly dimensions: Dimensions;
  readonly head: HeadForm;
  /** Bytes to download. */
  readonly bytes: number;
}

const configs: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'tiny-encoder': tinyEncoder,
  'tiny-decoder': tinyDecoder,
  'tiny-encoder-decoder': tinyEncoderDecoder,
  'all-MiniLM-L6-v2': minilm,
};

/** What decides the form of a head, from a config.json alone. */
const headedModel = (config: Readonly<Record<string, unknown>>): HeadedModel => ({
  dimensions: dimensionsOf(config),
  modelType: String(config.model_type),
  hiddenAct: String(config.hidden_act),
  prefix: '',
  ...(config.sentence_pooling === 'mean' && { pooling: 'mean' }),
});

export const models: readonly ModelEntry[] = modelManifest.models.map(({ id, name, summary, license, files }) => ({
  id,
  name,
  summary,
  license,
  dimensions: dimensionsOf(configs[id] ?? {}),
  head: headForm(headedModel(configs[id] ?? {})),
  bytes: files.reduce((sum, file) => sum + file.bytes, 0),
}));

/** The first bundled model that a method with its defaults can be used on. */
export const modelFor = (method: Method): ModelEntry =>
  models.find(({ dimensions }) => !applicability(method, dimensions, resolveHyperparameters(method))) ?? models[0]!;

/** A bundled data set, as listed in `models/data/manifest.json`. */
export interface DatasetEntry extends Listed {
  readonly labels: readonly string[];
  readonly columns?: ColumnChoice;
  readonly rows: number;
}

export const datasets = dataManifest.datasets as readonly DatasetEntry[];

/**
 * The task that bundled data are for; any data are sources with targets to an encoder–decoder. What was brought counts
 * as texts with classes, since a link has to say the same before and after it was read.
 */
export function expectedTask({ model, dataset }: Pick<Settings, 'model' | 'dataset'>): TaskId {
  const kind = models.find(({ id }) => id === model)?.dimensions.kind;
  if (kind === 'encoder-decoder') return 'seq2seq';
  return datasets.find(({ id }) => id === dataset)?.task ?? 'classification';
}

type Suggested = 'batchSize' | 'sequenceLength' | 'targetLength' | 'sourceTemplate';

/** Sizes that suit a data set's texts, and what stands around its sources. */
export function suggested(dataset: string): Partial<Pick<Settings, Suggested>> {
  const found = datasets.find((entry) => entry.id === dataset);
  if (!found) return {};
  const { sizes, sourceTemplate = '' } = found;
  return {
    batchSize: sizes.batch,
    sequenceLength: sizes.length,
    targetLength: sizes.target ?? 0,
    sourceTemplate,
  };
}

/** What a data set's method may learn first: the others of its family. */
export function sourcesFor(dataset: string): readonly DatasetEntry[] {
  const family = datasets.find((entry) => entry.id === dataset)?.family;
  return family === undefined ? [] : datasets.filter((entry) => entry.family === family && entry.id !== dataset);
}
