/** What the page offers before anything is downloaded: bundled models with their sizes (a loaded model's own report replaces these) and data sets. */
import type { Dimensions } from '../anatomy/anatomy';
import manifest from '../../models/data/manifest.json';

export interface ModelEntry {
  readonly id: string;
  readonly dimensions: Dimensions;
  /** Bytes to download. */
  readonly bytes: number;
}

/** Sizes of a post-LN BERT without pooler, from its configuration. */
function bert(layers: number, hidden: number, heads: number, intermediate: number, vocabulary: number, positions: number): Dimensions {
  const biasScalars = layers * (7 * hidden + intermediate) + hidden;
  const linears = layers * (4 * hidden * hidden + 2 * hidden * intermediate);
  return {
    family: 'bert', kind: 'encoder', layers, hidden, heads, kvHeads: heads, headDim: hidden / heads, intermediate, vocabulary, embeddingSize: hidden,
    maxPositions: positions, normPosition: 'post', normKind: 'layer', biases: true, fusedQkv: false, gated: false, embeddingNorm: true, finalNorm: false,
    biasScalars,
    // Embedding tables, linears, biases, and one norm gain for each norm bias.
    parameters: (vocabulary + positions + 2) * hidden + linears + biasScalars + (2 * layers + 1) * hidden,
  };
}

/** Sizes of a pre-LN GPT-2 with tied head. */
function gpt2(layers: number, hidden: number, heads: number, vocabulary: number, positions: number): Dimensions {
  const biasScalars = layers * (3 * hidden + hidden + 4 * hidden + hidden + 2 * hidden) + hidden;
  return {
    family: 'gpt2', kind: 'decoder', layers, hidden, heads, kvHeads: heads, headDim: hidden / heads, intermediate: 4 * hidden, vocabulary, embeddingSize: hidden,
    maxPositions: positions, normPosition: 'pre', normKind: 'layer', biases: true, fusedQkv: true, gated: false, embeddingNorm: false, finalNorm: true,
    biasScalars,
    parameters: (vocabulary + positions) * hidden + layers * 12 * hidden * hidden + biasScalars + (2 * layers + 1) * hidden,
  };
}

export const models: readonly ModelEntry[] = [
  { id: 'tiny-encoder', dimensions: bert(2, 128, 4, 512, 8192, 128), bytes: 3_500_000 },
  { id: 'tiny-decoder', dimensions: gpt2(4, 192, 6, 4096, 128), bytes: 5_400_000 },
  { id: 'all-MiniLM-L6-v2', dimensions: bert(6, 384, 12, 1536, 30_522, 512), bytes: 45_600_000 },
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
