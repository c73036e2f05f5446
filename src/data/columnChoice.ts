/** Which columns of a table are read as what, where somebody says so. */
import type { Template } from './template';

export interface ColumnChoice {
  readonly text?: string;
  readonly label?: string;
  /** Known class names in the order of their ids; another class in the file is an error. */
  readonly labels?: readonly string[];
  /** Prompts with responses: what is read, what goes with it (Alpaca's input), and what is learnt. */
  readonly prompt?: string;
  readonly context?: string;
  readonly response?: string;
  /** Conversations, as a list of messages a row. */
  readonly messages?: string;
  /** How prompts are written out; default: as they are. */
  readonly template?: Template;
}

/** Fewer examples than this can't be split into training, validation and test. */
export const MIN_ROWS = 8;
