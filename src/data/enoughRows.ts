/** How many examples data must have. */
import type { Message, Value } from '../messages/message';
import { DataError } from './errors';
import { says } from './messages';

/** Fewer examples than this can't be split into training, validation and test. */
export const MIN_ROWS = 8;

/** @throws DataError for too few rows of a file, with the reason why others were left out */
export function requireRows(file: Value, count: number, why: Message | undefined): void {
  if (count < MIN_ROWS) throw new DataError(says.tooFewRows({ file, count, why, least: MIN_ROWS }));
}
