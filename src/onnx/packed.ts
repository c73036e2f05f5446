/**
 * Weights that a file stores quantised stay so: an fp32 matrix to everyone who reads the graph, and codes, scales and
 * zero points to the one stage that emits how they are unpacked (`unpack.ts`).
 *
 *   w = (code − zero point) · scale, or table[code] · scale
 */
import { elementAt, f32, madeOnDemand, numbersOf, onDemand, sizeOf, type Tensor } from './tensor';

export interface Packed {
  /** (rows, columns), uint8, uint4 or int4: what both providers read from a graph input. */
  readonly codes: Tensor;
  /**
   * fp32. `block` > 0: (rows, ⌈columns / block⌉). Otherwise one number, or one for each row (`axis` 0) or column
   * (`axis` 1).
   */
  readonly scales: Tensor<'float32'>;
  /** As scales, in the type of the codes; absent: 0. */
  readonly zeros?: Tensor;
  readonly axis: 0 | 1;
  /** Columns that share a scale; 0: all. */
  readonly block: number;
  /** The first of the stored columns are the matrix; the others fill up the last block. */
  readonly columns: number;
  /** What the codes stand for before they are scaled, where that is not themselves: 16 numbers (NF4, FP4). */
  readonly table?: Tensor<'float32'>;
  /** The weight is the transpose of what is stored. */
  readonly turned: boolean;
}

const forms = new WeakMap<Tensor, Packed>();
/** Of weights too that were read as fp32 because they are small. */
const origins = new WeakMap<Tensor, Packed>();

/** How a weight is stored; undefined where it is plain numbers. */
export const packedOf = (tensor: Tensor | undefined): Packed | undefined => tensor && forms.get(tensor);

/** How the file stores a weight, whether or not it stays packed; undefined where it stores plain numbers. */
export const storedForm = (tensor: Tensor): Packed | undefined => forms.get(tensor) ?? origins.get(tensor);

/** The same matrix, transposed. */
export const turned = (packed: Packed): Packed => ({ ...packed, turned: !packed.turned });

/** The weight that a quantised form stands for: an fp32 matrix, unpacked when its elements are asked for. */
export function packedTensor(packed: Packed): Tensor<'float32'> {
  const rows = packed.codes.dims[0]!;
  const dims = packed.turned ? [packed.columns, rows] : [rows, packed.columns];
  const tensor = madeOnDemand(
    'float32',
    dims,
    () => unpacked(packed),
    (i) => unpackedAt(packed, i),
  );
  forms.set(tensor, packed);
  return tensor;
}

/** Matrices smaller than this are read as fp32: there is nothing to save. */
export const smallestPacked = 1024;

/** The weight, packed where that is worth it. */
export function weightFrom(packed: Packed): Tensor<'float32'> {
  const tensor = packedTensor(packed);
  if (sizeOf(tensor.dims) >= smallestPacked) return tensor;
  const small = f32(tensor.dims, tensor.data);
  origins.set(small, packed);
  return small;
}

/**
 * int8 codes as uint8, which onnxruntime-web can take from a GPU buffer where it refuses int8: both codes and zero
 * points move up by 128.
 */
export function unsigned(codes: Tensor, zeros: Tensor | undefined): Pick<Packed, 'codes' | 'zeros'> {
  if (codes.dtype !== 'int8') return { codes, ...(zeros && { zeros }) };
  const up = ({ dims, data }: Tensor) =>
    onDemand(
      'uint8',
      dims,
      () => Uint8Array.from(data as Int8Array, (code) => code + 128),
      (i) => (data as Int8Array)[i]! + 128,
    );
  return { codes: up(codes), zeros: zeros ? up(zeros) : { dtype: 'uint8', dims: [], data: Uint8Array.of(128) } };
}

/** Part [start, end) of a tensor along its first axis, which ends on whole bytes. */
function rowsOf<T extends Tensor>(tensor: T, start: number, end: number): T {
  const { dims, data } = tensor;
  const each = data.length / dims[0]!;
  return {
    dtype: tensor.dtype,
    dims: [end - start, ...dims.slice(1)],
    data: data.subarray(start * each, end * each),
  } as unknown as T;
}

/** Columns [start, end) of a packed weight; undefined where its bytes can't be cut there. */
export function packedColumns(packed: Packed, start: number, end: number): Packed | undefined {
  const { codes, scales, zeros, axis, block, turned: flip } = packed;
  const along = flip ? 0 : 1;
  const shared = block === 0 && (sizeOf(scales.dims) === 1 || axis !== along);
  const cut = <T extends Tensor>(tensor: T): T => (shared ? tensor : rowsOf(tensor, start, end));
  if (flip) {
    const parts = [codes, ...(shared ? [] : [scales, ...(zeros ? [zeros] : [])])];
    if (parts.some(({ dims, data }) => !Number.isInteger(data.length / dims[0]!))) return undefined;
    return { ...packed, codes: rowsOf(codes, start, end), scales: cut(scales), ...(zeros && { zeros: cut(zeros) }) };
  }
  if (block > 0 || codes.dtype !== 'uint8') return undefined;
  const [rows, stored] = codes.dims as [number, number];
  const make = () => {
    const from = codes.data as Uint8Array;
    const to = new Uint8Array(rows * (end - start));
    for (let r = 0; r < rows; r++) to.set(from.subarray(r * stored + start, r * stored + end), r * (end - start));
    return to;
  };
  const taken = end - start;
  const columns = onDemand('uint8', [rows, taken], make, (i) =>
    elementAt(codes, Math.floor(i / taken) * stored + start + (i % taken)),
  );
  return { ...packed, codes: columns, columns: end - start, scales: cut(scales), ...(zeros && { zeros: cut(zeros) }) };
}

/** Whether two weights are the same matrix, or (`'turned'`) one is the other's transpose. */
export function samePacked(a: Packed, b: Packed): 'same' | 'turned' | undefined {
  const alike = (x: Tensor | undefined, y: Tensor | undefined): boolean =>
    x === y ||
    (x !== undefined &&
      y !== undefined &&
      x.dtype === y.dtype &&
      x.data.length === y.data.length &&
      (x.data as Uint8Array).every((value, i) => value === y.data[i]));
  if (a.axis !== b.axis || a.block !== b.block || a.columns !== b.columns) return undefined;
  const equal =
    alike(a.codes, b.codes) && alike(a.scales, b.scales) && alike(a.zeros, b.zeros) && alike(a.table, b.table);
  if (!equal || a.codes.dims[0] !== b.codes.dims[0]) return undefined;
  return a.turned === b.turned ? 'same' : 'turned';
}

/** Place of a scale in its tensor, for an element of the stored matrix. */
function scaleIndex({ scales, axis, block }: Packed): (row: number, column: number) => number {
  if (block > 0) {
    const blocks = scales.dims[1]!;
    return (row, column) => row * blocks + Math.floor(column / block);
  }
  if (scales.data.length === 1) return () => 0;
  return axis === 0 ? (row) => row : (_, column) => column;
}

/** Element `i` of the weight. */
function unpackedAt(packed: Packed, i: number): number {
  const { codes, scales, zeros, table, columns, turned: flip } = packed;
  const [rows, stored] = codes.dims as [number, number];
  const [row, column] = flip ? [i % rows, Math.floor(i / rows)] : [Math.floor(i / columns), i % columns];
  const at = scaleIndex(packed)(row, column);
  const code = elementAt(codes, row * stored + column);
  const zero = zeros ? elementAt(zeros, sizeOf(zeros.dims) === 1 ? 0 : at) : 0;
  return Math.fround((table ? table.data[code]! : code - zero) * scales.data[at]!);
}

/** The elements of the weight in its own layout. */
function unpacked(packed: Packed): Float32Array {
  const { codes, zeros, table, columns, turned: flip } = packed;
  const [rows, stored] = codes.dims as [number, number];
  const scales = packed.scales.data;
  const indexOf = scaleIndex(packed);
  const zeroAt = zeros && numbersOf(zeros);
  // Codes may be made on demand themselves: once for all of them.
  const held = { dtype: codes.dtype, dims: codes.dims, data: codes.data };
  const out = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const at = indexOf(row, column);
      const code = elementAt(held, row * stored + column);
      const value = (table ? table.data[code]! : code - (zeroAt?.[zeroAt.length === 1 ? 0 : at] ?? 0)) * scales[at]!;
      out[flip ? column * rows + row : row * columns + column] = value;
    }
  return out;
}
