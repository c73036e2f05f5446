/** What the page offers before anything is downloaded: bundled models with their sizes (a loaded model's own report replaces these) and data sets. */
import type { Dimensions } from '../anatomy/anatomy';
import { dimensionsOf } from '../anatomy/dimensions';
import tinyDecoder from '../../models/tiny-decoder/config.json';
import tinyEncoder from '../../models/tiny-encoder/config.json';
import minilm from '../../models/all-MiniLM-L6-v2/config.json';
import manifest from '../../models/data/manifest.json';

export interface ModelEntry {
  readonly id: string;
  readonly dimensions: Dimensions;
  /** Bytes to download. */
  readonly bytes: number;
}

export const models: readonly ModelEntry[] = [
  { id: 'tiny-encoder', dimensions: dimensionsOf(tinyEncoder), bytes: 3_070_000 },
  { id: 'tiny-decoder', dimensions: dimensionsOf(tinyDecoder), bytes: 5_490_000 },
  { id: 'all-MiniLM-L6-v2', dimensions: dimensionsOf(minilm), bytes: 45_600_000 },
];

/** A bundled data set, as listed in `models/data/manifest.json`. */
export interface DatasetEntry {
  readonly id: string;
  readonly name: string;
  readonly task: 'classification' | 'causal-lm';
  readonly labels: readonly string[];
  readonly rows: number;
  readonly license: string;
  readonly summary: string;
}

export const datasets = manifest.datasets as readonly DatasetEntry[];
