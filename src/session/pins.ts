/**
 * Pinned texts that a run is asked again and again while it trains: the visitor's own, and examples of the validation
 * split. All go through the model at once, in a graph of as many rows, which changes nothing of the run.
 */
import { toldBy, type Message } from '../messages/message';
import { isWritten } from '../methods/taskId';
import { NO_TOKEN } from '../tasks/labelForm';
import type { Prediction } from '../training/events';
import type { Which } from '../training/fewRows';
import type { AskedText, Questions } from '../training/questions';
import { promptFor, promptOfIds, question, type Asking, type Prompt } from './asking';
import { says } from './messages';
import {
  MOST_PINNED,
  USUAL_PINNED,
  type Answer,
  type Look,
  type Pinned,
  type PinnedRow,
  type PinnedText,
} from './pinned';

export type PinNews =
  | { readonly kind: 'pinned'; readonly pinned: Pinned }
  | { readonly kind: 'looked'; readonly look: Look }
  /** Nothing can be looked at: why. */
  | { readonly kind: 'failed'; readonly message: Message };

/** Tokens that are written of a text without a target; with one, of its response. */
const CONTINUED = 16;
const ANSWERED = 32;
/** Longer examples leave no room for the others. */
const SHORT = 110;
/** Words that a text to be continued begins with. */
const BEGINNING = 4;

/** Rows with their answers; those that can't be asked have none. */
interface Reader {
  readonly rows: readonly PinnedRow[];
  readonly answers: (model: Questions, which: Which) => Promise<readonly Answer[]>;
}

/** What is asked of a row, with what becomes of the answer; absent where it can't be asked. */
interface Entry<T> {
  readonly row: PinnedRow;
  readonly asked?: T;
}

/** Answers to those that can be asked, in the places of all. */
async function inPlaces<T>(
  entries: readonly Entry<T>[],
  ask: (asked: readonly T[]) => Promise<readonly Answer[]>,
): Promise<readonly Answer[]> {
  const asked = entries.flatMap((entry) => (entry.asked === undefined ? [] : [entry.asked]));
  const answers = asked.length > 0 ? [...(await ask(asked))] : [];
  return entries.map((entry) => (entry.asked === undefined ? {} : answers.shift()!));
}

/** Rows of the validation split for people to look at: short ones, of as many classes as there are. */
function examplesFor({ run, task }: Asking, count: number): readonly number[] {
  const { validation, texts } = run.examples;
  const rows = [...validation.keys()];
  // What is written is what a recording has written, and what the measures begin with.
  if (isWritten(task) || !texts) return rows.slice(0, count);
  const short = (row: number) => {
    const { text, second = '' } = texts.of('validation', row);
    return text.length > 0 && text.length + second.length <= SHORT;
  };
  const shown = rows.filter(short);
  const seen = new Set<number>();
  const kinds = shown.filter((row) => {
    const kind = task === 'classification' ? validation[row]!.label! : NaN;
    return task === 'classification' && !seen.has(kind) && seen.add(kind);
  });
  return [...new Set([...kinds, ...shown, ...rows])].slice(0, count);
}

/** The classes of an example, or its number. */
function truthOf({ run, task, labels }: Asking, at: number): Pick<PinnedRow, 'truth'> {
  const { label, labels: several } = run.examples.validation[at]!;
  if (task === 'multi-label') return { truth: labels.filter((_, i) => several?.[i] === 1) };
  if (label === undefined || task === 'token-classification') return {};
  return { truth: [task === 'regression' ? String(label) : (labels[label] ?? '')] };
}

type Headed = { readonly row: AskedText; readonly read: (prediction: Prediction) => Answer };

function headedEntry(asking: Asking, row: PinnedRow): Entry<Headed> {
  const { task, tokenizer, sequenceLength, labels } = asking;
  const { row: ids, words, read } = question(asking, row, row.words);
  const tokens = 'ids' in ids ? ids.ids : ids;
  if (tokens.length === 0) return { row: { ...row, refusal: says.nothingToRead } };
  const longer =
    words !== undefined
      ? words.length < (row.words ?? question({ ...asking, sequenceLength: 1e6 }, row).words!).length
      : (row.second === undefined
          ? tokenizer.fit(row.text, sequenceLength)
          : tokenizer.encodePair(row.text, row.second, sequenceLength)
        ).isCut;
  const told = (prediction: Prediction): Answer => {
    const { probabilities } = read(prediction);
    if (task === 'regression') return { value: probabilities[0]! };
    if (!words) return { shares: probabilities };
    return {
      tags: words.map((_, i) => {
        const shares = probabilities.slice(i * labels.length, (i + 1) * labels.length);
        const share = Math.max(...shares);
        return [shares.indexOf(share), share];
      }),
    };
  };
  return {
    row: { ...row, ...(words && { words }), ...(longer && { cut: sequenceLength }) },
    asked: { row: ids, read: told },
  };
}

function headed(asking: Asking, own: readonly PinnedText[], count: number): Reader {
  const { texts } = asking.run.examples;
  const examples = examplesFor(asking, count).map((at): PinnedRow => {
    const { text = '', second, words } = texts?.of('validation', at) ?? {};
    return {
      own: false,
      text,
      ...(second !== undefined && { second }),
      ...(words && { words }),
      ...truthOf(asking, at),
    };
  });
  const entries = [...own.map((pin): PinnedRow => ({ ...pin, own: true })), ...examples]
    .filter(({ text }) => text !== '')
    .map((row) => headedEntry(asking, row));
  return {
    rows: entries.map(({ row }) => row),
    answers: (model, which) =>
      inPlaces(entries, async (asked) => {
        const found = await model.predictFew(
          asked.map(({ row }) => row),
          which,
        );
        return found.map((prediction, i) => asked[i]!.read(prediction));
      }),
  };
}

interface Writing extends Prompt {
  readonly most: number;
  /** By the model as it was looked at last, or what was to be written. */
  guess: readonly number[];
}

/** A prompt, with room for what is written after it where both share a row: its end is what is written on. */
function writing({ run, tokenizer, sequenceLength }: Asking, prompt: Prompt, guess: readonly number[]): Writing {
  const { task, targetLength = sequenceLength } = run.config;
  if (task === 'seq2seq') return { ...prompt, most: targetLength, guess };
  const wanted = guess.length > 0 || run.examples.writes ? ANSWERED : CONTINUED;
  const most = Math.min(wanted, Math.max(1, Math.floor(sequenceLength / 2)));
  const room = sequenceLength - most + 1;
  const read = prompt.ids.length > room ? promptOfIds({ run, tokenizer }, prompt.ids.slice(-room)) : prompt;
  return { ...read, most, guess: guess.slice(0, most) };
}

/** The beginning of a line in a window of a longer text: windows begin anywhere. */
function beginningOf(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const line = lines.slice(1).find((candidate) => candidate.split(/\s+/).length > BEGINNING) ?? lines[0]!;
  return line.split(/\s+/).slice(0, BEGINNING).join(' ');
}

function exampleWriting(asking: Asking, at: number): Entry<Writing> {
  const { run, task, tokenizer } = asking;
  const { validation, texts, writes, endId } = run.examples;
  const { ids, targets = [] } = validation[at]!;
  if (task !== 'seq2seq' && !writes) {
    const text = beginningOf(tokenizer.decode(ids));
    return { row: { own: false, text }, asked: writing(asking, promptFor(asking, text), []) };
  }
  const end = targets.findLastIndex((id) => id !== NO_TOKEN) + 1;
  const from = task === 'seq2seq' ? 0 : targets.slice(0, end).lastIndexOf(NO_TOKEN) + 1;
  const read = task === 'seq2seq' ? ids : ids.slice(0, from + 1);
  const { text = tokenizer.decode(read), target } = texts?.of('validation', at) ?? {};
  const guess = targets.slice(from, end).filter((id) => id !== endId);
  return {
    row: { own: false, text, ...(target !== undefined && { truth: [target] }) },
    asked: writing(asking, promptOfIds(asking, read), guess),
  };
}

function ownWriting(asking: Asking, pin: PinnedText): Entry<Writing> {
  const prompt = promptFor(asking, pin.text);
  const asked = writing(asking, prompt, []);
  const { sequenceLength, tokenizer } = asking;
  const cut =
    asking.task === 'seq2seq' ? tokenizer.fit(pin.text, sequenceLength).isCut : asked.ids.length < prompt.ids.length;
  return { row: { own: true, text: pin.text, ...(cut && { cut: asked.ids.length }) }, asked };
}

function written(asking: Asking, own: readonly PinnedText[], count: number): Reader {
  const entries = [
    ...own.map((pin) => ownWriting(asking, pin)),
    ...examplesFor(asking, count).map((at) => exampleWriting(asking, at)),
  ];
  return {
    rows: entries.map(({ row }) => row),
    answers: (model, which) =>
      inPlaces(entries, async (asked) => {
        const found = await model.writeFew(asked, which);
        return found.map((ids, i) => {
          const text = asked[i]!;
          text.guess = ids;
          return { text: text.textOf(ids).trim() };
        });
      }),
  };
}

/** Pinned texts of a run, ready to be looked at. */
export interface Pins {
  readonly pinned: Pinned;
  /** What the model says now; undefined where nothing can be asked, or a phase learns data with other classes. */
  readonly look: (model: Questions) => Promise<{ readonly look: Look; readonly milliseconds: number } | undefined>;
}

/**
 * Asks the model as it was before training.
 * @param own the visitor's texts; examples of the data stand beside few of them
 */
export async function openPins(asking: Asking, own: readonly PinnedText[]): Promise<Pins> {
  const { run, task, labels, range } = asking;
  const mine = own.slice(0, MOST_PINNED);
  const reader = (isWritten(task) ? written : headed)(asking, mine, Math.max(0, USUAL_PINNED - mine.length));
  const { rows } = reader;
  const count = rows.filter(({ refusal }) => refusal === undefined).length;
  const base = await reader.answers(run.asking, 'base');
  // It says the same from now on.
  await run.asking.dropFew('base');
  return {
    pinned: { task, labels, ...(range && { range }), rows, base },
    look: async (model) => {
      if (count === 0 || !run.learnsOwnData) return undefined;
      // Another phase has another graph: loading it is no part of what a look costs.
      await model.loadFew(count, 'tuned');
      const start = performance.now();
      const step = run.stepsDone;
      const look = { step, answers: await reader.answers(model, 'tuned') };
      return { look, milliseconds: performance.now() - start };
    },
  };
}

/** What was pinned last for each run: what is under way of an earlier one is not told. */
const latest = new WeakMap<Asking['run'], symbol>();
const opened = new WeakMap<Asking['run'], Pins>();

/** What a model says to what is pinned for a run; undefined where nothing is, or nothing can be asked. */
export async function lookWith(run: Asking['run'], model: Questions): Promise<Look | undefined> {
  return (await opened.get(run)?.look(model))?.look;
}

/**
 * Pins texts: tells what the model says to them before training and now, and from then on while it trains. What was
 * pinned before is not looked at any more.
 */
export async function pin(asking: Asking, own: readonly PinnedText[], hear: (news: PinNews) => void): Promise<void> {
  const { run } = asking;
  const mine = Symbol();
  latest.set(run, mine);
  const isLatest = () => latest.get(run) === mine;
  run.watch(undefined, 0, 'pinned');
  try {
    const pins = await openPins(asking, own);
    if (!isLatest()) return;
    opened.set(run, pins);
    hear({ kind: 'pinned', pinned: pins.pinned });
    const look = async (model: Questions) => {
      const seen = await pins.look(model);
      if (seen && isLatest()) hear({ kind: 'looked', look: seen.look });
      return seen?.milliseconds;
    };
    const cost = await look(run.asking);
    if (isLatest()) run.watch(look, cost, 'pinned');
  } catch (error) {
    if (isLatest()) hear({ kind: 'failed', message: says.notPinned({ reason: toldBy(error) }) });
  }
}
