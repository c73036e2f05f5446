/** A run that survives its page: what is stored of it, who may go on with it, and what is refused. */
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { methods } from '../methods/registry';
import type { Checkpoint } from '../training/events';
import { inEnglish } from '../messages/message';
import type { Interrupted, KeptState } from './interrupted';
import { openInterruptedDatabase } from './interruptedDatabase';
import { Resumer } from './resumer';
import type { Allowance } from './runKeeper';
import { setUp } from './scriptedWorker.testing';
import { openTabs } from './tabs';
import { fakeLocks } from './tabs.testing';

let [name, locks] = ['', fakeLocks()];
beforeEach(() => {
  [name, locks] = [`test-${Math.random()}`, fakeLocks()];
});

const MB = 1e6;
let ids = 0;
let clock = 0;

/** A page with its worker, on the database and the locks that all pages of a test share. */
function openPage(
  hash = '#model=tiny-encoder&steps=60',
  allowance: Partial<Allowance> = {},
  every = 0,
  racing?: () => boolean,
) {
  const page = setUp(hash);
  // Closing a page lets its locks go.
  const held = new Set<() => void>();
  const shared = openTabs(name, locks);
  const tabs = {
    ...shared,
    claim: async (what: string) => {
      const release = await shared.claim(what);
      if (release) held.add(release);
      return release;
    },
  };
  const database = openInterruptedDatabase(name, tabs);
  const resumer = new Resumer({
    playground: page,
    methods,
    database,
    allowance: { budget: 100 * MB, files: false, ...allowance },
    now: () => ++clock,
    newId: () => `run-${++ids}`,
    every,
    racing,
  });
  return {
    ...page,
    database,
    resumer,
    close: () => {
      for (const release of held) release();
      page.worker().terminate();
    },
    stored: (step: number) => vi.waitFor(() => expect(resumer.state.stored).toBe(step)),
  };
}

const stateAt = (step: number, numbers = 4): Checkpoint => ({
  step,
  states: { w: { dtype: 'float32', dims: [numbers], data: new Float32Array(numbers).fill(step / 7) } },
  records: [],
  validation: [],
});

/** Trains to a step and stores the checkpoint there. */
async function trained(page: ReturnType<typeof openPage>, step: number, numbers?: number) {
  await page.controller.play();
  page.train(page.worker(), page.worker().step, step + 3);
  page.worker().notice({ notice: 'checkpoint', checkpoint: stateAt(step, numbers) });
  await page.stored(step);
}

describe('an interrupted run', () => {
  it('is offered by the next page, which goes on from its step with the same states and curves', async () => {
    const first = openPage('#model=tiny-encoder&steps=60&r=4&seed=7');
    await trained(first, 30);
    const { records } = first.store.getState().run;
    first.close();
    const second = openPage();
    await second.resumer.load();
    expect(second.resumer.state.offer).toMatchObject({
      missing: [],
      record: { name: 'LoRA, r 4', model: 'Tiny encoder', step: 30, settings: { steps: 60, seed: 7 } },
    });
    await second.resumer.goOn();
    expect(second.settings()).toMatchObject({ steps: 60, seed: 7 });
    expect(second.knobs().r).toBe(4);
    const asked = second.worker().last('configure')!.argument;
    expect(asked.checkpoint).toEqual({ ...stateAt(30), records: records.slice(0, 30) });
    expect(asked.config).toEqual(first.worker().last('configure')!.argument.config);
    expect(second.store.getState().run).toMatchObject({ step: 30, records: { length: 30 } });
    expect(second.asked().at(-1)).toBe('start');
    expect(second.resumer.state.offer).toBeUndefined();
    // It is stored again under the same name.
    await trained(second, 40);
    expect((await second.database.list()).map(({ id, step }) => [id, step])).toEqual([[expect.any(String), 40]]);
  });

  it('starts anew when that is asked for, and is forgotten', async () => {
    const first = openPage('#model=tiny-encoder&steps=60&seed=7');
    await trained(first, 30);
    first.close();
    const second = openPage();
    await second.resumer.load();
    await second.resumer.startAnew();
    expect(second.settings().seed).toBe(7);
    expect(second.worker().last('configure')?.argument.checkpoint).toBeUndefined();
    expect(second.asked().at(-1)).toBe('start');
    expect(await second.database.list()).toEqual([]);
  });

  it('that is put off, or that something else is trained beside, is offered again', async () => {
    const first = openPage();
    await trained(first, 30);
    first.close();
    const second = openPage();
    await second.resumer.load();
    second.resumer.dismiss();
    const third = openPage();
    await third.resumer.load();
    expect(third.resumer.state.offer?.record.step).toBe(30);
    await trained(third, 10);
    expect(third.resumer.state.offer).toBeUndefined();
    expect((await third.database.list()).map(({ step }) => step)).toEqual([10, 30]);
  });

  it('is gone when it is finished, reset or given up for other settings', async () => {
    for (const end of ['finished', 'reset', 'settings'] as const) {
      const page = openPage();
      await trained(page, 30);
      if (end === 'finished') page.worker().notice({ notice: 'status', status: 'finished', step: 60 });
      else if (end === 'reset') await page.controller.reset();
      else page.controller.setHyperparameter('r', 4);
      await vi.waitFor(async () => expect(await page.database.list()).toEqual([]));
      page.close();
    }
  });

  it('stays when the worker fails, and is stored at once when it stands still', async () => {
    const page = openPage(undefined, {}, 60_000);
    await trained(page, 10);
    page.worker().notice({ notice: 'checkpoint', checkpoint: stateAt(12) });
    expect(page.resumer.state.stored).toBe(10);
    page.worker().notice({ notice: 'status', status: 'paused', step: 13 });
    await page.stored(12);
    page.worker().notice({ notice: 'checkpoint', checkpoint: stateAt(13) });
    page.resumer.flush();
    await page.stored(13);
    page.worker().onerror?.({ message: 'gone', preventDefault() {} } as ErrorEvent);
    expect((await page.database.list()).map(({ step }) => step)).toEqual([13]);
  });

  it('is stored so seldom that it takes less than a twentieth of the time', async () => {
    vi.useFakeTimers();
    const page = openPage(undefined, {}, 0);
    const put = vi.spyOn(page.database, 'put');
    put.mockImplementation(() => new Promise((resolve) => setTimeout(resolve, 20)));
    vi.spyOn(page.database, 'list').mockResolvedValue([]);
    vi.spyOn(page.database, 'copied').mockResolvedValue([]);
    await page.controller.play();
    page.train(page.worker(), 0, 5000);
    for (let step = 1; step <= 1000; step++) {
      page.worker().notice({ notice: 'checkpoint', checkpoint: stateAt(step) });
      await vi.advanceTimersByTimeAsync(10);
    }
    vi.useRealTimers();
    // 20 ms each: 500 ms of ten seconds are allowed.
    expect(put.mock.calls.length).toBeGreaterThan(15);
    expect(put.mock.calls.length).toBeLessThanOrEqual(25);
  });
});

describe("a race's run", () => {
  it('is not stored, also when the race was stopped: the race goes on by itself', async () => {
    const racing = { now: true };
    const page = openPage(undefined, {}, 0, () => racing.now);
    await page.controller.play();
    page.train(page.worker(), 0, 13);
    racing.now = false;
    page.worker().notice({ notice: 'status', status: 'paused', step: 13 });
    page.worker().notice({ notice: 'checkpoint', checkpoint: stateAt(13) });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await page.database.list()).toEqual([]);
    // The next run is the visitor's.
    page.controller.set('seed', 9);
    await trained(page, 10);
  });
});

describe('two tabs', () => {
  it('a run that a tab is at is not offered to another; after a crash each takes one', async () => {
    const [one, two] = [openPage(), openPage('#model=tiny-encoder&seed=2')];
    await trained(one, 30);
    await trained(two, 20);
    const third = openPage();
    await third.resumer.load();
    expect(third.resumer.state.offer).toBeUndefined();
    one.close();
    two.close();
    const [four, five, six] = [openPage(), openPage(), openPage()];
    for (const page of [four, five, six]) await page.resumer.load();
    expect([four, five, six].map(({ resumer }) => resumer.state.offer?.record.step)).toEqual([20, 30, undefined]);
  });
});

describe("the visitor's own files", () => {
  const table = 'text,label\na,b\nc,d';
  const ownPage = async (allowance: Partial<Allowance>) => {
    const page = openPage(undefined, allowance);
    await page.controller.readData('mine', table, {});
    page.controller.set('dataset', 'own');
    await trained(page, 30);
    page.close();
    const next = openPage();
    await next.resumer.load();
    return next;
  };

  it('are there again where copies are allowed', async () => {
    const page = await ownPage({ files: true });
    expect(page.resumer.state.offer?.missing).toEqual([]);
    await page.resumer.goOn();
    expect(page.worker().last('readData')?.argument.text).toBe(table);
    expect(page.worker().last('configure')?.argument).toMatchObject({
      config: { dataset: 'own' },
      checkpoint: { step: 30 },
    });
  });

  it('must be chosen again where not, and be the same', async () => {
    const page = await ownPage({ files: false });
    const missing = () => page.resumer.state.offer?.missing;
    expect(missing()).toEqual(['data']);
    await page.resumer.goOn();
    expect(page.asked()).not.toContain('configure');
    await page.controller.readData('mine', `${table}\ne,f`, {});
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(missing()).toEqual(['data']);
    await page.controller.readData('mine', table, {});
    await vi.waitFor(() => expect(missing()).toEqual([]));
    await page.resumer.goOn();
    expect(page.worker().last('configure')?.argument.checkpoint?.step).toBe(30);
  });

  it('are deleted when copies are not allowed any more', async () => {
    const page = await ownPage({ files: true });
    await page.resumer.allow({ files: false });
    expect(await page.database.copied()).toEqual([]);
    expect(await page.database.list()).toHaveLength(1);
  });
});

describe('room', () => {
  it('the oldest run that no tab is at gives way; one that is larger than the budget is not stored', async () => {
    const allowance = { budget: 10_000 };
    for (const step of [10, 20]) {
      const page = openPage(undefined, allowance);
      await trained(page, step, 1000);
      page.close();
    }
    const page = openPage(undefined, allowance);
    await trained(page, 30, 1000);
    expect((await page.database.list()).map(({ step }) => step)).toEqual([30, 20]);
    page.worker().notice({ notice: 'checkpoint', checkpoint: stateAt(31, 9000) });
    await vi.waitFor(() => expect(page.resumer.state.unstored?.why).toBe('large'));
    page.worker().notice({ notice: 'large-checkpoint', step: 32, bytes: 9e8 });
    expect(page.resumer.state.unstored).toEqual({ why: 'large', bytes: 9e8 });
  });

  it('a budget of nothing stores nothing and deletes what is there', async () => {
    const page = openPage();
    await trained(page, 10);
    await page.resumer.allow({ budget: 0 });
    page.worker().notice({ notice: 'checkpoint', checkpoint: stateAt(12) });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await page.database.list()).toEqual([]);
  });
});

describe('what can not be gone on with', () => {
  const interrupted = async () => {
    const page = openPage();
    await trained(page, 30);
    page.close();
    return openDB<{ runs: { key: string; value: Interrupted }; states: { key: string; value: KeptState } }>(name, 1);
  };
  const refusal = async () => {
    const page = openPage();
    await page.resumer.load();
    await page.resumer.goOn();
    expect(page.asked()).not.toContain('configure');
    const { offer } = page.resumer.state;
    return offer?.refusal && inEnglish(offer.refusal);
  };

  it('a run without its state', async () => {
    const raw = await interrupted();
    await raw.clear('states');
    expect(await refusal()).toMatch(/not here any more/);
  });

  it('a run of a setting that this page reads otherwise', async () => {
    const raw = await interrupted();
    const [record] = await raw.getAll('runs');
    const settings = { ...record!.settings, optimizer: 'muon' as 'sgd' };
    await raw.put('runs', { ...record!, settings });
    expect(await refusal()).toMatch(/lacks something/);
  });

  it('a record that is none is deleted, and hides no other', async () => {
    const raw = await interrupted();
    const [record] = await raw.getAll('runs');
    await raw.put('runs', {
      ...record!,
      id: 'cut',
      date: 9e15,
      curves: { ...record!.curves, loss: new Float64Array(3) },
    });
    await raw.put('runs', { ...record!, id: 'later', version: 99 as 1 });
    const page = openPage();
    await page.resumer.load();
    expect(page.resumer.state.offer?.record.step).toBe(30);
    expect(await raw.getAllKeys('runs')).toEqual(['later', record!.id]);
  });

  it('a run that a link locks out', async () => {
    await interrupted();
    const page = openPage('#model=tiny-encoder&seed=3&lock=seed');
    await page.resumer.load();
    expect(page.resumer.state.offer).toBeUndefined();
  });
});
