/**
 * What can befall a worker, at each moment of a run: the page says what is the matter or goes on in silence, no button
 * is dead, and the run goes on from its checkpoint.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { moments, mute, pageAt, problem, safe, wait, type Moment } from './faultyPage.testing';
import { carryOut } from './suggestions';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const isUsual = (moment: Moment) => moment === 'loading' || moment === 'first step';
/** What is silent: it says nothing more, or beats while its work stands. */
const silent = {
  'the worker is gone without a word, or in an endless loop': undefined,
  'the GPU never answers, a compilation never ends': () => 7,
} as const;

describe.each(Object.entries(silent))('%s', (_, beat) => {
  describe.each(moments)('while %s', (moment) => {
    const fallen = async () => {
      const page = await pageAt(moment);
      mute(page);
      await wait(page, 30, beat);
      return page;
    };

    it('the page says so, and what the run is at', async () => {
      const { store } = await fallen();
      expect(store.getState().silence).toMatchObject({ lives: beat !== undefined, usual: isUsual(moment) });
      expect(store.getState().silence!.seconds).toBeGreaterThan(14);
    });

    it('a new worker goes on from the checkpoint', async () => {
      const page = await fallen();
      page.controller.revive();
      await page.controller.play();
      expect(page.workers).toHaveLength(2);
      expect(page.worker().last('configure')!.argument.checkpoint?.step).toBe(safe(moment) || undefined);
      expect(page.store.getState().run.records).toHaveLength(safe(moment));
      expect(page.asked().at(-1)).toBe('start');
      expect(page.store.getState().silence).toBeUndefined();
    });

    it.each(['reset', 'another model'] as const)('%s gets a new worker, and the next run trains', async (way) => {
      const page = await fallen();
      if (way === 'reset') await page.controller.reset();
      else page.controller.set('model', 'tiny-decoder');
      expect(page.store.getState()).toMatchObject({ silence: undefined, run: { status: 'idle', step: 0 } });
      await page.controller.play();
      expect(page.workers).toHaveLength(2);
      expect(page.worker().last('configure')!.argument.checkpoint).toBeUndefined();
      expect(page.asked().at(-1)).toBe('start');
    });

    it('pause pressed before or after the page knows it stands still, where the run should have gone on', async () => {
      for (const early of [true, false]) {
        const page = await pageAt(moment);
        mute(page);
        if (!early) await wait(page, 30, beat);
        void page.controller.pause();
        await wait(page, early ? 30 : 1, beat);
        const { run, silence } = page.store.getState();
        // What may take long is not ended by a pause: it is said, and can be.
        if (isUsual(moment)) expect(silence?.usual).toBe(true);
        else
          expect({ status: run.status, step: run.step, silence }).toEqual({
            status: 'paused',
            step: 20,
            silence: undefined,
          });
      }
    });
  });
});

describe.each(moments)('while %s', (moment) => {
  it.each(['crash', 'device-lost', 'out-of-memory'] as const)('%s: told at once, and play goes on', async (code) => {
    const page = await pageAt(moment);
    const told = problem(code, safe(moment));
    if (code === 'crash') page.worker().onerror?.({ message: 'gone', preventDefault() {} } as ErrorEvent);
    // What befalls a run that is being loaded is the answer to its loading.
    else if (moment === 'loading') page.worker().problems.set('configure', told);
    else page.worker().notice({ notice: 'problem', problem: told });
    page.worker().slow.clear();
    page.worker().release();
    await vi.advanceTimersByTimeAsync(10);
    expect(page.store.getState()).toMatchObject({ problem: { code }, run: { status: 'failed' }, intent: 'stand' });
    await carryOut('resume', page.controller);
    expect(page.worker().last('configure')!.argument.checkpoint?.step).toBe(safe(moment) || undefined);
    expect(page.store.getState().run.records).toHaveLength(safe(moment));
    expect(page.store.getState().problem).toBeUndefined();
  });

  it('a worker that is busy for long, but goes on, is left in peace', async () => {
    const page = await pageAt(moment);
    await wait(page, 120, (second) => second);
    expect(page.store.getState().silence).toBeUndefined();
  });

  it('one that computes for seconds without a pause is not called dead when it is heard again', async () => {
    const page = await pageAt(moment);
    await wait(page, 12);
    page.worker().notice({ notice: 'beat', done: 1 });
    await wait(page, 2);
    expect(page.store.getState().silence).toBeUndefined();
    expect(page.workers).toHaveLength(1);
  });

  it('a page that was frozen for an hour has not waited', async () => {
    const page = await pageAt(moment);
    vi.setSystemTime(Date.now() + 3_600_000);
    const now = performance.now.bind(performance);
    const later = vi.spyOn(performance, 'now').mockImplementation(() => now() + 3_600_000);
    await wait(page, 2);
    later.mockRestore();
    expect(page.store.getState().silence).toBeUndefined();
  });
});

describe('a resumed run whose worker dies while it loads', () => {
  it('keeps its curve, and goes on from the same step with the next', async () => {
    const page = await pageAt('middle');
    page.worker().onerror?.({ message: 'gone', preventDefault() {} } as ErrorEvent);
    const spawned = carryOut('resume', page.controller);
    await vi.advanceTimersByTimeAsync(0);
    await spawned;
    page.worker().slow.add('configure');
    page.controller.rebuild();
    void page.controller.play();
    await vi.advanceTimersByTimeAsync(10);
    page.worker().notice({ notice: 'status', status: 'loading-model', step: 0 });
    page.worker().onerror?.({ message: 'gone', preventDefault() {} } as ErrorEvent);
    await carryOut('resume', page.controller);
    expect(page.worker().last('configure')!.argument.checkpoint).toMatchObject({ step: 20, records: { length: 20 } });
    expect(page.store.getState().run.records).toHaveLength(20);
  });
});

describe('slow steps', () => {
  it('are given ten times as long as those before', async () => {
    const page = await pageAt('middle');
    page.worker().notice({ notice: 'steps', records: [], stepsPerSecond: 0.25, tokensPerSecond: 1 });
    await wait(page, 30);
    expect(page.store.getState().silence).toBeUndefined();
    await wait(page, 15);
    expect(page.store.getState().silence).toMatchObject({ lives: false, usual: false });
  });
});
