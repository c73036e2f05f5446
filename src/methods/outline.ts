/**
 * The anatomy of a model that is only described: modules under the names that Transformers gives them, no graph behind.
 * Enough for a method's `peftConfig`, which asks for module paths and sizes.
 */
import type { Anatomy, Dimensions, Family, Layer, Linear, Projection, Site } from '../anatomy/anatomy';
import { siteShape } from './parts/sites';

interface Paths {
  /** Of the base model in a task model. */
  readonly prefix: string;
  /** Of the first layer. */
  readonly layer: string;
  /** Of each linear, inside the layer. Fused models have no q, k, v of their own. */
  readonly sites: Readonly<Partial<Record<Site, string>>>;
  /** Of the norms, inside the layer; behind the embeddings and after the last layer, where the model has such. */
  readonly norms: readonly [string, string];
  readonly embeddingNorm?: string;
  readonly finalNorm?: string;
}

const bert: Omit<Paths, 'prefix'> = {
  layer: 'encoder.layer.0',
  sites: {
    q: 'attention.self.query',
    k: 'attention.self.key',
    v: 'attention.self.value',
    o: 'attention.output.dense',
    up: 'intermediate.dense',
    down: 'output.dense',
  },
  norms: ['attention.output.LayerNorm', 'output.LayerNorm'],
  embeddingNorm: 'embeddings.LayerNorm',
};

/**
 * The layer's own index lies between block and module, so the names begin after it: `SelfAttention.q` is in both
 * stacks.
 */
const t5: Paths = {
  prefix: '',
  layer: 'block',
  sites: {
    q: 'SelfAttention.q',
    k: 'SelfAttention.k',
    v: 'SelfAttention.v',
    o: 'SelfAttention.o',
    up: 'DenseReluDense.wi',
    down: 'DenseReluDense.wo',
  },
  norms: ['layer_norm', 'layer_norm'],
  finalNorm: 'final_layer_norm',
};

const paths: Readonly<Record<Family, Paths>> = {
  bert: { ...bert, prefix: 'bert.' },
  roberta: { ...bert, prefix: 'roberta.' },
  electra: { ...bert, prefix: 'electra.' },
  albert: {
    prefix: 'albert.',
    layer: 'encoder.albert_layer_groups.0.albert_layers.0',
    sites: {
      q: 'attention.query',
      k: 'attention.key',
      v: 'attention.value',
      o: 'attention.dense',
      up: 'ffn',
      down: 'ffn_output',
    },
    norms: ['attention.LayerNorm', 'full_layer_layer_norm'],
    embeddingNorm: 'embeddings.LayerNorm',
  },
  distilbert: {
    prefix: 'distilbert.',
    layer: 'transformer.layer.0',
    sites: {
      q: 'attention.q_lin',
      k: 'attention.k_lin',
      v: 'attention.v_lin',
      o: 'attention.out_lin',
      up: 'ffn.lin1',
      down: 'ffn.lin2',
    },
    norms: ['sa_layer_norm', 'output_layer_norm'],
    embeddingNorm: 'embeddings.LayerNorm',
  },
  gpt2: {
    prefix: 'transformer.',
    layer: 'h.0',
    sites: { qkv: 'attn.c_attn', o: 'attn.c_proj', up: 'mlp.c_fc', down: 'mlp.c_proj' },
    norms: ['ln_1', 'ln_2'],
    finalNorm: 'ln_f',
  },
  llama: {
    prefix: 'model.',
    layer: 'layers.0',
    sites: {
      q: 'self_attn.q_proj',
      k: 'self_attn.k_proj',
      v: 'self_attn.v_proj',
      o: 'self_attn.o_proj',
      gate: 'mlp.gate_proj',
      up: 'mlp.up_proj',
      down: 'mlp.down_proj',
    },
    norms: ['input_layernorm', 'post_attention_layernorm'],
    finalNorm: 'norm',
  },
  bart: {
    prefix: 'model.',
    layer: 'encoder.layers.0',
    sites: {
      q: 'self_attn.q_proj',
      k: 'self_attn.k_proj',
      v: 'self_attn.v_proj',
      o: 'self_attn.out_proj',
      up: 'fc1',
      down: 'fc2',
    },
    norms: ['self_attn_layer_norm', 'final_layer_norm'],
    embeddingNorm: 'encoder.layernorm_embedding',
  },
  t5,
  unknown: t5,
};

export function outlineOf(dimensions: Dimensions, languageModel: boolean): Anatomy {
  const { prefix, layer, sites, norms, embeddingNorm, finalNorm } = paths[dimensions.family];
  const linear = (site: Site): Linear => {
    const path = `${layer}.${sites[site] ?? sites.qkv ?? site}`;
    return {
      path,
      weight: `${path}.weight`,
      input: `${path}.input`,
      output: `${path}.output`,
      ...siteShape(dimensions, site),
      conv1d: dimensions.family === 'gpt2',
    };
  };
  const fused = dimensions.fusedQkv ? linear('qkv') : undefined;
  const widths = (['q', 'k', 'v'] as const).map((site) => siteShape(dimensions, site).outFeatures);
  const projection = (site: 'q' | 'k' | 'v', index: number): Projection => {
    const own = fused ?? linear(site);
    const start = fused ? widths.slice(0, index).reduce((sum, width) => sum + width, 0) : 0;
    return { linear: own, start, end: start + widths[index]!, output: `${own.output}.${site}` };
  };
  const norm = (path: string) => ({
    path,
    kind: dimensions.normKind,
    gain: `${path}.weight`,
    input: `${path}.input`,
    output: `${path}.output`,
  });
  const first: Layer = {
    index: 0,
    path: layer,
    input: 'input',
    output: 'output',
    norms: [
      { ...norm(`${layer}.${norms[0]}`), place: 'norm1' },
      { ...norm(`${layer}.${norms[1]}`), place: 'norm2' },
    ],
    residuals: ['residual1', 'residual2'],
    attention: {
      q: projection('q', 0),
      k: projection('k', 1),
      v: projection('v', 2),
      ...(fused ? { fused } : {}),
      o: linear('o'),
      keys: 'keys',
      values: 'values',
      masks: [],
      scores: 'scores',
      probabilities: 'probabilities',
      context: 'context',
    },
    feedForward: {
      up: linear('up'),
      ...(dimensions.gated ? { gate: linear('gate') } : {}),
      down: linear('down'),
      middle: 'middle',
    },
  };
  return {
    dimensions,
    prefix,
    lastHidden: 'output',
    names: new Map(),
    weights: [],
    missing: [],
    inputs: { ids: 'input_ids', mask: 'attention_mask' },
    embeddings: {
      word: { path: 'embeddings.word_embeddings', weight: 'embeddings.word_embeddings.weight', output: 'embeddings' },
      output: 'embeddings',
      ...(embeddingNorm !== undefined && { norm: norm(embeddingNorm) }),
    },
    ...(finalNorm !== undefined && { finalNorm: norm(finalNorm) }),
    layers: [first],
    ...(languageModel ? { languageModelHead: { logits: 'logits', weight: 'lm_head.weight', tied: false } } : {}),
  };
}
