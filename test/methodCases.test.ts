/** The matrix leaves out what a method refuses: that must never be all of it. */
import { expect, it } from 'vitest';
import { methods } from '../src/methods/registry';
import { fixtureNames, loadFixture, prepareFixture, settingsOf } from './methodCases';

it('every method is tried on some model, with its defaults made small', () => {
  const whole = fixtureNames.filter((name) => name.endsWith('-torchscript'));
  const dimensions = whole.map((name) => prepareFixture(loadFixture(name), 7).anatomy.dimensions);
  expect(
    methods.filter((method) => dimensions.every((d) => settingsOf(method, d).length === 0)).map(({ id }) => id),
  ).toEqual([]);
});
