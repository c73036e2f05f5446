/** The worker's one session: it holds the backend, the loaded model and the run, and answers requests in order. */
import { encodeSplits, readDataset, readSources, splitDataset, type DatasetFiles } from '../data/datasets';
import { unpackRows } from '../data/encode';
import type { Template } from '../data/template';
import { fileSource } from '../data/files';
import { TextTokenizer } from '../data/tokenizer';
import { AdapterError, type Adapter } from '../interchange/adapter';
import { fetchSource } from '../interchange/fetchSource';
import { loadModel, rowsOf, tokenizerOf, type LoadedModel } from '../interchange/modelFolder';
import { modelName } from '../interchange/modelName';
import { resolveHyperparameters } from '../methods/hyperparameters';
import { methodById } from '../methods/registry';
import { headForm } from '../tasks/classification';
import type { Backend, BackendKind } from '../runtime/backend';
import type { Checkpoint, MethodForm, TrainerEvent, TrainingData } from '../training/events';
import { Trainer } from '../training/trainer';
import type { RunConfig } from '../training/types';
import { openAdapter, reportOfAdapter, saveAdapter, startFrom } from './adapters';
import { ModelDescription, summarise } from './anatomyOf';
import { inspectTensor, viewGraph, walk } from './inside';
import { readOwnData, type OwnDataset } from './ownData';
import { probe } from './probe';
import { seenExamples } from './seen';
import { ProblemError, problemOf, problemOfTraining } from './problems';
import { predictBoth, writeBoth, type TryOut } from './tryOut';
import {
  OWN,
  type CallName,
  type Calls,
  type Configured,
  type DatasetReport,
  type Event,
  type ModelReport,
  type Notice,
  type Problem,
  type Request,
} from './protocol';

/** Largest checkpoint that is copied to the page; a larger one stays here. */
const CHECKPOINT_BYTES = 32_000_000;
/** Time between two downloads' progress notices, in milliseconds. */
const PROGRESS_EVERY = 80;
/** Time between two measurements of per-layer norms, in milliseconds. */
const NORMS_EVERY = 250;

export interface SessionOptions {
  notify: (event: Event) => void;
  /** Address of the page's folder; `models/` lies below it. */
  readonly base: URL;
  /** Fetches models and data; plain `fetch` when left out. */
  readonly fetcher?: typeof fetch;
  createBackend: (kind: BackendKind) => Promise<Backend>;
}

interface Loaded {
  readonly model: LoadedModel;
  readonly tokenizer: TextTokenizer;
  readonly description: ModelDescription;
}

type Handlers = { [K in CallName]: (argument: Calls[K]['argument']) => Promise<Calls[K]['answer']> };

/** Calls that must not wait behind others. */
const immediate: ReadonlySet<CallName> = new Set<CallName>(['probe', 'pause', 'setLearningRate']);

export class Session {
  #chain: Promise<unknown> = Promise.resolve();
  #backend: Backend | undefined;
  #loaded: Loaded | undefined;
  #ownModel: Loaded | undefined;
  #ownName: string = OWN;
  #ownData: OwnDataset | undefined;
  #adapter: Adapter | undefined;
  #trainer: Trainer | undefined;
  #config: RunConfig | undefined;
  #labels: readonly string[] = [];
  #template: Template | undefined;
  /** The training loop under way; settles when it stands still, never rejects. */
  #running: Promise<void> | undefined;
  #reported: Problem | undefined;
  /** Last good state of the present configuration, whatever its size. */
  #kept: Checkpoint | undefined;

  constructor(private readonly options: SessionOptions) {}

  async handle(request: Request): Promise<Event> {
    const { id, call, argument } = request;
    const work = () => {
      if (!immediate.has(call)) this.#reported = undefined;
      return (this.#handlers[call] as (argument: unknown) => Promise<Calls[CallName]['answer']>)(argument);
    };
    const turn = immediate.has(call) ? work() : this.#chain.then(work, work);
    if (!immediate.has(call)) this.#chain = turn.catch(() => undefined);
    try {
      return { reply: id, answer: await turn };
    } catch (error) {
      // What the trainer recognised and put into words beats what travelled up the stack.
      const reported = this.#reported?.code === 'unexpected' ? undefined : this.#reported;
      this.#reported = undefined;
      return {
        reply: id,
        problem:
          reported ??
          problemOf(error, {
            model: this.#config?.model === OWN || call === 'readModel',
            data: this.#config?.dataset === OWN || call === 'readData',
          }),
      };
    }
  }

  readonly #handlers: Handlers = {
    probe: () => probe(),
    configure: ({ config, checkpoint, resume, adapter }) =>
      this.#configure(config, checkpoint ?? (resume ? this.#kept : undefined), adapter === true),
    start: () => this.#start(),
    pause: async () => {
      this.#trainer?.pause();
      await this.#running;
      return null;
    },
    step: async () => (await this.#still()).step(),
    reset: async () => {
      await (await this.#still()).reset();
      this.#kept = undefined;
      return null;
    },
    setLearningRate: async ({ learningRate }) => {
      this.#trainer?.setLearningRate(learningRate);
      return null;
    },
    evaluate: async ({ split }) => this.#needTrainer().evaluate(split),
    predict: async ({ text }) => predictBoth(this.#tryOut(), text),
    generate: async (settings) => writeBoth(this.#tryOut(), settings),
    count: async ({ method, hyperparameters }) => {
      if (!this.#loaded) throw new Error('No model is loaded yet: press play first.');
      return { parameters: this.#loaded.description.parameters(method, hyperparameters) };
    },
    readData: async ({ name, text, options, seenBy }) => {
      const bytes =
        typeof text === 'string' ? new TextEncoder().encode(text) : new Uint8Array(await text.arrayBuffer());
      const own = readOwnData(name, bytes, options);
      this.#ownData = own;
      const tokenizer = own.splits && seenBy && (await this.#tokenizerFor(seenBy.model));
      return tokenizer ? { ...own.preview, seen: seenExamples(own.splits, tokenizer, seenBy.length) } : own.preview;
    },
    readModel: ({ files }) => this.#readModel(files),
    readAdapter: async ({ model, ...source }) => {
      this.#adapter = undefined;
      const adapter = await openAdapter(source, async () => (await this.#load(model)).description.anatomy);
      const report = reportOfAdapter(adapter);
      this.#adapter = adapter;
      return report;
    },
    saveAdapter: async () =>
      saveAdapter(this.#needTrainer(), this.#loaded!.model, this.#config!, this.#labels, this.#ownName),
    inspect: ({ name }) => inspectTensor(this.#needTrainer(), name),
    graph: async ({ which }) => viewGraph(this.#needTrainer(), which),
    walk: async () => walk(await this.#still(), this.#loaded!.tokenizer, this.#labels),
    result: async () => this.#needTrainer().result(),
    dispose: async () => {
      await this.#dropTrainer();
      await this.#backend?.dispose();
      this.#backend = undefined;
      this.#loaded = undefined;
      return null;
    },
  };

  async #configure(config: RunConfig, checkpoint: Checkpoint | undefined, adapter: boolean): Promise<Configured> {
    await this.#dropTrainer();
    this.#config = config;
    this.#kept = checkpoint;
    this.#reported = undefined;
    this.#status('loading-model', 0);
    const loaded = await this.#load(config.model);
    const files = await this.#dataFiles(config);
    this.#status('preparing-data', 0);
    const { data: own, report } = prepareData(files, loaded.tokenizer, config);
    const sources = (await this.#sourceFiles(config, files)).map(
      (other) => prepareData(other, loaded.tokenizer, config).data,
    );
    const data: TrainingData = { ...own, ...(sources.length > 0 ? { sources } : {}) };
    this.#labels = report.labels;
    this.#template = report.template;
    const start = adapter ? startFrom(this.#needAdapter(), loaded.model, config, report.labels) : undefined;
    const backend = await this.#backendFor(config.backend);
    // The backend outlives runs, and a peak is one run's.
    backend.resetPeak();
    const trainer = new Trainer({
      model: loaded.model.graph,
      ...(loaded.model.config ? { modelConfig: loaded.model.config } : {}),
      config,
      data,
      backend,
      norms: NORMS_EVERY,
      listener: (event) => this.#heard(event, loaded, config),
      ...(checkpoint ? { checkpoint } : {}),
      ...(start ? { start } : {}),
    });
    this.#trainer = trainer;
    await trainer.prepare();
    return {
      model: reportOf(config.model === OWN ? this.#ownName : config.model, loaded),
      dataset: report,
      counts: trainer.counts,
      statistics: trainer.statistics,
      estimate: trainer.estimate,
      parameters: this.#parametersOf(loaded, trainer, config, trainer.found),
      backend: backend.description,
      step: trainer.stepsDone,
    };
  }

  /**
   * Tensors of the method's last form, whatever phase is loaded (the first may train the whole model), and of the head.
   */
  #parametersOf(
    { description }: Loaded,
    trainer: Trainer,
    { method }: RunConfig,
    { hyperparameters, carried }: MethodForm,
  ): Configured['parameters'] {
    return [
      ...description.parameters(method.id, hyperparameters, carried),
      ...summarise(trainer.parameters.filter((p) => p.group === 'head')),
    ];
  }

  async #start(): Promise<null> {
    const trainer = this.#needTrainer();
    if (this.#running) return null;
    this.#running = trainer
      .run()
      .catch((error: unknown) => {
        // The listener has told what happened, unless the failure came from elsewhere.
        if (this.#reported) this.#reported = undefined;
        else this.options.notify({ notice: 'problem', problem: problemOf(error) });
      })
      .finally(() => {
        this.#running = undefined;
      });
    return null;
  }

  /** The trainer, with its loop stopped. */
  async #still(): Promise<Trainer> {
    const trainer = this.#needTrainer();
    trainer.pause();
    await this.#running;
    return trainer;
  }

  #tryOut(): TryOut {
    const { sequenceLength } = this.#config!;
    const { tokenizer } = this.#loaded!;
    return {
      trainer: this.#needTrainer(),
      tokenizer,
      labels: this.#labels,
      sequenceLength,
      template: this.#template,
      notify: this.options.notify,
    };
  }

  /** The tokenizer by itself, without the model; undefined where it can't be had. */
  async #tokenizerFor(id: string): Promise<TextTokenizer | undefined> {
    if (id === OWN) return this.#ownModel?.tokenizer;
    if (this.#loaded?.model.id === id) return this.#loaded.tokenizer;
    const source = fetchSource(new URL(`models/${id}/`, this.options.base).href, undefined, this.options.fetcher);
    try {
      const [tokenizer, config] = await Promise.all(
        ['tokenizer.json', 'tokenizer_config.json'].map((path) => source.read(path)),
      );
      return TextTokenizer.load({ tokenizer, ...(config && { config }) });
    } catch {
      // The preview does without: what is wrong is told when the model is loaded.
      return undefined;
    }
  }

  async #readModel(files: readonly { readonly path: string; readonly file: File }[]): Promise<ModelReport> {
    const model = await loadModel(fileSource(files), OWN);
    const description = new ModelDescription(model);
    const own: Loaded = { model, tokenizer: tokenizerOf(model, rowsOf(description.anatomy)), description };
    const report = reportOf(nameOfOwn(model, files), own);
    this.#ownModel = own;
    this.#ownName = report.name;
    return report;
  }

  async #load(id: string): Promise<Loaded> {
    if (id === OWN) {
      if (!this.#ownModel)
        throw new ProblemError({
          code: 'bad-model',
          message: 'Your own model is not here any more: drop its files again, or choose a bundled model.',
          advice: [],
          recoverable: false,
          suggestions: ['bundled-model'],
        });
      return (this.#loaded = this.#ownModel);
    }
    if (this.#loaded?.model.id === id) return this.#loaded;
    const model = await loadModel(
      fetchSource(new URL(`models/${id}/`, this.options.base).href, this.#progress('model'), this.options.fetcher),
      id,
    );
    return (this.#loaded = { model, tokenizer: tokenizerOf(model), description: new ModelDescription(model) });
  }

  async #dataFiles(config: RunConfig): Promise<DatasetFiles> {
    if (config.dataset !== OWN)
      return readDataset(
        fetchSource(new URL('models/data/', this.options.base).href, this.#progress('data'), this.options.fetcher),
        config.dataset,
      );
    if (!this.#ownData)
      throw new ProblemError({
        code: 'bad-data',
        message: 'Your own data is not here any more: paste or drop it again, or choose a bundled data set.',
        advice: [],
        recoverable: false,
        suggestions: ['bundled-data'],
      });
    if (this.#ownData.preview.problem)
      throw new ProblemError({
        code: 'bad-data',
        message: this.#ownData.preview.problem,
        advice: [],
        recoverable: false,
        suggestions: ['bundled-data'],
      });
    return this.#ownData.files;
  }

  /** Other data sets that the method learns from first. */
  #sourceFiles({ method }: RunConfig, files: DatasetFiles): Promise<DatasetFiles[]> {
    const chosen = methodById(method.id);
    const count = chosen.sources?.(resolveHyperparameters(chosen, method.hyperparameters)) ?? 0;
    return count > 0
      ? readSources(
          fetchSource(new URL('models/data/', this.options.base).href, this.#progress('data'), this.options.fetcher),
          files,
          count,
        )
      : Promise.resolve([]);
  }

  async #backendFor(kind: BackendKind): Promise<Backend> {
    if (this.#backend && this.#backend.kind === kind) return this.#backend;
    await this.#backend?.dispose();
    this.#backend = undefined;
    const backend = await this.options.createBackend(kind);
    void backend.lost.then(() => {
      // A new device must be asked for at the next configure.
      if (this.#backend === backend) this.#backend = undefined;
    });
    return (this.#backend = backend);
  }

  #progress(what: 'model' | 'data'): (progress: { path: string; loaded: number; total?: number }) => void {
    let last = 0;
    return ({ path, loaded, total }) => {
      const now = Date.now();
      if (now - last < PROGRESS_EVERY && loaded !== total) return;
      last = now;
      this.options.notify({
        notice: 'progress',
        what,
        label: path.slice(path.lastIndexOf('/') + 1),
        loaded,
        ...(total === undefined ? {} : { total }),
      });
    };
  }

  #heard(event: TrainerEvent, loaded: Loaded, config: RunConfig): void {
    if (event.kind === 'checkpoint') return this.#keep(event.checkpoint);
    const notice = noticeOf(event, this.#trainer?.stepsDone ?? 0);
    if (notice.notice === 'problem') {
      this.#reported = notice.problem;
      // What goes wrong within a call is told by its reply.
      if (!this.#running && notice.problem.code !== 'device-lost') return;
    }
    this.options.notify(notice);
    if (event.kind === 'statistics' && this.#trainer) {
      this.options.notify({
        notice: 'form',
        hyperparameters: event.form.hyperparameters,
        parameters: this.#parametersOf(loaded, this.#trainer, config, event.form),
      });
    }
  }

  /** Keeps the last good state, and hands it to the page where it is small, so that it survives this worker. */
  #keep(checkpoint: Checkpoint): void {
    this.#kept = checkpoint;
    const size = Object.values(checkpoint.states).reduce((sum, tensor) => sum + tensor.data.byteLength, 0);
    // The page has the records already: copying thousands of them every second would make it stutter.
    if (size <= CHECKPOINT_BYTES)
      this.options.notify({ notice: 'checkpoint', checkpoint: { ...checkpoint, records: [] } });
  }

  async #dropTrainer(): Promise<void> {
    const trainer = this.#trainer;
    if (!trainer) return;
    trainer.pause();
    await this.#running;
    this.#trainer = undefined;
    await trainer.dispose();
  }

  #needAdapter(): Adapter {
    if (!this.#adapter) throw new AdapterError('The adapter is not here any more: choose its file again.');
    return this.#adapter;
  }

  #needTrainer(): Trainer {
    if (!this.#trainer) throw new Error('There is no run yet: press play first.');
    return this.#trainer;
  }

  #status(status: 'loading-model' | 'preparing-data', step: number): void {
    this.options.notify({ notice: 'status', status, step });
  }
}

/** What the page is told of a trainer's event. */
export function noticeOf(event: Exclude<TrainerEvent, { kind: 'checkpoint' }>, step: number): Notice {
  switch (event.kind) {
    case 'status':
      return { notice: 'status', status: event.status, step: event.step };
    case 'steps':
      return {
        notice: 'steps',
        records: event.records,
        stepsPerSecond: event.stepsPerSecond,
        tokensPerSecond: event.tokensPerSecond,
      };
    case 'metrics':
      return { notice: 'metrics', split: event.split, step: event.step, metrics: event.metrics };
    case 'stage':
      return { notice: 'stage', stage: event.stage, over: event.over };
    case 'norms':
      return { notice: 'norms', norms: event.norms };
    case 'memory':
      return { notice: 'memory', step, reading: event.reading };
    case 'statistics':
      return { notice: 'statistics', statistics: event.graph, counts: event.counts, estimate: event.estimate };
    case 'error':
      return { notice: 'problem', problem: problemOfTraining(event.error) };
  }
}

/** What one's own model is called, for charts and files. */
const nameOfOwn = (model: LoadedModel, files: readonly { readonly path: string }[]): string =>
  modelName(
    model.config,
    files.map(({ path }) => path),
  ) ?? OWN;

const reportOf = (name: string, { description, tokenizer: { beyond } }: Loaded): ModelReport => ({
  name,
  dimensions: description.anatomy.dimensions,
  missing: [...description.anatomy.missing, ...(beyond ? [{ part: 'tokenizer', message: beyond }] : [])],
  head: headForm(description.anatomy),
});

/** Split, encoded data of a run, and what the page is told of it. */
function prepareData(
  files: DatasetFiles,
  tokenizer: TextTokenizer,
  config: RunConfig,
): { data: TrainingData; report: DatasetReport } {
  const sets = encodeSplits(splitDataset(files, config.seed), tokenizer, config.sequenceLength);
  const [train, validation, test] = [unpackRows(sets.train), unpackRows(sets.validation), unpackRows(sets.test)];
  return {
    data: {
      train,
      validation,
      test,
      ...(files.task === 'classification' ? { labels: sets.labels } : {}),
      padId: tokenizer.padId,
      ...(tokenizer.endId === undefined ? {} : { endId: tokenizer.endId }),
    },
    report: {
      name: files.id,
      task: files.task,
      labels: sets.labels,
      ...(sets.template && { template: sets.template }),
      sizes: { train: train.length, validation: validation.length, test: test.length },
      notes: sets.notices,
    },
  };
}
