/** Dropout inside the backbone: nothing at 0 and outside training, the same numbers for the same seed otherwise. */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate';
import { batchOf, loadFixture, prepareFixture } from '../../test/methodCases';
import { asFloat32, i32 } from '../onnx/tensor';
import { applyMethod, seedInput } from './context';
import { methodById } from './registry';

const fixture = loadFixture('bert-torchscript');
const { graph, anatomy } = prepareFixture(fixture, 7);

function applied(training: boolean, backboneDropout?: number) {
  const options = { batch: 2, sequence: 7, training, ...(backboneDropout !== undefined && { backboneDropout }) };
  const { builder, lastHidden } = applyMethod(methodById('head-only'), {}, graph, anatomy, options);
  const seed = training && backboneDropout ? seedInput(builder) : undefined;
  builder.graph.outputs = [lastHidden];
  return { finished: builder.finish(), lastHidden, seed };
}

describe('dropout in the backbone', () => {
  it('adds not a node at 0, nor outside training', () => {
    const plain = applied(true).finished.nodes.length;
    expect(applied(true, 0).finished.nodes.length).toBe(plain);
    expect(applied(false, 0.1).finished.nodes.length).toBe(applied(false).finished.nodes.length);
    expect(applied(true, 0.1).finished.nodes.length).toBeGreaterThan(plain);
  });

  it('drops what the seed says', async () => {
    const { finished, lastHidden, seed } = applied(true, 0.1);
    const hidden = async (number: number) => {
      const feeds = { ...batchOf(fixture, finished), [seed!]: i32([], [number]) };
      return [...asFloat32((await evaluate(finished, feeds))[lastHidden]!)];
    };
    const first = await hidden(1);
    expect(await hidden(1)).toEqual(first);
    expect(await hidden(2)).not.toEqual(first);
  });
});
