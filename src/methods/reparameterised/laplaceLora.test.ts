/** Laplace-LoRA: evidence, the linearised prediction, and that it leaves the mean alone. */
import { inEnglish } from '../../messages/message';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classificationData, fixture, runConfig } from '../../../test/fixture';
import { f32, type Tensor } from '../../onnx/tensor';
import { WasmBackend } from '../../runtime/wasm';
import { Evaluator } from '../../training/evaluator';
import { BatchSource } from '../../data/batching';
import { packRows } from '../../data/encode';
import { taskById } from '../../tasks/registry';
import { Trainer } from '../../../test/trainer';
import type { Recipe } from '../../training/applied';
import { resolveHyperparameters } from '../hyperparameters';
import { linearAlgebra } from '../linearAlgebra';
import { evidencePrecision, kronecker, laplaceLora } from './laplaceLora';

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

const model = fixture('bert-torchscript');
const data = classificationData();

describe('the evidence', () => {
  it('finds the precision at which the marginal likelihood is largest', () => {
    const [curvature, mean] = [Float32Array.of(100, 5, 0.1), Float32Array.of(0.5, -1, 0.2)];
    const { precision } = evidencePrecision([curvature], [mean]);
    const evidence = (lambda: number) =>
      mean.reduce(
        (sum, m, i) => sum + 0.5 * Math.log(lambda) - 0.5 * lambda * m * m - 0.5 * Math.log(curvature[i]! + lambda),
        0,
      );
    for (const factor of [0.5, 0.9, 1.1, 2]) expect(evidence(precision)).toBeGreaterThan(evidence(precision * factor));
  });
});

describe('the curvature', () => {
  it('of one gradient u vᵀ is sharp along it, and flat along all others', () => {
    const [u, v] = [
      [0.6, 0.8],
      [1 / 3, 2 / 3, -2 / 3],
    ];
    const outer = (x: readonly number[]) =>
      Float32Array.from({ length: x.length ** 2 }, (_, i) => x[Math.floor(i / x.length)]! * x[i % x.length]!);
    const { values, left, right } = kronecker(linearAlgebra, [2, 3], outer(u!), outer(v!));
    const sharpest = values.indexOf(Math.max(...values));
    values.forEach((value, i) => expect(value).toBeCloseTo(i === sharpest ? 1 : 0, 5));
    const [row, column] = [Math.floor(sharpest / 3), sharpest % 3];
    const product = u!.reduce((sum, x, i) => sum + x * left[i * 2 + row]!, 0);
    expect(Math.abs(product * v!.reduce((sum, x, i) => sum + x * right[i * 3 + column]!, 0))).toBeCloseTo(1, 5);
  });
});

describe('the prediction', () => {
  const hyperparameters = resolveHyperparameters(laplaceLora, { r: 2, samples: 6, structure: 'diagonal' });
  const recipe = (start: Record<string, Tensor>): Recipe => ({
    model,
    method: laplaceLora,
    hyperparameters,
    task: taskById('classification'),
    taskOptions: { labels: data.labels! },
    batch: 4,
    sequence: 12,
    seed: 3,
    phase: 'posterior',
    carried: { tensors: {}, facts: {}, start },
  });
  const batches = () => new BatchSource(packRows(data.test, 'classification', 12, 0), 4, 1).all();
  async function predictions(start: Record<string, Tensor>): Promise<number[][]> {
    const evaluator = new Evaluator(backend, recipe(start), [], 'test');
    const rows = await evaluator.predict(batches(), () => ({}));
    await evaluator.dispose();
    return rows;
  }

  it("is plain LoRA's without deviations, and less sure the larger they are", async () => {
    const width = model.config!.hidden_size as number;
    const start = {
      'head.weight': f32(
        [2, width],
        Float32Array.from({ length: 2 * width }, (_, i) => 2 * Math.sin(i)),
      ),
    };
    const deviation = (size: number) =>
      Object.fromEntries(
        [0, 1].map((layer) => [
          `layer.${layer}.v.lora_B.deviation`,
          f32([width, 2], new Float32Array(2 * width).fill(size)),
        ]),
      );
    const sure = (rows: number[][]) => rows.reduce((sum, row) => sum + Math.max(...row), 0) / rows.length;
    const plain = await predictions(start);
    const none = await predictions({ ...start, ...deviation(0) });
    none.forEach((row, i) => expect(row[0]).toBeCloseTo(plain[i]![0]!, 5));
    const [little, much] = [
      await predictions({ ...start, ...deviation(0.3) }),
      await predictions({ ...start, ...deviation(3) }),
    ];
    expect(sure(little)).toBeLessThan(sure(plain));
    expect(sure(much)).toBeLessThan(sure(little));
    expect(much.every((row) => Math.abs(row[0]! + row[1]! - 1) < 1e-5)).toBe(true);
  });
});

describe('a run', () => {
  it('trains, squares gradients, and predicts with the same weights', async () => {
    const trainer = new Trainer({
      model: model.graph,
      modelConfig: model.config,
      backend,
      data,
      config: runConfig({
        method: { id: 'laplace-lora', hyperparameters: { r: 2, samples: 2, fisher_examples: 16 } },
        steps: 12,
      }),
    });
    await trainer.prepare();
    for (let step = 0; step < 12; step++) await trainer.step();
    const trained = await trainer.trained();
    await trainer.run();
    const { stages, facts } = trainer.result();
    expect(stages.map((s) => [s.id, s.to - s.from])).toEqual([
      ['train', 12],
      ['fisher', 0],
      ['posterior', 0],
    ]);
    expect(inEnglish(stages[2]!.summary!)).toMatch(
      /Before: loss \(NLL\) [\d.]+, calibration error \(ECE\) [\d.]+ %.*With the posterior: loss/,
    );
    expect(facts.precision).toBeGreaterThan(0);
    const end = await trainer.trained();
    for (const [name, tensor] of trained) expect(end.get(name)!.data).toEqual(tensor.data);
    const deviations = [...end].filter(([name]) => name.endsWith('.deviation'));
    expect(deviations).toHaveLength(8);
    // No number is less certain than the prior says.
    for (const [, { data: values }] of deviations)
      expect(Math.max(...(values as Float32Array))).toBeLessThanOrEqual(
        1 / Math.sqrt(facts.precision as number) + 1e-6,
      );
    expect(trainer.counts.trainable).toBe(trainer.counts.formula);
    await trainer.dispose();
  });
});
