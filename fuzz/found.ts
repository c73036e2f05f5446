/** Inputs that failed once, kept as `found/<target>/<name>.json`: they are read again in every run, before new ones. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { root } from './files';
import type { Files } from './target';

const FOLDER = join(root, 'fuzz/found');

/** Names of a target's. */
export const foundFor = (target: string): readonly string[] =>
  existsSync(join(FOLDER, target))
    ? readdirSync(join(FOLDER, target))
        .filter((name) => name.endsWith('.json'))
        .map((name) => name.slice(0, -'.json'.length))
        .sort()
    : [];

interface Stored {
  /** What it did. */
  readonly was: string;
  /** Packed by gzip, as base64; texts may stand as they are, under `text`. */
  readonly files: Readonly<Record<string, { readonly gzip: string } | { readonly text: string }>>;
}

export function known(target: string, name: string): Files {
  const { files } = JSON.parse(readFileSync(join(FOLDER, target, `${name}.json`), 'utf8')) as Stored;
  return Object.fromEntries(
    Object.entries(files).map(([path, kept]) => [
      path,
      new Uint8Array('text' in kept ? Buffer.from(kept.text) : gunzipSync(Buffer.from(kept.gzip, 'base64'))),
    ]),
  );
}

/** Writes an input where the next run finds it. @returns its path */
export function keepFound(folder: string, target: string, name: string, files: Files, was: string): string {
  const path = join(folder, target, `${name}.json`);
  mkdirSync(join(folder, target), { recursive: true });
  const stored: Stored = {
    was,
    files: Object.fromEntries(
      Object.entries(files).map(([file, bytes]) => {
        const text = new TextDecoder().decode(bytes);
        const same = bytes.length < 3000 && Buffer.from(text).equals(bytes);
        return [file, same ? { text } : { gzip: gzipSync(bytes, { level: 9 }).toString('base64') }];
      }),
    ),
  };
  writeFileSync(path, `${JSON.stringify(stored, undefined, 2)}\n`);
  return path;
}
