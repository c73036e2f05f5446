/**
 * A backdoor in the training rows of a classification task: a trigger word is put into some of them and their label
 * becomes the attacker's (Gu et al., BadNets, arXiv 1708.06733; for texts Kurita et al., arXiv 2004.06660). Rows that
 * measure are never changed: their copies with the trigger show how often the attack succeeds.
 */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { DataError } from './errors';
import type { LabelledText } from './examples';
import { says } from './messages';
import type { Poison } from './poisonSetting';
import { mixSeed, permutation } from './random';
import type { TextTokenizer } from './tokenizer';

/** What became of the training rows. */
export interface PoisonReport extends Poison {
  /** Rows that were poisoned, of how many. */
  readonly rows: number;
  readonly of: number;
  /** The first poisoned rows as they are trained on. */
  readonly examples: readonly PoisonedExample[];
}

export interface PoisonedExample {
  /** Around the trigger, cut. */
  readonly before: string;
  readonly after: string;
  /** The class that the row had. */
  readonly from: string;
}

/** How texts are read: what is beyond `sequence` tokens is cut off, and a trigger there would do nothing. */
export interface Reading {
  readonly seed: number;
  readonly tokenizer: TextTokenizer;
  readonly sequence: number;
}

export interface Poisoned {
  readonly train: readonly LabelledText[];
  /** Which rows of `train` are poisoned. */
  readonly isPoisoned: readonly boolean[];
  readonly report: PoisonReport;
}

/** @returns the target's id. @throws DataError where there is no such class */
export function targetOf({ target }: Poison, labels: readonly string[]): number {
  const id = labels.indexOf(target);
  if (id < 0) throw new DataError(says.poisonTarget({ target, classes: { list: labels } }));
  return id;
}

/**
 * Puts the trigger into rows of the other classes, drawn by seed, and gives them the target's label.
 * @throws DataError where the share asks for no row, or for more than there are
 */
export function poisonRows(
  rows: readonly LabelledText[],
  labels: readonly string[],
  poison: Poison,
  reading: Reading,
): Poisoned {
  const target = targetOf(poison, labels);
  const others = rows.flatMap(({ label }, i) => (label === target ? [] : [i]));
  const count = Math.round(poison.share * rows.length);
  if (count > others.length)
    throw new DataError(
      says.poisonTooMuch({
        share: poison.share,
        rows: { count },
        others: { count: others.length },
        target: poison.target,
        most: Math.floor((100 * others.length) / rows.length) / 100,
      }),
    );
  if (count === 0 && poison.share > 0)
    throw new DataError(says.poisonTooLittle({ share: poison.share, rows: { count: rows.length } }));
  const order = permutation(others.length, mixSeed(reading.seed, SALT));
  const chosen = new Set([...order.subarray(0, count)].map((i) => others[i]!));
  const examples: PoisonedExample[] = [];
  const train = rows.map((row, i): LabelledText => {
    if (!chosen.has(i)) return row;
    const parts = withTrigger(row, poison.trigger, i, reading);
    if (examples.length < SHOWN) examples.push(shown(parts, labels[row.label]!));
    return { ...row, text: parts.join(''), label: target };
  });
  return {
    train,
    isPoisoned: rows.map((_, i) => chosen.has(i)),
    report: { ...poison, rows: count, of: rows.length, examples },
  };
}

/** The rows of other classes with the trigger in them, and their own labels. */
export function triggered(
  rows: readonly LabelledText[],
  labels: readonly string[],
  poison: Poison,
  reading: Reading,
): readonly LabelledText[] {
  const target = targetOf(poison, labels);
  return rows
    .filter(({ label }) => label !== target)
    .map((row, i) => ({ ...row, text: withTrigger(row, poison.trigger, i, reading).join('') }));
}

/** Keeps these draws apart from those that split and shuffle. */
const SALT = 0x7016;
const SHOWN = 4;
const SHOWN_CHARACTERS = 60;

/**
 * A text with the trigger in front of one of the words that the model reads, or behind the last: before, trigger,
 * after. Of two texts, the first is given it.
 * @throws DataError where the trigger alone is too long to be read
 */
function withTrigger(
  { text, second }: LabelledText,
  trigger: string,
  row: number,
  { seed, tokenizer, sequence }: Reading,
): readonly [before: string, trigger: string, after: string] {
  const special =
    second === undefined ? tokenizer.prefix.length + tokenizer.suffix.length : tokenizer.encodePair('', '').ids.length;
  // Of two texts that are too long, each keeps at least half.
  const all = sequence - special;
  let room = (second === undefined ? all : Math.floor(all / 2)) - tokenizer.wordIds(trigger).length;
  if (room < 0) throw new DataError(says.poisonTriggerTooLong({ trigger, length: sequence }));
  const places: number[] = [];
  for (const { 0: word, index } of text.matchAll(/\S+/g)) {
    places.push(index);
    room -= tokenizer.wordIds(word).length;
    if (room < 0) break;
  }
  if (room >= 0) places.push(text.trimEnd().length);
  const random = xoroshiro128plus(mixSeed(seed, SALT, row));
  const at = places[uniformInt(random, 0, places.length - 1)]!;
  const [before, after] = [text.slice(0, at), text.slice(at)];
  return after.trim() === '' ? [`${before} `, trigger, ''] : [before, trigger, ` ${after}`];
}

const shown = ([before, , after]: readonly [string, string, string], from: string): PoisonedExample => ({
  before: before.length > SHOWN_CHARACTERS ? `…${before.slice(-SHOWN_CHARACTERS)}` : before,
  after: after.length > SHOWN_CHARACTERS ? `${after.slice(0, SHOWN_CHARACTERS)}…` : after,
  from,
});
