/** SparseAdapter and ProPETL: what is kept of an adapter, by whom, and that the rest is zero. */
import { inEnglish } from '../../messages/message';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/evaluate';
import { classificationData, fixture } from '../../../test/fixture';
import { openGradients } from '../../../test/gradientRun';
import { finishRun, lossFell, prepareRun } from '../../../test/maskRun';
import { batchOf, loadFixture, prepareFixture } from '../../../test/methodCases';
import { BatchSource } from '../../data/batching';
import { packRows } from '../../data/encode';
import { differentiate } from '../../autodiff/reverse';
import { f32, i32, type Tensor } from '../../onnx/tensor';
import { WasmBackend } from '../../runtime/wasm';
import { attachTask } from '../../tasks/context';
import { taskById } from '../../tasks/registry';
import { startOf } from '../../training/applied';
import { baseOf } from '../../training/base';
import { applyMethod } from '../context';
import { resolveHyperparameters } from '../hyperparameters';
import { initialise } from '../initialise';
import { methodById } from '../registry';
import { selectLargest } from '../parts/sparseDelta';

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

const numbers = (tensor: Tensor): Float32Array => (tensor.data as Float32Array).slice();
const seed = 3;

/** |w ⊙ g| of the dense adapters for the first training batch. */
async function snipScores(m: number): Promise<Map<string, Float32Array>> {
  const model = fixture('bert-torchscript');
  const data = classificationData();
  const method = methodById('sparse-adapter');
  const recipe = {
    model,
    method,
    hyperparameters: resolveHyperparameters(method, { m }),
    task: taskById('classification'),
    taskOptions: { labels: data.labels! },
    batch: 4,
    sequence: 12,
    seed,
    phase: 'score',
  };
  const gradients = await openGradients(backend, recipe);
  const { base, parameters, outputs } = gradients;
  const source = new BatchSource(packRows(data.train, 'classification', 12, data.padId), 4, seed);
  const results = await gradients.run(source.next());
  const scores = new Map<string, Float32Array>();
  // Only the matrices are pruned.
  for (const p of parameters.filter(({ name }) => /\.(down|up)\.weight$/.test(name))) {
    const w = startOf(recipe, p, base).data as Float32Array;
    scores.set(
      p.name,
      results.get(outputs.get(p.name)!)!.map((g, i) => Math.abs(g * w[i]!)),
    );
  }
  await gradients.release();
  return scores;
}

describe('sparse-adapter', () => {
  it('keeps what SNIP says of the whole network, and starts it where the dense adapter would', async () => {
    const trainer = await prepareRun(backend, 'sparse-adapter', { m: 8, keep: 0.2, batches: 1 }, { steps: 4, seed });
    const { carried } = trainer.found;
    const scores = await snipScores(8);
    const matrices = [...scores.values()].reduce((sum, { length }) => sum + length, 0);
    const expected = selectLargest(scores, Math.round(0.2 * matrices));
    const chosen = new Set(
      Object.entries(carried.tensors)
        .filter(([name]) => name.endsWith('.positions'))
        .flatMap(([name, { data: at }]) =>
          Array.from(at as Int32Array, (i) => `${name.replace(/\.positions$/, '')} ${i}`),
        ),
    );
    const wanted = [...expected].flatMap(([name, at]) => Array.from(at, (i) => `${name} ${i}`));
    expect(chosen.size).toBe(wanted.length);
    expect(wanted.filter((entry) => !chosen.has(entry)).length).toBeLessThanOrEqual(2);
    expect([...chosen].some((entry) => entry.includes('.bias'))).toBe(false);
    // Biases and norms are whole, and trained.
    const before = await trainer.trained();
    for (const part of ['down.bias', 'up.bias', 'norm.weight', 'norm.bias'])
      expect(before.get(`layer.0.adapter1.${part}`)!.dims).toEqual([part === 'down.bias' ? 8 : 32]);

    const name = 'layer.1.adapter2.down.weight';
    const positions = carried.tensors[`${name}.positions`]!.data as Int32Array;
    const { graph } = baseOf(fixture('bert-torchscript'), 4, 12);
    const dense = initialise(
      { name, shape: [scores.get(name)!.length], init: { kind: 'normal', std: 0.02 } },
      seed,
      graph,
    );
    expect(numbers((await trainer.trained()).get(`${name}.kept`)!)).toEqual(
      Float32Array.from(positions, (at) => dense[at]!),
    );
    await trainer.run();
    expect(trainer.result().stages.map((stage) => stage.id)).toEqual(['score', 'train']);
    expect(trainer.counts.trainable).toBe(trainer.counts.formula);
    await trainer.dispose();
  });

  it('needs no scoring by size or by lot, and keeps the largest by size', async () => {
    const run = await finishRun(
      backend,
      'sparse-adapter',
      { m: 8, keep: 0.1, score: 'magnitude' },
      { steps: 2, optimizer: { learningRate: 1e-9 } },
    );
    expect(run.stages.map((stage) => stage.id)).toEqual(['train']);
    const kept = [...run.values]
      .filter(([name]) => name.endsWith('.kept'))
      .flatMap(([, values]) => [...values].map(Math.abs));
    expect(kept).toHaveLength(Math.round(0.1 * 2 * 2 * 2 * 8 * 32));
    // A tenth of normal numbers lies beyond 1.645 standard deviations.
    expect(Math.min(...kept) / 0.02).toBeGreaterThan(1.5);
    await run.trainer.dispose();
  });
});

describe('propetl', () => {
  const loaded = loadFixture('bert-torchscript');
  const base = prepareFixture(loaded, 7);
  const hp = resolveHyperparameters(methodById('propetl'), { m: 6, keep: 0.3, init: 'bert' });

  it("lets each layer see exactly k of the one prototype, and sends the mask's gradient to |S|", async () => {
    const applied = applyMethod(methodById('propetl'), hp, base.graph, base.anatomy, {
      batch: 2,
      sequence: 7,
      training: true,
    });
    const task = attachTask(taskById('classification'), applied, {
      anatomy: base.anatomy,
      options: { labels: ['a', 'b'] },
      batch: 2,
      sequence: 7,
    });
    const { builder } = applied;
    builder.graph.outputs = [task.loss];
    builder.finish();
    const products = builder.graph.nodes
      .filter((node) => node.op === 'Mul' && node.inputs[0] === 'prototype.up.weight')
      .map((node) => node.outputs[0]!);
    expect(products).toHaveLength(2);
    const scores = [0, 1].map((layer) => `layer.${layer}.adapter2.up.scores`);
    const gradients = differentiate(builder, task.loss, [...scores, ...products]);
    builder.graph.outputs = [
      ...products,
      ...scores.map((name) => gradients.get(name)!),
      ...products.map((name) => gradients.get(name)!),
    ];
    const graph = builder.finish();
    const feeds: Record<string, Tensor> = { ...batchOf(loaded, graph), labels: i32([2], [1, 0]) };
    for (const p of applied.parameters) feeds[p.name] = f32(p.shape, initialise(p, 1, base.graph));
    const out = await evaluate(
      graph,
      Object.fromEntries(graph.inputs.flatMap(({ name }) => (feeds[name] ? [[name, feeds[name]]] : []))),
    );
    const w = numbers(feeds['prototype.up.weight']!);
    const masks = products.map((name) => numbers(out[name]!).map((v) => (v === 0 ? 0 : 1)));
    scores.forEach((name, layer) => {
      const s = numbers(feeds[name]!);
      const order = [...s.keys()]
        .sort((a, b) => Math.abs(s[b]!) - Math.abs(s[a]!))
        .slice(0, Math.round(0.3 * s.length));
      expect([...masks[layer]!.keys()].filter((i) => masks[layer]![i] === 1)).toEqual(order.sort((a, b) => a - b));
      const [gs, gw] = [numbers(out[gradients.get(name)!]!), numbers(out[gradients.get(products[layer]!)!]!)];
      expect(gs.some((g) => g !== 0)).toBe(true);
      gs.forEach((g, i) => expect(g).toBeCloseTo(gw[i]! * w[i]! * Math.sign(s[i]!), 7));
    });
    expect(masks[0]).not.toEqual(masks[1]);
  });

  it('trains prototype and masks, and says what is stored', async () => {
    const run = await finishRun(backend, 'propetl', { m: 6, keep: 0.3 });
    expect(inEnglish(run.stages[0]!.summary!)).toMatch(
      /^One adapter and 2 masks are stored in \d{1,3}(,\d{3})* bytes\. Two layers share \d+\.\d % of what one uses; by lot it would be 30 %\.$/,
    );
    expect(run.trainer.counts.trainable).toBe(run.trainer.counts.formula);
    expect(lossFell(run)).toBe(true);
    await run.trainer.dispose();
  });
});
