/** How tensors of a method start, as data; `initialise.ts` draws the numbers. */

/**
 * How a new tensor starts. Random ones draw from the run's seed and the parameter's name, never from a global stream.
 */
export type Initializer =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'normal'; readonly std: number; readonly mean?: number }
  | { readonly kind: 'truncatedNormal'; readonly std: number }
  /** U(mean − bound, mean + bound), mean 0 where it is left out. */
  | { readonly kind: 'uniform'; readonly bound: number; readonly mean?: number }
  /**
   * Rows of the word embedding (this initialiser of the base graph) of randomly drawn vocabulary items, shape (n, d).
   */
  | { readonly kind: 'vocabulary'; readonly tensor: string }
  /** These numbers, computed on the host. */
  | { readonly kind: 'values'; readonly values: Float32Array }
  /**
   * Euclidean norms of columns [start, end) of this matrix of the base graph, (in, out) as canonical graphs store it:
   * one for each output.
   */
  | { readonly kind: 'columnNorm'; readonly tensor: string; readonly start: number; readonly end: number }
  /** Starts from this initialiser of the base graph (the parameter *is* that tensor, unfrozen). */
  | { readonly kind: 'base'; readonly tensor: string };

/** PyTorch's default for Linear: Kaiming-uniform with a = √5, that is U(−1/√fanIn, 1/√fanIn). */
export const kaiming = (fanIn: number): Initializer => ({ kind: 'uniform', bound: 1 / Math.sqrt(fanIn) });
export const zeros: Initializer = { kind: 'constant', value: 0 };
export const ones: Initializer = { kind: 'constant', value: 1 };
