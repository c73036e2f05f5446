/** For tests: a page whose run is at some moment, on a worker and a database that can fail. */
import { vi } from 'vitest';
import { foreign } from '../messages/message';
import { methods } from '../methods/registry';
import type { Problem } from '../worker/protocol';
import type { Interrupted, KeptState } from './interrupted';
import type { InterruptedDatabase } from './interruptedDatabase';
import { Resumer } from './resumer';
import { setUp } from './scriptedWorker.testing';
import { openTabs } from './tabs';
import { fakeLocks } from './tabs.testing';

export const moments = ['loading', 'first step', 'middle', 'evaluating'] as const;
export type Moment = (typeof moments)[number];

/** Where a run can go on from: it has a checkpoint from the middle on. */
export const safe = (moment: Moment): number => (moment === 'middle' || moment === 'evaluating' ? 20 : 0);

export type FaultyPage = ReturnType<typeof setUp>;

export const checkpoint = { step: 20, states: {}, records: [], validation: [] };

/** Brings a page's run to a moment; time is fake. */
export async function bringTo(page: FaultyPage, moment: Moment): Promise<void> {
  await page.controller.probeBackends();
  const worker = page.worker();
  if (moment === 'loading') worker.slow.add('configure');
  void page.controller.play();
  await vi.advanceTimersByTimeAsync(10);
  worker.notice({ notice: 'status', status: moment === 'loading' ? 'loading-model' : 'training', step: 0 });
  if (moment === 'loading' || moment === 'first step') return;
  page.train(worker, 0, 25);
  worker.notice({ notice: 'checkpoint', checkpoint });
  if (moment === 'evaluating') worker.notice({ notice: 'status', status: 'evaluating', step: 25 });
  await vi.advanceTimersByTimeAsync(10);
}

/** A page whose run is at some moment. */
export async function pageAt(moment: Moment): Promise<FaultyPage> {
  const page = setUp('#model=tiny-encoder&steps=60');
  await bringTo(page, moment);
  return page;
}

export const problem = (code: Problem['code'], step: number, suggestions: Problem['suggestions'] = ['resume']) => ({
  code,
  message: foreign('Gone.'),
  advice: [],
  recoverable: step > 0,
  step,
  suggestions,
});

/** Seconds go by, in each of which the worker gives a sign of life, or none. */
export async function wait(page: FaultyPage, seconds: number, beat?: (second: number) => number): Promise<void> {
  for (let second = 1; second <= seconds; second++) {
    if (beat) page.worker().notice({ notice: 'beat', done: beat(second) });
    await vi.advanceTimersByTimeAsync(1000);
  }
}

/** No call of the visitor's is ever answered by this worker again. */
export const mute = (page: FaultyPage): void => {
  for (const call of ['pause', 'reset', 'configure', 'start', 'predict', 'giveUp'] as const)
    page.worker().slow.add(call);
};

/** What all tabs of one browser share. */
export interface Browser {
  readonly runs: Map<string, Interrupted>;
  readonly states: Map<string, KeptState>;
  readonly locks: ReturnType<typeof fakeLocks>;
}

export const newBrowser = (): Browser => ({ runs: new Map(), states: new Map(), locks: fakeLocks() });

/** A database in memory; `fault` comes before whatever is asked of it. */
function databaseOf(browser: Browser, tabs: InterruptedDatabase['tabs'], fault: () => Promise<void>) {
  const database: InterruptedDatabase = {
    tabs,
    list: async () => (await fault(), [...browser.runs.values()]),
    state: async (id) => (await fault(), browser.states.get(id)),
    files: async () => (await fault(), undefined),
    put: async (record, state) => {
      await fault();
      browser.runs.set(record.id, record);
      browser.states.set(record.id, state);
    },
    copied: async () => (await fault(), []),
    putFiles: fault,
    removeFiles: fault,
    remove: async (ids) => {
      await fault();
      for (const id of ids) {
        browser.runs.delete(id);
        browser.states.delete(id);
      }
    },
  };
  return database;
}

/** A tab that stores its run. `close` is what the browser does with its locks. */
export function openTab(browser: Browser, fault: () => Promise<void> = () => Promise.resolve()) {
  const page = setUp('#model=tiny-encoder&steps=60');
  const held = new Set<() => void>();
  const shared = openTabs('faults', browser.locks);
  const tabs = {
    ...shared,
    claim: async (what: string) => {
      const release = await shared.claim(what);
      if (release) held.add(release);
      return release;
    },
  };
  const resumer = new Resumer({
    playground: page,
    methods,
    database: databaseOf(browser, tabs, fault),
    allowance: { budget: 1e8, files: false },
    every: 0,
  });
  const close = () => {
    for (const release of held) release();
    page.worker().terminate();
  };
  return { page, resumer, close };
}
