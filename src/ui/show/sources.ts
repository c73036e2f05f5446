/** What a field of lanes is made of: a recorded board, a race, or runs that are kept. Pure. */
import type { Method } from '../../methods/contract';
import { resolveHyperparameters } from '../../methods/hyperparameters';
import { UNTUNED, type Board, type BoardRun } from '../../state/boards';
import { headScalars } from '../../state/counts';
import { entryKey, type Race } from '../../state/racePlan';
import { nameOf, type KeptRun } from '../../state/runs';
import { lowerIsBetter } from '../../state/standings';
import { qualities, usualQuality, type Quality } from '../compare/quantities';
import { models } from '../contents';
import { fieldOf, type Field, type LaneSource } from './field';

const FLOAT = 4;
const FULL = 'full',
  HEAD = 'head-only';

/** Bytes that an adapter's file holds of a recorded run: the method's tensors at its defaults, and the head. */
function storedOf(method: Method, board: Board, run: BoardRun): number {
  const { dimensions } = models.find(({ id }) => id === board.model)!;
  const hyperparameters = resolveHyperparameters(method);
  const head = headScalars(dimensions.hidden, board.task, board.data, undefined);
  const declared = method.storedBytes(dimensions, hyperparameters);
  // A search chooses other sizes than its settings say.
  const searched = method.chooses?.(hyperparameters) && declared === FLOAT * method.count(dimensions, hyperparameters);
  return (searched ? FLOAT * run.trainable : declared) + FLOAT * head;
}

/** @param untuned how the model as it came is called */
export function boardField(
  board: Board,
  recorded: readonly BoardRun[],
  methods: readonly Method[],
  untuned: string,
): Field {
  const here = recorded.filter((run) => run.board === board.id);
  const sources = [...new Set(here.map(({ method }) => method))].flatMap((id): LaneSource[] => {
    const runs = here.filter((run) => run.method === id).map(({ score }) => ({ score, way: [] }));
    if (id === UNTUNED) return [{ id, name: untuned, category: 'baseline', state: 'done', runs }];
    const method = methods.find((candidate) => candidate.id === id);
    const one = here.find((run) => run.method === id)!;
    return method
      ? [
          {
            id,
            name: method.name,
            category: method.category,
            state: 'done',
            bytes: storedOf(method, board, one),
            runs,
          },
        ]
      : [];
  });
  return fieldOf(sources, { lower: lowerIsBetter(board), from: board.untuned ? UNTUNED : HEAD, full: FULL });
}

/** A run's score and what was measured on the way to it. @param live it goes on */
function laneRun(run: KeptRun, quality: Quality, live: boolean): LaneSource['runs'] {
  const steps = live ? run.settings.steps : run.step;
  const way = run.validation.flatMap(({ step }, i): (readonly [number, number])[] => {
    const score = quality.value({ ...run, validation: run.validation.slice(0, i + 1) });
    return score === undefined || !Number.isFinite(score) ? [] : [[Math.min(1, step / steps), score]];
  });
  const score = way.at(-1)?.[1];
  return score === undefined ? [] : [{ score, way }];
}

/** What is compared: a validation measure that most of the runs have. */
const qualityOf = (runs: readonly KeptRun[]): Quality => {
  const id = usualQuality(runs.map(({ test: _, ...run }) => run));
  return qualities.find((quality) => quality.id === id)!;
};

export interface Told {
  readonly field: Field;
  readonly quality: Quality;
}

export interface Racing {
  readonly race: Race;
  readonly runs: readonly KeptRun[];
  /** The run that is being trained, as if it were kept. */
  readonly live?: KeptRun;
  /** Entry in training. */
  readonly now?: string;
}

/** Lanes of a race, one a method in the order of the race: its seeds are runs of one lane. */
export function raceField({ race, runs, live, now }: Racing, methods: readonly Method[]): Told {
  const kept = race.entries.flatMap((entry) => {
    const done = race.done[entryKey(entry)];
    const run = typeof done === 'string' ? runs.find(({ id }) => id === done) : undefined;
    return run ? [run] : [];
  });
  const quality = qualityOf(live ? [...kept, live] : kept);
  const sources = [...new Set(race.entries.map(({ method }) => method))].map((id): LaneSource => {
    const entries = race.entries.filter(({ method }) => method === id);
    const results = entries.map((entry) => race.done[entryKey(entry)]);
    const own = entries.flatMap((entry, i) => runs.filter((run) => run.id === results[i]));
    const training = entries.some((entry) => entryKey(entry) === now);
    const shown = training && live?.settings.method === id ? [live] : [];
    const method = methods.find((candidate) => candidate.id === id);
    const measured = own.flatMap((run) => laneRun(run, quality, false));
    // The first seed runs before one's eyes; the next ones move the mean when they are done.
    const moving = measured.length === 0 ? shown.flatMap((run) => laneRun(run, quality, true)) : [];
    const failed = results.length > 0 && results.every((result) => typeof result === 'object');
    const bytes = (own[0] ?? shown[0])?.storedBytes;
    return {
      id,
      name: method?.name ?? id,
      category: method?.category ?? 'baseline',
      state: training ? 'now' : failed ? 'failed' : own.length > 0 ? 'done' : 'waiting',
      ...(bytes !== undefined && { bytes }),
      runs: measured.length > 0 ? measured : moving,
    };
  });
  return { field: fieldOf(sources, { lower: quality.better === 'lower', from: HEAD, full: FULL }), quality };
}

/** Runs that differ in their seed alone are one lane. */
const alike = ({ settings, hyperparameters }: KeptRun): string =>
  JSON.stringify([{ ...settings, seed: 0 }, Object.entries(hyperparameters).sort(([a], [b]) => (a < b ? -1 : 1))]);

/** Lanes of kept runs on the same model and data. The marks are those lanes of full and of the head with most seeds. */
export function keptField(runs: readonly KeptRun[], methods: readonly Method[]): Told {
  const quality = qualityOf(runs);
  const groups = new Map<string, KeptRun[]>();
  for (const run of runs) groups.set(alike(run), [...(groups.get(alike(run)) ?? []), run]);
  const sources = [...groups].map(([key, own]): LaneSource => {
    const [one] = own as [KeptRun, ...KeptRun[]];
    const method = methods.find(({ id }) => id === one.method.id);
    const several = own.length > 1 && method;
    return {
      id: key,
      name: several ? nameOf(method, one.hyperparameters) : one.name,
      category: one.method.category,
      state: 'done',
      bytes: one.storedBytes,
      runs: own.flatMap((run) => laneRun(run, quality, false)),
    };
  });
  const laneOf = (id: string) => {
    const candidates = [...groups].filter(([, own]) => own[0]!.method.id === id);
    return candidates.sort(([, a], [, b]) => b.length - a.length || b[0]!.step - a[0]!.step)[0]?.[0] ?? '';
  };
  return {
    field: fieldOf(sources, { lower: quality.better === 'lower', from: laneOf(HEAD), full: laneOf(FULL) }),
    quality,
  };
}
