/** From logits to probabilities, in double precision. */

/** Softmax of one row. */
export function softmax(logits: ArrayLike<number>): number[] {
  let most = -Infinity;
  for (let i = 0; i < logits.length; i++) most = Math.max(most, logits[i]!);
  const weights = Array.from(logits, (logit) => Math.exp(logit - most));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/** Softmax of each row of `classes` logits, one after the other. */
export const softmaxRows = (logits: Float32Array, classes: number): number[] =>
  Array.from({ length: logits.length / classes }, (_, row) =>
    softmax(logits.subarray(row * classes, (row + 1) * classes)),
  ).flat();

export const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));
