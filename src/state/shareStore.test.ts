/** Sharing in the store, against a scripted worker: locks, curves from a link, adapters in. */
import { describe, expect, it } from 'vitest';
import { methods } from '../methods/registry';
import type { AdapterReport, CallName, Event, Problem, Request } from '../worker/protocol';
import { models } from './catalogue';
import { hyperparametersOf } from './chosen';
import type { WorkerLike } from './engine';
import { emptyRun } from './run';
import { encodeCurve } from './shareCurve';
import { createPlayground } from './store';

const report: AdapterReport = {
  kind: 'LoRA',
  method: { id: 'lora', hyperparameters: { r: 2, alpha: 32, dropout: 0, targets: ['q'], rslora: true, dora: false } },
  model: 'tiny-encoder',
  task: 'classification',
  labels: ['great', 'other'],
  pooling: 'mean',
  tensors: 8,
  scalars: 1000,
};
const misfit: Problem = {
  code: 'bad-adapter',
  message: 'The adapter lacks "x".',
  advice: [],
  recoverable: false,
  suggestions: [],
};

class ScriptedWorker implements WorkerLike {
  onmessage: ((event: MessageEvent<Event>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  readonly requests: Request[] = [];
  readonly problems = new Map<CallName, Problem>();
  adapter: AdapterReport = report;
  postMessage(request: Request): void {
    this.requests.push(request);
    queueMicrotask(() => {
      const problem = this.problems.get(request.call);
      this.problems.delete(request.call);
      const answer =
        request.call === 'readAdapter'
          ? this.adapter
          : request.call === 'configure'
            ? {
                model: { name: request.argument.config.model, dimensions: models[0]!.dimensions, missing: [] },
                counts: {},
                statistics: {},
                estimate: {},
                parameters: [],
                backend: 'x',
                step: 0,
              }
            : request.call === 'saveAdapter'
              ? { name: 'a.zip' }
              : null;
      this.onmessage?.({
        data: problem ? { reply: request.id, problem } : { reply: request.id, answer },
      } as MessageEvent<Event>);
    });
  }
  terminate(): void {
    this.onmessage = null;
  }
}

function setUp(hash = '') {
  const workers: ScriptedWorker[] = [];
  let planned: (worker: ScriptedWorker) => void = () => undefined;
  const store = createPlayground({
    methods,
    hash,
    still: () => true,
    spawn: () => {
      const worker = new ScriptedWorker();
      planned(worker);
      workers.push(worker);
      return worker;
    },
  });
  return {
    store,
    settings: () => store.getState().settings,
    knobs: () => hyperparametersOf(store.getState(), methods),
    plan: (set: (worker: ScriptedWorker) => void) => {
      planned = set;
      if (workers.length > 0) set(workers.at(-1)!);
    },
    asked: () => workers.flatMap((worker) => worker.requests.map((request) => request.call)),
    last: (call: CallName) =>
      workers
        .flatMap((worker) => worker.requests)
        .filter((request) => request.call === call)
        .at(-1),
    worker: () => workers.at(-1)!,
  };
}
const file = { files: [{ path: 'a.zip', file: new File(['x'], 'a.zip') }] };

describe('locked controls', () => {
  it('do not move, whoever asks', () => {
    const { store, settings, knobs } = setUp('#r=4&seed=9&lock=r,seed,learningRate,steps&steps=50');
    const { set, setHyperparameter, restoreDefaults } = store.getState();
    set('seed', 1);
    set('learningRate', 0.5);
    set('steps', 7);
    setHyperparameter('r', 8);
    const rate = settings().learningRate;
    expect([settings().seed, settings().steps, knobs().r]).toEqual([9, 50, 4]);
    restoreDefaults();
    expect([settings().seed, settings().steps, knobs().r]).toEqual([9, 50, 4]);
    // Another method recommends another rate, but this one is locked.
    set('method', 'bitfit');
    expect(settings()).toMatchObject({ method: 'bitfit', learningRate: rate, seed: 9 });
    set('batchSize', 3);
    expect(settings().batchSize).toBe(3);
  });

  it('keep a locked data set against a model that would need another', () => {
    const { store, settings } = setUp('#lock=dataset');
    store.getState().set('model', 'tiny-decoder');
    expect(settings()).toMatchObject({ model: 'tiny-encoder', dataset: 'fine_foods' });
  });

  it('stay through links within the page, move in lessons, and go with a link that was made to be shared', () => {
    const { store, settings, knobs } = setUp('#r=4&lock=r,method&hide=seed');
    store.getState().adopt('#method=bitfit&view=play');
    expect(settings()).toMatchObject({ method: 'lora', lock: 'method,r', hide: 'seed' });
    store.getState().adopt('#r=16&lesson=lora-basics&step=2');
    expect(settings()).toMatchObject({ lock: 'method,r', lesson: 'lora-basics' });
    expect(knobs().r).toBe(16);
    store.getState().adopt('#method=bitfit&v=1');
    expect(settings()).toMatchObject({ method: 'bitfit', lock: '', hide: '' });
  });
});

describe('curves from a link', () => {
  const curve = encodeCurve(
    {
      ...emptyRun,
      backend: 'WASM',
      records: [1, 2, 3].map((step) => ({ step, loss: 1 / step, gradientNorm: 0, learningRate: 0 })),
    },
    0,
  )!;

  it('are shown as shared, survive looking around, and go with the first change', async () => {
    const { store, asked } = setUp(`#method=lora&curve=${curve}`);
    await store.getState().replay();
    expect(store.getState().recording).toMatchObject({ step: 3, recorded: { shared: true } });
    store.getState().set('view', 'learn');
    expect(store.getState().payload.curve).toBe(curve);
    expect(asked()).toEqual([]);
    store.getState().set('batchSize', 2);
    expect(store.getState()).toMatchObject({ payload: {}, recording: undefined });
    await store.getState().replay();
    expect(store.getState().recording).toBeUndefined();
  });

  it.each(['learningRate', 'steps'] as const)('do not outlive a change of %s', async (name) => {
    const { store } = setUp(`#curve=${curve}`);
    await store.getState().replay();
    store.getState().set(name, 1);
    expect(store.getState().recording).toBeUndefined();
    expect(store.getState().payload.curve).toBeUndefined();
  });

  it('that are broken are told, and the page goes on', async () => {
    const { store } = setUp(`#method=bitfit&curve=${curve.slice(0, -4)}`);
    await store.getState().replay();
    expect(store.getState()).toMatchObject({
      notes: [{ code: 'bad-curve' }],
      payload: {},
      run: { records: [] },
      settings: { method: 'bitfit' },
    });
    store.getState().dismissNotes();
    expect(store.getState().notes).toEqual([]);
  });
});

describe('an adapter', () => {
  it('from a file sets method, knobs and pooling, and is built at once', async () => {
    const { store, settings, knobs, asked, last } = setUp('#method=bitfit&steps=30');
    expect(await store.getState().takeAdapter(file, 'a.zip')).toBeUndefined();
    expect(settings()).toMatchObject({ method: 'lora', steps: 30, pooling: 'mean', dataset: 'fine_foods' });
    expect(knobs()).toMatchObject({ r: 2, alpha: 32, targets: ['q'], rslora: true });
    expect(asked()).toEqual(['readAdapter', 'configure']);
    expect(last('configure')!.argument).toMatchObject({ adapter: true });
    expect(store.getState().adapter).toMatchObject({ file: 'a.zip', report });
    // Any other run starts from scratch.
    store.getState().set('batchSize', 2);
    await store.getState().play();
    expect(store.getState().adapter).toBeUndefined();
    expect(last('configure')!.argument).not.toHaveProperty('adapter');
  });

  it('from a link waits until it is needed, and stays in the address', async () => {
    const { store, asked, last } = setUp('#method=lora&adapter=AbC');
    await store.getState().takeLinkAdapter();
    await store.getState().takeLinkAdapter();
    expect(asked()).toEqual(['readAdapter']);
    expect(last('readAdapter')!.argument).toEqual({ packed: 'AbC', model: 'tiny-encoder' });
    expect(store.getState().payload.adapter).toBe('AbC');
    await store.getState().predict('hello');
    expect(last('configure')!.argument).toMatchObject({ adapter: true });
  });

  it('takes the data set that has its classes', async () => {
    const { store, settings, plan } = setUp();
    const { labels: _labels, ...rest } = report;
    plan((worker) => {
      worker.adapter = { ...rest, labels: ['bread', 'baking'] };
    });
    expect(await store.getState().takeAdapter(file, 'a.zip')).toMatch(
      /tells apart bread, baking, and no data set here has these classes\. Bring the data/,
    );
    plan((worker) => {
      worker.adapter = { ...rest, model: 'tiny-decoder', task: 'causal-lm' };
    });
    expect(await store.getState().takeAdapter(file, 'a.zip')).toBeUndefined();
    expect(settings()).toMatchObject({ model: 'tiny-decoder', dataset: 'shakespeare_sonnets' });
  });

  it.each([
    ['another base', { ...report, model: 'roberta-base' }, /trained on roberta-base, which is not here/],
    ["the sender's own model", { ...report, model: 'own' }, /Bring that model first, under Model/],
  ])('for %s is refused, and the run stays', async (_, wrong, words) => {
    const { store, plan, settings } = setUp('#method=bitfit');
    await store.getState().play();
    plan((worker) => {
      worker.adapter = wrong;
    });
    expect(await store.getState().takeAdapter(file, 'a.zip')).toMatch(words);
    const { problem, adapter, intent } = store.getState();
    expect([problem, adapter, intent]).toEqual([undefined, undefined, 'run']);
    expect(settings().method).toBe('bitfit');
  });

  it('that does not fit is refused where it was chosen, and the next run is free of it', async () => {
    const { store, plan, last } = setUp();
    plan((worker) => {
      worker.problems.set('configure', misfit);
    });
    expect(await store.getState().takeAdapter(file, 'a.zip')).toBe(misfit.message);
    expect(store.getState()).toMatchObject({ problem: undefined, adapter: undefined });
    await store.getState().play();
    expect(last('configure')!.argument).not.toHaveProperty('adapter');
  });

  it('from a link that does not fit is told by the banner when it is used, and dropped', async () => {
    const { store, plan, last } = setUp('#method=lora&adapter=AbC');
    await store.getState().takeLinkAdapter();
    plan((worker) => {
      worker.problems.set('configure', misfit);
    });
    await store.getState().predict('hello');
    expect(store.getState()).toMatchObject({ problem: { code: 'bad-adapter' }, adapter: undefined, payload: {} });
    await store.getState().predict('hello');
    expect(last('configure')!.argument).not.toHaveProperty('adapter');
  });

  it('is given again to a worker that took the place of a dead one', async () => {
    const { store, worker, asked } = setUp();
    await store.getState().takeAdapter(file, 'a.zip');
    worker().onerror?.({ message: 'boom' } as ErrorEvent);
    await store.getState().play();
    expect(asked()).toEqual(['readAdapter', 'configure', 'readAdapter', 'configure', 'start']);
  });

  it('needs what the link locks: then it is refused', async () => {
    const { store } = setUp('#method=bitfit&lock=method');
    expect(await store.getState().takeAdapter(file, 'a.zip')).toMatch(/the link that you opened locks them/);
  });
});
