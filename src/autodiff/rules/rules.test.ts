/** Every gradient rule against central differences, element by element. */
import { expect, it } from 'vitest';
import { worstError } from '../../../test/checkRule';
import { ruleCases } from '../../../test/ruleCases';
import { gradientTolerance } from '../gradientCheck';
import { ruleOperators } from '.';

it.each(ruleCases)('$op: $name', async ({ args, body }) => {
  expect(await worstError(args, body)).toBeLessThan(gradientTolerance);
});

it('has a test for every rule', () => {
  const tested = new Set(ruleCases.map(({ op }) => op));
  expect(ruleOperators.filter((op) => !tested.has(op))).toEqual([]);
});
