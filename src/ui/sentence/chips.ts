/** Tokens as boxes with words, line by line in an area: pure. */
import type { Area } from '../where/drawn';

export interface Chip {
  /** Place among the tokens. */
  readonly at: number;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface Chips {
  readonly chips: readonly Chip[];
  /** Tokens without room. */
  readonly left: number;
  /** Where their number stands. */
  readonly end: { readonly x: number; readonly y: number };
}

const GAP = 3;
const INSET = 4;
/** For the number of those without room. */
const ENDING = 40;

/** Width of a text in sans-serif letters of a size, roughly and rather too wide. */
export function widthOf(text: string, size: number): number {
  let width = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0)!;
    if (code >= 0x1100 && code !== 0x2026) width += 1.05;
    else if (/[mwMWQO@%&#]/.test(letter)) width += 0.9;
    else if (/[ijlftr.,:;'’|!()[\] ]/.test(letter)) width += 0.4;
    else width += /[A-Z]/.test(letter) ? 0.7 : 0.62;
  }
  return width * size;
}

/** As a token is shown: without the space before it, and never empty. */
export const shownToken = (text: string): string => {
  const trimmed = text.trim();
  return trimmed === '' ? (text.includes('\n') ? '⏎' : '␣') : trimmed;
};

/**
 * As many as fit, in lines from the top.
 * @param size of the letters @param line height of a line @param before width that is taken at the first line's start
 */
export function chipsIn(
  tokens: readonly { readonly text: string }[],
  area: Area,
  size: number,
  line: number,
  before = 0,
): Chips {
  const chips: Chip[] = [];
  const lines = Math.max(1, Math.floor(area.height / line));
  const right = area.x + area.width;
  let [x, row] = [area.x + before, 0];
  for (const [at, token] of tokens.entries()) {
    const text = shownToken(token.text);
    const width = Math.min(widthOf(text, size) + 2 * INSET, area.width - before);
    // In the last line there must be room for the number of those that are left.
    const end = row === lines - 1 && at < tokens.length - 1 ? right - ENDING : right;
    if (x + width > end) {
      if (row === lines - 1) break;
      row++;
      x = area.x;
    }
    chips.push({ at, text, x, y: area.y + row * line, width });
    x += width + GAP;
  }
  const last = row === lines - 1 && tokens.length > chips.length;
  return {
    chips,
    left: tokens.length - chips.length,
    end: { x: last ? Math.min(x, right - ENDING) : x, y: area.y + row * line },
  };
}

/** Whether a text is read from right to left: its first letter with a direction says so. */
export const isRightToLeft = (text: string): boolean =>
  /^[^\p{L}]*[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(text);
