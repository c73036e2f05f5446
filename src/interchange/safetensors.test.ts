/** The safetensors format against a file that PyTorch wrote, and round trips. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { asFloat32, f32, i32, i64, tensorOf, type Tensor } from '../onnx/tensor';
import { readSafetensors, SafetensorsError, writeSafetensors } from './safetensors';

describe('safetensors', () => {
  it('reads what the reference implementation wrote', () => {
    const { tensors, metadata } = readSafetensors(readFileSync('fixtures/bert/model.safetensors'));
    expect(metadata.format).toBe('pt');
    const word = tensors.get('embeddings.word_embeddings.weight')!;
    expect([word.dtype, word.dims]).toEqual(['float32', [97, 32]]);
    expect(asFloat32(word).every(Number.isFinite)).toBe(true);
  });

  it('writes the reference file again byte for byte of data', () => {
    const original = readSafetensors(readFileSync('fixtures/gpt2/model.safetensors'));
    const copy = readSafetensors(writeSafetensors(original.tensors));
    expect([...copy.tensors.keys()]).toEqual([...original.tensors.keys()].sort());
    for (const [name, tensor] of original.tensors) expect(copy.tensors.get(name)).toEqual(tensor);
  });

  it('keeps every dtype, scalars and empty tensors', () => {
    const tensors: [string, Tensor][] = [
      ['b', f32([2, 2], [1, -2, 3, 4.5])],
      ['a', i64([3], [1, 2, -3])],
      ['c', i32([], [7])],
      ['h', tensorOf('float16', [2], [0.5, -2])],
      ['e', f32([0, 4], [])],
      ['u', tensorOf('bool', [3], [1, 0, 1])],
    ];
    const bytes = writeSafetensors(tensors, { seed: '3' });
    const back = readSafetensors(bytes);
    expect(back.metadata).toEqual({ format: 'pt', seed: '3' });
    for (const [name, tensor] of tensors) expect(back.tensors.get(name)).toEqual(tensor);
    expect(Number(new DataView(bytes.buffer).getBigUint64(0, true)) % 8).toBe(0);
  });

  it('widens bfloat16', () => {
    const header = new TextEncoder().encode(JSON.stringify({ x: { dtype: 'BF16', shape: [2], data_offsets: [0, 4] } }));
    const bytes = new Uint8Array(8 + header.length + 4);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
    bytes.set(header, 8);
    bytes.set([0xc0, 0x3f, 0x00, 0xc1], 8 + header.length);
    expect([...asFloat32(readSafetensors(bytes).tensors.get('x')!)]).toEqual([1.5, -8]);
  });

  it('names what is broken', () => {
    const bytes = writeSafetensors([['w', f32([4], [1, 2, 3, 4])]]);
    const cut = (n: number) => () => readSafetensors(bytes.subarray(0, n), 'adapter_model.safetensors');
    expect(cut(0)).toThrow(SafetensorsError);
    expect(cut(0)).toThrow(/adapter_model.safetensors is not a complete safetensors file \(it is empty\)/);
    expect(cut(20)).toThrow(/header is cut off/);
    expect(cut(bytes.length - 4)).toThrow(/tensor "w" is cut off/);
  });
});
