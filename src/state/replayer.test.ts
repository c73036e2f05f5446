/**
 * Recordings on the page: there is always one to look at, it says what it was recorded with, and gives way to what is
 * trained here.
 */
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { applicability } from '../methods/applicability';
import { methods } from '../methods/registry';
import type { Event, Request } from '../worker/protocol';
import { models } from './catalogue';
import type { WorkerLike } from './engine';
import { createPlayground } from './playground';
import { controlNames, properties } from './properties';
import { nearestChoice, recordedPairs, recordingFile, wasRecorded } from './recording';
import { stepsOf } from './run';
import { dimensionsOf } from './runConfig';
import { shownRun } from './state';

const folder = new URL('../../public/recordings/', import.meta.url);

/** Serves the recordings that the page is published with; nothing else is there. */
const serve = () =>
  vi.stubGlobal('fetch', (url: string) => {
    const file = new URL(url);
    return Promise.resolve(existsSync(file) ? new Response(readFileSync(file)) : new Response('', { status: 404 }));
  });
afterEach(() => vi.unstubAllGlobals());

/** Builds what it is asked to build, and trains nothing by itself. */
class Builder implements WorkerLike {
  onmessage: ((event: MessageEvent<Event>) => void) | null = null;
  onerror = null;
  postMessage({ id, call, argument }: Request): void {
    const counts = { trainable: 8192, head: 258, formula: 8192, total: 1_453_824 };
    const answer =
      call === 'configure'
        ? {
            model: { name: argument.config.model, dimensions: models[0]!.dimensions, missing: [] },
            counts,
            parameters: [],
            step: 0,
            backend: 'WASM',
          }
        : call === 'predict'
          ? {
              labels: ['a', 'b'],
              base: { probabilities: [0.5, 0.5], label: 0 },
              tuned: { probabilities: [0.5, 0.5], label: 0 },
              step: 0,
            }
          : null;
    queueMicrotask(() => {
      this.say({ notice: 'status', status: 'loading-model', step: 0 });
      this.say({ notice: 'status', status: 'idle', step: 0 });
      this.say({ reply: id, answer } as Event);
    });
  }
  terminate(): void {
    this.onmessage = null;
  }
  say(event: Event): void {
    this.onmessage?.({ data: event } as MessageEvent<Event>);
  }
}

function open(hash = '#model=tiny-encoder') {
  serve();
  const worker = new Builder();
  const playground = createPlayground({ methods, hash, recordings: folder, still: () => true, spawn: () => worker });
  const { store, controller } = playground;
  const replayed = async () => {
    await controller.replay();
    return store.getState().recording;
  };
  const names = () =>
    store.getState().recording?.recorded?.other?.map(({ name }) => (typeof name === 'object' ? name.knob : name)) ?? [];
  return { ...playground, worker, replayed, names };
}

const datasetOf: Readonly<Record<string, string>> = {
  encoder: 'fine_foods',
  decoder: 'shakespeare_sonnets',
  'encoder-decoder': 'numbers_de',
};

describe('a recording', () => {
  it('exists of every method on each recorded pair that it can be used with', () => {
    for (const method of methods)
      for (const pair of recordedPairs) {
        if (!wasRecorded(method, pair)) continue;
        expect(
          existsSync(new URL(recordingFile({ ...pair, method: method.id }), folder)),
          `${method.id} on ${pair.model}`,
        ).toBe(true);
        expect(nearestChoice(method, pair)).toMatchObject({ model: pair.model, dataset: pair.dataset });
      }
  });

  it('is there for every setting that a control changes, and names that setting as another', async () => {
    const { store, replayed, names, controller } = open();
    expect((await replayed())?.recorded).toMatchObject({ steps: 300 });
    expect(names()).toEqual([]);
    for (const name of controlNames) {
      // Without a backdoor there is nothing to do against it.
      if (name === 'defence' || name === 'suspicion' || name === 'transferSteps') continue;
      const property = properties[name];
      if (property.kind === 'identifier' || property.kind === 'source' || name === 'backend' || name === 'pooling')
        continue;
      // Of runs that write targets, none of which is recorded.
      if (name === 'targetLength' || name === 'sourceTemplate') continue;
      const before = store.getState().settings[name];
      const other =
        property.kind === 'choice'
          ? property.options.find((option) => option !== before)!
          : property.kind === 'integer'
            ? Number(before) + 1
            : property.kind === 'poison'
              ? '0.1,cf,great'
              : Number(before) / 2 || 0.1;
      controller.set(name, other as never);
      // At once, not only when the file is there.
      expect(names(), name).toEqual([name]);
      expect((await replayed())?.records.length, name).toBe(300);
      controller.set(name, before as never);
      expect(names(), name).toEqual([]);
    }
  });

  it('is there for every model, data set and method, also for locked links', async () => {
    for (const model of models.filter(({ dimensions }) => recordedPairs.some(({ kind }) => kind === dimensions.kind)))
      for (const method of methods) {
        const { task } = recordedPairs.find(({ kind }) => kind === model.dimensions.kind)!;
        if (applicability(method, model.dimensions, undefined, task)) continue;
        if (!recordedPairs.some((pair) => wasRecorded(method, pair))) continue;
        const { store, replayed, names } = open(
          `#model=${model.id}&dataset=${datasetOf[model.dimensions.kind]}&method=${method.id}` +
            '&seed=7&lock=model,method,seed',
        );
        const recording = await replayed();
        expect(recording?.records.length, `${method.id} on ${model.id}`).toBeGreaterThan(0);
        expect(names()).toContain('seed');
        const nearest = nearestChoice(method, {
          model: model.id,
          dataset: store.getState().settings.dataset,
          task,
          kind: model.dimensions.kind,
        })!;
        expect(names().includes('model'), `${method.id} on ${model.id}`).toBe(nearest.model !== model.id);
        expect(dimensionsOf(store.getState()).kind).toBe(model.dimensions.kind);
      }
  });
});

describe('a recording on the page', () => {
  it('of fewer steps never counts above its own', async () => {
    const { store, replayed } = open('#steps=40');
    const run = (await replayed())!;
    expect(stepsOf(run, store.getState().settings)).toBe(run.step);
  });

  it('goes with its model, and the new one stays alone', async () => {
    const { store, replayed, controller } = open('#model=tiny-decoder&dataset=shakespeare_sonnets');
    expect((await replayed())!.validation.at(-1)!.perplexity).toBeGreaterThan(1);
    controller.set('model', 'tiny-encoder');
    expect(store.getState().recording).toBeUndefined();
    expect(shownRun(store.getState()).records).toEqual([]);
    expect((await replayed())!.validation.at(-1)!.accuracy).toBeGreaterThan(0.5);
  });

  it('stays while both models are asked, and while the run is built for the graph', async () => {
    const { store, replayed, controller, inference } = open();
    await replayed();
    await inference.predict('Bad food.');
    expect(store.getState().prediction).toBeDefined();
    expect(store.getState().run).toMatchObject({ status: 'idle', counts: { trainable: 8192 } });
    expect(shownRun(store.getState()).records.length).toBe(300);
    await replayed();
    expect(shownRun(store.getState()).records.length).toBe(300);
    await controller.build();
    expect(store.getState().run.counts).toBeDefined();
  });

  it('gives way to the first step, whoever asked for it, and to play', async () => {
    const step = { step: 1, loss: 1, gradientNorm: 1, learningRate: 0 };
    const { store, worker, replayed, controller } = open();
    await replayed();
    await controller.build();
    worker.say({ notice: 'steps', records: [step], stepsPerSecond: 0, tokensPerSecond: 0 });
    expect([...shownRun(store.getState()).records]).toEqual([step]);
    const other = open();
    await other.replayed();
    await other.controller.play();
    expect(other.store.getState().recording).toBeUndefined();
    expect(await other.replayed()).toBeUndefined();
  });
});

describe('the run before', () => {
  it('stays behind another of the same model and data only', async () => {
    const { store, worker, replayed, controller } = open();
    await controller.play();
    worker.say({
      notice: 'steps',
      records: [1, 2].map((step) => ({ step, loss: 1, gradientNorm: 1, learningRate: 0 })),
      stepsPerSecond: 0,
      tokensPerSecond: 0,
    });
    controller.setHyperparameter('r', 4);
    expect(store.getState().previous?.step).toBe(2);
    // Nearer than a recording of other settings, but not than one of these.
    expect(await replayed()).toBeUndefined();
    controller.setHyperparameter('r', 8);
    expect((await replayed())?.recorded?.other).toBeUndefined();
    controller.set('model', 'tiny-decoder');
    expect(store.getState().previous).toBeUndefined();
  });
});
