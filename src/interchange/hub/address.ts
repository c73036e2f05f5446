/**
 * Addresses of models, adapters and data: `hf:owner/name@revision:file`, a page of the Hub, a folder at any https
 * address; for data `hf:owner/name/config@revision?text=…&label=…&split=…`. One reader for page, link, lessons and
 * command line.
 */
import { MessageError, type Message } from '../../messages/message';
import { says } from './messages';

/** A repository of the Hub: a model or an adapter. */
export interface HubAddress {
  readonly kind: 'hub';
  /** `owner/name` */
  readonly id: string;
  /** Branch, tag or commit; `main` when left out. */
  readonly revision?: string;
  /** Path of the model file. */
  readonly file?: string;
}

/** A folder somewhere else. */
export interface FolderAddress {
  readonly kind: 'folder';
  /** Ends with a slash. */
  readonly url: string;
  readonly file?: string;
}

export type ModelAddress = HubAddress | FolderAddress;

/** Columns that an address of data may name. */
export const dataColumns = [
  'text',
  'second',
  'label',
  'tokens',
  'tags',
  'prompt',
  'context',
  'response',
  'messages',
] as const;
export type DataColumn = (typeof dataColumns)[number];
/** All that may stand behind the question mark. */
export const dataKeys = ['split', 'rows', ...dataColumns] as const;

export interface DataAddress {
  readonly kind: 'data';
  readonly id: string;
  readonly config?: string;
  readonly revision?: string;
  readonly split?: string;
  /** Rows to take, at most. */
  readonly rows?: number;
  readonly columns: Readonly<Partial<Record<DataColumn, string>>>;
}

export class AddressError extends MessageError {
  override name = 'AddressError';
}

export const HUB = 'https://huggingface.co';
/** Hosts whose pages are pages of the Hub, whatever the setting says. */
const hubHosts = ['huggingface.co', 'www.huggingface.co', 'hf.co'];

/** Longer texts are no addresses. */
const LONGEST = 400;
/** Rows that are taken of a data set where the address says nothing. */
export const DEFAULT_ROWS = 2000;
export const MOST_ROWS = 20_000;

const refuse = (message: Message): never => {
  throw new AddressError(message);
};

/** The Hub's own rule for names: no other characters, none of these at the ends, no `--` and no `..`. */
const isName = (name: string): boolean => /^[A-Za-z0-9_][\w.-]{0,95}$/.test(name) && !/--|\.\.|[-.]$|\.git$/.test(name);
const isRevision = (revision: string): boolean =>
  /^[A-Za-z0-9][\w./-]{0,99}$/.test(revision) && !/\.\.|\/\/|\/$/.test(revision);
const isPath = (path: string): boolean =>
  path.length <= 200 && /^[\w.+ -]+(\/[\w.+ -]+)*$/.test(path) && !path.split('/').some((part) => /^\.+$/.test(part));

export const isCommit = (revision: string | undefined): boolean => /^[0-9a-f]{40}$/.test(revision ?? '');

/** Whether a text is an address of this project's own spelling, rather than a bundled model's name. */
export const isAddress = (text: string): boolean => /^(hf:|https?:\/\/)/.test(text);

function checkedId(id: string): void {
  if (!id.includes('/') && isName(id)) refuse(says.noOwner({ name: id }));
  const parts = id.split('/');
  if (parts.length !== 2 || !parts.every(isName)) refuse(says.badName({ name: id.slice(0, 100) }));
}

function hubAddress(id: string, revision?: string, file?: string): HubAddress {
  checkedId(id);
  if (revision !== undefined && !isRevision(revision)) refuse(says.badRevision({ revision: revision.slice(0, 100) }));
  if (file !== undefined && !(isPath(file) && file.endsWith('.onnx')))
    refuse(says.badPath({ path: file.slice(0, 100) }));
  return { kind: 'hub', id, ...(revision && { revision }), ...(file && { file }) };
}

/** Machines of one's own, which need no encryption. */
const isNear = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host);

/**
 * @param secure whether this page came by https, and so may load nothing that doesn't
 * @throws AddressError
 */
export function checkedUrl(text: string, secure: boolean): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return refuse(says.notAnAddress({ text: text.slice(0, 100) }));
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') refuse(says.notAnAddress({ text: text.slice(0, 100) }));
  if (url.username !== '' || url.password !== '') refuse(says.withPassword);
  if (url.protocol === 'http:' && secure && !isNear(url.hostname)) refuse(says.notHttps({ address: text }));
  return url;
}

export interface Reading {
  /** Address of the Hub in use: its pages count as the Hub's. */
  readonly hub?: string;
  /** The page came by https. */
  readonly secure?: boolean;
}

const isHubHost = (host: string, { hub }: Reading): boolean =>
  hubHosts.includes(host) || (hub !== undefined && new URL(hub).host === host);

/** Names that begin the Hub's own pages, and so are no owners. */
const pages = ['datasets', 'spaces', 'docs', 'models', 'api', 'collections', 'papers', 'join', 'login', 'settings'];

function unescaped({ pathname, href }: URL): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return refuse(says.notAnAddress({ text: href.slice(0, 100) }));
  }
}

/** What a page of the Hub is about. */
function fromPage(url: URL): { kind: string; id: string; rest: readonly string[] } {
  const parts = unescaped(url).split('/').filter(Boolean);
  const kind = pages.includes(parts[0] ?? '') ? parts.shift()! : 'models';
  return { kind, id: parts.slice(0, 2).join('/'), rest: parts.slice(2) };
}

/** Without blanks around it, and with the scheme that a page's address often lacks. */
function cleaned(given: string, refusal: (values: { text: string }) => Message): string {
  const text = given.trim().replace(/^hf:\/\//, 'hf:');
  if (text === '' || text.length > LONGEST) refuse(refusal({ text: text.slice(0, 100) }));
  return /^(www\.)?(huggingface\.co|hf\.co)\//.test(text) ? `https://${text}` : text;
}

/**
 * A model's address, as typed, pasted or in a link.
 * @throws AddressError with a sentence that says how to write it
 */
export function modelAddress(given: string, reading: Reading = {}): ModelAddress {
  const text = cleaned(given, says.notAnAddress);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    const url = checkedUrl(text, reading.secure ?? false);
    return isHubHost(url.host, reading) ? modelPage(url) : folderAddress(url);
  }
  const [, id = '', revision, file] =
    /^(?:hf:)?([^@:]*)(?:@([^:]*))?(?::(.*))?$/.exec(text) ?? refuse(says.notAnAddress({ text }));
  return hubAddress(id, revision, file);
}

function modelPage(url: URL): HubAddress {
  const { kind, id, rest } = fromPage(url);
  if (kind === 'datasets') refuse(says.dataPage({ id }));
  if (kind === 'spaces') refuse(says.spacePage({ text: url.href }));
  if (kind !== 'models') refuse(says.notAnAddress({ text: url.href }));
  const [what, revision, ...path] = rest;
  if (what === undefined || !['tree', 'blob', 'resolve', 'raw'].includes(what)) return hubAddress(id);
  const file = path.join('/');
  return hubAddress(id, revision === 'main' ? undefined : revision, file.endsWith('.onnx') ? file : undefined);
}

function folderAddress(url: URL): FolderAddress {
  const { origin, pathname } = url;
  const path = unescaped(url);
  if (!path.endsWith('.onnx')) return { kind: 'folder', url: `${origin}${pathname.replace(/\/?$/, '/')}` };
  const file = /(?:onnx\/)?[^/]+$/.exec(path)![0];
  if (!isPath(file)) refuse(says.badPath({ path: file.slice(0, 100) }));
  return { kind: 'folder', url: `${origin}${encodeURI(path.slice(0, -file.length))}`, file };
}

/**
 * A data set's address. What stands behind the question mark names the split, the columns and how many rows.
 * @throws AddressError
 */
export function dataAddress(given: string, reading: Reading = {}): DataAddress {
  const text = cleaned(given, says.notADataAddress);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    const url = checkedUrl(text, reading.secure ?? false);
    if (!isHubHost(url.host, reading)) refuse(says.notADataAddress({ text: text.slice(0, 100) }));
    return dataPage(url);
  }
  const [path = '', query = ''] = text.replace(/^hf:(datasets\/)?/, '').split(/\?(.*)/s);
  const [place = '', revision] = path.split(/@(.*)/s);
  const [owner = '', name, ...config] = place.split('/');
  return checkedData(name === undefined ? owner : `${owner}/${name}`, config.join('/'), revision, query);
}

function dataPage(url: URL): DataAddress {
  const { kind, id, rest } = fromPage(url);
  if (kind === 'models') refuse(says.modelPage({ id }));
  if (kind !== 'datasets') refuse(says.notADataAddress({ text: url.href }));
  const [what, config, split] = rest;
  return checkedData(id, what === 'viewer' ? (config ?? '') : '', undefined, split ? `split=${split}` : '');
}

function checkedData(id: string, config: string, revision: string | undefined, query: string): DataAddress {
  checkedId(id);
  // The datasets library allows nearly all characters in a configuration's name.
  if (config.length > 100 || /[\\?#@<>]|\.\./.test(config)) refuse(says.notADataAddress({ text: config }));
  if (revision !== undefined && !isRevision(revision)) refuse(says.badRevision({ revision: revision.slice(0, 100) }));
  const given = new URLSearchParams(query);
  const split = given.get('split') ?? '';
  if (!/^\w*$/.test(split)) refuse(says.notADataAddress({ text: split.slice(0, 100) }));
  const rows = Number(given.get('rows') ?? NaN);
  const columns = dataColumns.flatMap((column) => {
    const name = given.get(column);
    return name !== null && name !== '' && name.length <= 100 ? [[column, name]] : [];
  });
  return {
    kind: 'data',
    id,
    ...(config && { config }),
    ...(revision && { revision }),
    ...(split && { split }),
    ...(Number.isInteger(rows) && rows > 0 && { rows: Math.min(rows, MOST_ROWS) }),
    columns: Object.fromEntries(columns) as DataAddress['columns'],
  };
}

/** The one spelling of an address, for links and as a model's id. */
export function spelled(address: ModelAddress | DataAddress): string {
  switch (address.kind) {
    case 'hub': {
      const { id, revision, file } = address;
      return `hf:${id}${revision ? `@${revision}` : ''}${file ? `:${file}` : ''}`;
    }
    case 'folder':
      return `${address.url}${address.file ?? ''}`;
    case 'data': {
      const { id, config, revision, split, rows, columns } = address;
      const pairs = [
        ...(split ? [['split', split]] : []),
        ...(rows ? [['rows', String(rows)]] : []),
        ...dataColumns.flatMap((column) => (columns[column] === undefined ? [] : [[column, columns[column]]])),
      ] as [string, string][];
      const query = pairs.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&');
      return `hf:${id}${config ? `/${config}` : ''}${revision ? `@${revision}` : ''}${query && `?${query}`}`;
    }
  }
}

/** What a model is called. */
export const nameOfAddress = (text: string): string =>
  text.startsWith('hf:')
    ? (/^hf:([^@:?]+)/.exec(text)?.[1] ?? text)
    : text.replace(/^https?:\/\//, '').replace(/\/$/, '');

/** An address in its one spelling; undefined for what is none. */
export function checkedAddress(kind: 'model' | 'data', text: unknown): string | undefined {
  if (typeof text !== 'string' || !isAddress(text)) return undefined;
  try {
    return spelled(kind === 'model' ? modelAddress(text) : dataAddress(text));
  } catch {
    return undefined;
  }
}
