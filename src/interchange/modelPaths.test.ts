import { describe, expect, it } from 'vitest';
import { besideModel, encoderOf, meantModel, modelFiles } from './modelPaths';

describe('the model that is meant', () => {
  it.each<[string, string[], string | undefined]>([
    ['a bare file', ['model.onnx', 'config.json'], 'model.onnx'],
    [
      'the full one of many',
      ['m/onnx/model_q4.onnx', 'm/onnx/model.onnx', 'm/onnx/model_fp16.onnx'],
      'm/onnx/model.onnx',
    ],
    ['the only one', ['config.json', 'onnx/model_quantized.onnx'], 'onnx/model_quantized.onnx'],
    ['onnx/ before the root', ['model.onnx', 'onnx/model.onnx'], 'onnx/model.onnx'],
    [
      'the decoder without a past',
      ['onnx/decoder_model_merged.onnx', 'onnx/decoder_model.onnx', 'onnx/decoder_with_past_model.onnx'],
      'onnx/decoder_model.onnx',
    ],
    ['a merged decoder', ['config.json', 'onnx/decoder_model_merged.onnx'], 'onnx/decoder_model_merged.onnx'],
    [
      "an encoder–decoder's decoder",
      ['onnx/encoder_model.onnx', 'onnx/decoder_model.onnx', 'onnx/decoder_with_past_model.onnx'],
      'onnx/decoder_model.onnx',
    ],
    [
      'the exact weights of an encoder–decoder',
      [
        'onnx/encoder_model_quantized.onnx',
        'onnx/encoder_model.onnx',
        'onnx/decoder_model_merged_quantized.onnx',
        'onnx/decoder_model_merged.onnx',
      ],
      'onnx/decoder_model_merged.onnx',
    ],
    ['none of several', ['onnx/model_q4.onnx', 'onnx/model_fp16.onnx'], undefined],
    ['none', ['config.json'], undefined],
  ])('%s', (_, paths, meant) => expect(meantModel(paths)).toBe(meant));

  it('is no module of sentence-transformers', () => {
    expect(modelFiles(['s/onnx/model.onnx', 's/2_Dense/model.onnx'])).toEqual(['s/onnx/model.onnx']);
  });
});

describe('the encoder that belongs to a decoder', () => {
  it.each<[string, string[], string, string | undefined]>([
    ['beside it', ['a/encoder_model.onnx'], 'a/decoder_model.onnx', 'a/encoder_model.onnx'],
    ['of a merged one', ['encoder_model.onnx'], 'decoder_model_merged.onnx', 'encoder_model.onnx'],
    [
      'in the same form',
      ['encoder_model.onnx', 'encoder_model_quantized.onnx'],
      'decoder_model_merged_quantized.onnx',
      'encoder_model_quantized.onnx',
    ],
    ['none in another form', ['encoder_model.onnx'], 'decoder_model_fp16.onnx', undefined],
    ['none of a whole model', ['encoder_model.onnx'], 'model.onnx', undefined],
  ])('%s', (_, paths, decoder, encoder) => expect(encoderOf(paths, decoder)).toBe(encoder));
});

describe('the files that belong to it', () => {
  it.each<[string, string[], string, string | undefined]>([
    ['beside it', ['a/config.json', 'a/model.onnx'], 'a/model.onnx', 'a/config.json'],
    ['one folder up', ['a/config.json', 'a/onnx/model.onnx'], 'a/onnx/model.onnx', 'a/config.json'],
    [
      'not those of a module',
      ['a/1_Pooling/config.json', 'a/config.json', 'a/onnx/model.onnx'],
      'a/onnx/model.onnx',
      'a/config.json',
    ],
    ['never those of a module', ['a/1_Pooling/config.json', 'a/onnx/model.onnx'], 'a/onnx/model.onnx', undefined],
    ['the only one there is', ['model.onnx', 'tokens/config.json'], 'model.onnx', 'tokens/config.json'],
    ['none of two strangers', ['x/config.json', 'y/config.json', 'm/model.onnx'], 'm/model.onnx', undefined],
  ])('%s', (_, paths, model, config) => expect(besideModel(paths, model, 'config.json')).toBe(config));
});
