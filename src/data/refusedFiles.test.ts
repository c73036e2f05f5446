/** Files that hold what can't be trained, or nothing: each is refused by its name, with what to do. */
import { describe, expect, it } from 'vitest';
import { jsonl, many, mood, told, use, utf8 } from './files.testing';

describe('files that are refused by name', () => {
  const flags = (i: number) => `${i % 2},${i % 3 ? 0 : 1},${i % 5 ? 0 : 1}`;
  it.each<[string, string, string, RegExp]>([
    [
      'three scores',
      'a.csv',
      `text,joy,fear,anger\n${many((i) => `${told(i)},0.${i}1,0.${i}2,0.${i}3`)}`,
      /several columns that could be the label: joy, fear, anger/,
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
    [
      'a word a row without sentences',
      'a.csv',
      `Word,Tag\n${many((i) => `w${i},${i % 3 ? 'O' : 'B-geo'}`)}`,
      /no column says which sentence a word is of/,
    ],
    [
      'pairs without a label',
      'a.jsonl',
      jsonl((i) => ({ anchor: told(i), positive: told(i + 1) })),
      /pairs of texts \(columns anchor, positive\) without a class/,
    ],
    ['an empty label column', 'a.csv', `text,label\n${many((i) => `${told(i)},`)}`, /Column "label" of a.csv is empty/],
    [
      'labels that never come again',
      'a.csv',
      `text,label\n${many((i) => `${told(i)},note ${i}`)}`,
      /"label" of a.csv has another value in each row/,
    ],
    [
      'two columns that may be the label',
      'a.csv',
      `a,b,c\n${many((i) => `${told(i)},${mood(i)},${['x', 'y', 'z'][i % 3]}`)}`,
      /could be the label: b, c/,
    ],
    ['a header alone', 'a.csv', 'text,label\n', /has a header but no rows/],
    ['an empty list', 'a.json', '[]', /is an empty list/],
    ['lists without end', 'a.json', `[${'['.repeat(1e5)}${']'.repeat(1e5)}]`, /more than 500 lists and objects/],
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
