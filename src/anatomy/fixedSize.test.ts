import { inEnglish } from '../messages/message';
import { describe, expect, it } from 'vitest';
import { loadFixture } from '../../test/methodCases';
import { prepareModel } from '../onnx/canonicalise';
import { fixedSizeOf, sizeWithin } from './fixedSize';
import { prepareBase } from './prepare';

const bert = loadFixture('bert-torchscript');
/** The same model as an exporter writes it that was given no dynamic axes: shapes are constants. */
const frozen = prepareModel(bert.graph, { batch: 1, sequence: 7 });

describe('a file exported for one size', () => {
  it('is recognised, and used at that size', () => {
    expect(fixedSizeOf(frozen)).toEqual({ batch: 1, sequence: 7 });
    expect(sizeWithin(frozen, { batch: 8, sequence: 64 })).toEqual({ batch: 1, sequence: 7 });
    const { anatomy } = prepareBase({ graph: frozen, config: bert.config }, { batch: 1, sequence: 7 });
    expect(anatomy.dimensions.layers).toBe(2);
    expect(anatomy.missing.map(({ message }) => inEnglish(message))).toEqual([
      'The file was exported for one size only: a batch of 1 and 7 tokens in a row. Export it with dynamic ' +
        'axes to use others.',
    ]);
  });

  it('is refused at another', () => {
    expect(() => prepareBase({ graph: frozen, config: bert.config }, { batch: 4, sequence: 32 })).toThrow(
      'The model was exported for one size only, a batch of 1 and 7 tokens in a row, and a batch of 4 and 32 ' +
        'tokens in a row are asked for',
    );
  });

  it('is free where only its declared shape is fixed', () => {
    const declared = bert.graph.clone();
    declared.inputs = declared.inputs.map((input) => ({ ...input, dims: [1, 7] }));
    expect(fixedSizeOf(declared)).toEqual({});
    expect(fixedSizeOf(bert.graph)).toEqual({});
  });
});
