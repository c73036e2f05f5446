/** Messages: values go in, texts of a language come out. */
import { describe, expect, it } from 'vitest';
import { fixed, foreign, inEnglish, MessageError, messages, render, sentences, toldBy, type Language } from './message';

const told = messages('testing', {
  empty: 'The file is empty.',
  missing: ({ file, folder }: { file: string; folder?: string }) =>
    `"${file}" is missing${folder === undefined ? '' : ` in ${folder}`}.`,
  needs: ({ bytes, kinds }: { bytes: string; kinds: string }) => `It needs ${bytes} bytes: ${kinds}.`,
  because: ({ reason }: { reason: string }) => `It can't be read. ${reason}`,
});

const german: Language = {
  text: (code) =>
    ({
      'testing.needs': ({ bytes, kinds }: { bytes: string; kinds: string }) => `${bytes} Bytes, ${kinds}.`,
      'testing.empty': 'Die Datei ist leer.',
      'testing.because': ({ reason }: { reason: string }) => `Unlesbar. ${reason}`,
    })[code],
  decimal: (digits) => digits.replace('.', ','),
  count: (value) => value.toLocaleString('de-DE'),
  and: 'und',
  or: 'oder',
};

describe('a message', () => {
  it('without values is its text', () => expect(inEnglish(told.empty)).toBe('The file is empty.'));
  it('takes names as they are, and leaves out what is not given', () => {
    expect(inEnglish(told.missing({ file: 'a.onnx', folder: undefined }))).toBe('"a.onnx" is missing.');
    expect(inEnglish(told.missing({ file: 'a.onnx', folder: 'm' }))).toBe('"a.onnx" is missing in m.');
  });
  it('writes numbers, counts and lists as the language does', () => {
    const needs = told.needs({ bytes: { count: 12_345 }, kinds: { list: ['a', 0.5, 'c'], join: 'or' } });
    expect(inEnglish(needs)).toBe('It needs 12,345 bytes: a, 0.5 or c.');
    expect(render(needs, german)).toBe('12.345 Bytes, a, 0,5 oder c.');
    const exact = told.needs({ bytes: fixed(7, 2), kinds: 'a' });
    expect([inEnglish(exact), render(exact, german)]).toEqual(['It needs 7.00 bytes: a.', '7,00 Bytes, a.']);
  });
  it('takes another message in the same language', () => {
    const nested = told.because({ reason: told.empty });
    expect(inEnglish(nested)).toBe("It can't be read. The file is empty.");
    expect(render(nested, german)).toBe('Unlesbar. Die Datei ist leer.');
  });
  it('is English where a language lacks it, and its code where nobody knows it', () => {
    expect(render(told.missing({ file: 'x', folder: undefined }), german)).toBe('"x" is missing.');
    expect(render({ code: 'testing.gone' }, german)).toBe('[testing.gone]');
  });
  it('survives being sent and kept', () => {
    const sent = sentences(told.empty, undefined, foreign('Bad magic number'));
    expect(inEnglish(JSON.parse(JSON.stringify(sent)) as typeof sent)).toBe('The file is empty. Bad magic number');
  });
  it('is what an error tells', () => {
    const error = new MessageError(told.empty);
    expect(error.message).toBe('The file is empty.');
    expect(toldBy(error)).toEqual(told.empty);
    expect(inEnglish(toldBy(new TypeError('x is null')))).toBe('x is null');
  });
  it('has one text only', () => {
    expect(() => messages('testing', { empty: 'Another text.' })).toThrow('testing.empty');
  });
});
