/** Errors about data that a person can fix. */

/** Data that can't be used. The message is a sentence for the user that says what to do. */
export class DataError extends Error {
  override name = 'DataError';
}
