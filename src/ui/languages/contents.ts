/**
 * The shape of what is told about methods, models, data, terms and categories in another language: English texts stand
 * with the things themselves.
 */
import type { Translated } from '../../methods/texts';

/** By id. */
export type MethodsTexts = Readonly<Record<string, Translated>>;

export interface TermTexts {
  readonly term: string;
  /** Other spellings and inflected forms that are linked as well; they replace the English ones. */
  readonly also: readonly string[];
  readonly text: string;
}

export interface CategoryTexts {
  readonly name: string;
  readonly idea: string;
  readonly formulaText: string;
  /** In the order of the English ones. */
  readonly kinds: readonly { readonly name: string; readonly text: string }[];
  readonly strengths: string;
  readonly limits: string;
}

/** What only the Learn view and the lessons show, loaded with them. */
export interface LearningTexts {
  /** By id of the term. */
  readonly glossary: Readonly<Record<string, TermTexts>>;
  /** By id of the category. */
  readonly categories: Readonly<Record<string, CategoryTexts>>;
  /** Whole lessons as files have them, read and checked like the English ones. */
  readonly lessons: readonly unknown[];
}
