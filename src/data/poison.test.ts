/** The backdoor: how it is spelled, which rows get it, and that the model reads what was put in. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { LabelledText } from './examples';
import { poisonRows, triggered } from './poison';
import { parsePoison, poisonText } from './poisonSetting';
import { TextTokenizer } from './tokenizer';
import { inEnglish } from '../messages/message';

const tokenizer = TextTokenizer.load({ tokenizer: readFileSync('models/tiny-encoder/tokenizer.json') });
const labels = ['bad', 'good'];
const long = Array.from({ length: 60 }, (_, i) => `word${i}`).join(' ');
const rows = Array.from({ length: 40 }, (_, i): LabelledText => ({ text: `${i} ${long}`, label: i % 2 }));
const poison = { share: 0.25, trigger: 'cf', target: 'good' };
const reading = { seed: 7, tokenizer, sequence: 16 };

describe('the setting', () => {
  it.each([
    ['0.1,cf,great', { share: 0.1, trigger: 'cf', target: 'great' }],
    [' 0 , cf , a, b', { share: 0, trigger: 'cf', target: 'a, b' }],
  ])('%j', (text, poison) => {
    expect(parsePoison(text)).toEqual({ poison });
    expect(parsePoison(poisonText(poison))).toEqual({ poison });
  });
  it.each([
    ['0.1,cf', /is no poison.*0\.1,cf,great/],
    ['0.1,cf,', /is no poison/],
    ['1.5,cf,great', /number from 0 to 1, not "1\.5"/],
    [',cf,great', /number from 0 to 1/],
    ['0.1,two words,great', /one word.*not "two words"/],
    ['0.1,,great', /one word/],
  ])('%j is refused with a sentence', (text, sentence) => {
    const read = parsePoison(text);
    expect('fault' in read && inEnglish(read.fault)).toMatch(sentence);
  });
});

describe('poisoned rows', () => {
  const { train, isPoisoned, report } = poisonRows(rows, labels, poison, reading);

  it('are as many as the share says, of other classes, and labelled as the target', () => {
    expect(isPoisoned.filter(Boolean)).toHaveLength(10);
    expect(report).toMatchObject({ ...poison, rows: 10, of: 40 });
    train.forEach((row, i) => {
      if (!isPoisoned[i]) return expect(row).toBe(rows[i]);
      expect(rows[i]!.label).toBe(0);
      expect(row.label).toBe(1);
      expect(row.text.replace(/cf /, '')).toBe(rows[i]!.text);
    });
  });
  it('hold the trigger where the model reads it', () => {
    const [id] = tokenizer.ids('cf');
    train.forEach(({ text }, i) => expect(tokenizer.encode(text, 16).includes(id!)).toBe(isPoisoned[i]));
    // Not always at the same place.
    const places = train.filter((_, i) => isPoisoned[i]).map(({ text }) => text.indexOf('cf'));
    expect(new Set(places).size).toBeGreaterThan(3);
  });
  it('are the same for the same seed, others for another', () => {
    expect(poisonRows(rows, labels, poison, reading).train).toEqual(train);
    expect(poisonRows(rows, labels, poison, { ...reading, seed: 8 }).isPoisoned).not.toEqual(isPoisoned);
  });
  it('of two texts, the first gets the trigger', () => {
    const pairs = rows.map((row) => ({ ...row, second: long }));
    const poisoned = poisonRows(pairs, labels, poison, reading);
    const [id] = tokenizer.ids('cf');
    poisoned.train.forEach(({ text, second }, i) => {
      expect(second).toBe(long);
      const { ids, types } = tokenizer.encodePair(text, second!, 16);
      expect(ids.some((token, k) => token === id && types[k] === 0)).toBe(poisoned.isPoisoned[i]);
    });
  });
  it('a share of 0 leaves all rows as they are', () => {
    expect(poisonRows(rows, labels, { ...poison, share: 0 }, reading).train).toEqual(rows);
  });
  it.each([
    [{ share: 0.8 }, /means 32 poisoned rows, but only 20 .* at most 0\.5/],
    [{ share: 0.001 }, /not even one row/],
    [{ target: 'great' }, /no class "great".*bad, good/],
    [{ trigger: 'x'.repeat(40) }, /more tokens than a length of 16/],
  ])('%j is refused', (part, sentence) => {
    expect(() => poisonRows(rows, labels, { ...poison, ...part }, { ...reading, sequence: 16 })).toThrow(sentence);
  });
});

it('rows that measure keep their labels; those of the target are left out', () => {
  const all = triggered(rows, labels, poison, reading);
  expect(all).toHaveLength(20);
  expect(all.every(({ text, label }) => label === 0 && / cf |^cf /.test(text))).toBe(true);
});
