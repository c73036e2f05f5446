/**
 * A small adapter as text for a link: its two files with every tensor rounded to 16 bits, then packed.
 * A tensor is stored as its largest magnitude m and whole numbers k, |k| ≤ 32767, for values m·k/32767: errors are at most m/65534.
 */
import { asFloat32, f32, sizeOf, type Tensor } from '../onnx/tensor';
import { AdapterError, CONFIG_FILE, WEIGHTS_FILE, type AdapterFiles } from './adapter';
import { pack, PackedError, unpack } from './packed';
import { readSafetensors, writeSafetensors } from './safetensors';

/** Longest text that is offered; longer adapters travel as a file. */
export const LONGEST_ADAPTER = 16_000;
/** Bytes that such a text may unpack to. */
const MOST = 512 * 1024;
const VERSION = 1;
const TOP = 32767;

type Entry = readonly [name: string, shape: readonly number[], most: number];

interface Head {
  readonly version: number;
  readonly config: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: readonly Entry[];
}

/** @returns undefined where the adapter is too large for a link, or holds tensors other than fp32 (index lists, masks) */
export function packAdapter(files: AdapterFiles): string | undefined {
  const { tensors, metadata } = readSafetensors(files[WEIGHTS_FILE]);
  const scalars = [...tensors.values()].reduce((sum, tensor) => sum + sizeOf(tensor.dims), 0);
  // Sixteen bits of trained numbers hardly compress: no need to try.
  if (2 * scalars > LONGEST_ADAPTER || [...tensors.values()].some((tensor) => tensor.dtype !== 'float32'))
    return undefined;
  const values = new Int16Array(scalars);
  let at = 0;
  const entries = [...tensors].map(([name, tensor]): Entry => {
    const numbers = asFloat32(tensor);
    const most = numbers.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
    for (const value of numbers) values[at++] = most > 0 ? Math.round((TOP * value) / most) : 0;
    return [name, tensor.dims, most];
  });
  const head: Head = {
    version: VERSION,
    config: JSON.parse(new TextDecoder().decode(files[CONFIG_FILE])) as Head['config'],
    metadata,
    tensors: entries,
  };
  const json = new TextEncoder().encode(JSON.stringify(head));
  const bytes = new Uint8Array(4 + json.length + values.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, json.length, true);
  bytes.set(json, 4);
  values.forEach((value, i) => view.setInt16(4 + json.length + 2 * i, value, true));
  const text = pack(bytes);
  return text.length <= LONGEST_ADAPTER ? text : undefined;
}

/** The two files again. @throws AdapterError */
export function unpackAdapter(text: string): AdapterFiles {
  const broken = (why: string) =>
    new AdapterError(
      `The adapter in the link can't be used: ${why}. Ask for the link again, or for the adapter as a file.`,
    );
  let bytes: Uint8Array;
  try {
    bytes = unpack(text, MOST);
  } catch (error) {
    throw broken(error instanceof PackedError ? error.message : "it can't be read");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length >= 4 ? view.getUint32(0, true) : Infinity;
  const head =
    length <= bytes.length - 4 ? readHead(new TextDecoder().decode(bytes.subarray(4, 4 + length))) : undefined;
  if (!head) throw broken('it is cut off or was changed on the way');
  if (head.version !== VERSION)
    throw broken('it was made by a newer version of this page; reload this page to get that version');
  const scalars = head.tensors.reduce((sum, [, shape]) => sum + sizeOf(shape), 0);
  if (4 + length + 2 * scalars !== bytes.length) throw broken("its sizes don't add up");
  let at = 4 + length;
  const tensors = head.tensors.map(([name, shape, most]): [string, Tensor] => {
    const values = new Float32Array(sizeOf(shape));
    for (let i = 0; i < values.length; i++, at += 2) values[i] = (most * view.getInt16(at, true)) / TOP;
    return [name, f32(shape, values)];
  });
  const { format: _format, ...metadata } = head.metadata;
  return {
    [CONFIG_FILE]: new TextEncoder().encode(JSON.stringify(head.config)),
    [WEIGHTS_FILE]: writeSafetensors(tensors, metadata),
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isSize = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MOST;
const isEntry = (value: unknown): value is Entry =>
  Array.isArray(value) &&
  typeof value[0] === 'string' &&
  Array.isArray(value[1]) &&
  value[1].every(isSize) &&
  Number.isFinite(value[2]);

function readHead(json: string): Head | undefined {
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
    tensors.every(isEntry);
  return version !== VERSION || sound ? (head as unknown as Head) : undefined;
}
