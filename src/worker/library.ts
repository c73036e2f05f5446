/** What the worker has at hand: bundled models and data by address, the visitor's own as read, the adapter. */
import { fixedSizeOf } from '../anatomy/fixedSize';
import { readDataset, readSources, type DatasetFiles } from '../data/datasets';
import { unpacked } from '../data/containers';
import { fileSource } from '../data/files';
import { TextTokenizer } from '../data/tokenizer';
import { AdapterError, type Adapter } from '../interchange/adapter';
import { fetchSource, type Progress } from '../interchange/fetchSource';
import { loadModel, readTokenizer, rowsOf, tokenizerOf, type LoadedModel } from '../interchange/modelFolder';
import { isAddress, nameOfAddress } from '../interchange/hub/address';
import { modelName } from '../interchange/modelName';
import { poisonWarning } from '../interchange/poisonedModel';
import type { Message } from '../messages/message';
import type { RunSources } from '../session/sources';
import { TransferMemory } from '../session/transfer';
import { headForm } from '../tasks/sentenceHead';
import { openAdapter, reportOfAdapter } from './adapters';
import { ModelDescription } from './anatomyOf';
import { says } from './messages';
import { readOwnData, type OwnDataset } from './ownData';
import { ProblemError } from './problems';
import { RemoteLibrary } from './remoteLibrary';
import {
  OWN,
  type AdapterReport,
  type AdapterSource,
  type ModelReport,
  type Notice,
  type TableOptions,
} from './protocol';

/** Time between two downloads' progress notices, in milliseconds. */
const PROGRESS_EVERY = 80;

export interface LibraryOptions {
  readonly notify: (notice: Notice) => void;
  /** Address of the page's folder; `models/` lies below it. */
  readonly base: URL;
  /** Fetches models and data; plain `fetch` when left out. */
  readonly fetcher?: typeof fetch;
}

export interface Loaded {
  readonly model: LoadedModel;
  readonly tokenizer: TextTokenizer;
  readonly description: ModelDescription;
}

export class Library {
  #loaded: Loaded | undefined;
  #ownModel: Loaded | undefined;
  #ownName: string = OWN;
  #ownData: OwnDataset | undefined;
  #adapter: Adapter | undefined;
  readonly #learnt = new TransferMemory();

  /** Models, data and adapters at addresses. */
  readonly remote: RemoteLibrary;

  constructor(private readonly options: LibraryOptions) {
    this.remote = new RemoteLibrary({
      notify: options.notify,
      onProgress: (what) => this.#progress(what),
    });
  }

  /** The model that was loaded last. */
  get loaded(): Loaded | undefined {
    return this.#loaded;
  }

  /** @throws when it was never read, or not understood */
  get adapter(): Adapter {
    if (!this.#adapter) throw new AdapterError(says.adapterGone);
    return this.#adapter;
  }

  /** What a model is called, for charts and files. */
  nameOf(id: string): string {
    return id === OWN ? this.#ownName : isAddress(id) ? nameOfAddress(id) : id;
  }

  /** @param adapter start from the one that was read last */
  sources(adapter: boolean): RunSources {
    return {
      model: async (id) => {
        const { model, tokenizer } = await this.load(id);
        return { model, tokenizer: () => tokenizer };
      },
      data: (id) => this.#dataFiles(id),
      others: (files, count) => readSources(this.#source('data/', 'data'), files, count),
      memory: this.#learnt,
      ...(adapter && { adapter: this.adapter }),
    };
  }

  report(id: string, loaded: Loaded): ModelReport {
    return reportOf(this.nameOf(id), loaded);
  }

  async readModel(files: readonly { readonly path: string; readonly file: File }[]): Promise<ModelReport> {
    const model = await loadModel(fileSource(files), OWN);
    const description = new ModelDescription(model);
    const own: Loaded = { model, tokenizer: tokenizerOf(model, rowsOf(description.anatomy)), description };
    const paths = files.map(({ path }) => path);
    const report = reportOf(modelName(model.config, paths) ?? OWN, own);
    this.#ownModel = own;
    this.#ownName = report.name;
    return report;
  }

  /** @param writesTargets as `SeenBy` has it */
  async readData(
    given: string,
    contents: Uint8Array,
    options: TableOptions,
    writesTargets = false,
  ): Promise<OwnDataset> {
    const { name, bytes, notices } = await unpacked(given, contents);
    return (this.#ownData = readOwnData(name, bytes, options, { notices, writesTargets }));
  }

  async readAdapter(source: AdapterSource, model: string): Promise<AdapterReport> {
    this.#adapter = undefined;
    const files = 'address' in source ? await this.remote.adapterFiles(source.address) : source;
    const adapter = await openAdapter(files, async () => (await this.load(model)).description.anatomy);
    const report = reportOfAdapter(adapter);
    this.#adapter = adapter;
    return report;
  }

  async load(id: string): Promise<Loaded> {
    if (id === OWN) {
      if (!this.#ownModel) throw gone('bad-model', says.modelGone);
      return (this.#loaded = this.#ownModel);
    }
    if (this.#loaded?.model.id === id) return this.#loaded;
    if (isAddress(id)) {
      const model = await this.remote.load(id);
      const description = new ModelDescription(model);
      return (this.#loaded = { model, tokenizer: tokenizerOf(model, rowsOf(description.anatomy)), description });
    }
    const model = await loadModel(this.#source(`${id}/`, 'model'), id);
    return (this.#loaded = { model, tokenizer: tokenizerOf(model), description: new ModelDescription(model) });
  }

  /** The tokenizer by itself, without the model; undefined where it can't be had. */
  async tokenizerFor(id: string): Promise<TextTokenizer | undefined> {
    if (id === OWN) return this.#ownModel?.tokenizer;
    if (this.#loaded?.model.id === id) return this.#loaded.tokenizer;
    try {
      const source = isAddress(id) ? await this.remote.source(id) : this.#source(`${id}/`);
      return TextTokenizer.load(await readTokenizer(source, (name) => name, undefined, id));
    } catch {
      // The preview does without: what is wrong is told when the model is loaded.
      return undefined;
    }
  }

  forgetModel(): void {
    this.#loaded = undefined;
  }

  async #dataFiles(id: string): Promise<DatasetFiles> {
    if (isAddress(id)) return (await this.remote.readData(id)).dataset.files;
    if (id !== OWN) return readDataset(this.#source('data/', 'data'), id);
    if (!this.#ownData) throw gone('bad-data', says.dataGone);
    const { problem } = this.#ownData.preview;
    if (problem !== undefined) throw gone('bad-data', problem);
    return this.#ownData.files;
  }

  /** Files below a folder of `models/`. @param what tells the page of downloads */
  #source(folder: string, what?: 'model' | 'data') {
    const { base, fetcher } = this.options;
    return fetchSource(new URL(`models/${folder}`, base).href, what && this.#progress(what), fetcher);
  }

  #progress(what: 'model' | 'data'): (progress: Progress) => void {
    let last = 0;
    return ({ path, loaded, total }) => {
      const now = Date.now();
      if (now - last < PROGRESS_EVERY && loaded !== total) return;
      last = now;
      const label = path.slice(path.lastIndexOf('/') + 1);
      this.options.notify({ notice: 'progress', what, label, loaded, ...(total === undefined ? {} : { total }) });
    };
  }
}

const reportOf = (name: string, { model, description, tokenizer: { beyond } }: Loaded): ModelReport => ({
  name,
  dimensions: description.anatomy.dimensions,
  missing: [...description.anatomy.missing, ...(beyond ? [{ part: 'tokenizer', message: beyond }] : [])],
  poisoned: poisonWarning(model.graph),
  head: headForm(description.anatomy),
  fixed: fixedSizeOf(model.graph),
});

const gone = (code: 'bad-model' | 'bad-data', message: Message): ProblemError =>
  new ProblemError({
    code,
    message,
    advice: [],
    recoverable: false,
    suggestions: [code === 'bad-model' ? 'bundled-model' : 'bundled-data'],
  });
