/**
 * Small whole numbers packed into int32, on the host and back in the graph.
 *
 * The GPU has no kernels for shifts, xor or remainders, and no unsigned integers; Div, Mul, Sub, Less and Where on
 * int32 do the same. Code k of a word sits at bits k·b … k·b + b − 1, the first code lowest.
 */
import type { Builder } from '../../onnx/builder';
import { i32 } from '../../onnx/tensor';

export type Bits = 4 | 8;

/** @param codes whole numbers below 2^bits; their count must be a multiple of 32 / bits */
export function pack(codes: Uint8Array, bits: Bits): Int32Array {
  const perWord = 32 / bits;
  if (codes.length % perWord !== 0)
    throw new Error(`${codes.length} codes of ${bits} bits don't fill whole words of ${perWord}.`);
  const words = new Int32Array(codes.length / perWord);
  codes.forEach((code, i) => {
    words[Math.floor(i / perWord)]! |= code << ((i % perWord) * bits);
  });
  return words;
}

/**
 * The inverse of `pack` in the graph.
 * @param words int32 (n)
 * @returns int32 (n, 32 / bits), values 0 … 2^bits − 1
 */
export function unpack(g: Builder, words: string, bits: Bits): string {
  const n = g.shapeOf(words)[0]!;
  const base = 2 ** bits;
  const perWord = 32 / bits;
  const column = g.reshape(words, [n, 1]);
  const negative = g.emit('Less', [column, g.intScalar(0)]);
  // Without the sign bit: adding −2³¹ to a negative number wraps around to its lower 31 bits.
  const lower = g.where(negative, g.add(column, g.intScalar(-(2 ** 31))), column);
  const powers = g.initializer(
    'packing/powers',
    i32(
      [1, perWord],
      Array.from({ length: perWord }, (_, k) => base ** k),
    ),
  );
  const shifted = g.div(lower, powers);
  const low = g.sub(shifted, g.mul(g.div(shifted, g.intScalar(base)), g.intScalar(base)));
  // The sign bit is the top bit of the last code.
  const top = g.initializer(
    'packing/top',
    i32(
      [1, perWord],
      Array.from({ length: perWord }, (_, k) => (k === perWord - 1 ? base / 2 : 0)),
    ),
  );
  return g.add(low, g.where(negative, top, g.intScalar(0)));
}
