/** Trying the model on the visitor's own words: before and after training side by side, and again while it trains. */
import { wordPieces } from '../data/encode';
import type { ChatRenderer } from '../data/chat';
import { promptOf } from '../data/exchanges';
import { sourceOf, type Template } from '../data/template';
import type { TaskId } from '../methods/taskId';
import type { TextTokenizer } from '../data/tokenizer';
import type { GenerateOptions, Prediction } from '../training/events';
import type { Questions } from '../training/questions';
import type { Run } from '../training/run';
import type { Calls, Notice } from './protocol';

/** Tokens between two notices of text being written. */
const TOKENS_PER_NOTICE = 4;

export interface TryOut {
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
  notify: (notice: Notice) => void;
}

/** Words of a text as they are tagged: punctuation stands by itself. */
const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}\p{M}'’_]+|[^\s\p{L}\p{N}\p{M}]/gu) ?? [];

interface Asked {
  readonly text: string;
  readonly second?: string;
}

/** A text as the task reads it, and what is told of the answer. */
function question({ task, tokenizer, sequenceLength, labels }: TryOut, { text, second }: Asked) {
  const same = (prediction: Prediction) => prediction;
  if (task === 'token-classification') {
    const words = wordsOf(text);
    const { ids, heads } = wordPieces(words, tokenizer, sequenceLength);
    const classes = labels.length;
    /** Of the first piece of each word that has room. */
    const ofWords = ({ probabilities, label }: Prediction): Prediction => ({
      probabilities: heads.flatMap((at) =>
        at === undefined ? new Array<number>(classes).fill(0) : probabilities.slice(at * classes, (at + 1) * classes),
      ),
      label,
    });
    return { row: ids, told: { words: words.slice(0, heads.length) }, read: ofWords };
  }
  const row =
    second === undefined || second.trim() === ''
      ? tokenizer.encode(text, sequenceLength)
      : tokenizer.encodePair(text, second, sequenceLength);
  return { row, told: {}, read: same };
}

/** Answers to a text by both models; while training goes on, the tuned one is asked again. */
export async function predictBoth(tryOut: TryOut, asked: Asked): Promise<Calls['predict']['answer']> {
  const { run, task, labels, range, notify } = tryOut;
  const { row, told, read } = question(tryOut, asked);
  const [base] = await run.predict([row], 'base');
  const [tuned] = await run.predict([row], 'tuned');
  const answer = {
    task,
    ...asked,
    ...told,
    ...(range && { range }),
    labels,
    base: read(base!),
    tuned: read(tuned!),
    step: run.stepsDone,
  };
  run.watch(async (model) => {
    const step = run.stepsDone;
    const [now] = await model.predict([row], 'tuned');
    notify({ notice: 'predicted', prediction: { ...answer, tuned: read(now!), step } });
  });
  return answer;
}

/** Continues a prompt with both models; while training goes on, the tuned one writes again. */
export async function writeBoth(
  { run, tokenizer, template, chat, sequenceLength, notify }: TryOut,
  { prompt, maxNewTokens, temperature, topK, seed }: Calls['generate']['argument'],
): Promise<Calls['generate']['answer']> {
  // An encoder reads the source as it does in training, and what its decoder writes stands by itself.
  const separate = run.config.task === 'seq2seq';
  // A run on prompts with responses is asked in the same form; any text begins as the model's texts do.
  const formed = template === undefined || prompt.trim() === '' ? prompt : promptOf(template, prompt);
  const inTemplate = chat && prompt.trim() !== '' ? chat.prompt(prompt) : undefined;
  const asked = separate ? sourceOf(run.config.sourceTemplate, formed.trim()) : formed;
  const given = separate
    ? tokenizer.encode(asked, sequenceLength) // A chat template has its special tokens in it.
    : inTemplate !== undefined
      ? tokenizer.ids(inTemplate)
      : [...tokenizer.prefix, ...tokenizer.ids(asked)];
  const start = given.length > 0 ? given : [tokenizer.endId ?? tokenizer.padId];
  // Decoded together with the prompt and cut afterwards: spaces between prompt and text depend on both.
  const before = tokenizer.decode(start).length;
  const textOf = (ids: readonly number[]) =>
    separate ? tokenizer.decode(ids) : tokenizer.decode([...start, ...ids]).slice(before);
  const options = { prompt: start, maxNewTokens, temperature, topK, seed };
  const write = async (
    model: Pick<Questions, 'generate'>,
    which: 'base' | 'tuned',
    onToken?: (ids: readonly number[]) => void,
  ) => {
    const ids: number[] = [];
    await model.generate({
      ...options,
      which,
      onToken: (id) => {
        ids.push(id);
        onToken?.(ids);
      },
    } satisfies GenerateOptions);
    return textOf(ids);
  };
  /** When the first token of the tuned model was there: before it, the graph is loaded. */
  let first = 0;
  const tell = (which: 'base' | 'tuned') => (ids: readonly number[]) => {
    if (ids.length === 1) first = performance.now();
    if (ids.length % TOKENS_PER_NOTICE === 0) notify({ notice: 'generated', which, text: textOf(ids) });
  };
  const both = async (which: 'base' | 'tuned') => {
    const text = await write(run, which, tell(which));
    notify({ notice: 'generated', which, text });
    return text;
  };
  const base = await both('base');
  const tuned = await both('tuned');
  const cost = performance.now() - first;
  run.watch(async (model) => {
    const step = run.stepsDone;
    notify({ notice: 'written', text: await write(model, 'tuned'), step });
  }, cost);
  return { base, tuned, step: run.stepsDone };
}
