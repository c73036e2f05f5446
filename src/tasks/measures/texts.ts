/**
 * Measures of generated texts against references, over a whole corpus with one reference each: BLEU and chrF as
 * sacreBLEU 2 gives them by default (tokeniser 13a, exponential smoothing; chrF2, six characters), ROUGE-L as Google's
 * rouge-score without stemming, exact match.
 */

function counted(items: readonly string[], n: number, mark: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + n <= items.length; i++) {
    const key = items.slice(i, i + n).join(mark);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

const sizeOf = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((a, b) => a + b, 0);

/** n-grams that both have, none more often than either has it. */
function shared(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [key, count] of a) sum += Math.min(count, b.get(key) ?? 0);
  return sum;
}

/** mteval-v13a's tokenisation. */
export function tokens13a(line: string): string[] {
  let text = line.replaceAll('<skipped>', '').replaceAll('-\n', '').replaceAll('\n', ' ');
  if (text.includes('&'))
    text = text.replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>');
  return ` ${text} `
    .replace(/([{-~[-` -&(-+:-@/])/g, ' $1 ')
    .replace(/([^0-9])([.,])/g, '$1 $2 ')
    .replace(/([.,])([^0-9])/g, ' $1 $2')
    .replace(/([0-9])(-)/g, '$1 $2 ')
    .split(/\s+/)
    .filter((token) => token !== '');
}

const LONGEST = 4;

/** Corpus BLEU, 0 to 100. */
export function bleu(texts: readonly string[], references: readonly string[]): number {
  const right = new Array<number>(LONGEST).fill(0);
  const total = new Array<number>(LONGEST).fill(0);
  let [length, wanted] = [0, 0];
  texts.forEach((text, i) => {
    const [said, asked] = [tokens13a(text), tokens13a(references[i]!)];
    length += said.length;
    wanted += asked.length;
    for (let n = 1; n <= LONGEST; n++) {
      right[n - 1]! += shared(counted(said, n, ' '), counted(asked, n, ' '));
      total[n - 1]! += Math.max(0, said.length - n + 1);
    }
  });
  if (right.every((count) => count === 0) || total.includes(0)) return 0;
  let smoothing = 1;
  const logs = right.map((count, n) => {
    if (count > 0) return Math.log((100 * count) / total[n]!);
    smoothing *= 2;
    return Math.log(100 / (smoothing * total[n]!));
  });
  const penalty = length < wanted ? Math.exp(1 - wanted / length) : 1;
  return penalty * Math.exp(logs.reduce((a, b) => a + b, 0) / LONGEST);
}

const CHARACTERS = 6;
/** Recall counts β² = 4 times as much as precision. */
const BETA_SQUARED = 4;

/** n-grams of one text by length: how many it has, how many the reference has, how many both have. */
type Counts = readonly (readonly [said: number, asked: number, right: number])[];

function charactersOf(text: string, reference: string): Counts {
  const [letters, wanted] = [text, reference].map((one) => [...one.replace(/\s+/g, '')]) as [string[], string[]];
  return Array.from({ length: CHARACTERS }, (_, n) => {
    const [a, b] = [counted(letters, n + 1, ''), counted(wanted, n + 1, '')];
    // Nothing is counted where the reference has no n-gram of that length.
    return [b.size > 0 ? sizeOf(a) : 0, sizeOf(b), shared(a, b)];
  });
}

function chrfOf(texts: readonly Counts[]): number {
  let [precision, recall, orders] = [0, 0, 0];
  for (let n = 0; n < CHARACTERS; n++) {
    let [said, asked, right] = [0, 0, 0];
    for (const text of texts) {
      said += text[n]![0];
      asked += text[n]![1];
      right += text[n]![2];
    }
    if (said === 0 || asked === 0) continue;
    precision += right / said;
    recall += right / asked;
    orders++;
  }
  if (precision + recall === 0) return 0;
  const [p, r] = [precision / orders, recall / orders];
  return (100 * (1 + BETA_SQUARED) * p * r) / (BETA_SQUARED * p + r);
}

/** Corpus chrF2, 0 to 100. */
export const chrf = (texts: readonly string[], references: readonly string[]): number =>
  chrfOf(texts.map((text, i) => charactersOf(text, references[i]!)));

const RESAMPLES = 200;

/** Standard error of corpus chrF2 over the texts, by resampling them (Koehn 2004); the same for the same texts. */
export function chrfError(texts: readonly string[], references: readonly string[]): number {
  const counts = texts.map((text, i) => charactersOf(text, references[i]!));
  let state = 1;
  // A linear congruential generator: whose numbers they are does not matter here, only that they stay the same.
  const draw = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return counts[Math.floor((state / 2 ** 32) * counts.length)]!;
  };
  const scores = Array.from({ length: RESAMPLES }, () => chrfOf(counts.map(draw)));
  const mean = scores.reduce((a, b) => a + b, 0) / RESAMPLES;
  return Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (RESAMPLES - 1));
}

const plainWords = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];

/** Length of the longest common subsequence. */
function commonLength(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const word of a) {
    const next = [0];
    b.forEach((other, j) => next.push(word === other ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!)));
    row = next;
  }
  return row[b.length]!;
}

/** Mean ROUGE-L F1, 0 to 1. It reads Latin letters and digits alone, as the library does. */
export function rougeL(texts: readonly string[], references: readonly string[]): number {
  const each = texts.map((text, i) => {
    const [said, asked] = [plainWords(text), plainWords(references[i]!)];
    const common = commonLength(said, asked);
    return common === 0 ? 0 : (2 * common) / (said.length + asked.length);
  });
  return each.length === 0 ? 0 : each.reduce((a, b) => a + b, 0) / each.length;
}

/** Share of texts that are their reference to the letter, but for space around it. */
export const exactMatch = (texts: readonly string[], references: readonly string[]): number =>
  texts.length === 0 ? 0 : texts.filter((text, i) => text.trim() === references[i]!.trim()).length / texts.length;
