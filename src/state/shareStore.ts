/** Sharing, as a part of the page's store: what the link brought, and adapters in and out. */
import type { Method } from '../methods/contract';
import { OWN, type AdapterReport, type AdapterSource, type Problem, type SavedAdapter } from '../worker/protocol';
import { datasets, models } from './catalogue';
import { hyperparametersOf, suited, taskOf } from './chosen';
import { EngineError, Superseded, type Engine } from './engine';
import { defaultsOf, recommended } from './hash';
import { validateHyperparameter, type Settings } from './properties';
import { withLocked, type LinkNote, type Payload } from './share';
import type { State } from './store';

/** An adapter that the run starts from. */
export interface HeldAdapter {
  readonly source: AdapterSource;
  readonly report: AdapterReport;
  /** File name; absent for an adapter from a link. */
  readonly file?: string;
}

export interface Sharing {
  /** What the link brought beyond the configuration, as long as it belongs to what is shown. */
  readonly payload: Payload;
  /** What the reader of the link should know about it. */
  readonly notes: readonly LinkNote[];
  readonly adapter?: HeldAdapter;
  dismissNotes: () => void;
  /** Takes over an adapter with its method, settings, model and data. @returns why it can't be used, as a sentence */
  takeAdapter: (source: AdapterSource, file?: string) => Promise<string | undefined>;
  /** Takes over the adapter that the link brought; builds nothing yet. */
  takeLinkAdapter: () => Promise<void>;
  /** Back to a run that starts from scratch. */
  dropAdapter: () => void;
  /**
   * The present run's adapter; builds the run first where there is none. Undefined when that failed, which the banner
   * tells.
   */
  saveAdapter: () => Promise<SavedAdapter | { readonly refusal: string } | undefined>;
}

export interface SharingOptions {
  readonly engine: Engine;
  readonly methods: readonly Method[];
  get: () => State;
  set: (part: Partial<State>) => void;
  /** Runs an action; what it throws becomes the banner. */
  attempt: (action: () => Promise<void>) => Promise<void>;
  ensureBuilt: () => Promise<void>;
  /** Hands the visitor's own model to the worker, where it is the chosen one. */
  giveModel: () => Promise<void>;
  retire: () => void;
  /** Tells that the worker holds this adapter, and no other. */
  held: (adapter: HeldAdapter | undefined) => void;
}

const refused = (message: string): EngineError =>
  new EngineError({ code: 'bad-adapter', message, advice: [], recoverable: false, suggestions: [] } satisfies Problem);
const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && [...a].sort().join('\n') === [...b].sort().join('\n');

/** A data set that an adapter's head fits: the present one where it does. */
function dataFor({ task, labels, classes }: AdapterReport, state: State): string | undefined {
  if (task === undefined) return state.settings.dataset;
  const fits = (id: string) => {
    if (taskOf({ ...state, settings: { ...state.settings, dataset: id } }) !== task) return false;
    const own =
      id === OWN
        ? (state.ownData?.preview?.classes.map(({ label }) => label) ?? [])
        : (datasets.find((entry) => entry.id === id)?.labels ?? []);
    return (
      task === 'causal-lm' ||
      (labels === undefined ? classes === undefined || own.length === classes : same(own, labels))
    );
  };
  return [state.settings.dataset, ...(state.ownData ? [OWN] : []), ...datasets.map((entry) => entry.id)].find(fits);
}

/** The page's settings for an adapter. @throws EngineError when it needs what is not here */
function settingsFor(
  report: AdapterReport,
  state: State,
  methods: readonly Method[],
): Pick<State, 'settings' | 'hyperparameters'> {
  const { settings } = state;
  const { model = settings.model, pooling } = report;
  if (model === OWN ? !state.ownModel : !models.some((entry) => entry.id === model)) {
    throw refused(
      model === OWN
        ? "The adapter was trained on a model of one's own. Bring that model first, under Model, then choose the " +
            'adapter again.'
        : `The adapter was trained on ${model}, which is not here. Bring that model first, under Model, and ` +
            'train there.',
    );
  }
  const dataset = dataFor(report, { ...state, settings: { ...settings, model } });
  if (dataset === undefined && report.labels === undefined && report.classes !== undefined)
    throw refused(
      `The adapter tells ${report.classes} classes apart, and no data set here has as many. Bring data with ` +
        `${report.classes} classes first, under Data, then choose the adapter again.`,
    );
  if (dataset === undefined)
    throw refused(
      `The adapter tells apart ${report.labels?.slice(0, 6).join(', ') ?? 'other classes'}, and no data set ` +
        'here has these classes. Bring the data that it was trained on first, under Data, then choose the ' +
        'adapter again.',
    );
  const method = methods.find((candidate) => candidate.id === (report.method?.id ?? settings.method));
  if (!method)
    throw refused(
      `The adapter was made with ${report.kind}, which is not here. Reload the page to get the newest version.`,
    );
  const wanted: Settings = suited(
    {
      ...settings,
      ...(method.id === settings.method ? {} : recommended(method)),
      model,
      dataset,
      method: method.id,
      pooling: pooling ?? (report.task ? 'auto' : settings.pooling),
    },
    state,
  );
  if (
    ['model', 'dataset', 'method', 'pooling'].some(
      (name) => withLocked(wanted, settings)[name as keyof Settings] !== wanted[name as keyof Settings],
    )
  ) {
    throw refused(
      'The adapter needs another model, data set or method, but the link that you opened locks them. Open the ' +
        'page without that link.',
    );
  }
  const knobs = Object.fromEntries(
    method.hyperparameters.map((knob) => {
      const given = report.method?.hyperparameters[knob.name];
      return [
        knob.name,
        (given === undefined ? undefined : validateHyperparameter(knob, given)) ?? defaultsOf(method)[knob.name]!,
      ];
    }),
  );
  const hyperparameters = report.method
    ? knobs
    : hyperparametersOf({ settings: wanted, hyperparameters: state.hyperparameters }, methods);
  return {
    settings: withLocked(wanted, settings),
    hyperparameters: { ...state.hyperparameters, [method.id]: hyperparameters },
  };
}

export function sharing({
  engine,
  methods,
  get,
  set,
  attempt,
  ensureBuilt,
  giveModel,
  retire,
  held,
}: SharingOptions): Omit<Sharing, 'payload' | 'notes'> {
  async function take(source: AdapterSource, file?: string): Promise<void> {
    held(undefined);
    await giveModel();
    const report = await engine.call('readAdapter', { ...source, model: get().settings.model });
    const next = settingsFor(report, get(), methods);
    const { payload } = get();
    retire();
    const adapter: HeldAdapter = { source, report, ...(file === undefined ? {} : { file }) };
    held(adapter);
    set({ ...next, adapter, ...(file === undefined ? { payload } : {}) });
  }
  /** The sentence for an adapter's own fault; anything else is thrown on. */
  const sentence = (error: unknown): string => {
    if (
      error instanceof EngineError &&
      (error.problem.code === 'bad-adapter' || error.problem.code === 'bad-configuration')
    )
      return error.problem.message;
    throw error;
  };

  return {
    dismissNotes: () => set({ notes: [] }),

    takeAdapter: async (source, file) => {
      let refusal: string | undefined;
      await attempt(async () => {
        try {
          await take(source, file);
        } catch (error) {
          refusal = sentence(error);
          return;
        }
        try {
          // Built at once, so that what does not fit is told where it was chosen.
          await ensureBuilt();
        } catch (error) {
          if (error instanceof Superseded) return;
          retire();
          refusal = sentence(error);
        }
      });
      return refusal;
    },

    takeLinkAdapter: () =>
      attempt(async () => {
        const { payload } = get();
        if (payload.adapter === undefined || get().adapter) return;
        try {
          await take({ packed: payload.adapter });
        } catch (error) {
          const { adapter: _adapter, ...rest } = get().payload;
          set({ payload: rest, notes: [...get().notes, { code: 'bad-adapter', detail: sentence(error) }] });
        }
      }),

    dropAdapter: () => retire(),

    saveAdapter: async () => {
      let saved: SavedAdapter | { readonly refusal: string } | undefined;
      await attempt(async () => {
        await ensureBuilt();
        try {
          saved = await engine.call('saveAdapter', null);
        } catch (error) {
          saved = { refusal: sentence(error) };
        }
      });
      return saved;
    },
  };
}
