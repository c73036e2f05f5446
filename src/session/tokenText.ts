/** Tokens in words, for people. */
import type { TextTokenizer } from '../data/tokenizer';

export interface TokenText {
  readonly text: string;
  /** A token that marks a beginning, an end or a gap. */
  readonly special?: boolean;
}

/** As it reads, with spaces; special ones by their name. */
export function tokenText(id: number, tokenizer: TextTokenizer): TokenText {
  const written = tokenizer.token(id);
  if (tokenizer.isSpecial(id)) return { text: written, special: true };
  // Byte-level vocabularies write bytes as letters of their own; those that are no whole letter can't be read.
  const read = /[\u0100-\u017f]/.test(written) ? tokenizer.decode([id]) : written.replaceAll('▁', ' ');
  return { text: read.includes('\ufffd') || read === '' ? written : read };
}
