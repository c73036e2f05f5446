/** A text as the row of tokens that a run's model reads, for those who look at one text between the layers. */
import { wordPieces, type TokenRow } from '../data/encode';
import { MessageError } from '../messages/message';
import { NO_TOKEN } from '../tasks/labelForm';
import { targetLengthOf } from '../training/applied';
import { promptFor, question, wordsOf, type Asking } from './asking';
import { says } from './messages';
import type { PinnedText } from './pinned';
import type { SentenceToken } from './sentenceData';
import { tokenText } from './tokenText';

export interface SentenceRow {
  readonly row: TokenRow;
  readonly tokens: readonly SentenceToken[];
  /** Ids that a decoder on an encoder learns to write. */
  readonly targets?: readonly number[];
  /** The text is longer than the so many tokens that are read of it. */
  readonly cut?: number;
  /** Positions of the graph on both sides. */
  readonly positions: { readonly read: number; readonly written: number };
}

/** The example of the validation split that a text is; undefined for one of the visitor's own. */
function exampleOf(
  { run }: Asking,
  asked: PinnedText,
): { readonly at: number; readonly words?: readonly string[] } | undefined {
  const { validation, texts } = run.examples;
  if (!texts) return undefined;
  for (const at of validation.keys()) {
    const { text, second, words } = texts.of('validation', at);
    if (text === asked.text && second === asked.second) return { at, ...(words && { words }) };
  }
  return undefined;
}

/** Of an example its prompt is read: the template is in it already. */
function promptIds({ run, task }: Asking, at: number): readonly number[] | undefined {
  const { validation, writes } = run.examples;
  const { ids, targets = [] } = validation[at]!;
  if (task === 'seq2seq') return ids;
  if (!writes) return undefined;
  const end = targets.findLastIndex((id) => id !== NO_TOKEN) + 1;
  return ids.slice(0, targets.slice(0, end).lastIndexOf(NO_TOKEN) + 2);
}

/** Ids that are read, in the form of the task. @param length tokens at most */
function readOf(asking: Asking, asked: PinnedText, length: number): Pick<TokenRow, 'ids' | 'types'> {
  const { task, tokenizer } = asking;
  const example = exampleOf(asking, asked);
  if (task === 'causal-lm' || task === 'seq2seq') {
    const known = example && promptIds(asking, example.at);
    return { ids: known ?? promptFor({ ...asking, sequenceLength: length }, asked.text).ids };
  }
  if (task === 'token-classification')
    return { ids: wordPieces(example?.words ?? wordsOf(asked.text), tokenizer, length).ids };
  const { row } = question({ ...asking, sequenceLength: length }, asked);
  return 'ids' in row ? row : { ids: row };
}

/** What the decoder is given: the response of the data where the text is one of theirs, else what the model writes. */
async function targetsOf(asking: Asking, asked: PinnedText, ids: readonly number[]): Promise<readonly number[]> {
  const { run, tokenizer } = asking;
  const length = targetLengthOf({ sequence: run.config.sequenceLength, target: run.config.targetLength! });
  const example = exampleOf(asking, asked);
  const known = example && run.examples.validation[example.at]!.targets?.filter((id) => id !== NO_TOKEN);
  if (known && known.length > 0) return known.slice(0, length);
  const [written = []] = await run.asking.writeFew([{ ids, guess: [], most: length }], 'tuned');
  return written.length > 0 ? written : [tokenizer.endId ?? tokenizer.padId];
}

/** What the decoder was given for the sentence that was looked at last, which what is asked about it is about. */
const given = new WeakMap<Asking['run'], { readonly text: string; readonly targets: readonly number[] }>();

async function targetsFor(
  asking: Asking,
  asked: PinnedText,
  ids: readonly number[],
  anew: boolean,
): Promise<readonly number[]> {
  const before = given.get(asking.run);
  if (!anew && before?.text === asked.text) return before.targets;
  const targets = await targetsOf(asking, asked, ids);
  given.set(asking.run, { text: asked.text, targets });
  return targets;
}

/**
 * @param anew the model writes again what its decoder is given @throws MessageError for a text without tokens
 */
export async function sentenceRow(asking: Asking, asked: PinnedText, anew = false): Promise<SentenceRow> {
  const { run, task, tokenizer, sequenceLength } = asking;
  if (asked.text.trim() === '') throw new MessageError(says.nothingToExplain);
  const all = readOf(asking, asked, sequenceLength + 1);
  const cut = all.ids.length > sequenceLength;
  // What is written on is the end of a text; of others the beginning is read, between their special tokens.
  const read = !cut
    ? all
    : task === 'causal-lm'
      ? { ids: all.ids.slice(-sequenceLength) }
      : readOf(asking, asked, sequenceLength);
  const { ids, types } = read;
  if (ids.length === 0) throw new MessageError(says.nothingToExplain);
  const targets = task === 'seq2seq' ? await targetsFor(asking, asked, ids, anew) : undefined;
  const written = targetLengthOf({ sequence: sequenceLength, ...(targets && { target: run.config.targetLength! }) });
  return {
    row:
      task === 'causal-lm'
        ? { ids: [...ids, tokenizer.padId], targets: ids.map(() => NO_TOKEN) }
        : { ids, ...(types && { types }), ...(targets && { targets }) },
    tokens: ids.map((id, i) => ({ ...tokenText(id, tokenizer), ...(types?.[i] === 1 && { second: true }) })),
    ...(targets && { targets }),
    ...(cut && { cut: sequenceLength }),
    positions: { read: sequenceLength, written },
  };
}
