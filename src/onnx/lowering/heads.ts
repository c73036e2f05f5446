/** Scaled dot-product attention over heads, in the canonical spelling. */
import type { Builder } from '../builder';
import { f32, i32 } from '../tensor';

/** How far masked scores are lowered (see simplify/masks). */
const fill = 1e9;

/** (B, T, heads·headDim) → (B, heads, T, headDim). */
export function splitHeads(g: Builder, x: string, heads: number): string {
  const [batch, length, width] = g.shapeOf(x) as [number, number, number];
  return g.transpose(g.reshape(x, [batch, length, heads, width / heads]), [0, 2, 1, 3]);
}

/** (B, heads, T, headDim) → (B, T, heads·headDim). */
export function joinHeads(g: Builder, x: string): string {
  const [batch, heads, length, size] = g.shapeOf(x) as [number, number, number, number];
  return g.reshape(g.transpose(x, [0, 2, 1, 3]), [batch, length, heads * size]);
}

/** Repeats each key or value head `times` times (grouped queries): Reshape → Expand → Reshape. */
export function repeatHeads(g: Builder, x: string, times: number): string {
  if (times === 1) return x;
  const [batch, heads, length, size] = g.shapeOf(x) as [number, number, number, number];
  const wide = g.expand(g.reshape(x, [batch, heads, 1, length, size]), [batch, heads, times, length, size]);
  return g.reshape(wide, [batch, heads * times, length, size]);
}

/** softmax(q kᵀ·scale + masks) v; q is (B, heads, T, headDim), k and v may have fewer heads; masks are additive. */
export function attend(g: Builder, q: string, k: string, v: string, scale: number, masks: readonly string[]): string {
  const times = g.shapeOf(q)[1]! / g.shapeOf(k)[1]!;
  const scores = g.scale(g.matmul(q, g.transpose(repeatHeads(g, k, times), [0, 1, 3, 2])), scale);
  return g.matmul(g.softmax(masks.reduce((sum, mask) => g.add(sum, mask), scores)), repeatHeads(g, v, times));
}

/** Additive form of a mask that holds 1 (or true) for visible: (visible − 1) · 10⁹, reshaped to four axes. */
export function additive(g: Builder, visible: string, shape: readonly number[]): string {
  return g.scale(g.sub(g.reshape(g.cast(visible, 'float32'), shape), g.scalar(1)), fill);
}

/** Position t sees positions 0…t, as a constant (1, 1, T, T). */
export function causal(g: Builder, length: number): string {
  return g.initializer(
    'causal',
    f32(
      [1, 1, length, length],
      g.made(length * length, (at) => (at % length > Math.floor(at / length) ? -fill : 0)),
    ),
  );
}

/** Positions below each row's length (int32, any shape of B elements), as an additive (B, 1, 1, T). */
export function withinLength(g: Builder, lengths: string, batch: number, length: number): string {
  const positions = g.initializer(
    'positions',
    i32(
      [1, 1, 1, length],
      g.made(length, (i) => i),
    ),
  );
  return additive(g, g.emit('Less', [positions, g.reshape(lengths, [batch, 1, 1, 1])]), [batch, 1, 1, length]);
}
