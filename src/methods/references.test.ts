/** Where a method could differ from its reference code in silence: starts, scopes, schedules. */
import { describe, expect, it } from 'vitest';
import { loadFixture, prepareFixture } from '../../test/methodCases';
import { draw } from './initialise';
import { resolveHyperparameters } from './hyperparameters';
import { methodById } from './registry';
import { noRun, type TensorSpec } from './tensors';

const { dimensions } = prepareFixture(loadFixture('bert-torchscript'), 7).anatomy;

/** The tensors of a method on a small BERT. */
function tensorsOf(id: string, given: Readonly<Record<string, unknown>> = {}): readonly TensorSpec[] {
  const method = methodById(id);
  return method.declare(dimensions, resolveHyperparameters(method, given), noRun);
}

const deviation = (values: Float32Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

describe('compacter', () => {
  it('draws the shared matrices with a standard deviation of 0.0001', () => {
    const { name, shape, init } = tensorsOf('compacter', { n: 8, m: 8 }).find((spec) => spec.name === 'phm_rule')!;
    expect(deviation(draw({ name, shape, init: init! }, 1)) / 1e-4).toBeCloseTo(1, 0);
  });
});
