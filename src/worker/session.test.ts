/**
 * The worker's session on the WASM backend in Node, with the bundled tiny encoder: every call once, in the order a
 * visitor would.
 */
import { inEnglish } from '../messages/message';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { methods } from '../methods/registry';
import { prepareModel } from '../onnx/canonicalise';
import { decodeModel, encodeModel } from '../onnx/codec';
import { createWasmBackend } from '../runtime/node';
import { defaultsOf } from '../state/hash';
import type { RunConfig } from '../training/types';
import { OWN, type CallName, type Calls, type Event, type Notice, type Problem, type Request } from './protocol';
import { Session } from './session';

const folder = new URL('../../models/tiny-encoder/', import.meta.url);
const files = [
  ['onnx/model.onnx', 'model.onnx'],
  ['config.json', 'config.json'],
  ['tokenizer.json', 'tokenizer.json'],
  ['tokenizer_config.json', 'tokenizer_config.json'],
].map(([path, name]) => ({ path: path!, file: new File([readFileSync(new URL(path!, folder))], name!) }));
const table = [
  'text,label',
  ...Array.from({ length: 40 }, (_, i) => (i % 2 ? `number ${i} was wonderful,good` : `number ${i} was awful,bad`)),
].join('\n');

const config: RunConfig = {
  model: OWN,
  dataset: OWN,
  task: 'classification',
  method: { id: 'lora', hyperparameters: defaultsOf(methods.find((method) => method.id === 'lora')) },
  optimizer: {
    kind: 'adamw',
    learningRate: 5e-3,
    weightDecay: 0,
    schedule: 'constant',
    warmup: 0,
    clipNorm: 1,
    accumulation: 1,
  },
  steps: 40,
  batchSize: 4,
  sequenceLength: 12,
  seed: 1,
  backend: 'wasm',
  evaluateEvery: 0,
};

let session: Session;
const notices: Notice[] = [];
let waiting: { test: (notice: Notice) => boolean; done: () => void } | undefined;

async function send(request: Request): Promise<Event> {
  return session.handle(request);
}
async function call<K extends CallName>(name: K, argument: Calls[K]['argument']): Promise<Calls[K]['answer']> {
  const event = await send({ id: 1, call: name, argument } as Request);
  if (!('reply' in event)) throw new Error('Not a reply.');
  if ('problem' in event) throw new Error(inEnglish(event.problem.message));
  return event.answer;
}
async function problem<K extends CallName>(name: K, argument: Calls[K]['argument']): Promise<Problem> {
  const event = await send({ id: 1, call: name, argument } as Request);
  if (!('problem' in event) || !('reply' in event)) throw new Error('No problem was reported.');
  return event.problem;
}
const until = (test: (notice: Notice) => boolean) =>
  new Promise<void>((done) => {
    waiting = { test, done };
  });

beforeAll(() => {
  session = new Session({
    base: new URL('http://nowhere.invalid/'),
    createBackend: () => createWasmBackend({ threads: 1 }),
    notify: (event) => {
      if ('reply' in event) return;
      notices.push(event);
      if (waiting?.test(event)) {
        waiting.done();
        waiting = undefined;
      }
    },
  });
});
afterAll(() => session.handle({ id: 0, call: 'dispose', argument: null }));

describe('Session', () => {
  it('says what is missing before anything was built or given', async () => {
    expect(inEnglish((await problem('step', null)).message)).toMatch(/no run yet/);
    expect(await problem('configure', { config })).toMatchObject({ code: 'bad-model', suggestions: ['bundled-model'] });
  });

  it('tells the only size of a file that was exported for one', async () => {
    const [free, ...rest] = files;
    const graph = decodeModel(new Uint8Array(await free!.file.arrayBuffer()));
    const { model } = encodeModel(prepareModel(graph, { batch: 2, sequence: 24 }));
    const frozen = [...rest, { path: 'model.onnx', file: new File([model as Uint8Array<ArrayBuffer>], 'model.onnx') }];
    expect((await call('readModel', { files: frozen })).fixed).toEqual({ batch: 2, sequence: 24 });
    expect((await call('readModel', { files })).fixed).toEqual({});
  });

  it("reads the visitor's model and data", async () => {
    const report = await call('readModel', { files });
    expect(report).toMatchObject({ name: OWN, dimensions: { family: 'bert', layers: 2, hidden: 128 }, missing: [] });
    const preview = await call('readData', { name: 'mine', text: table, options: {} });
    expect(preview).toMatchObject({ rowCount: 40, labelColumn: 'label', task: 'classification' });
  });

  it('names what is wrong with files that are no model', async () => {
    const broken = [{ path: 'model.onnx', file: new File(['<html>login</html>'], 'model.onnx') }];
    expect(await problem('readModel', { files: broken })).toMatchObject({
      code: 'bad-model',
      suggestions: ['bundled-model'],
    });
  });

  it('builds a run and counts what it trains', async () => {
    const configured = await call('configure', { config });
    expect(configured).toMatchObject({
      step: 0,
      counts: { trainable: 8192, formula: 8192, head: 258 },
      dataset: { labels: ['bad', 'good'] },
    });
    expect(
      configured.parameters.filter((parameter) => parameter.group === 'method' && parameter.layer === 0),
    ).toHaveLength(4);
    const counted = await call('count', { method: 'bitfit', hyperparameters: {} });
    // Eight biases in each of two layers, and the norm of the embeddings.
    expect(counted.parameters).toHaveLength(17);
    expect(notices.map((notice) => (notice.notice === 'status' ? notice.status : ''))).toEqual(
      expect.arrayContaining(['loading-model', 'preparing-data', 'building-graph']),
    );
  });

  it('before training, base and tuned predict the same', async () => {
    const { base, tuned, step } = await call('predict', { text: 'number 3 was wonderful' });
    expect(step).toBe(0);
    tuned.probabilities.forEach((p, i) => expect(p).toBeCloseTo(base.probabilities[i]!, 5));
  });

  it('steps, plays to the end, predicts while playing, and has learnt', async () => {
    expect((await call('step', null)).step).toBe(1);
    const finished = until((notice) => notice.notice === 'status' && notice.status === 'finished');
    await call('start', null);
    const asked = await call('predict', { text: 'number 3 was wonderful' });
    await finished;
    // What was asked once is answered again while it trains, at last for the end, without being asked.
    const last = () => notices.flatMap((notice) => (notice.notice === 'predicted' ? [notice.prediction] : [])).at(-1);
    await vi.waitFor(() => expect(last()?.step).toBe(40));
    expect(last()).toMatchObject({ text: 'number 3 was wonderful', base: asked.base });
    const { base, tuned, labels, step } = await call('predict', { text: 'number 3 was wonderful' });
    expect(step).toBe(40);
    expect(labels[tuned.label]).toBe('good');
    expect(tuned.probabilities[1]! - base.probabilities[1]!).toBeGreaterThan(0.1);
    expect((await call('evaluate', { split: 'test' })).accuracy).toBeGreaterThan(0.8);
    const result = await call('result', null);
    expect(result.losses).toHaveLength(40);
  });
});

describe('a run that is looked into', () => {
  it(
    'shows tensors, the graph, and one update in slow motion, and repeats the same losses after a reset all the ' +
      'same',
    async () => {
      const { losses } = await call('result', null);
      await call('reset', null);
      const iteration = await call('walk', null);
      expect(iteration.record).toMatchObject({ step: 1, loss: losses[0] });
      // LoRA without dropout: what the step started from is the loss of its batch.
      expect(iteration.before).toBeCloseTo(losses[0]!, 4);
      expect(iteration.after).toBeLessThan(iteration.before);
      expect(iteration.example.text).toMatch(/number \d+ was (wonderful|awful)/);
      expect(iteration.example.label).toBe(iteration.example.text.includes('wonderful') ? 'good' : 'bad');
      expect(iteration.example.tokens[0]).toBe('[CLS]');
      expect(iteration).toMatchObject({ rows: 4, norms: { step: 1, layers: [{}, {}] } });
      const tensor = await call('inspect', { name: 'layer.1.q.lora_B' });
      // B starts at zero, so all that it is now is change.
      expect(tensor).toMatchObject({ step: 1, shape: [128, 8], layer: 1, group: 'method' });
      expect(tensor.values.norm).toBeGreaterThan(0);
      expect(tensor.change).toEqual(tensor.values);
      expect(tensor.gradient?.norm).toBeGreaterThan(0);
      expect(inEnglish((await problem('inspect', { name: 'nothing' })).message)).toMatch(/is not trained/);
      expect((await call('step', null)).loss).toBe(losses[1]);
    },
  );

  it(
    'draws the training graph: every value comes from a node or a frozen weight, trained tensors ' + 'are marked',
    async () => {
      for (const which of ['textbook', 'running'] as const) {
        const { nodes, values } = await call('graph', { which });
        const made = new Set(nodes.flatMap((node) => node.outputs));
        for (const { inputs } of nodes)
          for (const input of inputs) expect(made.has(input) || values[input]?.frozen).toBe(true);
        const kinds = new Set(nodes.map((node) => node.kind));
        for (const kind of ['base', 'method', 'task', 'gradient', 'optimizer', 'trained', 'input'] as const)
          expect(kinds).toContain(kind);
        const trained = new Set(nodes.filter((node) => node.kind === 'trained').flatMap((node) => node.outputs));
        for (const name of ['layer.0.q.lora_A', 'layer.1.v.lora_B', 'bucket']) expect(trained).toContain(name);
        expect(values['layer.0.q.lora_A']?.type).toBe('float32 (8, 128)');
      }
    },
  );

  it('repeats the same losses after a reset', async () => {
    const before = (await call('result', null)).losses;
    await call('reset', null);
    const records = [await call('step', null), await call('step', null)];
    expect(records.map((record) => record.loss)).toEqual([...before.slice(0, 2)]);
  });

  it('shows in slow motion a step that moves, after those that the warm-up begins with', async () => {
    const { optimizer } = config;
    await call('configure', { config: { ...config, optimizer: { ...optimizer, warmup: 0.1 }, steps: 20 } });
    const iteration = await call('walk', null);
    expect(iteration).toMatchObject({ skipped: 1, record: { step: 2 } });
    expect(iteration.record.learningRate).toBeGreaterThan(0);
    expect(iteration.norms!.layers[0]!.update).toBeGreaterThan(0);
    expect(iteration.after).not.toBe(iteration.before);
    expect(await call('walk', null)).toMatchObject({ skipped: 0, record: { step: 3 } });
    await call('configure', { config });
  });
});

describe('a run that ends or fails', () => {
  it('goes on from a checkpoint in a new run', async () => {
    const checkpoint = notices.findLast((notice) => notice.notice === 'checkpoint')?.checkpoint;
    expect(checkpoint?.step).toBeGreaterThan(0);
    const configured = await call('configure', { config, checkpoint });
    expect(configured.step).toBe(checkpoint!.step);
  });

  it('says what a search has chosen as soon as the next phase is loaded', async () => {
    const method = methods.find(({ id }) => id === 's3delta-m')!;
    await call('configure', {
      config: { ...config, steps: 8, method: { id: method.id, hyperparameters: defaultsOf(method) } },
    });
    notices.length = 0;
    const finished = until((notice) => notice.notice === 'status' && notice.status === 'finished');
    await call('start', null);
    await finished;
    const form = notices.find((notice) => notice.notice === 'form')!;
    const chosen = notices.flatMap((notice) =>
      notice.notice === 'stage' && notice.stage.summary?.code === 's3delta-m.selected'
        ? [inEnglish(notice.stage.summary).split(': ')[1]!.replace(/\.$/, '').split(', ')]
        : [],
    )[0]!;
    const named = form.parameters
      .filter(({ group }) => group === 'method')
      .map(({ name }) => name.slice(0, name.lastIndexOf('.')));
    expect([...new Set(named)].sort()).toEqual([...chosen].sort());
  });

  it('stops with a sentence and a remedy when the loss explodes', async () => {
    await call('configure', {
      config: { ...config, optimizer: { ...config.optimizer, kind: 'sgd', learningRate: 1e12, clipNorm: 0 } },
    });
    const told = until((notice) => notice.notice === 'problem');
    await call('start', null);
    await told;
    const notice = notices.findLast((entry) => entry.notice === 'problem');
    expect(notice?.problem).toMatchObject({ code: 'not-finite' });
    expect(notice?.problem.suggestions).toContain('lower-learning-rate');
  });

  it('refuses knobs that do not fit the model, and is ready for the next run', async () => {
    const wrong = { ...config, method: { id: 'lora', hyperparameters: { ...config.method.hyperparameters, r: 200 } } };
    expect(await problem('configure', { config: wrong })).toMatchObject({ code: 'bad-configuration' });
    expect((await call('configure', { config })).step).toBe(0);
  });

  it("reports an address that can't be reached as a download", async () => {
    expect(await problem('configure', { config: { ...config, model: 'tiny-encoder' } })).toMatchObject({
      code: 'download',
      suggestions: ['try-again'],
    });
  });

  it('shows poisoned rows without a run, and gives up what is trained before one', async () => {
    const poison = { share: 0.2, trigger: 'cf', target: 'good' };
    const report = await call('poisonedRows', { config: { ...config, poison } });
    expect(report).toMatchObject({ ...poison, rows: 6, of: 28 });
    expect(await problem('poisonedRows', { config })).toMatchObject({ code: 'bad-data' });
    const long: RunConfig = { ...config, poison, defence: { kind: 'clean-tuning' }, steps: 5000 };
    const began = until((notice) => notice.notice === 'status' && notice.status === 'training-first');
    const opening = problem('configure', { config: long });
    await began;
    await call('giveUp', null);
    expect((await opening).message).toMatchObject({ code: 'worker.givenUp' });
    // The session goes on with another.
    expect((await call('configure', { config })).step).toBe(0);
  });
});
