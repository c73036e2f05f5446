/** Room for virtual tokens: shorter text inputs, and mask and token types that cover the virtual positions. */
import type { Dimensions } from '../../anatomy/anatomy';
import type { Builder } from '../../onnx/builder';
import { i32, sizeOf } from '../../onnx/tensor';
import type { MethodContext } from '../contract';
import type { TensorSpec } from '../tensors';

/**
 * Gives the graph input the shape (B, T) of the text. Values computed from it keep their old types until they are
 * inferred again.
 */
function narrow(g: Builder, name: string, batch: number, sequence: number): void {
  const input = g.graph.inputs.find((candidate) => candidate.name === name);
  if (!input) throw new Error(`The graph has no input "${name}".`);
  g.graph.inputs = g.graph.inputs.map((candidate) =>
    candidate === input ? { ...input, dims: [batch, sequence] } : candidate,
  );
  g.graph.types.set(name, { dtype: input.dtype, shape: [batch, sequence] });
}

/** `count` columns of one number before those of `value`, on its last axis. */
export function prepended(g: Builder, value: string, count: number, fill: number): string {
  const { dtype, shape } = g.typeOf(value);
  const pad = [...shape.slice(0, -1), count];
  const constant =
    dtype === 'float32'
      ? g.filled(pad, fill)
      : g.initializer(`virtual_${fill}`, i32(pad, new Int32Array(sizeOf(pad)).fill(fill)));
  return g.concat([constant, value], shape.length - 1);
}

/**
 * The base graph was made for l + T positions. Afterwards its inputs are (B, T): the mask gets l ones in front, token
 * types l zeros. @returns ids (B, T), for the word embedding.
 */
export function makeRoom(context: MethodContext): string {
  const {
    builder: g,
    anatomy: { inputs },
    batch,
    sequence,
    virtualTokens,
  } = context;
  const fills = [
    [inputs.ids, 0],
    [inputs.mask, 1],
    [inputs.tokenTypes, 0],
  ] as const;
  for (const [name, fill] of fills) {
    if (!name || !g.graph.isInput(name)) continue;
    narrow(g, name, batch, sequence);
    g.wrap(name, (value) => prepended(g, value, virtualTokens, fill));
  }
  return inputs.ids;
}

/** The text's word embeddings, as the model itself takes them from its table. */
export function wordsOf({ builder: g, anatomy }: MethodContext, ids: string): string {
  const { weight, scale } = anatomy.embeddings.word;
  const rows = g.gather(weight, ids);
  return scale === undefined ? rows : g.scale(rows, scale);
}

/**
 * Puts vectors in front of the text and cuts their positions off again behind the last layer.
 * @param vectors from the text's embeddings (B, T, d): the virtual tokens, (l, d) for all texts or (B, l, d)
 * @returns the hidden states of the text; undefined in an encoder–decoder
 */
export function prependVectors(context: MethodContext, vectors: (words: string) => string): string | undefined {
  const { builder: g, anatomy, batch, virtualTokens: l } = context;
  const width = anatomy.dimensions.embeddingSize;
  const ids = makeRoom(context);
  g.wrap(anatomy.embeddings.word.output, () => {
    const words = wordsOf(context, ids);
    const given = vectors(words);
    const each = g.shapeOf(given).length === 3 ? given : g.expand(g.reshape(given, [1, l, width]), [batch, l, width]);
    return g.concat([each, words], 1);
  });
  // The decoder of an encoder–decoder reads no virtual tokens.
  if (anatomy.stacks) return undefined;
  const text = g.wrap(anatomy.lastHidden, (hidden) => g.slice(hidden, 1, l, l + context.sequence));
  context.setLastHidden(text, anatomy.lastHidden);
  return text;
}

/** A table of l vectors in front of the text, N(0, 0.02²) unless `apply` starts it otherwise. */
export const promptSpec = (
  name: string,
  l: number,
  d: Pick<Dimensions, 'embeddingSize'>,
  options: Partial<TensorSpec> = {},
): TensorSpec => ({
  name,
  shape: [l, d.embeddingSize],
  treatment: 'new',
  init: { kind: 'normal', std: 0.02 },
  places: ['tokens'],
  change: 'rows',
  symbol: String(l),
  decay: false,
  ...options,
});

/** Enters a declared prompt. @param words it starts as copies of random words */
export const enterPrompt = (context: MethodContext, name: string, words: boolean): string =>
  context.tensor(name, words ? { init: { kind: 'vocabulary', tensor: context.anatomy.embeddings.word.weight } } : {});
