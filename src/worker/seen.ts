/** Examples as a model is given them: through the template, as tokens with the special ones, cut to the length. */
import type { Splits } from '../data/datasets';
import { encodeClassification, encodeExchanges, encodeLanguageModelling, unpackRows } from '../data/encode';
import { NO_TOKEN } from '../tasks/labelForm';
import type { TextTokenizer } from '../data/tokenizer';
import type { SeenExample, SeenToken } from './protocol';

const SHOWN = 2;
/** Characters of a text to continue that are tokenised for the preview: more than two rows hold. */
const ENOUGH = 20_000;

export function seenExamples(splits: Splits, tokenizer: TextTokenizer, length: number): SeenExample[] {
  if (splits.task === 'classification') {
    const rows = splits.train.slice(0, SHOWN);
    return unpackRows(encodeClassification(rows, tokenizer, length)).map(({ ids }, i) => ({
      tokens: ids.map((id) => tokenOf(id, tokenizer)),
      length: tokenizer.encode(rows[i]!.text).length,
      label: splits.labels[rows[i]!.label]!,
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
    tokens: Array.from(ids.subarray(i * length, i * length + lengths[i]!), (id) => tokenOf(id, tokenizer)),
    length: lengths[i]!,
  }));
}

/** The first token of a row is read and never predicted. */
function marked(
  ids: readonly number[],
  targets: readonly number[] | undefined,
  tokenizer: TextTokenizer,
): readonly SeenToken[] {
  return ids.map((id, i) => ({
    ...tokenOf(id, tokenizer),
    ...((i === 0 || targets?.[i - 1] === NO_TOKEN) && { context: true }),
  }));
}

/** A token in words: as it reads, with spaces; special ones by their name. */
function tokenOf(id: number, tokenizer: TextTokenizer): SeenToken {
  const written = tokenizer.token(id);
  if (tokenizer.isSpecial(id)) return { text: written, special: true };
  // Byte-level vocabularies write bytes as letters of their own; those that are no whole letter can't be read.
  const read = /[\u0100-\u017f]/.test(written) ? tokenizer.decode([id]) : written.replaceAll('▁', ' ');
  return { text: read.includes('\ufffd') || read === '' ? written : read };
}
