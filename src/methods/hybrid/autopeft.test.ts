/** AutoPEFT's search: within the budget, on the front, and the chosen one is what is trained in the end. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classificationData, fixture, runConfig } from '../../../test/fixture';
import { WasmBackend } from '../../runtime/wasm';
import { Trainer } from '../../../test/trainer';
import { paretoFront } from '../parts/pareto';

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

it('finds the Pareto front', () => {
  const trials = [
    [10, 0.5],
    [20, 0.6],
    [15, 0.4],
    [5, 0.1],
    [20, 0.6],
    [30, 0.6],
  ].map(([parameters, score]) => ({ parameters: parameters!, score: score! }));
  expect(paretoFront(trials)).toEqual([3, 0, 1]);
});

interface Found {
  configuration: Record<string, unknown>;
  parameters: number;
  score: number;
}

async function search(hyperparameters: Record<string, number | boolean>, seed = 3) {
  const model = fixture('bert-torchscript');
  const trainer = new Trainer({
    model: model.graph,
    modelConfig: model.config,
    backend,
    data: classificationData(),
    config: runConfig({
      method: { id: 'autopeft', hyperparameters: { serial: 2, parallel: 0, prefix: 2, ...hyperparameters } },
      steps: 18,
      seed,
    }),
  });
  await trainer.prepare();
  await trainer.run();
  return trainer;
}

describe('autopeft', () => {
  it('tries configurations within the budget and trains the best of the front', async () => {
    const trainer = await search({ trials: 5, budget: 20 });
    const { stages, facts } = trainer.result();
    expect(stages.map((s) => s.to - s.from)).toEqual([1, 1, 1, 1, 1, 13]);
    const trials = facts.trials as Found[];
    expect(trials).toHaveLength(5);
    expect(trials[0]!.configuration).toMatchObject({ serial: 2, parallel: 0, prefix: 2, layers: ['all'] });
    expect(new Set(trials.map((t) => JSON.stringify(t.configuration))).size).toBe(5);
    for (const trial of trials) expect(trial.parameters).toBeLessThanOrEqual(0.2 * trainer.counts.total);
    const chosen = trials[facts.chosen as number]!;
    expect(facts.front).toContain(facts.chosen);
    expect(chosen.score).toBe(Math.max(...trials.map((t) => t.score)));
    expect(trainer.found.hyperparameters).toMatchObject(chosen.configuration);
    expect(trainer.counts).toMatchObject({ trainable: chosen.parameters, formula: chosen.parameters });
    await trainer.dispose();
  });

  it('is deterministic, and trains what is given without a search', async () => {
    const [a, b] = [await search({ trials: 3 }), await search({ trials: 3 })];
    expect(a.result().facts).toEqual(b.result().facts);
    const plain = await search({ search: false });
    expect(plain.result().stages.map((s) => s.id)).toEqual(['train']);
    expect(plain.result().facts).toEqual({});
    for (const trainer of [a, b, plain]) await trainer.dispose();
  });
});
