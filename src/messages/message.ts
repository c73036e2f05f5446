/**
 * What the project tells people, as values. A layer names what is the matter (a code) and what belongs to it (values);
 * a catalogue for each language holds the texts. Nothing is recognised by its wording, and a message travels from the
 * worker to the page, into a kept run and out of it again as plain data.
 */

/** A count, written with the language's separators of thousands. */
export interface Count {
  readonly count: number;
}

/** A number with the digits that are to be shown, with a point: "0.50". It is written with the language's mark. */
export interface Decimal {
  readonly decimal: string;
}

/** Several things in one place of a text. */
export interface List {
  readonly list: readonly Value[];
  /** What stands between them; "and" and "or" take the language's word before the last one. Commas by default. */
  readonly join?: ', ' | '; ' | ' ' | 'and' | 'or';
}

/** What can be put into a text: names and other people's words as they are, numbers and messages in the language. */
export type Value = string | number | Count | Decimal | List | Message;

export const fixed = (value: number, digits: number): Decimal => ({ decimal: value.toFixed(digits) });
export const precise = (value: number, digits: number): Decimal => ({ decimal: value.toPrecision(digits) });
/** A share as per cent, without the sign. */
export const percent = (share: number, digits = 1): Decimal => fixed(100 * share, digits);

export interface Message {
  /** Area and name: `onnx.emptyFile`. */
  readonly code: string;
  readonly values?: Readonly<Record<string, Value>>;
}

/** A text of a catalogue; what is put in comes already in the catalogue's language. */
export type Text = string | ((values: never) => string);
export type Texts = Readonly<Record<string, Text>>;

/** The same texts in another language: a missing, extra or differently filled one is a type error. */
export type TranslatedTexts<T extends Texts> = {
  readonly [K in keyof T]: T[K] extends (values: infer V) => string ? string | ((values: V) => string) : string;
};

/** A catalogue's texts as functions that make messages; those without values are messages themselves. */
export type Messages<T extends Texts> = {
  readonly [K in keyof T]: T[K] extends (values: infer V) => string
    ? (values: { readonly [N in keyof V]: V[N] extends string ? Value : Value | undefined }) => Message
    : Message;
};

/** A language's way to write what is put into texts. */
export interface Language {
  readonly text: (code: string) => Text | undefined;
  /** @param digits of the number, with a point */
  readonly decimal: (digits: string) => string;
  readonly count: (value: number) => string;
  readonly and: string;
  readonly or: string;
}

const catalogue = new Map<string, Text>();

/**
 * Registers the English texts of an area, and gives the functions that make its messages.
 * @throws Error where an area is registered with two different catalogues
 */
export function messages<const T extends Texts>(area: string, texts: T): Messages<T> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      const code = `${area}.${name}`;
      if (catalogue.has(code) && catalogue.get(code) !== text) throw new Error(`Two texts are called ${code}.`);
      catalogue.set(code, text);
      const make = (values: Message['values']): Message => ({ code, values });
      return [name, typeof text === 'string' ? { code } : make];
    }),
  ) as Messages<T>;
}

/** Codes that are registered, for the tests of the other languages. */
export const codes = (): string[] => [...catalogue.keys()];

function put(value: Value | undefined, language: Language): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return language.decimal(String(value));
  if ('count' in value) return language.count(value.count);
  if ('decimal' in value) return language.decimal(value.decimal);
  if ('code' in value) return render(value, language);
  const { join = ', ' } = value;
  const parts = value.list.map((part) => put(part, language)).filter((part) => part !== '');
  const last = parts.at(-1) ?? '';
  return join === 'and' || join === 'or'
    ? parts.length < 2
      ? last
      : `${parts.slice(0, -1).join(', ')} ${language[join]} ${last}`
    : parts.join(join);
}

/** A message in a language; in English where that has no text for it, and its code where nobody has one. */
export function render({ code, values = {} }: Message, language: Language): string {
  const text = language.text(code) ?? catalogue.get(code);
  if (text === undefined) return `[${code}]`;
  if (typeof text === 'string') return text;
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return (text as (values: Readonly<Record<string, string>>) => string)(
    Object.fromEntries(given.map(([name, value]) => [name, put(value, language)])),
  );
}

export const english: Language = {
  text: (code) => catalogue.get(code),
  decimal: (digits) => digits,
  count: (value) => value.toLocaleString('en-US'),
  and: 'and',
  or: 'or',
};

/** The message in English: for the command line, and for what `Error.message` says. */
export const inEnglish = (message: Message): string => render(message, english);

const own = messages('messages', {
  sentences: ({ parts }: { parts: string }) => parts,
  foreign: ({ text }: { text: string }) => text,
});

/** Sentences one after the other; those that are undefined are left out. */
export const sentences = (...parts: readonly (Message | undefined)[]): Message =>
  own.sentences({ parts: { list: parts.filter((part) => part !== undefined), join: ' ' } });

/** Words that are not ours: a library's, a browser's. They stay as they are in every language. */
export const foreign = (text: string): Message => own.foreign({ text });

/** An error that tells people a message; `message` is its English. */
export class MessageError extends Error {
  override name = 'MessageError';
  constructor(
    readonly told: Message,
    options?: ErrorOptions,
  ) {
    super(inEnglish(told), options);
  }
}

/** What an error tells: its message, or the foreign words of one that is not ours. */
export const toldBy = (error: unknown): Message =>
  error instanceof MessageError ? error.told : foreign(error instanceof Error ? error.message : String(error));
