/** A race: one method after the other under the same conditions, stopped, resumed, after a reload too. */
import { foreign, inEnglish } from '../messages/message';
import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { methods } from '../methods/registry';
import { RaceRunner } from './race';
import { runsHere } from './boardRuns';
import { boards } from './boards';
import { obstacleOf, readRace, type Race } from './racePlan';
import { openRunsDatabase } from './runsDatabase';
import { Shelf } from './shelf';
import { TrainingWorker } from './runs.testing';
import { createPlayground } from './playground';
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
  const shelf = new Shelf({ playground, methods, database });
  const race = new RaceRunner({ playground, shelf, methods, database });
  return { worker, playground, shelf, race, database, names: () => shelf.state.runs.map((run) => run.method.id) };
}

describe('a race', () => {
  it(
    'trains each method on the same model, data, seed and steps, with its own recommended settings, and gives ' +
      "the visitor's back",
    async () => {
      const { worker, playground, race, shelf, names } = setUp(
        '#steps=20&seed=9&method=lora&learningRate=0.005&view=compare',
      );
      await race.start(['ia3', 'lora', 'bitfit'], { test: false });
      expect(race.state.status).toBe('over');
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
      expect(Object.values(race.state.race!.done)).toEqual(shelf.state.runs.map((run) => run.id));
      expect(playground.store.getState().settings).toMatchObject({
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
    await race.start(['lora', 'bitfit'], { test: true });
    expect(shelf.state.runs.map((run) => run.test?.accuracy)).toEqual([0.75, 0.75]);
  });

  it("goes on with the others when one can't be trained", async () => {
    const { worker, playground, race, names } = setUp();
    worker.problems.set('bitfit', {
      code: 'bad-configuration',
      message: foreign('Not here.'),
      advice: [],
      recoverable: false,
      suggestions: [],
    });
    await race.start(['bitfit', 'lora'], { test: false });
    expect(names()).toEqual(['lora']);
    expect(race.state).toMatchObject({ status: 'over', race: { done: { bitfit: { message: foreign('Not here.') } } } });
    expect(playground.store.getState().problem).toBeUndefined();
  });

  it('stops where the machine is at fault, and can be resumed', async () => {
    const { worker, playground, race, names } = setUp();
    worker.problems.set('bitfit', {
      code: 'download',
      message: foreign('Offline.'),
      advice: [],
      recoverable: false,
      suggestions: [],
    });
    await race.start(['bitfit', 'lora'], { test: false });
    expect(race.state.status).toBe('stopped');
    expect(playground.store.getState().problem?.message).toEqual(foreign('Offline.'));
    worker.problems.clear();
    playground.controller.dismissProblem();
    await race.resume();
    expect(names()).toEqual(['bitfit', 'lora']);
  });
});

describe('a race that is interrupted', () => {
  it('stops in the middle of a run and goes on there', async () => {
    const { worker, playground, race, shelf } = setUp('#steps=40');
    worker.slow = 'lora';
    const racing = race.start(['bitfit', 'lora'], { test: false });
    await vi.waitFor(() =>
      expect(playground.store.getState()).toMatchObject({ settings: { method: 'lora' }, run: { step: 20 } }),
    );
    await race.stop();
    await racing;
    expect(race.state).toMatchObject({ status: 'stopped' });
    expect(shelf.state.runs).toMatchObject([
      { method: { id: 'bitfit' }, outcome: 'finished' },
      { method: { id: 'lora' }, outcome: 'stopped', step: 20 },
    ]);
    worker.slow = undefined;
    await race.resume();
    expect(worker.configs).toHaveLength(2);
    expect(shelf.state.runs).toMatchObject([{ outcome: 'finished' }, { outcome: 'finished', step: 40 }]);
  });

  it('stands still when the visitor changes the settings', async () => {
    const { worker, playground, race } = setUp('#steps=40');
    worker.slow = 'lora';
    const racing = race.start(['lora', 'bitfit'], { test: false });
    await vi.waitFor(() => expect(playground.store.getState().run.step).toBe(20));
    playground.controller.set('view', 'compare');
    expect(race.state.status).toBe('running');
    playground.controller.set('batchSize', 2);
    await racing;
    expect(race.state).toMatchObject({ status: 'stopped', race: { done: {} } });
    expect(playground.store.getState().settings.batchSize).toBe(2);
  });

  it('survives a reload: done is done, the rest is trained', async () => {
    const before = setUp('#steps=40&seed=3');
    before.worker.slow = 'lora';
    void before.race.start(['bitfit', 'lora', 'ia3'], { test: false });
    await vi.waitFor(() => expect(before.playground.store.getState().run.step).toBe(20));
    await vi.waitFor(async () => expect((await openRunsDatabase(name).race())?.done).toHaveProperty('bitfit'));

    const { worker, race, shelf, playground } = setUp('#method=lora');
    await shelf.load();
    await race.load();
    expect(race.state).toMatchObject({ status: 'stopped', race: { base: { steps: 40 } } });
    await race.resume();
    expect(race.state.status).toBe('over');
    // Registry order: ia3 ran first, before the reload.
    expect(worker.configs.map((config) => [config.method.id, config.seed])).toEqual([['lora', 3]]);
    expect(shelf.state.runs.map((run) => run.method.id).sort()).toEqual(['bitfit', 'ia3', 'lora']);
    expect(playground.store.getState().settings.steps).toBe(40);
  });

  it('on own files that a reload lost says what is missing', async () => {
    const { playground, shelf, database } = setUp();
    const stopped: Race = {
      version: 1,
      id: 'x',
      date: 1,
      base: { ...playground.store.getState().settings, dataset: 'own' },
      entries: [{ method: 'lora', hyperparameters: {} }],
      done: {},
      test: false,
    };
    const race = new RaceRunner({ playground, shelf, methods, database, stopped });
    await race.resume();
    expect(race.state).toMatchObject({ status: 'stopped', missing: 'data' });
  });
});

describe('a race with a second tab', () => {
  /** A tab that races and stands in the middle of its second method, and another one. */
  async function both() {
    const locks = fakeLocks();
    const [one, two] = [setUp('#steps=40&seed=3', locks), setUp('#steps=10&seed=4', locks)];
    one.worker.slow = 'lora';
    void one.race.start(['bitfit', 'lora'], { test: false });
    await vi.waitFor(() =>
      expect(one.playground.store.getState()).toMatchObject({ settings: { method: 'lora' }, run: { step: 20 } }),
    );
    await vi.waitFor(() =>
      expect(two.race.state).toMatchObject({
        status: 'elsewhere',
        race: { done: { bitfit: expect.any(String) } },
      }),
    );
    return { one, two };
  }

  it('is shown there, and neither started, taken over nor thrown away', async () => {
    const { one, two } = await both();
    const { id } = one.race.state.race!;
    await two.race.start(['ia3'], { test: false });
    await two.race.resume();
    two.race.discard();
    expect(two.worker.configs).toEqual([]);
    expect(two.race.state).toMatchObject({ status: 'elsewhere', race: { id } });
    one.worker.release();
    await vi.waitFor(() => expect(one.race.state.status).toBe('over'));
    await vi.waitFor(() => expect(two.race.state).toMatchObject({ status: 'none', race: undefined }));
    expect(two.shelf.state.runs.map((run) => run.method.id)).toEqual(['bitfit', 'lora']);
    await two.race.start(['ia3'], { test: false });
    expect(two.race.state.status).toBe('over');
  });

  it('goes on there once it has been stopped here, and is not trained twice', async () => {
    const { one, two } = await both();
    await one.race.stop();
    await vi.waitFor(() => expect([one, two].map((tab) => tab.race.state.status)).toEqual(['stopped', 'stopped']));
    await two.race.resume();
    expect(two.race.state.status).toBe('over');
    expect(two.worker.configs.map((config) => config.method.id)).toEqual(['lora']);
    await vi.waitFor(() => expect(one.race.state).toMatchObject({ status: 'none', race: undefined }));
  });

  it('of two that start at the same time, one runs', async () => {
    const locks = fakeLocks();
    const tabs = [setUp('#steps=40&seed=3', locks), setUp('#steps=40&seed=4', locks)];
    for (const { worker } of tabs) worker.slow = 'lora';
    for (const { race } of tabs) void race.start(['lora'], { test: false });
    await vi.waitFor(() => expect(tabs.map(({ race }) => race.state.status).sort()).toEqual(['elsewhere', 'running']));
    expect(tabs.map(({ worker }) => worker.configs.length).sort()).toEqual([0, 1]);
  });
});

describe('a board', () => {
  const board = boards.find(({ id }) => id === 'tags')!;

  it('trains each method with three seeds, is resumed after a reload, and runs nothing twice', async () => {
    const before = setUp('#method=ia3&seed=9');
    before.worker.slow = 'lora';
    void before.race.startBoard(board, ['bitfit', 'lora']);
    await vi.waitFor(async () => expect((await openRunsDatabase(name).race())?.done).toHaveProperty(['bitfit 0']));

    const { worker, race, shelf, playground } = setUp('#method=ia3&seed=9&view=boards&page=tags');
    await shelf.load();
    await race.load();
    expect(race.state).toMatchObject({ status: 'stopped', race: { board: { id: 'tags' } } });
    await race.resume();
    expect(race.state.status).toBe('over');
    expect(worker.configs.map(({ method, seed }) => `${method.id} ${seed}`)).toEqual([
      'lora 0',
      'bitfit 1',
      'lora 1',
      'bitfit 2',
      'lora 2',
    ]);
    expect(worker.configs[0]).toMatchObject({ dataset: board.data, steps: board.steps, evaluateEvery: 0 });
    // The visitor's own settings come back, and a comparison is not flooded.
    expect(playground.store.getState().settings).toMatchObject({
      method: 'ia3',
      dataset: 'fine_foods',
      seed: 9,
      page: 'tags',
    });
    expect(shelf.state.runs.map(({ selected }) => selected)).toEqual(Array.from({ length: 6 }, () => false));
    const here = runsHere(board, methods, shelf.state.runs, [
      { board: 'tags', method: 'untuned', seed: 0, score: 0.1, trainable: 0, bytes: 0, milliseconds: 0 },
    ]);
    expect(here.map((run) => `${run.method} ${run.seed}`).sort()).toEqual(
      ['bitfit', 'lora'].flatMap((id) => [0, 1, 2].map((seed) => `${id} ${seed}`)).concat('untuned 0'),
    );
    expect(here.at(-1)).toMatchObject({ score: 0.75, bytes: 1360 });

    await race.startBoard(board, ['lora']);
    expect(race.state.status).toBe('over');
    expect(worker.configs).toHaveLength(5);
  });
});

it("says which methods can't take part", () => {
  const { playground } = setUp();
  const odd = { ...methods[0]!, kinds: ['decoder'] as const };
  expect(inEnglish(obstacleOf(playground.store.getState(), odd)!)).toMatch(
    /works on decoder models only, and this model is an encoder/,
  );
  expect(obstacleOf(playground.store.getState(), { ...methods[0]!, check: () => foreign('No.') })).toEqual(
    foreign('No.'),
  );
  expect(
    methods.filter((method) => obstacleOf(playground.store.getState(), method)).map((method) => method.id),
  ).toEqual(['cpt', 'llama-adapter', 'alora']);
});

it('reads races from before messages, which hold sentences', () => {
  const kept = {
    version: 1,
    id: 'a',
    base: { method: 'lora' },
    entries: [],
    done: { lora: 'run-1', ia3: { message: 'No.' } },
  };
  expect(readRace(kept)?.done).toEqual({ lora: 'run-1', ia3: { message: foreign('No.') } });
});

describe('a matrix of transfer', () => {
  it('trains one method on each pair, keeps what it found, and leaves the comparison alone', async () => {
    const { worker, race, shelf, playground } = setUp('#steps=20&dataset=movies&method=bitfit&trainRows=32');
    await race.startMatrix({ sources: ['tweets', 'products'], targets: ['movies', 'tweets'], seeds: [9] });
    expect(worker.configs.map(({ dataset, transfer, trainRows }) => [transfer?.dataset, dataset, trainRows])).toEqual([
      [undefined, 'movies', 32],
      [undefined, 'tweets', 32],
      ['tweets', 'movies', 32],
      ['products', 'movies', 32],
      ['products', 'tweets', 32],
    ]);
    expect(shelf.state.runs.map((run) => run.selected)).toEqual([false, false, false, false, false]);
    expect(playground.store.getState().settings).toMatchObject({ dataset: 'movies', transfer: 'none' });
    const again = setUp().race;
    await again.load();
    expect(again.state).toMatchObject({
      status: 'over',
      race: { matrix: { metrics: race.state.race!.matrix!.metrics } },
    });
    expect(Object.keys(race.state.race!.matrix!.metrics)).toContain('products>tweets#9');
    again.discard();
    const texts = setUp('#steps=20&model=tiny-encoder-decoder&dataset=numbers_de&method=bitfit');
    await texts.race.startMatrix({ sources: ['numbers_nl'], targets: ['numbers_hu'], seeds: [9] });
    expect(texts.worker.configs[0]?.sourceTemplate).toBe('Hungarian: {source}');
    texts.race.discard();
    await vi.waitFor(async () => expect(await openRunsDatabase(name).race()).toBeUndefined());
  });
});
