/** Recorded runs: real runs of the default configurations, replayed on the page until the visitor presses play. */
import type { MemoryEstimate } from '../training/events';
import type { GraphStatistics, ParameterCounts, RunConfig, RunResult } from '../training/types';
import { emptyRun, type Run } from './run';

/** One file below `public/recordings/`, as `npm run record` writes it. */
export interface Recording {
  readonly version: 1;
  readonly config: RunConfig;
  /** One loss a step, rounded to four digits. */
  readonly losses: readonly number[];
  readonly validation: RunResult['validation'];
  readonly bytes: RunResult['bytes'];
  readonly counts: ParameterCounts;
  readonly statistics: GraphStatistics;
  readonly estimate: MemoryEstimate;
  readonly stages: RunResult['stages'];
  /** Median, on the machine that recorded. */
  readonly stepMilliseconds: number;
  readonly backend: string;
  /** ISO date. */
  readonly date: string;
}

export interface Choice {
  readonly model: string;
  readonly dataset: string;
  readonly method: string;
}

export const recordingFile = ({ model, dataset, method }: Choice): string => `${model}.${dataset}.${method}.json`;

const fetched = new Map<string, Promise<Recording | undefined>>();

/** The recording of a choice; undefined when there is none or it can't be read: a recording is a courtesy, never a condition. Asked for once. */
export function fetchRecording(folder: URL, choice: Choice): Promise<Recording | undefined> {
  const url = new URL(recordingFile(choice), folder).href;
  let recording = fetched.get(url);
  if (!recording) fetched.set(url, (recording = load(url)));
  return recording;
}

async function load(url: string): Promise<Recording | undefined> {
  try {
    const response = await fetch(url);
    if (!response.ok) return undefined;
    const recording = (await response.json()) as Recording;
    return recording.version === 1 && Array.isArray(recording.losses) && recording.losses.length > 0
      ? recording
      : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a configuration is the recorded one, the machine apart. */
export function sameSettings(a: RunConfig, b: RunConfig): boolean {
  const plain = ({ backend: _backend, pooling: _pooling, method, ...config }: RunConfig) =>
    JSON.stringify(sorted({ ...config, method }));
  return plain(a) === plain(b);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** The run as it was after `step` updates, marked as recorded. */
export function runAt(recording: Recording, step: number): Run {
  const { losses, validation, bytes, counts, statistics, estimate, stages, stepMilliseconds, backend, config } =
    recording;
  const over = step >= losses.length;
  const perSecond = 1000 / stepMilliseconds;
  return {
    ...emptyRun,
    step,
    counts,
    statistics,
    estimate,
    backend,
    recorded: { date: recording.date, moving: !over },
    records: losses.slice(0, step).map((loss, i) => ({ step: i + 1, loss, gradientNorm: NaN, learningRate: NaN })),
    validation: validation.filter((metrics) => metrics.step <= step),
    stages: stages
      .filter((stage) => stage.from < step || (stage.to === stage.from && stage.from <= step))
      .map((stage) => ({ ...stage, over: stage.to <= step })),
    memory:
      step > 0
        ? [
            { step: 0, reading: bytes },
            { step, reading: bytes },
          ]
        : [],
    stepsPerSecond: perSecond,
    tokensPerSecond: perSecond * config.batchSize * config.sequenceLength * config.optimizer.accumulation,
  };
}

/** Milliseconds that a whole replay takes: long enough to watch, short enough to wait for. */
const LENGTH = 6000;
/** Milliseconds between two drawings. */
const FRAME = 60;

/**
 * Replays from the first step on; with `still`, shows the end at once.
 * @param at the run after so many of its `total` steps
 * @param show returns false when nobody looks any more
 */
export function replay(total: number, at: (step: number) => Run, show: (run: Run) => boolean, still: boolean): void {
  if (still) return void show(at(total));
  const start = performance.now();
  const frame = (): void => {
    const step = Math.min(total, Math.max(1, Math.round((total * (performance.now() - start)) / LENGTH)));
    if (show(at(step)) && step < total) setTimeout(frame, FRAME);
  };
  frame();
}
