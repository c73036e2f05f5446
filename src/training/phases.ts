/** Which phase a run is in, and how long each has lasted. */
import type { Phase } from './types';

/** Standing still is not work. */
const still: ReadonlySet<Phase> = new Set<Phase>(['idle', 'paused', 'finished', 'failed']);

export class PhaseClock {
  private current: Phase = 'idle';
  private since = performance.now();
  private readonly sums = new Map<Phase, number>();

  get phase(): Phase {
    return this.current;
  }

  /** @returns whether this is a change */
  enter(phase: Phase): boolean {
    if (phase === this.current) return false;
    this.account();
    this.current = phase;
    return true;
  }

  /** Milliseconds of each phase so far, in the order of their first occurrence. */
  get times(): { readonly name: Phase; readonly milliseconds: number }[] {
    this.account();
    return [...this.sums].map(([name, milliseconds]) => ({ name, milliseconds }));
  }

  private account(): void {
    const now = performance.now();
    if (!still.has(this.current)) this.sums.set(this.current, (this.sums.get(this.current) ?? 0) + now - this.since);
    this.since = now;
  }
}
