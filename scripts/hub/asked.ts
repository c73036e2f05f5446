/** What every answer needs: the request, and what the server knows. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { repositoryAt, type Repository, type RepositoryKind } from './repositories.ts';

/** How often a fault has struck. */
export class Strikes {
  readonly #counts = new Map<string, number>();
  strike(key: string, times = Infinity): boolean {
    const before = this.#counts.get(key) ?? 0;
    if (before >= times) return false;
    this.#counts.set(key, before + 1);
    return true;
  }
}

export interface World {
  readonly folder: string;
  /** Port of the CDN. */
  readonly cdnPort: number;
  readonly strikes: Strikes;
}

export interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly world: World;
}

/** An answer that is no success, with the Hub's code for it. */
export class HubError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** int64 arrives from parquet as bigint, and leaves as a number. */
export function send({ response }: Asked, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body, (_, inner: unknown) => (typeof inner === 'bigint' ? Number(inner) : inner)));
}

/** @throws HubError */
export function repositoryFor({ world }: Asked, kind: RepositoryKind, id: string): Repository {
  const repository = repositoryAt(world.folder, kind, id);
  // The Hub tells strangers neither that a repository is private nor that there is none.
  if (!repository || repository.faults.private)
    throw new HubError(401, 'RepoNotFound', 'Invalid username or password.', {
      'WWW-Authenticate': 'Bearer realm="Authentication required", charset="UTF-8"',
    });
  return repository;
}

/** Where the datasets server keeps what it has converted. */
const PARQUET_REVISION = 'refs/convert/parquet';

/** @throws HubError where the repository has no such revision */
export function checkRevision({ commit, kind }: Repository, revision: string): void {
  const known = ['main', commit, 'refs/heads/main', ...(kind === 'dataset' ? [PARQUET_REVISION] : [])];
  if (!known.includes(revision)) throw new HubError(404, 'RevisionNotFound', `Invalid rev id: ${revision}`);
}
