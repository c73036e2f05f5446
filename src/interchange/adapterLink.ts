/**
 * A small adapter as text for a link: its two files with every trained number rounded to fp16, then packed.
 *
 * Version 2 keeps of a tensor of floats x a power of two 2^e, so that its largest magnitude lies in [1, 2), and x/2^e
 * as fp16: a relative error of at most 2^-11 down to 2^-14 of the largest. Whole numbers (index lists) are kept as
 * differences, masks as they are. The bytes of a tensor are sorted by their place in a number, since those that hold
 * sign and exponent compress and the others hardly do. Version 1 kept a tensor as its largest magnitude m and whole
 * numbers k, |k| ≤ 32767, for values m·k/32767; it can still be read.
 */
import { bytesOf, arrayFromBytes } from '../onnx/codec';
import { bytesPerElement, type DType } from '../onnx/dtype';
import { asFloat32, f32, sizeOf, tensorOf, type Tensor } from '../onnx/tensor';
import type { Message } from '../messages/message';
import { AdapterError, CONFIG_FILE, WEIGHTS_FILE, type AdapterFiles } from './adapter';
import { says } from './adapterMessages';
import { pack, PackedError, unpack } from './packed';
import { readSafetensors, writeSafetensors } from './safetensors';

/** Longest text that is offered: room for 16,384 numbers. Longer adapters travel as a file. */
export const LONGEST_ADAPTER = 56_000;
/** Bytes that such a text may unpack to. */
const MOST = 512 * 1024;
const VERSION = 2;
const TOP = 32767;

type Stored = 'float16' | 'int32' | 'uint8';
const storedTypes: readonly Stored[] = ['float16', 'int32', 'uint8'];
/** Version 2. `exponent` of the power of two that floats were divided by. */
type Entry = readonly [name: string, shape: readonly number[], stored: Stored, exponent: number];
/** Version 1. */
type OldEntry = readonly [name: string, shape: readonly number[], most: number];

interface Head<E> {
  readonly version: number;
  readonly config: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: readonly E[];
}

/** Bytes of a number at the same place, one place after the other. */
function byPlace(bytes: Uint8Array, width: number): Uint8Array {
  const count = bytes.length / width;
  return Uint8Array.from(bytes, (_, i) => bytes[(i % count) * width + Math.floor(i / count)]!);
}

function byNumber(bytes: Uint8Array, width: number): Uint8Array {
  const count = bytes.length / width;
  return Uint8Array.from(bytes, (_, i) => bytes[(i % width) * count + Math.floor(i / width)]!);
}

function toStored(name: string, tensor: Tensor): { entry: Entry; bytes: Uint8Array } | undefined {
  if (tensor.dtype === 'float32' || tensor.dtype === 'float16') {
    const numbers = asFloat32(tensor);
    const most = numbers.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
    const exponent = most > 0 ? Math.floor(Math.log2(most)) : 0;
    const scaled = tensorOf(
      'float16',
      tensor.dims,
      numbers.map((value) => value / 2 ** exponent),
    );
    return { entry: [name, tensor.dims, 'float16', exponent], bytes: byPlace(bytesOf(scaled), 2) };
  }
  if (tensor.dtype === 'int32') {
    const values = tensor.data as Int32Array;
    const differences = values.map((value, i) => value - (i > 0 ? values[i - 1]! : 0));
    return {
      entry: [name, tensor.dims, 'int32', 0],
      bytes: byPlace(bytesOf({ dtype: 'int32', dims: tensor.dims, data: differences }), 4),
    };
  }
  return tensor.dtype === 'uint8' ? { entry: [name, tensor.dims, 'uint8', 0], bytes: bytesOf(tensor) } : undefined;
}

function fromStored([, dims, stored, exponent]: Entry, bytes: Uint8Array): Tensor {
  if (stored === 'uint8') return { dtype: 'uint8', dims, data: bytes.slice() };
  const data = arrayFromBytes(stored, byNumber(bytes, bytesPerElement[stored]));
  if (stored === 'float16')
    return f32(
      dims,
      asFloat32({ dtype: stored, dims, data }).map((value) => value * 2 ** exponent),
    );
  const values = Int32Array.from(data as Int32Array);
  for (let i = 1; i < values.length; i++) values[i] = values[i]! + values[i - 1]!;
  return { dtype: 'int32', dims, data: values };
}

/** @returns undefined where the adapter is too large for a link */
export function packAdapter(files: AdapterFiles): string | undefined {
  const { tensors, metadata } = readSafetensors(files[WEIGHTS_FILE]);
  const all = [...tensors].map(([name, tensor]) => toStored(name, tensor));
  const size = all.reduce((sum, one) => sum + (one?.bytes.length ?? Infinity), 0);
  // Two thirds at most of what trained numbers take is left by packing: no need to try.
  if (size > 2 * LONGEST_ADAPTER) return undefined;
  const head: Head<Entry> = {
    version: VERSION,
    config: JSON.parse(new TextDecoder().decode(files[CONFIG_FILE])) as Head<Entry>['config'],
    metadata,
    tensors: all.map((one) => one!.entry),
  };
  const json = new TextEncoder().encode(JSON.stringify(head));
  const bytes = new Uint8Array(4 + json.length + size);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, 4);
  let at = 4 + json.length;
  for (const one of all) {
    bytes.set(one!.bytes, at);
    at += one!.bytes.length;
  }
  const text = pack(bytes);
  return text.length <= LONGEST_ADAPTER ? text : undefined;
}

/** The two files again. @throws AdapterError */
export function unpackAdapter(text: string): AdapterFiles {
  const broken = (why: Message) => new AdapterError(says.badLink({ why }));
  let bytes: Uint8Array;
  try {
    bytes = unpack(text, MOST);
  } catch (error) {
    throw broken(error instanceof PackedError ? error.told : says.linkUnreadable);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length >= 4 ? view.getUint32(0, true) : Infinity;
  const head =
    length <= bytes.length - 4 ? readHead(new TextDecoder().decode(bytes.subarray(4, 4 + length))) : undefined;
  if (!head) throw broken(says.linkCutOff);
  if (head.version > VERSION || head.version < 1) throw broken(says.linkNewer);
  const body = bytes.subarray(4 + length);
  const tensors = head.version === 1 ? oldTensors(head as Head<OldEntry>, body) : newTensors(head as Head<Entry>, body);
  if (!tensors) throw broken(says.linkSizes);
  const { format: _format, ...metadata } = head.metadata;
  return {
    [CONFIG_FILE]: new TextEncoder().encode(JSON.stringify(head.config)),
    [WEIGHTS_FILE]: writeSafetensors(tensors, metadata),
  };
}

/** @returns undefined where the sizes don't add up */
function newTensors({ tensors }: Head<Entry>, body: Uint8Array): [string, Tensor][] | undefined {
  const bytesIn = ([, shape, stored]: Entry) => sizeOf(shape) * bytesPerElement[stored satisfies DType];
  if (tensors.reduce((sum, entry) => sum + bytesIn(entry), 0) !== body.length) return undefined;
  let at = 0;
  return tensors.map((entry) => {
    const bytes = body.subarray(at, (at += bytesIn(entry)));
    return [entry[0], fromStored(entry, bytes)];
  });
}

function oldTensors({ tensors }: Head<OldEntry>, body: Uint8Array): [string, Tensor][] | undefined {
  if (2 * tensors.reduce((sum, [, shape]) => sum + sizeOf(shape), 0) !== body.length) return undefined;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  let at = 0;
  return tensors.map(([name, shape, most]) => {
    const values = new Float32Array(sizeOf(shape));
    for (let i = 0; i < values.length; i++, at += 2) values[i] = (most * view.getInt16(at, true)) / TOP;
    return [name, f32(shape, values)];
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isSize = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MOST;
const isNamedShape = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && typeof value[0] === 'string' && Array.isArray(value[1]) && value[1].every(isSize);
const isOldEntry = (value: unknown): value is OldEntry => isNamedShape(value) && Number.isFinite(value[2]);
const isEntry = (value: unknown): value is Entry =>
  isNamedShape(value) &&
  storedTypes.includes(value[2] as Stored) &&
  Number.isInteger(value[3]) &&
  Math.abs(value[3] as number) < 128;

function readHead(json: string): Head<Entry> | Head<OldEntry> | undefined {
  let head: unknown;
  try {
    head = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (!isRecord(head) || typeof head.version !== 'number') return undefined;
  const { version, config, metadata, tensors } = head;
  const sound =
    isRecord(config) &&
    isRecord(metadata) &&
    Object.values(metadata).every((text) => typeof text === 'string') &&
    Array.isArray(tensors) &&
    tensors.every(version === 1 ? isOldEntry : isEntry);
  return (version !== 1 && version !== VERSION) || sound ? (head as unknown as Head<Entry>) : undefined;
}
