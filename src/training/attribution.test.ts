/** Gradient × input: the slope of the score as a token's embedding is stretched, by finite differences. */
import { expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate';
import { classificationData, fixture, headedData, languageData, runConfig } from '../../test/fixture';
import { loadFixture } from '../../test/encoderDecoders';
import { methodById } from '../methods/registry';
import type { TaskId } from '../methods/taskId';
import { f32, i32, sizeOf, type Tensor } from '../onnx/tensor';
import { assembleAttribution, chosenInput } from './attribution';
import { baseOf, type ModelSource } from './base';
import { recipeOfRun } from './recipe';

const ids = [12, 5, 17, 23, 9];
const sequence = 7;

async function sourceOf(task: TaskId): Promise<ModelSource> {
  if (task === 'seq2seq') {
    const { graph, config } = await loadFixture('t5-gated');
    return { graph, config };
  }
  return fixture(task === 'causal-lm' ? 'gpt2-torchscript' : 'bert-torchscript');
}

const dataOf = (task: TaskId) =>
  task === 'classification' ? classificationData() : task === 'causal-lm' ? languageData() : headedData(task);

async function prepared(task: TaskId, method: string, model: ModelSource) {
  const data = dataOf(task);
  const config = runConfig({ task, method: { id: method, hyperparameters: {} }, sequenceLength: sequence });
  const recipe = { ...recipeOfRun({ model: model.graph, modelConfig: model.config!, config, data }), batch: 1 };
  const { graph, base, logits } = assembleAttribution(recipe, []);
  const { inputs } = base.anatomy;
  const padded = [...ids, ...new Array<number>(sequence - ids.length).fill(0)];
  const run = async (place: number) => {
    const chosen = new Float32Array(sizeOf(logits.shape));
    chosen[place] = 1;
    const feeds: Record<string, Tensor> = {};
    for (const { name, dims } of graph.inputs) {
      const shape = dims as number[];
      feeds[name] =
        name === inputs.ids
          ? i32(shape, padded)
          : name === inputs.mask
            ? i32(
                shape,
                padded.map((_, i) => Number(i < ids.length)),
              )
            : name === chosenInput
              ? f32(shape, chosen)
              : name === 'labels'
                ? i32(
                    shape,
                    new Array<number>(sizeOf(shape)).fill(0).map((_, i) => 26 + i),
                  )
                : i32(shape, new Array<number>(sizeOf(shape)).fill(0));
    }
    return evaluate(graph, feeds);
  };
  return { run, logits };
}

/** The model with one row of the word table stretched. */
async function stretched(task: TaskId, id: number, factor: number): Promise<ModelSource> {
  const model = await sourceOf(task);
  const { word } = baseOf(model, 1, sequence).anatomy.embeddings;
  const copy = await sourceOf(task);
  const table = copy.graph.initializers.get(word.weight)!;
  const values = Float32Array.from(table.data as Float32Array);
  const width = table.dims[1]!;
  for (let k = 0; k < width; k++) values[id * width + k]! *= factor;
  copy.graph.initializers.set(word.weight, f32(table.dims, values));
  return copy;
}

it.each([
  ['classification', 'lora', 1],
  ['classification', 'prefix-tuning', 0],
  ['classification', 'prompt-tuning', 0],
  ['classification', 'full', 1],
  ['multi-label', 'pfeiffer-adapter', 1],
  ['regression', 'bitfit', 0],
  ['token-classification', 'lora', 7],
  ['causal-lm', 'ia3', 4 * 64 + 30],
  ['seq2seq', 'lora', 30],
] as const)('of %s with %s agrees with finite differences', async (task, method, place) => {
  methodById(method);
  const { run, logits } = await prepared(task, method, await sourceOf(task));
  const vocabulary = logits.shape.at(-1)!;
  const at = task === 'causal-lm' ? 4 * vocabulary + 30 : place;
  const { attribution } = await run(at);
  const found = Array.from(attribution!.data as Float32Array).slice(0, ids.length);
  expect(Math.max(...found.map(Math.abs))).toBeGreaterThan(1e-5);
  const h = 1e-2;
  for (const [i, id] of ids.entries()) {
    if (i % 2 === 1) continue;
    const value = async (factor: number) => {
      const other = await prepared(task, method, await stretched(task, id, factor));
      return Number((await other.run(at)).logits!.data[at]);
    };
    const slope = ((await value(1 + h)) - (await value(1 - h))) / (2 * h);
    const scale = Math.max(...found.map(Math.abs));
    expect(Math.abs(slope - found[i]!)).toBeLessThan(0.02 * scale + 1e-5);
  }
});
