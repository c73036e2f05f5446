/** Tensors computed from a file's tensors (halves widened, int8 dequantised, transposes), remembered per source. */
import { packedColumns, packedOf, storedForm, turned, weightFrom } from './packed';
import { asFloat32, elementAt, onDemand, sizeOf, type Tensor } from './tensor';

const memory = new WeakMap<Tensor, Map<string, Tensor>>();
const fromFile = new WeakSet<Tensor>();
/** What each was made of. */
const sources = new WeakMap<Tensor, Tensor>();

/**
 * Notes that a tensor holds numbers which a file stores, and not ones that its nodes compute. What is derived from it
 * is noted too.
 */
export function noteStored(tensor: Tensor): void {
  fromFile.add(tensor);
}

/** Whether a file stores these numbers, so that they may be a weight: see `noteStored`. */
export const isStored = (tensor: Tensor | undefined): boolean => tensor !== undefined && fromFile.has(tensor);

/**
 * `make()` once per source tensor and key. Preparing the same model for another batch or length then yields the very
 * same tensor objects, so that weights already uploaded are recognised and nothing is converted twice.
 */
export function derived(source: Tensor, key: string, make: () => Tensor): Tensor {
  let entries = memory.get(source);
  if (!entries) memory.set(source, (entries = new Map<string, Tensor>()));
  let tensor = entries.get(key);
  if (!tensor) {
    entries.set(key, (tensor = make()));
    if (tensor !== source) sources.set(tensor, source);
    if (fromFile.has(source)) fromFile.add(tensor);
  }
  return tensor;
}

/** The tensor itself and all that it was derived from, the file's own last. */
export function sourcesOf(tensor: Tensor): Tensor[] {
  const found: Tensor[] = [];
  for (let at: Tensor | undefined = tensor; at; at = sources.get(at)) found.push(at);
  return found;
}

/** The tensor in fp32: itself where it is fp32 or not a floating tensor. */
export function widened(tensor: Tensor): Tensor {
  return tensor.dtype === 'float16' || tensor.dtype === 'float64'
    ? derived(tensor, 'f32', () =>
        onDemand(
          'float32',
          tensor.dims,
          () => asFloat32(tensor),
          (i) => elementAt(tensor, i),
        ),
      )
    : tensor;
}

/** The transpose of an fp32 matrix. */
export function transposed(tensor: Tensor): Tensor {
  return derived(tensor, 'transpose', () => {
    const packed = storedForm(tensor);
    if (packed) return weightFrom(turned(packed));
    const [rows, columns] = tensor.dims as [number, number];
    const make = () => {
      const from = asFloat32(tensor);
      const to = new Float32Array(from.length);
      for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) to[c * rows + r] = from[r * columns + c]!;
      return to;
    };
    return onDemand('float32', [columns, rows], make, (i) =>
      elementAt(tensor, (i % rows) * columns + Math.floor(i / rows)),
    );
  });
}

/** Columns [start, end) of an fp32 matrix, or of a vector. */
export function columnsOf(tensor: Tensor, start: number, end: number): Tensor {
  return derived(tensor, `columns ${start} ${end}`, () => {
    const width = tensor.dims[tensor.dims.length - 1]!;
    const rows = sizeOf(tensor.dims) / width;
    const packed = packedOf(tensor);
    const part = packed && packedColumns(packed, start, end);
    if (part) return weightFrom(part);
    const make = () => {
      const from = asFloat32(tensor);
      const to = new Float32Array(rows * (end - start));
      for (let r = 0; r < rows; r++) to.set(from.subarray(r * width + start, r * width + end), r * (end - start));
      return to;
    };
    const taken = end - start;
    return onDemand('float32', [...tensor.dims.slice(0, -1), taken], make, (i) =>
      elementAt(tensor, Math.floor(i / taken) * width + start + (i % taken)),
    );
  });
}
