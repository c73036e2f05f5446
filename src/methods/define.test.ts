/** What is counted, stored and drawn is worked out once for a model and settings. */
import { expect, it, vi } from 'vitest';
import { models } from '../state/catalogue';
import { defineMethod } from './define';
import { resolveHyperparameters } from './hyperparameters';
import { lora } from './reparameterised/lora';
import { texts } from './partial/bitfit.en';

it('declares its tensors once for a model and settings, and again for others', () => {
  const declare = vi.fn(lora.declare);
  const { name: _, subcategory: __, learn: ___, noScript: ____, merge, ...stated } = lora;
  const method = defineMethod({
    ...stated,
    declare,
    texts,
    formula: '',
    merge: merge as Exclude<typeof merge, string>,
    hyperparameters: [{ kind: 'choice', name: 'biases', default: 'all', options: ['all'] }],
  });
  const [one, other] = models.map(({ dimensions }) => dimensions);
  const hp = resolveHyperparameters(lora);
  const count = method.count(one!, hp);
  expect(method.placement(one!, { ...hp }).marks.q?.treatment).toBe('delta');
  expect(method.count(one!, hp)).toBe(count);
  expect(declare).toHaveBeenCalledTimes(1);
  expect(method.count(one!, { ...hp, r: 16 })).toBe(2 * count);
  expect(method.count(other!, hp)).toBe(lora.count(other!, hp));
  expect(declare).toHaveBeenCalledTimes(3);
});
