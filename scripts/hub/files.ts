/** `/{id}/resolve/{revision}/{path}`: where a file is, and its bytes, whole or in part. */
import { createReadStream, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as after } from 'node:timers/promises';
import { checkRevision, HubError, type Asked } from './asked.ts';
import type { Repository, RepositoryFile } from './repositories.ts';

const etagOf = ({ oid, lfs }: RepositoryFile) => `"${lfs?.oid ?? oid}"`;

const gate = ({ faults, id, kind }: Repository): void => {
  if (faults.gated)
    throw new HubError(
      401,
      'GatedRepo',
      `Access to ${kind} ${id} is restricted. You must have access to it and be authenticated to access it. ` +
        'Please log in.',
    );
};

/** Sends a file's bytes, all or a range; the connection ends early where that was asked for. */
export function deliver({ request, response, world }: Asked, repository: Repository, file: RepositoryFile): void {
  const full = join(repository.folder, file.path);
  const size = statSync(full).size;
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const unchanged = request.headers['if-range'] === undefined || request.headers['if-range'] === etagOf(file);
  const start = range && unchanged ? Number(range[1]) : 0;
  const end = range && unchanged && range[2] ? Math.min(Number(range[2]), size - 1) : size - 1;
  const headers = {
    ETag: etagOf(file),
    'Accept-Ranges': 'bytes',
    'X-Repo-Commit': repository.commit,
    'Content-Type': /\.(json|md|txt|csv|jsonl)$/.test(file.path)
      ? 'text/plain; charset=utf-8'
      : 'application/octet-stream',
    'Content-Disposition': `inline; filename="${basename(file.path)}"`,
  };
  if (size > 0 && start >= size) {
    response.writeHead(416, { ...headers, 'Content-Range': `bytes */${size}` });
    response.end();
    return;
  }
  const partial = range !== null && unchanged;
  response.writeHead(partial ? 206 : 200, {
    ...headers,
    'Content-Length': String(size === 0 ? 0 : end - start + 1),
    ...(partial && { 'Content-Range': `bytes ${start}-${end}/${size}` }),
  });
  if (request.method === 'HEAD' || size === 0) return void response.end();
  const cut = repository.faults.cut?.[file.path];
  if (cut && world.strikes.strike(`cut ${full}`, cut.times)) {
    const last = Math.min(end, start + cut.at - 1);
    createReadStream(full, { start, end: last })
      .on('data', (part) => response.write(part))
      // What was written must leave before the connection ends.
      .on('end', () => setTimeout(() => response.destroy(), 50));
    return;
  }
  const pause = repository.faults.slow?.[file.path];
  const content = createReadStream(full, { start, end, ...(pause !== undefined && { highWaterMark: PIECE }) });
  if (pause === undefined) content.pipe(response);
  else void pipeline(content, (pieces: AsyncIterable<Buffer>) => paced(pieces, pause), response).catch(() => undefined);
}

/** Bytes of a piece where a file comes slowly. */
const PIECE = 64 * 1024;

async function* paced(pieces: AsyncIterable<Buffer>, milliseconds: number) {
  for await (const piece of pieces) {
    yield piece;
    await after(milliseconds);
  }
}

/** The same host by the name that was asked for: a class room's other machines know the teacher's by it. */
const cdnFor = ({ url, world }: Asked): string => `http://${url.hostname}:${world.cdnPort}`;

export function resolve(asked: Asked, repository: Repository, revision: string, path: string): void {
  checkRevision(repository, revision);
  gate(repository);
  const { busy } = repository.faults;
  if (busy && asked.world.strikes.strike(`busy ${repository.folder}`, busy.times))
    throw new HubError(429, 'TooManyRequests', 'We had to rate limit you.', { 'Retry-After': `${busy.retryAfter}` });
  const file = repository.files.find((entry) => entry.path === path);
  if (!file) throw new HubError(404, 'EntryNotFound', 'Entry not found', { 'X-Repo-Commit': repository.commit });
  const kind = repository.kind === 'dataset' ? 'datasets/' : '';
  const place = `${kind}${repository.id}/${repository.commit}/${file.path}`;
  const headers = {
    'X-Repo-Commit': repository.commit,
    'X-Linked-ETag': etagOf(file),
    'X-Linked-Size': String(file.size),
    'Accept-Ranges': 'bytes',
  };
  // Small files are served by the Hub itself from its cache, large ones by a CDN.
  asked.response.writeHead(file.lfs ? 302 : 307, {
    ...headers,
    Location: encodeURI(file.lfs ? `${cdnFor(asked)}/cdn/${place}` : `/api/resolve-cache/${place}`),
  });
  asked.response.end();
}
