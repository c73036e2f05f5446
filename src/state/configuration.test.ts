/** What controls, links and the machine make of the configuration. */
import { describe, expect, it } from 'vitest';
import { datasets } from './catalogue';
import { methods } from '../methods/registry';
import { dimensionsOf, hyperparametersOf, runConfig, taskOf } from './runConfig';
import { setUp } from './scriptedWorker.testing';

describe('configuration', () => {
  it('falls back to automatic where a link asks for a WebGPU that is not there', async () => {
    const { store, controller } = setUp('#backend=webgpu');
    await controller.probeBackends();
    expect(store.getState().settings.backend).toBe('auto');
    expect(runConfig(store.getState(), methods).backend).toBe('wasm');
  });

  it('takes what a link names and is here, and defaults for the rest', () => {
    const { store, controller } = setUp('#model=own&dataset=own&method=bitfit');
    expect(store.getState().settings).toMatchObject({ model: 'tiny-encoder', dataset: 'fine_foods', method: 'bitfit' });
    controller.openLink('#model=tiny-decoder&r=2&steps=9');
    expect(store.getState().settings).toMatchObject({ model: 'tiny-decoder', method: 'lora', steps: 9 });
    expect(taskOf(store.getState())).toBe('causal-lm');
    expect(hyperparametersOf(store.getState(), methods).r).toBe(2);
  });

  it('choosing a decoder takes text data, an encoder data with classes', () => {
    const { store, controller } = setUp();
    controller.set('model', 'tiny-decoder');
    expect(taskOf(store.getState())).toBe('causal-lm');
    expect(dimensionsOf(store.getState()).kind).toBe('decoder');
    controller.set('model', 'tiny-encoder');
    expect(taskOf(store.getState())).toBe('classification');
  });

  it('choosing an encoder–decoder takes sources with targets, in the sizes and words that suit them', () => {
    const { store, controller } = setUp('#model=tiny-encoder-decoder&steps=9');
    const { settings } = store.getState();
    const data = datasets.find(({ id }) => id === settings.dataset)!;
    expect(taskOf(store.getState())).toBe('seq2seq');
    expect(settings).toMatchObject({
      batchSize: data.sizes.batch,
      sequenceLength: data.sizes.length,
      sourceTemplate: data.sourceTemplate,
    });
    controller.openLink('#model=tiny-encoder-decoder&batchSize=4&sourceTemplate=to%20German');
    expect(store.getState().settings).toMatchObject({ batchSize: 4, sourceTemplate: 'to German' });
    controller.set('model', 'tiny-encoder');
    expect(store.getState().settings).toMatchObject({ dataset: 'fine_foods', sourceTemplate: '' });
  });

  it('a task brings the rate that the method recommends for it, unless it was set by hand', () => {
    const { store, controller } = setUp();
    const rate = () => store.getState().settings.learningRate;
    const { learningRate, rates } = methods.find(({ id }) => id === 'lora')!.defaults;
    expect(rates?.seq2seq).not.toBe(learningRate);
    controller.set('model', 'tiny-encoder-decoder');
    expect(rate()).toBe(rates?.seq2seq);
    controller.set('model', 'tiny-encoder');
    expect(rate()).toBe(learningRate);
    controller.set('learningRate', 0.123);
    controller.set('model', 'tiny-encoder-decoder');
    expect(rate()).toBe(0.123);
    controller.openLink('#model=tiny-encoder-decoder');
    expect(rate()).toBe(rates?.seq2seq);
  });

  it('each method brings its own learning rate, and keeps the knobs that were set', () => {
    const { store, controller } = setUp();
    controller.setHyperparameter('r', 32);
    controller.set('method', 'prompt-tuning');
    expect(store.getState().settings.learningRate).toBe(
      methods.find((method) => method.id === 'prompt-tuning')!.defaults.learningRate,
    );
    controller.set('method', 'lora');
    expect(hyperparametersOf(store.getState(), methods).r).toBe(32);
  });

  it('ignores values that make no sense', () => {
    const { store, controller } = setUp();
    controller.set('steps', Number.NaN);
    controller.setHyperparameter('targets', []);
    controller.setHyperparameter('no-such', 3);
    expect(store.getState().settings.steps).toBe(300);
    expect(hyperparametersOf(store.getState(), methods).targets).toEqual(['auto']);
  });
});

describe('views', () => {
  it('opening another view, by hand or by back and forward, keeps the run', async () => {
    const { store, worker, train, controller } = setUp('#r=4&seed=7');
    await controller.play();
    train(worker(), 0, 30);
    controller.set('view', 'compare');
    expect(store.getState().settings.view).toBe('compare');
    controller.openLink('#r=4&seed=7');
    expect(store.getState()).toMatchObject({ settings: { view: 'play', seed: 7 }, run: { records: { length: 30 } } });
    controller.set('page', 'lora');
    controller.openLink('#r=4&seed=7&lesson=rank&step=2&large=true');
    expect(store.getState()).toMatchObject({
      settings: { page: 'overview', lesson: 'rank', step: 2, large: 'true' },
      run: { records: { length: 30 } },
    });
    controller.openLink('#r=8&seed=7&view=compare');
    expect(store.getState()).toMatchObject({ settings: { view: 'compare' }, run: { records: { length: 0 } } });
  });
});
