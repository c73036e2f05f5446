/** Shares of attention as arcs, and how much a head has changed. */
import type { SentenceAttention } from '../../session/sentenceInside';
import type { Heads } from '../../training/attentionOf';

/** A share of a head's attention, from one token to another or to what was learnt. */
export interface Arc {
  readonly query: number;
  /** Place among the text's tokens; −1: all that was learnt together. */
  readonly key: number;
  readonly share: number;
}

/** Keys in a row of shares. */
const widthOf = ({ heads, shares }: Heads, queries: number): number => shares.length / heads / queries;

/** @param queries tokens that look */
export function arcsOf(all: Heads, queries: number, head: number): readonly Arc[] {
  const width = widthOf(all, queries);
  return Array.from({ length: queries }, (_, query) => {
    const row = all.shares.subarray((head * queries + query) * width, (head * queries + query + 1) * width);
    const learnt = row.subarray(0, all.learnt).reduce((a, b) => a + b, 0);
    const arcs = Array.from(row.subarray(all.learnt), (share, key): Arc => ({ query, key, share }));
    return all.learnt > 0 ? [{ query, key: -1, share: learnt }, ...arcs] : arcs;
  }).flat();
}

/** What a token gives to others than before, mean over the tokens that look, head by head: 0 nothing, 1 all. */
export function shiftsOf({ base, now }: SentenceAttention, queries: number): readonly number[] {
  return Array.from({ length: now.heads }, (_, head) => {
    const before = new Map(arcsOf(base, queries, head).map((arc) => [`${arc.query} ${arc.key}`, arc.share]));
    const moved = arcsOf(now, queries, head).reduce(
      (sum, { query, key, share }) => sum + Math.abs(share - (before.get(`${query} ${key}`) ?? 0)),
      0,
    );
    return moved / 2 / queries;
  });
}
