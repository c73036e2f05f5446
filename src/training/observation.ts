/**
 * What a method does to a text on its way through the model, measured in the graph: how much it adds where it stands,
 * and how far its gates are open.
 */
import type { Anatomy, Layer } from '../anatomy/anatomy';
import type { Place } from '../anatomy/places';
import type { Batch } from '../data/batching';
import type { Builder } from '../onnx/builder';
import { optimise } from '../onnx/passes';
import type { Backend, DeviceTensor } from '../runtime/backend';
import { applyPredicting, freeze, heldBy, type Recipe } from './applied';
import { BatchInputs } from './batchInputs';
import { conclude, finish } from './conclude';
import { readFromBuckets, type Unit } from './pack';

/** ‖h′ − h‖ / ‖h‖ of a value h that h′ stands in place of, over the tokens of some texts. */
export interface Added {
  /** Where, as far as the model's parts are known by name. */
  readonly place?: Place;
  readonly layer?: number;
  readonly share: number;
}

/** Shares, or how far something is open, from 0 to 1: the mean over the texts and their tokens. */
export interface Gate {
  /** As the method names it: `layer.0.q.gate`. */
  readonly about: string;
  readonly values: readonly number[];
}

export interface Observation {
  readonly added: readonly Added[];
  readonly gates: readonly Gate[];
  readonly texts: number;
}

/** Longer ones are no shares. */
const MOST_SHARES = 64;

/** Parts of a layer by the value that they make. */
export function partsOf(layer: Layer): readonly (readonly [string, Place])[] {
  const { attention, cross, feedForward, norms } = layer;
  const { q, k, v, fused, o } = attention;
  return [
    ...(fused ? ([[fused.output, 'qkv']] as const) : []),
    [q.output, 'q'],
    [k.output, 'k'],
    [v.output, 'v'],
    [o.output, 'o'],
    [attention.context, 'attention'],
    ...(cross
      ? ([
          [cross.q.output, 'crossQ'],
          [cross.k.output, 'crossK'],
          [cross.v.output, 'crossV'],
          [cross.o.output, 'crossO'],
          [cross.context, 'crossAttention'],
        ] as const)
      : []),
    [feedForward.up.output, 'up'],
    ...(feedForward.gate ? ([[feedForward.gate.output, 'gate']] as const) : []),
    [feedForward.middle, 'middle'],
    [feedForward.down.output, 'down'],
    ...norms.map(({ output, place }) => [output, place] as const),
  ];
}

/** Where each value of the model is made. */
function placesIn({ layers, embeddings, lastHidden }: Anatomy): Map<string, Pick<Added, 'place' | 'layer'>> {
  const known = new Map<string, Pick<Added, 'place' | 'layer'>>();
  for (const layer of layers) {
    for (const value of [layer.output, ...layer.residuals]) known.set(value, { layer: layer.index });
    for (const [value, place] of partsOf(layer)) known.set(value, { place, layer: layer.index });
  }
  known.set(embeddings.output, { place: 'embeddings' });
  if (!known.has(lastHidden)) known.set(lastHidden, { place: 'finalNorm' });
  return known;
}

/** Sum of the squares of a value (B, T, …) over the tokens that are text; over all where it has other positions. */
function squares(g: Builder, value: string, mask: string | undefined): string {
  const shape = g.shapeOf(value);
  const squared = g.mul(value, value);
  const fits = mask && shape.length === 3 && g.shapeOf(mask).every((size, axis) => size === shape[axis]);
  const counted = fits ? g.mul(squared, g.reshape(g.cast(mask, 'float32'), [shape[0]!, shape[1]!, 1])) : squared;
  return g.reshape(
    g.reduceSum(
      counted,
      shape.map((_, axis) => axis),
      false,
    ),
    [1],
  );
}

const output = 'observed';

/**
 * Runs one batch. The graph is loaded for it, and released.
 * @param units layout of `states`
 */
export async function observe(
  backend: Backend,
  recipe: Recipe,
  units: readonly Unit[],
  states: Readonly<Record<string, DeviceTensor>>,
  batch: Batch,
): Promise<Observation> {
  const applied = applyPredicting(recipe);
  const { builder: g, base } = applied;
  freeze(recipe, applied, heldBy(units, applied.declared.states));
  readFromBuckets(g, units);
  g.enter('observation', 'task');
  const places = placesIn(base.anatomy);
  // A state that no part of the model is known to make says nothing to a reader.
  const alike = ({ original, from, to }: Builder['wrapped'][number]) =>
    places.has(original) &&
    g.typeOf(from).dtype === 'float32' &&
    g.shapeOf(from).length === 3 &&
    g.shapeOf(from).join() === g.shapeOf(to).join();
  const wrapped = g.wrapped.filter(alike);
  const watched = g.watched.filter(({ value }) => (g.shapeOf(value).at(-1) ?? Infinity) <= MOST_SHARES);
  const { mask } = base.anatomy.inputs;
  const present = mask !== undefined && g.graph.isInput(mask) ? mask : undefined;
  const parts = [
    ...wrapped.flatMap(({ from, to }) => [squares(g, g.sub(to, from), present), squares(g, from, present)]),
    ...watched.map(({ value }) => {
      const shape = g.shapeOf(value);
      const means = g.reduceMean(
        value,
        shape.slice(0, -1).map((_, axis) => axis),
        false,
      );
      return g.reshape(means, [shape.at(-1)!]);
    }),
  ];
  if (parts.length === 0) return { added: [], gates: [], texts: batch.rows };
  const all = parts.length > 1 ? g.concat(parts, 0) : parts[0]!;
  const sizes = watched.map(({ value }) => g.shapeOf(value).at(-1)!);
  const graph = optimise(conclude(finish(g, [all]), [[all, output]]));
  const inputs = new BatchInputs(backend, graph, base.anatomy);
  const numbers = backend.allocate(graph.typeOf(output), 'activations');
  const executable = await backend.load(graph, 'observation');
  try {
    inputs.write(batch);
    await executable.run({ ...states, ...inputs.tensors }, { [output]: numbers });
    const data = (await numbers.read()).data as Float32Array;
    let at = 2 * wrapped.length;
    return {
      texts: batch.rows,
      added: wrapped.map(({ original }, i) => ({
        ...places.get(original),
        share: data[2 * i + 1]! > 0 ? Math.sqrt(data[2 * i]! / data[2 * i + 1]!) : 0,
      })),
      gates: watched.map(({ about }, i) => ({ about, values: [...data.subarray(at, (at += sizes[i]!))] })),
    };
  } finally {
    await executable.release();
    inputs.dispose();
    numbers.dispose();
  }
}
