/** The recorded boards: what `npm run boards` measured, in the chunk of this view. */
import runs from '../../../bench/boards.json';
import type { BoardRun } from '../../state/boards';

export const recorded: readonly BoardRun[] = runs;
