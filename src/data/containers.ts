/** Files that hold data in another form than text: gzip and parquet are opened, everything else stays. */
import type { Message } from '../messages/message';
import { DataError } from './errors';
import { evenly, isParquet, plainRows, readParquet } from './parquet';
import { says } from './messages';

/** More rows are not shown or trained on in a tab: they are taken evenly from the whole. */
const MOST_ROWS = 50_000;
/** Larger texts do not fit into a tab beside a model. */
const MOST_BYTES = 512 * 2 ** 20;

export interface Unpacked {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly notices: readonly Message[];
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** By the platform, which checks the sums that fflate passes over. */
async function gunzipped(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  try {
    const reader = new Blob([bytes as Uint8Array<ArrayBuffer>])
      .stream()
      .pipeThrough(new DecompressionStream('gzip'))
      .getReader();
    for (let part = await reader.read(); !part.done && length <= MOST_BYTES; part = await reader.read()) {
      chunks.push(part.value);
      length += part.value.byteLength;
    }
    if (length > MOST_BYTES) await reader.cancel();
  } catch (error) {
    throw new DataError(says.damagedGzip({ file: name }), { cause: error });
  }
  if (length > MOST_BYTES) throw new DataError(says.unpacksTooLarge({ file: name }));
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** @throws DataError for a damaged file */
export async function unpacked(name: string, bytes: Uint8Array): Promise<Unpacked> {
  if (isGzip(bytes)) return unpacked(name.replace(/\.gz$/i, ''), await gunzipped(bytes, name));
  if (!isParquet(bytes)) return { name, bytes, notices: [] };
  const read = await readParquet(bytes, name);
  const rows = plainRows({ ...read, rows: evenly(read.rows, MOST_ROWS) });
  const notices =
    rows.length < read.rows.length
      ? [says.rowsTaken({ file: name, rows: { count: rows.length }, all: { count: read.rows.length } })]
      : [];
  return { name, bytes: new TextEncoder().encode(JSON.stringify(rows)), notices };
}
