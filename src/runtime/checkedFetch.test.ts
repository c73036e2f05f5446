/** Copies are checked: what is kept is what was published, whatever stands between. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DownloadError, fetchSource } from '../interchange/fetchSource';
import { MemoryCaches } from './caches.testing';
import { checkedFetch } from './checkedFetch';
import { matches, type Digest } from './digest';
import { kept, type Shelf } from './downloads';

const shelf: Shelf = { kind: 'models', version: 'a' };
const url = 'http://h/models/m.onnx';
const sound = new TextEncoder().encode('weights');
const digest: Digest = { kind: 'sha256', bytes: 7, hex: createHash('sha256').update(sound).digest('hex') };
const flipped = sound.map((byte, i) => (i === 3 ? byte ^ 4 : byte));
const page = '<!doctype html><html>Sign in</html>';

let memory: MemoryCaches;
beforeEach(() => vi.stubGlobal('caches', (memory = new MemoryCaches())));
afterEach(() => vi.unstubAllGlobals());

/** A server that answers so, one after the other. */
const answering = (...bodies: readonly (Uint8Array | string)[]) => {
  const left = [...bodies];
  return vi.fn(async (_: RequestInfo | URL, _init?: RequestInit) => new Response(left.shift()! as BodyInit));
};
const source = (fetcher: typeof fetch) =>
  fetchSource(
    'http://h/models/',
    () => undefined,
    checkedFetch(shelf, async () => digest, fetcher),
  );
const isKept = () => vi.waitFor(async () => expect((await kept(shelf, [url])).size).toBe(1));

describe('a file of which is known what it must be', () => {
  it('is kept, and read from there', async () => {
    const server = answering(sound);
    expect(await source(server).read('m.onnx')).toEqual(sound);
    await isKept();
    expect(await source(server).read('m.onnx')).toEqual(sound);
    expect(server).toHaveBeenCalledTimes(1);
  });

  it.each<[string, Uint8Array | string]>([
    ['with a flipped bit', flipped],
    ['cut off', sound.slice(0, 5)],
    ['replaced by a page', page],
    ['with something behind it', `weights${page}`],
    ['empty', ''],
  ])('%s is fetched once more, past the cache of the browser', async (_, body) => {
    const server = answering(body, sound);
    expect(await source(server).read('m.onnx')).toEqual(sound);
    expect(server.mock.calls.map(([, init]) => init?.cache)).toEqual([undefined, 'reload']);
    await isKept();
  });

  it('that stays damaged is told so, is not kept, and Try again asks anew', async () => {
    const server = answering(flipped, page, sound);
    await expect(source(server).read('m.onnx')).rejects.toThrow(DownloadError);
    expect((await kept(shelf, [url])).size).toBe(0);
    expect(await source(server).read('m.onnx')).toEqual(sound);
    expect(server).toHaveBeenCalledTimes(3);
  });

  it('whose kept copy has changed is thrown away and fetched', async () => {
    await (await memory.open('playground-models-a')).put(url, new Response(flipped));
    const server = answering(sound);
    expect(await source(server).read('m.onnx')).toEqual(sound);
    expect(server).toHaveBeenCalledTimes(1);
  });

  it('whose connection breaks off is a download to try again', async () => {
    const broken = async () =>
      new Response(
        new ReadableStream({
          start: (controller) => {
            controller.enqueue(sound.slice(0, 2));
            controller.error(new TypeError('network error'));
          },
        }),
      );
    await expect(source(broken).read('m.onnx')).rejects.toThrow(/could not be reached/);
    expect((await kept(shelf, [url])).size).toBe(0);
  });
});

describe("git's name of a file", () => {
  // printf 'weights' | git hash-object --stdin
  const name: Digest = { kind: 'git', hex: '3ab313fff6f41bb35969cd359e9ddfb8033b3ac2' };
  it('is that of its contents', async () => {
    expect(await matches(sound, name)).toBe(true);
    expect(await matches(flipped, name)).toBe(false);
  });
});
