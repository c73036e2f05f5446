/** Gives the store and the methods to every panel. */
import { Direction, Tooltip } from 'radix-ui';
import {
  createContext,
  startTransition,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react';
import { useStore } from 'zustand';
import { applicability, taskRefusal } from '../methods/applicability';
import type { Method } from '../methods/contract';
import { headScalars } from '../state/counts';
import { dimensionsOf, headFormOf, hyperparametersOf, previewOf, taskOf } from '../state/runConfig';
import type { Playground } from '../state/playground';
import type { RaceRunner, RaceState } from '../state/race';
import type { Resumer, ResumeState } from '../state/resumer';
import type { Shelf, ShelfState } from '../state/shelf';
import type { State } from '../state/state';
import { direction } from './language';

/** All that the page is drawn from, and what its controls call. */
export interface PageParts {
  readonly playground: Playground;
  readonly shelf: Shelf;
  readonly race: RaceRunner;
  readonly resumer: Resumer;
  readonly methods: readonly Method[];
}

type Parts = Playground & Omit<PageParts, 'playground'>;

const Context = createContext<Parts | undefined>(undefined);

export function PlaygroundProvider({
  playground,
  shelf,
  race,
  resumer,
  methods,
  children,
}: PageParts & { readonly children: ReactNode }) {
  const value = useMemo(
    () => ({ ...playground, shelf, race, resumer, methods }),
    [playground, shelf, race, resumer, methods],
  );
  return (
    <Direction.Provider dir={direction()}>
      <Tooltip.Provider delayDuration={0}>
        <Context value={value}>{children}</Context>
      </Tooltip.Provider>
    </Direction.Provider>
  );
}

/** What controls call: the run's controller, inference, adapters, shelf and race. Always the same objects. */
export function usePlayground(): Parts {
  const value = useContext(Context);
  if (!value) throw new Error('The page is drawn outside of its provider.');
  return value;
}

export const useMethods = (): readonly Method[] => usePlayground().methods;

/** A part of the state; redraws when that part changes. */
export function usePlay<T>(select: (state: State) => T): T {
  return useStore(usePlayground().store, select);
}

/** A part of the shelf of kept runs. */
export function useShelf<T>(select: (shelf: ShelfState) => T): T {
  return useStore(usePlayground().shelf.store, select);
}

/** A part of what is known of interrupted runs. */
export function useResume<T>(select: (state: ResumeState) => T): T {
  return useStore(usePlayground().resumer.store, select);
}

/** A part of the race. */
export function useRace<T>(select: (race: RaceState) => T): T {
  return useStore(usePlayground().race.store, select);
}

const never = () => () => undefined;

/**
 * Whether this is the drawing that must repeat the one that the page came with: true in a component's first drawing
 * there, then false.
 */
export const useTakingOver = (): boolean =>
  useSyncExternalStore(
    never,
    () => false,
    () => true,
  );

/**
 * Milliseconds that a costly drawing has to itself: charts that follow the state in the same frame are drawn in one
 * long task.
 */
const APART = 80;
let nextDrawing = 0;

/**
 * A part of the state for costly drawings: looked at once in `period` milliseconds at most, each drawing in a frame of
 * its own, so that charts never make the page stutter. `select` must be the same function at every render.
 */
export function usePlaySlowly<T>(select: (state: State) => T, period: number): T {
  const { store } = usePlayground();
  const takingOver = useTakingOver();
  const [value, setValue] = useState(() => select(takingOver ? store.getInitialState() : store.getState()));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const take = () => {
      timer = undefined;
      const next = select(store.getState());
      startTransition(() => setValue(() => next));
    };
    const takeInTurn = () => {
      const wait = nextDrawing - performance.now();
      if (wait > 0) {
        timer = setTimeout(takeInTurn, wait);
        return;
      }
      nextDrawing = performance.now() + APART;
      take();
    };
    const stop = store.subscribe((now, before) => {
      if (timer === undefined && select(now) !== select(before)) timer = setTimeout(takeInTurn, period);
    });
    take();
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [store, select, period]);
  return value;
}

export function useMethod(): Method {
  const methods = useMethods();
  const id = usePlay((state) => state.settings.method);
  return methods.find((method) => method.id === id) ?? methods[0]!;
}

/** Model sizes, knobs and trainable counts of what is chosen now: closed forms, no model needed. */
export function useConfiguration() {
  const method = useMethod();
  const methods = useMethods();
  const settings = usePlay((state) => state.settings);
  const hyperparameterTable = usePlay((state) => state.hyperparameters);
  const report = usePlay((state) => state.report);
  const ownModel = usePlay((state) => state.ownModel);
  const ownData = usePlay((state) => state.ownData);
  const remoteModel = usePlay((state) => state.remoteModel);
  const remoteData = usePlay((state) => state.remoteData);
  const searched = usePlay((state) => state.run.hyperparameters);
  const configuration = useMemo(() => {
    const dimensions = dimensionsOf({ settings, report, ownModel, remoteModel });
    const hyperparameters = hyperparametersOf({ settings, hyperparameters: hyperparameterTable }, methods);
    const task = taskOf({ settings, ownModel, ownData, remoteModel, remoteData });
    const conflict = applicability(method, dimensions, hyperparameters, task);
    const taskConflict = taskRefusal(dimensions, task);
    const trainable = method.count(dimensions, searched ?? hyperparameters);
    return {
      method,
      dimensions,
      hyperparameters,
      searched,
      task,
      trainable,
      total: dimensions.parameters,
      conflict,
      // Whatever its knobs are set to.
      possible: applicability(method, dimensions) === undefined,
      taskConflict,
      formulaHead: headScalars(
        dimensions.hidden,
        task,
        settings.dataset,
        previewOf({ settings, ownData, remoteData }),
        headFormOf({ settings, ownModel, remoteModel }),
        settings.pooling,
      ),
    };
  }, [method, methods, settings, hyperparameterTable, report, ownModel, ownData, remoteModel, remoteData, searched]);
  // A number, so that a run which begins or ends draws nothing anew where its count is the formula's.
  const head = usePlay((state) => state.run.counts?.head ?? configuration.formulaHead);
  return useMemo(() => ({ ...configuration, head }), [configuration, head]);
}
