/** Models and data at addresses in the page's state: from the link to the run, asked for where they are large. */
import { describe, expect, it } from 'vitest';
import { methods } from '../methods/registry';
import { encode } from './hash';
import { initialState } from './playground';
import { reduce } from './reduce';
import { FREE_BYTES } from './reduceRemote';
import { dimensionsOf, remoteOf, runConfig, taskOf } from './runConfig';
import { broughtBy, readLink } from './share';
import { models } from './catalogue';
import type { RemoteReport } from '../worker/protocol';
import { setUp } from './scriptedWorker.testing';
import type { State } from './state';

const offer = { methods, recordings: false };
const commit = 'c'.repeat(40);
const pinned = `hf:o/n@${commit}:onnx/model.onnx`;
const decoder = models.find(({ dimensions }) => dimensions.kind === 'decoder')!;
const form = { address: pinned, file: 'onnx/model.onnx', form: 'fp32', bytes: 1, readable: true } as const;
const report = (more: Partial<RemoteReport> = {}): RemoteReport => ({
  address: pinned,
  name: 'o/n',
  commit,
  variants: [form],
  chosen: form,
  bytes: 1e6,
  kept: 0,
  dimensions: { ...decoder.dimensions, parameters: 12345 },
  notes: [],
  ...more,
});
const opened = (hash: string) => initialState(hash, methods);
const described = (state: State, more?: Partial<RemoteReport>) =>
  reduce(state, { type: 'model-described', asked: state.settings.model, report: report(more) }, offer);

describe('a link', () => {
  it('names a model and data by address', () => {
    const { settings, notes } = readLink('#model=hf:o/n&dataset=hf:a/b/c?text=x%26label=y&method=lora', methods);
    expect([settings.model, settings.dataset, notes]).toEqual(['hf:o/n', 'hf:a/b/c?text=x&label=y', []]);
  });

  it('may be written by hand, with the columns behind it', () => {
    const { settings } = readLink('#dataset=hf:a/b/c?text=x&label=y&steps=7', methods);
    expect([settings.dataset, settings.steps]).toEqual(['hf:a/b/c?text=x&label=y', 7]);
  });

  it('comes back as it was written', () => {
    const { settings, hyperparameters } = readLink(`#model=${pinned}&dataset=hf:a/b?text=x%2526y%26label=z`, methods);
    expect(settings.dataset).toBe('hf:a/b?text=x%26y&label=z');
    const method = methods.find(({ id }) => id === settings.method);
    const written = encode({ settings, hyperparameters }, method);
    expect(written).toContain(`model=${pinned}`);
    expect(readLink(`#${written}`, methods).settings).toEqual(settings);
  });

  it.each(['hf:../x', 'hf:o/n:../m.onnx', 'javascript:alert(1)', 'https://u:p@h/m/', 'file:///etc/passwd'])(
    'with %s gives a sane page',
    (model) => {
      expect(readLink(`#model=${encodeURIComponent(model)}`, methods).settings.model).toBe('tiny-encoder');
    },
  );

  it('may bring an adapter by address', () => {
    expect(broughtBy('#adapter=hf:o/n').payload).toEqual({ adapterAddress: 'hf:o/n' });
    expect(broughtBy('#adapter=AbC').payload).toEqual({ adapter: 'AbC' });
  });
});

describe('a model at an address', () => {
  it('is the one with its commit once it is known, and data follow what it can learn', () => {
    const state = described(opened('#model=hf:o/n'));
    expect(state.settings.model).toBe(pinned);
    expect(taskOf(state)).toBe('causal-lm');
    expect(dimensionsOf(state).parameters).toBe(12345);
    expect(runConfig(state, methods).model).toBe(pinned);
  });

  it('tells its exact sizes when it is loaded', () => {
    const before = described(opened('#model=hf:o/n'));
    const loaded = {
      name: 'o/n',
      dimensions: { ...decoder.dimensions, parameters: 99 },
      missing: [],
      head: decoder.head,
    };
    const state = reduce(before, { type: 'model-loaded', address: pinned, report: loaded }, offer);
    expect(dimensionsOf(state).parameters).toBe(99);
  });

  it('is asked for where a link would download much, and not twice', () => {
    expect(remoteOf(described(opened('#model=hf:o/n')))?.agreed).toBe(true);
    const large = described(opened('#model=hf:o/n'), { bytes: FREE_BYTES + 1 });
    expect(remoteOf(large)?.agreed).toBe(false);
    const asked = reduce(large, { type: 'ask-download' }, offer);
    expect(asked.asking).toBe(true);
    const agreed = reduce(asked, { type: 'answer-download', agreed: true }, offer);
    expect([agreed.asking, remoteOf(agreed)?.agreed]).toEqual([false, true]);
    expect(remoteOf(reduce(asked, { type: 'answer-download', agreed: false }, offer))?.agreed).toBe(false);
    // What is kept already is not downloaded.
    expect(remoteOf(described(opened('#model=hf:o/n'), { bytes: 90e6, kept: 80e6 }))?.agreed).toBe(true);
  });

  it('is forgotten where another one was chosen meanwhile', () => {
    const state = reduce(opened('#model=hf:o/n'), { type: 'set', name: 'model', value: 'tiny-encoder' }, offer);
    expect(reduce(state, { type: 'model-described', asked: 'hf:o/n', report: report() }, offer)).toBe(state);
  });
});

describe('the page', () => {
  it('looks a model up once, loads it when it is needed, and tells the worker which Hub', async () => {
    const { store, worker, controller } = setUp('#model=hf:o/n');
    await controller.remote.follow();
    await controller.remote.follow();
    expect(worker().asked()).toEqual(['useHub', 'describeModel']);
    await controller.play();
    expect(worker().asked()).toEqual(['useHub', 'describeModel', 'loadModel', 'configure', 'start']);
    expect(worker().last('configure')?.argument.config.model).toBe(store.getState().settings.model);
  });

  it('asks before it downloads much, and goes on with play', async () => {
    const { store, worker, controller } = setUp('#model=hf:o/n');
    await controller.remote.follow();
    // A worker that says so from the beginning can't be had: it is made when it is first asked.
    worker().bytes = FREE_BYTES + 1;
    controller.set('model', 'hf:o/m');
    await controller.remote.follow();
    await controller.play();
    expect(store.getState()).toMatchObject({ asking: true, intent: 'stand' });
    expect(worker().asked()).not.toContain('loadModel');
    await controller.remote.answer(true);
    expect(worker().asked().slice(-3)).toEqual(['loadModel', 'configure', 'start']);
    expect(store.getState().asking).toBe(false);
  });

  it('tells what one should know while a model is loading', async () => {
    const { store, worker, controller } = setUp('#model=hf:o/n');
    await controller.remote.follow();
    const message = { code: 'hub.notKept', values: { file: 'model.onnx' } };
    worker().notice({ notice: 'told', message });
    expect(store.getState().notes).toEqual([{ code: 'told', detail: message }]);
  });

  it('takes the export that is known of the model which an adapter was trained on', async () => {
    const { store, worker, controller } = setUp('#adapter=hf:a/b');
    expect(await controller.remote.adapter('hf:a/b')).toBe('hf:a/b');
    expect(worker().last('describeModel')?.argument.address).toBe('hf:Xenova/gpt2');
    expect(store.getState().settings.model).toMatch(/^hf:Xenova\/gpt2@/);
    expect(store.getState().payload.adapterAddress).toBe('hf:a/b');
  });
});
