/** Models that are too large for a browser tab, as dimensions: the survey's four, and whatever is typed in. */
import type { Dimensions } from '../../anatomy/anatomy';
import { describedTensors, scalars } from '../../anatomy/baseTensors';
import { dimensionsOf } from '../../anatomy/dimensions';

export interface Target {
  readonly id: string;
  readonly name: string;
  /** Name at the Hugging Face hub, for the script. */
  readonly hub: string;
  readonly dimensions: Dimensions;
  /** What the count leaves out or takes in, where that is not plain. */
  readonly note?: 't5' | 'llama';
}

const roberta = (hidden: number, layers: number, heads: number): Dimensions =>
  dimensionsOf({
    model_type: 'roberta',
    vocab_size: 50265,
    hidden_size: hidden,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    intermediate_size: 4 * hidden,
    max_position_embeddings: 514,
    type_vocab_size: 1,
  });

/** All weights of T5 (encoder, decoder with cross-attention, tied embedding, two tables of relative positions). */
function t5Weights(d: number, feedForward: number, layers: number, heads: number, vocabulary: number): number {
  const encoderLayer = 4 * d * d + 2 * d * feedForward + 2 * d;
  const decoderLayer = 8 * d * d + 2 * d * feedForward + 3 * d;
  return vocabulary * d + layers * (encoderLayer + decoderLayer) + 2 * (d + 32 * heads);
}

/**
 * T5 of `layers` blocks in each of its two stacks. Methods are counted in the self-attention and feed-forward blocks of
 * both; cross-attention stays as it is.
 */
export function t5(
  hidden: number,
  intermediate: number,
  layers: number,
  heads: number,
  vocabulary: number,
): Dimensions {
  const sizes = {
    layers: 2 * layers,
    hidden,
    embeddingSize: hidden,
    heads,
    kvHeads: heads,
    headDim: hidden / heads,
    intermediate,
    vocabulary,
    normPosition: 'pre',
    normKind: 'rms',
    fusedQkv: false,
    gated: false,
    embeddingNorm: false,
    finalNorm: true,
  } as const;
  const blocks = describedTensors(sizes, {
    positions: 0,
    tokenTypes: 0,
    qkvBias: false,
    projectionBias: false,
    feedForwardBias: false,
    untiedHead: false,
  });
  const parameters = t5Weights(hidden, intermediate, layers, heads, vocabulary);
  const norms = [...Array.from({ length: layers }, (_, i) => `cross.${i}.norm`), 'decoder.norm'].map(
    (module) => ({ name: `${module}.weight`, place: 'embeddings', role: 'gain', shape: [hidden] }) as const,
  );
  return {
    ...sizes,
    family: 'unknown',
    kind: 'encoder',
    maxPositions: Infinity,
    biases: false,
    biasScalars: 0,
    parameters,
    tensors: [
      ...blocks,
      // Those before cross-attention, and the second stack's final one.
      ...norms,
      // Cross-attention and the tables of relative positions.
      { name: 'rest', place: 'embeddings', role: 'weight', shape: [parameters - scalars(blocks) - scalars(norms)] },
    ],
  };
}

export const targets: readonly Target[] = [
  { id: 'roberta-base', name: 'RoBERTa-base', hub: 'FacebookAI/roberta-base', dimensions: roberta(768, 12, 12) },
  { id: 'roberta-large', name: 'RoBERTa-large', hub: 'FacebookAI/roberta-large', dimensions: roberta(1024, 24, 16) },
  { id: 't5-base', name: 'T5-base', hub: 'google-t5/t5-base', dimensions: t5(768, 3072, 12, 12, 32128), note: 't5' },
  {
    id: 'llama-7b',
    name: 'LLaMA-7B',
    hub: 'huggyllama/llama-7b',
    note: 'llama',
    dimensions: dimensionsOf({
      model_type: 'llama',
      vocab_size: 32000,
      hidden_size: 4096,
      num_hidden_layers: 32,
      num_attention_heads: 32,
      intermediate_size: 11008,
      tie_word_embeddings: false,
    }),
  },
];

/** Models that a script can be had for: the survey's, and the one that this page's decoders are like. */
export const scriptTargets: readonly Target[] = [
  ...targets,
  {
    id: 'gpt2',
    name: 'GPT-2',
    hub: 'openai-community/gpt2',
    dimensions: dimensionsOf({
      model_type: 'gpt2',
      vocab_size: 50257,
      n_embd: 768,
      n_layer: 12,
      n_head: 12,
      n_positions: 1024,
    }),
  },
];

/** What is typed in: an architecture and its sizes. */
export interface Typed {
  readonly style: 'bert' | 'gpt2' | 'llama';
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly intermediate: number;
  readonly vocabulary: number;
}

/** Ranges of the fields: wide enough for any model that exists, narrow enough for exact whole numbers. */
export const limits: Readonly<Record<Exclude<keyof Typed, 'style'>, readonly [number, number]>> = {
  layers: [1, 512],
  hidden: [8, 65536],
  heads: [1, 1024],
  intermediate: [8, 524288],
  vocabulary: [16, 4_000_000],
};

export const startTyped: Typed = {
  style: 'bert',
  layers: 12,
  hidden: 768,
  heads: 12,
  intermediate: 3072,
  vocabulary: 30522,
};

/** A field that can't be used. */
export interface TypedError {
  readonly field: keyof Typed;
  readonly min: number;
  readonly max: number;
  /** The heads do not share the width evenly. */
  readonly indivisible?: boolean;
}

/** @returns dimensions, or the first field that does not fit. */
export function typedDimensions(typed: Typed): Dimensions | TypedError {
  for (const [field, [min, max]] of Object.entries(limits) as [
    Exclude<keyof Typed, 'style'>,
    readonly [number, number],
  ][]) {
    const value = typed[field];
    if (!Number.isInteger(value) || value < min || value > max) return { field, min, max };
  }
  if (typed.hidden % typed.heads !== 0)
    return { field: 'heads', min: limits.heads[0], max: typed.hidden, indivisible: true };
  const { style, layers, hidden, heads, intermediate, vocabulary } = typed;
  return dimensionsOf({
    model_type: style,
    num_hidden_layers: layers,
    hidden_size: hidden,
    num_attention_heads: heads,
    intermediate_size: intermediate,
    vocab_size: vocabulary,
    max_position_embeddings: style === 'gpt2' ? 1024 : 512,
    type_vocab_size: 2,
    ...(style === 'llama' ? { tie_word_embeddings: false } : {}),
  });
}

export const isError = (result: Dimensions | TypedError): result is TypedError => 'field' in result;
