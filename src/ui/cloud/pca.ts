/**
 * Principal components: the plane in which vectors differ most. By subspace iteration on the centred vectors, which
 * needs no matrix of d × d; always the same for the same vectors.
 */

export interface Axes {
  /** d */
  readonly width: number;
  readonly mean: Float32Array;
  /** Two orthonormal directions, (2, d). */
  readonly directions: Float32Array;
  /** Shares of the vectors' whole spread (variance) along both, 0 to 1. */
  readonly shares: readonly [number, number];
}

/** Directions that are sought together: those beyond the second make the first two come sooner. */
const SOUGHT = 4;
const ROUNDS = 24;
/** Of the mean square, what rounding alone may leave. */
const NOTHING = 1e-9;

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

/** Gram and Schmidt, in place; what is nothing becomes zeros. */
function orthonormalise(vectors: readonly Float64Array[]): void {
  vectors.forEach((vector, k) => {
    for (const other of vectors.slice(0, k)) {
      const along = dot(vector, other);
      for (let i = 0; i < vector.length; i++) vector[i]! -= along * other[i]!;
    }
    const length = Math.sqrt(dot(vector, vector));
    for (let i = 0; i < vector.length; i++) vector[i] = length > 1e-12 ? vector[i]! / length : 0;
  });
}

/** X v of centred rows. */
function along(rows: readonly Float64Array[], direction: Float64Array): Float64Array {
  return Float64Array.from(rows, (row) => dot(row, direction));
}

/** Xᵀ X v of centred rows. */
function applied(rows: readonly Float64Array[], direction: Float64Array): Float64Array {
  const result = new Float64Array(direction.length);
  const weights = along(rows, direction);
  rows.forEach((row, r) => {
    const weight = weights[r]!;
    for (let i = 0; i < result.length; i++) result[i]! += weight * row[i]!;
  });
  return result;
}

/** Numbers between −1 and 1 that are the same each time. */
function started(width: number, k: number): Float64Array {
  let state = 0x9e3779b9 ^ (k + 1);
  return Float64Array.from({ length: width }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/**
 * @param sets of vectors, (n, d) each, that the plane is fitted to together
 * @returns undefined where all are alike, so that there is nothing to project, or one is no number
 */
export function principalAxes(sets: readonly Float32Array[], width: number): Axes | undefined {
  const rows = sets.flatMap((values) =>
    Array.from({ length: values.length / width }, (_, r) =>
      Float64Array.from(values.subarray(r * width, (r + 1) * width)),
    ),
  );
  const mean = new Float64Array(width);
  for (const row of rows) for (let i = 0; i < width; i++) mean[i]! += row[i]! / rows.length;
  const square = rows.reduce((sum, row) => sum + dot(row, row), 0);
  for (const row of rows) for (let i = 0; i < width; i++) row[i]! -= mean[i]!;
  const spread = rows.reduce((sum, row) => sum + dot(row, row), 0);
  if (!(spread > NOTHING * square) || !Number.isFinite(spread)) return undefined;
  let found = Array.from({ length: Math.min(SOUGHT, width) }, (_, k) => started(width, k));
  orthonormalise(found);
  for (let round = 0; round < ROUNDS; round++) {
    found = found.map((direction) => applied(rows, direction));
    orthonormalise(found);
  }
  const ranked = found
    .map((direction) => ({ direction, variance: along(rows, direction).reduce((sum, x) => sum + x * x, 0) }))
    .sort((a, b) => b.variance - a.variance);
  const directions = new Float32Array(2 * width);
  ranked.slice(0, 2).forEach(({ direction }, k) => directions.set(direction, k * width));
  const share = (k: number) => Math.min(1, (ranked[k]?.variance ?? 0) / spread);
  return { width, mean: Float32Array.from(mean), directions, shares: [share(0), share(1)] };
}

/** @returns (n, 2) */
export function projected(values: Float32Array, { width, mean, directions }: Axes): Float32Array {
  const count = values.length / width;
  const places = new Float32Array(2 * count);
  for (let r = 0; r < count; r++)
    for (let k = 0; k < 2; k++) {
      let sum = 0;
      for (let i = 0; i < width; i++) sum += (values[r * width + i]! - mean[i]!) * directions[k * width + i]!;
      places[2 * r + k] = sum;
    }
  return places;
}

/** The axes, each turned so that the vectors lie as they lay in others: what was on the left stays there. */
export function alignedWith(axes: Axes, before: Axes, values: Float32Array): Axes {
  const [now, was] = [projected(values, axes), projected(values, before)];
  const directions = Float32Array.from(axes.directions);
  for (let k = 0; k < 2; k++) {
    let same = 0;
    for (let r = 0; r < now.length / 2; r++) same += now[2 * r + k]! * was[2 * r + k]!;
    if (same < 0) for (let i = 0; i < axes.width; i++) directions[k * axes.width + i]! *= -1;
  }
  return { ...axes, directions };
}
