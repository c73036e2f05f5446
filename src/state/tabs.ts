/**
 * Several tabs of the page on one store: they tell each other what changed, and one thing at a time is done by one of
 * them alone.
 */
import { busy, type Run } from './run';

/** What another tab has changed in the store. */
export type Changed = 'runs' | 'race';

export interface Tabs {
  /**
   * Does `work` unless a tab is at `what` already.
   * @returns false where one is. Browsers without locks do it in any case.
   */
  alone: (what: string, work: () => Promise<void>) => Promise<boolean>;
  /**
   * Holds `what` for this tab until the answer is called, or the tab is gone; undefined where another tab has it still
   * after `patience` milliseconds. Browsers without locks give it to whoever asks.
   */
  claim: (what: string, patience?: number) => Promise<(() => void) | undefined>;
  /** Resolves when no tab is at `what` any more, because it ended or its tab was closed. */
  free: (what: string) => Promise<void>;
  /** Counts this tab among those that are at `what`, until the answer is called. */
  join: (what: string) => () => void;
  /** Tabs that are at `what`. */
  count: (what: string) => Promise<number>;
  tell: (changed: Changed) => void;
  listen: (listener: (changed: Changed) => void) => void;
}

/** The part of the Web Locks API that is used. */
export type Locks = Pick<LockManager, 'request' | 'query'>;

/** Undefined on pages without a secure origin. */
const browserLocks = (): Locks | undefined => (typeof navigator === 'undefined' ? undefined : navigator.locks);

/** Milliseconds between two tries to get a lock. */
const RETRY = 250;

/** A lock that is held until the answer is called; undefined where it is another's. */
function claimed(name: string, locks: Locks | undefined): Promise<(() => void) | undefined> {
  return new Promise((resolve) => {
    // An embedded page may be refused its locks.
    const free = () => resolve(() => undefined);
    if (!locks) return free();
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock) return new Promise<void>((release) => resolve(release));
        resolve(undefined);
      })
      .catch(free);
  });
}

export function openTabs(store: string, locks: Locks | undefined = browserLocks()): Tabs {
  const key = (what: string) => `${store}/${what}`;
  let channel: BroadcastChannel | undefined;
  const open = (): BroadcastChannel | undefined => {
    if (channel || typeof BroadcastChannel === 'undefined') return channel;
    channel = new BroadcastChannel(store);
    // In Node an open channel would keep the process alive.
    (channel as { unref?: () => void }).unref?.();
    return channel;
  };
  return {
    alone: async (what, work) => {
      let [asked, done] = [false, true];
      try {
        await locks?.request(key(what), { ifAvailable: true }, async (lock) => {
          asked = true;
          if (lock) await work();
          else done = false;
        });
      } catch (error) {
        // An embedded page may be refused its locks; what `work` throws is another matter.
        if (asked) throw error;
      }
      if (!asked) await work();
      return done;
    },
    claim: async (what, patience = 0) => {
      const until = performance.now() + patience;
      for (;;) {
        const release = await claimed(key(what), locks);
        if (release || performance.now() >= until) return release;
        await new Promise((resolve) => setTimeout(resolve, RETRY));
      }
    },
    // Shared, so that several tabs can wait together.
    free: async (what) =>
      void (await locks?.request(key(what), { mode: 'shared' }, () => undefined).catch(() => undefined)),
    join: (what) => {
      let leave = () => {};
      const left = new Promise<void>((resolve) => {
        leave = resolve;
      });
      void locks?.request(key(what), { mode: 'shared' }, () => left).catch(() => undefined);
      return leave;
    },
    count: async (what) => {
      const { held } = (await locks?.query().catch(() => undefined)) ?? {};
      return held?.filter(({ name }) => name === key(what)).length ?? 0;
    },
    tell: (changed) => open()?.postMessage(changed),
    listen: (listener) =>
      open()?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (data === 'runs' || data === 'race') listener(data);
      }),
  };
}

/** Milliseconds between two looks at the other tabs while this one trains. */
const PERIOD = 1500;

/**
 * Counts this tab among those that train while its run is busy, and says whether another one trains at the same time:
 * both go on, each slower than alone. @returns what is to be called with every new run of the page
 */
export function watchTraining(tabs: Tabs, say: (others: boolean) => void): (run: Run) => void {
  let stop: (() => void) | undefined;
  return (run) => {
    const training = busy(run.status);
    if (training === (stop !== undefined)) return;
    if (stop) return stop();
    const leave = tabs.join('training');
    let over = false;
    const look = async () => {
      const others = (await tabs.count('training')) > 1;
      if (!over) say(others);
    };
    const timer = setInterval(() => void look(), PERIOD);
    stop = () => {
      over = true;
      stop = undefined;
      clearInterval(timer);
      leave();
      say(false);
    };
    void look();
  };
}
