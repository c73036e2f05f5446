/**
 * Stores the run in training at its checkpoints, so that another page can go on with it. Each run is one tab's, which
 * holds a lock on it.
 */
import type { Method } from '../methods/contract';
import type { Checkpoint } from '../training/events';
import { interruptedOf, marksOf, ownOf, type Interrupted } from './interrupted';
import type { InterruptedDatabase } from './interruptedDatabase';
import type { Playground } from './playground';
import type { State } from './state';
import { StorageError, type StorageFault } from './storage';

/** Milliseconds between two stored checkpoints, at the least. */
const EVERY = 2000;
/** Storing takes one part in so many of the time at most. */
const SHARE = 25;
/** Milliseconds after which a database that does not answer is told of: the browser, or another tab, may block it. */
const UNANSWERED = 10_000;

/** What the visitor allows: bytes that interrupted runs may take, and whether copies of own files are among them. */
export interface Allowance {
  readonly budget: number;
  readonly files: boolean;
}

/** Why a run is not stored. `large`: it takes more than the budget. */
export interface Unstored {
  readonly why: StorageFault | 'large';
  readonly bytes: number;
}

export interface KeeperOptions {
  readonly playground: Pick<Playground, 'store' | 'controller'>;
  readonly methods: readonly Method[];
  readonly database: InterruptedDatabase;
  readonly allowance: () => Allowance;
  /** Tells which step is stored now, or why none is. */
  readonly tell: (told: { readonly stored?: number; readonly unstored?: Unstored }) => void;
  /** Whether what trains now is a race's, which goes on after a reload by itself. */
  readonly racing?: () => boolean;
  readonly now?: () => number;
  readonly newId?: () => string;
  readonly every?: number;
}

/** The run that this page stores. */
export interface Present {
  readonly id: string;
  /** Lets other tabs have it. */
  readonly release: () => void;
  readonly own: Interrupted['own'];
}

/** A checkpoint with what the page showed then. */
interface Taken {
  readonly checkpoint: Checkpoint;
  readonly state: State;
}

const randomId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** What a run takes, with copies of files beside it. */
export const sizeOf = ({ bytes, own }: Interrupted, copied: boolean): number =>
  bytes + (copied ? Object.values(own).reduce((sum, mark) => sum + mark.bytes, 0) : 0);

export const claim = ({ tabs }: InterruptedDatabase, id: string, patience?: number) =>
  tabs.claim(`interrupted/${id}`, patience);

export class RunKeeper {
  /** All that is done with the database, one after the other. */
  #chain: Promise<unknown> = Promise.resolve();
  #present: Promise<Present> | undefined;
  /** To be stored. */
  #latest: Taken | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the next checkpoint may be stored. */
  #due = 0;
  #storing = false;
  /** The present run is a race's. */
  #raced = false;

  constructor(private readonly options: KeeperOptions) {
    const { store, controller } = options.playground;
    controller.onState((notice) => {
      if (options.allowance().budget === 0 || this.#raced) return;
      if (notice.notice === 'large-checkpoint')
        return options.tell({ unstored: { why: 'large', bytes: notice.bytes } });
      this.#latest = { checkpoint: notice.checkpoint, state: store.getState() };
      this.#plan();
    });
    store.subscribe((state, before) => {
      const [run, old] = [state.run, before.run];
      if (run === old) return;
      if (run.records.length > 0 && old.records.length === 0) this.#raced = options.racing?.() ?? false;
      const givenUp = run.records.length === 0 && old.records.length > 0 && run.status !== 'loading-model';
      if (givenUp || (run.status === 'finished' && old.status !== 'finished')) this.drop();
      // What stands still is stored at once.
      else if (run.status !== old.status && (run.status === 'paused' || run.status === 'failed')) this.flush();
    });
  }

  /** A run is stored here, or about to be. */
  get isKeeping(): boolean {
    return this.#present !== undefined;
  }

  /** Goes on storing a run of an earlier page. */
  adopt(present: Present): void {
    this.#present = Promise.resolve(present);
  }

  /** Stores the last checkpoint now: the page may be gone the next moment. */
  flush(): void {
    this.#due = 0;
    this.#plan();
  }

  /** The run is over, or not to be stored: nothing is left to go on with. */
  drop(): void {
    const present = this.#present;
    this.#latest = undefined;
    this.#present = undefined;
    clearTimeout(this.#timer);
    this.options.tell({});
    if (!present) return;
    void this.inTurn(async () => {
      const { id, release } = await present;
      await this.options.database.remove([id]).finally(release);
    }).catch(() => undefined);
  }

  /** Does something with the database when all before it is done. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#chain.then(work);
    this.#chain = turn.catch(() => undefined);
    return turn;
  }

  #plan(): void {
    if (!this.#latest || this.#storing) return;
    clearTimeout(this.#timer);
    const wait = this.#due - performance.now();
    if (wait > 0) this.#timer = setTimeout(() => void this.#store(), wait);
    else void this.#store();
  }

  async #store(): Promise<void> {
    const latest = this.#latest;
    if (!latest || this.#storing) return;
    this.#latest = undefined;
    this.#storing = true;
    const begin = performance.now();
    const late = setTimeout(() => {
      if (this.#present) this.options.tell({ unstored: { why: 'broken', bytes: 0 } });
    }, UNANSWERED);
    try {
      const present = (this.#present ??= this.#begin(latest.state));
      await this.inTurn(() => this.#put(present, latest));
    } catch (error) {
      const why = error instanceof StorageError ? error.fault : 'broken';
      this.options.tell({ unstored: { why, bytes: 0 } });
    }
    clearTimeout(late);
    this.#storing = false;
    const now = performance.now();
    this.#due = now + Math.max(this.options.every ?? EVERY, SHARE * (now - begin));
    this.#plan();
  }

  async #put(promised: Promise<Present>, { checkpoint, state }: Taken): Promise<void> {
    const { database, methods, now = Date.now, tell } = this.options;
    const present = await promised;
    // Finished, or given up, meanwhile.
    if (this.#present !== promised) return;
    const { records: _, ...kept } = checkpoint;
    const record = interruptedOf({ ...present, state, checkpoint, methods, now: now() });
    if (!(await this.#makeRoom(record))) return tell({ unstored: { why: 'large', bytes: record.bytes } });
    await database.put(record, kept);
    if (this.#present === promised) tell({ stored: record.step });
  }

  /** Copies the visitor's files where that is allowed, once for each run. */
  async #begin(state: State): Promise<Present> {
    const { newId = randomId, database, allowance } = this.options;
    const id = newId();
    const release = (await claim(database, id)) ?? (() => undefined);
    const files = ownOf(state);
    const own = await marksOf(files);
    const bytes = Object.values(own).reduce((sum, mark) => sum + mark.bytes, 0);
    const { budget, files: allowed } = allowance();
    // A run is stored also where its files find no room.
    if (allowed && bytes > 0 && bytes < budget) await database.putFiles(id, files).catch(() => undefined);
    return { id, release, own };
  }

  /** Deletes the oldest runs that no tab is at, until there is room for this one. @returns whether there is */
  async #makeRoom(record: Interrupted): Promise<boolean> {
    const { database, allowance } = this.options;
    const { budget } = allowance();
    const copied = new Set(await database.copied());
    const size = (each: Interrupted) => sizeOf(each, copied.has(each.id));
    const others = (await database.list()).filter(({ id }) => id !== record.id);
    let taken = others.reduce((bytes, other) => bytes + size(other), size(record));
    for (const other of [...others].reverse()) {
      if (taken <= budget) break;
      const release = await claim(database, other.id);
      if (!release) continue;
      await database.remove([other.id]).finally(release);
      taken -= size(other);
    }
    return taken <= budget;
  }
}
