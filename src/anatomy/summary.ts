/** What `cli inspect` and the page print of an anatomy: one line a part. */
import type { Anatomy, LayerNorm } from './anatomy';
import { distinctLayers } from './shared';

export interface Part {
  /** For example `layer.0.attention.q`. */
  readonly part: string;
  /** HF module path. */
  readonly path: string;
  /** Shape of the weight in the canonical graph, as (in, out) for linears. */
  readonly shape: readonly number[];
  readonly bias: boolean;
}

/** Every part with weights, in the order of execution; parts that several layers share once. */
export function summarise(anatomy: Anatomy, shapeOf: (initializer: string) => readonly number[]): Part[] {
  const parts: Part[] = [];
  const add = (
    part: string,
    found: { readonly path: string; readonly bias?: string } | undefined,
    weight: string | undefined,
  ) => {
    if (found && weight) parts.push({ part, path: found.path, shape: shapeOf(weight), bias: found.bias !== undefined });
  };
  const { embeddings, stacks } = anatomy;
  add('embeddings.word', embeddings.word, embeddings.word.weight);
  add('embeddings.position', embeddings.position, embeddings.position?.weight);
  add('embeddings.tokenType', embeddings.tokenType, embeddings.tokenType?.weight);
  add('embeddings.norm', embeddings.norm, embeddings.norm?.gain);
  add('embeddings.projection', embeddings.projection, embeddings.projection?.weight);
  const decoder = anatomy.layers.find(({ cross }) => cross);
  for (const layer of distinctLayers(anatomy.layers)) {
    const { attention, cross, feedForward, norms } = layer;
    if (layer === decoder) {
      add('encoderNorm', stacks?.encoderNorm, stacks?.encoderNorm?.gain);
      if (stacks?.decoderEmbeddings.word.weight !== embeddings.word.weight)
        add('decoder.embeddings.word', stacks?.decoderEmbeddings.word, stacks?.decoderEmbeddings.word.weight);
      add(
        'decoder.embeddings.position',
        stacks?.decoderEmbeddings.position,
        stacks?.decoderEmbeddings.position?.weight,
      );
      add('decoder.embeddings.norm', stacks?.decoderEmbeddings.norm, stacks?.decoderEmbeddings.norm?.gain);
    }
    const at = (name: string) => `layer.${layer.index}.${name}`;
    const norm = (place: LayerNorm['place'], name: string) => {
      const found = norms.find((one) => one.place === place);
      add(at(name), found, found?.gain);
    };
    const post = anatomy.dimensions.normPosition === 'post';
    if (!post) norm('norm1', 'norm.attention');
    if (attention.fused) add(at('attention.qkv'), attention.fused, attention.fused.weight);
    else
      for (const site of ['q', 'k', 'v'] as const)
        add(at(`attention.${site}`), attention[site].linear, attention[site].linear.weight);
    add(at('attention.o'), attention.o, attention.o.weight);
    norm('normOut1', 'norm.attentionOut');
    if (post) norm('norm1', 'norm.attention');
    if (cross) {
      if (!post) norm('normCross', 'norm.cross');
      for (const site of ['q', 'k', 'v'] as const)
        add(at(`cross.${site}`), cross[site].linear, cross[site].linear.weight);
      add(at('cross.o'), cross.o, cross.o.weight);
      if (post) norm('normCross', 'norm.cross');
    }
    if (!post) norm('norm2', 'norm.ffn');
    add(at('ffn.gate'), feedForward.gate, feedForward.gate?.weight);
    add(at('ffn.up'), feedForward.up, feedForward.up.weight);
    add(at('ffn.down'), feedForward.down, feedForward.down.weight);
    norm('normOut2', 'norm.ffnOut');
    if (post) norm('norm2', 'norm.ffn');
  }
  add('finalNorm', anatomy.finalNorm, anatomy.finalNorm?.gain);
  const head = anatomy.languageModelHead;
  if (head)
    add(
      head.tied ? 'languageModelHead (tied to embeddings.word)' : 'languageModelHead',
      { path: 'lm_head', ...(head.bias && { bias: head.bias }) },
      head.weight,
    );
  return parts;
}
