/** Which status a run has, and how long each has lasted. */
import type { RunStatus } from './types';

/** Standing still is not work. */
const still: ReadonlySet<RunStatus> = new Set<RunStatus>(['idle', 'paused', 'finished', 'failed']);

export class StatusClock {
  private current: RunStatus = 'idle';
  private since = performance.now();
  private readonly sums = new Map<RunStatus, number>();

  get status(): RunStatus {
    return this.current;
  }

  /** @returns whether this is a change */
  enter(status: RunStatus): boolean {
    if (status === this.current) return false;
    this.account();
    this.current = status;
    return true;
  }

  /** Milliseconds of each status so far, in the order of their first occurrence. */
  get times(): { readonly name: RunStatus; readonly milliseconds: number }[] {
    this.account();
    return [...this.sums].map(([name, milliseconds]) => ({ name, milliseconds }));
  }

  private account(): void {
    const now = performance.now();
    if (!still.has(this.current)) this.sums.set(this.current, (this.sums.get(this.current) ?? 0) + now - this.since);
    this.since = now;
  }
}
