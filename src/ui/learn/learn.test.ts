/** The Learn view's data: complete, linked to what exists, and true. */
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { methods } from '../../methods/registry';
import { resolveHyperparameters } from '../../methods/hyperparameters';
import { targets } from '../scale/targets';
import { categories, categoryOf } from './categories';
import { closedForms, symbolsOf } from './closedForms';
import { glossary, linked } from './glossary';

describe('pages', () => {
  it('every method has a category with a page', () => {
    for (const method of methods) expect(categoryOf(method.category), method.id).toBeDefined();
  });

  it('no method, category or fixed page has the address of another', () => {
    const ids = [
      ...methods.map((method) => method.id),
      ...categories.map((category) => category.id),
      'overview',
      'lessons',
      'glossary',
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('KaTeX can draw every formula', () => {
    for (const tex of [
      ...methods.map((method) => method.learn.formula),
      ...categories.map((category) => category.formula),
      ...Object.values(closedForms).map((form) => form.tex),
    ]) {
      expect(() => katex.renderToString(tex, { displayMode: true, throwOnError: true }), tex).not.toThrow();
    }
  });
});

describe('closed forms', () => {
  for (const [id, form] of Object.entries(closedForms)) {
    it(`${id} says what the method counts`, () => {
      const method = methods.find((candidate) => candidate.id === id);
      expect(method).toBeDefined();
      const hp = resolveHyperparameters(method!);
      for (const target of targets.slice(0, 2))
        expect(form.value(symbolsOf(target.dimensions, hp))).toBe(method!.count(target.dimensions, hp));
    });
  }
});

describe('glossary', () => {
  it('has each term and each spelling once, and points to pages that exist', () => {
    const spellings = glossary.flatMap((term) => [term.term, ...(term.also ?? [])].map((word) => word.toLowerCase()));
    expect(new Set(spellings).size).toBe(spellings.length);
    expect(new Set(glossary.map((term) => term.id)).size).toBe(glossary.length);
    const pages = new Set(methods.map((method) => method.id));
    for (const term of glossary)
      for (const page of term.see ?? []) expect(pages.has(page), `${term.id} → ${page}`).toBe(true);
  });

  it('links the first use of a term, whole words only, the longest spelling', () => {
    const pieces = linked('Biases of the feed-forward block: a biased gradient, biases again.');
    expect(pieces.filter((piece) => piece.term).map((piece) => piece.text)).toEqual([
      'Biases',
      'feed-forward block',
      'gradient',
    ]);
    expect(pieces.map((piece) => piece.text).join('')).toBe(
      'Biases of the feed-forward block: a biased gradient, biases again.',
    );
  });

  it('finds terms that are no words', () => {
    expect(linked('Look at [CLS] here').some((piece) => piece.term?.id === 'cls')).toBe(true);
  });
});
