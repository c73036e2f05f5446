/** Tokens that are found in a text before it is cut: special ones, and words that were added to a vocabulary. */
import { beginsWithWord, endsInWord, trimmedEnd, trimmedStart } from './patterns';

export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
  /** Found in the normalised text, by its normalised content. */
  readonly normalized: boolean;
  /** Only where no letter stands beside it. */
  readonly singleWord: boolean;
  /** Takes the blanks on its left. */
  readonly lstrip: boolean;
  readonly rstrip: boolean;
}

/** An added token as tokenizer.json and tokenizer_config.json write it. */
export function addedToken(entry: Readonly<Record<string, unknown>>, id: number): AddedToken {
  const special = entry.special === true;
  if (typeof entry.content !== 'string') throw new Error('an added token without content');
  return {
    id,
    content: entry.content,
    special,
    normalized: typeof entry.normalized === 'boolean' ? entry.normalized : !special,
    singleWord: entry.single_word === true,
    lstrip: entry.lstrip === true,
    rstrip: entry.rstrip === true,
  };
}

/** A token, or the text between two. */
export type Found = { readonly token: AddedToken } | { readonly text: string; readonly start: number };

/**
 * Finds tokens in a text: the leftmost, and of those the longest, as the Rust library does.
 * @param contents how each token is written in the text
 */
export function finder(
  contents: readonly (readonly [content: string, token: AddedToken])[],
): (text: string) => Found[] {
  const named = new Map(contents.filter(([content]) => content !== ''));
  if (named.size === 0) return (text) => (text ? [{ text, start: 0 }] : []);
  const longest = [...named.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longest.map((content) => content.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|'), 'gu');
  return (text) => {
    const found: Found[] = [];
    let end = 0;
    for (const match of text.matchAll(pattern)) {
      const token = named.get(match[0])!;
      const before = text.slice(0, match.index);
      const after = text.slice(match.index + match[0].length);
      if (token.singleWord && (endsInWord(before) || beginsWithWord(after))) continue;
      const start = Math.max(end, token.lstrip ? trimmedEnd(before).length : match.index);
      if (start > end) found.push({ text: text.slice(end, start), start: end });
      found.push({ token });
      end = text.length - (token.rstrip ? trimmedStart(after) : after).length;
    }
    if (end < text.length) found.push({ text: text.slice(end), start: end });
    return found;
  };
}
