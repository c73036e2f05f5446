/** The attention of one layer: which positions look at which, head by head. */
import { MessageError } from '../messages/message';
import type { Tensor } from '../onnx/tensor';
import type { Applied } from './applied';
import { says } from './messages';
import { standingIn } from './standing';

export interface AttentionAt {
  /** Place in the order of execution, from 0. */
  readonly layer: number;
  /** Of a decoder on an encoder: from what it writes to what the encoder read. */
  readonly cross: boolean;
}

/**
 * The softmax of a layer's attention, (B, heads, queries, keys).
 * @throws MessageError where the layer has none that could be told apart
 */
export const chooseAttention =
  ({ layer, cross }: AttentionAt) =>
  ({
    base,
    builder: g,
  }: Applied): { readonly values: readonly string[]; readonly about: { readonly written: boolean } } => {
    const found = base.anatomy.layers[layer];
    const attention = cross ? found?.cross : found?.attention;
    const { gaps } = base.anatomy.dimensions;
    if (!attention) throw new MessageError(gaps?.layers ?? says.noAttention);
    const value = standingIn(g, attention.probabilities);
    if (g.graph.types.get(value)?.shape.length !== 4) throw new MessageError(says.noAttention);
    // In a decoder on an encoder those that look are written.
    return { values: [value], about: { written: found!.cross !== undefined } };
  };

/** Shares of the attention of a text's tokens. */
export interface Heads {
  readonly heads: number;
  /** Keys that the method put before those of the text. */
  readonly learnt: number;
  /** (heads, queries, learnt + keys), each row's sum 1 unless keys behind the text have a share. */
  readonly shares: Float32Array;
}

/**
 * Of the first row of a batch.
 * @param queries positions of the graph on the side that looks, and tokens of the text there
 * @param keys the same of the side that is looked at
 */
export function headsOf(
  { data, dims }: Tensor,
  queries: { readonly positions: number; readonly tokens: number },
  keys: { readonly positions: number; readonly tokens: number },
): Heads {
  const [, heads, rows, columns] = dims as [number, number, number, number];
  const [first, learnt] = [rows - queries.positions, columns - keys.positions];
  const width = learnt + keys.tokens;
  const shares = new Float32Array(heads * queries.tokens * width);
  for (let head = 0; head < heads; head++)
    for (let query = 0; query < queries.tokens; query++) {
      const from = (head * rows + first + query) * columns;
      shares.set((data as Float32Array).subarray(from, from + width), (head * queries.tokens + query) * width);
    }
  return { heads, learnt, shares };
}
