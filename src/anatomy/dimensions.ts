/** Sizes of a model from its config.json alone, so that closed-form counts answer for models that are not loaded. */
import { says } from './messages';
import { MessageError } from '../messages/message';
import type { Dimensions } from './anatomy';
import { describedTensors, scalars } from './baseTensors';
import { windowOf } from './prefixPositions';
import { familyOfConfig, positionOffset } from './names';
import { t5Dimensions } from './t5Dimensions';

/**
 * Dimensions that `describe` would find in an export of the base model (with tied or untied language-model head for
 * decoders).
 * @throws MessageError when the family is not known or a size is missing.
 */
export function dimensionsOf(config: Readonly<Record<string, unknown>>): Dimensions {
  const family = familyOfConfig(config);
  if (config.model_type === 't5') return t5Dimensions(config);
  if (!family) throw new MessageError(says.unknownType({ type: String(config.model_type) }));
  const size = (keys: readonly string[], fallback?: number): number => {
    const value = keys.map((key) => config[key]).find((entry) => typeof entry === 'number') as number | undefined;
    if (value === undefined && fallback === undefined) throw new MessageError(says.configLacks({ key: keys[0]! }));
    return value ?? fallback!;
  };
  const hidden = size(['hidden_size', 'n_embd', 'dim']);
  const heads = size(['num_attention_heads', 'n_head', 'n_heads']);
  const decoder = family === 'gpt2' || family === 'llama';
  const positions = size(['max_position_embeddings', 'n_positions', 'n_ctx'], family === 'llama' ? 0 : undefined);
  const headDim = size(['head_dim'], hidden / heads);
  const tokenTypes = ['bert', 'roberta', 'electra', 'albert'].includes(family) ? size(['type_vocab_size'], 2) : 0;
  const executed = size(['num_hidden_layers', 'n_layer', 'n_layers']);
  const inner = family === 'albert' ? size(['inner_group_num'], 1) : 1;
  const own = family === 'albert' ? inner * size(['num_hidden_groups'], 1) : executed;
  const shape = {
    layers: own,
    ...(own < inner * executed && { depth: inner * executed }),
    hidden,
    heads,
    headDim,
    embeddingSize: family === 'electra' || family === 'albert' ? size(['embedding_size'], hidden) : hidden,
    kvHeads: size(['num_key_value_heads'], heads),
    intermediate: size(['intermediate_size', 'n_inner', 'hidden_dim'], 4 * hidden),
    vocabulary: size(['vocab_size']),
  };
  const projectionBias = family !== 'llama' || config.attention_bias === true;
  const qkvBias = projectionBias || config.model_type === 'qwen2';
  const feedForwardBias = family !== 'llama' || config.mlp_bias === true;
  const tied = config.tie_word_embeddings !== false;
  const layout = {
    normPosition: decoder ? ('pre' as const) : ('post' as const),
    normKind: family === 'llama' ? ('rms' as const) : ('layer' as const),
    fusedQkv: family === 'gpt2',
    gated: family === 'llama',
    embeddingNorm: !decoder,
    finalNorm: decoder,
  };
  const tensors = describedTensors(
    { ...shape, ...layout },
    {
      positions: family === 'llama' ? 0 : positions,
      tokenTypes,
      qkvBias,
      projectionBias,
      feedForwardBias,
      untiedHead: decoder && !tied,
    },
  );
  return {
    family,
    ...shape,
    ...layout,
    kind: decoder ? 'decoder' : 'encoder',
    maxPositions: family === 'llama' ? Infinity : positions - positionOffset(family),
    ...(windowOf(config) !== undefined && { window: windowOf(config)! }),
    biases: family !== 'llama' || projectionBias,
    biasScalars: scalars(tensors.filter(({ role }) => role === 'bias')),
    parameters: scalars(tensors),
    tensors,
  };
}
