/** What a repository of the Hub is: commit, files with sizes, licence. Kept, so that it is known without a network. */
import type { Message } from '../../messages/message';
import { keepText, keptText, RemoteError, request, type RemoteOptions } from '../../runtime/remoteFiles';
import type { Digest } from '../../runtime/digest';
import { DownloadError } from '../fetchSource';
import { AddressError, HUB, isCommit } from './address';
import { says } from './messages';

export interface RepositoryFile {
  readonly path: string;
  readonly bytes: number;
  /** As the Hub tells it: of large files SHA-256, of others git's name for them. */
  readonly digest?: Digest;
}

export interface Repository {
  readonly kind: 'model' | 'dataset';
  readonly id: string;
  readonly commit: string;
  readonly files: readonly RepositoryFile[];
  /** As the card says it: an SPDX name, mostly. */
  readonly license?: string;
  /** What the card names as its origin: for an adapter or an export, the model it was made of. */
  readonly base?: string;
}

/** The Hub in use, and how to ask it. */
export interface HubAccess extends Pick<RemoteOptions, 'fetcher' | 'signal' | 'patience'> {
  /** Address without a slash at its end. */
  readonly hub: string;
}

/** A repository that can't be used: what to do stands in its message. */
export class HubError extends AddressError {
  override name = 'HubError';
}

export const hostOf = (address: string): string => new URL(address).host;

/** The Hub's API as `?blobs=true` answers it, as far as it is read. */
interface Info {
  readonly id?: unknown;
  readonly sha?: unknown;
  readonly gated?: unknown;
  readonly siblings?: unknown;
  readonly cardData?: Readonly<Record<string, unknown>> | null;
}

interface Sibling {
  readonly rfilename?: unknown;
  readonly size?: unknown;
  readonly blobId?: unknown;
  readonly lfs?: { readonly sha256?: unknown } | null;
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Whether a path stays in its repository. */
const isPlain = (path: string): boolean =>
  !/[\\\p{Cc}]/u.test(path) && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');

/** @throws HubError for what is gated, private, not there, or no answer of a Hub */
export async function readRepository(
  kind: Repository['kind'],
  { id, revision = 'main' }: { readonly id: string; readonly revision?: string },
  access: HubAccess,
): Promise<Repository> {
  const { hub } = access;
  const url = `${hub}/api/${kind}s/${id}/revision/${encodeURIComponent(revision)}?blobs=true`;
  // A commit never changes.
  const kept = isCommit(revision) ? await keptText(url) : undefined;
  const text = kept ?? (await asked(url, { id, revision }, access));
  const repository = understood(kind, id, text, hub);
  if (kept === undefined) {
    await keepText(url, text);
    await keepText(url.replace(encodeURIComponent(revision), repository.commit), text);
  }
  return repository;
}

async function asked(
  url: string,
  { id, revision }: { readonly id: string; readonly revision: string },
  access: HubAccess,
): Promise<string> {
  try {
    return await (await request(url, {}, access)).text();
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    // Without a network the last answer counts.
    const kept = error.fault.kind === 'unreachable' ? await keptText(url) : undefined;
    if (kept !== undefined) return kept;
    throw refusal(error, { id, revision, hub: access.hub });
  }
}

/** What was asked for. */
interface About {
  readonly id: string;
  readonly revision?: string;
  readonly hub: string;
}

/** What the Hub's refusals mean: a download that another try may bring, or something to choose anew. */
export function refusal(error: RemoteError, about: About): DownloadError | HubError {
  const { kind } = error.fault;
  const passing = ['unreachable', 'busy', 'cut', 'changed', 'damaged', 'cancelled'].includes(kind);
  const Kind = passing || (error.fault.kind === 'status' && error.fault.status >= 500) ? DownloadError : HubError;
  return new Kind(told(error, about), { cause: error });
}

function told({ fault, url }: RemoteError, { id, revision = 'main', hub }: About): Message {
  const host = hostOf(url);
  switch (fault.kind) {
    case 'unreachable':
      return says.hubNotReached({ host });
    case 'busy':
      return says.tooMany({ host, seconds: fault.seconds });
    case 'cut': {
      const [loaded, total] = [bytes(fault.loaded), bytes(fault.total)];
      return says.cut({ file: fileOf(url), loaded, total });
    }
    case 'changed':
      return says.changed({ file: fileOf(url) });
    case 'damaged':
      return says.damaged({ file: fileOf(url) });
    case 'cancelled':
      return says.cancelled({ file: fileOf(url) });
    case 'too-large':
      return says.fileTooLarge({ path: fileOf(url), size: bytes(fault.bytes) });
    case 'status':
      if (fault.code === 'GatedRepo' || fault.status === 403) return says.gated({ id, hub });
      if (fault.code === 'RevisionNotFound') return says.noRevision({ id, revision });
      if (fault.code === 'EntryNotFound') return says.missingFile({ id, path: fileOf(url) });
      if (fault.status === 401 || fault.status === 404) return says.notFound({ id, hub: host });
      return says.serverFailed({ host, status: fault.status });
  }
}

const fileOf = (url: string): string => decodeURIComponent(new URL(url).pathname.split('/').at(-1)!);

/** "1.2 GB": the same in all languages of the page but for the decimal sign. */
export function bytes(count: number): Message {
  const unit = count >= 1e9 ? 'GB' : count >= 1e6 ? 'MB' : 'KB';
  const value = count / { GB: 1e9, MB: 1e6, KB: 1e3 }[unit];
  return says.bytes({ number: Number(value.toPrecision(value >= 100 ? 3 : 2)), unit });
}

/** Undefined where the answer tells none: mirrors may leave them out. */
function digestOf({ size, blobId, lfs }: Sibling): Digest | undefined {
  const bytes = isSize(size) ? { bytes: size } : {};
  const sha256 = lfs?.sha256;
  if (typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256)) return { kind: 'sha256', hex: sha256, ...bytes };
  if (lfs) return undefined;
  return typeof blobId === 'string' && /^[0-9a-f]{40}$/.test(blobId)
    ? { kind: 'git', hex: blobId, ...bytes }
    : undefined;
}

function understood(kind: Repository['kind'], id: string, text: string, hub: string): Repository {
  let info: Info;
  try {
    info = JSON.parse(text) as Info;
  } catch {
    throw new HubError(says.notTheHub({ host: hostOf(hub) }));
  }
  if (typeof info !== 'object' || info === null) throw new HubError(says.notTheHub({ host: hostOf(hub) }));
  const { sha, siblings, gated, cardData } = info;
  if (gated !== undefined && gated !== false) throw new HubError(says.gated({ id, hub }));
  if (typeof sha !== 'string' || !isCommit(sha) || !Array.isArray(siblings))
    throw new HubError(says.notTheHub({ host: hostOf(hub) }));
  const files = (siblings as readonly (Sibling | null)[]).flatMap((sibling) => {
    const { rfilename: path, size } = sibling ?? {};
    if (typeof path !== 'string' || !isPlain(path)) return [];
    const digest = digestOf(sibling ?? {});
    return [{ path, bytes: isSize(size) ? size : 0, ...(digest && { digest }) }];
  });
  const word = (key: string) => [cardData?.[key]].flat().find((entry) => typeof entry === 'string');
  const [license, base] = [word('license'), word('base_model')];
  return { kind, id, commit: sha, files, ...(license && { license }), ...(base && { base }) };
}

/** Where a file of a repository is, at its commit. */
export function fileAddress({ kind, id, commit }: Repository, path: string, hub: string): string {
  const place = path.split('/').map(encodeURIComponent).join('/');
  return `${hub}/${kind === 'dataset' ? 'datasets/' : ''}${id}/resolve/${commit}/${place}`;
}

/**
 * The address of the datasets server: a host of its own for the public Hub; mirrors and stand-ins have it beside the
 * rest.
 */
export const datasetsServer = (hub: string): string => (hub === HUB ? 'https://datasets-server.huggingface.co' : hub);

export interface FoundModel {
  readonly id: string;
  readonly license?: string;
}

/** Models with ONNX files whose name holds the words. @throws HubError */
export async function searchModels(words: string, access: HubAccess): Promise<readonly FoundModel[]> {
  const query = new URLSearchParams({ search: words, filter: 'onnx', limit: '20', sort: 'downloads', direction: '-1' });
  const url = `${access.hub}/api/models?${query}`;
  let found: unknown;
  try {
    found = await (await request(url, {}, access)).json();
  } catch (error) {
    if (!(error instanceof RemoteError)) throw new HubError(says.notTheHub({ host: hostOf(access.hub) }));
    throw refusal(error, { id: words, hub: access.hub });
  }
  if (!Array.isArray(found)) throw new HubError(says.notTheHub({ host: hostOf(access.hub) }));
  return (found as ({ readonly id?: unknown; readonly tags?: unknown } | null)[]).flatMap((model) => {
    const { id, tags } = model ?? {};
    if (typeof id !== 'string') return [];
    const licence = (Array.isArray(tags) ? tags : []).find(
      (tag): tag is string => typeof tag === 'string' && tag.startsWith('license:'),
    );
    return [{ id, ...(licence && { license: licence.slice('license:'.length) }) }];
  });
}
