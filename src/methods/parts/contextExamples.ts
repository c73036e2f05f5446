/**
 * Training examples as a context that stands before every text: their tokens, and what each token is of (CPT).
 *
 * The types are HF PEFT's (`cpt_tokens_type_mask`): of the i-th example 4i + 1 what all prompts begin with, 4i + 2 the
 * prompt, 4i + 3 what stands before all answers, 4i + 4 the answer. Where data have no prompts, the first half of an
 * example stands for one and the second half for the answer.
 */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { seedFor } from '../initialise';
import type { ExampleTokens } from '../lifecycle';

/** What a token of an example is of. */
export const [OPENING, INPUT, CLOSING, ANSWER] = [1, 2, 3, 4] as const;

/** Kinds of token an example has. */
const KINDS = 4;

/** @returns 1 to 4 for the types of any example; 0 for none */
export const kindOf = (type: number): number => (type > 0 ? ((type - 1) % KINDS) + 1 : 0);

export interface Context {
  /** (l) token ids */
  readonly ids: Int32Array;
  /** (l) types */
  readonly types: Int32Array;
}

interface Piece {
  readonly ids: readonly number[];
  readonly kinds: readonly number[];
}

/** Rows that are compared for what they have in common. */
const LOOKED_AT = 64;

/** Tokens before the first answer; undefined where all tokens are learnt. */
function promptOf({ ids, targets }: ExampleTokens): readonly number[] | undefined {
  if (!targets?.some((id) => id < 0)) return undefined;
  const first = targets.findIndex((id) => id >= 0);
  return ids.slice(0, first < 0 ? ids.length : first + 1);
}

/** Equal tokens at the beginning of all lists. */
function alike(lists: readonly (readonly number[])[]): number {
  const [first = [], ...others] = lists;
  const differs = first.findIndex((id, at) => others.some((other) => other[at] !== id));
  return differs < 0 ? first.length : differs;
}

/** How many tokens all prompts begin and end with; none where there is one prompt only. */
function commonOf(rows: readonly ExampleTokens[]): { readonly opening: number; readonly closing: number } {
  const prompts = rows.slice(0, LOOKED_AT).flatMap((row) => {
    const prompt = promptOf(row);
    return prompt ? [prompt] : [];
  });
  if (prompts.length < 2) return { opening: 0, closing: 0 };
  const shortest = Math.min(...prompts.map(({ length }) => length));
  const opening = alike(prompts);
  const closing = alike(prompts.map((prompt) => [...prompt].reverse()));
  return { opening, closing: Math.min(closing, shortest - opening) };
}

/** A row of `most` tokens at most. A long answer loses its end, so that a quarter is left for the prompt; a long prompt
 * its beginning. */
function pieceOf(row: ExampleTokens, most: number, { opening, closing }: ReturnType<typeof commonOf>): Piece {
  const prompt = promptOf(row);
  if (!prompt) {
    const ids = row.ids.slice(0, most);
    const half = Math.floor(ids.length / 2);
    return { ids, kinds: ids.map((_, at) => (at < half ? INPUT : ANSWER)) };
  }
  const { targets = [] } = row;
  const kinds = row.ids.map((_, at) => {
    if ((targets[at - 1] ?? -1) >= 0) return ANSWER;
    if (at < opening) return OPENING;
    return at < prompt.length && at >= prompt.length - closing ? CLOSING : INPUT;
  });
  const answerEnd = kinds.lastIndexOf(ANSWER) + 1 || kinds.length;
  const end = Math.min(answerEnd, prompt.length + most - Math.min(prompt.length, Math.ceil(most / KINDS)));
  const start = Math.max(0, end - most);
  return { ids: row.ids.slice(start, end), kinds: kinds.slice(start, end) };
}

const joined = (pieces: readonly Piece[]): Context => ({
  ids: Int32Array.from(pieces.flatMap(({ ids }) => [...ids])),
  types: Int32Array.from(pieces.flatMap(({ kinds }, i) => kinds.map((kind) => KINDS * i + kind))),
});

/**
 * Examples drawn from the rows until they have l tokens, each of l / `examples` at most; what is too much is cut off
 * the beginning.
 */
export function drawContext(rows: readonly ExampleTokens[], l: number, examples: number, seed: number): Context {
  const random = xoroshiro128plus(seedFor(seed, 'context'));
  const left: number[] = [];
  const common = commonOf(rows);
  const most = Math.ceil(l / examples);
  const pieces: Piece[] = [];
  for (let total = 0; total < l; total += pieces[0]!.ids.length) {
    // Each row once, as long as there are others.
    if (left.length === 0) left.push(...rows.keys());
    const [at] = left.splice(uniformInt(random, 0, left.length - 1), 1);
    pieces.unshift(pieceOf(rows[at!]!, most, common));
  }
  const surplus = pieces.reduce((sum, { ids }) => sum + ids.length, 0) - l;
  const [first, ...others] = pieces as [Piece, ...Piece[]];
  return joined([{ ids: first.ids.slice(surplus), kinds: first.kinds.slice(surplus) }, ...others]);
}

/** Random words in the place of examples, where there is no run that could read any. */
export function inventContext(vocabulary: number, l: number, examples: number, seed: number): Context {
  const random = xoroshiro128plus(seedFor(seed, 'context'));
  const ids = Array.from({ length: l }, () => uniformInt(random, 0, vocabulary - 1));
  return drawContext([{ ids }], l, examples, seed);
}

/**
 * Which tokens of the context are predicted, each by the place before it, and how much each counts: `factor` to the
 * power of how many answers come behind its own, that of the text being the last.
 */
export function answersOf(
  { types, ids }: Context,
  factor: number,
): readonly { readonly place: number; readonly id: number; readonly weight: number }[] {
  const answers = [...new Set([...types].filter((type) => kindOf(type) === ANSWER))].sort((a, b) => b - a);
  return [...types].flatMap((type, at) => {
    if (at === 0 || kindOf(type) !== ANSWER) return [];
    return [{ place: at - 1, id: ids[at]!, weight: factor ** (answers.indexOf(type) + 1) }];
  });
}
