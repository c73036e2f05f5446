/** What the worker has from the Hub and from other addresses: looked up, loaded, and stopped on the way. */
import { dimensionsOf } from '../anatomy/dimensions';
import type { Dimensions } from '../anatomy/anatomy';
import type { ColumnChoice } from '../data/columnChoice';
import { DataError } from '../data/errors';
import type { FileSource } from '../data/files';
import type { Progress } from '../interchange/fetchSource';
import { adapterOf } from '../interchange/hub/remoteAdapter';
import { AddressError, HUB, modelAddress, spelled } from '../interchange/hub/address';
import { says } from '../interchange/hub/messages';
import { readRemoteData } from '../interchange/hub/remoteData';
import { openRemote, type OpenedRemote, type RemoteAccess, type RemoteModel } from '../interchange/hub/remoteModel';
import { searchModels, type FoundModel } from '../interchange/hub/repository';
import type { Variant } from '../interchange/hub/variants';
import { loadModel, type LoadedModel } from '../interchange/modelFolder';
import { headForm } from '../tasks/sentenceHead';
import type { AdapterHere } from './adapters';
import { namedColumns, readOwnData, type OwnDataset } from './ownData';
import type { Notice, RemoteDataReport, RemoteReport, StoredForm, TableOptions } from './protocol';

export interface RemoteLibraryOptions {
  readonly notify: (notice: Notice) => void;
  readonly onProgress: (what: 'model' | 'data') => (progress: Progress) => void;
}

export interface ReadData extends Omit<RemoteDataReport, 'preview'> {
  readonly dataset: OwnDataset;
  readonly writesTargets: boolean;
}

export class RemoteLibrary {
  #hub: string = HUB;
  #stop = new AbortController();
  /** Data that were read last, by the address that was asked for and by the one with its commit. */
  #data: ReadData | undefined;
  #dataAsked: string | undefined;

  constructor(private readonly options: RemoteLibraryOptions) {}

  use(hub: string): void {
    this.#hub = hub;
  }

  /** Breaks off what is under way; the next call begins anew. */
  stop(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
  }

  async describe(address: string): Promise<RemoteReport> {
    const { model } = await openRemote(address, this.#access());
    return reportOf(model);
  }

  async load(address: string): Promise<LoadedModel> {
    const { source, path } = await this.#open(address);
    return loadModel(source, address, { path });
  }

  async source(address: string): Promise<FileSource> {
    return (await this.#open(address)).source;
  }

  search(words: string): Promise<readonly FoundModel[]> {
    return searchModels(words, this.#access());
  }

  /** @throws DataError, DownloadError */
  async readData(address: string, writesTargets = this.#data?.writesTargets ?? false): Promise<ReadData> {
    if (
      this.#data &&
      this.#data.writesTargets === writesTargets &&
      (this.#data.address === address || this.#dataAsked === address)
    )
      return this.#data;
    const tell = this.options.onProgress('data');
    try {
      const read = await readRemoteData(address, {
        ...this.#access(),
        onRows: (loaded, total) => tell({ path: address, loaded, total }),
      });
      const { bytes, columns, roles, notices, ...rest } = read;
      const options = optionsOf(Object.keys(columns).length > 0 ? columns : roles);
      const dataset = readOwnData(read.name, bytes, options, { id: read.address, notices, writesTargets });
      this.#dataAsked = address;
      return (this.#data = { ...rest, dataset, writesTargets });
    } catch (error) {
      // The page tells a model that can't be used from data that can't.
      throw error instanceof AddressError ? new DataError(error.told, { cause: error }) : error;
    }
  }

  /** The base model that an adapter names. */
  async adapterBase(address: string): Promise<{ readonly base?: string }> {
    const files = await adapterOf(address, this.#access());
    const config = files.find(({ path }) => path === 'adapter_config.json');
    const told: unknown = config && JSON.parse(new TextDecoder().decode(config.bytes));
    const { base_model_name_or_path: base, model_name: name } = (told ?? {}) as Readonly<Record<string, unknown>>;
    const named = base ?? name;
    return typeof named === 'string' ? { base: named } : {};
  }

  /** Files of an adapter, as if they had been dropped. */
  async adapterFiles(address: string): Promise<AdapterHere> {
    const files = await adapterOf(address, this.#access());
    return {
      files: files.map(({ path, bytes }) => ({ path, file: new File([bytes as Uint8Array<ArrayBuffer>], path) })),
    };
  }

  #open(address: string): Promise<OpenedRemote> {
    return openRemote(address, this.#access(true));
  }

  #access(loading = false): RemoteAccess {
    return {
      hub: this.#hub,
      secure: typeof location !== 'undefined' && location.protocol === 'https:',
      signal: this.#stop.signal,
      ...(loading && { onProgress: this.options.onProgress('model') }),
      onFull: (file) => this.options.notify({ notice: 'told', message: says.notKept({ file }) }),
    };
  }
}

/** Columns that are named, in the words of the page. */
function optionsOf(columns: ColumnChoice): TableOptions {
  const { tokens, tags, prompt, response, messages } = columns;
  const form =
    prompt !== undefined || response !== undefined || messages !== undefined
      ? 'respond'
      : tokens !== undefined || tags !== undefined
        ? 'tag'
        : undefined;
  return {
    format: 'jsonl',
    ...(form && { form }),
    ...namedColumns(columns),
  };
}

function reportOf({ address, name, commit, license, variants, chosen, bytes, kept, config, notes }: RemoteModel) {
  const dimensions = config && sizesIn(config);
  const stored = (variant: Variant): StoredForm => {
    const { file, form, readable } = variant;
    const own = modelAddress(address);
    return { address: spelled({ ...own, file }), file, form, bytes: variant.bytes, readable };
  };
  return {
    address,
    name,
    ...(commit && { commit }),
    ...(license && { license }),
    variants: variants.map(stored),
    chosen: stored(chosen),
    bytes,
    kept,
    ...(dimensions && {
      dimensions,
      head: headForm({
        dimensions,
        modelType: String(config.model_type),
        hiddenAct: String(config.hidden_act),
        prefix: '',
        ...(config.sentence_pooling === 'mean' && { pooling: 'mean' }),
      }),
    }),
    notes,
  } satisfies RemoteReport;
}

/** Sizes of a type of model that is known, else those of the type that most are like. */
function sizesIn(config: Readonly<Record<string, unknown>>): Dimensions | undefined {
  const architectures = Array.isArray(config.architectures) ? config.architectures.join(' ') : '';
  const like = /CausalLM|LMHead/.test(architectures) ? 'llama' : 'bert';
  for (const type of [config.model_type, like])
    try {
      return dimensionsOf({ ...config, model_type: type });
    } catch {
      // The next one, or none: then sizes are told when the model is loaded.
    }
  return undefined;
}
