/** Short names of a family's members, for the rows and columns of a matrix. */
import { datasets } from '../contents';
import { language } from '../language';
import { NO_SOURCE } from '../../session/matrix';
import { words } from './strings';

/** Data of one language are called by it: `numbers_de` is German. */
export function shortName(id: string): string {
  if (id === NO_SOURCE) return words.matrix.none;
  const entry = datasets.find((candidate) => candidate.id === id);
  const code = entry?.task === 'seq2seq' ? /_([a-z]{2})$/.exec(id)?.[1] : undefined;
  const name = code && new Intl.DisplayNames([language()], { type: 'language' }).of(code);
  return name ? name.charAt(0).toLocaleUpperCase(language()) + name.slice(1) : (entry?.name ?? id);
}
