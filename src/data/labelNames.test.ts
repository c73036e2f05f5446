/** Labels that are hardly any or hardly different, texts that are passed over, and rows without an answer. */
import { describe, expect, it } from 'vitest';
import { inEnglish } from '../messages/message';
import { splitDataset } from './datasets';
import { labelledTexts } from './examples';
import { exchanges } from './exchanges';
import { planData } from './plan';
import { parseTable } from './parseTable';

const bytes = (text: string) => new TextEncoder().encode(text);
const csv = (label: (i: number) => string, rows = 40) =>
  parseTable(
    bytes(`text,label\n${Array.from({ length: rows }, (_, i) => `word number ${i},${label(i)}\n`).join('')}`),
    'a.csv',
  );
const odd = (i: number) => ['good', 'bad'][i % 2]!;

describe('words that stand for a missing label', () => {
  it.each(['nan', 'NaN', 'null', 'None', '<NA>'])('%s is no class', (word) => {
    const { labels, rows, notices } = labelledTexts(csv((i) => (i % 5 === 0 ? word : odd(i))));
    expect(labels).toEqual(['bad', 'good']);
    expect(rows).toHaveLength(32);
    expect(notices.map(inEnglish)).toEqual([
      `8 row(s) with the label "${word}" were left out: that stands for a missing value. ` +
        'Give the class another name if it is one.',
    ]);
  });
  it('"none" is, and so is whatever was named', () => {
    expect(labelledTexts(csv((i) => (i % 5 === 0 ? 'none' : odd(i)))).labels).toEqual(['bad', 'good', 'none']);
    const known = labelledTexts(
      csv((i) => (i % 5 === 0 ? 'None' : odd(i))),
      { labels: ['good', 'bad', 'None'] },
    );
    expect([known.rows.length, known.notices]).toEqual([40, []]);
  });
  it('leave a single class, which is refused', () =>
    expect(() =>
      labelledTexts(
        csv((i) => (i % 2 ? 'good' : 'nan')),
        { label: 'label' },
      ),
    ).toThrow(/Every row .* has the label "good"/));
});

describe('classes that are hardly different', () => {
  it.each([
    [(i: number) => (i % 4 === 0 ? odd(i).toUpperCase() : odd(i)), '"GOOD", "good"'],
    [(i: number) => (i % 4 === 0 ? '1.0' : String(i % 2)), '"1.0", "1"'],
    [(i: number) => ['very good', 'very  good', 'bad'][i % 3]!, '"very  good", "very good"'],
  ])('are kept apart, and that is said', (label, which) =>
    expect(labelledTexts(csv(label)).notices.map(inEnglish)).toEqual([
      `The classes ${which} differ only in how they are written, and are kept apart. Write them alike if they are one.`,
    ]),
  );
  it('are one where only blanks around them differ, and that is said', () => {
    const { labels, notices } = labelledTexts(csv((i) => (i % 5 === 0 ? ` ${odd(i)} ` : odd(i))));
    expect(labels).toEqual(['bad', 'good']);
    expect(notices.map(inEnglish)).toEqual(['8 label(s) with blanks around them were read without these.']);
  });
});

describe('a second text', () => {
  const table = parseTable(
    bytes(
      ['headline,body,label']
        .concat(Array.from({ length: 20 }, (_, i) => `What happened on day ${i},A long story of ${i},${odd(i)}`))
        .join('\n'),
    ),
    'a.csv',
  );
  it('is named where nobody chose which is read', () =>
    expect(inEnglish(planData(table, {}, 'a.csv').uses!)).toBe(
      'Text from column "body", label from column "label". Not used: headline. ' +
        'Column "headline" holds texts too: join it with "body" in one column to train on both.',
    ));
  it('is not where one was chosen', () =>
    expect(inEnglish(planData(table, { columns: { text: 'headline' } }, 'a.csv').uses!)).toBe(
      'Text from column "headline", label from column "label". Not used: body.',
    ));
});

describe('conversations', () => {
  const chat = (answer: (i: number) => object) =>
    parseTable(
      bytes(
        JSON.stringify(
          Array.from({ length: 12 }, (_, i) => ({ messages: [{ role: 'user', content: `Ask ${i}` }, answer(i)] })),
        ),
      ),
      'a.json',
    );
  const read = (table: ReturnType<typeof chat>) =>
    exchanges(table, { messages: 'messages', template: 'chat' }, 'a.json');
  it.each([
    ['null', { role: 'assistant', content: null }],
    ['empty', { role: 'assistant', content: ' ' }],
    ['a call', { role: 'assistant', tool_calls: [{ id: '1' }] }],
  ])('whose answers are %s are refused for that', (_, answer) =>
    expect(() => read(chat(() => answer))).toThrow(/0 usable row\(s\)\. In the others the assistant says nothing/),
  );
  it('that are none are refused for that', () =>
    expect(() => read(chat(() => ({ who: 'assistant' })))).toThrow(
      /In 12 row\(s\) column "messages" holds no list of messages with a role and a content/,
    ));
  it('go on after a message without words', () => {
    const table = parseTable(
      bytes(
        JSON.stringify(
          Array.from({ length: 12 }, (_, i) => ({
            messages: [
              { role: 'user', content: `Ask ${i}` },
              { role: 'assistant', content: null, tool_calls: [] },
              { role: 'tool', content: '7' },
              { role: 'assistant', content: `Seven ${i}` },
            ],
          })),
        ),
      ),
      'a.json',
    );
    expect(read(table).rows[1]!.turns.map(({ response }) => response)).toEqual(['Seven 1']);
  });
});

describe('a file that holds its test set', () => {
  const list = (from: number, rows: number) =>
    Array.from({ length: rows }, (_, i) => ({ text: `word number ${from + i}`, label: odd(i) }));
  const columns = (rows: readonly { text: string; label: string }[]) => ({
    text: rows.map(({ text }) => text),
    label: rows.map(({ label }) => label),
  });
  it.each([
    ['lists', { train: list(0, 40), test: list(100, 12) }],
    ['columns', { train: columns(list(0, 40)), test: columns(list(100, 12)) }],
    ['another name', { train: list(0, 40), validation: list(100, 12) }],
  ])('as %s is tested on that', (_, object) => {
    const train = { name: 'a.json', bytes: bytes(JSON.stringify(object)) };
    const parts = splitDataset(
      { id: 'own', task: 'classification', train, columns: { text: 'text', label: 'label' } },
      0,
    );
    expect(parts.test).toHaveLength(12);
    expect(JSON.stringify(parts.test)).toContain('word number 100');
    expect(JSON.stringify([parts.train, parts.validation])).not.toContain('word number 100');
    expect(parts.train.length + parts.validation.length).toBe(40);
    expect(parts.notices.map(inEnglish)).toEqual([
      expect.stringMatching(/^"(test|validation)" in a.json is the test set/) as string,
    ]);
  });
});

describe('what is no JSON in data', () => {
  const good = '{"text": "a b", "label": "x"}';
  it.each([
    ['a.json', `[\n${good},\n{"text": "c", "label": nan}\n]`, /line 3 has nan, which JSON does not know/],
    ['a.jsonl', `${good}\n{"text": "c", "label": None}`, /line 2 has None.*write null/],
    ['a.json', `[\n${good},\n]`, /line 2 has a comma before a closing bracket/],
    ['a.jsonl', `${good}\n{'text': 'c'}`, /line 2 has single quotes/],
  ])('is named with its line (%s, %j)', (name, text, message) =>
    expect(() => parseTable(bytes(text), name)).toThrow(message),
  );
});
