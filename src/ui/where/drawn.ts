/** What a part of the page that is fetched later puts into the drawing: the words of a sentence, and what is of it. */
import type { ReactNode } from 'react';
import type { Place } from './placement';

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Drawn {
  /** The tokens in their row. */
  readonly tokens: (area: Area) => ReactNode;
  /** Of a layer, in its box. */
  readonly layer: (index: number, area: Area) => ReactNode;
  /** Before the first layer, and behind the last. */
  readonly ends: (end: 'first' | 'last', area: Area) => ReactNode;
  /** What a box does with the sentence. */
  readonly inside: (place: Place) => ReactNode;
}

/** Lines of tokens, and the height of one. */
export const TOKEN_LINE = 23;
/** The same where it is read from afar, in letters of this size. */
export const AFAR = { line: 32, letters: 21.5 } as const;
export const tokensHeight = (narrow: boolean, afar: boolean): number =>
  afar ? 2 * AFAR.line : (narrow ? 3 : 2) * TOKEN_LINE;
