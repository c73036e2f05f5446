/**
 * One sentence looked at: its hidden states behind every layer beside those of the pretrained model, again and again
 * while a run trains. It changes nothing of the run.
 */
import { toldBy, type Message } from '../messages/message';
import { distanceOf, statesOf, type StateRow, type States } from '../training/hidden';
import type { Peeked } from '../training/sentenceReader';
import type { Variant } from '../training/variant';
import type { Asking } from './asking';
import type { PinnedText } from './pinned';
import type { Played } from './played';
import type { Sentence, SentenceLook } from './sentenceData';
import { sentenceRow, type SentenceRow } from './sentenceRow';
import { tokenText } from './tokenText';

export type SentenceNews =
  | { readonly kind: 'sentence'; readonly sentence: Sentence }
  | { readonly kind: 'looked'; readonly look: SentenceLook }
  /** It can't be looked at: why. */
  | { readonly kind: 'failed'; readonly message: Message };

/** Tokens of a row of states. */
interface Sizes {
  readonly read: { readonly positions: number; readonly tokens: number };
  readonly written: { readonly positions: number; readonly tokens: number };
}

function sizesOf({ tokens, targets = [], positions: { read, written } }: SentenceRow): Sizes {
  return {
    read: { positions: read, tokens: tokens.length },
    written: { positions: written, tokens: Math.min(written, targets.length + 1) },
  };
}

/** A sentence of a run, ready to be looked at. */
export interface OpenedSentence {
  readonly sentence: Sentence;
  /** Undefined while a phase learns other data. */
  readonly look: () => Promise<{ readonly look: SentenceLook; readonly milliseconds: number } | undefined>;
  /** The same of the model with other numbers in it. */
  readonly lookWith: (variant: Pick<Variant, 'states'>) => Promise<SentenceLook>;
}

/**
 * Reads the model as it was before training.
 * @throws MessageError for a text without tokens, and where the model's layers are not understood
 */
export async function openSentence(asking: Asking, asked: PinnedText): Promise<OpenedSentence> {
  const { run, tokenizer } = asking;
  const given = await sentenceRow(asking, asked, true);
  const sizes = sizesOf(given);
  const { about, tensors } = await run.reading.states(given.row, 'base');
  // It reads the same from now on.
  await run.reading.dropStates('base');
  const before = statesOf(about.rows, tensors, sizes);
  const now = await run.reading.states(given.row, 'tuned');
  // What stands behind the last layer is what the head reads, unless there is a norm or the method adds something.
  const [base, tuned] = [about, now.about].map((states) => finalIsLast(states));
  const shown = about.rows.flatMap((row, i) => {
    const { of: _, ...told } = row;
    return sameIn(now.about, told) && !(row.at === 'final' && base && tuned) ? [{ told, before: before[i]! }] : [];
  });
  // Each graph has the rows at places of its own.
  const distancesIn = ({ about: seen, tensors: read }: Peeked<States>) => {
    const rows = shown.map(({ told }) => sameIn(seen, told)!);
    const states = statesOf(rows, read, sizes);
    return states.map((values, i) => distanceOf(shown[i]!.before, values, sizes[shown[i]!.told.side].tokens));
  };
  const ids = [about.start ?? tokenizer.padId, ...(given.targets ?? [])].slice(0, sizes.written.tokens);
  return {
    sentence: {
      ...asked,
      tokens: given.tokens,
      ...(given.targets && { written: ids.map((id) => tokenText(id, tokenizer)) }),
      ...(given.cut !== undefined && { cut: given.cut }),
      virtual: now.about.virtual,
      prefix: now.about.prefix,
      rows: shown.map(({ told }) => told),
    },
    look: async () => {
      if (!run.learnsOwnData) return undefined;
      // Another phase has another graph: loading it is no part of what a look costs.
      await run.reading.loadStates('tuned');
      const start = performance.now();
      const step = run.stepsDone;
      const distances = distancesIn(await run.reading.states(given.row, 'tuned'));
      return { look: { step, distances }, milliseconds: performance.now() - start };
    },
    lookWith: async (variant) => ({
      step: run.stepsDone,
      distances: distancesIn(await variant.states(given.row)),
    }),
  };
}

/** The row of a graph that stands where another graph's does. */
const sameIn = ({ rows }: States, { at, side, layer }: StateRow) =>
  rows.find((row) => row.at === at && row.side === side && row.layer === layer);

function finalIsLast({ rows }: States): boolean {
  const last = rows.findLast(({ at }) => at === 'layer');
  return last !== undefined && last.of === rows.find(({ at }) => at === 'final')?.of;
}

/** The sentence that was asked for last of each run: what is under way of an earlier one is not told. */
const latest = new WeakMap<Asking['run'], symbol>();
/** The sentence that stands in the drawing. */
const present = new WeakMap<Asking['run'], OpenedSentence>();

/** How far its states are with other numbers in the model; undefined where nothing is looked at. */
export async function sentenceWith(run: Asking['run'], variant: Variant): Promise<Played['sentence']> {
  const opened = present.get(run);
  if (!opened) return undefined;
  const { text, second } = opened.sentence;
  return { ...(await opened.lookWith(variant)), of: { text, ...(second !== undefined && { second }) } };
}

/** Tells the sentence and how far its states are now, and from then on while the run trains. */
export async function watchSentence(
  asking: Asking,
  asked: PinnedText,
  hear: (news: SentenceNews) => void,
): Promise<void> {
  const { run } = asking;
  const mine = Symbol();
  latest.set(run, mine);
  present.delete(run);
  const isLatest = () => latest.get(run) === mine;
  run.watch(undefined, 0, 'sentence');
  try {
    const opened = await openSentence(asking, asked);
    if (!isLatest()) return;
    present.set(run, opened);
    hear({ kind: 'sentence', sentence: opened.sentence });
    const look = async () => {
      const seen = await opened.look();
      if (seen && isLatest()) hear({ kind: 'looked', look: seen.look });
      return seen?.milliseconds;
    };
    const cost = await look();
    if (isLatest()) run.watch(look, cost, 'sentence');
  } catch (error) {
    if (isLatest()) hear({ kind: 'failed', message: toldBy(error) });
  }
}

/** Nobody looks any more. */
export async function leaveSentence({ run }: Pick<Asking, 'run'>): Promise<void> {
  latest.delete(run);
  present.delete(run);
  run.watch(undefined, 0, 'sentence');
  await run.reading.dropStates('tuned');
}
