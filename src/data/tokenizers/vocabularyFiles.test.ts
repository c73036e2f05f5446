import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TextTokenizer } from '../tokenizer';
import { tokenizerFromVocabulary } from './vocabularyFiles';

/** Transformers' ids of hard texts, by `fixtures/tokenizers/make_tokenizers.py`. */
const folder = 'fixtures/tokenizers/vocabularies';
const expected = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8')) as Record<string, number[][]>;
const { texts } = JSON.parse(readFileSync('fixtures/tokenizers/kinds/expected.json', 'utf8')) as { texts: string[] };

const reader = (of: string) => (name: string) =>
  Promise.resolve(
    existsSync(`${folder}/${of}/${name}`) ? new Uint8Array(readFileSync(`${folder}/${of}/${name}`)) : undefined,
  );
const only = (files: Record<string, string>) => (name: string) =>
  Promise.resolve(files[name] === undefined ? undefined : new TextEncoder().encode(files[name]));

describe('vocabularies without tokenizer.json', () => {
  it.each(Object.entries(expected))("%s: Transformers' ids", async (name, rows) => {
    const config = readFileSync(`${folder}/${name}/tokenizer_config.json`);
    const tokenizer = await tokenizerFromVocabulary(
      reader(name),
      { tokenizer: JSON.parse(config.toString()) as Record<string, unknown>, model: {} },
      'tiny',
    );
    const made = TextTokenizer.load({ tokenizer, config: new Uint8Array(config) });
    for (const [index, ids] of rows.entries())
      expect([...made.prefix, ...made.ids(texts[index]!), ...made.suffix], JSON.stringify(texts[index])).toEqual(ids);
  });

  it('takes the kind from config.json where tokenizer_config.json does not tell it', async () => {
    const described = { tokenizer: {}, model: { model_type: 'distilbert' } };
    expect(await tokenizerFromVocabulary(reader('bert'), described, 'tiny')).toBeDefined();
  });

  it('adds the words of added_tokens.json', async () => {
    const read = reader('bert');
    const tokenizer = await tokenizerFromVocabulary(
      (name) => (name === 'added_tokens.json' ? only({ [name]: '{"Umami": 900}' })(name) : read(name)),
      { tokenizer: {}, model: { model_type: 'bert' } },
      'tiny',
    );
    expect(TextTokenizer.load({ tokenizer }).ids('Umami')).toEqual([900]);
  });

  it.each([
    ['spiece.model', { 'spiece.model': 'x' }, {}],
    ['vocab.txt', { 'vocab.txt': '[UNK]' }, { tokenizer_class: 'BertJapaneseTokenizer' }],
    ['vocab.txt', { 'vocab.txt': 'no\nspecial\ntokens' }, { tokenizer_class: 'BertTokenizer' }],
    ['vocab.json', { 'vocab.json': '{}', 'merges.txt': '' }, { tokenizer_class: 'CLIPTokenizer' }],
    ['vocab.json', { 'vocab.json': '{}', 'merges.txt': '' }, { tokenizer_class: 'RobertaTokenizer' }],
  ])('%s that is not read: says what to run', async (file, files, tokenizer) => {
    await expect(tokenizerFromVocabulary(only(files), { tokenizer, model: {} }, 'tiny')).rejects.toThrow(
      `tiny has ${file} but no tokenizer.json`,
    );
  });

  it('is undefined where there is nothing', async () => {
    expect(await tokenizerFromVocabulary(only({}), { tokenizer: {}, model: {} }, 'tiny')).toBeUndefined();
  });
});
