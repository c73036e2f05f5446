/** Messages on the page: every layer's texts are registered there, and German is whole. */
import { describe, expect, it } from 'vitest';
import { codes, english, render, type Text } from '../../messages/message';
import { messages as german } from './german/messages';
import '../lesson/messages';
import '../messages';

const registered = codes().filter((code) => !code.startsWith('messages.'));
const layers = import.meta.glob<{ readonly says?: object }>(['../../*/messages.ts', '!../../ui/**']);

/** What a text shows of the values that are put in. */
function shown(text: Text): readonly string[] {
  if (typeof text === 'string') return [];
  const values = new Proxy({}, { get: (_, name) => `‹${String(name)}›` }) as never;
  return [...new Set(text(values).match(/‹\w+›/g))].sort();
}

describe('the page', () => {
  it('registers the texts of every layer', async () => {
    const before = new Set(codes());
    for (const load of Object.values(layers)) await load();
    expect(Object.keys(layers).length).toBeGreaterThan(1);
    expect(codes().filter((code) => !before.has(code))).toEqual([]);
  });
});

describe('German', () => {
  it('has many texts to look at', () => expect(registered.length).toBeGreaterThan(250));

  it.each(registered)('%s', (code) => {
    const text = german.text(code);
    expect(text, code).toBeDefined();
    expect(shown(text!), code).toEqual(shown(english.text(code)!));
  });

  it('leaves no word English', () => {
    const leftover =
      /(?<![\p{L}_„"/-])(?:the|of|and|with|which|is|are|each|every|model|weights|layers?|step|steps)(?![\p{L}_-])/u;
    for (const code of registered) {
      const text = german.text(code)!;
      const values = new Proxy({}, { get: () => '7' }) as never;
      const written = typeof text === 'string' ? text : text(values);
      expect(leftover.exec(written)?.[0], written).toBeUndefined();
    }
  });

  it('writes numbers, counts and lists as German does', () => {
    const values = { parts: { list: [0.5, { count: 12_345 }, 'c'], join: 'or' } } as const;
    expect(render({ code: 'messages.sentences', values }, german)).toBe('0,5, 12.345 oder c');
  });
});
