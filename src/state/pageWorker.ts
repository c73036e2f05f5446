/**
 * The worker as the controller uses it: which run it speaks about, what it holds of the visitor's, and whether it is
 * there.
 */
import type { Checkpoint } from '../training/events';
import type { CallName, Calls, Notice } from '../worker/protocol';
import { Engine, type WorkerLike } from './engine';
import { Given } from './given';
import { busy } from './run';
import type { State } from './state';
import { Watchdog, type Silence } from './watchdog';

/** Milliseconds between two looks whether the worker is there. */
const LOOK = 1000;

export interface PageWorkerOptions {
  readonly spawn: () => WorkerLike;
  readonly hub: string;
  readonly state: () => State;
  /** Notices about the run as it is. */
  readonly hear: (notice: Notice) => void;
  /** The worker is silent, or heard again. */
  readonly miss: (silence: Silence | undefined) => void;
}

export class PageWorker {
  /** The visitor's own files, as far as the worker holds them. */
  readonly given: Given;
  readonly #engine: Engine;
  readonly #watchdog = new Watchdog();
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Epoch of the run that the worker speaks about. */
  #speaking = 0;
  /** Epochs of runs that were asked for and have not begun. */
  readonly #coming: number[] = [];

  constructor(private readonly options: PageWorkerOptions) {
    this.#engine = new Engine(
      options.spawn,
      options.hear,
      (notice) => this.#isPresent(notice),
      (event) => this.#watchdog.hear(event),
    );
    this.given = new Given(this, options.hub);
  }

  /** The last state that the run can go on from, of whatever worker. */
  get checkpoint(): Checkpoint | undefined {
    return this.#engine.checkpoint;
  }
  hold(checkpoint: Checkpoint): void {
    this.#engine.hold(checkpoint);
  }
  /** The checkpoint belongs to another configuration. */
  forget(): void {
    this.#engine.forget();
  }

  call<K extends CallName>(name: K, argument: Calls[K]['argument']): Promise<Calls[K]['answer']> {
    const answer = this.#engine.call(name, argument);
    this.#watch();
    return answer;
  }

  /** Ends the worker and all that waits for it; the next call starts a fresh one. */
  restart(): void {
    this.#engine.restart();
    this.lost();
  }

  /** The worker is another one from here on. */
  lost(): void {
    this.given.forget();
    this.#coming.length = 0;
  }

  /** A run of this epoch is asked for. */
  expect(epoch: number): void {
    this.#coming.push(epoch);
  }

  /** From here on the worker speaks about the run of this epoch. */
  began(epoch: number): void {
    const place = this.#coming.indexOf(epoch);
    if (place >= 0) this.#coming.splice(0, place + 1);
    this.#speaking = Math.max(this.#speaking, epoch);
  }

  /** Whether a notice is about the run as it is: one that was given up still speaks until it stands still. */
  #isPresent(notice: Notice): boolean {
    // The first thing that a run tells.
    if (notice.notice === 'status' && notice.status === 'loading-model' && this.#coming.length > 0)
      this.began(this.#coming[0]!);
    return notice.notice === 'progress' || notice.notice === 'told' || this.#speaking === this.options.state().epoch;
  }

  /** Looks whether the worker is there, as long as something is waited for. */
  #watch(): void {
    if (this.#timer !== undefined) return;
    this.#watchdog.restart();
    const look = () => {
      const { run, silence } = this.options.state();
      const training = busy(run.status);
      const awaited = this.#engine.isWaiting || training;
      const missed = awaited ? this.#watchdog.tick(performance.now(), run, training) : undefined;
      if (missed?.seconds !== silence?.seconds || missed?.lives !== silence?.lives) this.options.miss(missed);
      if (awaited) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
    look();
    this.#timer = setInterval(look, LOOK);
    // In Node it would keep the process alive.
    (this.#timer as { unref?: () => void }).unref?.();
  }
}
