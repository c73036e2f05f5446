/**
 * The cloud: about two hundred validation texts, of which the vector that the head reads is looked at again and again
 * while a run trains. It changes nothing of the run.
 */
import { mixSeed, permutation } from '../data/random';
import { toldBy, type Message, MessageError } from '../messages/message';
import { NO_TOKEN } from '../tasks/labelForm';
import type { Which } from '../training/fewRows';
import type { Vectors } from '../training/vectors';
import type { Asking } from './asking';
import { CLOUD_POINTS, LEAST_POINTS, type Cloud, type CloudLook, type CloudPoint } from './cloudData';
import { says } from './messages';

export type CloudNews =
  | { readonly kind: 'cloud'; readonly cloud: Cloud }
  | { readonly kind: 'looked'; readonly look: CloudLook }
  /** There is no cloud: why. */
  | { readonly kind: 'failed'; readonly message: Message };

/** Tagged texts at most: each is a pass's row, and has many words. */
const TAGGED_TEXTS = 50;
/** Characters of a window of a longer text. */
const SHOWN = 160;
/** Rows that are read between two steps: one pass. */
const PART = 25;
/** Far from the seeds of the data's order. */
const OWN_SEED = 0x5c10;

/** One of each kind in turn, in the given order, until there are enough. @returns places, ascending */
export function balanced(kinds: readonly (number | undefined)[], order: Iterable<number>, most: number): number[] {
  const groups = new Map<number | undefined, number[]>();
  for (const place of order) {
    const kind = kinds[place];
    groups.set(kind, [...(groups.get(kind) ?? []), place]);
  }
  const chosen: number[] = [];
  for (let turn = 0; chosen.length < Math.min(most, kinds.length); turn++)
    for (const group of groups.values()) if (turn < group.length && chosen.length < most) chosen.push(group[turn]!);
  return chosen.sort((a, b) => a - b);
}

/** A row that is read, and which of its vectors are points. */
interface ReadRow {
  readonly row: number;
  /** Vectors that it has: one, or one for each word with a tag. */
  readonly vectors: number;
  /** Places among them, with the points that they are. */
  readonly points: readonly (readonly [place: number, point: number])[];
}

interface Chosen {
  readonly rows: readonly ReadRow[];
  readonly points: readonly CloudPoint[];
}

function chooseTexts({ run, task }: Asking): Chosen {
  const { validation, texts } = run.examples;
  const kinds = validation.map(({ label }) => (task === 'classification' ? label : 0));
  const order = permutation(validation.length, mixSeed(run.config.seed, OWN_SEED));
  const rows = balanced(kinds, order, CLOUD_POINTS);
  const points = rows.map((row): CloudPoint => {
    const { text = '', second } = texts?.of('validation', row) ?? {};
    const { ids, label, labels } = validation[row]!;
    const shown = text === '' && texts ? texts.decode(ids).trim().slice(0, SHOWN) : text;
    const truth =
      task === 'multi-label'
        ? (labels ?? []).flatMap((given, i) => (given === 1 ? [i] : []))
        : label === undefined || task === 'causal-lm' || task === 'seq2seq'
          ? []
          : [label];
    return { row, text: shown, ...(second !== undefined && { second }), truth };
  });
  return { rows: rows.map((row, i) => ({ row, vectors: 1, points: [[0, i]] })), points };
}

function chooseWords({ run }: Asking): Chosen {
  const { validation, texts } = run.examples;
  const seed = mixSeed(run.config.seed, OWN_SEED);
  const rows = [...permutation(validation.length, seed)].slice(0, TAGGED_TEXTS).sort((a, b) => a - b);
  const all = rows.flatMap((row): CloudPoint[] => {
    const { text = '', words } = texts?.of('validation', row) ?? {};
    const tags = validation[row]!.targets!.slice(0, run.config.sequenceLength).filter((label) => label !== NO_TOKEN);
    return tags.map((tag, place) => ({ row, text, word: words?.[place] ?? '', place, truth: [tag] }));
  });
  const places = balanced(
    all.map(({ truth }) => truth[0]),
    permutation(all.length, mixSeed(seed, 1)),
    CLOUD_POINTS,
  );
  const points = places.map((place) => all[place]!);
  const read = rows.map((row): ReadRow => ({
    row,
    vectors: all.filter((word) => word.row === row).length,
    points: points.flatMap((word, i) => (word.row === row ? [[word.place!, i] as const] : [])),
  }));
  return { rows: read, points };
}

/** Puts what was read of some rows in the places of their points. */
function placed(into: Vectors, rows: readonly ReadRow[], read: Vectors): Vectors {
  const [values, answers] = [Float32Array.from(into.values), Float32Array.from(into.answers)];
  const copy = (to: Float32Array, from: Float32Array, width: number, at: number, point: number) =>
    to.set(from.subarray(at * width, (at + 1) * width), point * width);
  let first = 0;
  for (const { vectors, points } of rows) {
    for (const [place, point] of points) {
      copy(values, read.values, read.width, first + place, point);
      copy(answers, read.answers, read.answerWidth, first + place, point);
    }
    first += vectors;
  }
  return { ...into, values, answers };
}

const emptied = (count: number, { width, answerWidth }: Vectors): Vectors => ({
  width,
  values: new Float32Array(count * width),
  answerWidth,
  answers: new Float32Array(count * answerWidth),
});

/** The cloud of a run, ready to be looked at. */
export interface OpenedCloud {
  readonly cloud: Cloud;
  /** Looks that it takes to see all points, while the run trains. */
  readonly parts: number;
  /**
   * As the model is now: all points while it stands still, some of them at a time while it trains, with the time that
   * such a part took; undefined while a phase learns other data.
   */
  readonly look: () => Promise<{ readonly look: CloudLook; readonly milliseconds: number } | undefined>;
}

/**
 * Looks at the model as it was before training.
 * @throws MessageError where there are too few texts
 */
export async function openCloud(asking: Asking): Promise<OpenedCloud> {
  const { run, task, labels } = asking;
  const { rows, points } = (task === 'token-classification' ? chooseWords : chooseTexts)(asking);
  if (points.length < LEAST_POINTS)
    throw new MessageError(says.smallCloud({ points: String(points.length), least: String(LEAST_POINTS) }));
  const read = async (which: Which, some: readonly ReadRow[], into?: Vectors): Promise<Vectors> => {
    const found = await run.reading.vectors(
      some.map(({ row }) => row),
      which,
    );
    return placed(into ?? emptied(points.length, found), some, found);
  };
  const base = await read('base', rows);
  // It reads the same from now on.
  await run.reading.dropVectors('base');
  const parts = Math.ceil(rows.length / PART);
  let [present, turn] = [base, 0];
  return {
    cloud: { task, labels, points, base },
    parts,
    look: async () => {
      if (!run.learnsOwnData) return undefined;
      // Another phase has another graph: loading it is no part of what a look costs.
      await run.reading.loadVectors('tuned');
      const start = performance.now();
      const step = run.stepsDone;
      const whole = run.status !== 'training' || present === base;
      const part = turn++ % parts;
      // Taken all over: some of each kind move at a time.
      present = await read('tuned', whole ? rows : rows.filter((_, i) => i % parts === part), present);
      const milliseconds = (performance.now() - start) / (whole ? parts : 1);
      return { look: { step, ...present }, milliseconds };
    },
  };
}

/** The cloud that was asked for last of each run: what is under way of an earlier one is not told. */
const latest = new WeakMap<Asking['run'], symbol>();

/** Tells the cloud before training and now, and from then on while the run trains. */
export async function watchCloud(asking: Asking, hear: (news: CloudNews) => void): Promise<void> {
  const { run } = asking;
  const mine = Symbol();
  latest.set(run, mine);
  const isLatest = () => latest.get(run) === mine;
  run.watch(undefined, 0, 'cloud');
  try {
    const opened = await openCloud(asking);
    if (!isLatest()) return;
    hear({ kind: 'cloud', cloud: opened.cloud });
    const look = async () => {
      const seen = await opened.look();
      if (seen && isLatest()) hear({ kind: 'looked', look: seen.look });
      return seen?.milliseconds;
    };
    const cost = await look();
    if (isLatest()) run.watch(look, cost, 'cloud');
  } catch (error) {
    if (isLatest()) hear({ kind: 'failed', message: toldBy(error) });
  }
}

/** Nobody looks any more. */
export async function leaveCloud({ run }: Pick<Asking, 'run'>): Promise<void> {
  latest.delete(run);
  run.watch(undefined, 0, 'cloud');
  await run.reading.dropVectors('tuned');
}
