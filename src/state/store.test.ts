/** The store against a scripted worker: what is asked of it, and what the page shows when things go wrong. */
import { describe, expect, it } from 'vitest';
import { dimensionsOf as sizesOf } from '../anatomy/dimensions';
import { methods } from '../methods/registry';
import type { CallName, Event, Notice, Problem, Request } from '../worker/protocol';
import type { WorkerLike } from './engine';
import { dimensionsOf, hyperparametersOf, runConfig, taskOf } from './chosen';
import { createPlayground } from './store';

const dimensions = sizesOf({
  model_type: 'bert',
  num_hidden_layers: 2,
  hidden_size: 128,
  num_attention_heads: 4,
  intermediate_size: 512,
  vocab_size: 8000,
  max_position_embeddings: 256,
});
const counts = { trainable: 8192, head: 258, formula: 8192, total: 1_453_824 };

/** Answers every call as a healthy worker would, unless a problem is planned for it. */
class ScriptedWorker implements WorkerLike {
  onmessage: ((event: MessageEvent<Event>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  readonly requests: Request[] = [];
  readonly problems = new Map<CallName, Problem>();
  step = 0;

  postMessage(request: Request): void {
    this.requests.push(request);
    queueMicrotask(() => {
      const problem = this.problems.get(request.call);
      this.problems.delete(request.call);
      if (problem) this.say({ reply: request.id, problem });
      else this.say({ reply: request.id, answer: this.answer(request) } as Event);
    });
  }
  terminate(): void {
    this.onmessage = null;
  }
  say(event: Event): void {
    this.onmessage?.({ data: event } as MessageEvent<Event>);
  }
  notice(notice: Notice): void {
    this.say(notice);
  }
  asked(): CallName[] {
    return this.requests.map((request) => request.call);
  }
  last<K extends CallName>(call: K): Extract<Request, { call: K }> | undefined {
    return this.requests.filter((request): request is Extract<Request, { call: K }> => request.call === call).at(-1);
  }

  private answer(request: Request): unknown {
    switch (request.call) {
      case 'probe':
        return {
          backends: [
            { kind: 'webgpu', available: false, detail: '', reason: 'no-api' },
            { kind: 'wasm', available: true, detail: '2' },
          ],
          isolated: true,
          threads: 2,
        };
      case 'configure':
        this.step = request.argument.checkpoint?.step ?? 0;
        return {
          model: { name: request.argument.config.model, dimensions, missing: [] },
          dataset: {
            name: 'x',
            task: 'classification',
            labels: ['a', 'b'],
            sizes: { train: 1, validation: 1, test: 1 },
            notes: [],
          },
          counts,
          statistics: { nodes: 1, nodesByRole: {}, dispatches: 0, buildMilliseconds: 1 },
          estimate: { frozen: 1, trainable: 1, optimizer: 1, activations: 1, floor: 4, expected: 5 },
          parameters: [],
          backend: 'WASM · 2 threads',
          step: this.step,
        };
      case 'readData':
        return {
          name: 'mine',
          format: 'csv',
          columns: ['text', 'label'],
          rows: [],
          rowCount: 9,
          task: 'classification',
          classes: [],
          notes: [],
        };
      case 'predict':
        return {
          labels: ['a', 'b'],
          base: { probabilities: [0.5, 0.5], label: 0 },
          tuned: { probabilities: [0.9, 0.1], label: 0 },
          step: this.step,
        };
      default:
        return null;
    }
  }
}

function setUp(hash = '') {
  const workers: ScriptedWorker[] = [];
  const store = createPlayground({
    methods,
    hash,
    spawn: () => {
      const worker = new ScriptedWorker();
      workers.push(worker);
      return worker;
    },
  });
  const train = (worker: ScriptedWorker, from: number, to: number) => {
    worker.notice({ notice: 'status', status: 'training', step: from });
    worker.notice({
      notice: 'steps',
      records: Array.from({ length: to - from }, (_, i) => ({
        step: from + i + 1,
        loss: 1,
        gradientNorm: 1,
        learningRate: 1e-3,
      })),
      stepsPerSecond: 9,
      tokensPerSecond: 99,
    });
  };
  return { store, workers, worker: () => workers.at(-1)!, train };
}

const lost: Problem = {
  code: 'device-lost',
  message: 'Gone.',
  advice: [],
  recoverable: true,
  step: 20,
  suggestions: ['resume', 'use-wasm'],
};
const kept = { step: 20, states: {}, records: [], validation: [] };

describe('playing', () => {
  it('builds once, then starts; pausing and playing again builds nothing', async () => {
    const { store, worker, train } = setUp();
    await store.getState().play();
    expect(worker().asked()).toEqual(['configure', 'start']);
    train(worker(), 0, 5);
    await store.getState().pause();
    await store.getState().play();
    expect(worker().asked()).toEqual(['configure', 'start', 'pause', 'start']);
    expect(store.getState().run.records).toHaveLength(5);
  });

  it('sends a whole configuration, with the defaults of the method', async () => {
    const { store, worker } = setUp('#method=bitfit&seed=7');
    await store.getState().play();
    expect(worker().last('configure')?.argument.config).toMatchObject({
      method: { id: 'bitfit', hyperparameters: { biases: 'all' } },
      seed: 7,
      backend: 'wasm',
      task: 'classification',
      optimizer: { learningRate: methods.find((method) => method.id === 'bitfit')!.defaults.learningRate },
    });
  });

  it('does not start what was paused while it was being built', async () => {
    const { store, worker } = setUp();
    const playing = store.getState().play();
    await store.getState().pause();
    await playing;
    expect(worker().asked()).not.toContain('start');
  });

  it(
    'a change of rank gives the run up and keeps its curve as a shadow; a change of learning rate ' + 'does not',
    async () => {
      const { store, worker, train } = setUp();
      await store.getState().play();
      train(worker(), 0, 30);
      store.getState().set('learningRate', 0.01);
      expect(store.getState().run.records).toHaveLength(30);
      expect(worker().last('setLearningRate')?.argument.learningRate).toBe(0.01);
      store.getState().setHyperparameter('r', 4);
      const state = store.getState();
      expect(state.run.records).toHaveLength(0);
      expect(state.previous?.records).toHaveLength(30);
      expect(hyperparametersOf(state, methods).r).toBe(4);
      await store.getState().play();
      expect(worker().last('configure')?.argument.config.method.hyperparameters.r).toBe(4);
      expect(worker().last('configure')?.argument.checkpoint).toBeUndefined();
    },
  );

  it('plays a finished run from the start', async () => {
    const { store, worker, train } = setUp();
    await store.getState().play();
    train(worker(), 0, 300);
    worker().notice({ notice: 'status', status: 'finished', step: 300 });
    expect(store.getState().intent).toBe('stand');
    await store.getState().play();
    expect(worker().asked().slice(-3)).toEqual(['reset', 'setLearningRate', 'start']);
    expect(store.getState().run.records).toHaveLength(0);
  });
});

describe('when things go wrong', () => {
  it('goes on from the last checkpoint after the device was lost, with the curve up to there', async () => {
    const { store, worker, train } = setUp();
    await store.getState().play();
    train(worker(), 0, 25);
    worker().notice({ notice: 'checkpoint', checkpoint: kept });
    worker().notice({ notice: 'problem', problem: lost });
    expect(store.getState()).toMatchObject({ problem: { code: 'device-lost' }, intent: 'stand', run: { step: 20 } });
    await store.getState().follow('resume');
    expect(worker().last('configure')?.argument).toMatchObject({
      resume: true,
      checkpoint: { step: 20, records: { length: 20 } },
    });
    expect(store.getState().run.records).toHaveLength(20);
    expect(store.getState().problem).toBeUndefined();
  });

  it('goes on with WASM from the same checkpoint', async () => {
    const { store, worker, train } = setUp();
    await store.getState().play();
    train(worker(), 0, 25);
    worker().notice({ notice: 'checkpoint', checkpoint: kept });
    worker().notice({ notice: 'problem', problem: lost });
    await store.getState().follow('use-wasm');
    expect(worker().last('configure')?.argument).toMatchObject({
      config: { backend: 'wasm' },
      checkpoint: { step: 20 },
    });
  });

  it("a worker that dies is replaced, gets the visitor's own data again, and resumes", async () => {
    const { store, workers, worker, train } = setUp();
    await store.getState().readData('mine', 'text,label\na,b', {});
    store.getState().set('dataset', 'own');
    await store.getState().play();
    train(worker(), 0, 25);
    worker().notice({ notice: 'checkpoint', checkpoint: kept });
    worker().onerror?.({ message: 'out of memory', preventDefault() {} } as ErrorEvent);
    expect(store.getState().problem).toMatchObject({ code: 'crash', recoverable: true });
    await store.getState().follow('resume');
    expect(workers).toHaveLength(2);
    expect(worker().asked()).toEqual(['readData', 'configure', 'start']);
    expect(worker().last('configure')?.argument.checkpoint?.step).toBe(20);
  });

  it('lowers the learning rate and goes on where the loss was last a number', async () => {
    const { store, worker, train } = setUp();
    await store.getState().play();
    train(worker(), 0, 25);
    worker().notice({
      notice: 'problem',
      problem: { ...lost, code: 'not-finite', suggestions: ['lower-learning-rate'] },
    });
    const before = store.getState().settings.learningRate;
    await store.getState().follow('lower-learning-rate');
    expect(store.getState().settings.learningRate).toBeCloseTo(before / 10);
    expect(worker().asked().slice(-2)).toEqual(['setLearningRate', 'start']);
    expect(store.getState().run.records).toHaveLength(20);
  });

  it('shows the sentence of a failed build and can try again', async () => {
    const { store, worker } = setUp();
    await store.getState().probeBackends();
    worker().problems.set('configure', {
      code: 'download',
      message: 'Not reached.',
      advice: [],
      recoverable: false,
      suggestions: ['try-again'],
    });
    await store.getState().play();
    expect(store.getState()).toMatchObject({
      problem: { message: 'Not reached.' },
      intent: 'stand',
      run: { status: 'failed' },
    });
    await store.getState().follow('try-again');
    expect(worker().asked().at(-1)).toBe('start');
    expect(store.getState().problem).toBeUndefined();
  });

  it('halves the batch when asked to', async () => {
    const { store } = setUp();
    await store.getState().follow('smaller-batch');
    expect(store.getState().settings.batchSize).toBe(8);
  });
});

describe('configuration', () => {
  it('falls back to automatic where a link asks for a WebGPU that is not there', async () => {
    const { store } = setUp('#backend=webgpu');
    await store.getState().probeBackends();
    expect(store.getState().settings.backend).toBe('auto');
    expect(runConfig(store.getState(), methods).backend).toBe('wasm');
  });

  it('takes what a link names and is here, and defaults for the rest', () => {
    const { store } = setUp('#model=own&dataset=own&method=bitfit');
    expect(store.getState().settings).toMatchObject({ model: 'tiny-encoder', dataset: 'fine_foods', method: 'bitfit' });
    store.getState().adopt('#model=tiny-decoder&r=2&steps=9');
    expect(store.getState().settings).toMatchObject({ model: 'tiny-decoder', method: 'lora', steps: 9 });
    expect(taskOf(store.getState())).toBe('causal-lm');
    expect(hyperparametersOf(store.getState(), methods).r).toBe(2);
  });

  it('choosing a decoder takes text data, an encoder data with classes', () => {
    const { store } = setUp();
    store.getState().set('model', 'tiny-decoder');
    expect(taskOf(store.getState())).toBe('causal-lm');
    expect(dimensionsOf(store.getState()).kind).toBe('decoder');
    store.getState().set('model', 'tiny-encoder');
    expect(taskOf(store.getState())).toBe('classification');
  });

  it('each method brings its own learning rate, and keeps the knobs that were set', () => {
    const { store } = setUp();
    store.getState().setHyperparameter('r', 32);
    store.getState().set('method', 'prompt-tuning');
    expect(store.getState().settings.learningRate).toBe(
      methods.find((method) => method.id === 'prompt-tuning')!.defaults.learningRate,
    );
    store.getState().set('method', 'lora');
    expect(hyperparametersOf(store.getState(), methods).r).toBe(32);
  });

  it('ignores values that make no sense', () => {
    const { store } = setUp();
    store.getState().set('steps', Number.NaN);
    store.getState().setHyperparameter('targets', []);
    store.getState().setHyperparameter('no-such', 3);
    expect(store.getState().settings.steps).toBe(300);
    expect(hyperparametersOf(store.getState(), methods).targets).toEqual(['auto']);
  });
});

describe('views', () => {
  it('opening another view, by hand or by back and forward, keeps the run', async () => {
    const { store, worker, train } = setUp('#r=4&seed=7');
    await store.getState().play();
    train(worker(), 0, 30);
    store.getState().set('view', 'compare');
    expect(store.getState().settings.view).toBe('compare');
    store.getState().adopt('#r=4&seed=7');
    expect(store.getState()).toMatchObject({ settings: { view: 'play', seed: 7 }, run: { records: { length: 30 } } });
    store.getState().set('page', 'lora');
    store.getState().adopt('#r=4&seed=7&lesson=rank&step=2&large=true');
    expect(store.getState()).toMatchObject({
      settings: { page: 'overview', lesson: 'rank', step: 2, large: 'true' },
      run: { records: { length: 30 } },
    });
    store.getState().adopt('#r=8&seed=7&view=compare');
    expect(store.getState()).toMatchObject({ settings: { view: 'compare' }, run: { records: { length: 0 } } });
  });
});
