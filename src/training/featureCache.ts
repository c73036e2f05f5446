/** What a frozen backbone made of the examples so far, in host memory, to the bit. */

/**
 * Why nothing is kept: the setting says so; no example comes twice; all examples together need more than is allowed;
 * the graph has nothing to keep.
 */
export type CacheRefusal = 'off' | 'one epoch' | 'too large' | 'nothing to keep';

/** What became of a run's feature cache. */
export interface FeatureCacheReport {
  readonly refused?: CacheRefusal;
  /**
   * Bytes of host memory that are allowed, that all training examples need (0 where that is not known), and that are
   * held now.
   */
  readonly budget: number;
  readonly needed: number;
  readonly held: number;
  /**
   * Updates that took everything from the cache: the backbone did not run. Those before a checkpoint that the run began
   * from are not known.
   */
  readonly updates: number;
}

/**
 * Features by example. Each example has one piece of every feature; a batch has the pieces of its examples, one after
 * the other.
 */
export class FeatureCache {
  private readonly pieces = new Map<number, readonly Float32Array[]>();

  /** @param widths numbers in a piece, for each feature */
  constructor(private readonly widths: readonly number[]) {}

  /** Bytes that so many examples take. */
  static bytes(widths: readonly number[], examples: number): number {
    return 4 * examples * widths.reduce((a, b) => a + b, 0);
  }

  get held(): number {
    return FeatureCache.bytes(this.widths, this.pieces.size);
  }

  has(example: number): boolean {
    return this.pieces.has(example);
  }

  /** Keeps those examples of a batch that are new. @param values contents of each feature */
  add(examples: readonly number[], values: readonly Float32Array[]): void {
    examples.forEach((example, row) => {
      if (!this.has(example))
        this.pieces.set(
          example,
          this.widths.map((width, i) => values[i]!.slice(row * width, (row + 1) * width)),
        );
    });
  }

  /** Contents of each feature for a batch of examples; undefined where one of them is new. */
  get(examples: readonly number[]): Float32Array[] | undefined {
    if (!examples.every((example) => this.has(example))) return undefined;
    return this.widths.map((width, i) => {
      const batch = new Float32Array(width * examples.length);
      examples.forEach((example, row) => batch.set(this.pieces.get(example)![i]!, row * width));
      return batch;
    });
  }

  clear(): void {
    this.pieces.clear();
  }
}
