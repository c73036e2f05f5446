/** Where each of our trainable tensors sits in an adapter file: a whole tensor there, or a rectangular block of one. */
import { MessageError, type Value } from '../messages/message';
import { f32, sameShape, sizeOf, type Tensor } from '../onnx/tensor';
import { says } from './adapterMessages';

/** An adapter that can't be read, or doesn't fit the model. */
export class AdapterError extends MessageError {
  override name = 'AdapterError';
}

/**
 * One of our tensors as a block of a tensor in the file. Both are seen as matrices; a vector is a matrix of one column.
 */
export interface Placement {
  /** Our name and shape. */
  readonly parameter: string;
  readonly shape: readonly number[];
  /** Name in the file. */
  readonly tensor: string;
  /** First row and column of the block, and its size in the file's orientation. */
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
  /** The file's block is the transpose of ours. */
  readonly transposed: boolean;
  /** What our values are more than the file's. */
  readonly offset?: number;
}

export interface FileTensor {
  readonly shape: readonly number[];
  /** Value of entries that none of our tensors covers; entries of a file must have it there. */
  readonly fill: number;
}

export interface Layout {
  readonly placements: readonly Placement[];
  readonly tensors: ReadonlyMap<string, FileTensor>;
}

/** Rows and columns of a shape seen as a matrix: the last axis is columns. */
export const matrixOf = (shape: readonly number[]): readonly [number, number] =>
  shape.length < 2 ? [sizeOf(shape), 1] : [sizeOf(shape.slice(0, -1)), shape[shape.length - 1]!];

/** Our tensors to the file's. @param fill `zero` for gradients */
export function toFile(
  layout: Layout,
  values: ReadonlyMap<string, Float32Array>,
  fill: 'layout' | 'zero' = 'layout',
): Map<string, Tensor> {
  const out = new Map<string, Tensor>();
  for (const [name, { shape, fill: value }] of layout.tensors)
    out.set(name, f32(shape, new Float32Array(sizeOf(shape)).fill(fill === 'zero' ? 0 : value)));
  for (const p of layout.placements) {
    const source = values.get(p.parameter);
    if (!source) throw new Error(`There is no value for parameter "${p.parameter}".`);
    const target = out.get(p.tensor)!.data as Float32Array;
    // A gradient has no offset.
    const offset = fill === 'zero' ? 0 : (p.offset ?? 0);
    const [, width] = matrixOf(layout.tensors.get(p.tensor)!.shape);
    each(p, width, (file, ours) => {
      target[file] = source[ours]! - offset;
    });
  }
  return out;
}

/** The first three names in quotation marks, and how many more there are. */
function firstOf(names: readonly string[]): Value {
  const list: Value = { list: names.slice(0, 3).map((name) => `"${name}"`) };
  return names.length > 3 ? says.andMore({ names: list, more: names.length - 3 }) : list;
}

/**
 * The file's tensors to ours.
 * @throws AdapterError naming tensor and shapes when one is missing, has another shape, or is left over.
 */
export function fromFile(
  layout: Layout,
  tensors: ReadonlyMap<string, Tensor>,
  numbers: (tensor: Tensor) => Float32Array,
): Map<string, Float32Array> {
  const missing = [...layout.tensors.keys()].filter((name) => !tensors.has(name));
  // PEFT repeats at each module what all of them share (RandLoRA's random matrices).
  const repeated = (name: string) => layout.tensors.has(`base_model.${name.split('.').at(-1)}`);
  const extra = [...tensors.keys()].filter((name) => !layout.tensors.has(name) && !repeated(name));
  if (missing.length > 0)
    throw new AdapterError(
      says.lacks({ tensors: firstOf(missing), others: extra.length > 0 ? firstOf(extra) : undefined }),
    );
  if (extra.length > 0) throw new AdapterError(says.noPlaceFor({ tensors: firstOf(extra) }));
  for (const [name, { shape }] of layout.tensors) {
    const found = tensors.get(name)!.dims;
    if (!sameShape(found, shape))
      throw new AdapterError(says.tensorShape({ tensor: name, found: { list: found }, wanted: { list: shape } }));
  }
  const values = new Map<string, Float32Array>();
  const covered = new Map<string, Uint8Array>();
  const data = new Map([...layout.tensors.keys()].map((name) => [name, numbers(tensors.get(name)!)]));
  for (const p of layout.placements) {
    const source = data.get(p.tensor)!;
    const seen = covered.get(p.tensor) ?? new Uint8Array(source.length);
    const target = new Float32Array(sizeOf(p.shape));
    const [, width] = matrixOf(layout.tensors.get(p.tensor)!.shape);
    each(p, width, (file, ours) => {
      target[ours] = source[file]! + (p.offset ?? 0);
      seen[file] = 1;
    });
    covered.set(p.tensor, seen);
    values.set(p.parameter, target);
  }
  for (const [name, { fill, shape }] of layout.tensors) {
    const seen = covered.get(name)!;
    const stray = data.get(name)!.findIndex((value, i) => !seen[i] && Math.abs(value - fill) > 1e-6);
    if (stray >= 0) {
      const [, width] = matrixOf(shape);
      throw new AdapterError(says.strayRow({ tensor: name, row: Math.floor(stray / width) }));
    }
  }
  return values;
}

function each(p: Placement, width: number, visit: (file: number, ours: number) => void): void {
  for (let r = 0; r < p.rows; r++) {
    for (let c = 0; c < p.columns; c++)
      visit((p.row + r) * width + p.column + c, p.transposed ? c * p.rows + r : r * p.columns + c);
  }
}
