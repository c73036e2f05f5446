/** Which columns of a table are read as what, where somebody says so. */
import type { Template } from './template';

export interface ColumnChoice {
  readonly text?: string;
  /** A second text that belongs to the first; '': there is none, whatever the columns suggest. */
  readonly second?: string;
  /** Of the class, the number, or the list of classes. */
  readonly label?: string;
  /** Columns of zeros and ones, each a class of its own. */
  readonly flags?: readonly string[];
  /** Words and their tags: lists of them, or a word and its tag a row; or a text and the spans in it. */
  readonly tokens?: string;
  readonly tags?: string;
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
