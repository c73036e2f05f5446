/** What each token of a text contributes to one of the model's numbers, by gradient × input. */
import { wordPieces, type TokenRow } from '../data/encode';
import { MessageError } from '../messages/message';
import type { TaskId } from '../methods/taskId';
import { NO_TOKEN } from '../tasks/labelForm';
import { targetLengthOf } from '../training/applied';
import { promptFor, question, wordsOf, type Asking } from './asking';
import { says } from './messages';
import type { PinnedText } from './pinned';
import { tokenText, type TokenText } from './tokenText';

export interface ExplainAsked extends PinnedText {
  /** Classes and labels: which; default: the likeliest. Tags: of which word; texts: which of the tokens written. */
  readonly of?: number;
}

export interface ExplainedToken extends TokenText {
  /** Σ over the embedding of gradient × input: in the units of the number that is explained. */
  readonly score: number;
  /** Of the second of two texts. */
  readonly second?: boolean;
}

/** Plain data: crosses the worker boundary. */
export interface Explained extends PinnedText {
  readonly task: TaskId;
  readonly step: number;
  readonly tokens: readonly ExplainedToken[];
  /** What else can be asked about: class names, words with their tags, or tokens as they are written. */
  readonly choices: readonly string[];
  /** Which of them is explained; −1 where there is but one number. */
  readonly of: number;
  /** The number that is explained: a logit, or the value itself. */
  readonly value: number;
}

interface Plan {
  readonly row: TokenRow;
  readonly ids: readonly number[];
  readonly types?: readonly number[];
  /** Place of the number among the row's logits, and what it is, once they are known. */
  readonly choose: (logits: Float32Array) => {
    readonly place: number;
    readonly choices: readonly string[];
    readonly of: number;
  };
}

const likeliest = (values: Float32Array): number => values.indexOf(values.reduce((a, b) => Math.max(a, b), -Infinity));
const within = (of: number | undefined, count: number): number | undefined =>
  of !== undefined && of >= 0 && of < count ? of : undefined;

function headed(asking: Asking, asked: ExplainAsked): Plan {
  const { task, labels } = asking;
  const { row: given } = question(asking, asked);
  const row: TokenRow = 'ids' in given ? given : { ids: given };
  const choose: Plan['choose'] =
    task === 'regression'
      ? () => ({ place: 0, choices: [], of: -1 })
      : (logits) => {
          const of = within(asked.of, labels.length) ?? likeliest(logits.subarray(0, labels.length));
          return { place: of, choices: labels, of };
        };
  return { row, ids: row.ids, ...(row.types && { types: row.types }), choose };
}

function tagged({ labels, tokenizer, sequenceLength }: Asking, asked: ExplainAsked): Plan {
  const words = wordsOf(asked.text);
  const { ids, heads } = wordPieces(words, tokenizer, sequenceLength);
  const placed = heads.flatMap((head, i) => (head === undefined ? [] : [{ head, word: words[i]! }]));
  if (placed.length === 0) throw new MessageError(says.nothingToExplain);
  return {
    row: { ids },
    ids,
    choose: (logits) => {
      const classes = labels.length;
      const tags = placed.map(({ head }) => likeliest(logits.subarray(head * classes, (head + 1) * classes)));
      const first = tags.findIndex((tag) => labels[tag] !== 'O');
      const of = within(asked.of, placed.length) ?? Math.max(0, first);
      return {
        place: placed[of]!.head * classes + tags[of]!,
        choices: placed.map(({ word }, i) => `${word} (${labels[tags[i]!] ?? '–'})`),
        of,
      };
    },
  };
}

/** The token that comes next. */
function continued(asking: Asking, asked: ExplainAsked): Plan {
  const { tokenizer, sequenceLength } = asking;
  const ids = promptFor(asking, asked.text).ids.slice(-sequenceLength);
  return {
    row: { ids: [...ids, tokenizer.padId], targets: ids.map(() => NO_TOKEN) },
    ids,
    choose: (logits) => {
      const vocabulary = logits.length / sequenceLength;
      const from = (ids.length - 1) * vocabulary;
      const token = likeliest(logits.subarray(from, from + vocabulary));
      return { place: from + token, choices: [tokenText(token, tokenizer).text], of: 0 };
    },
  };
}

/** One of the tokens that are written, given those before it. */
async function translated(asking: Asking, asked: ExplainAsked): Promise<Plan> {
  const { run, tokenizer } = asking;
  const { ids } = promptFor(asking, asked.text);
  const length = targetLengthOf({ sequence: run.config.sequenceLength, target: run.config.targetLength! });
  const [written = []] = await run.asking.writeFew([{ ids, guess: [], most: length }], 'tuned');
  const targets = written.length > 0 ? written : [tokenizer.endId ?? tokenizer.padId];
  return {
    row: { ids, targets },
    ids,
    choose: (logits) => {
      const of = within(asked.of, targets.length) ?? 0;
      const vocabulary = logits.length / length;
      return {
        place: of * vocabulary + targets[of]!,
        choices: targets.map((token) => tokenText(token, tokenizer).text),
        of,
      };
    },
  };
}

/** @throws MessageError for a text without tokens, and where a method keeps gradients from the embeddings */
export async function explain(asking: Asking, asked: ExplainAsked): Promise<Explained> {
  const { run, task, tokenizer } = asking;
  if (asked.text.trim() === '') throw new MessageError(says.nothingToExplain);
  const plan =
    task === 'causal-lm'
      ? continued(asking, asked)
      : task === 'seq2seq'
        ? await translated(asking, asked)
        : (task === 'token-classification' ? tagged : headed)(asking, asked);
  if (plan.ids.length === 0) throw new MessageError(says.nothingToExplain);
  const { ids, types, choose } = plan;
  let chosen: ReturnType<Plan['choose']> | undefined;
  const step = run.stepsDone;
  const { attribution, logits } = await run.attribute(plan.row, (values) => {
    chosen = choose(values);
    const weights = new Float32Array(values.length);
    weights[chosen.place] = 1;
    return weights;
  });
  const { place, choices, of } = chosen!;
  return {
    task,
    text: asked.text,
    ...(asked.second !== undefined && { second: asked.second }),
    step,
    tokens: ids.map((id, i) => ({
      ...tokenText(id, tokenizer),
      score: attribution[i]!,
      ...(types?.[i] === 1 && { second: true }),
    })),
    choices,
    of,
    value: logits[place]!,
  };
}
