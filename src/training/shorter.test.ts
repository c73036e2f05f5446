/** Rows are measured at the lengths they need, and the averages stay what they are. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { fixture, headedData, languageData } from '../../test/fixture';
import { BatchSource, type Batch } from '../data/batching';
import { packRows } from '../data/encode';
import { resolveHyperparameters } from '../methods/hyperparameters';
import { methodById } from '../methods/registry';
import { sizeOf } from '../onnx/tensor';
import { WasmBackend } from '../runtime/wasm';
import { taskById } from '../tasks/registry';
import type { Recipe } from './applied';
import { Evaluator } from './evaluator';

const [BATCH, LENGTH, ROWS] = [8, 32, 150];
let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

const now = (): Promise<void> => Promise.resolve();

it.each([
  ['bert-torchscript', 'regression', 'prefix-tuning'],
  ['bert-torchscript', 'token-classification', 'prompt-tuning'],
  ['gpt2-torchscript', 'causal-lm', 'lora'],
] as const)('%s, %s, %s: the same averages in fewer tokens', async (model, task, method) => {
  const data = task === 'causal-lm' ? languageData(ROWS) : headedData(task, ROWS);
  const recipe: Recipe = {
    model: fixture(model),
    method: methodById(method),
    hyperparameters: resolveHyperparameters(methodById(method), method === 'lora' ? {} : { l: 3 }),
    task: taskById(task),
    taskOptions: { labels: data.labels ?? ['a', 'b'] },
    batch: BATCH,
    sequence: LENGTH,
    seed: 3,
  };
  const batches = new BatchSource(packRows(data.train, task, LENGTH, 0), BATCH, 1).all();
  const tokens: number[] = [];
  const load = backend.load.bind(backend);
  const spied = vi.spyOn(backend, 'load').mockImplementation(async (graph, label) => {
    const executable = await load(graph, label);
    const shape = graph.inputs.find(({ name }) => name === 'input_ids')!.dims as number[];
    return {
      ...executable,
      release: () => executable.release(),
      run: (...given) => {
        tokens.push(sizeOf(shape));
        return executable.run(...given);
      },
    };
  });
  const evaluator = new Evaluator(backend, recipe, [], 'test');
  const measured = (some: readonly Batch[]) => evaluator.evaluate(some, () => ({}), now);
  try {
    const sorted = await measured(batches);
    const spent = tokens.splice(0).reduce((a, b) => a + b, 0);
    // One batch by itself is measured as it stands.
    let [sum, count] = [0, 0];
    for (const batch of batches) {
      const part = await measured([batch]);
      sum += part.loss * part.count;
      count += part.count;
    }
    expect(spent).toBeLessThan(0.6 * tokens.reduce((a, b) => a + b, 0));
    expect(sorted.count).toBe(count);
    expect(Math.abs(sorted.loss - sum / count)).toBeLessThan(1e-6 * (sum / count));
  } finally {
    spied.mockRestore();
    await evaluator.dispose();
  }
});
