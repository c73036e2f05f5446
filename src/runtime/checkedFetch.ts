/** Files of which is known what they must be: nothing else is kept, and a kept copy that differs is thrown away. */
import { matches, DamagedCopy, type Digest } from './digest';
import { keepingFetch, openShelf, type Shelf } from './downloads';
import { announceKept } from './keptChanges';
import { joined } from './streams';

/** Passes bytes on as they come; at their end they are what was published, or the reader is told that they are not. */
function checked(
  digest: Digest,
  url: string,
  keep: (bytes: Uint8Array<ArrayBuffer>) => void,
): TransformStream<Uint8Array, Uint8Array> {
  const chunks: Uint8Array[] = [];
  return new TransformStream({
    transform(chunk, controller) {
      chunks.push(chunk);
      controller.enqueue(chunk);
    },
    async flush(controller) {
      const bytes = joined(chunks) as Uint8Array<ArrayBuffer>;
      if (await matches(bytes, digest)) keep(bytes);
      else controller.error(new DamagedCopy(url));
    },
  });
}

/**
 * `fetch` that answers from the shelf and keeps what it downloads, both only where it is what was published: the body
 * of an answer that is not ends in a DamagedCopy.
 * @param digestOf undefined for what is not known: that is kept as `keepingFetch` does
 * @param fetcher `fetch`, or a stand-in with the same signature
 */
export function checkedFetch(
  shelf: Shelf,
  digestOf: (url: string) => Promise<Digest | undefined>,
  fetcher: typeof fetch = (...args) => fetch(...args),
): typeof fetch {
  const unchecked = keepingFetch(shelf, fetcher);
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const digest = await digestOf(url);
    if (!digest) return unchecked(input, init);
    const cache = await openShelf(shelf);
    const kept = await cache?.match(url).catch(() => undefined);
    if (kept) {
      const bytes = new Uint8Array(await kept.arrayBuffer());
      if (await matches(bytes, digest)) return new Response(bytes, { headers: kept.headers });
      await cache!.delete(url);
    }
    const response = await fetcher(input, init);
    if (!response.ok || !response.body) return response;
    const { status, headers } = response;
    const put = (bytes: Uint8Array<ArrayBuffer>) =>
      void cache?.put(url, new Response(bytes, { headers })).then(announceKept, () => undefined);
    return new Response(response.body.pipeThrough(checked(digest, url, put)), { status, headers });
  };
}
