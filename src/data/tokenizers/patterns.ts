/** Classes of characters as Rust's libraries have them, and cutting a text where a pattern matches. */
import { ReplaceNormalizer } from '@huggingface/tokenizers';

/** JavaScript's `\s` has the byte order mark and lacks the next line. */
export const BLANK = String.raw`\p{White_Space}`;
/** JavaScript's `\w` is ASCII. */
const WORD = String.raw`\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}`;
/** Whitespace's pattern, `\w+|[^\w\s]+`. */
export const WORDS = new RegExp(`[${WORD}]+|[^${WORD}${BLANK}]+`, 'gu');
export const PUNCTUATION = /[\p{P}!-/:-@[-`{-~]/gu;
/** Words without their blanks, and every punctuation mark by itself. */
export const BERT = /[^\p{White_Space}\p{P}!-/:-@[-`{-~]+|[\p{P}!-/:-@[-`{-~]/gu;
export const NUMERIC = /\p{N}/gu;

export const endsInWord = (text: string): boolean => new RegExp(`[${WORD}]$`, 'u').test(text);
export const beginsWithWord = (text: string): boolean => new RegExp(`^[${WORD}]`, 'u').test(text);
export const trimmedStart = (text: string): string => text.replace(new RegExp(`^${BLANK}+`, 'u'), '');
export const trimmedEnd = (text: string): string => text.replace(new RegExp(`${BLANK}+$`, 'u'), '');

/** A pattern of tokenizer.json, `{ Regex }` in Oniguruma's dialect or `{ String }`, as the library translates it. */
export function patternOf(pattern: unknown): RegExp {
  const translated = new ReplaceNormalizer({ type: 'Replace', pattern, content: '' } as never) as unknown as {
    readonly pattern: RegExp | null;
  };
  if (!translated.pattern) throw new Error(`Unknown pattern: ${JSON.stringify(pattern)}`);
  return translated.pattern;
}

/** What becomes of the places that matched. */
export type Behaviour = 'removed' | 'isolated' | 'mergedwithprevious' | 'mergedwithnext' | 'contiguous';

/** A behaviour as files spell it: "Isolated", "merged_with_next". */
export function behaviourOf(name: unknown, otherwise: Behaviour = 'isolated'): Behaviour {
  const plain = typeof name === 'string' ? name.toLowerCase().replaceAll('_', '') : otherwise;
  const known: readonly string[] = ['removed', 'isolated', 'mergedwithprevious', 'mergedwithnext', 'contiguous'];
  if (!known.includes(plain)) throw new Error(`Unknown behaviour: ${plain}`);
  return plain as Behaviour;
}

interface Piece {
  text: string;
  readonly matched: boolean;
}

function piecesOf(text: string, pattern: RegExp, invert: boolean): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), matched: invert });
    pieces.push({ text: match[0], matched: !invert });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), matched: invert });
  return pieces;
}

/** Joins neighbours where `joins` says so of a piece and the one before it. */
const merged = (pieces: readonly Piece[], joins: (piece: Piece, before: Piece) => boolean): Piece[] => {
  const out: Piece[] = [];
  for (const [index, piece] of pieces.entries()) {
    const before = pieces[index - 1];
    if (before && joins(piece, before)) out.at(-1)!.text += piece.text;
    else out.push({ ...piece });
  }
  return out;
};

/** Cuts a text at the places that a pattern matches; `invert` takes the places between as the matches. */
export function cut(text: string, pattern: RegExp, behaviour: Behaviour, invert = false): string[] {
  const pieces = piecesOf(text, pattern, invert);
  const left = (): Piece[] => {
    switch (behaviour) {
      case 'removed':
        return pieces.filter(({ matched }) => !matched);
      case 'isolated':
        return pieces;
      case 'contiguous':
        return merged(pieces, (piece, before) => piece.matched === before.matched);
      case 'mergedwithprevious':
        return merged(pieces, (piece, before) => piece.matched && !before.matched);
      case 'mergedwithnext':
        return merged(pieces, (piece, before) => before.matched && !piece.matched);
    }
  };
  return left().flatMap((piece) => (piece.text ? [piece.text] : []));
}
