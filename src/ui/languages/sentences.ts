/** Translates sentences that are made elsewhere, by templates: `{0}` stands for whatever is put in there. */

export type Sentences = readonly (readonly [english: string, translated: string])[];

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const pattern = (template: string) =>
  new RegExp(
    `^${template
      .split(/\{\d\}/)
      .map(literal)
      .join('([^]+?)')}$`,
  );

const numbers = /(?<![\w.])\d+(?:[.,]\d+)+(?:e[-+]?\d+)?(?!\.?\w)/g;

/** 0.5 and 1,000 exchange their marks; lists such as "1, 2" and names of files and tensors stay. */
const exchanged = (text: string) =>
  text.replace(numbers, (number) => number.replace(/[.,]/g, (mark) => (mark === '.' ? ',' : '.')));

/**
 * A translator by these templates, in which placeholders are numbered from 0 in the order of the English one. Earlier
 * ones win. What is put in is translated too; what fits no template stays.
 * @param number writes numbers of the text as the language does
 */
export function translator(
  sentences: Sentences,
  number: (text: string) => string = exchanged,
): (text: string) => string {
  let patterns: readonly (readonly [RegExp, string])[] | undefined;
  const known = new Map<string, string>();

  const sentence = (text: string): string | undefined => {
    for (const [english, translated] of (patterns ??= sentences.map(
      ([template, to]) => [pattern(template), to] as const,
    ))) {
      const match = english.exec(text);
      if (match) return translated.replace(/\{(\d)\}/g, (_, index: string) => inner(match[Number(index) + 1]!));
    }
    return undefined;
  };
  const inner = (text: string): string => sentence(text) ?? number(text);
  /**
   * Templates may have several sentences: the fewest that fit one are taken together, so that nothing put in swallows
   * the next sentence.
   */
  const whole = (text: string): string => {
    const parts = text.split(/(?<=[.!?]) (?=[A-Z"])/);
    const translated: string[] = [];
    for (let from = 0, to = 0; from < parts.length; from = to) {
      let found: string | undefined;
      for (to = from + 1; to <= parts.length; to++) {
        found = sentence(parts.slice(from, to).join(' '));
        if (found !== undefined) break;
      }
      if (found === undefined) to = from + 1;
      translated.push(found ?? parts[from]!);
    }
    return translated.join(' ');
  };

  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const translated = whole(text);
    known.set(text, translated);
    return translated;
  };
}
