/**
 * Large files from other hosts: read into memory once, and kept in parts while they arrive, so that a download that
 * breaks off goes on where it stopped, also in another visit.
 */
import { matches, type Digest } from './digest';
import { isQuota, openShelf, type Shelf } from './downloads';
import { announceKept } from './keptChanges';
import { chunksOf, joined } from './streams';

/** Files of the Hub and of other hosts. They never change under their address, or are told apart by their `tag`. */
export const remoteShelf: Shelf = { kind: 'remote', version: '1' };

/** Bytes that are put into the store at a time: what a lost connection, or a closed page, costs at most. */
const PART = 8 * 2 ** 20;
/** A longer ArrayBuffer can't be had. */
const MOST = 2 ** 31 - 1;
/** How often a connection may break without a byte in between. */
const TRIES = 4;
/** Seconds that a server may make one wait before it counts as refused. */
const LONGEST_WAIT = 30;

export type RemoteFault =
  /** No answer: no network, or no permission for this page. */
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'status'; readonly status: number; readonly code?: string }
  | { readonly kind: 'busy'; readonly seconds: number }
  | { readonly kind: 'cut'; readonly loaded: number; readonly total: number }
  | { readonly kind: 'changed' }
  /** Twice not what it must be. */
  | { readonly kind: 'damaged' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'too-large'; readonly bytes: number };

export class RemoteError extends Error {
  override name = 'RemoteError';
  constructor(
    readonly url: string,
    readonly fault: RemoteFault,
  ) {
    super(`${url}: ${fault.kind}`);
  }
}

export interface RemoteOptions {
  /** `fetch`, or a stand-in with the same signature. */
  readonly fetcher?: typeof fetch;
  readonly signal?: AbortSignal;
  readonly onProgress?: (loaded: number, total: number | undefined) => void;
  /** The file's length where it is known: the answer must agree. */
  readonly size?: number;
  /** What it must be: anything else is thrown away, and asked for once more. */
  readonly digest?: Digest | undefined;
  /** Called where there is no room to keep the file, which is used all the same. */
  readonly onFull?: () => void;
  /** Tells versions of a file apart whose address stays the same. */
  readonly tag?: string;
  /** Milliseconds before the first new try; longer before each further one. */
  readonly patience?: number;
  /** Bytes that are put into the store at a time. */
  readonly part?: number;
}

/** Past the browser's own cache. */
interface Way {
  readonly cache?: RequestCache;
}

/** An answer to a request for a file, at its beginning or from some byte on. */
interface Answer {
  readonly body: ReadableStream<Uint8Array>;
  readonly start: number;
  readonly total: number | undefined;
}

const sleep = (milliseconds: number, signal: AbortSignal | undefined) =>
  new Promise<void>((done) => {
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', () => (clearTimeout(timer), done()), { once: true });
  });

/** A request that waits as long as a busy server asks for, within reason. @throws RemoteError */
export async function request(
  url: string,
  init: RequestInit,
  { fetcher = (...args) => fetch(...args), signal, patience = 500 }: RemoteOptions,
): Promise<Response> {
  let lost = false;
  for (let attempt = 0; ; attempt++) {
    let response: Response;
    try {
      response = await fetcher(url, { ...init, ...(signal && { signal }) });
    } catch {
      if (signal?.aborted) throw new RemoteError(url, { kind: 'cancelled' });
      // A connection that was kept open may have been closed by the other side just then.
      if (lost || attempt + 1 >= TRIES) throw new RemoteError(url, { kind: 'unreachable' });
      lost = true;
      await sleep(patience / 5, signal);
      continue;
    }
    if (response.ok) return response;
    await response.body?.cancel().catch(() => undefined);
    if (response.status !== 429)
      throw new RemoteError(url, {
        kind: 'status',
        status: response.status,
        ...codeOf(response),
      });
    const seconds = Number(response.headers.get('retry-after') ?? 2 ** attempt * (patience / 500)) || 1;
    if (attempt + 1 >= TRIES || seconds > LONGEST_WAIT)
      throw new RemoteError(url, { kind: 'busy', seconds: Math.ceil(seconds) });
    await sleep(1000 * seconds, signal);
    if (signal?.aborted) throw new RemoteError(url, { kind: 'cancelled' });
  }
}

const codeOf = ({ headers }: Response) => {
  const code = headers.get('x-error-code');
  return code === null ? {} : { code };
};

async function ask(url: string, from: number, options: RemoteOptions, way: Way): Promise<Answer> {
  const range = from > 0 ? { headers: { Range: `bytes=${from}-` } } : {};
  const response = await request(url, { ...way, ...range }, options);
  // A portal's page in place of the file.
  if (options.digest && /text\/html/.test(response.headers.get('content-type') ?? '') && !/\.html?$/.test(url)) {
    await response.body?.cancel().catch(() => undefined);
    throw new RemoteError(url, { kind: 'damaged' });
  }
  const told = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
  // Content-Length counts compressed bytes where the server compresses.
  const plain = response.headers.get('content-encoding') === null;
  const length = plain ? Number(response.headers.get('content-length') ?? NaN) : NaN;
  const start = response.status === 206 ? (told ? Number(told[1]) : from) : 0;
  const total = told ? Number(told[2]) : Number.isFinite(length) ? start + length : undefined;
  return { body: response.body!, start, total };
}

const partKey = (url: string, tag: string | undefined, part: number) =>
  `${url}${url.includes('?') ? '&' : '?'}${tag === undefined ? '' : `tag=${encodeURIComponent(tag)}&`}part=${part}`;

/** Parts of one file in the store. Once there is no room it stays empty-handed. */
class Parts {
  /** Bytes of each but the last. */
  readonly size: number;
  #full = false;

  private constructor(
    private readonly cache: Cache | undefined,
    private readonly url: string,
    private readonly options: RemoteOptions,
  ) {
    this.size = options.part ?? PART;
  }

  static async of(url: string, options: RemoteOptions): Promise<Parts> {
    return new Parts(await openShelf(remoteShelf), url, options);
  }

  /** What an earlier download left. */
  async whole(): Promise<{ readonly total: number } | undefined> {
    const first = await this.#match(0);
    const total = Number(first?.headers.get('x-total') ?? NaN);
    return Number.isFinite(total) ? { total } : undefined;
  }

  /** Fills in the parts that are kept. @returns the bytes that are there, from the beginning on */
  async fill(out: Uint8Array): Promise<number> {
    let at = 0;
    for (let part = 0; at < out.byteLength; part++) {
      const kept = await this.#match(part);
      if (!kept || Number(kept.headers.get('x-total')) !== out.byteLength) break;
      const bytes = new Uint8Array(await kept.arrayBuffer());
      if (bytes.byteLength !== Math.min(this.size, out.byteLength - at)) break;
      out.set(bytes, at);
      at += bytes.byteLength;
    }
    return at;
  }

  /** The whole file of `total` bytes, not read. */
  async blob(total: number): Promise<Blob | undefined> {
    const parts: Blob[] = [];
    let length = 0;
    while (length < total) {
      const kept = await this.#match(parts.length);
      if (!kept || Number(kept.headers.get('x-total')) !== total) return undefined;
      const part = await kept.blob();
      if (part.size !== Math.min(this.size, total - length)) return undefined;
      parts.push(part);
      length += part.size;
    }
    return new Blob(parts);
  }

  async put(part: number, bytes: Uint8Array<ArrayBuffer>, total: number): Promise<void> {
    if (!this.cache || this.#full) return;
    const headers = {
      'x-total': String(total),
      'x-bytes': String(bytes.byteLength),
      'content-type': 'application/octet-stream',
    };
    try {
      await this.cache.put(partKey(this.url, this.options.tag, part), new Response(bytes, { headers }));
      announceKept();
    } catch (error) {
      this.#full = true;
      if (isQuota(error)) this.options.onFull?.();
    }
  }

  async drop(): Promise<void> {
    for (let part = 0; await this.cache?.delete(partKey(this.url, this.options.tag, part)); part++);
  }

  async #match(part: number): Promise<Response | undefined> {
    return this.cache?.match(partKey(this.url, this.options.tag, part)).catch(() => undefined);
  }
}

/** A file on its way into memory and into the store. */
class Arrival {
  #out: Uint8Array<ArrayBuffer> | undefined;
  #stored = 0;
  loaded = 0;

  constructor(
    private readonly url: string,
    private readonly parts: Parts,
    private readonly options: RemoteOptions,
  ) {}

  get total(): number | undefined {
    return this.#out?.byteLength;
  }

  /** The bytes, once all are there. */
  get whole(): Uint8Array | undefined {
    return this.loaded === this.total ? this.#out : undefined;
  }

  /** Begins with what is kept. */
  async begin(total: number): Promise<void> {
    this.#out = new Uint8Array(total);
    this.loaded = await this.parts.fill(this.#out);
    this.#stored = Math.floor(this.loaded / this.parts.size);
  }

  /** Takes what one connection gives. @throws where the connection breaks, or the file is another one by now */
  async take({ body, start, total }: Answer & { readonly total: number }): Promise<void> {
    if (total > MOST) throw new RemoteError(this.url, { kind: 'too-large', bytes: total });
    this.#out ??= new Uint8Array(total);
    if (total !== this.#out.byteLength) throw new RemoteError(this.url, { kind: 'changed' });
    // A server that knows no ranges begins anew.
    this.loaded = start;
    for await (const chunk of chunksOf(body)) {
      if (this.loaded + chunk.byteLength > total) throw new RemoteError(this.url, { kind: 'changed' });
      this.#out.set(chunk, this.loaded);
      this.loaded += chunk.byteLength;
      this.options.onProgress?.(this.loaded, total);
      await this.#store(this.#out);
    }
  }

  async #store(out: Uint8Array<ArrayBuffer>): Promise<void> {
    const { size } = this.parts;
    const end = () => Math.min(out.byteLength, (this.#stored + 1) * size);
    for (; this.#stored * size < out.byteLength && end() <= this.loaded; this.#stored++)
      await this.parts.put(this.#stored, out.subarray(this.#stored * size, end()), out.byteLength);
  }
}

/**
 * The bytes of a file, from the store as far as they are there. A connection that breaks is taken up again; bytes that
 * arrived are never asked for twice.
 * @throws RemoteError
 */
export async function readRemote(url: string, options: RemoteOptions = {}): Promise<Uint8Array> {
  const { digest } = options;
  if (!digest) return readUnchecked(url, options, {});
  for (const way of [{}, { cache: 'reload' }] as const) {
    const bytes = await readUnchecked(url, options, way);
    if (await matches(bytes, digest)) return bytes;
    await (await Parts.of(url, options)).drop();
  }
  throw new RemoteError(url, { kind: 'damaged' });
}

async function readUnchecked(url: string, options: RemoteOptions, way: Way): Promise<Uint8Array> {
  const { size, onProgress, signal, patience = 500 } = options;
  if (size !== undefined && size > MOST) throw new RemoteError(url, { kind: 'too-large', bytes: size });
  const parts = await Parts.of(url, options);
  const arrival = new Arrival(url, parts, options);
  const known = size ?? (await parts.whole())?.total;
  if (known !== undefined) await arrival.begin(known);
  if (arrival.whole) onProgress?.(arrival.loaded, known);
  for (let tries = 0; !arrival.whole;) {
    const before = arrival.loaded;
    try {
      const answer = await ask(url, arrival.loaded, options, way);
      if (answer.total === undefined) return await readWhole(answer, url, parts, options);
      await arrival.take({ ...answer, total: answer.total });
    } catch (error) {
      if (signal?.aborted) throw new RemoteError(url, { kind: 'cancelled' });
      if (error instanceof RemoteError) {
        if (error.fault.kind === 'changed') await parts.drop();
        // Without a network there is no first byte; with a file half here it may come back.
        if (error.fault.kind !== 'unreachable' || arrival.loaded === 0) throw error;
      }
    }
    if (arrival.whole) break;
    tries = arrival.loaded > before ? 0 : tries + 1;
    if (tries >= TRIES)
      throw new RemoteError(url, { kind: 'cut', loaded: arrival.loaded, total: arrival.total ?? arrival.loaded });
    await sleep(patience * 2 ** tries, signal);
  }
  return arrival.whole!;
}

/**
 * A file that was read, as it lies in the store; undefined where it is not all there.
 * @param size its length
 */
export async function keptRemote(
  url: string,
  options: Pick<RemoteOptions, 'tag' | 'part'>,
  size: number,
): Promise<Blob | undefined> {
  return (await Parts.of(url, options)).blob(size);
}

/** A file whose length the server doesn't say: it can't be taken up again, so it is kept when it is whole. */
async function readWhole(
  { body }: Answer,
  url: string,
  parts: Parts,
  { onProgress }: RemoteOptions,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let loaded = 0;
  for await (const chunk of chunksOf(body)) {
    chunks.push(chunk);
    loaded += chunk.byteLength;
    if (loaded > MOST) throw new RemoteError(url, { kind: 'too-large', bytes: loaded });
    onProgress?.(loaded, undefined);
  }
  const out = joined(chunks);
  for (let part = 0; part * parts.size < loaded; part++)
    await parts.put(part, out.subarray(part * parts.size, Math.min(loaded, (part + 1) * parts.size)), loaded);
  return out;
}

/** A kept text, such as a repository's listing. */
export async function keptText(url: string): Promise<string | undefined> {
  const cache = await openShelf(remoteShelf);
  return (await cache?.match(url).catch(() => undefined))?.text();
}

/** Keeps a text; where that can't be done it is asked for again next time. */
export async function keepText(url: string, text: string): Promise<void> {
  const cache = await openShelf(remoteShelf);
  await cache?.put(url, new Response(text, { headers: { 'content-type': 'text/plain' } })).catch(() => undefined);
}

/** A file that is kept, whole or in part. */
export interface KeptFile {
  readonly url: string;
  readonly bytes: number;
  readonly total: number;
}

/** All files that are kept here. */
export async function keptFiles(): Promise<readonly KeptFile[]> {
  const cache = await openShelf(remoteShelf);
  const files = new Map<string, KeptFile>();
  for (const { url } of (await cache?.keys()) ?? []) {
    const [, name] = /^(.+?)[?&](?:tag=[^&]*&)?part=\d+$/.exec(url) ?? [];
    if (name === undefined) continue;
    const headers = (await cache!.match(url))?.headers;
    const number = (header: string) => Number(headers?.get(header) ?? 0);
    const bytes = (files.get(name)?.bytes ?? 0) + number('x-bytes');
    files.set(name, { url: name, bytes, total: number('x-total') });
  }
  return [...files.values()];
}

/** Deletes everything whose address begins so. */
export async function dropRemote(begin: string): Promise<void> {
  const cache = await openShelf(remoteShelf);
  for (const { url } of (await cache?.keys()) ?? []) if (url.startsWith(begin)) await cache!.delete(url);
  announceKept();
}
