/** The page's one store: configuration, the current run, the visitor's own files, and what can be done with them. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Method, HyperparameterValue, Hyperparameters } from '../methods/contract';
import {
  OWN,
  type ModelReport,
  type Notice,
  type Problem,
  type Probe,
  type TableOptions,
  type TablePreview,
} from '../worker/protocol';
import { suggested } from './catalogue';
import { hyperparametersOf, runConfig, suited } from './chosen';
import { Engine, EngineError, Superseded, type WorkerLike } from './engine';
import { decode, knobKey, recommended } from './hash';
import {
  placeNames,
  properties,
  validate,
  validateHyperparameter,
  type PropertyName,
  type Settings,
} from './properties';
import { questions, type Questions } from './questions';
import { remedies, type Remedies } from './remedies';
import { runAt, sameSettings, type Recording } from './recording';
import { replaying, type Replaying } from './replaying';
import { busy, emptyRun, follow, type Run } from './run';
import { isLocked, readLink, withLocked } from './share';
import { sharing, type HeldAdapter, type Sharing } from './shareStore';
import { answered, tryingOut, type TryingOut } from './tryingOut';

export interface OwnData {
  readonly source: string | File;
  readonly name: string;
  readonly options: TableOptions;
  readonly preview?: TablePreview;
}

export interface OwnModel {
  readonly files: readonly { readonly path: string; readonly file: File }[];
  readonly report: ModelReport;
}

export interface State extends Questions, Sharing, TryingOut, Remedies, Replaying {
  readonly settings: Settings;
  /** Knobs of every method touched so far: changing the method and back loses nothing. */
  readonly hyperparameters: Readonly<Record<string, Hyperparameters>>;
  readonly run: Run;
  /** The run before this one, drawn faintly behind it. */
  readonly previous?: Run;
  /** What the user asked for, until the worker's status says the same. */
  readonly intent: 'stand' | 'run';
  readonly probe?: Probe;
  readonly problem?: Problem;
  /** Report of the model that is loaded, by id. */
  readonly report?: ModelReport;
  readonly ownData?: OwnData;
  readonly ownModel?: OwnModel;

  probeBackends: () => Promise<void>;
  set: <K extends PropertyName>(name: K, value: Settings[K]) => void;
  setHyperparameter: (name: string, value: HyperparameterValue) => void;
  restoreDefaults: () => void;
  /** Takes over the configuration of another link. */
  adopt: (hash: string) => void;
  play: () => Promise<void>;
  pause: () => Promise<void>;
  step: () => Promise<void>;
  reset: () => Promise<void>;
  /** Measures the test split, which nothing was chosen by. */
  test: () => Promise<void>;
  readData: (name: string, source: string | File, options: TableOptions) => Promise<TablePreview | undefined>;
  readModel: (files: readonly { readonly path: string; readonly file: File }[]) => Promise<boolean>;
  dismissProblem: () => void;
}

export interface StoreOptions {
  spawn: () => WorkerLike;
  methods: readonly Method[];
  /** `location.hash` at the start. */
  hash?: string;
  /** Where recorded runs lie; absent: there are none. */
  recordings?: URL;
  /** Shown from the very first drawing on, where it is of the configuration that the page opens with. */
  first?: Recording;
  /** The visitor wants no motion. */
  still?: () => boolean;
}

export type Store = StoreApi<State>;

/** Properties that may change while a run goes on. */
const live: readonly PropertyName[] = ['learningRate'];
/** Problems after which the trainer stands at its last sound state, ready to go on. */
const ranAway: readonly Problem['code'][] = ['not-finite', 'diverged'];
/** Properties that say nothing about a run. */
const aside: readonly PropertyName[] = placeNames;
const placeOf = (settings: Settings): Partial<Settings> =>
  Object.fromEntries(placeNames.map((name) => [name, settings[name]]));

/** Another data set brings the sizes that suit its texts. */
const fitted = (next: Settings, before: Settings): Settings =>
  next.dataset === before.dataset ? next : { ...next, ...suggested(next.dataset) };

const unexpected = (error: unknown): Problem => ({
  code: 'unexpected',
  message:
    `Something went wrong on the page itself: ${error instanceof Error ? error.message : String(error)} Reset ` +
    'and try again.',
  advice: [],
  recoverable: false,
  suggestions: ['try-again'],
});

export function createPlayground({
  spawn,
  methods,
  hash = '',
  recordings,
  first,
  still = () => false,
}: StoreOptions): Store {
  const methodOf = (id: string) => methods.find((method) => method.id === id);
  const read = (link: string, own: Pick<State, 'ownModel' | 'ownData'> = {}) => readLink(link, methods, own);
  const initial = read(hash);
  const opening = {
    settings: initial.settings,
    hyperparameters: { [initial.settings.method]: initial.hyperparameters },
  };
  const shownFirst =
    first &&
    initial.payload.curve === undefined &&
    initial.settings.replay !== 'off' &&
    sameSettings(first.config, runConfig(opening, methods));

  const store = createStore<State>()((set, get) => {
    const engine = new Engine(spawn, (notice) => receive(notice));
    /** Configuration that the worker's run was built from; undefined when there is none. */
    let built: string | undefined;
    /** Own files that this worker has been given. */
    const given = new Set<unknown>();
    /** The adapter that this worker holds. */
    let heldAdapter: HeldAdapter | undefined;
    /** Grows whenever the run is given up, so that late answers about it are dropped. */
    let epoch = 0;
    const replays = replaying({ methods, recordings, still, get, set, ...(shownFirst ? { first } : {}) });

    function receive(notice: Notice): void {
      if (notice.notice === 'problem') return fail(notice.problem);
      if (answered(notice, get, set)) return;
      const run = follow(get().run, notice);
      if (run === get().run) return;
      // Also a step that was asked for by other means than the transport.
      if (run.records.length > 0 && get().recording) replays.stop();
      set({ run });
      if (notice.notice === 'status' && (notice.status === 'finished' || notice.status === 'failed'))
        set({ intent: 'stand' });
    }

    function fail(problem: Problem): void {
      if (problem.code === 'crash') {
        built = undefined;
        given.clear();
        heldAdapter = undefined;
      }
      // An adapter that does not fit must not stand in the way of the next run.
      if (problem.code === 'bad-adapter') {
        built = undefined;
        set({ adapter: undefined, payload: {} });
      }
      const { run } = get();
      const { step } = problem;
      // The trainer went back to its last good state, and so do the curves.
      const kept =
        step === undefined
          ? {}
          : {
              step,
              records: run.records.filter((record) => record.step <= step),
              validation: run.validation.filter((metrics) => metrics.step <= step),
            };
      set({
        problem,
        intent: 'stand',
        predicting: false,
        run: { ...run, ...kept, status: ranAway.includes(problem.code) ? 'paused' : 'failed', progress: undefined },
      });
    }

    /** Runs an action of the user; whatever it throws becomes the banner. */
    async function attempt(action: () => Promise<void>): Promise<void> {
      try {
        await action();
      } catch (error) {
        if (error instanceof Superseded) return;
        fail(error instanceof EngineError ? error.problem : unexpected(error));
      }
    }

    /** Gives the run up because the configuration changed; its curves stay as a shadow. */
    function retire(): void {
      const { run, previous } = get();
      epoch++;
      if (built !== undefined && busy(run.status)) void engine.call('pause', null).catch(() => undefined);
      built = undefined;
      engine.forget();
      set({
        run: { ...emptyRun, backend: run.backend },
        previous: run.records.length > 1 ? run : previous,
        intent: 'stand',
        prediction: undefined,
        generation: undefined,
        problem: undefined,
        adapter: undefined,
        payload: {},
      });
      replays.follow();
    }

    /** Something is shown or prepared that belongs to the configuration as it is. */
    const engaged = (): boolean => {
      const { run, adapter, payload } = get();
      return (
        built !== undefined ||
        busy(run.status) ||
        run.records.length > 0 ||
        adapter !== undefined ||
        payload.curve !== undefined ||
        payload.adapter !== undefined
      );
    };

    async function giveModel(): Promise<void> {
      const { settings, ownModel } = get();
      if (settings.model !== OWN || !ownModel || given.has(ownModel)) return;
      await engine.call('readModel', { files: ownModel.files });
      given.add(ownModel);
    }

    async function giveOwnFiles(): Promise<void> {
      const { settings, ownData, adapter } = get();
      if (settings.dataset === OWN && ownData && !given.has(ownData)) {
        await engine.call('readData', { name: ownData.name, text: ownData.source, options: ownData.options });
        given.add(ownData);
      }
      await giveModel();
      if (adapter && adapter !== heldAdapter) {
        await engine.call('readAdapter', { ...adapter.source, model: settings.model });
        heldAdapter = adapter;
      }
    }

    /** Makes sure that the worker holds a run of the present configuration. */
    async function ensureBuilt(): Promise<void> {
      const config = runConfig(get(), methods);
      const key = JSON.stringify({ ...config, optimizer: { ...config.optimizer, learningRate: 0 } });
      if (built === key) return;
      const mine = epoch;
      const before = get().run;
      const resume = before.status === 'failed' && before.step > 0;
      set({ problem: undefined, run: { ...emptyRun, status: 'loading-model', backend: get().run.backend } });
      await giveOwnFiles();
      const kept = engine.checkpoint;
      const checkpoint = kept && { ...kept, records: before.records.filter((record) => record.step <= kept.step) };
      const answer = await engine.call('configure', {
        config,
        resume,
        ...(checkpoint ? { checkpoint } : {}),
        ...(get().adapter ? { adapter: true } : {}),
      });
      if (mine !== epoch) throw new Superseded('The configuration changed.');
      built = key;
      const { run } = get();
      set({
        report: answer.model,
        run: {
          ...run,
          step: answer.step,
          counts: answer.counts,
          statistics: answer.statistics,
          estimate: answer.estimate,
          parameters: answer.parameters,
          backend: answer.backend,
          records: before.records.filter((record) => record.step <= answer.step),
          validation: before.validation.filter((metrics) => metrics.step <= answer.step),
        },
      });
    }

    return {
      ...opening,
      run: emptyRun,
      ...(shownFirst ? { recording: runAt(first, 1) } : {}),
      replay: replays.replay,
      intent: 'stand',
      payload: initial.payload,
      notes: initial.notes,
      ...questions(engine, ensureBuilt, attempt),
      ...tryingOut({ engine, get, set, attempt, ensureBuilt }),
      ...remedies({
        get,
        set,
        rebuild: () => {
          built = undefined;
        },
      }),
      ...sharing({
        engine,
        methods,
        get,
        set,
        attempt,
        ensureBuilt,
        giveModel,
        retire,
        held: (adapter) => {
          heldAdapter = adapter;
        },
      }),

      probeBackends: () =>
        attempt(async () => {
          const probe = await engine.call('probe', null);
          set({ probe });
          const wanted = get().settings.backend;
          // A link's lock does not reach so far: without a GPU there is nothing to choose.
          if (wanted === 'webgpu' && !probe.backends.some((offer) => offer.kind === 'webgpu' && offer.available))
            set({ settings: { ...get().settings, backend: 'auto' } });
        }),

      set: (name, value) => {
        const checked = validate(properties[name], value);
        const { settings } = get();
        if (checked === undefined || settings[name] === checked || isLocked(settings, name)) return;
        if (aside.includes(name)) return set({ settings: { ...settings, [name]: checked } });
        if (live.includes(name)) {
          // Curves from a link belong to the rate that they were made with.
          if (get().payload.curve !== undefined) set({ payload: { adapter: get().payload.adapter } });
          set({ settings: { ...settings, [name]: checked } });
          if (get().recording) replays.follow();
          if (built !== undefined)
            void attempt(async () => void (await engine.call('setLearningRate', { learningRate: checked as number })));
          return;
        }
        const next: Settings = { ...settings, [name]: checked };
        const adapted =
          name === 'method'
            ? { ...next, ...recommended(methodOf(next.method)) }
            : name === 'model'
              ? fitted(suited(next, get()), settings)
              : name === 'dataset'
                ? fitted(next, settings)
                : next;
        // A model that the locked data does not suit can't be chosen.
        if (adapted.dataset !== settings.dataset && isLocked(settings, 'dataset')) return;
        if (engaged()) retire();
        set({ settings: withLocked(adapted, settings, name) });
        replays.follow();
      },

      setHyperparameter: (name, value) => {
        const state = get();
        const knob = methodOf(state.settings.method)?.hyperparameters.find((candidate) => candidate.name === name);
        const checked = knob && validateHyperparameter(knob, value);
        if (checked === undefined || isLocked(state.settings, knobKey(name))) return;
        const current = hyperparametersOf(state, methods);
        if (JSON.stringify(current[name]) === JSON.stringify(checked)) return;
        if (engaged()) retire();
        set({
          hyperparameters: { ...state.hyperparameters, [state.settings.method]: { ...current, [name]: checked } },
        });
        replays.follow();
      },

      restoreDefaults: () => {
        const { settings, hyperparameters } = get();
        const { method } = settings;
        const present = hyperparametersOf(get(), methods);
        retire();
        const fresh = decode(`#method=${method}&model=${settings.model}&dataset=${settings.dataset}`, methodOf);
        const knobs = Object.fromEntries(
          Object.entries(fresh.hyperparameters).map(([name, value]) => [
            name,
            isLocked(settings, knobKey(name)) ? (present[name] ?? value) : value,
          ]),
        );
        set({
          settings: withLocked({ ...fresh.settings, ...placeOf(settings) }, settings),
          hyperparameters: { ...hyperparameters, [method]: knobs },
        });
        replays.follow();
      },

      adopt: (link) => {
        const brought = read(link, get());
        const { settings } = get();
        // Links within the page keep what a teacher's link hides and locks; a lesson sets locked controls all the same.
        const { hide, lock } = brought.whole ? brought.settings : settings;
        const placed: Settings = { ...brought.settings, hide, lock };
        const next = {
          settings: brought.whole || placed.lesson !== 'none' ? placed : withLocked(placed, settings),
          hyperparameters: brought.hyperparameters,
        };
        const knobs = hyperparametersOf(get(), methods);
        const same =
          JSON.stringify([{ ...settings, ...placeOf(next.settings) }, knobs]) ===
          JSON.stringify([next.settings, next.hyperparameters]);
        const fresh = brought.payload.curve !== undefined || brought.payload.adapter !== undefined;
        set({ notes: brought.notes });
        // Back and forward between two views keep the run.
        if (same && !fresh) return set({ settings: next.settings });
        retire();
        set({
          settings: next.settings,
          hyperparameters: { ...get().hyperparameters, [next.settings.method]: next.hyperparameters },
          payload: brought.payload,
        });
        const gpu = get().probe?.backends.find((offer) => offer.kind === 'webgpu');
        if (next.settings.backend === 'webgpu' && gpu && !gpu.available)
          set({ settings: { ...get().settings, backend: 'auto' } });
        replays.follow();
      },

      play: () =>
        attempt(async () => {
          replays.stop();
          if (get().payload.curve !== undefined) set({ payload: { ...get().payload, curve: undefined } });
          if (get().run.status === 'finished') await get().reset();
          set({ intent: 'run', problem: undefined });
          await ensureBuilt();
          // The user may have pressed pause while the model was loading.
          if (get().intent === 'run') await engine.call('start', null);
        }),

      pause: () =>
        attempt(async () => {
          set({ intent: 'stand' });
          if (built !== undefined) await engine.call('pause', null);
        }),

      step: () =>
        attempt(async () => {
          replays.stop();
          set({ problem: undefined });
          await ensureBuilt();
          await engine.call('step', null);
        }),

      reset: () =>
        attempt(async () => {
          const { run } = get();
          set({ intent: 'stand', problem: undefined });
          engine.forget();
          if (built === undefined || run.status === 'failed') {
            retire();
            return replays.restart();
          }
          replays.stop();
          await engine.call('reset', null);
          // The trainer goes back to the rate that it was built with; the slider may stand elsewhere.
          await engine.call('setLearningRate', { learningRate: get().settings.learningRate });
          const { counts, statistics, estimate, parameters, backend } = get().run;
          set({
            run: { ...emptyRun, counts, statistics, estimate, parameters, backend },
            previous: run.records.length > 1 ? run : get().previous,
          });
        }),

      test: () => attempt(async () => void (await engine.call('evaluate', { split: 'test' }))),

      readData: async (name, source, options) => {
        let preview: TablePreview | undefined;
        await attempt(async () => {
          // Examples are shown as the chosen model is given them.
          await giveModel();
          const { model, sequenceLength: length } = get().settings;
          preview = await engine.call('readData', { name, text: source, options, seenBy: { model, length } });
          if (get().settings.dataset === OWN) retire();
          const ownData: OwnData = { name, source, options, preview };
          given.add(ownData);
          set({ ownData });
        });
        return preview;
      },

      readModel: async (files) => {
        let read = false;
        await attempt(async () => {
          const report = await engine.call('readModel', { files });
          retire();
          const ownModel: OwnModel = { files, report };
          given.add(ownModel);
          set({ ownModel, report, settings: suited({ ...get().settings, model: OWN }, { ...get(), ownModel }) });
          read = true;
        });
        return read;
      },

      dismissProblem: () => set({ problem: undefined }),
    };
  });
  // A loss on other data, or of another model, is no measure for this one.
  store.subscribe(({ settings, ownData, ownModel, previous }, before) => {
    const comparable =
      settings.model === before.settings.model &&
      settings.dataset === before.settings.dataset &&
      ownData === before.ownData &&
      ownModel === before.ownModel;
    if (previous && !comparable) store.setState({ previous: undefined });
  });
  return store;
}
