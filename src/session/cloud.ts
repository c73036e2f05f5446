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

/** What is asked, and which of the vectors that come back are points. */
interface Chosen {
  readonly rows: readonly number[];
  readonly points: readonly CloudPoint[];
  /** Places among the vectors of the rows. */
  readonly places: readonly number[];
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
  return { rows, points, places: [...rows.keys()] };
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
  return { rows, points: places.map((place) => all[place]!), places };
}

const picked = (values: Float32Array, width: number, places: readonly number[]): Float32Array => {
  const own = new Float32Array(places.length * width);
  places.forEach((place, i) => own.set(values.subarray(place * width, (place + 1) * width), i * width));
  return own;
};

/** The cloud of a run, ready to be looked at. */
export interface OpenedCloud {
  readonly cloud: Cloud;
  /** As the model is now; undefined while a phase learns other data. */
  readonly look: () => Promise<{ readonly look: CloudLook; readonly milliseconds: number } | undefined>;
}

/**
 * Looks at the model as it was before training.
 * @throws MessageError where there are too few texts
 */
export async function openCloud(asking: Asking): Promise<OpenedCloud> {
  const { run, task, labels } = asking;
  const { rows, points, places } = (task === 'token-classification' ? chooseWords : chooseTexts)(asking);
  if (points.length < LEAST_POINTS)
    throw new MessageError(says.smallCloud({ points: String(points.length), least: String(LEAST_POINTS) }));
  const read = async (which: Which): Promise<Vectors> => {
    const { width, values, answerWidth, answers } = await run.reading.vectors(rows, which);
    return {
      width,
      values: picked(values, width, places),
      answerWidth,
      answers: picked(answers, answerWidth, places),
    };
  };
  const base = await read('base');
  // It reads the same from now on.
  await run.reading.dropVectors('base');
  return {
    cloud: { task, labels, points, base },
    look: async () => {
      if (!run.learnsOwnData) return undefined;
      // Another phase has another graph: loading it is no part of what a look costs.
      await run.reading.loadVectors('tuned');
      const start = performance.now();
      const step = run.stepsDone;
      const look = { step, ...(await read('tuned')) };
      return { look, milliseconds: performance.now() - start };
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
