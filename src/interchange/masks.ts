/**
 * Masks in adapter files, a bit an entry: entry i is bit i mod 8 (the lowest is 0) of byte ⌊i / 8⌋, as
 * `numpy.packbits(…, bitorder='little')`.
 *
 * A tensor whose values only decide something (scores) is stored as its decisions, uint8 (⌈n / 8⌉), under its own name.
 * Which entries of several tensors were chosen is stored as one mask over all of them in the order of `selection` in
 * the configuration, uint8 (⌈N / 8⌉) under `carried.selection`; or as int32 positions tensor by tensor, where those are
 * smaller.
 */
import type { Parameter } from '../methods/contract';
import { sizeName, positionsName } from '../methods/parts/sparseDelta';
import { maskIsSmaller } from '../methods/parts/stored';
import { asFloat32, f32, i32, sizeOf, type Tensor } from '../onnx/tensor';
import { says } from './adapterMessages';
import { AdapterError } from './layout';

type Tensors = Readonly<Record<string, Tensor>>;
/** Names and sizes of the tensors that were chosen from, in order. */
export type SelectionSizes = readonly (readonly [name: string, size: number])[];

/** Name of the one mask among what was carried. */
const MASK = 'selection';

/** @param bits anything that is not zero is a one */
export function packBits(bits: ArrayLike<number>): Uint8Array {
  const out = new Uint8Array(Math.ceil(bits.length / 8));
  for (let i = 0; i < bits.length; i++) if (bits[i]) out[i >> 3]! |= 1 << (i & 7);
  return out;
}

/** @returns zeros and ones */
export const unpackBits = (bytes: ArrayLike<number>, count: number): Uint8Array =>
  Uint8Array.from({ length: count }, (_, i) => (bytes[i >> 3]! >> (i & 7)) & 1);

const uint8 = (data: Uint8Array): Tensor => ({ dtype: 'uint8', dims: [data.length], data });

/** Decisions in the place of the values that made them. @param tensors under our own names */
export function withBits(tensors: ReadonlyMap<string, Tensor>, parameters: readonly Parameter[]): Map<string, Tensor> {
  const out = new Map(tensors);
  for (const { name, bits } of parameters) if (bits) out.set(name, uint8(packBits(bits.of(asFloat32(out.get(name)!)))));
  return out;
}

/** Whether a file's tensor holds decisions only. */
export const isBits = ({ dtype }: Tensor): boolean => dtype === 'uint8';

/**
 * Values that decide alike in the place of decisions; whole values stay.
 * @throws AdapterError for a mask of another size
 */
export function withoutBits(
  tensors: ReadonlyMap<string, Tensor>,
  parameters: readonly Parameter[],
): Map<string, Tensor> {
  const out = new Map(tensors);
  for (const { name, shape, bits } of parameters) {
    const stored = out.get(name);
    if (!bits || !stored || !isBits(stored)) continue;
    const size = sizeOf(shape);
    if (stored.data.length !== Math.ceil(size / 8))
      throw new AdapterError(says.maskBytes({ tensor: name, found: stored.data.length, wanted: Math.ceil(size / 8) }));
    out.set(
      name,
      f32(
        shape,
        Float32Array.from(unpackBits(stored.data as Uint8Array, size), (bit) => bits.values[bit]!),
      ),
    );
  }
  return out;
}

export interface StoredSelection {
  /** What was carried, as the file has it. */
  readonly tensors: Tensors;
  readonly selection?: SelectionSizes;
}

/** A selection in its smaller form; anything else that was carried stays. */
export function storeSelection(carried: Tensors): StoredSelection {
  const sizes = Object.entries(carried).flatMap(([key, tensor]) =>
    key.endsWith(sizeName('')) ? [[key.slice(0, -sizeName('').length), Number(tensor.data[0])] as const] : [],
  );
  if (sizes.length === 0) return { tensors: carried };
  const positions = sizes.map(([name]) => (carried[positionsName(name)]?.data ?? new Int32Array()) as Int32Array);
  const all = sizes.reduce((sum, [, size]) => sum + size, 0);
  const rest = Object.fromEntries(
    Object.entries(carried).filter(
      ([key]) => !sizes.some(([name]) => key === sizeName(name) || key === positionsName(name)),
    ),
  );
  if (
    !maskIsSmaller(
      positions.reduce((sum, list) => sum + list.length, 0),
      all,
    )
  ) {
    return {
      selection: sizes,
      tensors: {
        ...rest,
        ...Object.fromEntries(
          sizes.flatMap(([name], k) =>
            positions[k]!.length > 0 ? [[positionsName(name), i32([positions[k]!.length], positions[k]!)]] : [],
          ),
        ),
      },
    };
  }
  const bits = new Uint8Array(all);
  let offset = 0;
  sizes.forEach(([, size], k) => {
    for (const at of positions[k]!) bits[offset + at] = 1;
    offset += size;
  });
  return { selection: sizes, tensors: { ...rest, [MASK]: uint8(packBits(bits)) } };
}

/**
 * The way back.
 * @param selection of the adapter's configuration
 * @throws AdapterError where mask and sizes don't go together
 */
export function readSelection(tensors: Tensors, selection: unknown): Tensors {
  if (!isSizes(selection)) return tensors;
  const { [MASK]: mask, ...rest } = tensors;
  const sizes = Object.fromEntries(selection.map(([name, size]) => [sizeName(name), i32([1], [size])]));
  if (!mask) return { ...rest, ...sizes };
  const all = selection.reduce((sum, [, size]) => sum + size, 0);
  if (mask.data.length !== Math.ceil(all / 8))
    throw new AdapterError(says.selectionBytes({ found: mask.data.length, wanted: Math.ceil(all / 8) }));
  const bits = unpackBits(mask.data as Uint8Array, all);
  const positions: Record<string, Tensor> = {};
  let offset = 0;
  for (const [name, size] of selection) {
    const chosen: number[] = [];
    for (let at = 0; at < size; at++) if (bits[offset + at]) chosen.push(at);
    if (chosen.length > 0) positions[positionsName(name)] = i32([chosen.length], chosen);
    offset += size;
  }
  return { ...rest, ...sizes, ...positions };
}

const isSizes = (value: unknown): value is SelectionSizes =>
  Array.isArray(value) &&
  value.every(
    (entry) =>
      Array.isArray(entry) &&
      typeof entry[0] === 'string' &&
      Number.isInteger(entry[1]) &&
      (entry[1] as number) >= 0 &&
      (entry[1] as number) < 2 ** 31,
  );
