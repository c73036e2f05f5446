/** A board's runs on this page: the race that makes them, and which kept runs are some. */
import type { Method } from '../methods/contract';
import { boardSeeds, UNTUNED, type Board, type BoardRun } from './boards';
import { defaultsOf, sound, type Configuration } from './hash';
import { configurationOf, entryKey, RACE_VERSION, type Race, type RaceEntry } from './racePlan';
import { keyOf, type KeptRun } from './runs';

const PLANNED_METHOD = 'lora';

/** The settings of a board: sizes that suit its data, and validation at the end alone. */
function baseOf(board: Board, methods: readonly Method[]): Race['base'] {
  const given: Readonly<Record<string, unknown>> = {
    model: board.model,
    dataset: board.data,
    method: PLANNED_METHOD,
    steps: board.steps,
    evaluateEvery: 0,
  };
  const source = { property: (name: string) => given[name], knob: () => undefined };
  return sound(source, (id) => methods.find((method) => method.id === id)).settings;
}

const entriesOf = (methods: readonly Method[]): RaceEntry[] =>
  boardSeeds.flatMap((seed) =>
    methods.map((method) => ({ method: method.id, hyperparameters: defaultsOf(method), seed })),
  );

export interface BoardPlan {
  readonly id: string;
  readonly date: number;
  /** What the visitor has set. */
  readonly before: Configuration;
  readonly kept: readonly KeptRun[];
}

/** Methods with each seed; done is what was kept of it before. */
export function planBoard(board: Board, methods: readonly Method[], { id, date, before, kept }: BoardPlan): Race {
  const base = { ...baseOf(board, methods), backend: before.settings.backend };
  const found = keptOf(board, methods, kept);
  const entries = entriesOf(methods);
  return {
    version: RACE_VERSION,
    id,
    date,
    base,
    entries,
    done: Object.fromEntries(
      entries.flatMap((entry) => {
        const run = found.get(entryKey(entry));
        return run ? [[entryKey(entry), run.id]] : [];
      }),
    ),
    test: true,
    board: { id: board.id, before },
  };
}

/** The configuration of a method's run on a board, as the page trains it. */
export const boardConfiguration = (
  board: Board,
  method: Method,
  seed: number,
  methods: readonly Method[],
): Configuration =>
  configurationOf(
    { base: baseOf(board, methods) },
    { method: method.id, hyperparameters: defaultsOf(method), seed },
    methods,
  );

/** Kept runs of a board, measured on the test split, by `entryKey`; the newest of equal ones. */
function keptOf(board: Board, methods: readonly Method[], kept: readonly KeptRun[]): ReadonlyMap<string, KeptRun> {
  const here = kept.filter(
    ({ settings, test, outcome }) =>
      settings.model === board.model && settings.dataset === board.data && test !== undefined && outcome === 'finished',
  );
  return new Map(
    here.flatMap((run) => {
      const method = methods.find(({ id }) => id === run.method.id);
      const { seed, backend, evaluateEvery } = run.settings;
      if (!method || !boardSeeds.includes(seed) || run.adjusted) return [];
      const wanted = boardConfiguration(board, method, seed, methods);
      // Neither the device nor looking at validation changes what is learnt.
      const like = { ...wanted, settings: { ...wanted.settings, backend, evaluateEvery } };
      return keyOf(like) === keyOf(run) ? [[entryKey({ method: method.id, hyperparameters: {}, seed }), run]] : [];
    }),
  );
}

/** What this browser has measured on a board; the untuned model, which nothing is trained of, from the record. */
export function runsHere(
  board: Board,
  methods: readonly Method[],
  kept: readonly KeptRun[],
  recorded: readonly BoardRun[],
): BoardRun[] {
  const own = [...keptOf(board, methods, kept).values()].flatMap((run): BoardRun[] => {
    const score = run.test?.[board.measure];
    if (score === undefined) return [];
    return [
      {
        board: board.id,
        method: run.method.id,
        seed: run.settings.seed,
        score,
        trainable: run.counts.trainable,
        bytes: run.memory?.needed ?? 0,
        milliseconds: run.stepMilliseconds ?? 0,
      },
    ];
  });
  const untuned = recorded.filter((run) => run.board === board.id && run.method === UNTUNED);
  return own.length > 0 ? [...untuned, ...own] : [];
}
