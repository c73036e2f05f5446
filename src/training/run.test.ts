/** Whole runs on small random models, on the WASM backend in Node. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { classificationData, fixture, languageData, runConfig, sourceData } from '../../test/fixture';
import { foreign, inEnglish, type Message } from '../messages/message';
import type { Tensor } from '../onnx/tensor';
import type { Backend } from '../runtime/backend';
import { BackendError, deviceLost } from '../runtime/errors';
import { WasmBackend } from '../runtime/wasm';
import { leavesRest, narrow } from '../../test/methodCases';
import { resolveHyperparameters } from '../methods/hyperparameters';
import { methodById, methods } from '../methods/registry';
import { Trainer, type TrainerOptions } from '../../test/trainer';
import type { RunEvent } from './events';
import { TrainingFailure } from './failures';

const bert = fixture('bert-torchscript');
const gpt2 = fixture('gpt2-torchscript');
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

interface Started {
  readonly trainer: Trainer;
  readonly events: RunEvent[];
}

async function start(
  changes: Parameters<typeof runConfig>[0] = {},
  more: Partial<TrainerOptions> = {},
): Promise<Started> {
  const config = runConfig(changes);
  const lm = config.task === 'causal-lm';
  const method = methodById(config.method.id);
  const model = lm || !method.kinds.includes('encoder') ? gpt2 : bert;
  const events: RunEvent[] = [];
  const sources = method.sources?.(resolveHyperparameters(method, config.method.hyperparameters)) ?? 0;
  const own = lm ? languageData() : classificationData();
  const trainer = new Trainer({
    model: model.graph,
    modelConfig: model.config,
    config,
    data: { ...own, ...(sources > 0 && { sources: sourceData(config.task, sources) }) },
    backend,
    listener: (event) => events.push(event),
    ...more,
  });
  await trainer.prepare();
  return { trainer, events };
}

/** What a run that fails throws. */
async function failureOf(running: Promise<unknown>): Promise<TrainingFailure> {
  const error: unknown = await running.then(
    () => new Error('Nothing was thrown.'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TrainingFailure)) throw error;
  return error;
}

const values = (tensors: ReadonlyMap<string, Tensor>): Record<string, number[]> =>
  Object.fromEntries([...tensors].map(([name, t]) => [name, Array.from(t.data as Float32Array)]));

/**
 * Tasks and methods are proven apart: the other tasks in src/tasks/headed.test.ts. On text that goes on, whose
 * gradients the matrix has for all: what lengthens it, and a third of the rest.
 */
const pairs = methods.flatMap((method, i) =>
  method.tasks
    .filter(
      (task) =>
        task === 'classification' ||
        (task === 'causal-lm' && method.kinds.includes('decoder') && (method.virtualTokens || i % 3 === 0)),
    )
    .map((task) => ({ id: method.id, task, method })),
);

describe.each(pairs)('$id on $task', ({ method, task }) => {
  it('lowers the loss, trains just what it declares, and counts by its formula', async () => {
    const { learningRate } = method.defaults;
    // With several data sets each phase is short: one of them must lower its loss, the last may train a head only.
    const steps = method.sources ? 120 : method.phases ? 60 : 30;
    const { trainer } = await start({
      task,
      method: { id: method.id, hyperparameters: narrow[method.id] ?? {} },
      steps,
      optimizer: { learningRate: Math.max(learningRate, 3e-3) },
    });
    const before = await trainer.trained();
    await trainer.run();
    expect(trainer.records).toHaveLength(steps);
    // A phase that starts anew, or with fewer tensors, starts with a higher loss than the one before ended with. With
    // several data sets each phase is short, and the last may train a head only: one of them must lower its loss.
    const { stages } = trainer.result();
    const spans =
      stages.length === 0
        ? [{ from: 0, to: steps }]
        : method.sources
          ? stages.filter(({ from, to }) => to - from >= 6)
          : stages.filter(({ from, to }) => to > from).slice(-1);
    const fell = spans.map(({ from, to }) => {
      const losses = trainer.records.slice(from, to).map((record) => record.loss);
      const part = Math.min(6, Math.floor(losses.length / 2));
      return mean(losses.slice(-part)) < mean(losses.slice(0, part));
    });
    expect(fell).toContain(true);
    const after = await trainer.trained();
    // Phases may train different tensors.
    if (!method.phases) expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
    expect(
      [...after].some(([name, tensor]) => tensor.data.some((value, i) => value !== before.get(name)?.data[i])),
    ).toBe(true);
    const { trainable, formula } = trainer.counts;
    if (leavesRest.has(method.id)) expect(trainable / formula).toBeGreaterThan(0.9);
    else expect(trainable).toBe(formula);
    expect(trainable).toBeLessThanOrEqual(formula);
    await trainer.dispose();
  });
});

/** The WASM backend with an accident after some runs, as a GPU may have. */
function failing(after: number, error: BackendError): Backend {
  let lose: (reason: Message) => void = () => undefined;
  const lost = new Promise<Message>((resolve) => {
    lose = resolve;
  });
  let left = after;
  return {
    kind: backend.kind,
    description: foreign('failing'),
    lost,
    memory: () => backend.memory(),
    resetPeak: () => backend.resetPeak(),
    allocate: (type, owner) => backend.allocate(type, owner),
    upload: (tensor, owner) => backend.upload(tensor, owner),
    forgetUnused: () => backend.forgetUnused(),
    idle: () => backend.idle(),
    dispose: () => Promise.resolve(),
    async load(graph, label) {
      const executable = await backend.load(graph, label);
      return {
        nodes: executable.nodes,
        dispatches: 0,
        release: () => executable.release(),
        run(inputs, outputs) {
          if (left-- > 0) return executable.run(inputs, outputs);
          if (error.kind === 'device-lost') lose(foreign('The GPU device was lost (test).'));
          return Promise.reject(error);
        },
      };
    },
  };
}

describe('a run and its curve', () => {
  it('is deterministic: same seed, same curve; another seed, another', async () => {
    const run = async (seed: number) => {
      const { trainer } = await start({ seed, steps: 8 });
      await trainer.run();
      const losses = trainer.records.map((r) => r.loss);
      await trainer.reset();
      await trainer.run();
      expect(trainer.records.map((r) => r.loss)).toEqual(losses);
      await trainer.dispose();
      return losses;
    };
    const first = await run(3);
    expect(await run(3)).toEqual(first);
    expect(await run(4)).not.toEqual(first);
  });

  it('goes on exactly where a checkpoint was taken', async () => {
    const { trainer } = await start({ steps: 12 });
    await trainer.run(5);
    expect(trainer.status).toBe('paused');
    const checkpoint = structuredClone(await trainer.checkpoint());
    await trainer.run();
    const whole = trainer.records.map((r) => r.loss);
    const end = values(await trainer.trained());
    await trainer.dispose();
    const { trainer: second } = await start({ steps: 12 }, { checkpoint });
    expect(second.stepsDone).toBe(5);
    await second.run();
    expect(second.records.map((r) => r.loss)).toEqual(whole);
    expect(values(await second.trained())).toEqual(end);
    await second.restore(checkpoint);
    expect(second.stepsDone).toBe(5);
    expect((await second.step()).loss).toBe(whole[5]);
    await second.dispose();
  });

  it('accumulates: two micro-batches equal one batch of double size', async () => {
    for (const task of ['classification', 'causal-lm'] as const) {
      const { trainer: whole } = await start({ task, steps: 4, batchSize: 8 });
      await whole.run();
      const { trainer: halves } = await start({ task, steps: 4, batchSize: 4, optimizer: { accumulation: 2 } });
      await halves.run();
      halves.records.forEach((record, i) => {
        expect(record.loss).toBeCloseTo(whole.records[i]!.loss, 5);
        expect(record.gradientNorm).toBeCloseTo(whole.records[i]!.gradientNorm, 4);
      });
      const expected = values(await whole.trained());
      for (const [name, found] of Object.entries(values(await halves.trained())))
        found.forEach((v, i) => expect(v).toBeCloseTo(expected[name]![i]!, 4));
      await whole.dispose();
      await halves.dispose();
    }
  });

  it('follows the schedule, and a rate that is changed while it runs', async () => {
    const { trainer } = await start({ steps: 10, optimizer: { schedule: 'linear', warmup: 0.2, learningRate: 1e-3 } });
    await trainer.run(6);
    trainer.setLearningRate(2e-3);
    await trainer.run();
    const rates = trainer.records.map((r) => r.learningRate);
    [0, 0.5e-3, 1e-3, 0.875e-3, 0.75e-3, 0.625e-3, 1e-3, 0.75e-3, 0.5e-3, 0.25e-3].forEach((rate, i) =>
      expect(rates[i]).toBeCloseTo(rate, 9),
    );
    expect(() => trainer.setLearningRate(0)).toThrow('positive number');
    await trainer.dispose();
  });
});

describe('a run that fails', () => {
  it('stops on a loss that is no number, keeps the last good state and names causes', async () => {
    const { trainer, events } = await start({ method: { id: 'full', hyperparameters: {} }, steps: 400 });
    await trainer.run(20);
    const good = await trainer.checkpoint();
    await trainer.restore(good);
    trainer.setLearningRate(1e30);
    const error = await failureOf(trainer.run());
    expect(error.message).toMatch(/at step \d+ the (loss|gradient) was no longer a finite number/);
    expect(error).toMatchObject({ kind: 'not-finite', step: 20 });
    expect(inEnglish(error.advice[0]!)).toContain('learning rate');
    // It is told by being thrown alone.
    expect(events.at(-1)).toMatchObject({ kind: 'status', status: 'paused', step: 20 });
    expect(trainer.status).toBe('paused');
    expect(trainer.stepsDone).toBe(20);
    for (const tensor of (await trainer.trained()).values())
      expect(tensor.data.every((v) => Number.isFinite(Number(v)))).toBe(true);
    trainer.setLearningRate(1e-3);
    await trainer.run(25);
    expect(trainer.records).toHaveLength(25);
    expect(trainer.records.every((r) => Number.isFinite(r.loss))).toBe(true);
    await trainer.dispose();
  });

  it('stops when the loss has risen a thousandfold for good, though it is a number', async () => {
    const { trainer } = await start({
      method: { id: 'head-only', hyperparameters: {} },
      steps: 400,
      optimizer: { kind: 'sgd', clipNorm: 0, weightDecay: 0, schedule: 'constant', warmup: 0, learningRate: 1e-2 },
    });
    await trainer.run(20);
    const good = await trainer.checkpoint();
    await trainer.restore(good);
    // The gradient of a head is bounded, so that its loss only grows with the rate and never ends in NaN.
    trainer.setLearningRate(1e8);
    const error = await failureOf(trainer.run());
    expect(error.message).toMatch(/it diverged. At step \d+ the loss was \S+e\+\d+, and it began at \d/);
    expect(error).toMatchObject({ kind: 'diverged', step: 20 });
    expect(inEnglish(error.advice[0]!)).toContain('learning rate');
    expect([trainer.status, trainer.stepsDone]).toEqual(['paused', 20]);
    trainer.setLearningRate(1e-3);
    await trainer.run(40);
    expect(trainer.records.every((r) => r.loss < 10)).toBe(true);
    await trainer.dispose();
  });
});

describe('a run under way', () => {
  it('holds the same bytes at step 200 as at step 20, and gives them back', async () => {
    backend.forgetUnused();
    const before = backend.memory().live;
    const { trainer } = await start({ steps: 300 });
    await trainer.run(20);
    const early = backend.memory();
    await trainer.run(200);
    const late = backend.memory();
    expect(late.total).toBe(early.total);
    expect(late.live).toEqual(early.live);
    await trainer.dispose();
    backend.forgetUnused();
    const after = backend.memory().live;
    for (const owner of ['frozen', 'trainable', 'optimizer', 'inputs'] as const)
      expect(after[owner]).toBe(before[owner]);
  });
});

describe('what a run is asked', () => {
  it('evaluates whole splits and predicts, and disturbs nothing by it', async () => {
    const { trainer, events } = await start({ steps: 40, evaluateEvery: 10 });
    const running = trainer.run();
    const early = await trainer.predict(
      [
        [12, 13, 14, 15],
        [5, 12, 13, 6, 14],
      ],
      'tuned',
    );
    await running;
    expect(early.map((p) => p.probabilities.length)).toEqual([2, 2]);
    const { trainer: plain } = await start({ steps: 40 });
    await plain.run();
    expect(trainer.records.map((r) => r.loss)).toEqual(plain.records.map((r) => r.loss));
    const validation = events.flatMap((event) =>
      event.kind === 'metrics' && event.split === 'validation' ? [event] : [],
    );
    expect(validation.map((event) => event.step)).toEqual([10, 20, 30, 40]);
    const test = await trainer.evaluate('test');
    expect(test.count).toBe(9);
    const predicted = await trainer.predict(
      classificationData().test.map((e) => e.ids),
      'tuned',
    );
    const right = predicted.filter((p, i) => p.label === i % 2).length;
    expect(test.accuracy).toBeCloseTo(right / 9, 10);
    const [base] = await trainer.predict([[12, 13, 14, 15]], 'base');
    const [tuned] = await trainer.predict([[12, 13, 14, 15]], 'tuned');
    expect(base!.probabilities[0]! + base!.probabilities[1]!).toBeCloseTo(1, 10);
    expect(base!.probabilities).not.toEqual(tuned!.probabilities);
    const result = trainer.result();
    expect(result.losses).toHaveLength(40);
    expect(result.test).toEqual(test);
    expect(result.phases.map((p) => p.name)).toEqual(
      expect.arrayContaining(['building-graph', 'training', 'evaluating']),
    );
    await trainer.dispose();
    await plain.dispose();
  });

  it('counts and learns only the tokens that are to be predicted', async () => {
    const own = languageData();
    // The first three are only read.
    const masked = own.train.map(({ ids }) => ({ ids, targets: ids.slice(1).map((id, i) => (i < 3 ? -100 : id)) }));
    const { trainer } = await start({ task: 'causal-lm', steps: 2 }, { data: { ...own, train: masked, test: masked } });
    const counted = masked.reduce((sum, { targets }) => sum + targets.filter((id) => id >= 0).length, 0);
    const whole = await start({ task: 'causal-lm', steps: 2 }, { data: { ...own, test: own.train } });
    const [ours, all] = [await trainer.evaluate('test'), await whole.trainer.evaluate('test')];
    expect([ours.count, all.count]).toEqual([counted, counted + 3 * masked.length]);
    expect(ours.loss).not.toBeCloseTo(all.loss, 4);
    await trainer.dispose();
    await whole.trainer.dispose();
  });

  it('writes text that it has learnt, the same for the same seed', async () => {
    const { trainer } = await start({
      task: 'causal-lm',
      method: { id: 'full', hyperparameters: {} },
      steps: 150,
      batchSize: 8,
      optimizer: { learningRate: 1e-2 },
    });
    const options = { prompt: [7, 8, 9], maxNewTokens: 6, temperature: 0, topK: 0, seed: 1, which: 'tuned' } as const;
    await trainer.run();
    expect(await trainer.generate(options)).toEqual([10, 11, 12, 13, 14, 15]);
    const heard: number[] = [];
    const sampled = await trainer.generate({
      ...options,
      temperature: 1,
      topK: 5,
      maxNewTokens: 20,
      onToken: (id) => {
        heard.push(id);
      },
    });
    expect(heard).toEqual(sampled);
    expect(await trainer.generate({ ...options, temperature: 1, topK: 5, maxNewTokens: 20 })).toEqual(sampled);
    expect(await trainer.generate({ ...options, which: 'base' })).not.toEqual([10, 11, 12, 13, 14, 15]);
    await trainer.dispose();
  });
});

describe('a run that is left, stepped and looked at', () => {
  it('pauses within a step and takes single steps', async () => {
    const { trainer } = await start({ steps: 2000 });
    const running = trainer.run();
    await new Promise((resolve) => setTimeout(resolve, 150));
    trainer.pause();
    await running;
    const at = trainer.stepsDone;
    expect(at).toBeGreaterThan(0);
    expect(at).toBeLessThan(2000);
    expect((await trainer.step()).step).toBe(at + 1);
    expect(trainer.records).toHaveLength(at + 1);
    await trainer.dispose();
  });

  it.each(['lora', 'lt-sft'])('takes no step beyond its last (%s)', async (id) => {
    const { trainer, events } = await start({ steps: 4, method: { id, hyperparameters: {} } });
    for (let i = 0; i < 12 && trainer.status !== 'finished'; i++) await trainer.step();
    const end = values(await trainer.trained());
    const last = trainer.records.at(-1)!;
    expect([trainer.status, last.step, trainer.stepsDone]).toEqual(['finished', 4, 4]);
    expect(await trainer.step()).toEqual(last);
    await trainer.run();
    expect([trainer.status, trainer.stepsDone]).toEqual(['finished', 4]);
    expect(values(await trainer.trained())).toEqual(end);
    for (const event of events) if (event.kind === 'status') expect(event.step).toBeLessThanOrEqual(4);
    await trainer.dispose();
  });

  it('is looked at while it trains, at the end, and after a reset, and learns the same to the bit', async () => {
    const [alone, seen] = [await start({ steps: 30 }), await start({ steps: 30 })];
    await alone.trainer.run();
    const steps: number[] = [];
    let busy = 0;
    const ids = [5, 6, 7];
    const [before] = await seen.trainer.predict([ids], 'base');
    seen.trainer.watch(async (model) => {
      busy++;
      const step = seen.trainer.stepsDone;
      const [now] = await model.predict([ids], 'tuned');
      // Nothing is trained during a look.
      expect(seen.trainer.stepsDone).toBe(step);
      expect(now!.probabilities).toHaveLength(before!.probabilities.length);
      steps.push(step);
      busy--;
      expect(busy).toBe(0);
    });
    await seen.trainer.run();
    await vi.waitFor(() => expect(steps.at(-1)).toBe(30));
    expect(steps[0]).toBe(1);
    expect(steps).toEqual([...new Set(steps)]);
    expect(seen.trainer.records).toEqual(alone.trainer.records);
    expect(values(await seen.trainer.trained())).toEqual(values(await alone.trainer.trained()));
    await seen.trainer.reset();
    await vi.waitFor(() => expect(steps.at(-1)).toBe(0));
    // A look that fails ends the looking, not the run.
    seen.trainer.watch(() => Promise.reject(new Error('No.')));
    await seen.trainer.run();
    expect(seen.trainer.status).toBe('finished');
    expect(seen.events.some((event) => event.kind === 'status' && event.status === 'failed')).toBe(false);
    await alone.trainer.dispose();
    await seen.trainer.dispose();
  });

  it('can be disposed of while it runs', async () => {
    const { trainer, events } = await start({ steps: 5000 });
    const running = trainer.run();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await trainer.dispose();
    await expect(running).resolves.toBeUndefined();
    expect(events.some((event) => event.kind === 'status' && event.status === 'failed')).toBe(false);
  });
});

describe('a run and its device', () => {
  it('reports steps a few times a second, each once, with the speed', async () => {
    const { trainer, events } = await start({ steps: 300 });
    await trainer.run();
    const reports = events.flatMap((event) => (event.kind === 'steps' ? [event] : []));
    expect(reports.flatMap((report) => report.records.map((record) => record.step))).toEqual(
      Array.from({ length: 300 }, (_, i) => i + 1),
    );
    expect(reports.length).toBeLessThanOrEqual(30);
    expect(reports[0]!.stepsPerSecond).toBeGreaterThan(0);
    expect(reports[0]!.tokensPerSecond).toBeCloseTo(reports[0]!.stepsPerSecond * 4 * 12, 3);
    await trainer.dispose();
  });

  it(
    'survives a lost device: one report, and the run goes on from the last good state on another ' + 'backend',
    async () => {
      const gone = deviceLost(foreign('The GPU device was lost (test).'));
      const { trainer, events } = await start({ steps: 40 }, { backend: failing(25, gone) });
      await trainer.run(10);
      await trainer.run(20);
      const error = await failureOf(trainer.run());
      expect(error.message).toContain('device was lost');
      expect(trainer.status).toBe('failed');
      expect(events.filter((event) => event.kind === 'status' && event.status === 'failed')).toHaveLength(1);
      expect([error.kind, (await trainer.opened.lost).kind]).toEqual(['device-lost', 'device-lost']);
      const checkpoint = await trainer.checkpoint();
      expect(checkpoint.step).toBe(error.step);
      expect(checkpoint.step).toBeGreaterThan(0);
      await trainer.dispose();
      const { trainer: second } = await start({ steps: 40 }, { checkpoint });
      await second.run();
      const { trainer: whole } = await start({ steps: 40 });
      await whole.run();
      expect(second.records.map((r) => r.loss)).toEqual(whole.records.map((r) => r.loss));
      await second.dispose();
      await whole.dispose();
    },
  );

  it('advises a smaller batch when memory runs out', async () => {
    const { trainer } = await start(
      { steps: 40 },
      { backend: failing(5, new BackendError('out-of-memory', foreign('The GPU ran out of memory.'))) },
    );
    const error = await failureOf(trainer.run());
    expect(error.message).toContain('out of memory');
    expect(error).toMatchObject({ kind: 'out-of-memory' });
    expect(error.advice.map(inEnglish).join(' ')).toMatch(
      /about [\d,]+ MB.*Choose a batch of 2 with two micro-batches/,
    );
    await trainer.dispose();
  });

  it('says what is wrong with a length that the model does not have', async () => {
    await expect(start({ sequenceLength: 5000 })).rejects.toThrow(
      /The model has \d+ positions, but 5000 are asked for/,
    );
  });
});
