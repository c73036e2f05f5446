/**
 * Listens whether the worker is there, and whether its work goes on. Time counts only while this page is awake: one
 * that was frozen, or busy itself, has not waited.
 */
import type { RunStatus } from '../training/types';
import type { Event } from '../worker/protocol';
import type { Run } from './run';

/** What the worker has not said for longer than it should take. */
export interface Silence {
  /** Seconds of it. */
  readonly seconds: number;
  /** The worker is there, but what it waits for does not go on: the GPU, the runtime, the network. */
  readonly lives: boolean;
  /** What the run was at; `asked`: only a question was. */
  readonly at: RunStatus | 'asked';
  /** It may well take this long. */
  readonly usual: boolean;
}

/** Seconds without a word from the worker after which it is said. */
const SILENT = 5;
/** Seconds in which nothing goes on although the worker is there. */
const STILL = 15;
/** A step may take so many times as long as those before. */
const LENIENT = 10;
/** Seconds that the first step may take, of which nothing is known. */
const FIRST = 20;
/** A tick that comes later than this, in seconds, says that the page slept. */
const LONGEST_TICK = 1.5;

/** In these the worker computes long without a pause: it reads large files, or the runtime compiles. */
const long: ReadonlySet<RunStatus | 'asked'> = new Set<RunStatus | 'asked'>([
  'asked',
  'loading-model',
  'preparing-data',
  'building-graph',
  'compiling-shaders',
]);

export class Watchdog {
  /** Seconds since the worker spoke, and since something went on. */
  #unheard = 0;
  #still = 0;
  #done: number | undefined;
  #last: number | undefined;

  /** Whatever comes from the worker. */
  hear(event: Event): void {
    this.#unheard = 0;
    const beat = 'notice' in event && event.notice === 'beat' ? event : undefined;
    if (!beat || beat.done !== this.#done) this.#still = 0;
    if (beat) this.#done = beat.done;
  }

  /** Something is asked for after nothing was, or of another worker. */
  restart(): void {
    this.#unheard = this.#still = 0;
    this.#last = this.#done = undefined;
  }

  /**
   * Time has gone by while something was waited for.
   * @param now milliseconds. @returns what there is to say, where the worker is silent for too long
   */
  tick(now: number, run: Pick<Run, 'status' | 'stepsPerSecond' | 'records'>, busy: boolean): Silence | undefined {
    const passed = this.#last === undefined ? 0 : Math.min(LONGEST_TICK, (now - this.#last) / 1000);
    this.#last = now;
    this.#unheard += passed;
    this.#still += passed;
    const at = busy ? run.status : 'asked';
    const { silent, still } = limits(at, run);
    const lives = this.#unheard < silent;
    if (lives && this.#still < still) return undefined;
    const seconds = Math.floor(lives ? this.#still : this.#unheard);
    return { seconds, lives, at, usual: long.has(at) || (at === 'training' && run.records.length === 0) };
  }
}

/** Seconds that may pass until it is said. */
function limits(at: Silence['at'], { stepsPerSecond, records }: Pick<Run, 'stepsPerSecond' | 'records'>) {
  const step = stepsPerSecond ? LENIENT / stepsPerSecond : records.length > 0 ? FIRST : 0;
  switch (at) {
    case 'training':
      // A step blocks the worker where it computes itself, and both clocks stand.
      return records.length === 0
        ? { silent: FIRST, still: FIRST }
        : { silent: Math.max(SILENT, step), still: Math.max(STILL, step) };
    case 'evaluating':
    case 'scoring':
    case 'training-first':
      return { silent: Math.max(SILENT, step), still: Math.max(STILL, step) };
    case 'asked':
      // A worker that starts on a slow machine has not said anything yet.
      return { silent: 3 * SILENT, still: 2 * STILL };
    default:
      // The status line says already what it is at.
      return { silent: 2 * SILENT, still: STILL };
  }
}
