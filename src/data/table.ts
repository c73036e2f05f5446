/** What any file of data becomes first: a table of strings. */
import type { Message } from '../messages/message';

export type Format = 'csv' | 'tsv' | 'jsonl' | 'text';

export interface Table {
  readonly format: Format;
  /** Whether the file names its columns; they are called "column 1", "column 2", … where it doesn't. */
  readonly header: boolean;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The sentences of plain text that is one token and its tag a line (CoNLL): lists of tokens and tags. */
  readonly tagged?: Table;
  /** The examples that the same file sets aside for the test. */
  readonly test?: Table;
  /** What the user should know, as sentences. */
  readonly notices: readonly Message[];
}
