/** Changes of bytes that know nothing of what they mean: flips, cuts, copies, lengths that are none. */
import type { Draw } from '../draw';

const odd = [0, 1, 0x7f, 0x80, 0xff, 0x0a, 0x22, 0x2c, 0x7b];
const words = [0, 1, -1, 0x7fffffff, 0x80000000, 0xffffffff, 0x7f800000, 0x7fc00000];

type Change = (bytes: Uint8Array, draw: Draw) => Uint8Array;

const spliced = (bytes: Uint8Array, from: number, to: number, put: Uint8Array): Uint8Array => {
  const out = new Uint8Array(from + put.length + bytes.length - to);
  out.set(bytes.subarray(0, from));
  out.set(put, from);
  out.set(bytes.subarray(to), from + put.length);
  return out;
};

const changes: readonly Change[] = [
  function flip(bytes, draw) {
    const out = bytes.slice();
    if (out.length > 0) out[draw.below(out.length)]! ^= 1 << draw.below(8);
    return out;
  },
  function put(bytes, draw) {
    const out = bytes.slice();
    if (out.length > 0) out[draw.below(out.length)] = draw.one(odd);
    return out;
  },
  function word(bytes, draw) {
    const out = bytes.slice();
    if (out.length < 8) return out;
    const at = draw.below(out.length - 7);
    new DataView(out.buffer).setUint32(at, draw.one(words), draw.chance(0.8));
    return out;
  },
  (bytes, draw) => bytes.slice(0, draw.below(bytes.length + 1)),
  (bytes, draw) => bytes.slice(draw.below(Math.min(64, bytes.length) + 1)),
  function drop(bytes, draw) {
    const from = draw.below(bytes.length + 1);
    return spliced(bytes, from, Math.min(bytes.length, from + 1 + draw.below(16)), new Uint8Array());
  },
  function again(bytes, draw) {
    const from = draw.below(bytes.length + 1),
      to = Math.min(bytes.length, from + 1 + draw.below(64));
    const at = draw.below(bytes.length + 1);
    return spliced(bytes, at, at, bytes.slice(from, to));
  },
  function noise(bytes, draw) {
    const at = draw.below(bytes.length + 1);
    return spliced(
      bytes,
      at,
      at,
      Uint8Array.from({ length: 1 + draw.below(8) }, () => draw.below(256)),
    );
  },
];

/** Near the beginning is where most formats say how they go on. */
export function mutateBytes(bytes: Uint8Array, draw: Draw): Uint8Array {
  let out = bytes;
  for (let n = draw.few(); n > 0; n--) {
    if (out.length > 512 && draw.chance(0.5)) {
      const head = draw.one(changes)(out.slice(0, 256), draw);
      out = spliced(out, 0, 256, head);
    } else out = draw.one(changes)(out, draw);
  }
  return out;
}
