/** Masks in files: bits there and back, the smaller of two forms of a selection, and what is damaged is refused. */
import { describe, expect, it } from 'vitest';
import type { Parameter } from '../methods/contract';
import { carrySelection } from '../methods/parts/sparseDelta';
import { f32, i32, type Tensor } from '../onnx/tensor';
import { packBits, readSelection, storeSelection, unpackBits, withBits, withoutBits } from './masks';

const bytesOf = (tensors: Readonly<Record<string, Tensor>>): number =>
  Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0);

describe('bits', () => {
  it('lie as numpy.packbits puts them with bitorder="little"', () => {
    expect([...packBits([1, 0, 0, 1, 0, 0, 0, 0, 0, 1])]).toEqual([0b1001, 0b10]);
    const bits = Array.from({ length: 37 }, (_, i) => ((i * 7) % 3 === 1 ? 1 : 0));
    expect([...unpackBits(packBits(bits), 37)]).toEqual(bits);
  });

  const parameter: Parameter = {
    name: 's',
    shape: [3, 5],
    init: { kind: 'constant', value: 0 },
    group: 'method',
    decay: false,
    bits: { of: (values) => Uint8Array.from(values, (v) => (v >= 0.25 ? 1 : 0)), values: [-1, 2] },
  };
  const scores = f32(
    [3, 5],
    Float32Array.from({ length: 15 }, (_, i) => Math.sin(i)),
  );

  it('stand for values that decide alike', () => {
    const stored = withBits(
      new Map([
        ['s', scores],
        ['other', scores],
      ]),
      [parameter],
    );
    expect(stored.get('s')).toMatchObject({ dtype: 'uint8', dims: [2] });
    expect(stored.get('other')).toBe(scores);
    const back = withoutBits(stored, [parameter]).get('s')!;
    expect(back.dims).toEqual([3, 5]);
    expect([...(back.data as Float32Array)]).toEqual([...scores.data].map((v) => (v >= 0.25 ? 2 : -1)));
    // Scores themselves, as earlier files have them, stay.
    expect(withoutBits(new Map([['s', scores]]), [parameter]).get('s')).toBe(scores);
  });

  it('of another size are refused', () => {
    const stored = withBits(new Map([['s', scores]]), [parameter]);
    expect(() => withoutBits(stored, [{ ...parameter, shape: [4, 5] }])).toThrow(
      /mask "s" of the adapter has 2 bytes, but this model with these hyper-parameters needs 3/,
    );
  });
});

describe('a selection', () => {
  const from = new Map([
    ['a', new Float32Array(100)],
    ['b', new Float32Array(50)],
    ['c', new Float32Array(30)],
  ]);
  const many = carrySelection(
    new Map([
      ['a', Int32Array.of(3, 50, 51, 60, 99)],
      ['c', Int32Array.of(0, 29)],
    ]),
    from,
  );
  const one = carrySelection(new Map([['b', Int32Array.of(7)]]), new Map([...from, ['d', new Float32Array(1000)]]));

  it.each([
    ['as one mask', { ...many, else: i32([1], [5]) }, 180],
    ['as positions', one, 1180],
  ])('comes back %s', (form, carried, all) => {
    const { tensors, selection } = storeSelection(carried);
    expect(selection!.reduce((sum, [, size]) => sum + size, 0)).toBe(all);
    expect(bytesOf(tensors)).toBe(form === 'as one mask' ? Math.ceil(180 / 8) + 4 : 4);
    expect(readSelection(tensors, JSON.parse(JSON.stringify(selection)))).toEqual(carried);
  });

  it('of earlier files, without sizes, stays as it is', () => {
    const old = { 'a.positions': i32([2], [1, 2]) };
    expect(storeSelection(old)).toEqual({ tensors: old });
    expect(readSelection(old, undefined)).toEqual(old);
  });

  it('whose mask was cut off is refused', () => {
    const { tensors } = storeSelection(many);
    expect(() =>
      readSelection(tensors, [
        ['a', 100],
        ['b', 50],
      ]),
    ).toThrow(/mask has 23 bytes, but the tensors that it names need 19/);
    expect(readSelection(tensors, [['a']])).toBe(tensors);
  });
});
