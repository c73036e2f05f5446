/**
 * Lessons: every file is valid for this registry, every number that it claims is true, and bad files are refused in
 * words.
 */
import { applicability } from '../../methods/applicability';
import { describe, expect, it } from 'vitest';
import { methods } from '../../methods/registry';
import { datasets, models } from '../../state/catalogue';
import { headScalars } from '../../state/counts';
import { decode } from '../../state/hash';
import { categories } from '../learn/categories';
import { whole } from '../format';
import { learning } from '../languages/german-learning';
import { lessons } from './catalogue';
import { configurationOf, linkOf, readLesson } from './schema';
import first from '../../lessons/first-run.json';

const find = (id: string) => methods.find((method) => method.id === id);

describe('lessons', () => {
  it("has one for each of the survey's categories, and the three questions", () => {
    for (const category of ['additive', 'partial', 'reparameterised', 'hybrid', 'unified'])
      expect(
        lessons.some((lesson) => lesson.about.includes(category)),
        category,
      ).toBe(true);
    for (const id of ['memory', 'rank-and-alpha', 'prefix'])
      expect(
        lessons.some((lesson) => lesson.id === id),
        id,
      ).toBe(true);
    expect(new Set(lessons.map((lesson) => lesson.id)).size).toBe(lessons.length);
  });

  const german = learning.lessons.map((file) => readLesson(file, methods));
  for (const lesson of [...lessons, ...german]) {
    // German writes 8.192.
    const english = (text: string) => (german.includes(lesson) ? text.replace(/(?<=\d)\.(?=\d{3})/g, ',') : text);
    describe(lesson.title, () => {
      it('is about pages that exist', () => {
        for (const page of lesson.about)
          expect(find(page) ?? categories.find((category) => category.id === page), page).toBeDefined();
      });

      lesson.steps.forEach((step, index) => {
        it(`step ${index + 1} sets what the page allows, and its link brings it back`, () => {
          const { settings, hyperparameters } = configurationOf(lesson, index, methods);
          const method = find(settings.method)!;
          const model = models.find((entry) => entry.id === settings.model)!;
          const dataset = datasets.find((entry) => entry.id === settings.dataset)!;
          expect(dataset.task === 'causal-lm').toBe(model.dimensions.kind === 'decoder');
          expect(applicability(method, model.dimensions, hyperparameters, dataset.task)).toBeUndefined();
          const back = decode(linkOf(lesson, index, methods), find);
          expect(back).toEqual({ settings: { ...settings, lesson: lesson.id, step: index + 1 }, hyperparameters });
        });

        const { claims } = step;
        if (claims) {
          it(`step ${index + 1} claims true numbers`, () => {
            const { settings, hyperparameters } = configurationOf(lesson, index, methods);
            const { dimensions } = models.find((entry) => entry.id === settings.model)!;
            const dataset = datasets.find((entry) => entry.id === settings.dataset)!;
            const truth = {
              trainable: find(settings.method)!.count(dimensions, hyperparameters),
              head: headScalars(dimensions.hidden, dataset.task, dataset.id, undefined),
              total: dimensions.parameters,
            };
            expect({ ...truth, ...claims }).toEqual(truth);
          });
        }

        it(`step ${index + 1} names no count that is nowhere true`, () => {
          // Any number above a thousand in the text must be the step's own, or follow from sizes of the model.
          const claimed = new Set(Object.values(step.claims ?? {}).map(whole));
          const known = new Set([
            '16,384',
            '4,240',
            '20,864',
            '2,048',
            '4,096',
            '8,480',
            '8,000',
            '16,576',
            '1,024',
            '8,192',
            '34,432',
            '17,984',
            '1,453,824',
            '33,152',
          ]);
          for (const number of english(
            [
              ...step.text,
              step.quiz?.question,
              ...(step.quiz?.answers ?? []).flatMap(({ text, feedback }) => [text, feedback]),
            ].join(' '),
          ).match(/\d{1,3}(?:,\d{3})+/g) ?? [])
            expect(claimed.has(number) || known.has(number), number).toBe(true);
        });
      });
    });
  }
});

describe('bad lessons are refused with a sentence', () => {
  const lesson = structuredClone(first) as Record<string, unknown>;
  const withStep = (step: Record<string, unknown>) => ({ ...lesson, steps: [{ title: 'A', text: 'B', ...step }] });
  const refused = (json: unknown) => {
    try {
      readLesson(json, methods);
    } catch (error) {
      return (error as Error).message;
    }
    return 'accepted';
  };
  it.each([
    ['no lesson at all', [], /can't be read/],
    ['a missing title', { ...lesson, title: undefined }, /title/],
    ['a word that the format does not have', { ...lesson, colour: 'red' }, /colour/],
    [
      'a quiz without a right answer',
      withStep({
        quiz: {
          question: 'Q',
          answers: [
            { text: 'a', feedback: 'f' },
            { text: 'b', feedback: 'g' },
          ],
        },
      }),
      /at least one answer as correct/,
    ],
    ['an unknown method', withStep({ set: { method: 'telepathy' } }), /method “telepathy”, which is not here/],
    [
      'a value that is not allowed',
      withStep({ set: { method: 'lora', r: 5000 } }),
      /sets r to 5000, which LoRA does not allow/,
    ],
    ['a backdoor that is none', withStep({ set: { poison: '0.1,two words,great' } }), /trigger must be one word/],
    ['a setting that does not exist', withStep({ set: { colour: 'red' } }), /“colour”, which is neither/],
    ['a property of the page', withStep({ set: { view: 'compare' } }), /belongs to the page/],
    ['an unknown data set', withStep({ set: { dataset: 'toots' } }), /data set “toots”, which is not bundled/],
    ['a part that is not there', withStep({ look: 'coffee' }), /points at “coffee”/],
    ['a knob of another method', withStep({ set: { method: 'bitfit' }, look: 'knob:r' }), /points at “knob:r”/],
  ])('%s', (_, json, message) => expect(refused(json)).toMatch(message));

  it("a file can't reach the prototype of objects", () => {
    const lesson = readLesson(
      withStep({ set: JSON.parse('{"__proto__": {"method": "full"}, "constructor": 1}') }),
      methods,
    );
    expect(configurationOf(lesson, 0, methods).settings.method).toBe('lora');
    expect(({} as Record<string, unknown>).method).toBeUndefined();
  });

  it('text may be one paragraph or several', () => {
    expect(readLesson(withStep({}), methods).steps[0]!.text).toEqual(['B']);
    expect(readLesson(withStep({ text: ['B', 'C'] }), methods).steps[0]!.text).toEqual(['B', 'C']);
  });
});
