/** Files in the forms that programs write, which are trained on: header, separator, wrapping and columns are found. */
import { describe, expect, it } from 'vitest';
import { exchanges } from './exchanges';
import { asItem, classes, jsonl, list, many, mood, N, rowsOf, told, use, utf8 } from './files.testing';

describe('files that are trained on', () => {
  it.each<[string, string, string, Record<string, unknown>]>([
    [
      'columns without names but for one',
      'a.csv',
      `,text,label\n${many((i) => `${i},${told(i)},${mood(i)}`)}`,
      classes,
    ],
    ['names of rows without a head (R)', 'a.csv', `text,label\n${many((i) => `r${i},${told(i)},${mood(i)}`)}`, classes],
    [
      'a title above the header',
      'a.csv',
      `Export of 2024\n\ntext;label\n${many((i) => `${told(i)};${mood(i)}`)}`,
      classes,
    ],
    ['bars', 'a.csv', `text|label\n${many((i) => `${told(i)}, yes, really|${mood(i)}`)}`, classes],
    [
      'commas in texts apart by semicolons',
      'a.csv',
      `text;label\n${many((i) => `a, b, ${told(i)};${mood(i)}`)}`,
      classes,
    ],
    ['trailing commas', 'a.csv', `text,label\n${many((i) => `${told(i)},${mood(i)},,`)}`, classes],
    [
      'a header that comes again',
      'a.csv',
      `text,label\n${many((i) => (i === 9 ? 'text,label' : `${told(i)},${mood(i)}`))}`,
      classes,
    ],
    ['two columns of one name', 'a.csv', `label,text,text\n${many((i) => `${mood(i)},${told(i)},x`)}`, classes],
    ['no header', 'a.csv', many((i) => `${mood(i)},${told(i)}`), { text: 'column 2', label: 'column 1' }],
    [
      'a class called like a column',
      'a.csv',
      many((i) => `${['question', 'title'][i % 2]},${told(i)}`),
      { text: 'column 2', label: 'column 1' },
    ],
    [
      'an empty label column beside a full one',
      'a.csv',
      `text,label,sentiment\n${many((i) => `${told(i)},,${mood(i)}`)}`,
      { text: 'text', label: 'sentiment' },
    ],
    [
      'a constant label column beside a good one',
      'a.csv',
      `text,label,topic\n${many((i) => `${told(i)},x,${mood(i)}`)}`,
      { text: 'text', label: 'topic' },
    ],
    [
      'keys beside text',
      'a.csv',
      `tweet_id,airline_sentiment,text\n${many((i) => `${90000 + i * 7},${mood(i)},${told(i)}`)}`,
      { text: 'text', label: 'airline_sentiment' },
    ],
    [
      'names in capitals with spaces',
      'a.csv',
      `Review Text,Rating\n${many((i) => `${told(i)},${1 + (i % 5)}`)}`,
      { text: 'Review Text', label: 'Rating' },
    ],
    ['ids of classes', 'a.csv', `text,label\n${many((i) => `${told(i)},${i % 12}`, 60)}`, classes],
    [
      'emoji and right to left',
      'a.csv',
      `text,label\n${many((i) => `שלום 👩‍🍳 ${i} مرحبا,${['😀', '😡'][i % 2]}`)}`,
      classes,
    ],
    [
      'a table under the name of a text',
      'SMSSpamCollection.txt',
      many((i) => `${['ham', 'spam'][i % 2]}\t${told(i)}`),
      { text: 'column 2', label: 'column 1' },
    ],
    ['JSON lists of lists', 'a.json', JSON.stringify([['text', 'label'], ...list((i) => [told(i), mood(i)])]), classes],
    [
      'pandas, orient split',
      'a.json',
      JSON.stringify({ columns: ['text', 'label'], index: [0], data: list((i) => [told(i), mood(i)]) }),
      classes,
    ],
    [
      'pandas, orient columns',
      'a.json',
      JSON.stringify({
        text: Object.fromEntries(list(told).map((t, i) => [i, t])),
        label: Object.fromEntries(list(mood).map((t, i) => [i, t])),
      }),
      classes,
    ],
    [
      'pandas, orient index',
      'a.json',
      JSON.stringify(Object.fromEntries(list(asItem).map((item, i) => [i, item]))),
      classes,
    ],
    [
      'pandas, orient table',
      'a.json',
      JSON.stringify({
        schema: { fields: [{ name: 'text' }, { name: 'label' }], pandas_version: '1.4' },
        data: list(asItem),
      }),
      classes,
    ],
    ['a dict of columns', 'a.json', JSON.stringify({ text: list(told), label: list(mood) }), classes],
    [
      "the data set server's rows",
      'a.json',
      JSON.stringify({
        features: [
          { feature_idx: 0, name: 'text', type: { dtype: 'string' } },
          { feature_idx: 1, name: 'label', type: { names: ['neg', 'pos'], _type: 'ClassLabel' } },
        ],
        rows: list((i) => ({ row_idx: i, row: { text: told(i), label: i % 2 }, truncated_cells: [] })),
      }),
      classes,
    ],
    ['several splits in one', 'a.json', JSON.stringify({ train: list(asItem), test: list(asItem, 4) }), classes],
    [
      'NaN as Python writes it',
      'a.jsonl',
      many((i) => `{"text": "${told(i)} NaN", "score": NaN, "label": "${mood(i)}"}`),
      classes,
    ],
    ['lists of one label each', 'a.jsonl', jsonl((i) => ({ text: told(i), label: [mood(i)] })), classes],
    [
      'objects within objects',
      'a.jsonl',
      jsonl((i) => ({ meta: { id: `x${i}` }, review: { text: told(i) }, label: mood(i) })),
      { text: 'review.text', label: 'label' },
    ],
    ['JSON under no name', 'pasted', JSON.stringify(list(asItem), null, 1), classes],
    [
      'input and few outputs',
      'a.jsonl',
      jsonl((i) => ({ input: told(i), output: mood(i) })),
      { text: 'input', label: 'output' },
    ],
    ['lines of a CSV without a name', 'a.csv', many((i) => `Soup ${i} was ${mood(i)}`), { text: 'column 1' }],
    [
      'one named column',
      'a.csv',
      `quote\n${many((i) => `A long enough saying, number ${i}`.replace(',', ''))}`,
      { text: 'quote' },
    ],
    [
      'title and abstract',
      'a.csv',
      `title,abstract,label\n${many((i) => `T${i},${told(i)},${mood(i)}`)}`,
      { text: 'abstract', label: 'label' },
    ],
    [
      'truth as a label',
      'a.csv',
      `text,is_spam\n${many((i) => `${told(i)},${i % 2 ? 'True' : 'False'}`)}`,
      { text: 'text', label: 'is_spam' },
    ],
    [
      'classes with commas',
      'a.csv',
      `text,category\n${many((i) => `${told(i)},"${['Clothing, shoes', 'Books, music'][i % 2]}"`)}`,
      { text: 'text', label: 'category' },
    ],
    [
      'stars as fractions',
      'a.csv',
      `review,stars\n${many((i) => `${told(i)},${1 + (i % 5)}.0`)}`,
      { text: 'review', label: 'stars' },
    ],
    [
      'marks and the separator, line ends of Windows',
      'a.csv',
      `\ufeffsep=;\r\ntext;label\r\n${many((i) => `"${told(i)};\r\nyes";${mood(i)}`, N, '\r\n')}`,
      classes,
    ],
    ['texts without labels', 'a.csv', `id,body\n${many((i) => `${i},"${told(i)}, and more of it"`)}`, { text: 'body' }],
  ])('%s', (_, name, text, columns) => {
    const plan = use(name, utf8(text));
    expect([plan.problem, plan.columns]).toEqual([undefined, columns]);
    expect(rowsOf(plan.splits!)).toBeGreaterThanOrEqual(N - 1);
  });

  it.each<[string, string, string, Record<string, unknown>, RegExp, string]>([
    [
      'Dolly',
      'a.jsonl',
      jsonl((i) => ({ instruction: `Say ${i}`, context: i % 2 ? 'Now' : '', response: told(i), category: 'qa' })),
      { prompt: 'instruction', context: 'context', response: 'response', template: 'alpaca' },
      /### Instruction:\nSay 0\n\n### Response:\n$/,
      told(0),
    ],
    [
      'questions with answers',
      'a.csv',
      `question,answer\n${many((i) => `How was meal ${i}?,It was ${told(i)}`)}`,
      { prompt: 'question', response: 'answer', template: 'question' },
      /^Question: How was meal 0\?\nAnswer:$/,
      ` It was ${told(0)}`,
    ],
    [
      'SQuAD as it is published',
      'a.json',
      JSON.stringify({
        version: '1.1',
        data: list((i) => ({
          title: 't',
          paragraphs: [
            {
              context: told(i),
              qas: [{ question: `How was ${i}?`, answers: [{ text: `very ${i}`, answer_start: 3 }] }],
            },
          ],
        })),
      }),
      { prompt: 'question', context: 'context', response: 'answer', template: 'question' },
      /^the soup number 0.*\n\nQuestion: How was 0\?\nAnswer:$/,
      ' very 0',
    ],
    [
      'SQuAD as flat rows',
      'a.jsonl',
      jsonl((i) => ({
        id: `k${i}`,
        context: told(i),
        question: `How was ${i}?`,
        answers: { text: [`very ${i}`], answer_start: [1] },
      })),
      { prompt: 'question', context: 'context', response: 'answers.text', template: 'question' },
      /Answer:$/,
      ' very 0',
    ],
    [
      'translations',
      'a.jsonl',
      jsonl((i) => ({ translation: { en: told(i), de: `Suppe ${i}` } })),
      { prompt: 'translation.en', response: 'translation.de', template: 'lines' },
      /day\n$/,
      'Suppe 0',
    ],
    [
      'articles with summaries',
      'a.csv',
      `article,highlights\n${many((i) => `${told(i)} and so on,Soup ${i} it was`)}`,
      { prompt: 'article', response: 'highlights', template: 'lines' },
      /so on\n$/,
      'Soup 0 it was',
    ],
  ])('%s', (_, name, text, columns, prompt, response) => {
    const plan = use(name, utf8(text));
    expect([plan.problem, plan.columns]).toEqual([undefined, columns]);
    const [{ turns }] = exchanges(plan.table, plan.columns, name).rows as [
      { turns: readonly { prompt: string; response: string }[] },
    ];
    expect(turns[0]!.prompt).toMatch(prompt);
    expect(turns[0]!.response).toBe(response);
    expect(rowsOf(plan.splits!)).toBe(N);
  });

  const said = (i: number) => [
    { role: 'system', content: 'Be kind.' },
    { role: 'user', content: `Meal ${i}?` },
    { role: 'assistant', content: 'Good.' },
    { role: 'user', content: 'And now?' },
    { role: 'assistant', content: [{ type: 'text', text: 'Bad.' }] },
  ];
  it.each([
    ['messages', jsonl((i) => ({ messages: said(i) }))],
    ['one conversation alone in its line', JSON.stringify(list((i) => ({ messages: said(i), id: `k${i}` })))],
    [
      'ShareGPT',
      jsonl((i) => ({
        conversations: said(i).map(({ role, content }) => ({
          from: { user: 'human', assistant: 'gpt', system: 'system' }[role],
          value: typeof content === 'string' ? content : 'Bad.',
        })),
      })),
    ],
    [
      'prompt and completion as messages',
      jsonl((i) => ({ prompt: said(i).slice(0, 4), completion: said(i).slice(4) })),
    ],
  ])('conversations: %s', (_, text) => {
    const plan = use('a.jsonl', utf8(text));
    expect(plan.problem).toBeUndefined();
    const [{ turns }] = exchanges(plan.table, plan.columns, 'a').rows as [{ turns: readonly unknown[] }];
    expect(turns).toEqual([
      { prompt: '### System:\nBe kind.\n\n### User:\nMeal 0?\n\n### Assistant:\n', response: 'Good.' },
      { prompt: '\n\n### User:\nAnd now?\n\n### Assistant:\n', response: 'Bad.' },
    ]);
  });

  it('50,000 rows in a few seconds', () => {
    const start = performance.now();
    const plan = use('a.csv', utf8(`id,text,label\n${many((i) => `${i},${told(i)},${mood(i)}`, 50_000)}`));
    expect([plan.problem, rowsOf(plan.splits!)]).toEqual([undefined, 50_000]);
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
