/** Errors about data that a person can fix. */
import { MessageError } from '../messages/message';

/** Data that can't be used: what is the matter, and what to do. */
export class DataError extends MessageError {
  override name = 'DataError';
}
