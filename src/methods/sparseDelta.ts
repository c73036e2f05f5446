/**
 * Sparse deltas: chosen single entries of frozen tensors are trained, all others can't move.
 *
 *   W' = W + scatter(i, δ),   i (K) constant positions in the flattened W,  δ (K) trained from zero
 *
 * Gradient, moments and storage have K elements, not those of W, and weight decay pulls towards the pretrained value. Methods that
 * choose the entries in an earlier phase leave the positions in `carried.tensors`, one int32 vector a tensor.
 */
import { hasBias } from '../anatomy/baseTensors';
import type { Anatomy, Dimensions, Site } from '../anatomy/anatomy';
import { int, str } from '../onnx/graph';
import { i32, sizeOf, type Tensor } from '../onnx/tensor';
import { unfrozenName } from './context';
import {
  usualNeeds,
  zeros,
  type Hyperparameter,
  type Hyperparameters,
  type MergeContext,
  type MethodContext,
  type Need,
  type ParameterOptions,
} from './contract';
import { grouped } from './grouped';
import { choiceOf, numberOf } from './hyperparameters';
import type { Carried } from './lifecycle';
import { siteShape, sitesOf } from './sites';
import { sparseBytes } from './stored';

/** A tensor of the base model that a mask may open. */
export interface Maskable {
  readonly initializer: string;
  /** Its name at HF, from which those of δ and of the positions are made. */
  readonly name: string;
  readonly layer?: number;
}

/** Weights and biases of the linear layers in all blocks; norms and embeddings stay out. */
export function linearTensors(anatomy: Anatomy): Maskable[] {
  const found = new Map<string, Maskable>();
  for (const {
    index,
    attention: { q, k, v, o },
    feedForward: { up, gate, down },
  } of anatomy.layers) {
    for (const linear of [q.linear, k.linear, v.linear, o, up, gate, down]) {
      for (const initializer of [linear?.weight, linear?.bias]) {
        if (initializer)
          found.set(initializer, { initializer, name: unfrozenName(anatomy, initializer), layer: index });
      }
    }
  }
  return [...found.values()];
}

/** The knob for what may be masked; see `maskable`. */
export const scopeKnob: Hyperparameter = {
  kind: 'choice',
  name: 'scope',
  label: 'where',
  default: 'layers',
  options: ['layers', 'all'],
  description:
    'Entries are chosen among the weights and biases of the linear layers, or among all weights, embeddings and norms too.',
};

/** Entries of all weights can be chosen where layers are not understood, too. */
export const scopeNeeds = (hp: Hyperparameters | undefined): readonly Need[] =>
  hp && choiceOf(hp, 'scope') === 'all' ? ['gradient'] : usualNeeds;

/** Tensors that the mask ranges over. */
export function maskable(anatomy: Anatomy, hp: Hyperparameters): Maskable[] {
  const linear = linearTensors(anatomy);
  if (choiceOf(hp, 'scope') === 'layers') return linear;
  const layers = new Map(linear.map((tensor) => [tensor.initializer, tensor.layer]));
  for (const { index, norms } of anatomy.layers)
    for (const { gain, bias } of norms) for (const name of [gain, bias]) if (name) layers.set(name, index);
  return anatomy.weights.map((initializer) => {
    const layer = layers.get(initializer);
    return { initializer, name: unfrozenName(anatomy, initializer), ...(layer !== undefined && { layer }) };
  });
}

/** Sites whose linears make up one block: a fused projection is one. */
const linearSites = (d: Dimensions): Site[] =>
  sitesOf(d).filter((site) => !d.fusedQkv || (site !== 'q' && site !== 'k' && site !== 'v'));

/** Scalars of each matrix of one block. */
export const matrixSizes = (d: Dimensions): number[] =>
  linearSites(d).map((site) => siteShape(d, site).inFeatures * siteShape(d, site).outFeatures);

/** Scalars of all matrices of one block. */
export const matrixScalars = (d: Dimensions): number => matrixSizes(d).reduce((sum, size) => sum + size, 0);

/** Scalars of `linearTensors`, in closed form. */
export function linearScalars(d: Dimensions): number {
  const biased = linearSites(d).filter((site) => hasBias(d, site));
  const biases = biased.reduce((sum, site) => sum + siteShape(d, site).outFeatures, 0);
  return d.layers * (matrixScalars(d) + biases);
}

/** Scalars that the mask ranges over. */
export const maskableCount = (d: Dimensions, hp: Hyperparameters): number =>
  choiceOf(hp, 'scope') === 'layers' ? linearScalars(d) : d.parameters;

/** The knob for the share of entries that are trained. */
export const keepKnob = (preset: number): Hyperparameter => ({
  kind: 'real',
  name: 'keep',
  label: 'kept share k',
  description: 'Share of the entries that may change; all others stay as they are.',
  default: preset,
  min: 1e-5,
  max: 1,
  scale: 'log',
});

/** Number K of entries that are trained. */
export const keptCount = (d: Dimensions, hp: Hyperparameters): number =>
  Math.round(numberOf(hp, 'keep') * maskableCount(d, hp));

/** Bytes of the trained entries and of their places. */
export const sparseDeltaBytes = (d: Dimensions, hp: Hyperparameters): number =>
  sparseBytes(keptCount(d, hp), maskableCount(d, hp));

/** Refusal of a share that leaves nothing. */
export function checkKept(method: string, d: Dimensions, hp: Hyperparameters): string | undefined {
  const count = maskableCount(d, hp);
  return keptCount(d, hp) < 1
    ? `keep of ${method} is ${numberOf(hp, 'keep')}, less than one of the ${count} entries; choose a share from ${(1 / count).toPrecision(2)} to 1.`
    : undefined;
}

/** Positions by tensor name; tensors without a chosen entry are absent. */
export type Selection = ReadonlyMap<string, Int32Array>;

/** The `count` entries with the largest scores of all tensors together, in rising order of position. Of equals the first win. */
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

/** `count` entries spread evenly over all tensors: what a graph shows whose method has not chosen yet. */
export function spreadEvenly(sizes: ReadonlyMap<string, number>, count: number): Selection {
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const selection = new Map<string, Int32Array>();
  let start = 0;
  for (const [name, size] of sizes) {
    // Entry j of all chosen ones sits at ⌊(j + ½) total / count⌋.
    const chosen: number[] = [];
    for (let j = Math.max(0, Math.floor((start * count) / total - 0.5) - 1); j < count; j++) {
      const at = Math.floor(((j + 0.5) * total) / count);
      if (at >= start + size) break;
      if (at >= start) chosen.push(at - start);
    }
    if (chosen.length > 0) selection.set(name, Int32Array.from(chosen));
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

/** What was selected for these tensors, or entries spread evenly where a graph is built without a run. */
function selectionFor(
  tensors: readonly Maskable[],
  sizeOfTensor: (initializer: string) => number,
  count: number,
  carried: Carried | undefined,
): Selection {
  return (
    carriedSelection(
      carried,
      tensors.map((tensor) => tensor.name),
    ) ?? spreadEvenly(new Map(tensors.map((tensor) => [tensor.name, sizeOfTensor(tensor.initializer)])), count)
  );
}

/** Declares δ of one tensor and puts W + scatter(positions, δ) in front of its readers. */
function sparseDelta(
  context: MethodContext,
  { initializer, name, layer }: Maskable,
  positions: Int32Array,
  options: ParameterOptions,
): void {
  const { builder: g } = context;
  const shape = g.shapeOf(initializer);
  const delta = context.parameter(deltaName(name), [positions.length], zeros, {
    decay: false,
    ...(layer !== undefined && { layer }),
    ...options,
  });
  g.scope(`sparse.${name}`, () => {
    const at = context.constant('positions', i32([positions.length], positions));
    g.wrap(initializer, (w) =>
      g.reshape(
        g.emit('ScatterElements', [g.reshape(w, [sizeOf(shape)]), at, delta], { axis: int(0), reduction: str('add') }),
        shape,
      ),
    );
  });
}

/** Trains the `keep` share of the maskable entries that was selected. */
export function applySparseDelta(context: MethodContext, hp: Hyperparameters, options: ParameterOptions = {}): void {
  const { anatomy, builder } = context;
  const tensors = maskable(anatomy, hp);
  const selection = selectionFor(
    tensors,
    (initializer) => sizeOf(builder.shapeOf(initializer)),
    keptCount(anatomy.dimensions, hp),
    context.carried,
  );
  for (const tensor of tensors) {
    const positions = selection.get(tensor.name);
    if (positions) sparseDelta(context, tensor, positions, options);
  }
}

/** Unfreezes every maskable tensor, for phases that score or train densely. */
export function unfreezeMaskable(context: MethodContext, hp: Hyperparameters, options: ParameterOptions = {}): void {
  for (const { initializer } of maskable(context.anatomy, hp)) context.unfreeze(initializer, options);
}

/** Adds the changes to the base weights. */
export function mergeSparseDelta(context: MergeContext, hp: Hyperparameters): void {
  const { anatomy, carried } = context;
  const tensors = maskable(anatomy, hp);
  const selection = selectionFor(
    tensors,
    (initializer) => sizeOf(context.shape(initializer)),
    keptCount(anatomy.dimensions, hp),
    carried,
  );
  for (const { initializer, name } of tensors) {
    const positions = selection.get(name);
    if (!positions) continue;
    const [weight, delta] = [context.base(initializer).slice(), context.trained(deltaName(name))];
    positions.forEach((at, i) => {
      weight[at]! += delta[i]!;
    });
    context.set(initializer, weight);
  }
}

/** What was selected, as a sentence: how many entries, and in which layers most and least. */
export function summarise(
  selection: Selection,
  tensors: readonly Pick<Maskable, 'name' | 'layer'>[],
  total: number,
): string {
  const kept = [...selection.values()].reduce((sum, positions) => sum + positions.length, 0);
  const perLayer = new Map<number, number>();
  for (const { name, layer } of tensors)
    if (layer !== undefined) perLayer.set(layer, (perLayer.get(layer) ?? 0) + (selection.get(name)?.length ?? 0));
  const ranked = [...perLayer].sort((a, b) => b[1] - a[1]);
  const [most, least] = [ranked[0], ranked.at(-1)];
  const where =
    most && least && ranked.length > 1
      ? ` Most lie in layer ${most[0] + 1} (${grouped(most[1])}), fewest in layer ${least[0] + 1} (${grouped(least[1])}).`
      : '';
  return `Kept ${grouped(kept)} of ${grouped(total)} entries, ${((100 * kept) / total).toPrecision(2)} %.${where}`;
}
