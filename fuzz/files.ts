/** Samples from the project's own files. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Files } from './target';

export const root = join(import.meta.dirname, '..');

export const fileOf = (path: string): Uint8Array => new Uint8Array(readFileSync(join(root, path)));

/** Files below a folder whose paths fit, by their path in it. */
export function filesIn(folder: string, fits: RegExp): Files {
  const names = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, folder).length + 1))
    .filter((name) => fits.test(name))
    .sort();
  return Object.fromEntries(names.map((name) => [name, fileOf(`${folder}/${name}`)]));
}
