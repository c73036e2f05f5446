/** What the page offers before anything is downloaded: bundled models with their sizes (a loaded model's own report replaces these) and data sets. */
import type { Dimensions } from '../anatomy/anatomy';
import { dimensionsOf } from '../anatomy/dimensions';
import minilm from '../../models/all-MiniLM-L6-v2/config.json';
import manifest from '../../models/data/manifest.json';

export interface ModelEntry {
  readonly id: string;
  readonly dimensions: Dimensions;
  /** Bytes to download. */
  readonly bytes: number;
}

export const models: readonly ModelEntry[] = [
  { id: 'tiny-encoder', dimensions: dimensionsOf({ model_type: 'bert', num_hidden_layers: 2, hidden_size: 128, num_attention_heads: 4, intermediate_size: 512, vocab_size: 8192, max_position_embeddings: 128 }), bytes: 3_500_000 },
  { id: 'tiny-decoder', dimensions: dimensionsOf({ model_type: 'gpt2', n_layer: 4, n_embd: 192, n_head: 6, vocab_size: 4096, n_positions: 128 }), bytes: 5_400_000 },
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
