/** Examples as a model is given them: through the template, as tokens with the special ones, cut to the length. */
import type { Splits } from '../data/datasets';
import {
  encodeExchanges,
  encodeLanguageModelling,
  encodeSequences,
  encodeTagged,
  encodeTexts,
  unpackRows,
  wordPieces,
} from '../data/encode';
import type { Text } from '../data/examples';
import { sourceAndTargetOf, type Exchange } from '../data/exchanges';
import { NO_TOKEN } from '../tasks/labelForm';
import type { TextTokenizer } from '../data/tokenizer';
import { tokenText } from '../session/tokenText';
import type { SeenExample, SeenToken } from './protocol';

const SHOWN = 2;
/** Characters of a text to continue that are tokenised for the preview: more than two rows hold. */
const ENOUGH = 20_000;

/** Examples whose tokens are counted for the histogram of lengths. */
const COUNTED = 400;

/** @param target tokens of a target of its own */
export function seenExamples(splits: Splits, tokenizer: TextTokenizer, length: number, target = length): SeenExample[] {
  if (splits.task === 'token-classification') {
    const rows = splits.train.slice(0, SHOWN);
    return unpackRows(encodeTagged(rows, tokenizer, length)).map(({ ids, targets }, i) => ({
      tokens: ids.map((id, k) => ({
        ...tokenText(id, tokenizer),
        ...(targets![k] !== NO_TOKEN && { tag: splits.labels[targets![k]!]! }),
      })),
      length: wordPieces(rows[i]!.words, tokenizer, Infinity).ids.length,
    }));
  }
  if (splits.task === 'seq2seq') {
    const rows = splits.train.slice(0, SHOWN);
    // The source is read, the target learnt.
    return unpackRows(encodeSequences(rows, tokenizer, length, target)).map(({ ids, targets }, i) => ({
      tokens: [
        ...ids.map((id) => ({ ...tokenText(id, tokenizer), context: true })),
        ...targets!.map((id) => tokenText(id, tokenizer)),
      ],
      length: longestOf(rows[i]!, tokenizer),
    }));
  }
  if (splits.task !== 'causal-lm') {
    const rows: readonly SeenText[] = splits.train.slice(0, SHOWN);
    return unpackRows(encodeTexts(rows, splits.task, tokenizer, length)).map(({ ids, types }, i) => ({
      tokens: ids.map((id, k) => ({ ...tokenText(id, tokenizer), ...(types?.[k] === 1 && { second: true }) })),
      length: lengthOf(rows[i]!, tokenizer),
      label: labelOf(rows[i]!, splits.labels),
    }));
  }
  if (splits.template !== undefined) {
    const rows = splits.train.slice(0, SHOWN);
    const whole = rows.map((row) => encodeExchanges([row], tokenizer, 100_000).lengths[0]! + 1);
    return unpackRows(encodeExchanges(rows, tokenizer, length)).map(({ ids, targets }, i) => ({
      tokens: marked(ids, targets, tokenizer),
      length: whole[i]!,
    }));
  }
  let left = ENOUGH;
  const some = splits.train.flatMap((text) => {
    const part = text.slice(0, Math.max(0, left));
    left -= text.length;
    return part === '' ? [] : [part];
  });
  const { ids, lengths, rows } = encodeLanguageModelling(some, tokenizer, length);
  return Array.from({ length: Math.min(SHOWN, rows) }, (_, i) => ({
    tokens: Array.from(ids.subarray(i * length, i * length + lengths[i]!), (id) => tokenText(id, tokenizer)),
    length: lengths[i]!,
  }));
}

type SeenText = Text & { readonly label?: number; readonly labels?: readonly number[] };

const lengthOf = ({ text, second }: Text, tokenizer: TextTokenizer): number =>
  second === undefined ? tokenizer.encode(text).length : tokenizer.encodePair(text, second).ids.length;

/** Tokens of source or target, whichever has more: both are cut to the same length. */
function longestOf(row: Exchange, tokenizer: TextTokenizer): number {
  const { source, target } = sourceAndTargetOf(row);
  return Math.max(tokenizer.encode(source).length, tokenizer.encode(target).length);
}

/** Class, classes or number in words. */
const labelOf = ({ label, labels }: SeenText, names: readonly string[]): string =>
  labels ? names.filter((_, i) => labels[i] === 1).join(', ') || '–' : (names[label!] ?? String(label));

/** Tokens of the first training examples before they are cut; none for texts to continue, which have no ends. */
export function tokenCounts(splits: Splits, tokenizer: TextTokenizer): number[] {
  if (splits.task === 'token-classification')
    return splits.train.slice(0, COUNTED).map(({ words }) => wordPieces(words, tokenizer, Infinity).ids.length);
  if (splits.task === 'seq2seq') return splits.train.slice(0, COUNTED).map((row) => longestOf(row, tokenizer));
  if (splits.task !== 'causal-lm') {
    const rows: readonly Text[] = splits.train.slice(0, COUNTED);
    return rows.map((row) => lengthOf(row, tokenizer));
  }
  if (splits.template === undefined) return [];
  return splits.train
    .slice(0, COUNTED)
    .map(({ turns, rendered }) =>
      rendered
        ? tokenizer.ids(rendered.text).length
        : turns.reduce((sum, turn) => sum + tokenizer.ids(turn.prompt + turn.response).length + 1, 0),
    );
}

/** The first token of a row is read and never predicted. */
function marked(
  ids: readonly number[],
  targets: readonly number[] | undefined,
  tokenizer: TextTokenizer,
): readonly SeenToken[] {
  return ids.map((id, i) => ({
    ...tokenText(id, tokenizer),
    ...((i === 0 || targets?.[i - 1] === NO_TOKEN) && { context: true }),
  }));
}
