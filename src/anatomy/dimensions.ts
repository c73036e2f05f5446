/** Sizes of a model from its config.json alone, so that closed-form counts answer for models that are not loaded. */
import type { Dimensions, Family } from './anatomy';
import { familyOfConfig, positionOffset } from './names';

/**
 * Dimensions that `describe` would find in an export of the base model (with tied or untied language-model head for decoders).
 * @throws Error when the family is not known or a size is missing.
 */
export function dimensionsOf(config: Readonly<Record<string, unknown>>): Dimensions {
  const family = familyOfConfig(config);
  if (!family)
    throw new Error(
      `Models of type "${String(config.model_type)}" are not known; use a config.json of BERT, RoBERTa, DistilBERT, ELECTRA, GPT-2 or Llama.`,
    );
  const size = (keys: readonly string[], fallback?: number): number => {
    const value = keys.map((key) => config[key]).find((entry) => typeof entry === 'number') as number | undefined;
    if (value === undefined && fallback === undefined) throw new Error(`config.json lacks "${keys[0]}".`);
    return value ?? fallback!;
  };
  const hidden = size(['hidden_size', 'n_embd', 'dim']);
  const heads = size(['num_attention_heads', 'n_head', 'n_heads']);
  const decoder = family === 'gpt2' || family === 'llama';
  const positions = size(['max_position_embeddings', 'n_positions', 'n_ctx'], family === 'llama' ? 0 : undefined);
  const headDim = size(['head_dim'], hidden / heads);
  const tokenTypes = ['bert', 'roberta', 'electra'].includes(family) ? size(['type_vocab_size'], 2) : 0;
  const shape = {
    family,
    layers: size(['num_hidden_layers', 'n_layer', 'n_layers']),
    hidden,
    heads,
    headDim,
    embeddingSize: family === 'electra' ? size(['embedding_size'], hidden) : hidden,
    kvHeads: size(['num_key_value_heads'], heads),
    intermediate: size(['intermediate_size', 'n_inner', 'hidden_dim'], 4 * hidden),
    vocabulary: size(['vocab_size']),
  };
  const projectionBias = family !== 'llama' || config.attention_bias === true;
  const qkvBias = projectionBias || config.model_type === 'qwen2';
  const feedForwardBias = family !== 'llama' || config.mlp_bias === true;
  const tied = config.tie_word_embeddings !== false;
  const counts = countWeights(shape, {
    positions: family === 'llama' ? 0 : positions,
    tokenTypes,
    qkvBias,
    projectionBias,
    feedForwardBias,
    untiedHead: decoder && !tied,
  });
  return {
    ...shape,
    ...counts,
    kind: decoder ? 'decoder' : 'encoder',
    maxPositions: family === 'llama' ? Infinity : positions - positionOffset(family),
    normPosition: decoder ? 'pre' : 'post',
    normKind: family === 'llama' ? 'rms' : 'layer',
    biases: family !== 'llama' || projectionBias,
    fusedQkv: family === 'gpt2',
    gated: family === 'llama',
    embeddingNorm: !decoder,
    finalNorm: decoder,
  };
}

type Shape = Pick<
  Dimensions,
  'layers' | 'hidden' | 'heads' | 'headDim' | 'embeddingSize' | 'kvHeads' | 'intermediate' | 'vocabulary'
> & { readonly family: Family };
interface Choices {
  readonly positions: number;
  readonly tokenTypes: number;
  readonly qkvBias: boolean;
  readonly projectionBias: boolean;
  readonly feedForwardBias: boolean;
  readonly untiedHead: boolean;
}

function countWeights(s: Shape, c: Choices): Pick<Dimensions, 'parameters' | 'biasScalars'> {
  const { hidden: d, intermediate, embeddingSize: e } = s;
  const query = s.heads * s.headDim,
    keyValue = s.kvHeads * s.headDim;
  const layerNorm = s.family !== 'llama';
  const gated = s.family === 'llama';
  const decoder = s.family === 'gpt2' || s.family === 'llama';
  const layerBiases =
    (c.qkvBias ? query + 2 * keyValue : 0) +
    (c.projectionBias ? d : 0) +
    (c.feedForwardBias ? intermediate * (gated ? 2 : 1) + d : 0) +
    (layerNorm ? 2 * d : 0);
  const layerMatrices = d * (query + 2 * keyValue) + query * d + d * intermediate * (gated ? 3 : 2);
  const outerNorm = decoder ? d : e;
  const project = e === d ? 0 : d;
  const biasScalars = s.layers * layerBiases + (layerNorm ? outerNorm : 0) + project;
  const gains = s.layers * 2 * d + outerNorm;
  const tables = (s.vocabulary + c.positions + c.tokenTypes) * e + project * e + (c.untiedHead ? s.vocabulary * d : 0);
  return { biasScalars, parameters: tables + s.layers * layerMatrices + gains + biasScalars };
}
