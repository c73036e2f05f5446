/** The default adapter of every method that has at most 16,384 numbers fits into a link. */
import { describe, expect, it } from 'vitest';
import { openModel } from '../cli/files';
import { writeAdapter, readAdapter } from '../src/interchange/adapter';
import { packAdapter, unpackAdapter } from '../src/interchange/adapterLink';
import { applicability } from '../src/methods/applicability';
import { resolveHyperparameters } from '../src/methods/hyperparameters';
import { methods } from '../src/methods/registry';
import { f32, sizeOf, type Tensor } from '../src/onnx/tensor';
import { taskById } from '../src/tasks/registry';
import { parametersOf } from '../src/training/applied';

const LARGEST = 16_384;

/** Numbers as training leaves them: hard to pack. */
function trained(shape: readonly number[], seed: number): Tensor {
  let state = seed + 1;
  const uniform = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return f32(
    shape,
    Float32Array.from({ length: sizeOf(shape) }, () => 0.02 * normal()),
  );
}

describe.each([
  ['tiny-encoder', 'encoder', 'classification'],
  ['tiny-decoder', 'decoder', 'causal-lm'],
] as const)('%s', async (name, kind, task) => {
  const model = await openModel(name);
  const source = { graph: model.graph, config: model.config };
  const fitting = methods.filter(({ tasks, kinds }) => tasks.includes(task) && kinds.includes(kind));
  it.each(fitting.map((method) => [method.id, method] as const))('%s', (_, method) => {
    const hyperparameters = resolveHyperparameters(method, {});
    const labels = ['a', 'b'];
    const { phases: _phases, sources: _sources, ...final } = method;
    const recipe = {
      model: source,
      method: final,
      hyperparameters,
      task: taskById(task),
      taskOptions: { labels },
      batch: 1,
      sequence: 8,
      seed: 0,
    };
    const { parameters, base } = parametersOf(recipe);
    if (applicability(method, base.anatomy.dimensions, hyperparameters, task)) return;
    const numbers = parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    const values = new Map(parameters.map((p, k) => [p.name, trained(p.shape, k)]));
    const files = writeAdapter({ method, hyperparameters, anatomy: base.anatomy, parameters }, values, {
      model: name,
      method: { id: method.id, hyperparameters },
      task,
      ...(task === 'classification' && { pooling: 'mean' as const, labels }),
    });
    const packed = packAdapter(files);
    if (numbers <= LARGEST) {
      expect(packed, `${numbers} numbers`).toBeDefined();
      expect(readAdapter(unpackAdapter(packed!)).info).toEqual(readAdapter(files).info);
    }
  });
});
