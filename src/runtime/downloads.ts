/**
 * Downloads that stay: models, data and the runtime's own files, kept with the Cache API so that a second visit needs
 * no network.
 */

import { matches } from './digest';
import { announceKept } from './keptChanges';

/** Put in by the build (vite.config.ts); absent in Node. */
declare const __BUNDLED__: Bundled;

/** What the page's host serves beside the page. */
interface Bundled {
  /** Digest of the bundled models and data. */
  readonly models: string;
  /** Version of onnxruntime. */
  readonly engine: string;
  /** Where the page lies, from the file of a worker. */
  readonly page: string;
  /** Sizes that no manifest says. */
  readonly bytes: { readonly wasm: number; readonly webgpu: number; readonly data: number };
}

const bundled: Bundled =
  typeof __BUNDLED__ === 'undefined'
    ? { models: 'unbuilt', engine: 'unbuilt', page: '../', bytes: { wasm: 0, webgpu: 0, data: 0 } }
    : __BUNDLED__;

/** Address of the page's folder. @param worker address of a worker's file */
export const pageOf = (worker: string): URL => new URL(bundled.page, worker);

/** Bytes of onnxruntime's two binaries and of all bundled data. */
export const bundledBytes = bundled.bytes;

/** A cache of one kind of file. A new version drops the old one's files. */
export interface Shelf {
  /** `remote`: of other hosts (`remoteFiles.ts`). */
  readonly kind: 'models' | 'engine' | 'remote';
  readonly version: string;
}

const PREFIX = 'playground-';
const prefixOf = ({ kind }: Shelf) => `${PREFIX}${kind}-`;
const nameOf = (shelf: Shelf) => prefixOf(shelf) + shelf.version;

/** Bundled models and data. */
export const modelShelf: Shelf = { kind: 'models', version: bundled.models };
/** onnxruntime's binaries. */
export const engineShelf: Shelf = { kind: 'engine', version: bundled.engine };

/**
 * The cache; undefined where there is none (Node, plain http) or where it is denied (private windows, blocked storage).
 */
export async function openShelf(shelf: Shelf): Promise<Cache | undefined> {
  if (typeof caches === 'undefined') return undefined;
  try {
    const cache = await caches.open(nameOf(shelf));
    for (const name of await caches.keys())
      if (name.startsWith(prefixOf(shelf)) && name !== nameOf(shelf)) await caches.delete(name);
    return cache;
  } catch {
    return undefined;
  }
}

/** A page in place of a file (a login, a host's own "not found") must not stay. */
const keepable = (response: Response) =>
  response.ok &&
  response.status === 200 &&
  response.type !== 'opaque' &&
  !/text\/html/.test(response.headers.get('content-type') ?? '');

/**
 * `fetch` that answers from the shelf and keeps what it downloads. Where nothing can be kept (storage full or denied)
 * it is plain `fetch`.
 * @param fetcher `fetch`, or a stand-in with the same signature.
 */
export function keepingFetch(shelf: Shelf, fetcher: typeof fetch = (...args) => fetch(...args)): typeof fetch {
  let opened: Promise<Cache | undefined> | undefined;
  return async (input, init) => {
    const cache = await (opened ??= openShelf(shelf));
    const kept = await cache?.match(input).catch(() => undefined);
    if (kept) return kept;
    const response = await fetcher(input, init);
    // Stored while it is read; a download that breaks off is not stored.
    if (cache && keepable(response)) void cache.put(input, response.clone()).then(announceKept, () => undefined);
    return response;
  };
}

/** Storage is full. */
export const isQuota = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'QuotaExceededError';

export type KeepFault = 'denied' | 'full' | 'unreachable';

/** Why a file could not be kept. */
export class KeepError extends Error {
  override name = 'KeepError';
  constructor(readonly fault: KeepFault) {
    super(`The file could not be kept: ${fault}.`);
  }
}

/**
 * Downloads a file for later.
 * @param onBytes called with the bytes of each part that arrives.
 * @throws KeepError
 */
export async function keep(
  shelf: Shelf,
  url: string,
  onBytes: (bytes: number) => void = () => undefined,
  fetcher: typeof fetch = (...args) => fetch(...args),
): Promise<void> {
  const cache = await openShelf(shelf);
  if (!cache) throw new KeepError('denied');
  if (await cache.match(url)) return;
  const response = await fetcher(url).catch(() => undefined);
  if (!response?.body || !keepable(response)) throw new KeepError('unreachable');
  const digest = (await import('./bundledDigests')).bundledDigest(url);
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        onBytes(chunk.byteLength);
        controller.enqueue(chunk);
      },
    }),
  );
  try {
    let body: BodyInit = counted;
    if (digest) {
      const bytes = new Uint8Array(await new Response(counted).arrayBuffer());
      if (!(await matches(bytes, digest))) throw new KeepError('unreachable');
      body = bytes;
    }
    await cache.put(url, new Response(body, { status: 200, headers: response.headers }));
  } catch (error) {
    throw new KeepError(isQuota(error) ? 'full' : 'unreachable');
  }
}

/** Which of these files are kept. */
export async function kept(shelf: Shelf, urls: readonly string[]): Promise<ReadonlySet<string>> {
  const cache = await openShelf(shelf);
  const found = await Promise.all(
    urls.map(async (url) => ((await cache?.match(url).catch(() => undefined)) ? [url] : [])),
  );
  return new Set(found.flat());
}

export async function drop(shelf: Shelf, urls: readonly string[]): Promise<void> {
  const cache = await openShelf(shelf);
  for (const url of urls) await cache?.delete(url);
  announceKept();
}

/** Deletes everything that this module keeps. */
export async function dropAll(): Promise<void> {
  if (typeof caches === 'undefined') return;
  for (const name of await caches.keys()) if (name.startsWith(PREFIX)) await caches.delete(name);
  announceKept();
}

/** Whether this page may keep files at all. */
export const canKeep = async (): Promise<boolean> => (await openShelf(modelShelf)) !== undefined;
