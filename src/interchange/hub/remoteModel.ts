/**
 * A model at an address: what it is, before anything large is loaded, and its files, for the same reader that takes
 * folders.
 */
import { MissingFileError, type FileSource } from '../../data/files';
import { jsonObject } from '../../data/jsonText';
import { says as dataSays } from '../../data/messages';
import { hasVocabulary, SENTENCEPIECE_FILES, VOCABULARY_FILES } from '../../data/tokenizers/vocabularyNames';
import type { Message } from '../../messages/message';
import { keepText, keptFiles, keptRemote, keptText, readRemote, RemoteError, request } from '../../runtime/remoteFiles';
import { DownloadError, type Progress } from '../fetchSource';
import { MAX_FILE_BYTES } from '../modelFolder';
import { besideModel } from '../modelPaths';
import { AddressError, modelAddress, spelled, type FolderAddress, type HubAddress } from './address';
import { says } from './messages';
import {
  bytes,
  fileAddress,
  HubError,
  readRepository,
  refusal,
  type HubAccess,
  type Repository,
  type RepositoryFile,
} from './repository';
import { sensible, variantsOf, type Variant } from './variants';

export interface RemoteModel {
  /** With its commit, so that it means the same next year. */
  readonly address: string;
  readonly name: string;
  readonly commit?: string;
  readonly license?: string;
  /** Stored forms to choose from; one alone at an address that can't be listed. */
  readonly variants: readonly Variant[];
  readonly chosen: Variant;
  /** To download, and how much of that is kept here already. */
  readonly bytes: number;
  readonly kept: number;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly notes: readonly Message[];
}

export interface OpenedRemote {
  readonly model: RemoteModel;
  readonly source: FileSource;
  /** Path of the model file in the source. */
  readonly path: string;
}

export interface RemoteAccess extends HubAccess {
  /** The page came by https, and so may load nothing that doesn't. */
  readonly secure?: boolean;
  /** Bytes of the whole model that have arrived. */
  readonly onProgress?: (progress: Progress) => void;
  /** There is no room to keep a file; it is used all the same. */
  readonly onFull?: (file: string) => void;
}

/** Files that belong to a model beside its weights. */
const COMPANIONS = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja'] as const;

/**
 * Those that a model has: tokenizer.json, or the vocabulary that it can be made of.
 * @throws HubError where there is neither
 */
function companions(has: (name: string) => boolean, id: string): readonly string[] {
  if (has('tokenizer.json')) return COMPANIONS;
  if (hasVocabulary(has)) return [...COMPANIONS, ...VOCABULARY_FILES];
  const other = SENTENCEPIECE_FILES.find(has);
  throw new HubError(
    other === undefined
      ? says.noTokenizer({ id })
      : dataSays.tokenizerToMake({ model: dataSays.modelCalled({ id }), file: other }),
  );
}

/**
 * Looks a model up; reads its config.json and nothing larger.
 * @throws AddressError, HubError, DownloadError with a sentence that says what to do
 */
export async function openRemote(text: string, access: RemoteAccess): Promise<OpenedRemote> {
  const { hub, secure = false } = access;
  const address = modelAddress(text, { hub, secure });
  return address.kind === 'hub' ? openHub(address, access) : openFolder(address, access);
}

async function openHub(address: HubAddress, access: RemoteAccess): Promise<OpenedRemote> {
  const repository = await readRepository('model', address, access);
  const { id, commit, license, files } = repository;
  const paths = files.map(({ path }) => path);
  const variants = variantsOf(files);
  const chosen = address.file ? named(repository, address.file, variants) : sensible(variants);
  if (!chosen)
    throw new HubError(paths.includes('adapter_config.json') ? says.adapterNotModel({ id }) : says.noOnnx({ id }));
  const large = chosen.files.find((file) => file.bytes > MAX_FILE_BYTES);
  if (large) throw new HubError(says.fileTooLarge({ path: large.path, size: bytes(large.bytes) }));
  const beside = (name: string) => besideModel(paths, chosen.file, name);
  const others = companions((name) => beside(name) !== undefined, id);
  const all = [...others.flatMap((name) => files.filter(({ path }) => path === beside(name))), ...chosen.files];
  const urlOf = (path: string) => fileAddress(repository, path, access.hub);
  const find = (path: string) => Promise.resolve(files.find((file) => file.path === path));
  const source = sourceOf({ id, urlOf, files: all, find }, access);
  const config = await configOf({ ...source, list: undefined }, beside('config.json') ?? 'config.json', id);
  return {
    source: { ...source, list: () => Promise.resolve(paths) },
    path: chosen.file,
    model: {
      address: spelled({ kind: 'hub', id, revision: commit, file: chosen.file }),
      name: id,
      commit,
      ...(license && { license }),
      variants,
      chosen,
      ...(await sizes(all.map((file) => ({ ...file, url: urlOf(file.path) })))),
      ...config,
    },
  };
}

function named({ id, files }: Repository, file: string, variants: readonly Variant[]): Variant {
  const known = variants.find((variant) => variant.file === file);
  if (known) return known;
  if (!files.some(({ path }) => path === file)) throw new HubError(says.missingFile({ id, path: file }));
  // A file that no layout knows, such as another export in the same repository.
  const [only] = variantsOf(files.filter(({ path }) => path.startsWith(file)));
  return only ?? { file, form: 'other', bytes: 0, files: files.filter(({ path }) => path === file), readable: true };
}

async function configOf(source: FileSource, path: string, id: string): Promise<Pick<RemoteModel, 'config' | 'notes'>> {
  let contents: Uint8Array;
  try {
    contents = await source.read(path);
  } catch (error) {
    if (error instanceof MissingFileError) return { notes: [] };
    throw error;
  }
  const config = jsonObject(contents, path, (fault) => {
    throw new HubError(fault);
  });
  if (config.vocab_size === undefined && config.model_type !== undefined && config.text_config === undefined)
    throw new HubError(says.notText({ id }));
  const [architecture] = Array.isArray(config.architectures) ? (config.architectures as unknown[]) : [];
  const head =
    typeof architecture === 'string' ? /For(\w*(?:Classification|Answering|Choice))$/.exec(architecture) : null;
  return { config, notes: head ? [says.headLeftOut({ head: head[1]! })] : [] };
}

interface Placed extends RepositoryFile {
  readonly url: string;
}

async function sizes(files: readonly Placed[]): Promise<{ readonly bytes: number; readonly kept: number }> {
  const here = new Map((await keptFiles()).map((file) => [file.url, file.bytes]));
  return {
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    kept: files.reduce((sum, { url }) => sum + (here.get(url) ?? 0), 0),
  };
}

interface Place {
  readonly id: string;
  readonly urlOf: (path: string) => string;
  /** Files that are expected to be read: progress counts them together. */
  readonly files: readonly RepositoryFile[];
  /** Any file that is there: a model may name weights that its own name does not tell. */
  readonly find: (path: string) => Promise<(RepositoryFile & { readonly tag?: string }) | undefined>;
}

/** Files by their addresses. */
function sourceOf({ id, urlOf, files, find }: Place, access: RemoteAccess): FileSource {
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  const loaded = new Map<string, number>();
  return {
    has: (path) => Promise.resolve(files.some((file) => file.path === path)),
    async blob(path) {
      const file = await find(path);
      return file && keptRemote(urlOf(path), file.tag === undefined ? {} : { tag: file.tag }, file.bytes);
    },
    async read(path) {
      const file = await find(path);
      if (!file) throw new MissingFileError(path, id);
      const url = urlOf(path);
      const { tag } = file;
      try {
        return await readRemote(url, {
          ...asking(access),
          ...(file.bytes > 0 && { size: file.bytes }),
          ...(tag !== undefined && { tag }),
          ...(file.digest && { digest: file.digest }),
          onProgress: (count) => {
            loaded.set(path, count);
            const sum = [...loaded.values()].reduce((a, b) => a + b, 0);
            access.onProgress?.({ path, loaded: sum, ...(total >= sum && { total }) });
          },
          onFull: () => access.onFull?.(path),
        });
      } catch (error) {
        if (!(error instanceof RemoteError)) throw error;
        throw refusal(error, { id, hub: access.hub });
      }
    },
  };
}

const asking = ({ fetcher, signal, patience }: RemoteAccess) => ({ fetcher, signal, patience });

/** What the server tells of a file without sending it. */
interface Head {
  readonly bytes: number;
  readonly tag?: string;
}

/** @returns undefined where there is no such file @throws DownloadError, HubError */
async function headOf(url: string, access: RemoteAccess): Promise<Head | undefined> {
  const key = `${url}?head`;
  try {
    const { headers } = await request(url, { method: 'HEAD' }, asking(access));
    if (/text\/html/.test(headers.get('content-type') ?? '')) return await absent(key);
    const length = headers.get('content-encoding') === null ? Number(headers.get('content-length') ?? 0) : 0;
    const tag = headers.get('etag') ?? headers.get('last-modified');
    const head: Head = { bytes: length, ...(tag !== null && { tag }) };
    await keepText(key, JSON.stringify(head));
    return head;
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    const { fault } = error;
    if (fault.kind === 'status' && [403, 404, 410].includes(fault.status)) return await absent(key);
    const kept = fault.kind === 'unreachable' ? await keptText(key) : undefined;
    if (kept !== undefined) return (JSON.parse(kept) as Head | null) ?? undefined;
    if (fault.kind === 'unreachable')
      throw new DownloadError(says.folderNotReached({ address: url }), { cause: error });
    throw refusal(error, { id: url, hub: access.hub });
  }
}

/** Without a network it is known then that there is no such file. */
async function absent(key: string): Promise<undefined> {
  await keepText(key, 'null');
  return undefined;
}

/** A folder that can't be listed: what is looked for is asked for by name. */
async function openFolder({ url, file }: FolderAddress, access: RemoteAccess): Promise<OpenedRemote> {
  const heads = new Map<string, Head | undefined>();
  const look = async (path: string): Promise<boolean> => {
    if (!heads.has(path)) heads.set(path, await headOf(url + path, access));
    return heads.get(path) !== undefined;
  };
  const candidates = file ? [file] : ['onnx/model.onnx', 'model.onnx'];
  let model: string | undefined;
  for (const path of candidates) if (model === undefined && (await look(path))) model = path;
  if (model === undefined)
    throw new AddressError(says.noModelAt({ address: url, paths: { list: candidates, join: 'or' } }));
  await Promise.all([...COMPANIONS, `${model}_data`, `${model}.data`].map(look));
  if (heads.get(`${model}_data`)) for (let part = 1; await look(`${model}_data_${part}`); part++);
  const name = url.replace(/^https?:\/\//, '').replace(/\/$/, '');
  if (!heads.get('tokenizer.json')) await Promise.all([...VOCABULARY_FILES, ...SENTENCEPIECE_FILES].map(look));
  companions((path) => heads.get(path) !== undefined, name);
  const files = [...heads].flatMap(([path, head]) => (head ? [{ path, bytes: head.bytes }] : []));
  const large = files.find((entry) => entry.bytes > MAX_FILE_BYTES);
  if (large) throw new HubError(says.fileTooLarge({ path: large.path, size: bytes(large.bytes) }));
  const find = async (path: string) => ((await look(path)) ? { path, ...heads.get(path)! } : undefined);
  const source = sourceOf({ id: name, urlOf: (path) => url + path, files, find }, access);
  const own = files.filter(({ path }) => path.startsWith(model));
  const chosen: Variant = {
    file: model,
    form: 'other',
    files: own,
    bytes: own.reduce((sum, entry) => sum + entry.bytes, 0),
    readable: true,
  };
  return {
    source,
    path: model,
    model: {
      address: spelled({ kind: 'folder', url, ...(file && { file }) }),
      name,
      variants: [chosen],
      chosen,
      ...(await sizes(files.map((entry) => ({ ...entry, url: url + entry.path })))),
      ...(await configOf(source, 'config.json', name)),
    },
  };
}
