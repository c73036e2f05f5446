/** What a method says to a reader: a file beside it for each language, `lora.en.ts` and `lora.de.ts`. */
import type { Texts } from '../messages/message';

/** A knob's label, with the symbol of the paper ("rank r"), and one sentence for a student. */
export interface KnobTexts {
  readonly label: string;
  readonly description: string;
}

/** @typeParam Names of its knobs */
export interface MethodTexts<Names extends string = string> {
  readonly name: string;
  readonly subcategory: string;
  readonly learn: {
    /** Two or three sentences. */
    readonly idea: string;
    /** Where to look in the block diagram. */
    readonly where: string;
    readonly inferenceCost: string;
    readonly pitfalls: string;
    /** What its output is before anything is learned, where that is neither the model's own nor changed at random. */
    readonly start?: string;
  };
  readonly hyperparameters: Readonly<Record<Names, KnobTexts>>;
  /** Why it can't be folded into the base weights, where it can't. */
  readonly merge?: string;
  /** Why HF PEFT can't train it: what would come out instead, or what else can. Only where there is no script. */
  readonly noScript?: string;
  /** What it tells of its phases, and why settings do not fit a model; `messages(id, texts.says)` makes it so. */
  readonly says?: Texts;
}

/** Texts of the same form: a missing or extra one is a type error. */
type Alike<T> = T extends string
  ? string
  : T extends (values: infer V) => string
    ? string | ((values: V) => string)
    : { readonly [K in keyof T]: Alike<T[K]> };

/** A method's texts in another language than English. */
export type Translated<English extends MethodTexts = MethodTexts> = Alike<Omit<English, 'name'>> & {
  /** The method's. */
  readonly id: string;
  /** Where it is another one than in English. */
  readonly name?: string;
};
