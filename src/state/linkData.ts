/**
 * A few lines of data that travel in a link: packed like an adapter, read back with care, since anyone can write a
 * link. Loaded when there are such data, with the library that packs them.
 */
import * as v from 'valibot';
import { pack, unpack } from '../interchange/packed';
import type { TableOptions } from '../worker/protocol';

/** Bytes of text that a link takes; what is longer is sent as a file. */
export const MOST_IN_LINK = 8192;

/** Data of a link, as the own data that they become. */
export interface LinkData {
  readonly name: string;
  readonly source: string;
  readonly options: TableOptions;
}

const forms = ['classify', 'score', 'label', 'tag', 'continue', 'respond'] as const;
const column = v.optional(v.pipe(v.string(), v.maxLength(100)));
const schema = v.strictObject({
  name: v.pipe(v.string(), v.nonEmpty(), v.maxLength(100)),
  text: v.pipe(v.string(), v.nonEmpty()),
  options: v.strictObject({
    format: v.optional(v.picklist(['csv', 'tsv', 'jsonl', 'txt'])),
    form: v.optional(v.picklist(forms)),
    textColumn: column,
    labelColumn: column,
    secondColumn: column,
    tokensColumn: column,
    tagsColumn: column,
    promptColumn: column,
    contextColumn: column,
    responseColumn: column,
    messagesColumn: column,
  }),
});

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** @returns undefined for more than a link takes */
export function packData({ name, source, options }: LinkData): string | undefined {
  if (bytesOf(source).length > MOST_IN_LINK) return undefined;
  return pack(bytesOf(JSON.stringify({ name: name.slice(0, 100), text: source, options })));
}

/** @returns undefined where they were cut off or changed on the way, or are no data of this page */
export function unpackData(packed: string): LinkData | undefined {
  let given: unknown;
  try {
    given = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(unpack(packed, 2 * MOST_IN_LINK)));
  } catch {
    return undefined;
  }
  const parsed = v.safeParse(schema, given);
  if (!parsed.success || bytesOf(parsed.output.text).length > MOST_IN_LINK) return undefined;
  const { name, text, options } = parsed.output;
  return { name, source: text, options: options as TableOptions };
}
