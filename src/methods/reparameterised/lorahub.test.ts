/** LoRAHub's phases, its search, and the mixture that it leaves. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classificationData, fixture, languageData, numbers, runConfig, sourceData } from '../../../test/fixture';
import { WasmBackend } from '../../runtime/wasm';
import { Trainer } from '../../../test/trainer';
import { bestOf, nextPoint, type Tried } from '../parts/evolution';

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

describe('the evolution strategy', () => {
  it('finds a minimum within the bounds', () => {
    const draw = numbers(3);
    const random = () => (draw(2 ** 30) + 0.5) / 2 ** 30;
    const history: Tried[] = [];
    const score = (p: Float32Array) => (p[0]! - 0.7) ** 2 + (p[1]! + 3) ** 2;
    for (let i = 0; i < 150; i++) {
      const point = nextPoint(history, { start: new Float32Array(2), bound: 1.5, step: 0.4 }, random);
      expect(Math.max(...point.map(Math.abs))).toBeLessThanOrEqual(1.5);
      history.push({ point, score: score(point) });
    }
    expect(history[0]!.point).toEqual(new Float32Array(2));
    const { point } = bestOf(history)!;
    expect(point[0]).toBeCloseTo(0.7, 1);
    expect(point[1]).toBe(-1.5);
  });
});

describe('lorahub', () => {
  it.each([
    ['classification', ['source-0', 'source-1', 'head', 'search', 'use']],
    ['causal-lm', ['source-0', 'source-1', 'search', 'use']],
  ] as const)('on %s mixes frozen modules by the best weights tried', async (task, ids) => {
    const model = fixture(task === 'classification' ? 'bert-torchscript' : 'gpt2-torchscript');
    const own = task === 'classification' ? classificationData() : languageData();
    const trainer = new Trainer({
      model: model.graph,
      modelConfig: model.config,
      backend,
      data: { ...own, sources: [own, ...sourceData(task, 1)] },
      config: runConfig({
        task,
        method: { id: 'lorahub', hyperparameters: { r: 2, sources: 3, trials: 12, batches: 2 } },
        steps: 20,
      }),
    });
    await trainer.prepare();
    for (let step = 0; step < 4; step++) await trainer.step();
    await trainer.run();
    expect(trainer.stepsDone).toBe(20);
    const { stages, facts } = trainer.result();
    expect(stages.map((s) => s.id)).toEqual(ids);
    const trials = facts.trials as { weights: number[]; score: number }[];
    expect(trials).toHaveLength(12);
    expect(trials[0]!.weights).toEqual([0, 0]);
    const best = trials.reduce((a, b) => (b.score < a.score ? b : a));
    const end = await trainer.trained();
    expect(Array.from(end.get('lorahub.weights')!.data as Float32Array)).toEqual(best.weights);
    expect(trainer.parameters.filter((p) => p.group === 'method' && !p.frozen).map((p) => p.name)).toEqual([
      'lorahub.weights',
    ]);
    expect(trainer.counts).toMatchObject({ trainable: 2, formula: 2 });
    // What source 0 learnt is there, B is no longer zero.
    expect(
      (end.get('source.0.layer.0.' + (task === 'classification' ? 'q' : 'qkv') + '.lora_B')!.data as Float32Array).some(
        (v) => v !== 0,
      ),
    ).toBe(true);
    await trainer.dispose();
  });

  it('ends with modules in the mixture, and better than without them, where the sources are related', async () => {
    const model = fixture('bert-torchscript');
    const rows = classificationData(192);
    const part = (from: number) => ({ ...rows, train: rows.train.slice(from, from + 64) });
    const trainer = new Trainer({
      model: model.graph,
      modelConfig: model.config,
      backend,
      data: { ...part(0), sources: [part(64), part(128)] },
      config: runConfig({
        method: { id: 'lorahub', hyperparameters: { r: 4, trials: 30 } },
        steps: 90,
        optimizer: { learningRate: 1e-2 },
      }),
    });
    await trainer.prepare();
    await trainer.run();
    const { trials, weights } = trainer.result().facts as {
      trials: { weights: number[]; score: number }[];
      weights: number[];
    };
    expect(trials[0]!.weights).toEqual([0, 0]);
    expect(Math.max(...weights.map(Math.abs))).toBeGreaterThan(0.1);
    expect(Math.min(...trials.map(({ score }) => score))).toBeLessThan(0.9 * trials[0]!.score);
    await trainer.dispose();
  });
});
