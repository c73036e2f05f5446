/** Sizes of a T5 from its config.json alone (Raffel et al. 2020; v1.1's gated feed-forward block, Shazeer 2020). */
import type { BaseTensor, Dimensions } from './anatomy';
import { crossSites, describedTensors, scalars } from './baseTensors';
import { says } from './messages';
import { MessageError } from '../messages/message';

/**
 * Dimensions that `describe` would find in an export of such a model: layers of the encoder, then those of the decoder.
 * @throws MessageError when a size is missing
 */
export function t5Dimensions(config: Readonly<Record<string, unknown>>): Dimensions {
  const size = (key: string, fallback?: number): number => {
    const value = typeof config[key] === 'number' ? config[key] : fallback;
    if (value === undefined) throw new MessageError(says.configLacks({ key }));
    return value;
  };
  const [hidden, heads, headDim] = [size('d_model'), size('num_heads'), size('d_kv')];
  const encoderLayers = size('num_layers');
  const layers = encoderLayers + size('num_decoder_layers', encoderLayers);
  const sizes = {
    layers,
    encoderLayers,
    hidden,
    embeddingSize: hidden,
    heads,
    headDim,
    kvHeads: heads,
    intermediate: size('d_ff'),
    vocabulary: size('vocab_size'),
    normPosition: 'pre',
    normKind: 'rms',
    fusedQkv: false,
    gated: typeof config.feed_forward_proj === 'string' && config.feed_forward_proj.startsWith('gated'),
    embeddingNorm: false,
    finalNorm: true,
  } as const;
  const tensors = [
    ...describedTensors(sizes, {
      positions: 0,
      tokenTypes: 0,
      qkvBias: false,
      projectionBias: false,
      feedForwardBias: false,
      untiedHead: config.tie_word_embeddings === false,
    }),
    ...crossAttention(sizes),
    { name: 'encoder.norm.weight', place: 'finalNorm', role: 'gain', shape: [hidden] } as const,
    // Tables of relative positions: of each stack the first layer's, which the others share.
    ...[0, encoderLayers].map((layer): BaseTensor => ({
      name: `layer.${layer}.relative_attention_bias.weight`,
      place: 'attention',
      role: 'weight',
      layer,
      shape: [size('relative_attention_num_buckets', 32), heads],
    })),
  ];
  return {
    family: 't5',
    kind: 'encoder-decoder',
    ...sizes,
    maxPositions: Infinity,
    biases: false,
    biasScalars: 0,
    parameters: scalars(tensors),
    tensors,
    gaps: { prefix: says.learnedBias({ layer: 0 }) },
  };
}

type Sizes = Pick<Dimensions, 'layers' | 'hidden' | 'heads' | 'headDim'> & { readonly encoderLayers: number };

function crossAttention({ layers, encoderLayers, hidden, heads, headDim }: Sizes): BaseTensor[] {
  return Array.from({ length: layers - encoderLayers }, (_, i): BaseTensor[] => {
    const layer = encoderLayers + i;
    return [
      { name: `layer.${layer}.normCross.weight`, place: 'normCross', role: 'gain', layer, shape: [hidden] },
      ...Object.values(crossSites).map((place): BaseTensor => ({
        name: `layer.${layer}.${place}.weight`,
        place,
        role: 'weight',
        layer,
        shape: place === 'crossO' ? [heads * headDim, hidden] : [hidden, heads * headDim],
      })),
    ];
  }).flat();
}
