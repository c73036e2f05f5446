/** What has happened in a run and was not told yet: readings and norms arrive on their own, and wait to be taken. */
import type { RunEvent } from './events';
import { StatusClock } from './statusClock';
import type { RunStatus } from './types';

export class News {
  readonly clock = new StatusClock();
  private readonly waiting: RunEvent[] = [];

  /** @param step number of updates done, for changes of the status */
  constructor(private readonly step: () => number) {}

  add(event: RunEvent): void {
    this.waiting.push(event);
  }

  /** A change of the status is news; the same status again is none. */
  enter(status: RunStatus): void {
    if (this.clock.enter(status)) this.add({ kind: 'status', status, step: this.step() });
  }

  /** In the order in which it happened. What is not asked for stays here for the next who asks. */
  *take(): Generator<RunEvent, void> {
    for (let event = this.waiting.shift(); event; event = this.waiting.shift()) yield event;
  }
}
