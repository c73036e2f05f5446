/** One run as the page knows it: everything the worker said about it so far. */
import type { Message } from '../messages/message';
import type { Hyperparameters } from '../methods/contract';
import type { MemoryReading } from '../runtime/backend';
import { withLook, type Look, type Pinned } from '../session/pinned';
import type { MemoryEstimate } from '../training/events';
import { StepRecords, type Records } from '../training/stepRecords';
import type {
  GraphStatistics,
  LayerNorms,
  Metrics,
  ParameterCounts,
  RunStatus,
  StageRecord,
  TaskScore,
} from '../training/types';
import type { Notice, ParameterSummary } from '../worker/protocol';
import type { Difference } from './differences';
import type { Settings } from './properties';

export interface MemoryPoint {
  readonly step: number;
  readonly reading: MemoryReading;
}

export interface Run {
  readonly status: RunStatus;
  readonly step: number;
  readonly records: Records;
  readonly validation: readonly (Metrics & { readonly step: number })[];
  readonly test?: Metrics;
  /** Phases of the method so far, the present one last and not over; empty for methods of one phase. */
  readonly stages: readonly (StageRecord & { readonly over: boolean })[];
  /** Of a finished run that learnt several: every task. */
  readonly tasks?: readonly TaskScore[];
  readonly memory: readonly MemoryPoint[];
  /** Per-layer norms of a recent step, while training. */
  readonly norms?: LayerNorms;
  /** What is looked at while it trains, and what was seen so far. */
  readonly pinned?: Pinned;
  readonly looks: readonly Look[];
  /** Why nothing is looked at. */
  readonly notPinned?: Message;
  readonly stepsPerSecond?: number;
  readonly tokensPerSecond?: number;
  /** Time that steps took so far, where it was measured: without compiling, loading and evaluating. */
  readonly clock: { readonly seconds: number; readonly steps: number };
  /** Rows that it learns from. */
  readonly trainRows?: number;
  readonly counts?: ParameterCounts;
  readonly statistics?: GraphStatistics;
  readonly estimate?: MemoryEstimate;
  readonly parameters?: readonly ParameterSummary[];
  /** Trainable scalars of the method in each layer, where a recording knows them to differ. */
  readonly layers?: readonly number[];
  /** Of the phase that is loaded: a search may have chosen others than were set. */
  readonly hyperparameters?: Hyperparameters;
  readonly progress?: {
    readonly what: 'model' | 'data' | 'runtime';
    readonly label: string;
    readonly loaded: number;
    readonly total?: number;
  };
  readonly backend?: Message;
  /** Replayed from a recording rather than computed here. */
  readonly recorded?: Recorded;
}

export interface Recorded {
  /** ISO date. */
  readonly date: string;
  readonly moving: boolean;
  /** Of the whole recording; absent where the settings say it. */
  readonly steps?: number;
  /** One that a link brought. */
  readonly shared?: boolean;
  /** What it was recorded with instead of the present settings; absent: nothing. */
  readonly other?: readonly Difference[];
}

/** Updates that the shown run has in all. */
export const stepsOf = ({ recorded }: Run, settings: Pick<Settings, 'steps'>): number =>
  recorded?.steps ?? settings.steps;

/** Steps that the loss in numbers averages over: one batch alone jumps. */
const WINDOW = 10;

/** The loss as every place of the page tells it; undefined before the first step. */
export function recentLoss({ records }: Run): number | undefined {
  const recent = records.slice(-WINDOW);
  return recent.length > 0 ? recent.reduce((sum, record) => sum + record.loss, 0) / recent.length : undefined;
}

export const emptyRun: Run = {
  status: 'idle',
  step: 0,
  records: [],
  validation: [],
  stages: [],
  memory: [],
  looks: [],
  clock: { seconds: 0, steps: 0 },
};

/** The run after a notice. Notices that say nothing about the run leave it as it is. */
export function follow(run: Run, notice: Notice): Run {
  switch (notice.notice) {
    case 'status':
      return {
        ...run,
        status: notice.status,
        step: notice.step,
        progress: notice.status === run.status ? run.progress : undefined,
      };
    case 'progress': {
      const { what, label, loaded, total } = notice;
      return { ...run, progress: { what, label, loaded, total } };
    }
    case 'steps': {
      const records = StepRecords.of(run.records).with(notice.records);
      const { length } = notice.records;
      const clock =
        notice.stepsPerSecond > 0
          ? { seconds: run.clock.seconds + length / notice.stepsPerSecond, steps: run.clock.steps + length }
          : run.clock;
      return {
        ...run,
        records,
        clock,
        step: records.at(-1)?.step ?? run.step,
        stepsPerSecond: notice.stepsPerSecond > 0 ? notice.stepsPerSecond : run.stepsPerSecond,
        tokensPerSecond: notice.tokensPerSecond > 0 ? notice.tokensPerSecond : run.tokensPerSecond,
      };
    }
    case 'metrics':
      if (notice.split === 'test') return { ...run, test: notice.metrics };
      if (notice.split !== 'validation') return run;
      return {
        ...run,
        validation: [
          ...run.validation.filter((entry) => entry.step < notice.step),
          { ...notice.metrics, step: notice.step },
        ],
      };
    case 'stage':
      return {
        ...run,
        stages: [
          ...run.stages.filter((stage) => stage.index < notice.stage.index),
          { ...notice.stage, over: notice.over },
        ],
      };
    case 'tasks':
      return { ...run, tasks: notice.tasks };
    case 'memory':
      return { ...run, memory: extended(run.memory, { step: notice.step, reading: notice.reading }) };
    // What was seen of other texts is no part of these; of the same ones it is, where a run goes on.
    case 'pinned': {
      const same = JSON.stringify(run.pinned?.rows) === JSON.stringify(notice.pinned.rows);
      return { ...run, pinned: notice.pinned, looks: same ? run.looks : [], notPinned: undefined };
    }
    case 'looked':
      return { ...run, looks: withLook(run.looks, notice.look) };
    case 'not-pinned':
      return { ...run, notPinned: notice.message };
    case 'norms':
      return { ...run, norms: notice.norms };
    case 'statistics':
      return { ...run, statistics: notice.statistics, counts: notice.counts, estimate: notice.estimate };
    case 'form':
      return { ...run, hyperparameters: notice.hyperparameters, parameters: notice.parameters };
    default:
      return run;
  }
}

/** Appends a reading; while nothing changes, the end of the level moves along instead. */
function extended(memory: readonly MemoryPoint[], point: MemoryPoint): MemoryPoint[] {
  const [before, last] = [memory.at(-2), memory.at(-1)];
  const level = before && last && sameReading(before.reading, last.reading) && sameReading(last.reading, point.reading);
  return level ? [...memory.slice(0, -1), point] : [...memory, point];
}

function sameReading(a: MemoryReading, b: MemoryReading): boolean {
  return (
    a.total === b.total &&
    a.peak === b.peak &&
    (Object.keys(a.live) as (keyof MemoryReading['live'])[]).every((owner) => a.live[owner] === b.live[owner])
  );
}

/** Training goes on, here or in a recording that plays: what stands for it on the page moves. */
export const moving = ({ status, recorded }: Pick<Run, 'status' | 'recorded'>): boolean =>
  status === 'training' || recorded?.moving === true;

/** Statuses in which the worker is busy and the transport shows "pause" or a wait. */
export const busy = (status: RunStatus): boolean => !['idle', 'paused', 'finished', 'failed'].includes(status);
