/** Attention that a method adds, under the masks of the backbone's own. */
import type { Builder } from '../../onnx/builder';

/**
 * softmax(q kᵀ / √e + masks) v.
 * @param q (B, h, T, e) @param keys transposed already, (B, h, e, S) @param values (B, h, S, e)
 * @param masks of the backbone's attention: padding, what is still to come, positions
 * @param dropped acts on the probabilities
 * @returns (B, h, T, e)
 */
export function attendUnder(
  g: Builder,
  q: string,
  keys: string,
  values: string,
  masks: readonly string[],
  dropped: (probabilities: string) => string = (probabilities) => probabilities,
): string {
  let scores = g.scale(g.matmul(q, keys), 1 / Math.sqrt(g.shapeOf(q).at(-1)!));
  for (const mask of masks) {
    const shape = g.shapeOf(mask);
    // A mask that was written out for every head of the backbone is the same for all of them.
    scores = g.add(scores, shape.length === 4 && shape[1] !== 1 ? g.slice(mask, 1, 0, 1) : mask);
  }
  return g.matmul(dropped(g.softmax(scores)), values);
}
