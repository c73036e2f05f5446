/** Files that a command writes: looked at before anything is computed, so that no run is lost for a wrong path. */
import { accessSync, constants, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from './io';
import { statOf } from './paths';

const isFolder = (path: string): boolean => statOf(path)?.isDirectory() === true;

function writable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param option its name, such as --out
 * @param example of a file's name
 * @throws UsageError where no file can be written there
 */
export function checkFile(option: string, path: string, example: string): void {
  const refuse = (why: string): never => {
    throw new UsageError(`${option} ${path}: ${why}`);
  };
  if (path.trim() === '') refuse('the name of a file is missing. Give one.');
  if (/[/\\]$/.test(path) || isFolder(path))
    refuse(`this is a folder, and a file is written. Add the file's name, for example ${join(path, example)}.`);
  const folder = dirname(resolve(path));
  if (!existsSync(folder)) refuse(`there is no folder "${folder}". Make it first, or choose another.`);
  if (!isFolder(folder)) refuse(`"${folder}" is no folder. Choose another path.`);
  if (!writable(existsSync(path) ? path : folder)) refuse('you may not write there. Choose another path.');
}

/** A folder that is made where it is missing. @throws UsageError where that can't be */
export function checkFolder(option: string, path: string): void {
  if (path.trim() === '') throw new UsageError(`${option}: the name of a folder is missing. Give one.`);
  let above = resolve(path);
  while (!existsSync(above)) above = dirname(above);
  if (!isFolder(above))
    throw new UsageError(`${option} ${path}: "${above}" is a file, and a folder is needed. Choose another path.`);
  if (!writable(above)) throw new UsageError(`${option} ${path}: you may not write there. Choose another path.`);
}

/**
 * Writes a file and the folders above it.
 * @throws UsageError in the words of the system where the disk is full or the like
 */
export function writeOut(path: string, contents: string | Uint8Array): void {
  try {
    mkdirSync(dirname(resolve(path)), { recursive: true });
    writeFileSync(path, contents);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new UsageError(`"${path}" could not be written (${code}). Make room there, or choose another path.`);
  }
}
