/**
 * Sparse deltas: chosen single entries of frozen tensors are trained, all others can't move.
 *
 *   W' = W + scatter(i, δ),   i (K) constant positions in the flattened W,  δ (K) trained from zero
 *
 * Gradient, moments and storage have K elements, not those of W, and weight decay pulls towards the pretrained value.
 * Methods that choose the entries in an earlier phase leave the positions in `carried.tensors`, one int32 vector a
 * tensor.
 */
import { precise, sentences, type Message } from '../../messages/message';
import { says } from '../messages';
import type { BaseTensor, Dimensions } from '../../anatomy/anatomy';
import type { Place } from '../../anatomy/places';
import { int, str } from '../../onnx/graph';
import { i32, sizeOf, type Tensor } from '../../onnx/tensor';
import {
  usualNeeds,
  zeros,
  type Hyperparameters,
  type Knob,
  type MergeContext,
  type MethodContext,
  type Need,
} from '../contract';
import type { UpdateHooks } from '../hooks';
import { choiceOf, numberOf } from '../hyperparameters';
import type { Carried } from '../lifecycle';
import { allSites } from './sites';
import { sparseBytes } from './stored';
import { scalarsOf, unfrozen, type Situation, type TensorSpec } from '../tensors';

const linearPlaces: ReadonlySet<Place> = new Set<Place>(allSites);

/** Weights and biases of the linear layers in all blocks; norms and embeddings stay out. */
export const linearTensors = ({ tensors }: Pick<Dimensions, 'tensors'>): readonly BaseTensor[] =>
  tensors.filter(({ place, layer }) => layer !== undefined && linearPlaces.has(place));

/** The knob for what may be masked; see `maskable`. The papers range over all parameters. */
export const scopeKnob = (preset: 'layers' | 'all'): Knob<'scope'> => ({
  kind: 'choice',
  name: 'scope',
  default: preset,
  options: ['layers', 'all'],
});

/** Entries of all weights can be chosen where layers are not understood, too. */
export const scopeNeeds = (hp: Hyperparameters | undefined): readonly Need[] =>
  hp && choiceOf(hp, 'scope') === 'all' ? ['gradient'] : usualNeeds;

/**
 * Tensors that the mask ranges over. No knob offers `in layers`, all that is in a layer, norms too, and `biases`.
 */
export function maskable(d: Pick<Dimensions, 'tensors'>, hp: Hyperparameters): readonly BaseTensor[] {
  switch (choiceOf(hp, 'scope')) {
    case 'layers':
      return linearTensors(d);
    case 'in layers':
      return d.tensors.filter(({ layer }) => layer !== undefined);
    case 'biases':
      return d.tensors.filter(({ role }) => role === 'bias');
    default:
      return d.tensors;
  }
}

const scalars = (tensors: readonly BaseTensor[]): number => tensors.reduce((sum, tensor) => sum + scalarsOf(tensor), 0);

/** Scalars that the mask ranges over. */
export const maskableCount = (d: Pick<Dimensions, 'tensors'>, hp: Hyperparameters): number => scalars(maskable(d, hp));

/** Entries of the largest tensor that the mask ranges over. */
export const largestOf = (d: Pick<Dimensions, 'tensors'>, hp: Hyperparameters): number =>
  Math.max(0, ...maskable(d, hp).map(scalarsOf));

/** The knob for the share of entries that are trained. */
export const keepKnob = (preset: number): Knob<'keep'> => ({
  kind: 'real',
  name: 'keep',
  default: preset,
  min: 1e-5,
  max: 1,
  scale: 'log',
});

/** Each tensor gets the same share of its own entries; no knob offers it. */
const ofEach = (hp: Hyperparameters): boolean => hp.each === true;

/** How many entries each tensor gets that has its own share, rounded down; tensors without one are absent. */
export const keptOfEach = (d: Pick<Dimensions, 'tensors'>, hp: Hyperparameters): Map<string, number> =>
  new Map(
    maskable(d, hp)
      .map((tensor) => [tensor.name, Math.floor(numberOf(hp, 'keep') * scalarsOf(tensor))] as const)
      .filter(([, count]) => count > 0),
  );

/** Number K of entries that are trained. */
export const keptCount = (d: Pick<Dimensions, 'tensors'>, hp: Hyperparameters): number =>
  ofEach(hp)
    ? [...keptOfEach(d, hp).values()].reduce((sum, count) => sum + count, 0)
    : Math.round(numberOf(hp, 'keep') * maskableCount(d, hp));

/** Refusal of a share that leaves nothing. */
export function checkKept(method: string, d: Dimensions, hp: Hyperparameters): Message | undefined {
  return keptCount(d, hp) < 1 ? shareTooSmall('keep', method, numberOf(hp, 'keep'), maskableCount(d, hp)) : undefined;
}

export const shareTooSmall = (name: string, method: string, share: number, count: number): Message =>
  says.shareTooSmall({ name, method, share, count, least: precise(1 / count, 2) });

/** Positions by tensor name; tensors without a chosen entry are absent. */
export type Selection = ReadonlyMap<string, Int32Array>;

/**
 * The `count` entries with the largest scores of all tensors together, in rising order of position. Of equals the first
 * win.
 */
export function selectLargest(scores: ReadonlyMap<string, Float32Array>, count: number): Selection {
  const total = [...scores.values()].reduce((sum, values) => sum + values.length, 0);
  const all = new Float32Array(total);
  let offset = 0;
  for (const values of scores.values()) {
    all.set(values, offset);
    offset += values.length;
  }
  all.sort();
  const wanted = Math.min(count, total);
  const threshold = wanted > 0 ? all[total - wanted]! : Infinity;
  let equals = wanted;
  for (let i = total - 1; i >= 0 && all[i]! > threshold; i--) equals--;
  return collect(scores, (value) => value > threshold || (value === threshold && equals-- > 0));
}

/** The largest scores of each tensor by itself. @param counts how many of each; tensors without a count get none */
export function selectLargestOfEach(
  scores: ReadonlyMap<string, Float32Array>,
  counts: ReadonlyMap<string, number>,
): Selection {
  return new Map(
    [...counts].flatMap(([name, count]) => [...selectLargest(new Map([[name, scores.get(name)!]]), count)]),
  );
}

/**
 * Entries from `start` to `end` of those that are spread evenly: entry j of `count` sits at ⌊(j + ½) total / count⌋.
 */
function evenlyBetween(
  start: number,
  end: number,
  total: number,
  count: number,
): readonly [first: number, past: number] {
  const reach = (at: number): number => {
    let j = Math.max(0, Math.floor((at * count) / total - 0.5) - 1);
    while (j < count && Math.floor(((j + 0.5) * total) / count) < at) j++;
    return j;
  };
  return [reach(start), reach(end)];
}

/**
 * How many entries each tensor gets when `count` are spread evenly over all of them; tensors without one are absent.
 */
export function spreadCounts(sizes: ReadonlyMap<string, number>, count: number): Map<string, number> {
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const counts = new Map<string, number>();
  let start = 0;
  for (const [name, size] of sizes) {
    const [first, past] = evenlyBetween(start, start + size, total, count);
    if (past > first) counts.set(name, past - first);
    start += size;
  }
  return counts;
}

/** `count` entries spread evenly over all tensors: what a graph shows whose method has not chosen yet. */
export function spreadEvenly(sizes: ReadonlyMap<string, number>, count: number): Selection {
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const selection = new Map<string, Int32Array>();
  let start = 0;
  for (const [name, size] of sizes) {
    const [first, past] = evenlyBetween(start, start + size, total, count);
    const from = start;
    if (past > first)
      selection.set(
        name,
        Int32Array.from({ length: past - first }, (_, i) => Math.floor(((first + i + 0.5) * total) / count) - from),
      );
    start += size;
  }
  return selection;
}

function collect(scores: ReadonlyMap<string, Float32Array>, chosen: (value: number) => boolean): Selection {
  const selection = new Map<string, Int32Array>();
  for (const [name, values] of scores) {
    const positions: number[] = [];
    values.forEach((value, i) => {
      if (chosen(value)) positions.push(i);
    });
    if (positions.length > 0) selection.set(name, Int32Array.from(positions));
  }
  return selection;
}

/** Names of what is carried of a tensor: the chosen positions, and how many entries there were to choose from. */
export const positionsName = (name: string): string => `${name}.positions`;
export const sizeName = (name: string): string => `${name}.size`;
/** Name of the parameter that holds a tensor's changes. */
export const deltaName = (name: string): string => `${name}.delta`;

/** A selection as `carried.tensors` keeps it. @param from what was chosen from, tensor by tensor */
export function carrySelection(
  selection: Selection,
  from: ReadonlyMap<string, { readonly length: number }>,
): Record<string, Tensor> {
  return Object.fromEntries([
    ...[...from].map(([name, { length }]) => [sizeName(name), i32([1], [length])] as const),
    ...[...selection].map(([name, positions]) => [positionsName(name), i32([positions.length], positions)] as const),
  ]);
}

/** The carried selection; undefined where none was carried. */
export function carriedSelection(carried: Carried | undefined, names: readonly string[]): Selection | undefined {
  const found = names.flatMap((name) => {
    const tensor = carried?.tensors[positionsName(name)];
    return tensor ? [[name, tensor.data as Int32Array] as const] : [];
  });
  return found.length > 0 ? new Map(found) : undefined;
}

const sizesOf = (tensors: readonly BaseTensor[]): Map<string, number> =>
  new Map(tensors.map((tensor) => [tensor.name, scalarsOf(tensor)]));
const namesOf = (tensors: readonly BaseTensor[]): string[] => tensors.map(({ name }) => name);

/** What was selected for the maskable tensors, or entries spread evenly where a graph is built without a run. */
function selectionFor(d: Pick<Dimensions, 'tensors'>, hp: Hyperparameters, carried: Carried | undefined): Selection {
  const tensors = maskable(d, hp);
  const carriedOver = carriedSelection(carried, namesOf(tensors));
  if (carriedOver) return carriedOver;
  const sizes = sizesOf(tensors);
  if (!ofEach(hp)) return spreadEvenly(sizes, keptCount(d, hp));
  return new Map(
    [...keptOfEach(d, hp)].flatMap(([name, count]) => [...spreadEvenly(new Map([[name, sizes.get(name)!]]), count)]),
  );
}

/** δ of every tensor with chosen entries, and the places of these as the file keeps them. */
export function sparseDeltaSpecs(
  d: Dimensions,
  hp: Hyperparameters,
  { carried }: Pick<Situation, 'carried'>,
): TensorSpec[] {
  const tensors = maskable(d, hp);
  const carriedOver = carriedSelection(carried, namesOf(tensors));
  const counts = carriedOver
    ? new Map([...carriedOver].map(([name, positions]) => [name, positions.length]))
    : ofEach(hp)
      ? keptOfEach(d, hp)
      : spreadCounts(sizesOf(tensors), keptCount(d, hp));
  return deltaSpecs(tensors, counts);
}

/**
 * δ of the tensors that have a count, which says how many entries, and the places of these as the file keeps them.
 * @param tensors all that entries may be chosen of
 */
export function deltaSpecs(tensors: readonly BaseTensor[], counts: ReadonlyMap<string, number>): TensorSpec[] {
  const all = scalars(tensors);
  const kept = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const symbol = `${Number(((100 * kept) / all).toPrecision(2))} %`;
  return [
    ...tensors.flatMap((base): TensorSpec[] => {
      const count = counts.get(base.name);
      if (!count) return [];
      return [
        {
          name: deltaName(base.name),
          shape: [count],
          treatment: 'new',
          init: zeros,
          base,
          ...(base.layer !== undefined && { layer: base.layer }),
          places: [base.place],
          change: 'entries',
          ...(linearPlaces.has(base.place) && { symbol }),
          decay: false,
        },
      ];
    }),
    positionsSpec(kept, all),
  ];
}

/** The places of `kept` entries among `all`, which an adapter's file holds beside their values. */
export const positionsSpec = (kept: number, all: number): TensorSpec => ({
  name: 'selection',
  shape: [kept],
  treatment: 'carried',
  places: [],
  change: 'entries',
  bytes: sparseBytes(kept, all) - 4 * kept,
});

/** Puts W + scatter(positions, δ) in front of the readers of one tensor. */
function sparseDelta(context: MethodContext, { initializer, name }: BaseTensor, positions: Int32Array): void {
  const { builder: g } = context;
  const shape = g.shapeOf(initializer!);
  const delta = context.tensor(deltaName(name));
  g.scope(`sparse.${name}`, () => {
    // With all entries chosen nothing need be scattered.
    if (positions.length === sizeOf(shape)) {
      g.wrap(initializer!, (w) => g.add(w, g.reshape(delta, shape)));
      return;
    }
    const at = context.constant('positions', i32([positions.length], positions));
    g.wrap(initializer!, (w) =>
      g.reshape(
        g.emit('ScatterElements', [g.reshape(w, [sizeOf(shape)]), at, delta], { axis: int(0), reduction: str('add') }),
        shape,
      ),
    );
  });
}

/** Trains the `keep` share of the maskable entries that was selected. */
export function applySparseDelta(context: MethodContext, hp: Hyperparameters): void {
  const { dimensions } = context.anatomy;
  applyDeltas(context, maskable(dimensions, hp), selectionFor(dimensions, hp, context.carried));
}

/** Trains the entries of these tensors that were selected. */
export function applyDeltas(context: MethodContext, tensors: readonly BaseTensor[], selection: Selection): void {
  for (const tensor of tensors) {
    const positions = selection.get(tensor.name);
    if (positions) sparseDelta(context, tensor, positions);
  }
}

/** Every maskable tensor unfrozen, for phases that score or train densely. */
export const denseSpecs = (d: Dimensions, hp: Hyperparameters): TensorSpec[] =>
  maskable(d, hp).map((base) => unfrozen(base));

export function unfreezeMaskable(context: MethodContext, hp: Hyperparameters, hooks: UpdateHooks = {}): void {
  for (const { name } of maskable(context.anatomy.dimensions, hp)) context.tensor(name, hooks);
}

/** Adds the changes to the base weights. */
export function mergeSparseDelta(context: MergeContext, hp: Hyperparameters): void {
  const { dimensions } = context.anatomy;
  mergeDeltas(context, maskable(dimensions, hp), selectionFor(dimensions, hp, context.carried));
}

/** Adds the changes of selected entries to the base weights. */
export function mergeDeltas(context: MergeContext, tensors: readonly BaseTensor[], selection: Selection): void {
  for (const { initializer, name } of tensors) {
    const positions = selection.get(name);
    if (!positions) continue;
    const [weight, delta] = [context.base(initializer!).slice(), context.trained(deltaName(name))];
    positions.forEach((at, i) => {
      weight[at]! += delta[i]!;
    });
    context.set(initializer!, weight);
  }
}

/** What was selected: how many entries, and in which layers most and least. */
export function summarise(
  selection: Selection,
  tensors: readonly { readonly name: string; readonly layer?: number }[],
  total: number,
): Message {
  const kept = [...selection.values()].reduce((sum, positions) => sum + positions.length, 0);
  const perLayer = new Map<number, number>();
  for (const { name, layer } of tensors)
    if (layer !== undefined) perLayer.set(layer, (perLayer.get(layer) ?? 0) + (selection.get(name)?.length ?? 0));
  const ranked = [...perLayer].sort((a, b) => b[1] - a[1]);
  const [most, least] = [ranked[0], ranked.at(-1)];
  return sentences(
    says.kept({ kept: { count: kept }, all: { count: total }, share: precise((100 * kept) / total, 2) }),
    most && least && ranked.length > 1
      ? says.mostAndFewest({
          most: most[0] + 1,
          inMost: { count: most[1] },
          fewest: least[0] + 1,
          inFewest: { count: least[1] },
        })
      : undefined,
  );
}
