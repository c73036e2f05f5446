/** Files that hold what can't be trained, or nothing: each is refused by its name, with what to do. */
import { describe, expect, it } from 'vitest';
import { jsonl, many, mood, told, use, utf8 } from './files.testing';

describe('files that are refused by name', () => {
  const flags = (i: number) => `${i % 2},${i % 3 ? 0 : 1},${i % 5 ? 0 : 1}`;
  it.each<[string, string, string, RegExp]>([
    [
      'lists of labels',
      'a.jsonl',
      jsonl((i) => ({ text: told(i), labels: i % 2 ? ['a', 'c'] : ['b'] })),
      /"labels" of a.jsonl holds several labels at a time, such as \["a","c"\]: multi-label/,
    ],
    [
      'labels as Python prints them',
      'a.csv',
      `text,labels\n${many((i) => `${told(i)},"['a', '${mood(i)}']"`)}`,
      /multi-label/,
    ],
    [
      'joined labels',
      'a.csv',
      `text,genre_label\n${many((i) => `${told(i)},${['a|b', 'a', 'b', 'b|c'][i % 4]}`)}`,
      /multi-label/,
    ],
    [
      'columns of zeros and ones',
      'a.csv',
      `id,comment_text,toxic,rude,threat\n${many((i) => `x${i},${told(i)},${flags(i)}`)}`,
      /several labels for each text \(columns toxic, rude, threat\)/,
    ],
    [
      'three scores',
      'a.csv',
      `text,joy,fear,anger\n${many((i) => `${told(i)},0.${i}1,0.${i}2,0.${i}3`)}`,
      /several columns that could be the label: joy, fear, anger/,
    ],
    [
      'numbers with a comma',
      'a.csv',
      `satz;wert\n${many((i) => `${told(i)};${i},5${i}`)}`,
      /"wert" of a.csv holds numbers from 0.5 to .*regression/,
    ],
    [
      'premise and hypothesis',
      'a.jsonl',
      jsonl((i) => ({ premise: told(i), hypothesis: told(i + 1), label: i % 3 })),
      /pairs of texts \(columns premise, hypothesis, label\)/,
    ],
    [
      'duplicate questions',
      'a.csv',
      'id,qid1,qid2,question1,question2,is_duplicate\n' +
        many((i) => `${i},${i},${i + 1},${told(i)}?,${told(i + 3)}?,${i % 2}`),
      /pairs of texts \(columns question1, question2, is_duplicate\)/,
    ],
    [
      'similarity of pairs',
      'a.csv',
      `sentence1,sentence2,score\n${many((i) => `${told(i)},${told(i + 1)},${(i / 5).toFixed(2)}`)}`,
      /pairs of texts \(columns sentence1, sentence2, score\)/,
    ],
    [
      'tokens and tags as lists',
      'a.jsonl',
      jsonl((i) => ({ id: `${i}`, tokens: ['A', 'b'], ner_tags: [0, i % 2] })),
      /tags for single tokens \(columns tokens, ner_tags\)/,
    ],
    [
      'a word a row',
      'a.csv',
      `Sentence #,Word,POS,Tag\n${many((i) => `Sentence: ${i},w${i},NN,${i % 3 ? 'O' : 'B-geo'}`)}`,
      /tags for single tokens \(columns Word, Tag\)|\(columns Word, POS\)/,
    ],
    [
      'spans of characters',
      'a.jsonl',
      jsonl((i) => ({ text: told(i), label: [[0, 3, 'FOOD']] })),
      /tags for single tokens \(columns text, label\)/,
    ],
    [
      'CoNLL-2003 with four columns',
      'eng.train',
      `-DOCSTART- -X- -X- O\n\n${many((i) => `Soup${i} NNP B-NP B-ORG\nis VBZ B-VP O\n`)}`,
      /CoNLL/,
    ],
    [
      'preferences',
      'a.jsonl',
      jsonl((i) => ({ prompt: `Say ${i}`, chosen: told(i), rejected: 'no' })),
      /preferences \(columns prompt, chosen, rejected\)/,
    ],
    [
      'multiple choice',
      'a.jsonl',
      jsonl((i) => ({ question: told(i), choices: ['a', 'b'], answer: i % 2 })),
      /multiple choice/,
    ],
    ['an empty label column', 'a.csv', `text,label\n${many((i) => `${told(i)},`)}`, /Column "label" of a.csv is empty/],
    [
      'labels that never come again',
      'a.csv',
      `text,label\n${many((i) => `${told(i)},note ${i}`)}`,
      /"label" of a.csv has another value in each row/,
    ],
    [
      'scores of which some are missing',
      'a.csv',
      `text,score\n${many((i) => `${told(i)},${i % 6 ? `${i}.${i}5` : 'n/a'}`)}`,
      /regression/,
    ],
    ['prices', 'a.csv', `text,price\n${many((i) => `${told(i)},${1000 + i * 37}`)}`, /regression/],
    [
      'two columns that may be the label',
      'a.csv',
      `a,b,c\n${many((i) => `${told(i)},${mood(i)},${['x', 'y', 'z'][i % 3]}`)}`,
      /could be the label: b, c/,
    ],
    ['a header alone', 'a.csv', 'text,label\n', /has a header but no rows/],
    ['an empty list', 'a.json', '[]', /is an empty list/],
    [
      'JSON without examples',
      'a.json',
      '{"version": 1, "list": {"a": [1, 2], "b": [3]}}',
      /no list of examples was found/,
    ],
    ['a web page', 'a.csv', '<!DOCTYPE html><html><body>Sign in</body></html>', /is a web page/],
    [
      'a Git LFS pointer',
      'a.csv',
      'version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 3\n',
      /pointer of Git LFS/,
    ],
    [
      'quotation marks that do not close',
      'a.csv',
      `text,label\n"${told(0)},${mood(0)}\n${many((i) => `${told(i)},${mood(i)}`)}`,
      /quotation mark/,
    ],
  ])('%s', (_, name, text, message) => {
    const read = () => {
      const plan = use(name, utf8(text));
      if (plan.problem !== undefined) throw new Error(plan.problem);
      return plan;
    };
    expect(read).toThrow(message);
  });

  it('and what was refused can be chosen', () => {
    const flagged = utf8(`id,comment_text,toxic,rude,threat\n${many((i) => `x${i},${told(i)},${flags(i)}`)}`);
    expect(use('a.csv', flagged, { columns: { label: 'rude' } })).toMatchObject({
      columns: { text: 'comment_text', label: 'rude' },
    });
    const preferred = utf8(jsonl((i) => ({ prompt: `Say ${i}`, chosen: told(i), rejected: 'no' })));
    expect(use('a.jsonl', preferred, { columns: { prompt: 'prompt', response: 'chosen' } })).toMatchObject({
      columns: { prompt: 'prompt', response: 'chosen', template: 'lines' },
    });
  });
});
