/**
 * The shape of what is told about methods, models, data, terms and categories in another language: English texts stand
 * with the things themselves.
 */

/** A knob of a method. */
export interface KnobTexts {
  readonly label: string;
  readonly description: string;
}

/** What a method's file says on the page. Formulas, ids and titles of papers stay. */
export interface MethodTexts {
  /** Where it is another one than in English. */
  readonly name?: string;
  readonly subcategory: string;
  /** Of methods that can't be merged. */
  readonly merge?: string;
  readonly learn: {
    readonly idea: string;
    readonly where: string;
    readonly inferenceCost: string;
    readonly pitfalls: string;
  };
  /** By the name of the hyper-parameter. */
  readonly hyperparameters: Readonly<Record<string, KnobTexts>>;
}

/** By id. */
export type MethodsTexts = Readonly<Record<string, MethodTexts>>;

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
