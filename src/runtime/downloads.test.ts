/** Downloads stay, once; without a place to keep them everything still downloads. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryCaches } from './caches.testing';
import { drop, dropAll, keep, keepingFetch, kept, type KeepError, type Shelf } from './downloads';

const shelf: Shelf = { kind: 'models', version: 'a' };
const server = () => vi.fn(async () => new Response('weights', { headers: { 'content-length': '7' } }));
let memory: MemoryCaches;

beforeEach(() => vi.stubGlobal('caches', (memory = new MemoryCaches())));
afterEach(() => vi.unstubAllGlobals());

describe('keepingFetch', () => {
  it('asks the server once', async () => {
    const fetcher = server();
    const get = keepingFetch(shelf, fetcher);
    expect(await (await get('http://h/m')).text()).toBe('weights');
    await vi.waitFor(async () => expect((await kept(shelf, ['http://h/m'])).size).toBe(1));
    expect(await (await get('http://h/m')).text()).toBe('weights');
    expect(fetcher).toHaveBeenCalledTimes(1);
  });

  it('keeps neither failures nor web pages', async () => {
    for (const response of [
      new Response('', { status: 404 }),
      new Response('<html>', { headers: { 'content-type': 'text/html' } }),
    ]) {
      await keepingFetch(shelf, async () => response)('http://h/m');
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await kept(shelf, ['http://h/m'])).size).toBe(0);
  });

  it('drops the files of an older version', async () => {
    await keep(shelf, 'http://h/m', undefined, server());
    const fetcher = server();
    await keepingFetch({ ...shelf, version: 'b' }, fetcher)('http://h/m');
    expect(fetcher).toHaveBeenCalledTimes(1);
    expect(await memory.keys()).toEqual(['playground-models-b']);
  });

  it('still downloads where storage is denied, full or absent', async () => {
    memory.fault = new DOMException('full', 'QuotaExceededError');
    expect(await (await keepingFetch(shelf, server())('http://h/m')).text()).toBe('weights');
    vi.stubGlobal('caches', { open: () => Promise.reject(new DOMException('denied', 'SecurityError')) });
    expect(await (await keepingFetch(shelf, server())('http://h/m')).text()).toBe('weights');
    vi.stubGlobal('caches', undefined);
    expect(await (await keepingFetch(shelf, server())('http://h/m')).text()).toBe('weights');
  });
});

describe('keep', () => {
  it('reports the bytes, and is forgotten on request', async () => {
    const parts: number[] = [];
    await keep(shelf, 'http://h/m', (bytes) => parts.push(bytes), server());
    expect(parts.reduce((a, b) => a + b, 0)).toBe(7);
    await drop(shelf, ['http://h/m']);
    expect((await kept(shelf, ['http://h/m'])).size).toBe(0);
    await keep(shelf, 'http://h/m', undefined, server());
    await dropAll();
    expect(await memory.keys()).toEqual([]);
  });

  it('names what was in the way', async () => {
    const faultOf = (work: Promise<void>) =>
      work.then(
        () => 'none',
        (error: unknown) => (error as KeepError).fault,
      );
    expect(await faultOf(keep(shelf, 'http://h/m', undefined, () => Promise.reject(new TypeError('offline'))))).toBe(
      'unreachable',
    );
    memory.fault = new DOMException('full', 'QuotaExceededError');
    expect(await faultOf(keep(shelf, 'http://h/m', undefined, server()))).toBe('full');
    vi.stubGlobal('caches', { open: () => Promise.reject(new DOMException('denied', 'SecurityError')) });
    expect(await faultOf(keep(shelf, 'http://h/m', undefined, server()))).toBe('denied');
  });
});
