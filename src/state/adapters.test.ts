/** Adapters from files and links, against a scripted worker. */
import { foreign, inEnglish } from '../messages/message';
import { describe, expect, it } from 'vitest';
import { methods } from '../methods/registry';
import type { AdapterReport, CallName, Event, Problem, Request } from '../worker/protocol';
import { models } from './catalogue';
import type { WorkerLike } from './engine';
import { createPlayground } from './playground';
import { hyperparametersOf } from './runConfig';

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
  message: foreign('The adapter lacks "x".'),
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
            : request.call === 'describeAdapter'
              ? { base: 'someone/bert-base' }
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
  const playground = createPlayground({
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
  const { store } = playground;
  return {
    ...playground,
    settings: () => store.getState().settings,
    knobs: () => hyperparametersOf(store.getState(), methods),
    plan: (set: (worker: ScriptedWorker) => void) => {
      planned = set;
      if (workers.length > 0) set(workers.at(-1)!);
    },
    // Without what is looked at beside a run, whatever becomes of it.
    asked: () => workers.flatMap((worker) => worker.requests.map(({ call }) => call)).filter((call) => call !== 'pin'),
    last: (call: CallName) =>
      workers
        .flatMap((worker) => worker.requests)
        .filter((request) => request.call === call)
        .at(-1),
    worker: () => workers.at(-1)!,
  };
}
const file = { files: [{ path: 'a.zip', file: new File(['x'], 'a.zip') }] };

describe('an adapter', () => {
  it('from a file sets method, knobs and pooling, and is built at once', async () => {
    const { store, settings, knobs, asked, last, controller, adapters } = setUp('#method=bitfit&steps=30');
    expect(await adapters.take(file, 'a.zip')).toBeUndefined();
    expect(settings()).toMatchObject({ method: 'lora', steps: 30, pooling: 'mean', dataset: 'fine_foods' });
    expect(knobs()).toMatchObject({ r: 2, alpha: 32, targets: ['q'], rslora: true });
    expect(asked()).toEqual(['readAdapter', 'configure']);
    expect(last('configure')!.argument).toMatchObject({ adapter: true });
    expect(store.getState().adapter).toMatchObject({ file: 'a.zip', report });
    // Any other run starts from scratch.
    controller.set('batchSize', 2);
    await controller.play();
    expect(store.getState().adapter).toBeUndefined();
    expect(last('configure')!.argument).not.toHaveProperty('adapter');
  });

  it('from a link waits until it is needed, and stays in the address', async () => {
    const { store, asked, last, inference, adapters } = setUp('#method=lora&adapter=AbC');
    await adapters.takeFromLink();
    await adapters.takeFromLink();
    expect(asked()).toEqual(['readAdapter']);
    expect(last('readAdapter')!.argument).toEqual({ packed: 'AbC', model: 'tiny-encoder' });
    expect(store.getState().payload.adapter).toBe('AbC');
    await inference.predict('hello');
    expect(last('configure')!.argument).toMatchObject({ adapter: true });
  });

  it('takes the data set that has its classes', async () => {
    const { settings, plan, adapters } = setUp();
    const { labels: _labels, ...rest } = report;
    plan((worker) => {
      worker.adapter = { ...rest, labels: ['bread', 'baking'] };
    });
    expect(inEnglish((await adapters.take(file, 'a.zip'))!)).toMatch(
      /tells apart bread, baking, and no data set here has these classes\. Bring the data/,
    );
    plan((worker) => {
      worker.adapter = { ...rest, model: 'tiny-decoder', task: 'causal-lm' };
    });
    expect(await adapters.take(file, 'a.zip')).toBeUndefined();
    expect(settings()).toMatchObject({ model: 'tiny-decoder', dataset: 'shakespeare_sonnets' });
  });

  it.each([
    ['another base', { ...report, model: 'roberta-base' }, /trained on roberta-base, which is not here/],
    ["the sender's own model", { ...report, model: 'own' }, /Bring that model first, under Model/],
  ])('for %s is refused, and the run stays', async (_, wrong, words) => {
    const { store, plan, settings, controller, adapters } = setUp('#method=bitfit');
    await controller.play();
    plan((worker) => {
      worker.adapter = wrong;
    });
    expect(inEnglish((await adapters.take(file, 'a.zip'))!)).toMatch(words);
    const { problem, adapter, intent } = store.getState();
    expect([problem, adapter, intent]).toEqual([undefined, undefined, 'run']);
    expect(settings().method).toBe('bitfit');
  });
});

describe('an adapter at an address whose base model nobody here knows', () => {
  const notes = (store: ReturnType<typeof setUp>['store']) =>
    store.getState().notes.map(({ code, detail }) => [code, typeof detail === 'object' && inEnglish(detail)]);

  it('asks for the model, waits, and is put on the one that is chosen', async () => {
    const { store, asked, controller, adapters } = setUp('#adapter=hf:a/b');
    await adapters.takeFromLink();
    await adapters.takeFromLink();
    expect(notes(store)).toEqual([
      ['adapter-waits', expect.stringMatching(/trained on someone\/bert-base.*Choose an export of it under Model/)],
    ]);
    expect(asked()).not.toContain('readAdapter');
    const address = `hf:o/n@${'c'.repeat(40)}:model.onnx`;
    const form = { address, file: 'model.onnx', form: 'fp32', bytes: 9, readable: true } as const;
    await controller.remote.choose({
      address,
      name: 'o/n',
      variants: [form],
      chosen: form,
      bytes: 9,
      kept: 0,
      notes: [],
    });
    expect(store.getState().payload.adapterAddress).toBe('hf:a/b');
    await adapters.takeFromLink();
    expect(asked()).toContain('readAdapter');
    expect(store.getState().adapter).toBeDefined();
    expect(notes(store)).toEqual([]);
  });

  it('is forgotten with the model that it does not fit', async () => {
    const { store, plan, adapters } = setUp('#model=hf:o/n&adapter=hf:a/b');
    plan((worker) => worker.problems.set('describeModel', misfit));
    await adapters.takeFromLink();
    expect(store.getState().payload).toEqual({});
    expect(notes(store)).toEqual([['bad-adapter', 'The adapter lacks "x".']]);
  });
});

describe('an adapter that can not be used', () => {
  it('that does not fit is refused where it was chosen, and the next run is free of it', async () => {
    const { store, plan, last, controller, adapters } = setUp();
    plan((worker) => {
      worker.problems.set('configure', misfit);
    });
    expect(await adapters.take(file, 'a.zip')).toBe(misfit.message);
    expect(store.getState()).toMatchObject({ problem: undefined, adapter: undefined });
    await controller.play();
    expect(last('configure')!.argument).not.toHaveProperty('adapter');
  });

  it('from a link that does not fit is told by the banner when it is used, and dropped', async () => {
    const { store, plan, last, inference, adapters } = setUp('#method=lora&adapter=AbC');
    await adapters.takeFromLink();
    plan((worker) => {
      worker.problems.set('configure', misfit);
    });
    await inference.predict('hello');
    expect(store.getState()).toMatchObject({ problem: { code: 'bad-adapter' }, adapter: undefined, payload: {} });
    await inference.predict('hello');
    expect(last('configure')!.argument).not.toHaveProperty('adapter');
  });

  it('is given again to a worker that took the place of a dead one', async () => {
    const { worker, asked, controller, adapters } = setUp();
    await adapters.take(file, 'a.zip');
    worker().onerror?.({ message: 'boom' } as ErrorEvent);
    await controller.play();
    expect(asked()).toEqual(['readAdapter', 'configure', 'readAdapter', 'configure', 'start']);
  });

  it('needs what the link locks: then it is refused', async () => {
    const { adapters } = setUp('#method=bitfit&lock=method');
    expect(inEnglish((await adapters.take(file, 'a.zip'))!)).toMatch(/the link that you opened locks them/);
  });
});
