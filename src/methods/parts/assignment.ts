/** Pairing rows with columns at the least cost: the Hungarian method, by shortest augmenting paths. */

/**
 * @param cost (n, n), row by row
 * @returns the column of each row, each column once, with the least sum of costs. Takes n³ steps.
 */
export function assignment(cost: ArrayLike<number>, n: number): number[] {
  // Rows and columns count from 1; 0 stands for "none yet". Potentials keep every reduced cost from being negative.
  const [ofRows, ofColumns] = [new Float64Array(n + 1), new Float64Array(n + 1)];
  const rowOf = new Int32Array(n + 1);
  for (let row = 1; row <= n; row++) augment(row);
  const columns = new Array<number>(n).fill(0);
  for (let column = 1; column <= n; column++) columns[rowOf[column]! - 1] = column - 1;
  return columns;

  /** Finds a column for one more row, along the path on which others give way at the least cost. */
  function augment(row: number): void {
    const nearest = new Float64Array(n + 1).fill(Infinity);
    const before = new Int32Array(n + 1);
    const seen = new Uint8Array(n + 1);
    rowOf[0] = row;
    let column = 0;
    while (rowOf[column] !== 0 || column === 0) {
      seen[column] = 1;
      const at = rowOf[column]!;
      let [next, step] = [0, Infinity];
      for (let j = 1; j <= n; j++) {
        if (seen[j]) continue;
        const reduced = cost[(at - 1) * n + j - 1]! - ofRows[at]! - ofColumns[j]!;
        if (reduced < nearest[j]!) {
          nearest[j] = reduced;
          before[j] = column;
        }
        if (nearest[j]! < step) [next, step] = [j, nearest[j]!];
      }
      for (let j = 0; j <= n; j++)
        if (seen[j]) {
          ofRows[rowOf[j]!]! += step;
          ofColumns[j]! -= step;
        } else nearest[j]! -= step;
      column = next;
    }
    while (column !== 0) {
      rowOf[column] = rowOf[before[column]!]!;
      column = before[column]!;
    }
  }
}
