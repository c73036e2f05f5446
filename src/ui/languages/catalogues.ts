/**
 * The shape of a language: one catalogue for each `strings.ts`, under the name that it registers with. A missing or
 * extra text is a type error.
 */
import type { words as compare } from '../compare/strings';
import type { strings as graph } from '../graph/strings';
import type { strings as help } from '../help/strings';
import type { strings as inside } from '../inside/strings';
import type { strings as learn } from '../learn/strings';
import type { strings as lesson } from '../lesson/strings';
import type { strings as scale } from '../scale/strings';
import type { strings as settings } from '../settings/strings';
import type { strings as share } from '../share/strings';
import type { strings as page } from '../strings';
import type { MethodsTexts } from './contents';

/** The same texts in another language: functions keep their parameters, and no key may be missing. */
export type Translation<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { readonly [K in keyof T]: Translation<T[K]> };

export interface Catalogues {
  readonly page: Translation<typeof page>;
  readonly compare: Translation<typeof compare>;
  readonly learn: Translation<typeof learn>;
  readonly lesson: Translation<typeof lesson>;
  readonly scale: Translation<typeof scale>;
  readonly settings: Translation<typeof settings>;
  readonly share: Translation<typeof share>;
  readonly help: Translation<typeof help>;
  readonly inside: Translation<typeof inside>;
  readonly graph: Translation<typeof graph>;
  readonly said: { readonly of: (text: string) => string };
  readonly methods: MethodsTexts;
  /** By id. */
  readonly models: Readonly<Record<string, { readonly summary: string }>>;
  /** By id. */
  readonly datasets: Readonly<
    Record<string, { readonly name: string; readonly summary: string; readonly license: string }>
  >;
}
