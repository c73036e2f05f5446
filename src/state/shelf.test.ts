/** What is kept of runs, what survives a reload, and what happens when the browser refuses to store. */
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { methods } from '../methods/registry';
import { hyperparametersOf } from './runConfig';
import { emptyRun } from './run';
import { memoryOf } from './runs';
import { openRunsDatabase, type RunsDatabase } from './runsDatabase';
import { StorageError } from './storage';
import { Shelf } from './shelf';
import { lossAt, reading, TrainingWorker } from './runs.testing';
import { createPlayground } from './playground';
import { openTabs } from './tabs';
import { fakeLocks } from './tabs.testing';

let name = '';
beforeEach(() => {
  name = `test-${Math.random()}`;
});

let clock = 0;
let ids = 0;

function setUp(hash = '#steps=20', database: RunsDatabase = openRunsDatabase(name)) {
  const worker = new TrainingWorker();
  const playground = createPlayground({ methods, hash, spawn: () => worker });
  const shelf = new Shelf({ playground, methods, database, now: () => ++clock, newId: () => `run-${++ids}` });
  return {
    worker,
    playground,
    shelf,
    database,
    play: async () => {
      await playground.controller.play();
      await vi.waitFor(() => expect(playground.store.getState().run.status).toBe('finished'));
    },
  };
}

const stored = (count: number) =>
  vi.waitFor(async () => {
    const { runs } = await openRunsDatabase(name).list();
    expect(runs).toHaveLength(count);
    return runs;
  });

describe('keeping', () => {
  it('stores what a search has chosen, not what it began with', async () => {
    const { play } = setUp('#steps=20&method=autopeft');
    await play();
    const [run] = await stored(1);
    expect(run).toMatchObject({ method: { id: 'autopeft' }, storedBytes: 4 * (600 + 24) });
  });

  it('keeps a finished run with its configuration, curves and costs, across a reload', async () => {
    const { play, playground } = setUp('#steps=20&r=4&seed=7');
    await play();
    const [run] = await stored(1);
    expect(run).toMatchObject({
      name: 'LoRA, r 4',
      outcome: 'finished',
      step: 20,
      method: { id: 'lora', category: 'reparameterised' },
      backend: 'WASM · 1 thread',
      dataset: 'Fine foods reviews',
      settings: { seed: 7, steps: 20 },
      hyperparameters: { r: 4 },
      counts: { trainable: 600, head: 24 },
      storedBytes: 4 * (4096 + 24),
      stepMilliseconds: 20,
      adjusted: false,
      memory: { needed: 1360, peak: 2100, byOwner: { frozen: 1000, cache: 0 } },
    });
    expect([...run!.curves.loss]).toEqual(
      Array.from({ length: 20 }, (_, i) => lossAt({ method: { id: 'lora' }, seed: 7 } as never, i + 1)),
    );
    expect(run!.validation.at(-1)).toMatchObject({ accuracy: 0.8, step: 20 });
    await playground.controller.test();
    await vi.waitFor(async () => expect((await openRunsDatabase(name).list()).runs[0]?.test?.accuracy).toBe(0.75));
    const again = setUp();
    await again.shelf.load();
    expect(again.shelf.state.runs.map((entry) => entry.name)).toEqual(['LoRA, r 4']);
  });

  it('never keeps a recording, whatever becomes of it', async () => {
    const { play, playground, shelf } = setUp();
    const records = Array.from({ length: 20 }, (_, i) => ({
      step: i + 1,
      loss: 1,
      gradientNorm: NaN,
      learningRate: NaN,
    }));
    const recording = { ...emptyRun, step: 20, records, recorded: { date: '2026-11-24', moving: false } };
    const { controller } = playground;
    const show = () => {
      controller.dispatch({ type: 'begin-replay' });
      const { turn } = playground.store.getState().replay;
      controller.dispatch({ type: 'replay-frame', turn, run: recording });
    };
    show();
    expect(playground.store.getState().recording).toBe(recording);
    expect(shelf.state.current).toBeUndefined();
    controller.dispatch({ type: 'clear-replay' });
    expect(shelf.state.runs).toEqual([]);
    show();
    await play();
    const [run] = await stored(1);
    expect(run!.curves.loss[0]).not.toBe(1);
  });

  it('the same run again is the same entry; another seed is another', async () => {
    const { play, playground, shelf } = setUp();
    await play();
    shelf.rename(shelf.state.runs[0]!.id, '  my   first ');
    await play();
    expect(shelf.state.runs.map((run) => run.name)).toEqual(['my first']);
    playground.controller.set('seed', 5);
    await play();
    expect(shelf.state.runs.map((run) => run.name)).toEqual(['my first', 'LoRA']);
    playground.controller.set('seed', 6);
    await play();
    expect(shelf.state.runs.map((run) => run.name)).toEqual(['my first', 'LoRA', 'LoRA (2)']);
    expect(new Set(shelf.state.runs.map((run) => run.id)).size).toBe(3);
  });
});

describe('keeping what did not finish', () => {
  it('keeps a run that was stopped, once, and goes on with it when it finishes', async () => {
    const { worker, playground, shelf } = setUp('#steps=40');
    worker.slow = 'lora';
    await playground.controller.play();
    await vi.waitFor(() => expect(playground.store.getState().run.step).toBe(20));
    expect(shelf.state.runs).toHaveLength(0);
    await playground.controller.pause();
    expect(shelf.state.runs).toMatchObject([{ outcome: 'stopped', step: 20 }]);
    worker.slow = undefined;
    await playground.controller.play();
    await vi.waitFor(() => expect(playground.store.getState().run.status).toBe('finished'));
    expect(shelf.state.runs).toMatchObject([{ outcome: 'finished', step: 40 }]);
  });

  it('keeps what is given up for other settings, under its own settings, unless it had only begun', async () => {
    const { worker, playground, shelf } = setUp('#steps=40');
    worker.slow = 'lora';
    await playground.controller.play();
    await vi.waitFor(() => expect(playground.store.getState().run.step).toBe(20));
    playground.controller.setHyperparameter('r', 16);
    expect(shelf.state.runs).toMatchObject([{ outcome: 'stopped', step: 20, hyperparameters: { r: 8 } }]);
    playground.controller.set('steps', 10);
    await playground.controller.play();
    await vi.waitFor(() => expect(playground.store.getState().run.step).toBe(5));
    playground.controller.set('method', 'bitfit');
    expect(shelf.state.runs).toHaveLength(1);
  });

  it('says so when the learning rate was changed by hand', async () => {
    const { worker, playground, shelf } = setUp('#steps=40');
    worker.slow = 'lora';
    await playground.controller.play();
    await vi.waitFor(() => expect(playground.store.getState().run.step).toBe(20));
    const { learningRate } = playground.store.getState().settings;
    playground.controller.set('learningRate', learningRate / 2);
    worker.release();
    await vi.waitFor(() => expect(playground.store.getState().run.status).toBe('finished'));
    expect(shelf.state.runs).toMatchObject([{ adjusted: true, settings: { learningRate } }]);
  });
});

describe('the shelf', () => {
  it('deletes, undoes, selects and pins, in the database too', async () => {
    const { play, playground, shelf } = setUp();
    await play();
    playground.controller.set('seed', 5);
    await play();
    await stored(2);
    const [first, second] = shelf.state.runs.map((run) => run.id);
    shelf.select([first!, second!], false);
    shelf.pin(second!, true);
    shelf.remove([first!]);
    expect(await stored(1)).toMatchObject([{ id: second, selected: false, pinned: true }]);
    shelf.undo();
    expect((await stored(2)).map((run) => run.id)).toEqual([first, second]);
    expect(shelf.state.runs.map((run) => run.id)).toEqual([first, second]);
  });

  it("sets the playground to a run's configuration, or says what is missing", async () => {
    const { play, playground, shelf, database } = setUp('#steps=20&r=4&seed=7&method=lora');
    await play();
    const { id } = shelf.state.runs[0]!;
    playground.controller.openLink('#method=bitfit&view=compare');
    expect(shelf.restore(id)).toBeUndefined();
    expect(playground.store.getState().settings).toMatchObject({ method: 'lora', seed: 7, steps: 20, view: 'play' });
    expect(hyperparametersOf(playground.store.getState(), methods).r).toBe(4);
    const runs = shelf.state.runs.map((run) => ({ ...run, settings: { ...run.settings, dataset: 'own', seed: 1 } }));
    const elsewhere = new Shelf({ playground, methods, database, runs });
    expect(elsewhere.restore(id)).toBe('data');
    expect(playground.store.getState().settings.seed).toBe(7);
  });
});

describe('storage that fails', () => {
  it.each(['full', 'unavailable', 'broken'] as const)(
    '%s: the run is kept on the page, and the page knows why it is not stored',
    async (fault) => {
      const refuse = () => Promise.reject(new StorageError(fault, 'no'));
      const { play, shelf } = setUp('#steps=20', {
        list: refuse,
        put: refuse,
        remove: refuse,
        race: refuse,
        putRace: refuse,
        tabs: openTabs(name),
      });
      await shelf.load();
      expect(shelf.state).toMatchObject({ loaded: true, fault });
      shelf.dismissFault();
      await play();
      expect(shelf.state.runs).toHaveLength(1);
      await vi.waitFor(() => expect(shelf.state.fault).toBe(fault));
    },
  );

  it('entries that are not runs are left alone, each with an entry of its own, until they are deleted', async () => {
    const { play } = setUp();
    await play();
    await stored(1);
    const raw = await openDB(name, 1);
    await raw.put('runs', { id: 'later', version: 99 });
    await raw.put('runs', { id: 'cut', version: 1, name: 'x' });
    raw.close();
    const { shelf } = setUp();
    await shelf.load();
    expect(shelf.state).toMatchObject({
      runs: [{ method: { id: 'lora' } }],
      broken: [
        { id: 'cut', name: 'x', newer: false },
        { id: 'later', newer: true },
      ],
    });
    const check = await openDB(name, 1);
    expect(await check.count('runs')).toBe(3);
    shelf.removeBroken('cut');
    await vi.waitFor(async () => expect(await check.getAllKeys('runs')).not.toContain('cut'));
    expect(shelf.state.broken.map(({ id }) => id)).toEqual(['later']);
    check.close();
  });
});

describe('two tabs', () => {
  it('each sees what the other keeps, ticks and deletes, and what is drawn already stays the same object', async () => {
    const [one, two] = [setUp(), setUp()];
    await one.play();
    await vi.waitFor(() => expect(two.shelf.state.runs).toHaveLength(1));
    const drawn = two.shelf.state.runs[0]!;
    two.playground.controller.set('seed', 5);
    await two.play();
    await vi.waitFor(() => expect(one.shelf.state.runs).toHaveLength(2));
    expect(two.shelf.state.runs[0]).toBe(drawn);
    one.shelf.select([drawn.id], false);
    await vi.waitFor(() => expect(two.shelf.state.runs[0]!.selected).toBe(false));
    one.shelf.remove([drawn.id]);
    await vi.waitFor(() => expect(two.shelf.state.runs.map((run) => run.settings.seed)).toEqual([5]));
    one.shelf.undo();
    await vi.waitFor(() => expect(two.shelf.state.runs).toHaveLength(2));
  });

  it('say so while both train, and keep both runs', async () => {
    const locks = fakeLocks();
    const [one, two] = [0, 1].map(() => setUp('#steps=40', openRunsDatabase(name, openTabs(name, locks))));
    one!.worker.slow = two!.worker.slow = 'lora';
    two!.playground.controller.set('seed', 5);
    await one!.playground.controller.play();
    await vi.waitFor(() => expect(one!.playground.store.getState().run.step).toBe(20));
    expect(one!.shelf.state.crowded).toBe(false);
    await two!.playground.controller.play();
    await vi.waitFor(() => expect([one, two].map((tab) => tab!.shelf.state.crowded)).toEqual([true, true]), {
      timeout: 5000,
    });
    one!.worker.release();
    await vi.waitFor(() => expect(one!.shelf.state.crowded).toBe(false));
    await vi.waitFor(() => expect(two!.shelf.state.crowded).toBe(false), { timeout: 5000 });
    two!.worker.release();
    await vi.waitFor(() => expect(two!.playground.store.getState().run.status).toBe('finished'));
    expect((await stored(2)).map((run) => run.step)).toEqual([40, 40]);
  });
});

it('the memory of a run is the most that it needed, without what the runtime keeps for reuse', () => {
  const at = (cache: number, activations: number, peak: number) => ({
    step: 1,
    reading: { ...reading, live: { ...reading.live, cache, activations }, total: 1310 + cache + activations, peak },
  });
  expect(memoryOf([at(900, 10, 3000), at(100, 500, 2900), at(800, 20, 3100)])).toMatchObject({
    needed: 1810,
    peak: 3100,
    byOwner: { activations: 500, cache: 0 },
  });
  expect(memoryOf([])).toBeUndefined();
});
