/** The Hub in a terminal: which one, and a folder that keeps what was downloaded. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { HUB } from '../src/interchange/hub/address';
import type { RemoteAccess } from '../src/interchange/hub/remoteModel';
import { UsageError } from './io';

/** `HF_ENDPOINT`, as Python's huggingface_hub reads it. @throws UsageError for what is no address */
function endpoint(): string {
  const given = process.env.HF_ENDPOINT ?? HUB;
  if (!/^https?:\/\/[^/]/.test(given))
    throw new UsageError(`HF_ENDPOINT is "${given}", which is no address. Set it to one that begins with https://.`);
  return given.replace(/\/+$/, '');
}

const folderName = (name: string): string => name.replace(/[^\w.-]/g, '_');

const addressOf = (request: RequestInfo | URL): string =>
  typeof request === 'string' ? request : request instanceof URL ? request.href : request.url;

/** A browser's Cache as files, as far as it is used: bytes and headers side by side. */
function folderCache(folder: string): Pick<Cache, 'match' | 'put' | 'delete' | 'keys'> {
  const at = (url: string) => join(folder, createHash('sha256').update(url).digest('hex'));
  const headersAt = (path: string) =>
    existsSync(`${path}.json`)
      ? (JSON.parse(readFileSync(`${path}.json`, 'utf8')) as { url: string; headers: Record<string, string> })
      : undefined;
  return {
    match: async (request) => {
      const path = at(addressOf(request));
      const kept = headersAt(path);
      return kept && new Response(readFileSync(path), { headers: kept.headers });
    },
    put: async (request, response) => {
      const path = at(addressOf(request));
      mkdirSync(folder, { recursive: true });
      writeFileSync(`${path}.part`, new Uint8Array(await response.arrayBuffer()));
      renameSync(`${path}.part`, path);
      // The description comes last: bytes without one do not count.
      const told = { url: addressOf(request), headers: Object.fromEntries(response.headers) };
      writeFileSync(`${path}.json`, JSON.stringify(told));
    },
    delete: async (request) => {
      const path = at(addressOf(request));
      const there = existsSync(`${path}.json`);
      for (const file of [`${path}.json`, path]) rmSync(file, { force: true });
      return there;
    },
    keys: async () =>
      (existsSync(folder) ? readdirSync(folder) : [])
        .filter((name) => name.endsWith('.json'))
        .flatMap((name) => headersAt(join(folder, name.slice(0, -'.json'.length))) ?? [])
        .map(({ url }) => new Request(url)),
  };
}

/** Keeps downloads in `$XDG_CACHE_HOME/peft-playground`, by the same rules as the page. */
function keepInFolder(): void {
  if (typeof caches !== 'undefined') return;
  const base = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'peft-playground');
  const storage = {
    open: async (name: string) => folderCache(join(base, folderName(name))),
    keys: async () => (existsSync(base) ? readdirSync(base) : []),
    delete: async (name: string) => {
      rmSync(join(base, folderName(name)), { recursive: true, force: true });
      return true;
    },
  };
  Object.defineProperty(globalThis, 'caches', { value: storage, configurable: true });
}

export function remoteAccess(): RemoteAccess {
  keepInFolder();
  let told = 0;
  return {
    hub: endpoint(),
    onProgress: ({ path, loaded, total }) => {
      const share = total === undefined ? 0 : Math.floor((10 * loaded) / total);
      if (share <= told || total === undefined || total < 50e6) return;
      told = share;
      process.stderr.write(`${path}: ${share * 10} % of ${Math.round(total / 1e6)} MB\n`);
    },
  };
}
