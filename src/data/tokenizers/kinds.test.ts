import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TextTokenizer } from '../tokenizer';

/** The Rust library's ids of hard texts, by `fixtures/tokenizers/make_tokenizers.py`. */
const folder = 'fixtures/tokenizers/kinds';
const { texts, kinds } = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8')) as {
  readonly texts: readonly string[];
  readonly kinds: Readonly<Record<string, readonly { readonly ids: readonly number[]; readonly text: string }[]>>;
};

describe('kinds of tokenizers', () => {
  it.each(Object.entries(kinds))('%s: ids and texts of the Rust library', (kind, rows) => {
    const tokenizer = TextTokenizer.load({ tokenizer: new Uint8Array(readFileSync(`${folder}/${kind}.json`)) });
    for (const [index, { ids, text }] of rows.entries()) {
      const got = [...tokenizer.prefix, ...tokenizer.ids(texts[index]!), ...tokenizer.suffix];
      expect(got, JSON.stringify(texts[index])).toEqual(ids);
      expect(tokenizer.decode(ids)).toBe(text);
    }
  });
});

describe('what tokenizer_config.json says', () => {
  /** As in Transformers 5.24: `AutoTokenizer` gives [0, 66] for "a" with each of these. */
  it.each([{}, { add_bos_token: false }, { add_eos_token: true }, { add_bos_token: true, add_eos_token: true }])(
    "%j leaves tokenizer.json's special tokens as they are",
    (flags) => {
      const tokenizer = TextTokenizer.load({
        tokenizer: new Uint8Array(readFileSync(`${folder}/llama-3.json`)),
        config: new TextEncoder().encode(JSON.stringify({ bos_token: '<s>', eos_token: '</s>', ...flags })),
      });
      expect(tokenizer.encode('a')).toEqual([0, 66]);
      expect(tokenizer.endId).toBe(1);
    },
  );

  it('takes tokens that only tokenizer_config.json adds', () => {
    const config = { added_tokens_decoder: { '77': { content: '<|user|>', special: true } } };
    const tokenizer = TextTokenizer.load({
      tokenizer: new Uint8Array(readFileSync(`${folder}/gpt2.json`)),
      config: new TextEncoder().encode(JSON.stringify(config)),
    });
    expect(tokenizer.ids('<|user|>')).toEqual([77]);
  });
});

it('names a part of tokenizer.json that is not known, and the piece that has no token', () => {
  const json = JSON.parse(readFileSync(`${folder}/word-level.json`, 'utf8')) as Record<string, Record<string, unknown>>;
  const load = (changed: object) =>
    TextTokenizer.load({ tokenizer: new TextEncoder().encode(JSON.stringify({ ...json, ...changed })) }, 'tiny');
  expect(() => load({ pre_tokenizer: { type: 'Mecab' } })).toThrow(/tokenizer.json of tiny .*Mecab/);
  expect(() => load({ post_processor: { type: 'Other' } })).toThrow(/Other/);
  const strict = load({ model: { ...json.model, unk_token: 'absent' } });
  expect(() => strict.ids('never-seen')).toThrow(/holds "never", which the tokenizer has no token for/);
});
