/** Files that are not ONNX models, by their first bytes. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fixtureNames } from '../../test/methodCases';
import { writeSafetensors } from '../interchange/safetensors';
import { inEnglish } from '../messages/message';
import { foreignKind } from './fileKind';
import { f32 } from './tensor';

const text = (contents: string) => new TextEncoder().encode(contents);
const bytes = (...numbers: number[]) => Uint8Array.from([...numbers, ...new Uint8Array(32)]);

describe('foreignKind', () => {
  it.each([
    ['GGUF', text('GGUF\u0003rest'), /GGUF/],
    ['HDF5', bytes(0x89, 0x48, 0x44, 0x46), /HDF5/],
    ['TensorFlow Lite', text('\u001c\0\0\0TFL3'), /TensorFlow Lite/],
    ['a zip', bytes(0x50, 0x4b, 3, 4), /zip/],
    ['a pickle', bytes(0x80, 2, 0x7d), /pickle/],
    ['a PNG', new Uint8Array(readFileSync('docs/screenshots/desktop.png')), /picture/],
    ['safetensors', writeSafetensors([['a', f32([1], [1])]]), /safetensors/],
    ['JSON', text(' {"model_type": "bert"}'), /JSON/],
    ['text', text('label\ttext\ngood\tWonderful.'), /text file/],
    ['text in another alphabet', text('Привет'), /text file/],
  ])('knows %s', (_, given, kind) => expect(inEnglish(foreignKind(given)!)).toMatch(kind));

  it('takes no model for something else', () => {
    for (const name of fixtureNames)
      expect(foreignKind(new Uint8Array(readFileSync(`fixtures/${name}/onnx/model.onnx`))), name).toBeUndefined();
  });
  it('claims nothing of what it does not know', () => {
    expect(foreignKind(new Uint8Array(64))).toBeUndefined();
    expect(foreignKind(new Uint8Array(0))).toBeUndefined();
  });
});
