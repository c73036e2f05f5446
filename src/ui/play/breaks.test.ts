/** One change each, and a reason where there is none to make. */
import { expect, it } from 'vitest';
import { resolveHyperparameters } from '../../methods/hyperparameters';
import { methodById } from '../../methods/registry';
import { models } from '../../state/catalogue';
import { breaksOf, verdictOf, type Breakable } from './breaks';

const run = (method: string, model = 'tiny-encoder', more: Partial<Breakable> = {}): Breakable => ({
  method: methodById(method),
  hyperparameters: resolveHyperparameters(methodById(method), {}),
  dimensions: models.find(({ id }) => id === model)!.dimensions,
  settings: { learningRate: 4e-3 },
  trainRows: 3601,
  ...more,
});
const changes = (breakable: Breakable) =>
  Object.fromEntries(breaksOf(breakable).map(({ way, change }) => [way, change && [change.name, change.to]]));

it('changes one thing, as far as method and model have it', () => {
  expect(changes(run('lora'))).toEqual({
    rate: ['learningRate', 0.4],
    rank: ['r', 1],
    layer: undefined,
    data: ['trainRows', 1800],
  });
  expect(changes(run('adapterdrop', 'all-MiniLM-L6-v2')).layer).toEqual(['n', 2]);
  // Two layers are all that this model has.
  expect(changes(run('adapterdrop')).layer).toBeUndefined();
  expect(changes(run('threshold-mask', 'all-MiniLM-L6-v2')).layer).toEqual(['skip', 2]);
  expect(changes(run('llama-adapter', 'tiny-decoder')).layer).toEqual(['layers', 2]);
  expect(changes(run('bitfit')).rank).toBeUndefined();
});

it('says why where there is nothing to change', () => {
  const told = (breakable: Breakable) => breaksOf(breakable).flatMap(({ refusal }) => refusal ?? []);
  expect(told(run('bitfit', 'tiny-encoder', { settings: { learningRate: 1 }, trainRows: undefined }))).toHaveLength(4);
  expect(changes(run('lora', 'tiny-encoder', { settings: { learningRate: 0.5 } })).rate).toEqual(['learningRate', 1]);
});

it('is worse or better by a twentieth', () => {
  expect([verdictOf(1, 1.2), verdictOf(1, 1.02), verdictOf(1, 0.9)]).toEqual(['worse', 'alike', 'better']);
});
