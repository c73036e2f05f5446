/**
 * Data of the Hub: rows through the datasets server, in whole as parquet where that is small, else page by page; where
 * that server has nothing, from the repository's own files. What was read is kept by its commit.
 */
import * as v from 'valibot';
import type { ColumnChoice } from '../../data/columnChoice';
import { evenly, plainRows, readParquet, type Feature, type Row, type Rows } from '../../data/parquet';
import type { Message } from '../../messages/message';
import type { Digest } from '../../runtime/digest';
import { keepText, keptText, readRemote, RemoteError, request } from '../../runtime/remoteFiles';
import { DataError } from '../../data/errors';
import { DEFAULT_ROWS, dataAddress, isCommit, spelled, type DataAddress } from './address';
import { rolesOf } from './featureRoles';
import { parquetAnswer, rowsAnswer, splitsAnswer } from './answers';
import { says } from './messages';
import { datasetsServer, hostOf, readRepository, refusal, type HubAccess, type Repository } from './repository';

export interface RemoteData {
  /** With its commit, configuration and split, so that it means the same next year. */
  readonly address: string;
  readonly name: string;
  readonly license?: string;
  /** `{"train": […], "test": […]}` */
  readonly bytes: Uint8Array;
  /** That the address names. */
  readonly columns: ColumnChoice;
  /** As the types of the columns tell them: for who names none. */
  readonly roles: ColumnChoice;
  readonly notices: readonly Message[];
}

export interface DataAccess extends HubAccess {
  /** Rows that have arrived, of those that are wanted. */
  readonly onRows?: (loaded: number, total: number) => void;
}

/** Rows of a page of the datasets server, which gives no more. */
const PAGE = 100;
/** Bytes of parquet that are read as a whole. */
const WHOLE = 12e6;
/** Pages that are asked for at a time. */
const AT_ONCE = 4;
/** Parts to test with, where the address names none: competitions leave labels out of their tests. */
const heldOut = ['validation', 'valid', 'dev', 'test'];

interface Split {
  readonly config: string;
  readonly split: string;
}

interface Kept {
  readonly train: readonly Row[];
  readonly test?: readonly Row[];
  /** Rows that the training part has. */
  readonly all: number;
  /** Absent in what was kept before types were looked at. */
  readonly roles?: ColumnChoice;
}

/** @throws AddressError, HubError, DownloadError, DataError with a sentence that says what to do */
export async function readRemoteData(text: string, access: DataAccess): Promise<RemoteData> {
  const address = dataAddress(text, { hub: access.hub });
  const repository = await repositoryOf(address, access);
  const place = await chosenSplit(address, repository, access);
  const pinned: DataAddress = {
    ...address,
    revision: repository.commit,
    ...(place.config !== 'default' && { config: place.config }),
    ...(address.split && { split: place.split }),
  };
  const key = `${access.hub}/rows-kept/${spelled({ ...pinned, columns: {} })}`;
  const before = await keptText(key);
  const kept = before === undefined ? await readRows(address, place, repository, access) : (JSON.parse(before) as Kept);
  if (before === undefined) await keepText(key, JSON.stringify(kept));
  const { train, test, all, roles = {} } = kept;
  if (train.length === 0) throw new DataError(says.noViewer({ id: address.id, reason: says.noRows }));
  const notices = train.length < all ? [says.notAllRows({ rows: { count: train.length }, all: { count: all } })] : [];
  return {
    address: spelled(pinned),
    name: place.config === 'default' ? address.id : `${address.id} (${place.config})`,
    ...(repository.license && { license: repository.license }),
    bytes: new TextEncoder().encode(JSON.stringify({ train, ...(test && { test }) })),
    columns: address.columns,
    roles,
    notices,
  };
}

async function repositoryOf({ id, revision }: DataAddress, access: HubAccess): Promise<Repository> {
  return readRepository('dataset', { id, ...(revision && { revision }) }, access);
}

/** An answer of the datasets server, with the commit that it speaks of. */
interface Answer<T> {
  readonly body: T;
  readonly commit: string | undefined;
}

async function ask<S extends v.GenericSchema>(
  path: string,
  schema: S,
  query: Readonly<Record<string, string>>,
  { id, access }: { readonly id: string; readonly access: HubAccess },
): Promise<Answer<v.InferOutput<S>>> {
  const url = `${datasetsServer(access.hub)}/${path}?${new URLSearchParams(query)}`;
  try {
    const response = await request(url, {}, access);
    return { body: v.parse(schema, await response.json()), commit: response.headers.get('x-revision') ?? undefined };
  } catch (error) {
    if (!(error instanceof RemoteError)) throw new DataError(says.notTheHub({ host: hostOf(url) }), { cause: error });
    if (error.fault.kind !== 'status' || error.fault.status >= 500) throw refusal(error, { id, hub: access.hub });
    throw new ViewerError(error.fault.code ?? String(error.fault.status));
  }
}

/** The datasets server has nothing of this data set. */
class ViewerError extends Error {
  override name = 'ViewerError';
}

/** Which configuration and split is meant. @throws DataError that lists what there is */
async function chosenSplit(address: DataAddress, repository: Repository, access: HubAccess): Promise<Split> {
  const { id, config, split } = address;
  const key = `${access.hub}/splits-kept/${id}@${repository.commit}`;
  const kept = await keptText(key);
  const all = kept === undefined ? await splitsOf(id, repository, access) : (JSON.parse(kept) as Split[]);
  if (kept === undefined) await keepText(key, JSON.stringify(all));
  const configs = [...new Set(all.map((entry) => entry.config))];
  const wanted = config ?? (configs.includes('default') ? 'default' : configs.length === 1 ? configs[0] : undefined);
  const inside = all.filter((entry) => entry.config === wanted);
  const found = split
    ? inside.find((entry) => entry.split === split)
    : (inside.find((entry) => entry.split === 'train') ?? inside[0]);
  if (found) return found;
  const names = all.map((entry) => (entry.config === 'default' ? entry.split : `${entry.config} (${entry.split})`));
  throw new DataError(says.noSuchSplit({ id, splits: { list: names.slice(0, 12) } }));
}

async function splitsOf(id: string, repository: Repository, access: HubAccess): Promise<readonly Split[]> {
  try {
    const { body } = await ask('splits', splitsAnswer, { dataset: id }, { id, access });
    if (body.splits && body.splits.length > 0) return body.splits.map(({ config, split }) => ({ config, split }));
  } catch (error) {
    if (!(error instanceof ViewerError)) throw error;
  }
  const own = ownFiles(repository);
  if (own.length === 0) throw new DataError(says.noViewer({ id, reason: says.noDataFiles }));
  return own.map(({ split }) => ({ config: 'default', split }));
}

interface OwnFile {
  readonly split: string;
  readonly path: string;
  readonly bytes: number;
  readonly digest?: Digest | undefined;
}

/** Files of the repository that are read without the datasets server. */
function ownFiles({ files }: Repository): readonly OwnFile[] {
  return files.flatMap(({ path, bytes, digest }) => {
    if (!path.endsWith('.parquet')) return [];
    const split = /(train|validation|valid|dev|test)[^/]*$/.exec(path)?.[1] ?? 'train';
    return [{ split, path, bytes, digest }];
  });
}

async function readRows(
  address: DataAddress,
  { config, split }: Split,
  repository: Repository,
  access: DataAccess,
): Promise<Kept> {
  const { id, rows: wanted = DEFAULT_ROWS } = address;
  const source = new Source(id, repository, config, access, address.revision);
  const train = await source.read(split, wanted);
  const told = { train: train.rows, all: train.all, roles: rolesOf(train.features) };
  if (address.split) return told;
  const held = (await source.splits()).filter((name) => name !== split);
  const name = heldOut.find((candidate) => held.includes(candidate));
  const test = name === undefined ? undefined : await source.read(name, Math.ceil(wanted / 5));
  // A test part without labels tells nothing.
  const usable = test?.rows.some((row) => Object.values(row).every((cell) => cell !== null));
  return { ...told, ...(usable && { test: test!.rows }) };
}

interface Taken {
  readonly rows: readonly Row[];
  readonly features: Readonly<Record<string, Feature>>;
  readonly all: number;
}

type Page = v.InferOutput<typeof rowsAnswer>;

/** One configuration of a data set, to read parts of. */
class Source {
  constructor(
    private readonly id: string,
    private readonly repository: Repository,
    private readonly config: string,
    private readonly access: DataAccess,
    /** What the address asks for: the datasets server only has the newest. */
    private readonly revision: string | undefined,
  ) {}

  async splits(): Promise<readonly string[]> {
    const kept = await keptText(`${this.access.hub}/splits-kept/${this.id}@${this.repository.commit}`);
    const all = kept === undefined ? [] : (JSON.parse(kept) as Split[]);
    return all.filter(({ config }) => config === this.config).map(({ split }) => split);
  }

  async read(split: string, wanted: number): Promise<Taken> {
    try {
      return await this.#fromServer(split, wanted);
    } catch (error) {
      if (!(error instanceof ViewerError)) throw error;
      return this.#fromFiles(split, wanted, error.message);
    }
  }

  async #fromServer(split: string, wanted: number): Promise<Taken> {
    const first = await this.#page(split, 0, Math.min(PAGE, wanted));
    const { features = [], rows = [], num_rows_total: told } = first.body;
    const all = told ?? rows.length;
    if (this.revision && isCommit(this.revision) && first.commit && first.commit !== this.revision)
      throw new ViewerError('changed');
    const types = Object.fromEntries(features.map(({ name, type }) => [name, type]));
    const count = Math.min(wanted, all);
    if (rows.length >= all)
      return { rows: plainRows({ rows: rows.map(({ row }) => row), features: types }), features: types, all };
    const whole = await this.#parquet(split);
    if (whole) {
      const some = plainRows({ rows: evenly(whole.rows, count), features: types });
      return { rows: some, features: types, all: whole.rows.length };
    }
    const pages = Math.ceil(count / PAGE);
    const offsets = Array.from({ length: pages }, (_, i) => Math.floor((i * all) / pages));
    const got: Row[][] = [];
    for (let i = 0; i < pages; i += AT_ONCE) {
      const some = await Promise.all(offsets.slice(i, i + AT_ONCE).map((offset) => this.#page(split, offset, PAGE)));
      got.push(...some.map(({ body }) => (body.rows ?? []).map(({ row }) => row)));
      this.access.onRows?.(
        got.reduce((sum, part) => sum + part.length, 0),
        count,
      );
    }
    return { rows: plainRows({ rows: got.flat().slice(0, count), features: types }), features: types, all };
  }

  #page(split: string, offset: number, length: number): Promise<Answer<Page>> {
    const { id, config, access } = this;
    const query = { dataset: id, config, split, offset: String(offset), length: String(length) };
    return ask('rows', rowsAnswer, query, { id, access });
  }

  /** All rows, where they are few enough. */
  async #parquet(split: string): Promise<Rows | undefined> {
    const { id, config, access } = this;
    const { body } = await ask('parquet', parquetAnswer, { dataset: id }, { id, access }).catch((error: unknown) => {
      if (error instanceof ViewerError) return { body: { parquet_files: undefined } };
      throw error;
    });
    const files = (body.parquet_files ?? []).filter((file) => file.config === config && file.split === split);
    return this.#readAll(files.map(({ url, size }) => ({ url, size })));
  }

  async #fromFiles(split: string, wanted: number, reason: string): Promise<Taken> {
    const { hub } = this.access;
    const place = `${hub}/datasets/${this.id}/resolve/${this.repository.commit}/`;
    const files = ownFiles(this.repository)
      .filter((file) => file.split === split)
      .map(({ path, bytes, digest }) => ({ url: place + path, size: bytes, digest }));
    const read = await this.#readAll(files);
    if (!read) throw new DataError(says.noViewer({ id: this.id, reason }));
    const { features = {}, rows } = read;
    return { rows: plainRows({ features, rows: evenly(rows, wanted) }), features, all: rows.length };
  }

  async #readAll(
    files: readonly { readonly url: string; readonly size: number; readonly digest?: Digest | undefined }[],
  ): Promise<Rows | undefined> {
    const total = files.reduce((sum, { size }) => sum + size, 0);
    if (files.length === 0 || total > WHOLE) return undefined;
    const parts = await Promise.all(
      files.map(async ({ url, size, digest }) => {
        try {
          const { fetcher, signal, patience } = this.access;
          return await readParquet(await readRemote(url, { fetcher, signal, patience, size, digest }), this.id);
        } catch (error) {
          throw error instanceof RemoteError ? refusal(error, { id: this.id, hub: this.access.hub }) : error;
        }
      }),
    );
    const rows = parts.flatMap((part) => part.rows);
    return { rows, ...(parts[0]?.features && { features: parts[0].features }) };
  }
}
