/** Packs small trainable tensors into flat vectors, so that one optimiser update serves many of them. */
import type { Builder } from '../onnx/builder';
import type { Graph } from '../onnx/graph';
import { bool, f32, sizeOf, type Tensor } from '../onnx/tensor';
import type { Parameter } from '../methods/contract';
import type { Projection } from '../methods/hooks';
import { lowShape, projected, type Optimizer, type StateSlot } from '../optim';

/** Where a packed tensor lies. */
export interface Member {
  readonly name: string;
  readonly shape: readonly number[];
  /** First element in the bucket. */
  readonly offset: number;
  readonly decay: boolean;
}

/** What the optimiser updates as one: a large tensor by itself, or the bucket of all small ones. */
export interface Unit {
  /** Graph input. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Weight decay applies to all of it, to none, or to those members that say so. */
  readonly decay: boolean | 'some';
  /** Empty for a tensor by itself. */
  readonly members: readonly Member[];
  /** Of a tensor by itself whose optimiser works in a subspace. */
  readonly projection?: Projection;
}

/** Tensors below this many elements are packed: there a kernel launch costs more than its work. */
export const packThreshold = 65536;

/**
 * Groups parameters into units. Adam on 26 LoRA tensors is then some 10 nodes rather than 300.
 * @param threshold 0 packs nothing (for optimisers that treat a tensor as a whole)
 */
export function planUnits(parameters: readonly Parameter[], threshold = packThreshold): Unit[] {
  const small = parameters.filter((p) => sizeOf(p.shape) < threshold && !p.project);
  // A bucket of one would only add a slice.
  const packed = new Set(small.length < 2 ? [] : small);
  let offset = 0;
  const members = [...packed].map((p): Member => {
    const member = { name: p.name, shape: p.shape, offset, decay: p.decay };
    offset += sizeOf(p.shape);
    return member;
  });
  const decay = members.every((m) => m.decay) || (members.some((m) => m.decay) ? 'some' : false);
  const units: Unit[] = members.length > 0 ? [{ name: 'bucket', shape: [offset], decay, members }] : [];
  for (const p of parameters)
    if (!packed.has(p)) {
      const { name, shape, decay, project: projection } = p;
      units.push({ name, shape, decay, members: [], ...(projection && { projection }) });
    }
  return units;
}

/** Graph input that holds the basis of a tensor's subspace, (size of the axis, r). */
export const projectorOf = (name: string): string => `${name}:projector`;

export const projectorShape = ({ shape }: Unit, { axis, rank }: Projection): readonly number[] => [shape[axis]!, rank];

/** What updates a unit: the run's optimiser, in the unit's subspace where it has one. */
export const optimizerFor = ({ name, projection }: Unit, optimizer: Optimizer): Optimizer =>
  projection ? projected(optimizer, projection, projectorOf(name)) : optimizer;

/** What the optimiser keeps of a parameter. */
export const slotsFor = ({ shape, project }: Parameter, optimizer: Optimizer): readonly StateSlot[] =>
  optimizer.slots(project ? lowShape(shape, project) : shape);

/**
 * Makes the graph read packed parameters from their buckets: the parameter's input becomes a Slice (and Reshape) of the
 * bucket's under the same name. Slices, because the WebGPU provider's Split fails with 26 outputs (one storage buffer
 * each). Buckets of which this graph reads nothing are left out.
 */
export function readFromBuckets(builder: Builder, units: readonly Unit[]): void {
  const { graph } = builder;
  const packed = new Map(
    units.flatMap((unit) => unit.members.map((member) => [member.name, { unit, member }] as const)),
  );
  const present = graph.inputs.filter((input) => packed.has(input.name));
  graph.inputs = graph.inputs.filter((input) => !packed.has(input.name));
  for (const { name } of present) {
    const { unit, member } = packed.get(name)!;
    if (!graph.isInput(unit.name)) builder.input(unit.name, 'float32', unit.shape);
    const size = sizeOf(member.shape);
    const flat = member.shape.length === 1;
    const axis = [builder.shape([member.offset]), builder.shape([member.offset + size]), builder.shape([0])];
    const slice = builder.emit('Slice', [unit.name, ...axis], {}, flat ? { outputs: [name] } : {});
    if (!flat) builder.emit('Reshape', [slice, builder.shape(member.shape)], {}, { outputs: [name] });
  }
}

/**
 * The gradient of a unit from those of its tensors.
 * Concat may have any number of inputs: the WebGPU provider splits it to fit the adapter.
 */
export function unitGradient(builder: Builder, unit: Unit, gradients: ReadonlyMap<string, string>): string {
  const of = (name: string): string => {
    const gradient = gradients.get(name);
    if (!gradient) throw new Error(`There is no gradient for "${name}".`);
    return gradient;
  };
  if (unit.members.length === 0) return of(unit.name);
  return builder.concat(
    unit.members.map((m) => builder.reshape(of(m.name), [sizeOf(m.shape)])),
    0,
  );
}

/** 1 where weight decay applies, for a unit in which it does for some members only. */
export function decayMask(unit: Unit): Tensor<'bool'> {
  const mask = new Uint8Array(sizeOf(unit.shape));
  for (const m of unit.members) if (m.decay) mask.fill(1, m.offset, m.offset + sizeOf(m.shape));
  return bool(unit.shape, mask);
}

/** Contents of a unit from those of its tensors. */
export function packValues(unit: Unit, valueOf: (name: string) => Float32Array): Tensor<'float32'> {
  if (unit.members.length === 0) return f32(unit.shape, valueOf(unit.name));
  const data = new Float32Array(sizeOf(unit.shape));
  for (const m of unit.members) data.set(valueOf(m.name), m.offset);
  return f32(unit.shape, data);
}

/** The tensors of a unit from its contents. */
export function unpackValues(unit: Unit, contents: Tensor): [name: string, tensor: Tensor<'float32'>][] {
  const data = contents.data as Float32Array;
  if (unit.members.length === 0) return [[unit.name, f32(unit.shape, data)]];
  return unit.members.map((m) => [m.name, f32(m.shape, data.slice(m.offset, m.offset + sizeOf(m.shape)))]);
}

/** Removes graph inputs that no node reads. */
export function dropUnreadInputs(graph: Graph): void {
  const read = new Set([...graph.nodes.flatMap((node) => node.inputs), ...graph.outputs]);
  graph.inputs = graph.inputs.filter((input) => read.has(input.name));
}
