/**
 * A folder of models and data sets as repositories: `owner/name/` is a model, `datasets/owner/name/` a data set, as in
 * the Hub's addresses. What Git and LFS would call each file and the whole is computed from the contents.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export type RepositoryKind = 'model' | 'dataset';

export interface RepositoryFile {
  readonly path: string;
  readonly size: number;
  /** Git's name for the file; for an LFS file, for the pointer that stands in its place. */
  readonly oid: string;
  /** Large files and those that `.gitattributes` usually sends there. */
  readonly lfs?: { readonly oid: string; readonly size: number; readonly pointerSize: number };
}

/** What goes wrong on purpose, for tests: said in a `hub.json` in the repository's folder, which is not served. */
export interface Faults {
  /** Who asks must have been let in; without that the Hub answers 401. */
  readonly gated?: 'auto' | 'manual';
  /** The Hub does not even say that it exists. */
  readonly private?: boolean;
  /** Connections to these files end after so many bytes: each time, or this often. */
  readonly cut?: Readonly<Record<string, { readonly at: number; readonly times?: number }>>;
  /** These files come in small pieces, so many milliseconds apart. */
  readonly slow?: Readonly<Record<string, number>>;
  /** So many requests for files are answered with 429 first. */
  readonly busy?: { readonly times: number; readonly retryAfter: number };
  /** Files that the listing says to be this large; reading them gives what is there. */
  readonly sizes?: Readonly<Record<string, number>>;
}

export interface Repository {
  readonly kind: RepositoryKind;
  /** `owner/name` */
  readonly id: string;
  readonly folder: string;
  readonly commit: string;
  readonly files: readonly RepositoryFile[];
  /** The lines between `---` at the head of README.md, as far as they are plain values and lists of them. */
  readonly card: Readonly<Record<string, string | readonly string[]>>;
  readonly faults: Faults;
}

const FAULTS = 'hub.json';
/** As in the `.gitattributes` that the Hub gives a new repository. */
const inLfs = /\.(onnx|onnx_data(_\d+)?|safetensors|bin|pt|parquet|gz|zip|msgpack|model|h5|arrow)$/;
const LFS_BYTES = 10 * 2 ** 20;

const digest = (kind: 'sha1' | 'sha256', ...parts: readonly (string | Uint8Array)[]): string =>
  parts.reduce((hash, part) => hash.update(part), createHash(kind)).digest('hex');

const blob = (bytes: Uint8Array): string => digest('sha1', `blob ${bytes.byteLength}\0`, bytes);

function describe(path: string, bytes: Uint8Array, size = bytes.byteLength): RepositoryFile {
  if (!inLfs.test(path) && size < LFS_BYTES) return { path, size, oid: blob(bytes) };
  const oid = digest('sha256', bytes);
  const pointer = Buffer.from(`version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${size}\n`);
  return { path, size, oid: blob(pointer), lfs: { oid, size, pointerSize: pointer.byteLength } };
}

function paths(folder: string, prefix = ''): string[] {
  return readdirSync(join(folder, prefix), { withFileTypes: true })
    .filter(({ name }) => (!name.startsWith('.') || name === '.gitattributes') && name !== FAULTS)
    .flatMap((entry) => {
      const path = `${prefix}${entry.name}`;
      return statSync(join(folder, path)).isDirectory() ? paths(folder, `${path}/`) : [path];
    })
    .sort();
}

function cardOf(folder: string): Repository['card'] {
  const readme = join(folder, 'README.md');
  const [, head] = (existsSync(readme) && /^---\r?\n([\s\S]*?)\r?\n---/.exec(readFileSync(readme, 'utf8'))) || [];
  const card: Record<string, string | string[]> = {};
  let last: string | undefined;
  for (const line of (head ?? '').split(/\r?\n/)) {
    const [, key, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
    const [, item] = /^\s*-\s+([^:]+)$/.exec(line) ?? [];
    if (key !== undefined) card[(last = key)] = (value ?? '').replace(/^["']|["']$/g, '');
    else if (item !== undefined && last !== undefined)
      card[last] = [...[card[last] ?? []].flat().filter(Boolean), item.trim().replace(/^["']|["']$/g, '')];
  }
  return card;
}

/** Descriptions by path, kept as long as the file is the same: large files are read once. */
const known = new Map<string, { readonly stamp: string; readonly file: RepositoryFile }>();

function fileAt(folder: string, path: string, size: number | undefined): RepositoryFile {
  const full = join(folder, path);
  const stat = statSync(full);
  const stamp = `${stat.mtimeMs} ${stat.size} ${size}`;
  const before = known.get(full);
  if (before?.stamp === stamp) return before.file;
  const file = describe(path, readFileSync(full), size);
  known.set(full, { stamp, file });
  return file;
}

/** @returns undefined where there is no such folder */
export function repositoryAt(root: string, kind: RepositoryKind, id: string): Repository | undefined {
  if (!/^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(id)) return undefined;
  const folder = join(root, ...(kind === 'dataset' ? ['datasets'] : []), ...id.split('/'));
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return undefined;
  const told = join(folder, FAULTS);
  const faults = existsSync(told) ? (JSON.parse(readFileSync(told, 'utf8')) as Faults) : {};
  const files = paths(folder).map((path) => fileAt(folder, path, faults.sizes?.[path]));
  return {
    kind,
    id,
    folder,
    commit: digest('sha1', ...files.map(({ path, oid }) => `${path} ${oid}\n`)),
    files,
    card: cardOf(folder),
    faults,
  };
}

const folders = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder).filter((name) => !name.startsWith('.') && statSync(join(folder, name)).isDirectory())
    : [];

export function allRepositories(root: string, kind: RepositoryKind): Repository[] {
  const base = kind === 'dataset' ? join(root, 'datasets') : root;
  return folders(base)
    .filter((owner) => kind === 'dataset' || owner !== 'datasets')
    .flatMap((owner) => folders(join(base, owner)).map((name) => repositoryAt(root, kind, `${owner}/${name}`)))
    .filter((repository) => repository !== undefined);
}
