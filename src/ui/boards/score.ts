/** How a board's score is written. */
import type { Board } from '../../state/boards';
import { lowerIsBetter } from '../../state/standings';
import { fixed } from '../format';

/** A share in points, a perplexity as it is; one decimal is what the noise leaves. */
export const scoreOf = (board: Board) => (value: number) => fixed(lowerIsBetter(board) ? value : 100 * value, 1);
