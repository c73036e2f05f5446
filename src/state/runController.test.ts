/**
 * The run's controller against a scripted worker: what is asked of it, and what the page shows when things go wrong.
 */
import { foreign } from '../messages/message';
import { describe, expect, it, vi } from 'vitest';
import { methods } from '../methods/registry';
import type { Problem } from '../worker/protocol';
import { hyperparametersOf } from './runConfig';
import { setUp } from './scriptedWorker.testing';
import { PositionsError } from '../training/base';
import { problemOf } from '../worker/problems';
import { carryOut } from './suggestions';

const lost: Problem = {
  code: 'device-lost',
  message: foreign('Gone.'),
  advice: [],
  recoverable: true,
  step: 20,
  suggestions: ['resume', 'use-wasm'],
};
const kept = { step: 20, states: {}, records: [], validation: [] };

describe('playing', () => {
  it('builds once, then starts; pausing and playing again builds nothing', async () => {
    const { store, worker, train, controller } = setUp();
    await controller.play();
    expect(worker().asked()).toEqual(['configure', 'start']);
    train(worker(), 0, 5);
    await controller.pause();
    await controller.play();
    expect(worker().asked()).toEqual(['configure', 'start', 'pause', 'start']);
    expect(store.getState().run.records).toHaveLength(5);
  });

  it('sends a whole configuration, with the defaults of the method', async () => {
    const { worker, controller } = setUp('#method=bitfit&seed=7');
    await controller.play();
    expect(worker().last('configure')?.argument.config).toMatchObject({
      method: { id: 'bitfit', hyperparameters: { biases: 'all' } },
      seed: 7,
      backend: 'wasm',
      task: 'classification',
      optimizer: { learningRate: methods.find((method) => method.id === 'bitfit')!.defaults.learningRate },
    });
  });

  it('does not start what was paused while it was being built', async () => {
    const { worker, controller } = setUp();
    const playing = controller.play();
    await controller.pause();
    await playing;
    expect(worker().asked()).not.toContain('start');
  });

  it(
    'a change of rank gives the run up and keeps its curve as a shadow; a change of learning rate does ' + 'not',
    async () => {
      const { store, worker, train, controller } = setUp();
      await controller.play();
      train(worker(), 0, 30);
      controller.set('learningRate', 0.01);
      expect(store.getState().run.records).toHaveLength(30);
      expect(worker().last('setLearningRate')?.argument.learningRate).toBe(0.01);
      controller.setHyperparameter('r', 4);
      const state = store.getState();
      expect(state.run.records).toHaveLength(0);
      expect(state.previous?.records).toHaveLength(30);
      expect(hyperparametersOf(state, methods).r).toBe(4);
      await controller.play();
      expect(worker().last('configure')?.argument.config.method.hyperparameters.r).toBe(4);
      expect(worker().last('configure')?.argument.checkpoint).toBeUndefined();
    },
  );

  it('plays a finished run from the start', async () => {
    const { store, worker, train, controller } = setUp();
    await controller.play();
    train(worker(), 0, 300);
    worker().notice({ notice: 'status', status: 'finished', step: 300 });
    expect(store.getState().intent).toBe('stand');
    await controller.play();
    expect(worker().asked().slice(-3)).toEqual(['reset', 'setLearningRate', 'start']);
    expect(store.getState().run.records).toHaveLength(0);
  });
});

describe('when things go wrong', () => {
  it('goes on from the last checkpoint after the device was lost, with the curve up to there', async () => {
    const { store, worker, train, controller } = setUp();
    await controller.play();
    train(worker(), 0, 25);
    worker().notice({ notice: 'checkpoint', checkpoint: kept });
    worker().notice({ notice: 'problem', problem: lost });
    expect(store.getState()).toMatchObject({ problem: { code: 'device-lost' }, intent: 'stand', run: { step: 20 } });
    await carryOut('resume', controller);
    expect(worker().last('configure')?.argument).toMatchObject({
      resume: true,
      checkpoint: { step: 20, records: { length: 20 } },
    });
    expect(store.getState().run.records).toHaveLength(20);
    expect(store.getState().problem).toBeUndefined();
  });

  it('goes on with WASM from the same checkpoint', async () => {
    const { worker, train, controller } = setUp();
    await controller.play();
    train(worker(), 0, 25);
    worker().notice({ notice: 'checkpoint', checkpoint: kept });
    worker().notice({ notice: 'problem', problem: lost });
    await carryOut('use-wasm', controller);
    expect(worker().last('configure')?.argument).toMatchObject({
      config: { backend: 'wasm' },
      checkpoint: { step: 20 },
    });
  });

  it("a worker that dies is replaced, gets the visitor's own data again, and resumes", async () => {
    const { store, workers, worker, train, controller } = setUp();
    await controller.readData('mine', 'text,label\na,b', {});
    controller.set('dataset', 'own');
    await controller.play();
    train(worker(), 0, 25);
    worker().notice({ notice: 'checkpoint', checkpoint: kept });
    worker().onerror?.({ message: 'out of memory', preventDefault() {} } as ErrorEvent);
    expect(store.getState().problem).toMatchObject({ code: 'crash', recoverable: true });
    await carryOut('resume', controller);
    expect(workers).toHaveLength(2);
    expect(worker().asked()).toEqual(['readData', 'configure', 'start']);
    expect(worker().last('configure')?.argument.checkpoint?.step).toBe(20);
  });

  it('lowers the learning rate and goes on where the loss was last a number', async () => {
    const { store, worker, train, controller } = setUp();
    await controller.play();
    train(worker(), 0, 25);
    worker().notice({
      notice: 'problem',
      problem: { ...lost, code: 'not-finite', suggestions: ['lower-learning-rate'] },
    });
    const before = store.getState().settings.learningRate;
    await carryOut('lower-learning-rate', controller);
    expect(store.getState().settings.learningRate).toBeCloseTo(before / 10);
    expect(worker().asked().slice(-2)).toEqual(['setLearningRate', 'start']);
    expect(store.getState().run.records).toHaveLength(20);
  });
});

describe('when nothing was trained yet', () => {
  it('shows the sentence of a failed build and can try again', async () => {
    const { store, worker, controller } = setUp();
    await controller.probeBackends();
    worker().problems.set('configure', {
      code: 'download',
      message: foreign('Not reached.'),
      advice: [],
      recoverable: false,
      suggestions: ['try-again'],
    });
    await controller.play();
    expect(store.getState()).toMatchObject({
      problem: { message: foreign('Not reached.') },
      intent: 'stand',
      run: { status: 'failed' },
    });
    await carryOut('try-again', controller);
    expect(worker().asked().at(-1)).toBe('start');
    expect(store.getState().problem).toBeUndefined();
  });

  it('takes the longest length that fits the model beside virtual tokens', async () => {
    const { store, controller, worker } = setUp();
    await controller.probeBackends();
    controller.set('sequenceLength', 512);
    worker().problems.set('configure', problemOf(new PositionsError(512, 532)));
    await controller.play();
    expect(store.getState().problem).toMatchObject({ code: 'bad-configuration', suggestions: ['fitting-length'] });
    await carryOut('fitting-length', controller);
    expect(store.getState().settings.sequenceLength).toBe(492);
  });

  it('halves the batch when asked to', async () => {
    const { store, controller } = setUp();
    await carryOut('smaller-batch', controller);
    expect(store.getState().settings.batchSize).toBe(8);
  });
});

describe('a run that was given up', () => {
  const records = [{ step: 26, loss: 9, gradientNorm: 1, learningRate: 1e-3 }];
  const late = { notice: 'steps', records, stepsPerSecond: 1, tokensPerSecond: 1 } as const;

  it('still speaks until it stands still, and is not listened to', async () => {
    const { controller, store, worker, train } = setUp();
    await controller.play();
    train(worker(), 0, 25);
    controller.setHyperparameter('r', 4);
    worker().notice(late);
    worker().notice({ notice: 'checkpoint', checkpoint: kept });
    worker().notice({ notice: 'status', status: 'paused', step: 26 });
    expect(store.getState().run).toMatchObject({ status: 'idle', step: 0, records: [] });
    await controller.play();
    // The state of another configuration is no start for this one.
    expect(worker().last('configure')?.argument.checkpoint).toBeUndefined();
    train(worker(), 0, 5);
    expect(store.getState().run.records).toHaveLength(5);
  });

  it(
    'while it was being built is dropped with what its building tells; the next one is heard from its ' + 'beginning',
    async () => {
      const { controller, store, worker } = setUp();
      await controller.probeBackends();
      worker().slow.add('configure');
      const begin = async () => {
        const playing = controller.play();
        const asked = worker().asked().length;
        await vi.waitFor(() => expect(worker().asked().length).toBeGreaterThan(asked));
        worker().notice({ notice: 'status', status: 'loading-model', step: 0 });
        return { playing };
      };
      const first = await begin();
      controller.setHyperparameter('r', 4);
      worker().notice({ notice: 'status', status: 'preparing-data', step: 0 });
      expect(store.getState().run.status).toBe('idle');
      worker().release();
      await first.playing;
      expect(worker().asked()).not.toContain('start');
      const second = await begin();
      worker().notice({ notice: 'status', status: 'preparing-data', step: 0 });
      expect(store.getState().run.status).toBe('preparing-data');
      worker().release();
      await second.playing;
      expect(worker().last('configure')?.argument.config.method.hyperparameters.r).toBe(4);
      expect(worker().asked().at(-1)).toBe('start');
    },
  );

  it('gives no answer to a text any more', async () => {
    const { controller, inference, store } = setUp();
    await controller.build();
    const asking = inference.predict('Good.');
    await Promise.resolve();
    controller.setHyperparameter('r', 4);
    await asking;
    expect(store.getState()).toMatchObject({ prediction: undefined, predicting: false });
  });
});
