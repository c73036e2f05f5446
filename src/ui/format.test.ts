/** Numbers read as a person would write them. */
import { describe, expect, it } from 'vitest';
import { bytes, compact, loss, percent, rate, real, roughly, tick, whole } from './format';

const spaced = (text: string) => text.replaceAll('\u00a0', ' ');

describe('formats', () => {
  it('keeps number and unit together', () => expect(compact(6144)).toBe('6.14\u00a0K'));
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1.00 K'],
    [6144, '6.14 K'],
    [999_900, '1.00 M'],
    [22_713_216, '22.7 M'],
    [7e9, '7.00 B'],
  ])('compact(%d)', (value, text) => expect(spaced(compact(value))).toBe(text));
  it.each([
    [0, '0 B'],
    [12_304, '12.3 kB'],
    [89_600_000, '89.6 MB'],
    [1.2e9, '1.20 GB'],
  ])('bytes(%d)', (value, text) => expect(spaced(bytes(value))).toBe(text));
  it.each([
    [0.0039, '0.39 %'],
    [0, '0 %'],
    [1, '100 %'],
    [0.254, '25.4 %'],
    [0.00002, '0.002 %'],
  ])('percent(%d)', (value, text) => expect(spaced(percent(value))).toBe(text));
  it.each([
    [11, '15\u00a0s'],
    [89, '90\u00a0s'],
    [95, '2\u00a0min'],
    [600, '10\u00a0min'],
  ])('roughly(%d)', (value, text) => expect(roughly(value)).toBe(text));
  it.each([
    [2e-4, '2e-4'],
    [2.5e-4, '2.5e-4'],
    [0.001, '0.001'],
    [0.05, '0.05'],
    [8, '8'],
    [128, '128'],
    [512, '512'],
    [0.0125, '0.0125'],
    [1.25e-4, '1.25e-4'],
    [0, '0'],
  ])('real(%d)', (value, text) => expect(real(value)).toBe(text));
  it.each([
    ['1.00\u00a0M', '1\u00a0M'],
    ['12.0\u00a0kB', '12\u00a0kB'],
    ['1.50\u00a0K', '1.50\u00a0K'],
    ['1,000', '1,000'],
    ['0.0', '0'],
  ])('tick(%s)', (text, short) => expect(tick(text)).toBe(short));
  it('loss, rate, whole', () => {
    expect(loss(0.69315)).toBe('0.693');
    expect(loss(NaN)).toBe('∞');
    expect(rate(43.21)).toBe('43.2');
    expect(spaced(rate(11_060))).toBe('11.1 K');
    expect(whole(1_476_224)).toBe('1,476,224');
  });
});
