/**
 * German is whole: nothing that the page shows in English lacks its text, nothing is translated that is not there any
 * more, and only texts differ.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { methods } from '../../methods/registry';
import { datasets, models } from '../../state/catalogue';
import { methodIn } from '../contents';
import { categories } from '../learn/categories';
import { glossary, termsIn } from '../learn/glossary';
import { strings as learnStrings } from '../learn/strings';
import { strings } from '../strings';
import { german } from './german';
import { learning } from './german-learning';

const sorted = (names: Iterable<string>) => [...names].sort();
const ids = (list: readonly { readonly id: string }[]) => sorted(list.map(({ id }) => id));
const textsOf = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsOf)
      : [];

describe('methods', () => {
  it('all have German texts, and no others do', () =>
    expect(sorted(Object.keys(german.methods))).toEqual(ids(methods)));

  it('are read by the German pages alone: a page in English does not load them', () => {
    const source = join(import.meta.dirname, '../..');
    const reading = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
      (file) => /(?<!\.de|\.test)\.tsx?$/.test(file) && /\.de(\.ts)?'/.test(readFileSync(join(source, file), 'utf8')),
    );
    expect(reading).toEqual([join('ui', 'languages', 'german', 'methods.ts')]);
  });

  for (const method of methods) {
    it(`${method.id}: each text and each knob, and none that is gone`, () => {
      const texts = german.methods[method.id]!;
      const { formula, ...learn } = method.learn;
      expect(formula).not.toBe('');
      expect(sorted(Object.keys(texts.learn))).toEqual(sorted(Object.keys(learn)));
      expect(sorted(Object.keys(texts.hyperparameters))).toEqual(
        sorted(method.hyperparameters.map(({ name }) => name)),
      );
      expect(texts.merge !== undefined).toBe(typeof method.merge === 'string');
      expect(texts.noScript !== undefined).toBe(method.noScript !== undefined);
      for (const [name, text] of Object.entries(texts.learn))
        expect(text, name).not.toBe(learn[name as keyof typeof learn]);
      for (const knob of method.hyperparameters)
        expect(texts.hyperparameters[knob.name]!.description, knob.name).not.toBe(knob.description);
      for (const text of textsOf(texts)) expect(text.trim()).not.toBe('');
    });
  }

  it('each gets its own texts, also where methods share a knob; ids, ranges, formulas and functions stay', () => {
    methods.forEach((english) => {
      const method = methodIn(german, english);
      const {
        name = english.name,
        subcategory,
        merge = english.merge,
        noScript = english.noScript,
        learn,
        hyperparameters,
      } = german.methods[method.id]!;
      const knobs = english.hyperparameters.map((knob) => ({ ...knob, ...hyperparameters[knob.name] }));
      expect(method).toEqual({
        ...english,
        name,
        subcategory,
        merge,
        noScript,
        learn: { ...english.learn, ...learn },
        hyperparameters: knobs,
      });
    });
  });

  it('a knob has a label of its own among those that are shown with it: lessons point by labels', () => {
    for (const [settings, told] of [
      [strings.settings, methods],
      [german.page.settings, Object.values(german.methods)],
    ] as const) {
      const others = Object.values(settings).map(({ label }) => label);
      for (const { hyperparameters } of told) {
        const labels = [
          ...others,
          ...Object.values(hyperparameters).map(({ label }: { readonly label: string }) => label),
        ];
        expect(labels.length - new Set(labels).size, labels.join(', ')).toBe(0);
      }
    }
  });

  it('every choice has a name, and no name is for nothing', () => {
    const choices = new Set(
      methods.flatMap(({ hyperparameters }) =>
        hyperparameters.flatMap((knob) => (knob.kind === 'choice' ? knob.options : [])),
      ),
    );
    for (const option of choices)
      if (/[a-z]{3}/.test(option)) expect(german.page.options[option], option).toBeDefined();
    for (const option of Object.keys(german.page.options))
      expect(choices.has(option) || Object.hasOwn(strings.options, option), option).toBe(true);
  });

  it('the words of every formula, and KaTeX can draw them', () => {
    const formulas = [...methods.map(({ learn }) => learn.formula), ...categories.map(({ formula }) => formula)];
    const used = new Set(
      formulas
        .flatMap((tex) => [...tex.matchAll(/\\text\{([^{}]*)\}/g)].map(([, text]) => text!.trim()))
        .filter((text) => /[a-z]{2}/i.test(text) && text !== 'LoRA'),
    );
    expect(sorted(Object.keys(german.learn.formulaWords))).toEqual(sorted(used));
    expect(learnStrings.formulaWords).toEqual({});
    for (const text of Object.values(german.learn.formulaWords))
      expect(
        () => katex.renderToString(`\\text{${text}}`, { throwOnError: true, strict: 'error' }),
        text,
      ).not.toThrow();
  });
});

describe('models and data', () => {
  it('all have German texts, and no others do', () => {
    expect(sorted(Object.keys(german.models))).toEqual(ids(models));
    expect(sorted(Object.keys(german.datasets))).toEqual(ids(datasets));
  });
});

describe('the Learn view', () => {
  it('every term is told, and no other; each spelling belongs to one', () => {
    expect(sorted(Object.keys(learning.glossary))).toEqual(ids(glossary));
    for (const term of glossary) expect(learning.glossary[term.id]!.text, term.id).not.toBe(term.text);
    const spellings = Object.values(learning.glossary).flatMap(({ term, also }) =>
      [term, ...also].map((word) => word.toLowerCase()),
    );
    expect(sorted(spellings)).toEqual(sorted(new Set(spellings)));
  });

  it('every category with its kinds is told, and no other', () => {
    expect(sorted(Object.keys(learning.categories))).toEqual(ids(categories));
    for (const { id, formula, ...english } of categories) {
      const texts = learning.categories[id]!;
      expect(formula).not.toBe('');
      expect(sorted(Object.keys(texts))).toEqual(sorted(Object.keys(english)));
      expect(texts.kinds.length, id).toBe(english.kinds.length);
      expect(texts.idea).not.toBe(english.idea);
    }
  });

  it('a translation replaces lists of other spellings and leaves links alone', () => {
    const terms = termsIn(learning.glossary);
    for (const [index, term] of terms.entries()) {
      expect(term).toEqual({ ...glossary[index]!, ...learning.glossary[term.id]! });
      expect(term.see).toBe(glossary[index]!.see);
    }
  });
});

describe('lessons', () => {
  type Json = Readonly<Record<string, unknown>>;
  const english = import.meta.glob<Json>('../../lessons/*.json', { eager: true, import: 'default' });
  const translated = import.meta.glob<Json>('../../lessons/de/*.json', { eager: true, import: 'default' });
  const prose = new Set(['title', 'summary', 'text', 'question', 'feedback']);
  /** The lesson with each of its texts replaced by the number of its paragraphs and of its bold words. */
  const structure = (value: unknown, key = ''): unknown => {
    if (prose.has(key)) return [value].flat().map((text) => String(text).split('**').length);
    if (Array.isArray(value)) return value.map((one) => structure(one));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, structure(one, name)]));
    return value;
  };

  it('every lesson is there, under the same file name, and no other', () => {
    const names = (files: object) => sorted(Object.keys(files).map((path) => path.split('/').at(-1)!));
    expect(names(translated)).toEqual(names(english));
  });

  for (const [path, lesson] of Object.entries(translated)) {
    it(`${String(lesson.id)} differs from the English one in its texts only, and in each of them`, () => {
      const original = english[path.replace('/de/', '/')];
      expect(structure(lesson)).toEqual(structure(original));
      expect(lesson.title).not.toBe(original?.title);
      const steps = (given: Json | undefined) =>
        given?.steps as readonly { readonly title: string; readonly text: readonly string[] }[];
      steps(lesson).forEach((step, index) => expect(step.text, step.title).not.toEqual(steps(original)[index]!.text));
    });
  }
});

describe('no English is left in it', () => {
  // Words that no German sentence has, outside of names.
  const leftover =
    /(?<![\p{L}-])(?:the|of|and|with|which|is|are|each|every|model|weights|layer|layers|training|data|step|steps)(?![\p{L}-])/u;
  const told = {
    ...german.methods,
    ...learning.glossary,
    ...learning.categories,
    ...german.models,
    ...german.datasets,
    lessons: textsOf(
      (learning.lessons as readonly { readonly steps: unknown }[]).map(({ steps }) =>
        (steps as readonly { readonly title: string; readonly text: unknown; readonly quiz?: unknown }[]).map(
          ({ title, text, quiz }) => [title, text, quiz],
        ),
      ),
    ),
  };
  it.each(Object.entries(told))('%s', (_, texts) => {
    for (const text of textsOf(texts)) expect(leftover.exec(text)?.[0], text).toBeUndefined();
  });
});
