/** What is said of texts that are almost JSON. */
import { inEnglish, type Message } from '../messages/message';
import { describe, expect, it } from 'vitest';
import { jsonFault, jsonObject } from './jsonText';

describe('jsonFault', () => {
  it.each([
    ['{"r": 8,\n "lora_alpha": NaN}', 'line 2 has NaN, which JSON does not know; write null or a number.'],
    ['{\n\n"x": -Infinity}', 'line 3 has -Infinity, which JSON does not know; write null or a number.'],
    ['{"x": None}', 'line 1 has None, which JSON does not know; write null.'],
    ['{"x": True}', 'line 1 has True, which JSON does not know; write true.'],
    ['{"x": [1, 2,\n]}', 'line 1 has a comma before a closing bracket.'],
    ["{'x': 1}", 'line 1 has single quotes, and JSON knows only double ones.'],
    ['{"x": "None, or NaN,"', 'it may be cut off.'],
    ['{"x": "it\'s"; }', 'it may be damaged.'],
  ])('%j', (text, fault) => {
    expect(() => JSON.parse(text) as unknown).toThrow();
    expect(inEnglish(jsonFault(text, 'a.json'))).toBe(`a.json is not valid JSON: ${fault}`);
  });
});

describe('jsonObject', () => {
  const refuse = (fault: Message): never => {
    throw new RangeError(inEnglish(fault));
  };
  const bytes = (text: string) => new TextEncoder().encode(text);
  it('reads an object, with a mark of the byte order too', () =>
    expect(jsonObject(bytes('\uFEFF{"a": 1}'), 'a.json', refuse)).toEqual({ a: 1 }));
  it('refuses lists inside each other that nothing could go through, and counts no brackets in strings', () => {
    const nested = (depth: number) => bytes(`{"a": ${'['.repeat(depth)}"${'[{'.repeat(600)}\\"["${']'.repeat(depth)}}`);
    expect(jsonObject(nested(400), 'a.json', refuse)).toHaveProperty('a');
    for (const depth of [501, 200_000])
      expect(() => jsonObject(nested(depth), 'a.json', refuse)).toThrow('a.json has more than 500 lists and objects');
  });
  it.each(['[1]', '"a"', 'null', '3'])('refuses %s', (text) =>
    expect(() => jsonObject(bytes(text), 'a.json', refuse)).toThrow('a.json holds no JSON object.'),
  );
});
