/** Adapters of methods with phases: what the files hold is enough to predict as the run did at its end. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BatchSource } from '../src/data/batching';
import { packRows } from '../src/data/encode';
import { applyAdapter, readAdapter, writeAdapter } from '../src/interchange/adapter';
import { readSafetensors } from '../src/interchange/safetensors';
import { nothingCarried } from '../src/methods/lifecycle';
import { resolveHyperparameters } from '../src/methods/hyperparameters';
import { methods } from '../src/methods/registry';
import { sizeOf } from '../src/onnx/tensor';
import { WasmBackend } from '../src/runtime/wasm';
import { taskById } from '../src/tasks/registry';
import { parametersOf, type Recipe } from '../src/training/applied';
import { Evaluator } from '../src/training/evaluator';
import { leavesRest, narrow } from './methodCases';
import { Trainer } from './trainer';
import { classificationData, fixture, runConfig, sourceData } from './fixture';

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

const phased = methods.filter((method) => method.phases && method.tasks.includes('classification'));

describe.each(phased.map((method) => [method.id, method] as const))('%s', (id, method) => {
  it('is written, read, and predicts the same', async () => {
    const model = fixture('bert-torchscript');
    const data = classificationData();
    const config = runConfig({ method: { id, hyperparameters: narrow[id] ?? {} }, steps: 16 });
    const trainer = new Trainer({
      model: model.graph,
      modelConfig: model.config,
      config,
      backend,
      data: { ...data, sources: sourceData('classification', method.sources?.(resolveHyperparameters(method)) ?? 0) },
    });
    await trainer.prepare();
    await trainer.run();
    const texts = data.test.map((example) => example.ids);
    const expected = await trainer.predict(texts, 'tuned');
    const { carried, hyperparameters } = trainer.found;
    const base: Recipe = {
      model,
      method,
      hyperparameters,
      task: taskById('classification'),
      taskOptions: { labels: data.labels! },
      batch: 4,
      sequence: 12,
      seed: config.seed,
    };
    const { anatomy } = parametersOf(base).base;
    const files = writeAdapter(
      { method, hyperparameters, anatomy, parameters: trainer.parameters, carried: carried.tensors },
      await trainer.trained(),
      {
        model: 'fixture',
        method: { id, hyperparameters },
        task: 'classification',
        labels: data.labels!,
      },
    );
    // As many bytes as the formula says, for the form that the run ended with.
    const { tensors } = readSafetensors(files['adapter_model.safetensors']);
    const head = trainer.parameters.filter((p) => p.group === 'head').reduce((sum, p) => sum + sizeOf(p.shape), 0);
    const written = [...tensors.values()].reduce((sum, { data }) => sum + data.byteLength, 0) - 4 * head;
    const formula = method.storedBytes(anatomy.dimensions, hyperparameters);
    if (leavesRest.has(id)) expect(written / formula).toBeGreaterThan(0.9);
    else expect(written).toBe(formula);
    expect(written).toBeLessThanOrEqual(formula);
    await trainer.dispose();

    const adapter = readAdapter(files);
    const recipe: Recipe = { ...base, carried: { ...nothingCarried, tensors: adapter.carried } };
    const { parameters } = parametersOf(recipe);
    const start = Object.fromEntries(applyAdapter(adapter, { method, hyperparameters, anatomy, parameters }));
    const evaluator = new Evaluator(backend, { ...recipe, carried: { ...recipe.carried!, start } }, [], 'adapter');
    // A method's own states are inputs of the graph, the other tensors constants.
    const held = Object.fromEntries(
      Object.entries(start).map(([name, tensor]) => {
        const device = backend.allocate({ dtype: 'float32', shape: tensor.dims }, 'trainable');
        device.write(tensor.data);
        return [name, device];
      }),
    );
    const rows = await evaluator.predict(
      new BatchSource(packRows(data.test, 'classification', 12, 0), 4, 1).all(),
      () => held,
    );
    await evaluator.dispose();
    for (const device of Object.values(held)) device.dispose();
    rows.forEach((row, i) => row.forEach((p, c) => expect(p).toBeCloseTo(expected[i]!.probabilities[c]!, 4)));
  });
});
