import { expect, it } from 'vitest';
import { loadFixture, prepareFixture } from '../../../test/methodCases';
import { applyMethod } from '../context';
import { resolveHyperparameters } from '../hyperparameters';
import { initialise } from '../initialise';
import { shira } from './shira';

it('draws as many places as LoRA has numbers, none twice, and others in each matrix', () => {
  const { graph, anatomy } = prepareFixture(loadFixture('bert-torchscript'), 7);
  const hp = resolveHyperparameters(shira, { r: 3, targets: 'q+up' });
  const { parameters } = applyMethod(shira, hp, graph, anatomy, { batch: 2, sequence: 7, training: true });
  const placesOf = (stem: string, inputs: number) => {
    const values = initialise(
      parameters.find(({ name }) => name === `${stem}.shira_indices`)!,
      1,
      graph,
    );
    const count = values.length / 2;
    return Array.from({ length: count }, (_, k) => values[k]! * inputs + values[count + k]!);
  };
  const [first, second, up] = [placesOf('layer.0.q', 32), placesOf('layer.1.q', 32), placesOf('layer.0.up', 32)];
  expect([first.length, up.length]).toEqual([3 * 64, 3 * 96]);
  for (const places of [first, second, up]) expect(new Set(places).size).toBe(places.length);
  expect(Math.max(...first)).toBeLessThan(32 * 32);
  expect(Math.max(...up)).toBeGreaterThan(32 * 32);
  expect(first).not.toEqual(second);
});
