/** GaLore: updates as the authors' optimiser makes them, what is kept of a gradient, and whole runs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepare } from '../../../test/evaluate';
import { loadFixture, prepareFixture } from '../../../test/methodCases';
import { finishRun, lossFell, prepareRun } from '../../../test/maskRun';
import { dimensionsOf } from '../../anatomy/dimensions';
import { Builder } from '../../onnx/builder';
import { Graph } from '../../onnx/graph';
import { f32, sizeOf, type Tensor } from '../../onnx/tensor';
import { adamW } from '../../optim/adamw';
import { declareScalars, projected, scalarInput } from '../../optim';
import { WasmBackend } from '../../runtime/wasm';
import { basisOf } from '../../training/projections';
import { ringLength } from '../../training/update';
import { resolveHyperparameters } from '../hyperparameters';
import { methodById } from '../registry';

/** By scripts/parity/make_galore.py. */
const reference = JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/galore.json'), 'utf8')) as {
  readonly rank: number;
  readonly every: number;
  readonly scale: number;
  readonly rate: number;
  readonly cases: readonly {
    readonly out: number;
    readonly in: number;
    readonly start: readonly number[];
    readonly gradients: readonly (readonly number[])[];
    readonly values: readonly (readonly number[])[];
  }[];
};

const { dimensions } = prepareFixture(loadFixture('bert-torchscript'), 8).anatomy;

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

describe('updates of one matrix', () => {
  it.each(reference.cases)('of $out outputs and $in inputs', async ({ out, in: inputs, start, gradients, values }) => {
    const { rank, every, scale, rate } = reference;
    const shape = [inputs, out];
    const turned = (numbers: readonly number[]) =>
      f32(
        shape,
        Float32Array.from(numbers, (_, at) => numbers[(at % out) * inputs + Math.floor(at / out)]!),
      );
    const projection = { axis: inputs <= out ? 0 : 1, rank, every, scale } as const;
    const optimizer = projected(adamW(), projection, 'p');
    const graph = new Graph();
    const g = new Builder(graph, 'optimizer');
    for (const name of ['w', 'g']) g.input(name, 'float32', shape);
    g.input('p', 'float32', [shape[projection.axis]!, rank]);
    const slots = optimizer.slots(shape);
    const state = Object.fromEntries(slots.map((slot) => [slot.name, g.input(slot.name, 'float32', slot.shape)]));
    const scalars = declareScalars(g, optimizer);
    const next = optimizer.update(g, { parameter: 'w', gradient: 'g', state, scalars, decay: false });
    graph.outputs = [next.parameter, next.state.m!, next.state.v!];
    g.finish();
    const session = await prepare(graph);
    const zeros = (low: readonly number[]) => f32(low, new Float32Array(low[0]! * low[1]!));
    let feeds: Record<string, Tensor> = { w: turned(start), m: zeros(slots[0]!.shape), v: zeros(slots[1]!.shape) };
    for (const [at, gradient] of gradients.entries()) {
      const given = turned(gradient);
      const unit = { name: 'w', shape, decay: false, members: [], projection };
      const p = at % every === 0 ? f32([shape[projection.axis]!, rank], basisOf(unit, given)) : feeds.p!;
      const host = optimizer.scalars({ step: at + 1, learningRate: rate, weightDecay: 0 });
      const numbers = Object.entries(host).map(([name, value]) => [scalarInput(name), f32([], [value])] as const);
      const result = await session.run({ ...feeds, ...Object.fromEntries(numbers), g: given, p });
      feeds = { w: result[next.parameter]!, m: result[next.state.m!]!, v: result[next.state.v!]!, p };
      const found = feeds.w!.data as Float32Array;
      turned(values[at]!).data.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 5));
    }
    await session.release();
  });
});

describe('a whole run', () => {
  it('with all directions, never found anew, and plain gradients is full fine-tuning', async () => {
    const optimizer = { kind: 'sgd', learningRate: 0.05, weightDecay: 0.1 } as const;
    const full = await finishRun(backend, 'full', {}, { steps: 4, optimizer });
    const galore = await finishRun(
      backend,
      'galore',
      { r: 32, scale: 1, update_proj_gap: 100 },
      { steps: 4, optimizer },
    );
    for (const [name, values] of full.values) {
      const found = galore.values.get(name)!;
      expect(values.reduce((most, value, i) => Math.max(most, Math.abs(value - found[i]!)), 0)).toBeLessThan(2e-5);
    }
    await full.trainer.dispose();
    await galore.trainer.dispose();
  });

  it.each([1, 2])('keeps moments of r directions, and learns, with %d micro-batches', async (accumulation) => {
    const settings = { r: 4, update_proj_gap: 8 };
    const before = backend.memory().live.optimizer;
    const trainer = await prepareRun(backend, 'galore', settings, { optimizer: { accumulation } });
    if (accumulation === 1) {
      const galore = methodById('galore');
      const { each, bases } = galore.moments(dimensions, resolveHyperparameters(galore, settings));
      const head = trainer.parameters
        .filter(({ group }) => group === 'head')
        .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
      // Two moments and the ring of losses in two buffers, the bases in one.
      const bytes = 16 * (each + head) + 4 * bases + 8 * 2 * ringLength;
      expect(backend.memory().live.optimizer - before).toBe(bytes);
    }
    await trainer.run();
    expect(lossFell({ trainer })).toBe(true);
    await trainer.dispose();
  });

  it('goes on from a checkpoint as if nothing had been', async () => {
    const settings = { r: 4, update_proj_gap: 5 };
    const one = await prepareRun(backend, 'galore', settings, { steps: 8 });
    await one.run(4);
    const checkpoint = await one.opened.checkpoint();
    await one.run();
    const whole = await one.trained();
    const other = await prepareRun(backend, 'galore', settings, { steps: 8 });
    await other.restore(checkpoint);
    await other.run();
    for (const [name, tensor] of await other.trained()) expect(tensor.data).toEqual(whole.get(name)!.data);
    await one.dispose();
    await other.dispose();
  });
});

it('counts what it trains as full fine-tuning does, and its moments by directions', () => {
  const d = dimensionsOf({
    model_type: 'roberta',
    vocab_size: 50265,
    hidden_size: 768,
    num_hidden_layers: 12,
    num_attention_heads: 12,
    intermediate_size: 3072,
    max_position_embeddings: 514,
    type_vocab_size: 1,
  });
  const galore = methodById('galore');
  const hp = resolveHyperparameters(galore, { r: 8 });
  const all = methodById('full').count(d, {});
  expect(galore.count(d, hp)).toBe(all);
  const matrices = 12 * (4 * 768 * 768 + 2 * 768 * 3072);
  expect(galore.moments(d, hp)).toEqual({
    each: all - matrices + 12 * 8 * (4 * 768 + 2 * 3072),
    bases: 12 * 6 * 8 * 768,
  });
});
