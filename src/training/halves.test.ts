/** A batch in two halves by length is the same update as the whole batch. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { classificationData, fixture, headedData, runConfig } from '../../test/fixture';
import { Trainer } from '../../test/trainer';
import { BatchSource } from '../data/batching';
import { packRows } from '../data/encode';
import { resolveHyperparameters } from '../methods/hyperparameters';
import { methodById } from '../methods/registry';
import { WasmBackend } from '../runtime/wasm';
import { taskById } from '../tasks/registry';
import type { Recipe } from './applied';
import { assembleTraining } from './assembleTraining';
import type { Checkpoint } from './events';
import { planHalves, type HalvesRequest } from './halves';
import { Stepper } from './stepper';

const [BATCH, LENGTH, SEED] = [16, 32, 3];
let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

type Task = 'regression' | 'token-classification';
const { optimizer: settings } = runConfig();

/** Short texts, and every ninth one up to three times as long. */
function requestOf(task: Task, method: string, given: Readonly<Record<string, unknown>> = {}): HalvesRequest {
  const data = headedData(task, 48);
  const rows = data.train.map((row, i) => {
    if (i % 9 > 0) return row;
    const { ids, targets } = row;
    return { ...row, ids: [...ids, ...ids, ...ids], ...(targets && { targets: [...targets, ...targets, ...targets] }) };
  });
  const recipe: Recipe = {
    model: fixture('bert-torchscript'),
    method: methodById(method),
    hyperparameters: resolveHyperparameters(methodById(method), given),
    task: taskById(task),
    taskOptions: { labels: data.labels ?? [] },
    batch: BATCH,
    sequence: LENGTH,
    seed: SEED,
  };
  const graphs = assembleTraining(recipe, settings);
  return { recipe, settings, graphs, steps: 128, set: packRows(rows, task, LENGTH, 0) };
}

describe('halves by length', () => {
  it.each([
    ['regression', 'lora', {}],
    ['token-classification', 'prefix-tuning', { l: 3 }],
    // Its subspaces are of the whole batch's gradient; they are found twice here.
    ['token-classification', 'galore', { r: 4, update_proj_gap: 2 }],
  ] as const)('%s, %s: the same losses and the same tensors', async (task, method, given) => {
    const request = requestOf(task, method, given);
    const plan = planHalves(backend, request)!;
    expect(plan.rows).toBe(BATCH / 2);
    expect(plan.lengths.length).toBeGreaterThan(1);
    const run = async (halving?: Parameters<typeof Stepper.load>[4]) => {
      const stepper = await Stepper.load(backend, request.graphs, SEED, undefined, halving);
      const source = new BatchSource(request.set, BATCH, SEED);
      for (let step = 1; step <= 4; step++)
        await stepper.step([source.next()], { step, learningRate: 5e-3, weightDecay: 0.01 });
      const ring = await stepper.readRing();
      const told = [1, 2, 3, 4].flatMap((step) => Object.values(ring(step)));
      const states = await stepper.states.read();
      await stepper.dispose();
      return { told, states };
    };
    const whole = await run();
    const halved = await run({ request, plan });
    halved.told.forEach((value, i) => expect(Math.abs(value - whole.told[i]!)).toBeLessThan(1e-5));
    for (const { name } of request.graphs.units) {
      const expected = whole.states[name]!.data as Float32Array;
      // Adam's first steps are of the size of the rate, whichever way a gradient of nearly zero points.
      const off = (halved.states[name]!.data as Float32Array).filter((v, i) => Math.abs(v - expected[i]!) > 1e-4);
      expect(off.length / expected.length).toBeLessThan(0.01);
    }
  });

  it('go on to the bit from a checkpoint, also where more updates follow', async () => {
    const loads = vi.spyOn(backend, 'load');
    const open = async (steps: number, checkpoint?: Checkpoint) => {
      const { graph, config } = fixture('bert-torchscript');
      const trainer = new Trainer({
        model: graph,
        modelConfig: config!,
        config: runConfig({ steps, batchSize: BATCH, sequenceLength: LENGTH }),
        data: classificationData(),
        backend,
        ...(checkpoint && { checkpoint }),
      });
      await trainer.prepare();
      return trainer;
    };
    const first = await open(128);
    await first.run(3);
    const checkpoint = structuredClone(await first.checkpoint());
    await first.run(6);
    const again = await open(500, checkpoint);
    await again.run(6);
    expect(again.records.map(({ loss }) => loss)).toEqual(first.records.map(({ loss }) => loss));
    expect([...(await again.trained())]).toEqual([...(await first.trained())]);
    expect(loads.mock.calls.filter(([, label]) => label === 'gradient').length).toBeGreaterThan(1);
    loads.mockRestore();
    await first.dispose();
    await again.dispose();
  });

  it('are not taken where they are another update, or spare nothing', () => {
    const request = requestOf('regression', 'lora');
    const without = (changes: Partial<HalvesRequest>) => planHalves(backend, { ...request, ...changes });
    expect(without({ steps: 127 })).toBeUndefined();
    expect(without({ settings: { ...settings, accumulation: 2 } })).toBeUndefined();
    expect(without({ recipe: { ...request.recipe, batch: 15 } })).toBeUndefined();
    expect(without({ graphs: { ...request.graphs, perExample: false } })).toBeUndefined();
    const full = packRows([{ ids: new Array<number>(LENGTH).fill(7), label: 1 }], 'regression', LENGTH, 0);
    expect(without({ set: full })).toBeUndefined();
    // Dropout draws for each place, and AdaLoRA keeps its factors orthogonal.
    expect(planHalves(backend, requestOf('regression', 'lora', { dropout: 0.1 }))).toBeUndefined();
    expect(planHalves(backend, requestOf('regression', 'adalora'))).toBeUndefined();
    // Of what is random the run's seed decides, and of the plan nothing else.
    expect(planHalves(backend, requestOf('regression', 'lora'))).toEqual(without({}));
  });
});
