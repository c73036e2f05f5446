/**
 * Looking at the model again and again while it trains: what a visitor asked it is answered anew a few times a second.
 */

/** Share of the time that looking may take, if nothing else is said: slow models are looked at less often. */
const SHARE = 0.04;
/** The same for what is pinned; together with what was asked below a twentieth. */
export const PINNED_SHARE = 0.035;
/** The same for the cloud of validation texts, while it is open. */
export const CLOUD_SHARE = 0.04;
/** The same for the states of one sentence, while it is shown. */
export const SENTENCE_SHARE = 0.02;
/** Milliseconds between two looks, at the least. */
export const EVERY = 250;
/** A look that takes longer, in milliseconds, would be felt as a halt: it waits until training stands still. */
const LONGEST = 1500;

/**
 * One look; tells what it saw by itself.
 * @returns milliseconds that it took, where it had to load something first, which the next one need not
 */
export type Look = () => Promise<number | undefined | void>;

export class Watch {
  private look: Look | undefined;
  /** Milliseconds that a look takes. */
  private cost = 0;
  private due = 0;
  /** Step of the last look. */
  private seen: number | undefined;

  /** @param share of the time that looks may take, 0 to 1 */
  constructor(private readonly share = SHARE) {}

  /** @param cost milliseconds that a look takes, where that is known. @param look undefined: no more looks */
  set(look: Look | undefined, cost = 0): void {
    this.look = look;
    this.cost = cost;
    this.due = performance.now() + cost / this.share;
    this.seen = undefined;
  }

  /** Between two steps: looks, where it is time to. Training waits for the look, so that both never run at once. */
  async follow(step: number): Promise<void> {
    if (this.cost <= LONGEST && performance.now() >= this.due) await this.take(step);
  }

  /** Training stands still: a last look, unless this step was seen. @param long also one that takes long */
  async rest(step: number, long: boolean): Promise<void> {
    if (step !== this.seen && (long || this.cost <= LONGEST)) await this.take(step);
  }

  /** A look that fails is the last one: training goes on without. */
  private async take(step: number): Promise<void> {
    const { look } = this;
    if (!look) return;
    const start = performance.now();
    this.seen = step;
    let told: number | undefined | void;
    try {
      told = await look();
    } catch {
      if (this.look === look) this.look = undefined;
      return;
    }
    // Another was set meanwhile, with a time of its own.
    if (this.look !== look) return;
    this.cost = told ?? performance.now() - start;
    this.due = performance.now() + Math.max(EVERY, this.cost / this.share);
  }
}
