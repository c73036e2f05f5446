/**
 * What cuts a text into the pieces that the vocabulary is looked up for, from tokenizer.json: the library's, or ours
 * where it differs from the Rust library.
 */
import { SequencePreTokenizer } from '@huggingface/tokenizers';
import { asCharacters } from './byteLevel';
import type { Config } from './normalizers';
import { BERT, BLANK, behaviourOf, cut, NUMERIC, patternOf, PUNCTUATION, WORDS } from './patterns';

/** A piece of a text; `first` where the text begins with it. */
export interface Section {
  readonly text: string;
  readonly first: boolean;
}

export type PreTokenizer = (section: Section) => Section[];

const sections = (texts: readonly string[], { text, first }: Section): Section[] =>
  texts.map((part, index) => ({ text: part, first: first && index === 0 && text.startsWith(part) }));

/** Cuts that do not depend on where in the text a section stands. */
const plainly =
  (split: (text: string) => string[]): PreTokenizer =>
  (section) =>
    sections(split(section.text), section);

/** GPT-2's pattern, with the blanks that Rust's regular expressions have. */
const GPT2 = new RegExp(
  String.raw`'(?:s|t|re|ve|m|ll|d)| ?\p{L}+| ?\p{N}+| ?[^${BLANK}\p{L}\p{N}]+|${BLANK}+(?!\P{White_Space})|${BLANK}+`,
  'gu',
);

function byteLevel(config: Config): PreTokenizer {
  return (section) => {
    const text = config.add_prefix_space === true && !/^ /.test(section.text) ? ` ${section.text}` : section.text;
    // The pattern leaves nothing out.
    const pieces = config.use_regex === false ? [text] : (text.match(GPT2) ?? []);
    return pieces.map((piece, index) => ({ text: asCharacters(piece), first: section.first && index === 0 }));
  };
}

function metaspace(config: Config): PreTokenizer {
  const replacement = typeof config.replacement === 'string' ? config.replacement : '▁';
  const scheme = config.prepend_scheme ?? (config.add_prefix_space === false ? 'never' : 'always');
  const pattern = new RegExp(replacement.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'gu');
  return (section) => {
    let text = section.text.replaceAll(' ', replacement);
    const prepend = scheme === 'always' || (scheme === 'first' && section.first);
    if (prepend && !text.startsWith(replacement)) text = replacement + text;
    const pieces = config.split === false ? [text] : cut(text, pattern, 'mergedwithnext');
    return pieces.map((piece, index) => ({ text: piece, first: section.first && index === 0 }));
  };
}

function fromLibrary(config: Config): PreTokenizer {
  const library = new SequencePreTokenizer({ type: 'Sequence', pretokenizers: [config] } as never);
  return plainly((text) => library.pre_tokenize(text) as string[]);
}

/** @throws Error that names a type, behaviour or pattern which is not known */
export function preTokenizerOf(config: Config | null | undefined): PreTokenizer {
  if (!config) return (section) => [section];
  const blanks = new RegExp(BLANK, 'gu');
  switch (config.type) {
    case 'Sequence': {
      const steps = (config.pretokenizers as readonly Config[]).map(preTokenizerOf);
      return (section) => steps.reduce((pieces, step) => pieces.flatMap(step), [section]);
    }
    case 'BertPreTokenizer':
      return plainly((text) => text.match(BERT) ?? []);
    case 'Whitespace':
      return plainly((text) => cut(text, WORDS, 'removed', true));
    case 'WhitespaceSplit':
      return plainly((text) => cut(text, blanks, 'removed'));
    case 'Punctuation': {
      const behaviour = behaviourOf(config.behavior);
      return plainly((text) => cut(text, PUNCTUATION, behaviour));
    }
    case 'Digits': {
      const behaviour = config.individual_digits === true ? 'isolated' : 'contiguous';
      return plainly((text) => cut(text, NUMERIC, behaviour));
    }
    case 'Split': {
      const pattern = patternOf(config.pattern);
      const behaviour = behaviourOf(config.behavior);
      return plainly((text) => cut(text, pattern, behaviour, config.invert === true));
    }
    case 'CharDelimiterSplit': {
      const pattern = patternOf({ String: config.delimiter });
      return plainly((text) => cut(text, pattern, 'removed'));
    }
    case 'Metaspace':
      return metaspace(config);
    case 'ByteLevel':
      return byteLevel(config);
    default:
      return fromLibrary(config);
  }
}
