/**
 * A stand-in for the Hugging Face Hub: its paths, headers, status codes and error codes, as huggingface_hub,
 * huggingface.js and the datasets server's documentation describe them. Large files are redirected to another address,
 * as to the Hub's CDN.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { info, search, tree } from './api.ts';
import { checkRevision, HubError, repositoryFor, send, Strikes, type Asked, type World } from './asked.ts';
import { datasetsServer } from './datasetsServer.ts';
import { deliver, resolve } from './files.ts';
import type { RepositoryKind } from './repositories.ts';

export interface HubOptions {
  readonly folder: string;
  /** 0 takes a free one. */
  readonly port?: number;
  readonly host?: string;
}

export interface StandInHub {
  readonly address: string;
  /** Requests so far, "GET /path", ranges behind them. */
  readonly log: readonly string[];
  readonly close: () => Promise<void>;
}

const EXPOSED =
  'X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,X-Total-Count,ETag,Link,Accept-Ranges,Content-Range,' +
  'X-Linked-Size,X-Linked-ETag,X-Xet-Hash';

const kindOf = (text = ''): RepositoryKind => (text.startsWith('datasets') ? 'dataset' : 'model');
const isTrue = (text: string | null): boolean => /^(true|1)$/i.test(text ?? '');

async function answer(asked: Asked): Promise<void> {
  const { pathname, searchParams } = asked.url;
  // Revisions may hold an escaped slash: parts are unescaped after they were told apart.
  const match = (pattern: RegExp) =>
    pattern
      .exec(pathname)
      ?.slice(1)
      .map((part = '') => decodeURIComponent(part));
  const list = match(/^\/api\/(models|datasets)$/);
  if (list) return search(asked, kindOf(list[0]));
  const stored = match(/^\/(?:cdn|api\/resolve-cache)\/(datasets\/)?([^/]+\/[^/]+)\/([0-9a-f]{40})\/(.+)$/);
  if (stored) {
    const repository = repositoryFor(asked, kindOf(stored[0]), stored[1]!);
    const file = repository.files.find((entry) => entry.path === stored[3]);
    if (!file || stored[2] !== repository.commit) throw new HubError(404, 'EntryNotFound', 'Entry not found');
    return deliver(asked, repository, file);
  }
  const api = match(/^\/api\/(models|datasets)\/([^/]+\/[^/]+?)(?:\/(revision|tree)\/([^/]+)(?:\/(.+))?)?\/?$/);
  if (api) {
    const repository = repositoryFor(asked, kindOf(api[0]), api[1]!);
    checkRevision(repository, api[3] || 'main');
    if (api[2] === 'tree') return tree(asked, repository, api[4]!);
    return send(asked, info(repository, isTrue(searchParams.get('blobs'))));
  }
  const file = match(/^\/(datasets\/)?([^/]+\/[^/]+)\/(?:resolve|raw)\/([^/]+)\/(.+)$/);
  if (file) return resolve(asked, repositoryFor(asked, kindOf(file[0]), file[1]!), file[2]!, file[3]!);
  const server = match(/^\/(splits|rows|info|parquet)$/);
  if (server) return datasetsServer(asked, server[0]!);
  throw new HubError(404, 'NotFound', 'Not found');
}

function allowOrigins({ headers }: IncomingMessage, response: ServerResponse): void {
  if (headers.origin === undefined) return;
  // After a redirect to another host browsers say "null".
  response.setHeader('Access-Control-Allow-Origin', headers.origin === 'null' ? '*' : headers.origin);
  response.setHeader('Vary', 'Origin');
  response.setHeader('Access-Control-Expose-Headers', EXPOSED);
}

function handle(request: IncomingMessage, response: ServerResponse, world: World, log: string[]): void {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
  log.push(`${request.method} ${url.pathname}${url.search} ${request.headers.range ?? ''}`.trim());
  allowOrigins(request, response);
  if (request.method === 'OPTIONS') {
    response.writeHead(204, {
      'Access-Control-Allow-Methods': 'GET, HEAD, OPTIONS',
      'Access-Control-Allow-Headers': 'Range, If-Range, Authorization, Content-Type',
      'Access-Control-Max-Age': '86400',
    });
    response.end();
    return;
  }
  answer({ request, response, url, world }).catch((error: unknown) => {
    const told = error instanceof HubError ? error : new HubError(500, 'InternalError', String(error));
    response.writeHead(told.status, {
      'Content-Type': 'application/json; charset=utf-8',
      'X-Error-Code': told.code,
      'X-Error-Message': told.message,
      ...told.headers,
    });
    response.end(JSON.stringify({ error: told.message }));
  });
}

export async function startHub({ folder, port = 0, host = 'localhost' }: HubOptions): Promise<StandInHub> {
  const log: string[] = [];
  const world = { folder, cdnPort: 0, strikes: new Strikes() };
  const servers = [0, 1].map(() => createServer((request, response) => handle(request, response, world, log)));
  const listen = (server: (typeof servers)[number], at: number) =>
    new Promise<number>((done, fail) => {
      server.once('error', fail);
      server.listen(at, host, () => done((server.address() as AddressInfo).port));
    });
  const address = `http://${host === '0.0.0.0' ? 'localhost' : host}:${await listen(servers[0]!, port)}`;
  world.cdnPort = await listen(servers[1]!, 0);
  const end = (server: (typeof servers)[number]) =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return { address, log, close: async () => void (await Promise.all(servers.map(end))) };
}
