/** The drawing of two stacks: cross-attention in the block, and layers called by their stack. */
import { describe, expect, it } from 'vitest';
import { loadFixture } from '../../../test/encoderDecoders';
import { methodById } from '../../methods/registry';
import { defaultsOf } from '../../state/hash';
import { ModelDescription } from '../../worker/anatomyOf';
import { layerName } from './layer-name';
import { layoutOf } from './layout';
import { drawnScalars, placementOf } from './placement';

describe('an encoder–decoder in the diagram', () => {
  it.each(['t5', 'bart'])('%s has cross-attention between attention and feed-forward block', async (name) => {
    const { dimensions } = new ModelDescription(await loadFixture(name)).anatomy;
    const lora = methodById('lora');
    const hp = defaultsOf(lora);
    const placement = placementOf('lora', hp, dimensions);
    const boxes = layoutOf(dimensions, placement).boxes.map(({ place }) => place);
    const order = ['attention', 'o', 'crossQ', 'crossAttention', 'crossO', 'up', 'down', 'head'] as const;
    expect(order.map((place) => boxes.indexOf(place))).toEqual(
      order.map((place) => boxes.indexOf(place)).toSorted((a, b) => a - b),
    );
    expect(boxes).toContain('normCross');
    // r (16 + 16) in each layer of the decoder, and nothing in those of the encoder.
    expect(placement.marks.crossQ?.count).toBe(8 * 32);
    expect(placement.marks.q?.count).toBe(8 * 32);
    expect(placement.perLayer).toEqual([512, 512, 1024, 1024]);
    expect(drawnScalars(placement)).toBe(lora.count(dimensions, hp));
  });

  it('calls layers by their stack', () => {
    expect([0, 1, 2, 3].map((index) => layerName(index, 2))).toEqual([
      'Encoder 1',
      'Encoder 2',
      'Decoder 1',
      'Decoder 2',
    ]);
    expect(layerName(2, undefined)).toBe('Layer 3');
  });
});
