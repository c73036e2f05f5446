/**
 * The visitor's pinned texts in one line of the settings and of links: each ends with a line break, and a second text
 * stands behind a tab. A line that does not end so was cut off.
 */
import { MOST_PINNED, type PinnedText } from '../session/pinned';

export const MOST_PINS = MOST_PINNED;
/** Characters of a text: more than a model of this page reads of it, and little enough for a link. */
export const LONGEST_PIN = 280;

const END = '\n';
const BETWEEN = '\t';

/**
 * A text as it can be pinned: one line, without characters that only turn directions around or are halves of others,
 * and not too long.
 */
export function pinnable(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufeff]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  return [...line].slice(0, LONGEST_PIN).join('').trim();
}

/** Whether only the beginning of a text is pinned. */
export const isShortened = (text: string): boolean => [...text.replace(/\s+/gu, ' ').trim()].length > LONGEST_PIN;

/** The texts of a link or the settings; what can't be read is left out. */
export function readPins(line: string): readonly PinnedText[] {
  const pins = line.split(END).flatMap((part): PinnedText[] => {
    const [text = '', second = ''] = part.split(BETWEEN).map(pinnable);
    return text === '' ? [] : [{ text, ...(second !== '' && { second }) }];
  });
  return pins.filter((pin, i) => pins.findIndex((other) => same(other, pin)) === i).slice(0, MOST_PINS);
}

export const writePins = (pins: readonly PinnedText[]): string =>
  pins.map(({ text, second }) => `${text}${second === undefined ? '' : `${BETWEEN}${second}`}${END}`).join('');

export const same = (a: PinnedText, b: PinnedText): boolean =>
  a.text === b.text && (a.second ?? '') === (b.second ?? '');

/** A line of a link, in its one spelling. */
export const soundPins = (line: string): string => writePins(readPins(line));

/** What is wrong with a link's line: nothing of it can be read, or its end is missing. */
export function faultOf(line: string): 'unreadable' | 'cut' | undefined {
  if (line === '') return undefined;
  if (readPins(line).length === 0) return 'unreadable';
  return line.endsWith(END) ? undefined : 'cut';
}
