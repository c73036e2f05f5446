/** An answer in a few words, for those who hear the page. */
import type { Answer, Pinned } from '../../session/pinned';
import { fixed, percent } from '../format';
import { strings } from '../strings';

const words = strings.live;

/** From here on a label is given, where a text may have several. */
export const GIVEN = 0.5;

/** A share, or that there is none: of a run that ran away. */
export const shareOf = (share: number | undefined): string =>
  share === undefined || !Number.isFinite(share) ? '–' : percent(share);

export const numberOf = (value: number | undefined): string =>
  value === undefined || !Number.isFinite(value) ? '–' : fixed(value, 2);

/** The likeliest; −1 where there is none. */
export const likeliest = (shares: readonly number[]): number =>
  shares.some(Number.isFinite) ? shares.indexOf(Math.max(...shares.filter(Number.isFinite))) : -1;

/** @param rowWords of a text with tags */
export function told(
  { shares, tags, value, text }: Answer,
  { task, labels }: Pick<Pinned, 'task' | 'labels'>,
  rowWords: readonly string[] = [],
): string {
  if (text !== undefined) return text === '' ? words.nothing : text;
  if (value !== undefined) return numberOf(value);
  if (tags) return rowWords.map((word, i) => `${word} ${labels[tags[i]?.[0] ?? -1] ?? '–'}`).join(', ');
  if (!shares) return words.nothing;
  if (task === 'multi-label') return labels.filter((_, i) => shares[i]! >= GIVEN).join(', ') || words.noLabel;
  const best = likeliest(shares);
  return best < 0 ? '–' : `${labels[best]}, ${shareOf(shares[best])}`;
}

/** Whether an answer is what is right; undefined where that is not known, or is no matter of yes and no. */
export function isRight(
  answer: Answer | undefined,
  truth: readonly string[] | undefined,
  { task, labels }: Pick<Pinned, 'task' | 'labels'>,
): boolean | undefined {
  if (!answer || !truth || task === 'regression') return undefined;
  const { text, shares } = answer;
  if (text !== undefined) return text.trim() === (truth[0] ?? '').trim();
  if (!shares) return undefined;
  const given = task === 'multi-label' ? labels.filter((_, i) => shares[i]! >= GIVEN) : [labels[likeliest(shares)]];
  return given.length === truth.length && given.every((label) => label !== undefined && truth.includes(label));
}
