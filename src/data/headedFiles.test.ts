/** Files with a number, several labels, two texts or tagged words: the task is found and the examples are read. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { jsonl, many, mood, told, use, utf8 } from './files.testing';
import type { PlanRequest } from './plan';

const flags = (i: number) => `${i % 2},${i % 3 ? 0 : 1},${i % 5 ? 0 : 1}`;
const read = (name: string, text: string, request?: PlanRequest) => use(name, utf8(text), request);

describe('files of other tasks than classes', () => {
  it.each<[string, string, string, string, Record<string, unknown>]>([
    [
      'lists of labels',
      'multi-label',
      'a.jsonl',
      jsonl((i) => ({ text: told(i), labels: i % 2 ? ['a', 'c'] : ['b'] })),
      { text: 'text', label: 'labels' },
    ],
    [
      'labels as Python prints them',
      'multi-label',
      'a.csv',
      `text,labels\n${many((i) => `${told(i)},"['a', '${mood(i)}']"`)}`,
      { text: 'text', label: 'labels' },
    ],
    [
      'joined labels',
      'multi-label',
      'a.csv',
      `text,genre_label\n${many((i) => `${told(i)},${['a|b', 'a', 'b', 'b|c'][i % 4]}`)}`,
      { text: 'text', label: 'genre_label' },
    ],
    [
      'columns of zeros and ones',
      'multi-label',
      'a.csv',
      `id,comment_text,toxic,rude,threat\n${many((i) => `x${i},${told(i)},${flags(i)}`)}`,
      { text: 'comment_text', flags: ['toxic', 'rude', 'threat'] },
    ],
    [
      'numbers with a comma',
      'regression',
      'a.csv',
      `satz;wert\n${many((i) => `${told(i)};${i},5${i}`)}`,
      { text: 'satz', label: 'wert' },
    ],
    [
      'scores of which some are missing',
      'regression',
      'a.csv',
      `text,score\n${many((i) => `${told(i)},${i % 6 ? `${i}.${i}5` : 'n/a'}`)}`,
      { text: 'text', label: 'score' },
    ],
    [
      'prices',
      'regression',
      'a.csv',
      `text,price\n${many((i) => `${told(i)},${1000 + i * 37}`)}`,
      { text: 'text', label: 'price' },
    ],
    [
      'premise and hypothesis',
      'classification',
      'a.jsonl',
      jsonl((i) => ({ premise: told(i), hypothesis: told(i + 1), label: i % 3 })),
      { text: 'premise', second: 'hypothesis', label: 'label' },
    ],
    [
      'duplicate questions',
      'classification',
      'a.csv',
      'id,qid1,qid2,question1,question2,is_duplicate\n' +
        many((i) => `${i},${i},${i + 1},${told(i)}?,${told(i + 3)}?,${i % 2}`),
      { text: 'question1', second: 'question2', label: 'is_duplicate' },
    ],
    [
      'similarity of pairs',
      'regression',
      'a.csv',
      `sentence1,sentence2,score\n${many((i) => `${told(i)},${told(i + 1)},${(i / 5).toFixed(2)}`)}`,
      { text: 'sentence1', second: 'sentence2', label: 'score' },
    ],
    [
      'tokens and tags as lists',
      'token-classification',
      'a.jsonl',
      jsonl((i) => ({ id: `${i}`, tokens: [`A${i}`, 'b'], ner_tags: [0, i % 2] })),
      { tokens: 'tokens', tags: 'ner_tags' },
    ],
    [
      'a word a row',
      'token-classification',
      'a.csv',
      `Sentence #,Word,Tag\n${many((i) => `Sentence: ${i},w${i},B-geo\n,is,O`)}`,
      { tokens: 'Word', tags: 'Tag' },
    ],
    [
      'spans of characters',
      'token-classification',
      'a.jsonl',
      jsonl((i) => ({ text: told(i), label: [[0, 3, 'FOOD']] })),
      { tokens: 'text', tags: 'label' },
    ],
    [
      'CoNLL-2003 with four columns',
      'token-classification',
      'eng.train',
      `-DOCSTART- -X- -X- O\n\n${many((i) => `Soup${i} NNP B-NP B-ORG\nis VBZ B-VP O\n`)}`,
      { tokens: 'tokens', tags: 'tags' },
    ],
  ])('%s: %s', (_, task, name, text, columns) => {
    const plan = read(name, text);
    expect(plan.problem).toBeUndefined();
    expect(plan.columns).toEqual(columns);
    expect(plan.splits!.task).toBe(task);
  });

  it('read the labels of each row', () => {
    const { splits } = read('a.csv', `text,genre_label\n${many((i) => `t${i},${['a|b', 'a', 'b', 'b|c'][i % 4]}`)}`);
    if (splits?.task !== 'multi-label') throw new Error('It has several labels.');
    expect(splits.labels).toEqual(['a', 'b', 'c']);
    for (const { text, labels } of splits.train)
      expect(labels).toEqual(
        [
          [1, 1, 0],
          [1, 0, 0],
          [0, 1, 0],
          [0, 1, 1],
        ][Number(text.slice(1)) % 4],
      );
  });

  it('read spans as the words that they are on', () => {
    const { splits } = read(
      'a.jsonl',
      jsonl((i) => ({
        text: `Anna${i} Lee saw Rome.`,
        label: [
          [0, 9, 'PER'],
          [14, 18, 'LOC'],
        ],
      })),
    );
    if (splits?.task !== 'token-classification') throw new Error('It has tags.');
    expect(splits.labels).toEqual(['O', 'B-LOC', 'B-PER', 'I-PER']);
    const short = splits.train.find(({ words }) => words[0]!.length === 5)!;
    expect(short.words.slice(1)).toEqual(['Lee', 'saw', 'Rome', '.']);
    expect(short.tags.map((tag) => splits.labels[tag])).toEqual(['B-PER', 'I-PER', 'O', 'B-LOC', 'O']);
  });

  it('leave a task to be chosen: a rating is a class unless somebody says that it is a number', () => {
    const stars = `text,stars\n${many((i) => `${told(i)},${1 + (i % 5)}`)}`;
    expect(read('a.csv', stars).splits!.task).toBe('classification');
    const asked = read('a.csv', stars, { task: 'regression' });
    expect(asked.splits).toMatchObject({ task: 'regression', labels: [] });
    expect(read('a.csv', stars, { form: 'score' }).columns).toEqual({ text: 'text', label: 'stars' });
    expect(
      read('a.csv', `text,label\n${many((i) => `${told(i)},${mood(i)}`)}`, { task: 'regression' }).problem,
    ).toMatch(/hardly any numbers/);
  });

  it('CoNLL-U has the part of speech in its fourth column', () => {
    const conllu = (i: number) =>
      `# sent_id = ${i}\n1-2\tI'm${i}\t_\t_\t_\t_\t_\t_\t_\t_\n1\tI${i}\ti\tPRON\t_\t_\t2\tnsubj\t_\t_\n` +
      "2\t'm\tbe\tAUX\t_\t_\t0\troot\t_\t_\n";
    const { splits } = read('a.conllu', many(conllu));
    if (splits?.task !== 'token-classification') throw new Error('It has tags.');
    expect(splits.labels).toEqual(['AUX', 'PRON']);
    expect(splits.train[0]!.words[1]).toBe("'m");
  });
});

const folder = new URL('../../fixtures/data/', import.meta.url);
const fixture = (name: string, request?: PlanRequest) =>
  use(name, new Uint8Array(readFileSync(new URL(name, folder))), request);

describe('the files of fixtures/data train as their task', () => {
  it('d07: real numbers are learnt as numbers; as classes they are refused', () => {
    const { splits, columns } = fixture('d07-scores.csv');
    expect(columns).toEqual({ text: 'sentence', label: 'score' });
    if (splits?.task !== 'regression') throw new Error('It is a regression.');
    expect(splits.train.every(({ label }) => label > 0.2 && label < 5)).toBe(true);
    expect(fixture('d07-scores.csv', { task: 'classification' }).problem).toMatch(
      /"score" of d07-scores.csv holds numbers from 0.216 to 4.969, 119 different .*regression.*classes/,
    );
    expect(fixture('d07-scores.csv', { task: 'causal-lm' }).columns).toEqual({ text: 'sentence' });
  });

  it('d08: both texts of a pair are read; a text that is chosen is trained on alone, and that is said', () => {
    const { splits, columns } = fixture('d08-pairs.tsv');
    expect(columns).toEqual({ text: 'sentence1', second: 'sentence2', label: 'label' });
    if (splits?.task !== 'classification') throw new Error('It is a classification.');
    expect(splits.train[0]).toMatchObject({ text: expect.any(String) as string, second: expect.any(String) as string });
    expect(fixture('d08-pairs.tsv', { task: 'causal-lm' }).problem).toMatch(/pairs of texts/);
    const chosen = fixture('d08-pairs.tsv', { columns: { text: 'sentence2' } });
    expect(chosen).toMatchObject({
      columns: { text: 'sentence2', label: 'label' },
      uses: 'Text from column "sentence2", label from column "label". Not used: index, sentence1.',
    });
  });

  it('d24: tags are learnt; read as plain text only where that is asked for', () => {
    const { splits } = fixture('d24-conll.txt');
    if (splits?.task !== 'token-classification') throw new Error('It has tags.');
    expect(splits.labels[0]).toBe('O');
    expect(splits.train.every(({ words, tags }) => words.length === tags.length)).toBe(true);
    expect(fixture('d24-conll.txt', { task: 'causal-lm' })).toMatchObject({
      uses: 'The whole file is read as one text.',
    });
  });
});
