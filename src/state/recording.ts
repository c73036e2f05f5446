/** Recorded runs: real runs of the default configurations, replayed on the page until the visitor presses play. */
import type { Message } from '../messages/message';
import type { Dimensions } from '../anatomy/anatomy';
import { applicability } from '../methods/applicability';
import type { Method } from '../methods/contract';
import type { MemoryEstimate } from '../training/events';
import type { GraphStatistics, ParameterCounts, RunConfig, RunResult } from '../training/types';
import type { Look, Pinned } from '../session/pinned';
import { models } from './catalogue';
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
  /** Trainable scalars of the method in each layer, where the method chose what it trains. */
  readonly layers?: readonly number[];
  readonly statistics: GraphStatistics;
  readonly estimate: MemoryEstimate;
  readonly stages: RunResult['stages'];
  /** Examples that were looked at on the way, where they were. */
  readonly looked?: { readonly pinned: Pinned; readonly looks: readonly Look[] };
  /** Median, on the machine that recorded. */
  readonly stepMilliseconds: number;
  readonly backend: Message;
  /** ISO date. */
  readonly date: string;
}

export interface Choice {
  readonly model: string;
  readonly dataset: string;
  readonly method: string;
}

export const recordingFile = ({ model, dataset, method }: Choice): string => `${model}.${dataset}.${method}.json`;

interface RecordedPair {
  readonly model: string;
  readonly kind: Dimensions['kind'];
  readonly dataset: string;
  readonly task: RunConfig['task'];
  /** Where only some were recorded. */
  readonly methods?: readonly string[];
}

/** Models with the data that runs were recorded on, for methods that can be used with both (bench/record.ts). */
export const recordedPairs: readonly RecordedPair[] = [
  { model: 'tiny-encoder', kind: 'encoder', dataset: 'fine_foods', task: 'classification' },
  { model: 'tiny-decoder', kind: 'decoder', dataset: 'shakespeare_sonnets', task: 'causal-lm' },
  {
    model: 'tiny-encoder-decoder',
    kind: 'encoder-decoder',
    dataset: 'numbers_de',
    task: 'seq2seq',
    methods: ['lora', 'full', 'pfeiffer-adapter', 'ia3', 'prompt-tuning'],
  },
];

/**
 * Whether a method was recorded on a pair: wherever it can be used, unless only some were. Those published after the
 * survey were not.
 */
export const wasRecorded = (method: Method, { model, task, methods }: RecordedPair): boolean =>
  method.since === undefined &&
  (methods?.includes(method.id) ?? true) &&
  applicability(method, models.find((entry) => entry.id === model)!.dimensions, undefined, task) === undefined;

/**
 * The recorded run nearest to a choice: of the same method, on the same model and data where those were recorded, else
 * of the same task, else of the same kind of model. Undefined for a method that was recorded nowhere.
 */
export function nearestChoice(
  method: Method,
  configuration: Pick<Choice, 'model' | 'dataset'> & {
    readonly task: RunConfig['task'];
    readonly kind: Dimensions['kind'];
  },
): Choice | undefined {
  const distance = (pair: RecordedPair): number =>
    4 * Number(pair.task !== configuration.task) +
    2 * Number(pair.kind !== configuration.kind) +
    Number(pair.model !== configuration.model || pair.dataset !== configuration.dataset);
  const [nearest] = recordedPairs.filter((pair) => wasRecorded(method, pair)).sort((a, b) => distance(a) - distance(b));
  return nearest && { model: nearest.model, dataset: nearest.dataset, method: method.id };
}

const fetched = new Map<string, Promise<Recording | undefined>>();

/**
 * The recording of a choice; undefined when there is none or it can't be read: a recording is a courtesy, never a
 * condition. Asked for once.
 */
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

interface Seen {
  readonly pinned: Pinned;
  /** The first so many looks, by their number: the same list each time, so that nothing is drawn anew for it. */
  readonly first: (count: number) => readonly Look[];
  readonly steps: readonly number[];
}

const seen = new WeakMap<Recording, Seen | 'nothing'>();

function seenIn(recording: Recording): Seen | 'nothing' {
  const { looked } = recording;
  if (!looked) return 'nothing';
  const { pinned, looks: later } = looked;
  const looks = later[0]?.step === 0 ? later : [{ step: 0, answers: pinned.base }, ...later];
  const lists: (readonly Look[])[] = [];
  return { pinned, steps: looks.map(({ step }) => step), first: (count) => (lists[count] ??= looks.slice(0, count)) };
}

/** What was seen of the model by a step: at first, what it says before training. */
function seenAt(recording: Recording, step: number): Partial<Pick<Run, 'pinned' | 'looks'>> {
  const found = seen.get(recording) ?? seenIn(recording);
  seen.set(recording, found);
  if (found === 'nothing') return {};
  return { pinned: found.pinned, looks: found.first(found.steps.filter((at) => at <= step).length) };
}

/** The run as it was after `step` updates, marked as recorded. */
export function runAt(recording: Recording, step: number): Run {
  const { losses, validation, bytes, counts, statistics, estimate, stages, stepMilliseconds, backend, config } =
    recording;
  const over = step >= losses.length;
  // The last phase trains what the others chose.
  const settled = step > 0 && (stages.at(-1)?.from ?? 0) < step;
  const perSecond = 1000 / stepMilliseconds;
  return {
    ...emptyRun,
    step,
    counts,
    ...(recording.layers && settled ? { layers: recording.layers } : {}),
    statistics,
    estimate,
    backend,
    recorded: { date: recording.date, moving: !over, steps: losses.length },
    records: losses.slice(0, step).map((loss, i) => ({ step: i + 1, loss, gradientNorm: NaN, learningRate: NaN })),
    validation: validation.filter((metrics) => metrics.step <= step),
    ...seenAt(recording, step),
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
