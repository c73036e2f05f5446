/** What `cli inspect` and the page print of an anatomy: one line a part. */
import type { Anatomy } from './anatomy';
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
  const { embeddings } = anatomy;
  add('embeddings.word', embeddings.word, embeddings.word.weight);
  add('embeddings.position', embeddings.position, embeddings.position?.weight);
  add('embeddings.tokenType', embeddings.tokenType, embeddings.tokenType?.weight);
  add('embeddings.norm', embeddings.norm, embeddings.norm?.gain);
  add('embeddings.projection', embeddings.projection, embeddings.projection?.weight);
  for (const layer of distinctLayers(anatomy.layers)) {
    const { attention, feedForward, norms } = layer;
    const at = (name: string) => `layer.${layer.index}.${name}`;
    const pre = anatomy.dimensions.normPosition === 'pre';
    if (pre) add(at('norm.attention'), norms[0], norms[0].gain);
    if (attention.fused) add(at('attention.qkv'), attention.fused, attention.fused.weight);
    else
      for (const site of ['q', 'k', 'v'] as const)
        add(at(`attention.${site}`), attention[site].linear, attention[site].linear.weight);
    add(at('attention.o'), attention.o, attention.o.weight);
    add(at(pre ? 'norm.ffn' : 'norm.attention'), norms[pre ? 1 : 0], norms[pre ? 1 : 0].gain);
    add(at('ffn.gate'), feedForward.gate, feedForward.gate?.weight);
    add(at('ffn.up'), feedForward.up, feedForward.up.weight);
    add(at('ffn.down'), feedForward.down, feedForward.down.weight);
    if (!pre) add(at('norm.ffn'), norms[1], norms[1].gain);
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
