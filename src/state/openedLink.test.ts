/** What an opened link holds: controls that are locked, and curves of somebody else's run. */
import { foreign } from '../messages/message';
import { describe, expect, it } from 'vitest';
import { emptyRun } from './run';
import { setUp } from './scriptedWorker.testing';
import { encodeCurve } from './shareCurve';

describe('locked controls', () => {
  it('do not move, whoever asks', () => {
    const { settings, knobs, controller } = setUp('#r=4&seed=9&lock=r,seed,learningRate,steps&steps=50');
    controller.set('seed', 1);
    controller.set('learningRate', 0.5);
    controller.set('steps', 7);
    controller.setHyperparameter('r', 8);
    const rate = settings().learningRate;
    expect([settings().seed, settings().steps, knobs().r]).toEqual([9, 50, 4]);
    controller.restoreDefaults();
    expect([settings().seed, settings().steps, knobs().r]).toEqual([9, 50, 4]);
    // Another method recommends another rate, but this one is locked.
    controller.set('method', 'bitfit');
    expect(settings()).toMatchObject({ method: 'bitfit', learningRate: rate, seed: 9 });
    controller.set('batchSize', 3);
    expect(settings().batchSize).toBe(3);
  });

  it('keep a locked data set against a model that would need another', () => {
    const { settings, controller } = setUp('#lock=dataset');
    controller.set('model', 'tiny-decoder');
    expect(settings()).toMatchObject({ model: 'tiny-encoder', dataset: 'fine_foods' });
  });

  it('stay through links within the page, move in lessons, and go with a link that was made to be shared', () => {
    const { settings, knobs, controller } = setUp('#r=4&lock=r,method&hide=seed');
    controller.openLink('#method=bitfit&view=play');
    expect(settings()).toMatchObject({ method: 'lora', lock: 'method,r', hide: 'seed' });
    controller.openLink('#r=16&lesson=lora-basics&step=2');
    expect(settings()).toMatchObject({ lock: 'method,r', lesson: 'lora-basics' });
    expect(knobs().r).toBe(16);
    controller.openLink('#method=bitfit&v=1');
    expect(settings()).toMatchObject({ method: 'bitfit', lock: '', hide: '' });
  });
});

describe('curves from a link', () => {
  const curve = encodeCurve(
    {
      ...emptyRun,
      backend: foreign('WASM'),
      records: [1, 2, 3].map((step) => ({ step, loss: 1 / step, gradientNorm: 0, learningRate: 0 })),
    },
    0,
  )!;

  it('are shown as shared, survive looking around, and go with the first change', async () => {
    const { store, asked, controller } = setUp(`#method=lora&curve=${curve}`);
    await controller.replay();
    expect(store.getState().recording).toMatchObject({ step: 3, recorded: { shared: true } });
    controller.set('view', 'learn');
    expect(store.getState().payload.curve).toBe(curve);
    expect(asked()).toEqual([]);
    controller.set('batchSize', 2);
    expect(store.getState()).toMatchObject({ payload: {}, recording: undefined });
    await controller.replay();
    expect(store.getState().recording).toBeUndefined();
  });

  it.each(['learningRate', 'steps'] as const)('do not outlive a change of %s', async (name) => {
    const { store, controller } = setUp(`#curve=${curve}`);
    await controller.replay();
    controller.set(name, 1);
    expect(store.getState().recording).toBeUndefined();
    expect(store.getState().payload.curve).toBeUndefined();
  });

  it('that are broken are told, and the page goes on', async () => {
    const { store, controller } = setUp(`#method=bitfit&curve=${curve.slice(0, -4)}`);
    await controller.replay();
    expect(store.getState()).toMatchObject({
      notes: [{ code: 'bad-curve' }],
      payload: {},
      run: { records: [] },
      settings: { method: 'bitfit' },
    });
    controller.dismissNotes();
    expect(store.getState().notes).toEqual([]);
  });
});
