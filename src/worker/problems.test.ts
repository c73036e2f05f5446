/** Every kind of error becomes a sentence with a way out. */
import { describe, expect, it } from 'vitest';
import { DataError } from '../data/errors';
import { MissingFileError } from '../data/files';
import { ModelFileError } from '../onnx/codec';
import { foreign, inEnglish } from '../messages/message';
import { BackendError } from '../runtime/errors';
import { problemOf, problemOfTraining } from './problems';

describe('problemOf', () => {
  it('offers WASM where there is no WebGPU', () => {
    expect(problemOf(new BackendError('no-webgpu', foreign('No WebGPU.')))).toMatchObject({
      code: 'no-webgpu',
      suggestions: ['use-wasm'],
      message: foreign('No WebGPU.'),
    });
  });
  it('offers to go on after the device was lost', () => {
    expect(problemOf(new BackendError('device-lost', foreign('Gone.')))).toMatchObject({
      code: 'device-lost',
      recoverable: true,
      suggestions: ['resume', 'use-wasm'],
    });
  });
  it('offers smaller work when memory runs out, also for a plain RangeError', () => {
    expect(problemOf(new BackendError('out-of-memory', foreign('Full.'))).suggestions).toContain('smaller-batch');
    expect(problemOf(new RangeError('Array buffer allocation failed')).code).toBe('out-of-memory');
  });
  it('offers bundled data and models in place of broken own ones', () => {
    expect(problemOf(new DataError(foreign('One class.')), { data: true })).toMatchObject({
      code: 'bad-data',
      suggestions: ['bundled-data'],
    });
    expect(problemOf(new ModelFileError(foreign('Cut off.')), { model: true })).toMatchObject({
      code: 'bad-model',
      suggestions: ['bundled-model'],
    });
  });
  it('tells a missing file on the server from one that was not dropped', () => {
    expect(problemOf(new MissingFileError('onnx/model.onnx')).code).toBe('download');
    expect(problemOf(new MissingFileError('onnx/model.onnx'), { model: true }).code).toBe('bad-model');
  });
  it('never leaves a message empty', () => {
    expect(inEnglish(problemOf('odd').message)).toBe('odd');
  });
});

describe('problemOfTraining', () => {
  it('keeps the advice and offers the last good state only when there is one', () => {
    const error = {
      told: foreign('NaN.'),
      kind: 'not-finite',
      advice: [foreign('The learning rate is too high.')],
      step: 0,
    } as const;
    expect(problemOfTraining(error)).toMatchObject({
      recoverable: false,
      suggestions: ['lower-learning-rate'],
      advice: error.advice,
    });
    expect(problemOfTraining({ ...error, step: 20 }).suggestions).toEqual(['lower-learning-rate', 'resume']);
  });
});
