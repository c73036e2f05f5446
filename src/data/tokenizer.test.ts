import { inEnglish } from '../messages/message';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TextTokenizer } from './tokenizer';

const folder = 'fixtures/tokenizers/unigram-byte-fallback';
const files = {
  tokenizer: new Uint8Array(readFileSync(`${folder}/tokenizer.json`)),
  config: new Uint8Array(readFileSync(`${folder}/tokenizer_config.json`)),
};

describe('Unigram with byte fallback', () => {
  const expected = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8')) as { text: string; ids: number[] }[];
  const tokenizer = TextTokenizer.load(files);
  it.each(expected)('gives the ids of the Rust library: $text', ({ text, ids }) => {
    expect(tokenizer.encode(text)).toEqual(ids);
  });
});

describe('tokens that the model has no row for', () => {
  const tokenizer = TextTokenizer.load(files, 'The model', 300);

  it('are told with their ids', () => {
    expect(inEnglish(tokenizer.beyond!)).toMatch(
      /^31 tokens of the tokenizer have no row in the model's embedding, which has 300: "/,
    );
    expect(TextTokenizer.load(files).beyond).toBeUndefined();
  });

  it('refuse a text, and only that', () => {
    expect(() => tokenizer.encode('你好')).toThrow(/A text holds ".+" \(id 30\d\).*no row: it has 300/);
    expect(tokenizer.encode('the soup').length).toBeGreaterThan(2);
  });

  it('do not matter for padding', () => {
    expect(TextTokenizer.load(files, 'The model', 300).padId).toBe(0);
  });
});

it('names a Git LFS pointer', () => {
  const pointer = new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 7\n');
  expect(() => TextTokenizer.load({ tokenizer: pointer })).toThrow('tokenizer.json is a Git LFS pointer');
});
