/** A method is found by whatever somebody may know of it. */
import { describe, expect, it } from 'vitest';
import { methods } from './registry';
import { found, type Told } from './search';

const german: Readonly<Record<string, Told>> = {
  lora: { subcategory: 'Zerlegung', learn: { idea: 'Die große Matrix bleibt, wie sie ist.' } },
  full: { name: 'Volles Feinabstimmen', subcategory: 'Vergleich', learn: { idea: 'Alle Gewichte.' } },
};
const ids = (query: string) =>
  found(methods, query, (id) => (german[id] ? [german[id]] : [])).map((method) => method.id);

describe('search', () => {
  it.each([
    ['a name', 'bitfit', 'bitfit'],
    ['a name that others hold', 'LoRA', 'lora'],
    ['a name without its signs', 'ia3', 'ia3'],
    ['a name with its signs', '(IA)³', 'ia3'],
    ['a name of two words', 'lora fa', 'lora-fa'],
    ['a sign that tells names apart', 'lora+', 'lora-plus'],
    ['an abbreviation', 'lst', 'lst'],
    ['initials', 'FFT', 'full'],
    ['an author and a year', 'houlsby 2019', 'sequential-adapter'],
    ['a setting that is known as a method', 'dora', 'lora'],
    ['words of its sentence', 'volume knob', 'ia3'],
    ['its name in another language', 'feinabstimmen', 'full'],
    ['words in another language, without their accents', 'grosse matrix', 'lora'],
  ])('by %s', (_, query, id) => expect(ids(query)[0]).toBe(id));

  it('by few letters finds what begins so, not what holds them somewhere', () => {
    expect(ids('hu')).toContain('lora');
    expect(ids('hu')).not.toContain('threshold-mask');
  });

  it('wants all words, and for none gives all methods in their order', () => {
    expect(ids('lora houlsby')).toEqual([]);
    expect(ids('  ')).toEqual(methods.map(({ id }) => id));
  });
});
