/** A text as a run's task reads it, and how an answer is told. */
import type { ChatRenderer } from '../data/chat';
import { wordPieces } from '../data/encode';
import { promptOf } from '../data/exchanges';
import { sourceOf, type Template } from '../data/template';
import type { TextTokenizer } from '../data/tokenizer';
import type { TaskId } from '../methods/taskId';
import type { Prediction } from '../training/events';
import type { AskedText } from '../training/questions';
import type { Run } from '../training/run';
import type { OpenedRun } from './openRun';
import type { PinnedText } from './pinned';

/** What is needed to ask a run. */
export interface Asking {
  readonly run: Run;
  readonly task: TaskId;
  /** Regression: the smallest and the largest number of the training data. */
  readonly range: readonly [number, number] | undefined;
  readonly tokenizer: TextTokenizer;
  /** Class names in the order of label ids. */
  readonly labels: readonly string[];
  readonly sequenceLength: number;
  /** Form of the prompts that the run learns from. */
  readonly template: Template | undefined;
  /** The model's own, where the run learns from what it writes. */
  readonly chat: ChatRenderer | undefined;
}

export const askingOf = ({ run, data, chat }: OpenedRun, tokenizer: TextTokenizer): Asking => ({
  run,
  tokenizer,
  labels: data.labels,
  sequenceLength: run.config.sequenceLength,
  task: run.config.task,
  range: data.range,
  template: data.template,
  chat,
});

/** Words of a text as they are tagged: punctuation stands by itself. */
export const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}\p{M}'’_]+|[^\s\p{L}\p{N}\p{M}]/gu) ?? [];

export interface Question {
  readonly row: AskedText;
  readonly words?: readonly string[];
  /** What is told of the answer. */
  readonly read: (prediction: Prediction) => Prediction;
}

/**
 * A text for a task with classes or numbers. @param given words that are known already
 */
export function question(
  { task, tokenizer, sequenceLength, labels }: Omit<Asking, 'run'>,
  { text, second }: PinnedText,
  given?: readonly string[],
): Question {
  if (task === 'token-classification') {
    const words = given ?? wordsOf(text);
    const { ids, heads } = wordPieces(words, tokenizer, sequenceLength);
    const classes = labels.length;
    /** Of the first piece of each word that has room. */
    const read = ({ probabilities, label }: Prediction): Prediction => ({
      probabilities: heads.flatMap((at) =>
        at === undefined ? new Array<number>(classes).fill(0) : probabilities.slice(at * classes, (at + 1) * classes),
      ),
      label,
    });
    return { row: ids, words: words.slice(0, heads.length), read };
  }
  const row =
    second === undefined || second.trim() === ''
      ? tokenizer.encode(text, sequenceLength)
      : tokenizer.encodePair(text, second, sequenceLength);
  return { row, read: (prediction) => prediction };
}

export interface Prompt {
  /** Never empty: a text that goes on from nothing begins with the token that ends texts. */
  readonly ids: readonly number[];
  /** Of tokens that were written for it. */
  readonly textOf: (ids: readonly number[]) => string;
}

/** A prompt in the form of what the run learns from; its ids are not cut where it is written on. */
export function promptFor({ run, tokenizer, template, chat, sequenceLength }: Asking, prompt: string): Prompt {
  // An encoder reads the source as it does in training, and what its decoder writes stands by itself.
  const separate = run.config.task === 'seq2seq';
  // A run on prompts with responses is asked in the same form; any text begins as the model's texts do.
  const formed = template === undefined || prompt.trim() === '' ? prompt : promptOf(template, prompt);
  const inTemplate = chat && prompt.trim() !== '' ? chat.prompt(prompt) : undefined;
  const asked = separate ? sourceOf(run.config.sourceTemplate, formed.trim()) : formed;
  // A chat template has its special tokens in it.
  const given = separate
    ? tokenizer.encode(asked, sequenceLength)
    : inTemplate !== undefined
      ? tokenizer.ids(inTemplate)
      : [...tokenizer.prefix, ...tokenizer.ids(asked)];
  return promptOfIds({ run, tokenizer }, given);
}

export function promptOfIds({ run, tokenizer }: Pick<Asking, 'run' | 'tokenizer'>, given: readonly number[]): Prompt {
  const ids = given.length > 0 ? given : [tokenizer.endId ?? tokenizer.padId];
  if (run.config.task === 'seq2seq') return { ids, textOf: (written) => tokenizer.decode(written) };
  // Decoded together with the prompt and cut afterwards: spaces between prompt and text depend on both.
  const before = tokenizer.decode(ids).length;
  return { ids, textOf: (written) => tokenizer.decode([...ids, ...written]).slice(before) };
}
