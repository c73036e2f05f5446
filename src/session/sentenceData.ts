/** One sentence on its way through the model: plain data, which crosses the worker boundary. */
import type { Distance, StateRow } from '../training/hidden';
import type { PinnedText } from './pinned';
import type { TokenText } from './tokenText';

export interface SentenceToken extends TokenText {
  /** Of the second of two texts. */
  readonly second?: boolean;
}

/** What is known of it before anything is trained. */
export interface Sentence extends PinnedText {
  readonly tokens: readonly SentenceToken[];
  /** What a decoder on an encoder is given, beginning with the token that it begins with. */
  readonly written?: readonly SentenceToken[];
  /** The text is longer than the so many tokens that are read of it. */
  readonly cut?: number;
  /** Learnt vectors that stand before the text where words have theirs. */
  readonly virtual: number;
  /** Learnt keys and values that stand before the text's in each layer's attention. */
  readonly prefix: number;
  /** Where its states are read, from the first to the last. */
  readonly rows: readonly StateRow[];
}

/** How far its states are from those of the pretrained model, row by row. */
export interface SentenceLook {
  readonly step: number;
  readonly distances: readonly Distance[];
}
