/**
 * An adapter goes out of one session and into another: the same predictions, in every kind of method; what does not fit
 * is refused.
 */
import { inEnglish } from '../messages/message';
import { readFileSync } from 'node:fs';
import { unzipSync, zipSync } from 'fflate';
import { afterEach, describe, expect, it } from 'vitest';
import { writeHubAdapter } from '../interchange/adapterHubWriter';
import { loadModel, memorySource } from '../interchange/modelFolder';
import { readSafetensors, writeSafetensors } from '../interchange/safetensors';
import { resolveHyperparameters } from '../methods/hyperparameters';
import { methodById } from '../methods/registry';
import { f32 } from '../onnx/tensor';
import { createWasmBackend } from '../runtime/node';
import { defaultsOf } from '../state/hash';
import { taskById } from '../tasks/registry';
import { parametersOf } from '../training/applied';
import type { RunConfig } from '../training/types';
import { OWN, type CallName, type Calls, type Request } from './protocol';
import { Session } from './session';

const folder = new URL('../../models/tiny-encoder/', import.meta.url);
const files = [
  ['onnx/model.onnx', 'model.onnx'],
  ['config.json', 'config.json'],
  ['tokenizer.json', 'tokenizer.json'],
  ['tokenizer_config.json', 'tokenizer_config.json'],
].map(([path, name]) => ({ path: path!, file: new File([readFileSync(new URL(path!, folder))], name!) }));
const tableOf = (good: string) =>
  [
    'text,label',
    ...Array.from({ length: 40 }, (_, i) =>
      i % 2 ? `number ${i} was wonderful,${good}` : `number ${i} was awful,bad`,
    ),
  ].join('\n');

const configOf = (id: string): RunConfig => {
  const method = methodById(id);
  return {
    model: OWN,
    dataset: OWN,
    task: 'classification',
    method: { id, hyperparameters: defaultsOf(method) },
    optimizer: {
      kind: 'adamw',
      learningRate: 1e-2,
      weightDecay: 0,
      schedule: 'constant',
      warmup: 0,
      clipNorm: 1,
      accumulation: 1,
    },
    steps: 8,
    batchSize: 4,
    sequenceLength: 12,
    seed: 1,
    backend: 'wasm',
    evaluateEvery: 0,
  };
};

const sessions: Session[] = [];
afterEach(async () => {
  for (const session of sessions.splice(0)) await session.handle({ id: 0, call: 'dispose', argument: null });
});

/** A session that has the model and data. */
async function begin(table = tableOf('good')) {
  let ended: (() => void) | undefined;
  const session = new Session({
    base: new URL('http://nowhere.invalid/'),
    createBackend: () => createWasmBackend({ threads: 1 }),
    notify: (event) => {
      if ('notice' in event && event.notice === 'status' && event.status === 'finished') ended?.();
    },
  });
  sessions.push(session);
  const ask = <K extends CallName>(call: K, argument: Calls[K]['argument']) =>
    session.handle({ id: 1, call, argument } as Request);
  const call = async <K extends CallName>(name: K, argument: Calls[K]['argument']): Promise<Calls[K]['answer']> => {
    const event = await ask(name, argument);
    if (!('answer' in event)) throw new Error('problem' in event ? inEnglish(event.problem.message) : 'No answer.');
    return event.answer;
  };
  const refusal = async <K extends CallName>(name: K, argument: Calls[K]['argument']) => {
    const event = await ask(name, argument);
    return 'problem' in event ? `${event.problem.code}: ${inEnglish(event.problem.message)}` : 'accepted';
  };
  await call('readModel', { files });
  await call('readData', { name: 'mine', text: table, options: {} });
  const train = async (config: RunConfig) => {
    await call('configure', { config });
    const over = new Promise<void>((resolve) => {
      ended = resolve;
    });
    await call('start', null);
    await over;
  };
  return { call, refusal, train };
}

const text = 'number 3 was wonderful';
const fileOf = (zip: Uint8Array) => ({
  files: [{ path: 'a.zip', file: new File([zip as Uint8Array<ArrayBuffer>], 'a.zip') }],
});

// Without our metadata a file is as the other library writes it.
const anonymous = (bytes: Uint8Array) => writeSafetensors(readSafetensors(bytes).tensors);

describe('adapters between sessions', () => {
  // One of each kind: merged tensors, frozen weights unfrozen, virtual tokens, masks of an earlier phase, frozen random
  // tensors.
  it.each(['lora', 'bitfit', 'prompt-tuning', 'lt-sft', 'lora-fa'])(
    '%s predicts the same after the zip',
    async (id) => {
      const config = configOf(id);
      const one = await begin();
      await one.train(config);
      const before = await one.call('predict', { text });
      const saved = await one.call('saveAdapter', null);
      expect(before.tuned.probabilities[1]! - before.base.probabilities[1]!).not.toBe(0);
      const two = await begin();
      const report = await two.call('readAdapter', { ...fileOf(saved.zip), model: OWN });
      expect(report).toMatchObject({ method: { id }, labels: ['bad', 'good'], model: OWN, task: 'classification' });
      await two.call('configure', { config, adapter: true });
      const after = await two.call('predict', { text });
      after.tuned.probabilities.forEach((p, i) => expect(p).toBeCloseTo(before.tuned.probabilities[i]!, 6));
      after.base.probabilities.forEach((p, i) => expect(p).toBeCloseTo(before.base.probabilities[i]!, 6));
      // Goes on from there, and back to there.
      const { loss } = await two.call('step', null);
      expect(Number.isFinite(loss)).toBe(true);
      await two.call('reset', null);
      const reset = await two.call('predict', { text });
      reset.tuned.probabilities.forEach((p, i) => expect(p).toBeCloseTo(before.tuned.probabilities[i]!, 6));
    },
  );

  it.each(['lora', 'ia3', 'prompt-tuning'])(
    "%s without a word of ours in it is recognised as HF PEFT's, and predicts the same",
    async (id) => {
      const plain = configOf(id);
      // As PEFT's heads on encoders read; the adapter sets that.
      const config: RunConfig = {
        ...plain,
        pooling: 'cls',
        method: {
          id,
          hyperparameters: {
            ...plain.method.hyperparameters,
            ...(id === 'lora'
              ? { r: 3, targets: ['k', 'down'], rslora: true }
              : id === 'ia3'
                ? { placement: 'peft' }
                : { l: 5 }),
          },
        },
      };
      const one = await begin();
      await one.train(config);
      const before = await one.call('predict', { text });
      const inside = unzipSync((await one.call('saveAdapter', null)).zip);
      const two = await begin();
      const zip = zipSync({
        'a/adapter_config.json': inside['adapter_config.json']!,
        'a/adapter_model.safetensors': anonymous(inside['adapter_model.safetensors']!),
      });
      const report = await two.call('readAdapter', { ...fileOf(zip), model: OWN });
      expect(report).toMatchObject({
        method: { id },
        classes: 2,
        task: 'classification',
        pooling: 'cls',
        foreign: { library: 'HF PEFT', base: OWN },
        notes: ['first-token'],
      });
      expect(report).not.toHaveProperty('model');
      expect(report).not.toHaveProperty('labels');
      await two.call('configure', {
        config: {
          ...config,
          pooling: report.pooling!,
          method: { id: report.method!.id, hyperparameters: report.method!.hyperparameters },
        },
        adapter: true,
      });
      const after = await two.call('predict', { text });
      after.tuned.probabilities.forEach((p, i) => expect(p).toBeCloseTo(before.tuned.probabilities[i]!, 6));
    },
  );
});

describe("AdapterHub's adapters", () => {
  it("AdapterHub's, dropped as a zip, is used like any other", async () => {
    const { graph, config: modelConfig } = await loadModel(
      memorySource(
        new Map(
          await Promise.all(
            files.map(async ({ path, file }) => [path, new Uint8Array(await file.arrayBuffer())] as const),
          ),
        ),
      ),
      'tiny-encoder',
    );
    const method = methodById('pfeiffer-adapter');
    const hyperparameters = resolveHyperparameters(method, { m: 8 });
    const { parameters, base } = parametersOf({
      model: { graph, ...(modelConfig && { config: modelConfig }) },
      method,
      hyperparameters,
      task: taskById('classification'),
      taskOptions: { labels: ['0', '1'] },
      batch: 1,
      sequence: 8,
      seed: 1,
    });
    const values = new Map(
      parameters.map((p, k) => [
        p.name,
        f32(
          p.shape,
          Float32Array.from({ length: p.shape.reduce((a, b) => a * b, 1) }, (_, i) => 0.3 * Math.sin(1 + i + 17 * k)),
        ),
      ]),
    );
    const written = writeHubAdapter({ method, hyperparameters, anatomy: base.anatomy, parameters }, values, {
      model: 'someone/mini',
      method: { id: method.id, hyperparameters },
      task: 'classification',
      pooling: 'cls',
      labels: ['0', '1'],
    });
    const zip = zipSync(
      Object.fromEntries(
        Object.entries(written).map(([path, bytes]) => [
          `pfeiffer/${path}`,
          path.endsWith('.safetensors') ? anonymous(bytes) : bytes,
        ]),
      ),
    );
    const session = await begin();
    const report = await session.call('readAdapter', { ...fileOf(zip), model: OWN });
    expect(report).toMatchObject({
      kind: method.name,
      method: { id: method.id, hyperparameters: { m: 8 } },
      classes: 2,
      pooling: 'cls',
      foreign: { library: 'AdapterHub', base: 'someone/mini' },
    });
    const config: RunConfig = { ...configOf(method.id), pooling: 'cls', method: report.method! };
    await session.call('configure', { config });
    const untouched = await session.call('predict', { text });
    await session.call('configure', { config, adapter: true });
    const { tuned } = await session.call('predict', { text });
    expect(Math.abs(tuned.probabilities[0]! - untouched.tuned.probabilities[0]!)).toBeGreaterThan(1e-3);
    expect(Number.isFinite((await session.call('step', null)).loss)).toBe(true);
  });
});

describe('links and refusals', () => {
  it('a small one predicts the same to four digits after the link', async () => {
    const config = configOf('ia3');
    const one = await begin();
    await one.train(config);
    const before = await one.call('predict', { text });
    const { packed, format } = await one.call('saveAdapter', null);
    expect(format).toBe('peft');
    expect(packed!.length).toBeLessThan(8000);
    const two = await begin();
    await two.call('readAdapter', { packed: packed!, model: OWN });
    await two.call('configure', { config, adapter: true });
    const after = await two.call('predict', { text });
    after.tuned.probabilities.forEach((p, i) => expect(p).toBeCloseTo(before.tuned.probabilities[i]!, 3));
  });

  it('refuses what does not fit with a sentence, and is ready for the next run', async () => {
    const config = configOf('bitfit');
    const one = await begin();
    await one.train(config);
    const { zip } = await one.call('saveAdapter', null);
    const two = await begin(tableOf('fine'));
    expect(await two.refusal('configure', { config, adapter: true })).toMatch(
      /bad-adapter: The adapter is not here any more/,
    );
    await two.call('readAdapter', { ...fileOf(zip), model: OWN });
    expect(await two.refusal('configure', { config, adapter: true })).toMatch(
      /bad-adapter: The adapter tells apart bad, good, but the data has bad, fine\. Choose the data/,
    );
    await two.call('readData', { name: 'mine', text: tableOf('good'), options: {} });
    expect(await two.refusal('configure', { config: configOf('lora'), adapter: true })).toMatch(
      /bad-adapter: The adapter was made with bitfit, but the method is lora/,
    );
    expect(
      await two.refusal('readAdapter', { model: OWN, files: [{ path: 'cat.png', file: new File(['x'], 'cat.png') }] }),
    ).toMatch(/bad-adapter: cat\.png is no adapter/);
    expect(await two.refusal('readAdapter', { packed: 'AAAA', model: OWN })).toMatch(
      /bad-adapter: The adapter in the link can't be used: it is cut off/,
    );
    expect(await two.call('configure', { config })).toMatchObject({ step: 0 });
  });
});
