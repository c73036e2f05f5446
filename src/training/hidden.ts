/**
 * The hidden states of a text behind every layer, and how far a method has moved them: where it acts.
 *
 * Of a state h of the pretrained model and h′ of the trained one, the distance is ‖h′ − h‖ / ‖h‖: 0 where nothing is
 * other, 1 where the change is as long as the state. Of a whole text both lengths are over all its tokens together.
 */
import type { Anatomy } from '../anatomy/anatomy';
import { MessageError } from '../messages/message';
import type { Tensor } from '../onnx/tensor';
import type { Applied } from './applied';
import { says } from './messages';
import { standingIn } from './standing';

/** Which tokens: those that are read, or those that a decoder on an encoder writes. */
export type Side = 'read' | 'written';

/** Where a state stands: before the first layer, behind one, or what the head reads. */
export interface StateRow {
  readonly at: 'embeddings' | 'layer' | 'final';
  readonly side: Side;
  /** Place in the order of execution, from 0. */
  readonly layer?: number;
}

/** A row, and which of the values that are read it is. */
export interface ReadRow extends StateRow {
  readonly of: number;
}

export interface States {
  readonly rows: readonly ReadRow[];
  /** Keys that stand before those of the text in the first layer's attention. */
  readonly prefix: number;
  /** Vectors that stand before the text's embeddings. */
  readonly virtual: number;
  /** With which token a decoder on an encoder begins. */
  readonly start?: number;
}

type ChosenRow = StateRow & { readonly value: string };

function rowsIn({ layers, embeddings, stacks, lastHidden }: Anatomy): ChosenRow[] {
  const side = (written: boolean): Side => (written ? 'written' : 'read');
  const inside = layers.map(({ output, cross }, layer): ChosenRow => ({
    at: 'layer',
    side: side(cross !== undefined),
    layer,
    value: output,
  }));
  const first: ChosenRow = { at: 'embeddings', side: 'read', value: embeddings.output };
  const final: ChosenRow = { at: 'final', side: side(stacks !== undefined), value: lastHidden };
  if (!stacks) return [first, ...inside, final];
  const begins = inside.findIndex((row) => row.side === 'written');
  const second: ChosenRow = { at: 'embeddings', side: 'written', value: stacks.decoderEmbeddings.output };
  return [first, ...inside.slice(0, begins), second, ...inside.slice(begins), final];
}

/**
 * The states of a method's graph.
 * @throws MessageError where the model's layers are not understood
 */
export function chooseStates({ base, builder: g, lastHidden }: Applied): {
  readonly values: readonly string[];
  readonly about: States;
} {
  const { anatomy } = base;
  const { gaps } = anatomy.dimensions;
  if (anatomy.lastHidden === '' || anatomy.layers.length === 0)
    throw new MessageError(gaps?.layers ?? gaps?.hiddenStates ?? says.noStates);
  const standing = ({ at, value }: ChosenRow) => (at === 'final' ? lastHidden : standingIn(g, value));
  const rows = rowsIn(anatomy).filter((row) => g.shapeOf(standing(row)).length === 3);
  const [first] = anatomy.layers;
  const positions = (value: string) => g.shapeOf(value).at(-2)!;
  const keys = g.graph.types.get(first!.attention.probabilities)?.shape.at(-1);
  const begin = positions(standing(rows[0]!));
  // One value may stand at two places: behind the last layer, and before the head.
  const values = [...new Set(rows.map(standing))];
  return {
    values,
    about: {
      rows: rows.map((row) => {
        const { value: _, ...told } = row;
        return { ...told, of: values.indexOf(standing(row)) };
      }),
      prefix: keys === undefined ? 0 : Math.max(0, keys - begin),
      virtual: Math.max(0, begin - g.shapeOf(anatomy.inputs.ids)[1]!),
      ...(anatomy.stacks?.startToken !== undefined && { start: anatomy.stacks.startToken }),
    },
  };
}

/** Of the first row of a batch: vectors (n, d) of its first n tokens, without what stands before them. */
function textOf({ data, dims }: Tensor, positions: number, tokens: number): Float32Array {
  const [, all, width] = dims as [number, number, number];
  const from = (all - positions) * width;
  return (data as Float32Array).slice(from, from + Math.min(tokens, positions) * width);
}

/**
 * Vectors (n, d) of the tokens of a text, row by row.
 * @param sizes of both sides: positions in the graph, and how many of them are the text's tokens
 */
export const statesOf = (
  rows: readonly ReadRow[],
  tensors: readonly Tensor[],
  sizes: Readonly<Record<Side, { readonly positions: number; readonly tokens: number }>>,
): readonly Float32Array[] =>
  rows.map(({ side, of }) => textOf(tensors[of]!, sizes[side].positions, sizes[side].tokens));

/** ‖h′ − h‖ / ‖h‖, of each token and of all together. */
export interface Distance {
  readonly all: number;
  readonly tokens: readonly number[];
}

/** @param base (n, d) of the pretrained model @param now (n, d) of the trained one */
export function distanceOf(base: Float32Array, now: Float32Array, tokens: number): Distance {
  const width = base.length / tokens;
  const ratio = (change: number, length: number) => (length > 0 ? Math.sqrt(change / length) : 0);
  let [change, length] = [0, 0];
  const each = Array.from({ length: tokens }, (_, token) => {
    let [moved, long] = [0, 0];
    for (let i = token * width; i < (token + 1) * width; i++) {
      moved += (now[i]! - base[i]!) ** 2;
      long += base[i]! ** 2;
    }
    change += moved;
    length += long;
    return ratio(moved, long);
  });
  return { all: ratio(change, length), tokens: each };
}
