/** Seeded draws: the same seed makes the same inputs on every machine. */

/** Splitmix-like mixing of whole numbers into one state. */
export function mixed(...parts: readonly number[]): number {
  let state = 0x9e3779b9;
  for (const part of parts) {
    state = Math.imul(state ^ (part >>> 0), 0x85ebca6b);
    state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
    state ^= state >>> 16;
  }
  return state >>> 0;
}

/** Random choices (mulberry32). */
export class Draw {
  #state: number;

  constructor(...seed: readonly number[]) {
    this.#state = mixed(...seed);
  }

  /** In [0, 1). */
  unit(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to `end` − 1; 0 where `end` is 0. */
  below(end: number): number {
    return Math.floor(this.unit() * end);
  }

  chance(p: number): boolean {
    return this.unit() < p;
  }

  one<T>(of: readonly T[]): T {
    return of[this.below(of.length)]!;
  }

  /** How many changes to make: one mostly, seldom more. */
  few(): number {
    let count = 1;
    while (count < 12 && this.chance(0.35)) count++;
    return count;
  }
}
