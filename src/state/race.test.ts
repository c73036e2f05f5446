/** A race: one method after the other under the same conditions, stopped, resumed, after a reload too. */
import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { methods } from '../methods/registry';
import { createRace } from './race';
import { obstacleOf } from './racePlan';
import { openRunsDatabase } from './runsDatabase';
import { createShelf } from './runsStore';
import { TrainingWorker } from './runs.testing';
import { createPlayground } from './store';
import { openTabs, type Locks } from './tabs';
import { fakeLocks } from './tabs.testing';

let name = '';
beforeEach(() => {
  name = `race-${Math.random()}`;
});

function setUp(hash = '#steps=20&seed=9', locks?: Locks) {
  const worker = new TrainingWorker();
  const database = openRunsDatabase(name, openTabs(name, locks));
  const playground = createPlayground({ methods, hash, spawn: () => worker });
  const shelf = createShelf({ playground, methods, database });
  const race = createRace({ playground, shelf, methods, database });
  return { worker, playground, shelf, race, names: () => shelf.getState().runs.map((run) => run.method.id) };
}

describe('a race', () => {
  it(
    'trains each method on the same model, data, seed and steps, with its own recommended settings, and gives ' +
      "the visitor's back",
    async () => {
      const { worker, playground, race, shelf, names } = setUp(
        '#steps=20&seed=9&method=lora&learningRate=0.005&view=compare',
      );
      await race.getState().start(['ia3', 'lora', 'bitfit'], { test: false });
      expect(race.getState().status).toBe('over');
      expect(names()).toEqual(['ia3', 'bitfit', 'lora']);
      const shared = worker.configs.map(({ model, dataset, seed, steps, batchSize, sequenceLength, evaluateEvery }) =>
        JSON.stringify({ model, dataset, seed, steps, batchSize, sequenceLength, evaluateEvery }),
      );
      expect(new Set(shared).size).toBe(1);
      const recommended = (id: string) => methods.find((method) => method.id === id)!.defaults.learningRate;
      expect(worker.configs.map((config) => config.optimizer.learningRate)).toEqual([
        recommended('ia3'),
        recommended('bitfit'),
        0.005,
      ]);
      expect(Object.values(race.getState().race!.done)).toEqual(shelf.getState().runs.map((run) => run.id));
      expect(playground.getState().settings).toMatchObject({
        method: 'lora',
        learningRate: 0.005,
        seed: 9,
        view: 'compare',
      });
      expect(await openRunsDatabase(name).race()).toBeUndefined();
    },
  );

  it('measures the test split of each run when asked to', async () => {
    const { race, shelf } = setUp();
    await race.getState().start(['lora', 'bitfit'], { test: true });
    expect(shelf.getState().runs.map((run) => run.test?.accuracy)).toEqual([0.75, 0.75]);
  });

  it("goes on with the others when one can't be trained", async () => {
    const { worker, playground, race, names } = setUp();
    worker.problems.set('bitfit', {
      code: 'bad-configuration',
      message: 'Not here.',
      advice: [],
      recoverable: false,
      suggestions: [],
    });
    await race.getState().start(['bitfit', 'lora'], { test: false });
    expect(names()).toEqual(['lora']);
    expect(race.getState()).toMatchObject({ status: 'over', race: { done: { bitfit: { message: 'Not here.' } } } });
    expect(playground.getState().problem).toBeUndefined();
  });

  it('stops where the machine is at fault, and can be resumed', async () => {
    const { worker, playground, race, names } = setUp();
    worker.problems.set('bitfit', {
      code: 'download',
      message: 'Offline.',
      advice: [],
      recoverable: false,
      suggestions: [],
    });
    await race.getState().start(['bitfit', 'lora'], { test: false });
    expect(race.getState().status).toBe('stopped');
    expect(playground.getState().problem?.message).toBe('Offline.');
    worker.problems.clear();
    playground.getState().dismissProblem();
    await race.getState().resume();
    expect(names()).toEqual(['bitfit', 'lora']);
  });

  it('stops in the middle of a run and goes on there', async () => {
    const { worker, playground, race, shelf } = setUp('#steps=40');
    worker.slow = 'lora';
    const racing = race.getState().start(['bitfit', 'lora'], { test: false });
    await vi.waitFor(() =>
      expect(playground.getState()).toMatchObject({ settings: { method: 'lora' }, run: { step: 20 } }),
    );
    await race.getState().stop();
    await racing;
    expect(race.getState()).toMatchObject({ status: 'stopped' });
    expect(shelf.getState().runs).toMatchObject([
      { method: { id: 'bitfit' }, outcome: 'finished' },
      { method: { id: 'lora' }, outcome: 'stopped', step: 20 },
    ]);
    worker.slow = undefined;
    await race.getState().resume();
    expect(worker.configs).toHaveLength(2);
    expect(shelf.getState().runs).toMatchObject([{ outcome: 'finished' }, { outcome: 'finished', step: 40 }]);
  });

  it('stands still when the visitor changes the settings', async () => {
    const { worker, playground, race } = setUp('#steps=40');
    worker.slow = 'lora';
    const racing = race.getState().start(['lora', 'bitfit'], { test: false });
    await vi.waitFor(() => expect(playground.getState().run.step).toBe(20));
    playground.getState().set('view', 'compare');
    expect(race.getState().status).toBe('running');
    playground.getState().set('batchSize', 2);
    await racing;
    expect(race.getState()).toMatchObject({ status: 'stopped', race: { done: {} } });
    expect(playground.getState().settings.batchSize).toBe(2);
  });

  it('survives a reload: done is done, the rest is trained', async () => {
    const before = setUp('#steps=40&seed=3');
    before.worker.slow = 'lora';
    void before.race.getState().start(['bitfit', 'lora', 'ia3'], { test: false });
    await vi.waitFor(() => expect(before.playground.getState().run.step).toBe(20));
    await vi.waitFor(async () => expect((await openRunsDatabase(name).race())?.done).toHaveProperty('bitfit'));

    const { worker, race, shelf, playground } = setUp('#method=lora');
    await shelf.getState().load();
    await race.getState().load();
    expect(race.getState()).toMatchObject({ status: 'stopped', race: { base: { steps: 40 } } });
    await race.getState().resume();
    expect(race.getState().status).toBe('over');
    // Registry order: ia3 ran first, before the reload.
    expect(worker.configs.map((config) => [config.method.id, config.seed])).toEqual([['lora', 3]]);
    expect(
      shelf
        .getState()
        .runs.map((run) => run.method.id)
        .sort(),
    ).toEqual(['bitfit', 'ia3', 'lora']);
    expect(playground.getState().settings.steps).toBe(40);
  });

  it('on own files that a reload lost says what is missing', async () => {
    const { race, playground } = setUp();
    race.setState({
      status: 'stopped',
      race: {
        version: 1,
        id: 'x',
        date: 1,
        base: { ...playground.getState().settings, dataset: 'own' },
        entries: [{ method: 'lora', hyperparameters: {} }],
        done: {},
        test: false,
      },
    });
    await race.getState().resume();
    expect(race.getState()).toMatchObject({ status: 'stopped', missing: 'data' });
  });
});

describe('a race with a second tab', () => {
  /** A tab that races and stands in the middle of its second method, and another one. */
  async function both() {
    const locks = fakeLocks();
    const [one, two] = [setUp('#steps=40&seed=3', locks), setUp('#steps=10&seed=4', locks)];
    one.worker.slow = 'lora';
    void one.race.getState().start(['bitfit', 'lora'], { test: false });
    await vi.waitFor(() =>
      expect(one.playground.getState()).toMatchObject({ settings: { method: 'lora' }, run: { step: 20 } }),
    );
    await vi.waitFor(() =>
      expect(two.race.getState()).toMatchObject({
        status: 'elsewhere',
        race: { done: { bitfit: expect.any(String) } },
      }),
    );
    return { one, two };
  }

  it('is shown there, and neither started, taken over nor thrown away', async () => {
    const { one, two } = await both();
    const { id } = one.race.getState().race!;
    await two.race.getState().start(['ia3'], { test: false });
    await two.race.getState().resume();
    two.race.getState().discard();
    expect(two.worker.configs).toEqual([]);
    expect(two.race.getState()).toMatchObject({ status: 'elsewhere', race: { id } });
    one.worker.release();
    await vi.waitFor(() => expect(one.race.getState().status).toBe('over'));
    await vi.waitFor(() => expect(two.race.getState()).toMatchObject({ status: 'none', race: undefined }));
    expect(two.shelf.getState().runs.map((run) => run.method.id)).toEqual(['bitfit', 'lora']);
    await two.race.getState().start(['ia3'], { test: false });
    expect(two.race.getState().status).toBe('over');
  });

  it('goes on there once it has been stopped here, and is not trained twice', async () => {
    const { one, two } = await both();
    await one.race.getState().stop();
    await vi.waitFor(() => expect([one, two].map((tab) => tab.race.getState().status)).toEqual(['stopped', 'stopped']));
    await two.race.getState().resume();
    expect(two.race.getState().status).toBe('over');
    expect(two.worker.configs.map((config) => config.method.id)).toEqual(['lora']);
    await vi.waitFor(() => expect(one.race.getState()).toMatchObject({ status: 'none', race: undefined }));
  });

  it('of two that start at the same time, one runs', async () => {
    const locks = fakeLocks();
    const tabs = [setUp('#steps=40&seed=3', locks), setUp('#steps=40&seed=4', locks)];
    for (const { worker } of tabs) worker.slow = 'lora';
    for (const { race } of tabs) void race.getState().start(['lora'], { test: false });
    await vi.waitFor(() =>
      expect(tabs.map(({ race }) => race.getState().status).sort()).toEqual(['elsewhere', 'running']),
    );
    expect(tabs.map(({ worker }) => worker.configs.length).sort()).toEqual([0, 1]);
  });
});

it("says which methods can't take part", () => {
  const { playground } = setUp();
  const odd = { ...methods[0]!, kinds: ['decoder'] as const };
  expect(obstacleOf(playground.getState(), odd)).toMatch(/works on decoder models only, and this model is an encoder/);
  expect(obstacleOf(playground.getState(), { ...methods[0]!, check: () => 'No.' })).toBe('No.');
  expect(methods.filter((method) => obstacleOf(playground.getState(), method)).map((method) => method.id)).toEqual([]);
});
