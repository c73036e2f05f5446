/** A tokenizer's normaliser from tokenizer.json: the library's, or ours where it differs from the Rust library. */
import { SequenceNormalizer } from '@huggingface/tokenizers';
import { BLANK, trimmedEnd, trimmedStart } from './patterns';
import { precompiled } from './precompiled';

export type Normalizer = (text: string) => string;

export interface Config {
  readonly type?: unknown;
  readonly [key: string]: unknown;
}

/** Most text: what only other characters need is passed over. */
const ASCII = /^[ -~]*$/;

/** Character by character: no letter looks at its neighbours, so that a Greek word's last sigma is like the others. */
const lowercase: Normalizer = (text) =>
  ASCII.test(text) ? text.toLowerCase() : Array.from(text, (character) => character.toLowerCase()).join('');

const CJK = /[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]/gu;
const NOT_TEXT = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\uFFFD]/gu;

function bert(config: Config): Normalizer {
  const lower = config.lowercase === true;
  const strip = config.strip_accents ?? lower;
  return (text) => {
    let out = text;
    if (ASCII.test(text)) return lower ? lowercase(text) : text;
    if (config.clean_text === true) out = out.replace(NOT_TEXT, '').replace(new RegExp(BLANK, 'gu'), ' ');
    if (config.handle_chinese_chars === true) out = out.replace(CJK, ' $& ');
    if (strip === true) out = out.normalize('NFD').replace(/\p{Mn}/gu, '');
    return lower ? lowercase(out) : out;
  };
}

function stripping(config: Config): Normalizer {
  const start = config.strip_left === true ? trimmedStart : (text: string) => text;
  return (text) => (config.strip_right === true ? trimmedEnd(start(text)) : start(text));
}

/** @throws Error that names a type which is not known */
export function normalizerOf(config: Config | null | undefined): Normalizer {
  if (!config) return (text) => text;
  switch (config.type) {
    case 'Sequence': {
      const steps = (config.normalizers as readonly Config[]).map(normalizerOf);
      return (text) => steps.reduce((value, step) => step(value), text);
    }
    case 'Precompiled':
      return typeof config.precompiled_charsmap === 'string'
        ? precompiled(config.precompiled_charsmap)
        : (text) => text;
    case 'BertNormalizer':
      return bert(config);
    case 'Lowercase':
      return lowercase;
    case 'StripAccents':
      return (text) => text.replace(/\p{M}/gu, '');
    case 'Strip':
      return stripping(config);
    default: {
      const library = new SequenceNormalizer({ type: 'Sequence', normalizers: [config] } as never);
      return (text) => library.normalize(text);
    }
  }
}
