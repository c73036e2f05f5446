/** Files from other hosts: kept in parts, taken up again, refused with what is the matter. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { onKeptChange } from './keptChanges';
import { MemoryCaches } from './caches.testing';
import { dropRemote, keptFiles, readRemote, RemoteError, type RemoteFault } from './remoteFiles';

const file = Uint8Array.from({ length: 1000 }, (_, i) => (i * 7) % 256);
type Answer = (request: IncomingMessage, response: ServerResponse, from: number) => void;
let server: Server;
let url: string;
let asked: number[];
let answers: Answer[];
let memory: MemoryCaches;

const whole: Answer = (_, response, from) => {
  response.writeHead(from > 0 ? 206 : 200, {
    'content-length': file.length - from,
    ...(from > 0 && { 'content-range': `bytes ${from}-${file.length - 1}/${file.length}` }),
  });
  response.end(file.subarray(from));
};
/** The connection ends after so many bytes. */
const cut =
  (bytes: number): Answer =>
  (_, response, from) => {
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': file.length - from,
      ...(from > 0 && { 'content-range': `bytes ${from}-${file.length - 1}/${file.length}` }),
    });
    response.write(file.subarray(from, from + bytes));
    setTimeout(() => response.destroy(), 20);
  };
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(code, headers);
    response.end();
  };

const options = { part: 100, patience: 1 } as const;
const faultOf = async (reading: Promise<unknown>): Promise<RemoteFault> => {
  const error = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(RemoteError);
  return (error as RemoteError).fault;
};

beforeEach(async () => {
  vi.stubGlobal('caches', (memory = new MemoryCaches()));
  asked = [];
  answers = [];
  server = createServer((request, response) => {
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    asked.push(from);
    (answers.shift() ?? whole)(request, response, from);
  });
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  url = `http://localhost:${(server.address() as AddressInfo).port}/model.onnx`;
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
  vi.unstubAllGlobals();
});

describe('a file of which is known what it must be', () => {
  const digest = { kind: 'sha256', bytes: 1000, hex: createHash('sha256').update(file).digest('hex') } as const;
  const flipped: Answer = (_, response) => {
    response.writeHead(200, { 'content-length': file.length });
    response.end(file.map((byte, i) => (i === 500 ? byte ^ 1 : byte)));
  };
  const portal: Answer = (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<!doctype html><html>Sign in</html>');
  };

  it('is fetched once more where a bit has flipped', async () => {
    answers = [flipped];
    expect(await readRemote(url, { ...options, digest })).toEqual(file);
    expect(asked).toEqual([0, 0]);
    expect(await readRemote(url, { ...options, digest })).toEqual(file);
    expect(asked).toEqual([0, 0]);
  });

  it('that stays damaged is told so, and nothing of it is kept', async () => {
    answers = [flipped, flipped];
    expect(await faultOf(readRemote(url, { ...options, digest }))).toEqual({ kind: 'damaged' });
    expect(await keptFiles()).toEqual([]);
    expect(await readRemote(url, { ...options, digest })).toEqual(file);
  });

  it("is no portal's page, whatever its length", async () => {
    answers = [portal];
    expect(await faultOf(readRemote(url, { ...options, digest }))).toEqual({ kind: 'damaged' });
    expect(await keptFiles()).toEqual([]);
  });

  it('whose kept parts have changed is fetched anew', async () => {
    await readRemote(url, options);
    const [store] = memory.stores.values();
    const key = [...store!.keys()].find((each) => each.endsWith('part=3'))!;
    const { headers } = store!.get(key)!;
    store!.set(key, new Response(new Uint8Array(100), { headers }));
    expect(await readRemote(url, { ...options, digest })).toEqual(file);
  });
});

describe('a download', () => {
  it('is kept, and asks for nothing the second time', async () => {
    expect(await readRemote(url, options)).toEqual(file);
    expect(await readRemote(url, options)).toEqual(file);
    expect(asked).toEqual([0]);
    expect(await keptFiles()).toEqual([{ url, bytes: 1000, total: 1000 }]);
    await dropRemote(url);
    expect(await keptFiles()).toEqual([]);
  });

  it('is told to who lists what is kept', async () => {
    const changes = vi.fn();
    const stop = onKeptChange(changes);
    await readRemote(url, options);
    await vi.waitFor(() => expect(changes).toHaveBeenCalled());
    changes.mockClear();
    await dropRemote(url);
    await vi.waitFor(() => expect(changes).toHaveBeenCalled());
    stop();
  });

  it('goes on where the connection broke', async () => {
    answers = [cut(350), cut(200)];
    const progress: number[] = [];
    expect(await readRemote(url, { ...options, size: 1000, onProgress: (loaded) => progress.push(loaded) })).toEqual(
      file,
    );
    expect(asked).toEqual([0, 350, 550]);
    expect(progress.at(-1)).toBe(1000);
  });

  it('goes on in another visit with the parts that arrived', async () => {
    answers = [cut(350), ...Array.from({ length: 4 }, () => cut(0))];
    expect(await faultOf(readRemote(url, options))).toEqual({ kind: 'cut', loaded: 350, total: 1000 });
    asked = [];
    expect(await readRemote(url, options)).toEqual(file);
    expect(asked).toEqual([300]);
  });

  it('begins anew where the server knows no ranges', async () => {
    answers = [cut(350), (request, response) => whole(request, response, 0)];
    expect(await readRemote(url, options)).toEqual(file);
  });

  it('can be stopped, and taken up later', async () => {
    const stop = new AbortController();
    answers = [
      (_, response) => {
        response.writeHead(200, { 'content-length': 1000 });
        response.write(file.subarray(0, 500));
      },
    ];
    const reading = readRemote(url, { ...options, signal: stop.signal, onProgress: () => stop.abort() });
    expect(await faultOf(reading)).toEqual({ kind: 'cancelled' });
    asked = [];
    expect(await readRemote(url, options)).toEqual(file);
    expect(asked[0]).toBeGreaterThan(0);
  });

  it('waits where the server is busy, and gives up where that takes too long', async () => {
    answers = [status(429, { 'retry-after': '0.01' })];
    expect(await readRemote(url, options)).toEqual(file);
    answers = [status(429, { 'retry-after': '3600' })];
    await dropRemote(url);
    expect(await faultOf(readRemote(url, options))).toEqual({ kind: 'busy', seconds: 3600 });
  });

  it('is used without being kept where there is no room', async () => {
    memory.fault = new DOMException('full', 'QuotaExceededError');
    const onFull = vi.fn();
    expect(await readRemote(url, { ...options, onFull })).toEqual(file);
    expect(onFull).toHaveBeenCalledOnce();
    expect(await keptFiles()).toEqual([]);
  });

  it('is read without a length too', async () => {
    answers = [
      (_, response) => {
        response.writeHead(200);
        response.write(file.subarray(0, 10));
        response.end(file.subarray(10));
      },
    ];
    expect(await readRemote(url, options)).toEqual(file);
    expect(await readRemote(url, options)).toEqual(file);
    expect(asked).toEqual([0]);
  });
});

describe('a refusal', () => {
  it.each([
    [401, 'GatedRepo'],
    [404, 'EntryNotFound'],
  ])('tells status %i and what the Hub calls it', async (code, name) => {
    answers = [status(code, { 'x-error-code': name })];
    expect(await faultOf(readRemote(url, options))).toEqual({ kind: 'status', status: code, code: name });
  });

  it('comes before the first byte of a file that no tab holds', async () => {
    const eight = 8 * 2 ** 30;
    expect(await faultOf(readRemote(url, { ...options, size: eight }))).toEqual({ kind: 'too-large', bytes: eight });
    expect(asked).toEqual([]);
  });

  it('tells a file that is another one by now', async () => {
    expect(await faultOf(readRemote(url, { ...options, size: 999 }))).toEqual({ kind: 'changed' });
  });

  it('tells that nobody answers', async () => {
    server.close();
    server.closeAllConnections();
    expect(await faultOf(readRemote(url, options))).toEqual({ kind: 'unreachable' });
  });
});
