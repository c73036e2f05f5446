/** Where files come from: a folder on disk, a web server, files dropped on the page. */

/** A file that a source doesn't have. */
export class MissingFileError extends Error {
  override name = 'MissingFileError';
  constructor(
    readonly path: string,
    where = '',
  ) {
    super(where ? `The file "${path}" is missing in ${where}.` : `The file "${path}" is missing.`);
  }
}

/** Reads files by their path relative to some root. Implementations: `memorySource`, `fetchSource`, and the CLI's folder on disk. */
export interface FileSource {
  /** Contents of the file. @throws MissingFileError, or another error that names the file. */
  read(path: string): Promise<Uint8Array>;
  /** Whether the file exists, where that can be told without reading it. */
  has?(path: string): Promise<boolean>;
}

/** Files held in memory, for example those that were dropped on the page. */
export function memorySource(files: ReadonlyMap<string, Uint8Array>): FileSource {
  return {
    read: (path) => {
      const bytes = files.get(path);
      return bytes ? Promise.resolve(bytes) : Promise.reject(new MissingFileError(path));
    },
    has: (path) => Promise.resolve(files.has(path)),
  };
}
