/** Where files come from: a folder on disk, a web server, files dropped on the page. */
import { MessageError, type Message, type Value } from '../messages/message';
import { says } from './messages';

/** A file that a source doesn't have. */
export class MissingFileError extends MessageError {
  override name = 'MissingFileError';
  constructor(
    readonly path: string,
    where = '',
  ) {
    super(where ? says.missingFileIn({ path, where }) : says.missingFile({ path }));
  }
}

/**
 * Reads files by their path relative to some root. Implementations: `memorySource`, `fetchSource`, and the CLI's folder
 * on disk.
 */
export interface FileSource {
  /** Contents of the file. @throws MissingFileError, or another error that names the file. */
  read: (path: string) => Promise<Uint8Array>;
  /** All paths, where they can be told. */
  list?: () => Promise<string[]>;
  /** Whether the file exists, where that can be told without reading it. */
  has?: (path: string) => Promise<boolean>;
  /** The file as it lies in the browser's storage, once it was read; undefined where it does not lie there. */
  blob?: (path: string) => Promise<Blob | undefined>;
  /** Bytes of the file, where they can be told without reading it; undefined also where there is no such file. */
  size?: (path: string) => Promise<number | undefined>;
}

/** Files held in memory, for example those that were dropped on the page. */
export function memorySource(files: ReadonlyMap<string, Uint8Array>): FileSource {
  return {
    read: (path) => {
      const bytes = files.get(path);
      return bytes ? Promise.resolve(bytes) : Promise.reject(new MissingFileError(path));
    },
    has: (path) => Promise.resolve(files.has(path)),
    list: () => Promise.resolve([...files.keys()]),
  };
}

/**
 * Files that were chosen or dropped, read when they are asked for. A folder's own name may stand before their paths.
 */
export function fileSource(files: readonly { readonly path: string; readonly file: File }[]): FileSource {
  const there = new Map(files.map(({ path, file }) => [path.replace(/^\.?\//, ''), file]));
  return {
    async read(path) {
      const file = there.get(path);
      if (!file) throw new MissingFileError(path);
      return new Uint8Array(await file.arrayBuffer());
    },
    has: (path) => Promise.resolve(there.has(path)),
    size: (path) => Promise.resolve(there.get(path)?.size),
    blob: (path) => Promise.resolve(there.get(path)),
    list: () => Promise.resolve([...there.keys()]),
  };
}

/** Whether bytes are the few lines that stand for a file which Git LFS keeps elsewhere. */
export const isLfsPointer = (bytes: Uint8Array): boolean =>
  new TextDecoder().decode(bytes.subarray(0, 23)) === 'version https://git-lfs';

/** What to say of such a file. */
export const lfsSentence = (name: Value): Message => says.lfsPointer({ file: name });
