/** Giving way to the event loop, so that a worker hears "pause" while it trains. */

let channel: MessageChannel | undefined;
const waiting: (() => void)[] = [];

/**
 * Resolves after pending messages and timers had their turn. `setTimeout` would wait 4 ms, a quarter of a tiny step.
 */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') {
      setImmediate(resolve);
      return;
    }
    if (!channel) {
      channel = new MessageChannel();
      channel.port1.onmessage = () => waiting.shift()?.();
    }
    waiting.push(resolve);
    channel.port2.postMessage(0);
  });
}

/** Says when something is due that should happen a few times a second. */
export class Pace {
  private last = performance.now();
  constructor(private readonly milliseconds: number) {}

  /** Milliseconds since the last restart. */
  get elapsed(): number {
    return performance.now() - this.last;
  }

  get due(): boolean {
    return this.elapsed >= this.milliseconds;
  }

  /** @returns milliseconds since the last restart */
  restart(): number {
    const { elapsed } = this;
    this.last = performance.now();
    return elapsed;
  }
}
