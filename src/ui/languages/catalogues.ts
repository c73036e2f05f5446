/**
 * The shape of a language: one catalogue for each `strings.en.ts`, under the name that the `strings.ts` beside it
 * asks for. A missing or
 * extra text is a type error.
 */
import type { Language } from '../../messages/message';
import type { english as boards } from '../boards/strings.en';
import type { english as closer } from '../closer/strings.en';
import type { english as cloud } from '../cloud/strings.en';
import type { english as compare } from '../compare/strings.en';
import type { english as graph } from '../graph/strings.en';
import type { english as help } from '../help/strings.en';
import type { english as hub } from '../hub/strings.en';
import type { english as inspector } from '../inspector/strings.en';
import type { english as learn } from '../learn/strings.en';
import type { english as lesson } from '../lesson/strings.en';
import type { english as resume } from '../resume/strings.en';
import type { english as scale } from '../scale/strings.en';
import type { english as sentence } from '../sentence/strings.en';
import type { english as settings } from '../settings/strings.en';
import type { english as share } from '../share/strings.en';
import type { english as show } from '../show/strings.en';
import type { english as menu } from '../menu/strings.en';
import type { english as mistakes } from '../mistakes/strings.en';
import type { english as page } from '../strings.en';
import type { english as play } from '../play/strings.en';
import type { english as start } from '../start/strings.en';
import type { english as present } from '../present/strings.en';
import type { english as update } from '../update/strings.en';
import type { english as teach } from '../teach/strings.en';
import type { MethodsTexts } from './contents';

/** The same texts in another language: functions keep their parameters, and no key may be missing. */
export type Translation<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { readonly [K in keyof T]: Translation<T[K]> };

export interface Catalogues {
  readonly page: Translation<typeof page>;
  readonly boards: Translation<typeof boards>;
  readonly compare: Translation<typeof compare>;
  readonly learn: Translation<typeof learn>;
  readonly lesson: Translation<typeof lesson>;
  readonly resume: Translation<typeof resume>;
  readonly scale: Translation<typeof scale>;
  readonly sentence: Translation<typeof sentence>;
  readonly settings: Translation<typeof settings>;
  readonly share: Translation<typeof share>;
  readonly show: Translation<typeof show>;
  readonly help: Translation<typeof help>;
  readonly hub: Translation<typeof hub>;
  readonly inspector: Translation<typeof inspector>;
  readonly graph: Translation<typeof graph>;
  readonly menu: Translation<typeof menu>;
  readonly play: Translation<typeof play>;
  readonly update: Translation<typeof update>;
  readonly teach: Translation<typeof teach>;
  readonly start: Translation<typeof start>;
  readonly present: Translation<typeof present>;
  readonly closer: Translation<typeof closer>;
  readonly cloud: Translation<typeof cloud>;
  readonly mistakes: Translation<typeof mistakes>;
  /** What the layers tell, by code. */
  readonly messages: Language;
  readonly methods: MethodsTexts;
  /** By id. */
  readonly models: Readonly<Record<string, { readonly summary: string }>>;
  /** By id. */
  readonly datasets: Readonly<
    Record<string, { readonly name: string; readonly summary: string; readonly license: string }>
  >;
}
