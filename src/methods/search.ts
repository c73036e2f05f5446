/** Finding a method by words: its name or abbreviation, its authors, its kind, what is said of it. */
import type { Method } from './contract';

/** What is said of a method in one language. */
export interface Told {
  readonly name?: string;
  readonly subcategory: string;
  readonly learn: { readonly idea: string };
}

/** Letters and digits in one form, without accents and marks, a space before each word: "(IA)³" becomes " ia 3". */
const plain = (text: string): string =>
  ` ${text
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}+]+/gu, ' ')
    .trim()}`;
const joined = (text: string): string => plain(text).replaceAll(' ', '');
const initials = (text: string): string =>
  plain(text)
    .split(' ')
    .map((word) => word.slice(0, 1))
    .join('');

/** How well a word fits; the smaller, the better. */
const NAME = 0,
  BEGINS = 1,
  WITHIN = 2,
  ABOUT = 3,
  TOLD = 4;

interface Fields {
  readonly names: readonly string[];
  /** Names and abbreviations without spaces. */
  readonly short: readonly string[];
  /** Authors, year, title, kind, settings. */
  readonly about: string;
  readonly told: string;
}

function fieldsOf(method: Method, languages: readonly Told[]): Fields {
  const { id, name, category, paper, hyperparameters } = method;
  const all: readonly Told[] = [method, ...languages];
  const names = [id, name, ...languages.flatMap((told) => told.name ?? [])];
  const knobs = hyperparameters.map(({ label }) => label);
  return {
    names: names.map(plain),
    short: [...names.map(joined), ...[...names, paper.title.split(':')[0]!].map(initials)],
    about: [
      [paper.authors, String(paper.year), paper.venue ?? '', paper.title],
      [category, ...all.map(({ subcategory }) => subcategory), ...knobs],
    ]
      .flat()
      .map(plain)
      .join(''),
    told: all.map(({ learn }) => plain(learn.idea)).join(''),
  };
}

/** A word begins so; or, unless it is short, a part of one is so. */
const holds = (text: string, word: string): boolean => text.includes(word.length > 2 ? word : ` ${word}`);

function rankOf(word: string, { names, short, about, told }: Fields): number | undefined {
  if (word.length > 1 && short.includes(word)) return NAME;
  if (names.some((name) => name.includes(` ${word}`))) return BEGINS;
  if ([...names, ...short].some((name) => holds(name, word))) return WITHIN;
  if (holds(about, word)) return ABOUT;
  return holds(told, word) ? TOLD : undefined;
}

/**
 * Methods in which every word of the query is found, best first; all of them, as they come, for an empty query.
 * @param languages what other languages than the methods' own say of one
 */
export function found(
  methods: readonly Method[],
  query: string,
  languages: (id: string) => readonly Told[] = () => [],
): readonly Method[] {
  const text = plain(query).trim();
  if (text === '') return methods;
  const ranked = methods.flatMap((method) => {
    const fields = fieldsOf(method, languages(method.id));
    // Several words may be one name.
    if (fields.short.includes(joined(text)) && text.length > 1) return [{ method, rank: -1 }];
    const ranks = text.split(' ').map((word) => rankOf(word, fields) ?? Infinity);
    return ranks.includes(Infinity) ? [] : [{ method, rank: ranks.reduce((sum, rank) => sum + rank) / ranks.length }];
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ method }) => method);
}
