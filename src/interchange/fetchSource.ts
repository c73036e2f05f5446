/** Files from a web server, with progress. */
import { DamagedCopy } from '../runtime/digest';
import { chunksOf, joined } from '../runtime/streams';
import { MessageError } from '../messages/message';
import { MissingFileError, type FileSource } from '../data/files';
import { MAX_FILE_BYTES, tooLarge } from './modelFolder';
import { says } from './messages';

/** A file that did not arrive, though it may be there. */
export class DownloadError extends MessageError {
  override name = 'DownloadError';
}

export interface Progress {
  readonly path: string;
  readonly loaded: number;
  /** From the server's Content-Length; undefined where it doesn't say. */
  readonly total?: number;
}

/**
 * Files below a base address.
 * @param fetcher `fetch`, or a stand-in with the same signature.
 */
export function fetchSource(
  base: string,
  onProgress?: (progress: Progress) => void,
  fetcher: typeof fetch = (...args) => fetch(...args),
): FileSource {
  const root = base.endsWith('/') ? base : `${base}/`;
  const once = async (path: string, init?: RequestInit): Promise<Uint8Array> => {
    let response: Response;
    try {
      response = await fetcher(root + path, init);
    } catch {
      throw new DownloadError(says.notReached({ address: root + path }));
    }
    if (response.status === 404 || response.status === 403) throw new MissingFileError(path, root);
    if (!response.ok) throw new DownloadError(says.serverAnswered({ status: response.status, address: root + path }));
    const length = response.headers.get('content-length');
    // Content-Length counts compressed bytes where the server compresses.
    const total = length && !response.headers.get('content-encoding') ? Number(length) : undefined;
    if (total !== undefined && total > MAX_FILE_BYTES) throw tooLarge(path);
    try {
      return response.body && onProgress
        ? await readAll(response.body, path, total, onProgress)
        : new Uint8Array(await response.arrayBuffer());
    } catch (error) {
      if (error instanceof MessageError || error instanceof DamagedCopy) throw error;
      // The connection broke off.
      throw new DownloadError(says.notReached({ address: root + path }), { cause: error });
    }
  };
  return {
    async read(path) {
      try {
        return await once(path);
      } catch (error) {
        if (!(error instanceof DamagedCopy)) throw error;
      }
      try {
        // Past the browser's own cache, which may hold the same copy.
        return await once(path, { cache: 'reload' });
      } catch (error) {
        if (!(error instanceof DamagedCopy)) throw error;
        throw new DownloadError(says.damagedCopy({ file: path }), { cause: error });
      }
    },
  };
}

async function readAll(
  body: ReadableStream<Uint8Array>,
  path: string,
  total: number | undefined,
  onProgress: (progress: Progress) => void,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let loaded = 0;
  for await (const chunk of chunksOf(body)) {
    chunks.push(chunk);
    loaded += chunk.byteLength;
    if (loaded > MAX_FILE_BYTES) throw tooLarge(path);
    onProgress({ path, loaded, ...(total === undefined ? {} : { total }) });
  }
  if (total !== undefined && loaded < total) throw new DownloadError(says.incomplete({ file: path, loaded, total }));
  return joined(chunks);
}
