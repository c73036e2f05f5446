/**
 * S³Delta-M: the budget is met at every step of the search and to the last number in the end; weights and α take turns.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluate, prepare } from '../../../test/evaluate';
import { classificationData, fixture, languageData, numbers, runConfig } from '../../../test/fixture';
import { differentiate } from '../../autodiff/reverse';
import { Builder } from '../../onnx/builder';
import { Graph } from '../../onnx/graph';
import { f32 } from '../../onnx/tensor';
import { WasmBackend } from '../../runtime/wasm';
import { Trainer } from '../../../test/trainer';
import { emitLogits, emitShift, fillBudget, probabilitiesOf, solveShift } from '../parts/budgetGates';

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

describe('the shifted sigmoid', () => {
  const [alpha, sizes, budget] = [[0.3, -2, 5, 0, 1.5], [256, 128, 128, 512, 256], 300] as const;

  it('spends the budget', () => {
    const spent = probabilitiesOf(alpha, sizes, budget).reduce((sum, p, i) => sum + p * sizes[i]!, 0);
    expect(spent).toBeCloseTo(budget, 6);
  });

  it('is the same in the graph', async () => {
    const g = new Builder(new Graph(), 'method');
    const shift = emitShift(g, g.input('alpha', 'float32', [5]), sizes, budget);
    g.graph.outputs = [shift];
    const out = await evaluate(g.finish(), { alpha: f32([5], [...alpha]) });
    expect(Number(out[shift]!.data[0])).toBeCloseTo(solveShift(alpha, sizes, budget), 4);
  });

  it('finds the three candidates of twelve that help more, where all of them help', async () => {
    const gain = Array.from({ length: 12 }, (_, i) => (i % 4 === 1 ? 1.3 : 1));
    const g = new Builder(new Graph(), 'method');
    const values = g.input('alpha', 'float32', [12]);
    const noise = g.input('noise', 'float32', [12]);
    const gates = g.emit('Sigmoid', [
      g.add(
        emitLogits(
          g,
          values,
          gain.map(() => 1),
          3,
        ),
        noise,
      ),
    ]);
    const weights = g.initializer(
      'gain',
      f32(
        [12],
        gain.map((x) => -x),
      ),
    );
    const loss = g.reduceSum(g.mul(gates, weights), [0]);
    const slope = differentiate(g, loss, [values]).get(values)!;
    g.graph.outputs = [slope];
    const session = await prepare(g.finish());
    const random = numbers(5);
    const [a, m, v] = [new Float32Array(12), new Float32Array(12), new Float32Array(12)];
    // Adam, as the run does it.
    for (let step = 1; step <= 60; step++) {
      const drawn = Float32Array.from({ length: 12 }, () => {
        const u = (random(1000) + 0.5) / 1000;
        return Math.log(u / (1 - u));
      });
      const slopes = (await session.run({ alpha: f32([12], a), noise: f32([12], drawn) }))[slope]!.data as Float32Array;
      slopes.forEach((d, i) => {
        m[i] = 0.9 * m[i]! + 0.1 * d;
        v[i] = 0.999 * v[i]! + 0.001 * d * d;
        a[i]! -= (0.3 * m[i]!) / (1 - 0.9 ** step) / (Math.sqrt(v[i]! / (1 - 0.999 ** step)) + 1e-8);
      });
    }
    await session.release();
    const kept = fillBudget(
      [...a],
      gain.map(() => 1),
      3,
    );
    expect(kept).toEqual([1, 5, 9]);
  });

  it('fills the budget with the best that fit', () => {
    expect(fillBudget([0.9, 0.1, 0.8, 0.7, 0.2], [2, 1, 3, 1, 1], 4)).toEqual([0, 3, 4]);
  });
});

describe.each(['classification', 'causal-lm'] as const)('s3delta-m on %s', (task) => {
  it('searches in turns, keeps the most probable, and trains just them', async () => {
    const model = fixture(task === 'classification' ? 'bert-torchscript' : 'gpt2-torchscript');
    const trainer = new Trainer({
      model: model.graph,
      modelConfig: model.config,
      backend,
      data: task === 'classification' ? classificationData() : languageData(),
      config: runConfig({ task, method: { id: 's3delta-m', hyperparameters: { budget: 5 } }, steps: 16 }),
    });
    await trainer.prepare();
    const isMethod = (name: string) => !name.startsWith('head') && name !== 's3delta.alpha';
    let before = await trainer.trained();
    for (const turn of ['weights', 'alpha', 'weights', 'alpha']) {
      await trainer.step();
      const after = await trainer.trained();
      const moved = [...after]
        .filter(([name, tensor]) => tensor.data.some((v, i) => v !== before.get(name)!.data[i]))
        .map(([name]) => name);
      expect(moved.includes('s3delta.alpha')).toBe(turn === 'alpha');
      expect(moved.some(isMethod)).toBe(turn === 'weights');
      before = after;
    }
    await trainer.run();
    const { stages, facts } = trainer.result();
    expect(stages.map((s) => [s.id, s.to - s.from])).toEqual([
      ['search', 8],
      ['train', 8],
    ]);
    const probabilities = facts.probabilities as Record<string, number>;
    const kept = facts.kept as string[];
    expect(new Set(Object.values(probabilities)).size).toBeGreaterThan(3);
    const likeliest = Object.keys(probabilities).reduce((a, b) => (probabilities[b]! > probabilities[a]! ? b : a));
    expect(kept).toContain(likeliest);
    const stems = new Set(
      trainer.parameters.filter((p) => p.group === 'method').map((p) => p.name.slice(0, p.name.lastIndexOf('.'))),
    );
    expect([...stems].sort()).toEqual([...kept].sort());
    expect(trainer.counts.trainable).toBe(trainer.counts.formula);
    expect(trainer.counts.formula).toBe(
      5 * ((model.config!.hidden_size as number | undefined) ?? (model.config!.n_embd as number)),
    );
    await trainer.dispose();
  });
});
