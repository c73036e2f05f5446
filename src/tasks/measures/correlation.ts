/** How well predicted numbers follow the true ones: GLUE's measures for STS-B, and the errors. */

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

/**
 * Pearson's correlation coefficient, as `scipy.stats.pearsonr`; undefined for fewer than two pairs, or where one side
 * is the same throughout.
 */
export function pearson(a: readonly number[], b: readonly number[]): number | undefined {
  const [meanA, meanB] = [mean(a), mean(b)];
  let [both, squaresA, squaresB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]! - meanA, b[i]! - meanB];
    both += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  if (a.length < 2 || a.every((v) => v === a[0]) || b.every((v) => v === b[0])) return undefined;
  return both / Math.sqrt(squaresA * squaresB);
}

/** Ranks from 1; equal values share the mean of theirs. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const result = new Array<number>(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let k = start; k < end; k++) result[order[k]!] = (start + end + 1) / 2;
    start = end;
  }
  return result;
}

/** Spearman's rank correlation, as `scipy.stats.spearmanr`: Pearson's of the ranks. */
export const spearman = (a: readonly number[], b: readonly number[]): number | undefined => pearson(ranks(a), ranks(b));

/** Mean of the squared differences; 0 for none. */
export const meanSquaredError = (predicted: readonly number[], labels: readonly number[]): number =>
  labels.length === 0 ? 0 : mean(predicted.map((value, i) => (value - labels[i]!) ** 2));

/** Mean of the absolute differences; 0 for none. */
export const meanAbsoluteError = (predicted: readonly number[], labels: readonly number[]): number =>
  labels.length === 0 ? 0 : mean(predicted.map((value, i) => Math.abs(value - labels[i]!)));
