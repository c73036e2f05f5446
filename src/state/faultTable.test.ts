/**
 * Every fault at every moment of a run, on a scripted worker: what the page does is looked at, held against what it
 * should do, and written into `test/FAULTS.md` (`npx vitest run src/state/faultTable.test.ts -u`).
 */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Problem } from '../worker/protocol';
import {
  bringTo,
  checkpoint,
  moments,
  mute,
  newBrowser,
  openTab,
  pageAt,
  problem,
  safe,
  wait,
  type FaultyPage,
  type Moment,
} from './faultyPage.testing';
import { StorageError } from './storage';
import { carryOut } from './suggestions';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const tick = (milliseconds = 10) => vi.advanceTimersByTimeAsync(milliseconds);
const outcomes = ['goes on', 'told; goes on from 20', 'told; begins again', 'offered; goes on from 20'] as const;
/** What came of it. `begins again`: nothing was stored yet; `same page`: the settings are in its address. */
type Outcome =
  (typeof outcomes)[number] | 'told; goes on from 20, stored no more' | 'goes on, told' | 'same page again';

/** The run goes on by itself: nothing is told, and what the worker trains further arrives. */
async function goesOn(page: FaultyPage, moment: Moment): Promise<Outcome> {
  page.worker().slow.clear();
  page.worker().release();
  await tick();
  const begin = page.store.getState().run.records.length;
  expect(begin).toBe(safe(moment) ? 25 : 0);
  page.train(page.worker(), begin, begin + 5);
  const { run, problem: told, silence, intent } = page.store.getState();
  expect({ told, silence, intent }).toEqual({ told: undefined, silence: undefined, intent: 'run' });
  expect(run.records.map(({ step }) => step)).toEqual(Array.from({ length: begin + 5 }, (_, i) => i + 1));
  expect(page.workers).toHaveLength(1);
  return 'goes on';
}

/** What trains now began where the last checkpoint was, with the curve up to there; then no button is dead. */
async function isAgain(page: FaultyPage, moment: Moment): Promise<Outcome> {
  await tick();
  const { run, problem: told, silence } = page.store.getState();
  expect({ told, silence }).toEqual({ told: undefined, silence: undefined });
  expect(page.worker().last('configure')!.argument.checkpoint?.step).toBe(safe(moment) || undefined);
  expect(run.records).toHaveLength(safe(moment));
  expect(page.asked().at(-1)).toBe('start');
  await page.controller.pause();
  expect(page.store.getState().intent).toBe('stand');
  await page.controller.reset();
  await page.controller.play();
  expect(page.asked().at(-1)).toBe('start');
  expect(page.store.getState().run.records).toHaveLength(0);
  return safe(moment) ? 'told; goes on from 20' : 'told; begins again';
}

/** The worker is silent: it is said, and a new one is had. */
async function silent(page: FaultyPage, moment: Moment, beat?: () => number): Promise<Outcome> {
  await wait(page, 30, beat);
  expect(page.store.getState().silence).toMatchObject({ lives: beat !== undefined });
  page.controller.revive();
  await page.controller.play();
  return isAgain(page, moment);
}

/** The worker tells a problem; while it loads, as the answer. */
async function tells(page: FaultyPage, moment: Moment, told: Problem): Promise<void> {
  if (moment === 'loading') page.worker().problems.set('configure', told);
  else page.worker().notice({ notice: 'problem', problem: told });
  page.worker().slow.clear();
  page.worker().release();
  await tick();
  expect(page.store.getState()).toMatchObject({ problem: { code: told.code }, intent: 'stand' });
}

const told =
  (code: Problem['code'], remedy: Problem['suggestions'][number] = 'resume') =>
  async (moment: Moment): Promise<Outcome> => {
    const page = await pageAt(moment);
    await tells(page, moment, problem(code, safe(moment), [remedy]));
    await carryOut(remedy, page.controller);
    return isAgain(page, moment);
  };

/** A tab whose storage does as `fault`. @param why what it tells of that, once there is something to store */
const storage =
  (fault: () => Promise<void>, why?: string) =>
  async (moment: Moment): Promise<Outcome> => {
    const { page, resumer } = openTab(newBrowser(), fault);
    void resumer.load();
    await tick();
    await bringTo(page, moment);
    // What has no answer is waited for.
    await wait(page, 12, (second) => second);
    expect(resumer.state.unstored?.why).toBe(safe(moment) ? why : undefined);
    expect(resumer.state.stored).toBeUndefined();
    await goesOn(page, moment);
    return safe(moment) && why ? 'goes on, told' : 'goes on';
  };
const refuse = (fault: StorageError['fault']) => () => Promise.reject(new StorageError(fault, 'no'));

/** A tab that is gone, and the next of the same browser. @param spoil what befalls what is stored */
async function reloaded(moment: Moment, spoil?: (browser: ReturnType<typeof newBrowser>) => void) {
  const browser = newBrowser();
  const first = openTab(browser);
  await bringTo(first.page, moment);
  await tick();
  first.close();
  spoil?.(browser);
  const second = openTab(browser);
  await second.page.controller.probeBackends();
  const loading = second.resumer.load();
  await tick(2000);
  await loading;
  expect(second.resumer.state.offer?.record.step).toBe(safe(moment) || undefined);
  return { first, second };
}

const faults: Readonly<Record<string, (moment: Moment) => Promise<Outcome>>> = {
  'The worker throws': async (moment) => {
    const page = await pageAt(moment);
    page.worker().onerror?.({ message: 'gone', preventDefault() {} } as ErrorEvent);
    await tick();
    expect(page.store.getState()).toMatchObject({ problem: { code: 'crash' }, intent: 'stand' });
    await carryOut('resume', page.controller);
    return isAgain(page, moment);
  },
  "The worker can't be started": async (moment) => {
    // At its first word; later, where a new one was asked for.
    const page = await pageAt(moment);
    page.controller.revive();
    void page.controller.play();
    while (page.workers.length < 2) await Promise.resolve();
    page.worker().onerror?.({ message: '', preventDefault() {} } as ErrorEvent);
    await tick();
    expect(page.store.getState().problem).toMatchObject({ code: 'crash' });
    await carryOut('try-again', page.controller);
    return isAgain(page, moment);
  },
  'The worker is ended without a word': async (moment) => {
    const page = await pageAt(moment);
    page.worker().postMessage = () => undefined;
    page.worker().terminate();
    return silent(page, moment);
  },
  'The worker is in an endless loop': async (moment) => {
    const page = await pageAt(moment);
    mute(page);
    return silent(page, moment);
  },
  "The GPU's queue never answers": async (moment) => {
    const page = await pageAt(moment);
    mute(page);
    return silent(page, moment, () => 7);
  },
  'A compilation never ends': async (moment) => {
    const page = await pageAt(moment);
    mute(page);
    page.worker().notice({ notice: 'status', status: 'compiling-shaders', step: page.store.getState().run.step });
    return silent(page, moment, () => 7);
  },
  'The browser takes the GPU device away': told('device-lost'),
  'The backend is there no more': async (moment) => {
    const page = await pageAt(moment);
    await tells(page, moment, problem('device-lost', safe(moment)));
    page.worker().problems.set('configure', problem('no-webgpu', safe(moment), ['use-wasm']));
    await carryOut('resume', page.controller);
    await tick();
    expect(page.store.getState()).toMatchObject({ problem: { code: 'no-webgpu' }, intent: 'stand' });
    await carryOut('use-wasm', page.controller);
    expect(page.worker().last('configure')!.argument.config.backend).toBe('wasm');
    return isAgain(page, moment);
  },
  'No memory is left': told('out-of-memory'),
  'Something unexpected is thrown in a step': told('unexpected', 'try-again'),
  'A file does not come, is cut, or is a page of a proxy': async (moment) => {
    const page = await pageAt(moment);
    // Later than loading it is asked for by the new worker that goes on.
    if (moment !== 'loading') {
      await tells(page, moment, problem('device-lost', safe(moment)));
      page.worker().problems.set('configure', problem('download', safe(moment), ['try-again']));
      await carryOut('resume', page.controller);
      await tick();
      expect(page.store.getState()).toMatchObject({ problem: { code: 'download' }, intent: 'stand' });
    } else await tells(page, moment, problem('download', 0, ['try-again']));
    await carryOut('try-again', page.controller);
    return isAgain(page, moment);
  },
  'The loss is not a number': async (moment) => {
    const page = await pageAt(moment);
    const rate = page.settings().learningRate;
    await tells(page, moment, problem('not-finite', safe(moment), ['lower-learning-rate']));
    await carryOut('lower-learning-rate', page.controller);
    expect(page.settings().learningRate).toBeCloseTo(rate / 10, 12);
    await tick();
    const { run, problem: left } = page.store.getState();
    expect({ left, step: run.step }).toEqual({ left: undefined, step: safe(moment) });
    expect(page.asked().at(-1)).toBe('start');
    return safe(moment) ? 'told; goes on from 20' : 'told; begins again';
  },
  'Storage is full': storage(refuse('full'), 'full'),
  'Storage is denied': storage(refuse('unavailable'), 'unavailable'),
  'Storage is broken': storage(refuse('broken'), 'broken'),
  'Storage never answers': storage(() => new Promise(() => undefined), 'broken'),
  'The tab is frozen for an hour': async (moment) => {
    const page = await pageAt(moment);
    const now = performance.now.bind(performance);
    const later = vi.spyOn(performance, 'now').mockImplementation(() => now() + 3_600_000);
    vi.setSystemTime(Date.now() + 3_600_000);
    await wait(page, 2);
    later.mockRestore();
    return goesOn(page, moment);
  },
  'The clock jumps a day back': async (moment) => {
    const page = await pageAt(moment);
    vi.setSystemTime(Date.now() - 86_400_000);
    await wait(page, 60, (second) => second);
    return goesOn(page, moment);
  },
  'The page is loaded again': async (moment) => {
    const { first, second } = await reloaded(moment);
    if (!safe(moment)) {
      // Nothing was trained that could be lost.
      expect(second.page.settings()).toEqual(first.page.settings());
      await second.page.controller.play();
      expect(second.page.asked().at(-1)).toBe('start');
      return 'same page again';
    }
    await second.resumer.goOn();
    const records = [...second.page.store.getState().run.records];
    expect(records).toEqual(first.page.store.getState().run.records.slice(0, 20));
    expect(second.page.worker().last('configure')!.argument.checkpoint).toMatchObject({ ...checkpoint, records });
    expect(second.page.asked().at(-1)).toBe('start');
    return 'offered; goes on from 20';
  },
  'A second tab is opened': async (moment) => {
    const browser = newBrowser();
    const [first, second] = [openTab(browser), openTab(browser)];
    await bringTo(first.page, moment);
    const loading = second.resumer.load();
    await tick(2000);
    await loading;
    expect(second.resumer.state.offer).toBeUndefined();
    return goesOn(first.page, moment);
  },
  'The stored state is damaged': async (moment) => {
    const { second } = await reloaded(moment, ({ states }) => states.clear());
    if (!safe(moment)) {
      expect(second.resumer.state.offer).toBeUndefined();
      return 'same page again';
    }
    await second.resumer.goOn();
    expect(second.resumer.state.offer?.refusal?.code).toBe('state.stateGone');
    expect(second.page.asked()).not.toContain('configure');
    expect(second.resumer.state.offer?.going).toBe(false);
    await second.resumer.startAnew();
    expect(second.page.asked().at(-1)).toBe('start');
    return 'told; begins again';
  },
};

/** What it comes to, where that is one thing before there is a checkpoint and another after. */
const again = ['told; begins again', 'told; goes on from 20'];
const expected: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(Object.keys(faults).map((name) => [name, again])),
  ...Object.fromEntries(
    ['The tab is frozen for an hour', 'The clock jumps a day back', 'A second tab is opened'].map((name) => [
      name,
      ['goes on', 'goes on'],
    ]),
  ),
  ...Object.fromEntries(
    ['Storage is full', 'Storage is denied', 'Storage is broken', 'Storage never answers'].map((name) => [
      name,
      ['goes on', 'goes on, told'],
    ]),
  ),
  'The page is loaded again': ['same page again', 'offered; goes on from 20'],
  'The stored state is damaged': ['same page again', 'told; begins again'],
};

/** Where the same befalls what is real. */
const real: readonly (readonly [fault: string, file: string, test: string])[] = [
  ['The worker is ended without a word', 'e2e/survive.spec.ts', 'a worker that is gone without a word is told'],
  ['The page is loaded again', 'e2e/survive.spec.ts', 'reloaded in the middle, a run goes on to the same curve'],
  ['The browser takes the GPU device away', 'src/runtime/device.test.ts', 'that was destroyed by others is lost'],
  ['The tab is frozen for an hour', 'e2e/faults.spec.ts', 'a tab that is frozen goes on where it was'],
  ['No memory is left', 'src/runtime/runtime.test.ts', 'tells running out of memory from other failures'],
  ['A file does not come, is cut, or is a page of a proxy', 'src/runtime/checkedFetch.test.ts', 'that stays damaged'],
  [
    'The loss is not a number',
    'src/worker/session.test.ts',
    'stops with a sentence and a remedy when the loss explodes',
  ],
  ['Storage is denied', 'e2e/offline.spec.ts', 'storage that is ${name}: said in words'],
];

const seen = new Map<string, Map<Moment, Outcome>>(Object.keys(faults).map((name) => [name, new Map()]));

describe.each(Object.entries(faults))('%s', (name, befall) => {
  it.each(moments)('while %s', async (moment) => {
    const outcome = await befall(moment);
    expect(outcome).toBe(expected[name]![safe(moment) ? 1 : 0]);
    seen.get(name)!.set(moment, outcome);
  });
});

it('is written down as it was seen', async () => {
  const rows = [...seen].map(([name, of]) => [name, ...moments.map((moment) => of.get(moment) ?? 'FAILED')]);
  for (const [fault, file, test] of real) {
    expect(faults).toHaveProperty([fault]);
    expect(readFileSync(file, 'utf8'), file).toContain(test);
  }
  const table = [['fault', ...moments], ['---', '---', '---', '---', '---'], ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
  const list = real.map(([fault, file, test]) => `- ${fault}: \`${file}\`, “${test}”`).join('\n');
  await expect(`# Faults and moments

What befalls a run, and what comes of it, as \`src/state/faultTable.test.ts\` sees it with a scripted worker; the last
checkpoint is of step 20. It writes this file (\`npx vitest run src/state/faultTable.test.ts -u\`), and fails where the
file says otherwise. That a run which goes on from a checkpoint has the same curve to the bit is the business of
\`src/training/run.test.ts\` and \`e2e/survive.spec.ts\`.

- **goes on**: nothing is told, every step arrives. **goes on, told**: and the page says that the run is not stored.
- **told; …**: a sentence, and what it offers leads there; then pause, reset and play answer.
- **offered; …**: the next page offers it. **same page again**: nothing was trained yet, the address holds the settings.

${table}

The same with what is real:

${list}
`).toMatchFileSnapshot('../../test/FAULTS.md');
});
