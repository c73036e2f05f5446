/** The texts behind encoded examples, for whoever shows an example or measures what was written. */
import type { Splits } from './datasets';
import { wordPieces } from './encode';
import { sourceAndTargetOf } from './exchanges';
import type { TextTokenizer } from './tokenizer';

/** An example as its file has it. */
export interface ExampleText {
  /** What is read; empty for a window of a longer text. */
  readonly text: string;
  /** The second of two texts. */
  readonly second?: string;
  /** What is to be written. */
  readonly target?: string;
  /** Words that have a tag, in their order. */
  readonly words?: readonly string[];
}

export interface ExampleTexts {
  /** @param row of the split, as encoded */
  readonly of: (split: 'train' | 'validation' | 'test', row: number) => ExampleText;
  /** Text of ids; special tokens are left out. */
  readonly decode: (ids: readonly number[]) => string;
}

/** @param sequence tokens a row, beyond which words are cut off */
export function exampleTexts(splits: Splits, tokenizer: TextTokenizer, sequence: number): ExampleTexts {
  const decode = (ids: readonly number[]): string => tokenizer.decode(ids);
  switch (splits.task) {
    case 'token-classification':
      return {
        decode,
        of(split, row) {
          const { words } = splits[split][row]!;
          const { heads } = wordPieces(words, tokenizer, sequence);
          return { text: words.join(' '), words: words.filter((_, i) => heads[i] !== undefined) };
        },
      };
    case 'seq2seq':
    case 'causal-lm':
      if (splits.template === undefined) return { decode, of: () => ({ text: '' }) };
      return {
        decode,
        of(split, row) {
          const example = splits[split][row]!;
          const { source, target } = sourceAndTargetOf(example);
          const { rendered } = example;
          return { text: rendered ? rendered.text.slice(0, rendered.learnt.at(-1)![0]) : source, target };
        },
      };
    default:
      return {
        decode,
        of(split, row) {
          const { text, second } = splits[split][row]!;
          return { text, ...(second !== undefined && { second }) };
        },
      };
  }
}
