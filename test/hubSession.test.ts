/** The worker with the Hub: models, data and adapters by address, stopped on the way, refused as problems. */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startHub, type StandInHub } from '../scripts/hub/server';
import { inEnglish } from '../src/messages/message';
import { defaultsOf } from '../src/state/hash';
import { methodById } from '../src/methods/registry';
import { MemoryCaches } from '../src/runtime/caches.testing';
import { createWasmBackend } from '../src/runtime/node';
import type { RunConfig } from '../src/training/types';
import type { CallName, Calls, Notice, Problem, Request } from '../src/worker/protocol';
import { Session } from '../src/worker/session';
import { hubFolder, type HubFolder } from './hubFolder';

const notices: Notice[] = [];
let files: HubFolder;
let hub: StandInHub;
let session: Session;

async function call<K extends CallName>(name: K, argument: Calls[K]['argument']): Promise<Calls[K]['answer']> {
  const event = await session.handle({ id: 1, call: name, argument } as Request);
  if (!('reply' in event)) throw new Error('Not a reply.');
  if ('problem' in event) throw new Error(inEnglish(event.problem.message));
  return event.answer as Calls[K]['answer'];
}
async function problem<K extends CallName>(name: K, argument: Calls[K]['argument']): Promise<Problem> {
  const event = await session.handle({ id: 1, call: name, argument } as Request);
  if (!('problem' in event)) throw new Error('No problem was reported.');
  return event.problem;
}

beforeAll(async () => {
  vi.stubGlobal('caches', new MemoryCaches());
  files = hubFolder();
  for (const file of ['config.json', 'onnx/model.onnx'])
    files.link(`tiny/bert/${file}`, `fixtures/bert-torchscript/${file}`);
  files.link('tiny/bert/tokenizer.json', 'models/tiny-encoder/tokenizer.json');
  cpSync('src/interchange/fixtures/peft/lora', join(files.folder, 'tiny/lora'), { recursive: true });
  files.write(
    'tiny/pickle/adapter_config.json',
    readFileSync('src/interchange/fixtures/peft/lora/adapter_config.json'),
  );
  files.write('tiny/pickle/adapter_model.bin', 'x');
  hub = await startHub({ folder: files.folder });
  session = new Session({
    base: new URL('http://nowhere.invalid/'),
    createBackend: () => createWasmBackend({ threads: 1 }),
    notify: (event) => {
      if ('notice' in event) notices.push(event);
    },
  });
  await call('useHub', { hub: hub.address });
});
afterAll(async () => {
  await call('dispose', null);
  await hub.close();
  files.remove();
  vi.unstubAllGlobals();
});

const config = (model: string, dataset: string): RunConfig => ({
  model,
  dataset,
  task: 'classification',
  method: { id: 'lora', hyperparameters: defaultsOf(methodById('lora')) },
  optimizer: {
    kind: 'adamw',
    learningRate: 1e-2,
    weightDecay: 0,
    schedule: 'constant',
    warmup: 0,
    clipNorm: 1,
    accumulation: 1,
  },
  steps: 2,
  batchSize: 2,
  sequenceLength: 12,
  seed: 1,
  backend: 'wasm',
  evaluateEvery: 0,
});

describe('a model and data of the Hub', () => {
  it('are described, loaded and trained', async () => {
    const model = await call('describeModel', { address: 'hf:tiny/encoder' });
    expect(model).toMatchObject({
      name: 'tiny/encoder',
      dimensions: { layers: 2, hidden: 128 },
      license: 'apache-2.0',
    });
    const data = await call('describeData', {
      address: 'hf:tiny/reviews',
      seenBy: { model: model.address, length: 16 },
    });
    expect(data.preview).toMatchObject({ rowCount: 130, task: 'classification', labelColumn: 'label' });
    expect(data.preview.seen?.[0]?.tokens.length).toBeGreaterThan(4);
    const loaded = await call('loadModel', { address: model.address });
    expect(loaded).toMatchObject({ name: 'tiny/encoder', missing: [] });
    expect(notices.some((notice) => notice.notice === 'progress' && notice.what === 'model')).toBe(true);
    const { dataset } = await call('configure', { config: config(model.address, data.address) });
    expect(dataset.labels).toEqual(['bad', 'good']);
    expect((await call('step', null)).loss).toBeGreaterThan(0);
  });

  it('are refused as what they are', async () => {
    const model = await problem('describeModel', { address: 'hf:no/model' });
    expect(inEnglish(model.message)).toMatch(/no public/);
    expect([model.code, model.suggestions]).toEqual(['bad-model', ['bundled-model']]);
    const data = await problem('describeData', { address: 'hf:no/data' });
    expect([data.code, data.suggestions]).toEqual(['bad-data', ['bundled-data']]);
  });

  it('can be stopped on the way, and goes on then', async () => {
    for (const file of ['config.json', 'tokenizer.json', 'onnx/model.onnx'])
      files.link(`tiny/slow/${file}`, `models/tiny-encoder/${file}`);
    files.faults('tiny/slow', { slow: { 'onnx/model.onnx': 20 } });
    const { address } = await call('describeModel', { address: 'hf:tiny/slow' });
    const from = notices.length;
    const loading = problem('loadModel', { address });
    await vi.waitFor(() => expect(notices.slice(from).some(({ notice }) => notice === 'progress')).toBe(true));
    await call('cancelDownload', null);
    expect(inEnglish((await loading).message)).toMatch(/was stopped\. What arrived is kept/);
    expect((await call('loadModel', { address })).name).toBe('tiny/slow');
  });
});

describe('an adapter of the Hub', () => {
  it('says its base, and is read with the model that is named', async () => {
    expect(await call('describeAdapter', { address: 'hf:tiny/lora' })).toEqual({ base: 'someone/bert-base' });
    const model = await call('describeModel', { address: 'hf:tiny/bert' });
    const report = await call('readAdapter', { address: 'hf:tiny/lora', model: model.address });
    expect(report).toMatchObject({
      method: { id: 'lora' },
      foreign: { library: 'HF PEFT', base: 'someone/bert-base' },
    });
  });

  it('is refused where it is none, or may run code', async () => {
    const none = await problem('readAdapter', { address: 'hf:tiny/encoder', model: 'tiny-encoder' });
    expect(inEnglish(none.message)).toMatch(/no adapter_config\.json/);
    const pickled = await problem('readAdapter', { address: 'hf:tiny/pickle', model: 'tiny-encoder' });
    expect(inEnglish(pickled.message)).toMatch(/a pickle, which may run code/);
    expect([none.code, pickled.code]).toEqual(['bad-adapter', 'bad-adapter']);
  });
});
