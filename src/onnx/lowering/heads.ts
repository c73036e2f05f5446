/** Scaled dot-product attention over heads, in the canonical spelling. */
import type { Builder } from '../builder';
import { f32, i32 } from '../tensor';

/** How far masked scores are lowered (see simplify/masks). */
const fill = 1e9;

/** (B, T, heads·headDim) → (B, heads, T, headDim). */
export function splitHeads(b: Builder, x: string, heads: number): string {
  const [batch, length, width] = b.shapeOf(x) as [number, number, number];
  return b.transpose(b.reshape(x, [batch, length, heads, width / heads]), [0, 2, 1, 3]);
}

/** (B, heads, T, headDim) → (B, T, heads·headDim). */
export function joinHeads(b: Builder, x: string): string {
  const [batch, heads, length, size] = b.shapeOf(x) as [number, number, number, number];
  return b.reshape(b.transpose(x, [0, 2, 1, 3]), [batch, length, heads * size]);
}

/** Repeats each key or value head `times` times (grouped queries): Reshape → Expand → Reshape. */
export function repeatHeads(b: Builder, x: string, times: number): string {
  if (times === 1) return x;
  const [batch, heads, length, size] = b.shapeOf(x) as [number, number, number, number];
  const wide = b.expand(b.reshape(x, [batch, heads, 1, length, size]), [batch, heads, times, length, size]);
  return b.reshape(wide, [batch, heads * times, length, size]);
}

/** softmax(q kᵀ·scale + masks) v; q is (B, heads, T, headDim), k and v may have fewer heads; masks are additive. */
export function attend(b: Builder, q: string, k: string, v: string, scale: number, masks: readonly string[]): string {
  const times = b.shapeOf(q)[1]! / b.shapeOf(k)[1]!;
  const scores = b.scale(b.matmul(q, b.transpose(repeatHeads(b, k, times), [0, 1, 3, 2])), scale);
  return b.matmul(b.softmax(masks.reduce((sum, mask) => b.add(sum, mask), scores)), repeatHeads(b, v, times));
}

/** Additive form of a mask that holds 1 (or true) for visible: (visible − 1) · 10⁹, reshaped to four axes. */
export function additive(b: Builder, visible: string, shape: readonly number[]): string {
  return b.scale(b.sub(b.reshape(b.cast(visible, 'float32'), shape), b.scalar(1)), fill);
}

/** Position t sees positions 0…t, as a constant (1, 1, T, T). */
export function causal(b: Builder, length: number): string {
  return b.initializer(
    'causal',
    f32(
      [1, 1, length, length],
      Array.from({ length: length * length }, (_, at) => (at % length > Math.floor(at / length) ? -fill : 0)),
    ),
  );
}

/** Positions below each row's length (int32, any shape of B elements), as an additive (B, 1, 1, T). */
export function withinLength(b: Builder, lengths: string, batch: number, length: number): string {
  const positions = b.initializer(
    'positions',
    i32(
      [1, 1, 1, length],
      Array.from({ length }, (_, i) => i),
    ),
  );
  return additive(b, b.emit('Less', [positions, b.reshape(lengths, [batch, 1, 1, 1])]), [batch, 1, 1, length]);
}
