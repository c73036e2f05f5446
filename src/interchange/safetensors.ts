/**
 * The safetensors file format (https://huggingface.co/docs/safetensors): 8 bytes of header length, a JSON header, raw
 * tensors.
 */
import { MessageError, type Message, type Value } from '../messages/message';
import { arrayFromBytes, bytesOf } from '../onnx/codec';
import { bytesPerElement, sizeOf, type DType, type Tensor } from '../onnx/tensor';
import { says } from './adapterMessages';

/** A safetensors file that can't be read. */
export class SafetensorsError extends MessageError {
  override name = 'SafetensorsError';
}

/** Four-bit types have no code of their own in these files. */
type Storable = Exclude<DType, 'int4' | 'uint4'>;

const codes: Record<Storable, string> = {
  float32: 'F32',
  float16: 'F16',
  float64: 'F64',
  int64: 'I64',
  int32: 'I32',
  int8: 'I8',
  uint8: 'U8',
  bool: 'BOOL',
};
const dtypes = new Map(Object.entries(codes).map(([dtype, code]) => [code, dtype as DType]));

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** [start, end) in bytes after the header. */
  readonly data_offsets: readonly [number, number];
}

export interface Safetensors {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Reads a file; bfloat16 becomes fp32. @throws SafetensorsError */
export function readSafetensors(bytes: Uint8Array, name?: string): Safetensors {
  const file = name ?? says.theFile;
  const broken = (why: Message) => new SafetensorsError(says.notSafetensors({ file, why }));
  if (isPyTorchFile(bytes)) throw new SafetensorsError(pyTorchFile(file));
  if (bytes.byteLength < 8) throw broken(bytes.byteLength === 0 ? says.empty : says.tooShort);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (length > bytes.byteLength - 8) throw broken(says.headerCutOff);
  let header: Record<string, unknown>;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<string, unknown>;
  } catch {
    throw broken(says.headerNoJson);
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) throw broken(says.headerNoList);
  const body = bytes.subarray(8 + length);
  const tensors = new Map<string, Tensor>();
  let metadata: Record<string, string> = {};
  for (const [key, value] of Object.entries(header)) {
    if (key === '__metadata__') {
      // What is no text by name is no metadata; the tensors may be sound all the same.
      if (typeof value === 'object' && value !== null)
        metadata = Object.fromEntries(
          Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
        );
      continue;
    }
    if (!isEntry(value)) throw broken(says.headerLacks({ tensor: key }));
    const {
      dtype,
      shape,
      data_offsets: [start, end],
    } = value;
    if (end > body.byteLength) throw broken(says.tensorCutOff({ tensor: key }));
    const raw = body.subarray(start, end);
    const known = dtypes.get(dtype);
    if (!known && dtype !== 'BF16') throw new SafetensorsError(says.tensorType({ tensor: key, file, type: dtype }));
    const size = sizeOf(shape) * (known ? bytesPerElement[known] : 2);
    if (size !== raw.byteLength)
      throw broken(says.tensorBytes({ tensor: key, shape: { list: shape }, bytes: size, found: raw.byteLength }));
    tensors.set(
      key,
      known
        ? { dtype: known, dims: shape, data: arrayFromBytes(known, raw) }
        : { dtype: 'float32', dims: shape, data: fromBfloat16(raw) },
    );
  }
  return { tensors, metadata };
}

const isEntry = (value: unknown): value is Entry => {
  const whole = (n: unknown): boolean => Number.isSafeInteger(n) && Number(n) >= 0;
  const { dtype, shape, data_offsets: place } = (value ?? {}) as Partial<Record<keyof Entry, unknown>>;
  return (
    typeof dtype === 'string' &&
    Array.isArray(shape) &&
    shape.every(whole) &&
    Array.isArray(place) &&
    place.length === 2 &&
    place.every(whole)
  );
};

/** What `torch.save` writes: a zip with pickles in it, or, long ago, a bare pickle. */
export function isPyTorchFile(bytes: Uint8Array): boolean {
  const zip = bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03;
  if (zip) return new TextDecoder('latin1').decode(bytes.subarray(0, 512)).includes('data.pkl');
  // A header of safetensors may have the length 0x0280: but then JSON follows.
  return bytes[0] === 0x80 && bytes[1]! <= 5 && bytes[8] !== 0x7b;
}

/** How such a file becomes one that can be read here. */
export const pyTorchFile = (file: Value, to = 'adapter_model.safetensors'): Message => says.pyTorch({ file, to });

/** bfloat16 is the upper half of an fp32. */
function fromBfloat16(raw: Uint8Array): Float32Array {
  const out = new Uint32Array(raw.byteLength / 2);
  for (let i = 0; i < out.length; i++) out[i] = ((raw[2 * i + 1]! << 8) | raw[2 * i]!) << 16;
  return new Float32Array(out.buffer);
}

/** Writes tensors in the order of their names, with the metadata that PyTorch's loaders ask for. */
export function writeSafetensors(
  tensors: Iterable<readonly [string, Tensor]>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const header: Record<string, unknown> = { __metadata__: { format: 'pt', ...metadata } };
  let size = 0;
  for (const [name, tensor] of sorted) {
    header[name] = {
      dtype: codes[tensor.dtype as Storable],
      shape: tensor.dims,
      data_offsets: [size, size + tensor.data.byteLength],
    };
    size += tensor.data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // The format asks for data aligned to 8 bytes; the header may end in spaces.
  const padded = Math.ceil(json.byteLength / 8) * 8;
  const out = new Uint8Array(8 + padded + size);
  new DataView(out.buffer).setBigUint64(0, BigInt(padded), true);
  out.fill(0x20, 8, 8 + padded);
  out.set(json, 8);
  let at = 8 + padded;
  for (const [, tensor] of sorted) {
    out.set(bytesOf(tensor), at);
    at += tensor.data.byteLength;
  }
  return out;
}
