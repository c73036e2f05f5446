/**
 * The base model, ready for one size: canonical graph and anatomy, kept so that a moved slider only rebuilds what it
 * changes.
 */
import { MessageError } from '../messages/message';
import { says } from './messages';
import { checkSize, sizeWithin } from '../anatomy/fixedSize';
import { prepareBase, type Base, type ModelSource } from '../anatomy/prepare';
import type { Graph } from '../onnx/graph';

export type { Base, ModelSource } from '../anatomy/prepare';

/** A text with its virtual tokens is longer than the model has positions, by `excess` tokens. */
export class PositionsError extends MessageError {
  override name = 'PositionsError';
  readonly excess: number;
  constructor(positions: number, asked: number, options?: ErrorOptions) {
    super(says.tooFewPositions({ positions, asked, excess: asked - positions }), options);
    this.excess = asked - positions;
  }
}

const prepared = new WeakMap<Graph, Map<string, Base>>();
/** Sizes kept for each model: training, generation and counting at once, and the previous choice. */
const kept = 12;

/**
 * The model for `batch` rows of `positions` tokens, virtual ones included. The result is shared: clone before editing.
 * @param target tokens that the decoder of an encoder–decoder reads, to whom virtual ones are not shown
 */
export function baseOf(model: ModelSource, batch: number, positions: number, target = positions): Base {
  let sizes = prepared.get(model.graph);
  if (!sizes) prepared.set(model.graph, (sizes = new Map<string, Base>()));
  const key = `${batch}x${positions}x${target}`;
  const found = sizes.get(key);
  if (found) return found;
  const base = prepare(model, batch, positions, target);
  sizes.set(key, base);
  for (const old of sizes.keys()) {
    if (sizes.size <= kept) break;
    sizes.delete(old);
  }
  return base;
}

function prepare(model: ModelSource, batch: number, positions: number, target: number): Base {
  checkSize(model.graph, { batch, sequence: positions });
  try {
    return prepareBase(model, { batch, sequence: positions, target });
  } catch (error) {
    // A position table that is too short shows as some shape that does not fit; the sentence should be about the
    // length.
    const shortest = 4;
    if (positions <= shortest) throw error;
    const small = sizeWithin(model.graph, { batch: 1, sequence: shortest });
    const { maxPositions } = baseOf(model, small.batch, small.sequence).anatomy.dimensions;
    if (positions <= maxPositions) throw error;
    throw new PositionsError(maxPositions, positions, { cause: error });
  }
}
