/** Masks that are learnt: straight-through scores, hard-concrete gates. */
import { inEnglish } from '../../messages/message';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/evaluate';
import { lossFell, prepareRun } from '../../../test/maskRun';
import { batchOf, loadFixture, prepareFixture } from '../../../test/methodCases';
import { differentiate } from '../../autodiff/reverse';
import { f32, i32, sizeOf, type Tensor } from '../../onnx/tensor';
import { WasmBackend } from '../../runtime/wasm';
import { attachTask } from '../../tasks/context';
import { taskById } from '../../tasks/registry';
import { applyMethod } from '../context';
import { resolveHyperparameters } from '../hyperparameters';
import { draw, initialise } from '../initialise';
import { methodById } from '../registry';
import { selectLargest } from '../parts/sparseDelta';
import { sampledGates } from './diffPruning';
import { scoresStart } from './thresholdMask';

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

const numbers = (tensor: Tensor): Float32Array => (tensor.data as Float32Array).slice();
const threshold = Math.fround(0.01);

describe('threshold-mask', () => {
  it.each([
    [0.05, 0.58],
    [0.1, 0.28],
  ])("draws scores from the reference's interval: %d of them below τ = 0.01, up to %d", (share, highest) => {
    const scores = draw({ name: 'scores', shape: [20000], init: scoresStart(share) }, 1).sort();
    expect(scores[0]).toBeCloseTo(-0.02, 3);
    expect(scores.at(-1)).toBeCloseTo(highest, 3);
    expect(scores.filter((score) => score < threshold).length / 20000).toBeCloseTo(share, 2);
  });

  it('starts with the wanted share switched off, lets no weight move, and reports what it switched', async () => {
    const trainer = await prepareRun(backend, 'threshold-mask', { sparsity: 0.1 }, { steps: 20 });
    const before = new Map([...(await trainer.trained())].map(([name, tensor]) => [name, numbers(tensor)]));
    const scores = [...before].filter(([name]) => name.endsWith('.scores'));
    const all = scores.reduce((sum, [, values]) => sum + values.length, 0);
    const off = scores.reduce((sum, [, values]) => sum + values.filter((s) => s < threshold).length, 0);
    expect(Math.abs(off / all - 0.1)).toBeLessThan(0.01);
    await trainer.run();
    const [stage] = trainer.result().stages;
    const after = await trainer.trained();
    const switched = scores.reduce(
      (sum, [name, values]) =>
        sum + numbers(after.get(name)!).filter((s, i) => s < threshold !== values[i]! < threshold).length,
      0,
    );
    expect(switched).toBeGreaterThan(0);
    expect(inEnglish(stage!.summary!)).toContain(`of the ${all.toLocaleString('en-US')} masked weights`);
    expect(trainer.result().facts).toMatchObject({ switched });
    // Scores and the head are all there is to train: the weights themselves are constants.
    expect([...after.keys()].every((name) => name.endsWith('.scores') || name.startsWith('head.'))).toBe(true);
    expect(lossFell({ trainer })).toBe(true);
    await trainer.dispose();
  });

  it('gives a score the gradient of its bit: that of the masked weight, times the weight', async () => {
    const name = 'encoder.layer.0.intermediate.dense.weight';
    const fixture = loadFixture('bert-torchscript');
    const { graph, anatomy } = prepareFixture(fixture, 7);
    const hp = resolveHyperparameters(methodById('threshold-mask'), { sparsity: 0.3 });
    const applied = applyMethod(methodById('threshold-mask'), hp, graph, anatomy, {
      batch: 2,
      sequence: 7,
      training: true,
    });
    const task = attachTask(taskById('classification'), applied, {
      anatomy,
      options: { labels: ['a', 'b'] },
      batch: 2,
      sequence: 7,
    });
    const { builder } = applied;
    builder.graph.outputs = [task.loss];
    builder.finish();
    const initializer = [...anatomy.names].find(([, path]) => path === name)![0];
    const weight = graph.initializers.get(initializer)!;
    // The product of weight and bits is what the layer reads.
    const product = builder.graph.nodes.find((node) => node.op === 'Mul' && node.inputs.includes(initializer))!;
    const gradients = differentiate(builder, task.loss, [`${name}.scores`, product.outputs[0]!]);
    const [ofScores, ofProduct] = [gradients.get(`${name}.scores`)!, gradients.get(product.outputs[0]!)!];
    builder.graph.outputs = [ofScores, ofProduct, product.outputs[0]!];
    const finished = builder.finish();
    const feeds: Record<string, Tensor> = { ...batchOf(fixture, finished), labels: i32([2], [1, 0]) };
    for (const p of applied.parameters) feeds[p.name] = f32(p.shape, initialise(p, 1, graph));
    const out = await evaluate(
      finished,
      Object.fromEntries(
        finished.inputs.flatMap((input) => (feeds[input.name] ? [[input.name, feeds[input.name]!]] : [])),
      ),
    );
    const [gs, gw, masked] = [out[ofScores]!, out[ofProduct]!, out[product.outputs[0]!]!].map(numbers) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const w = numbers(weight);
    expect(gs.some((g) => g !== 0)).toBe(true);
    gs.forEach((g, i) => expect(g).toBeCloseTo(gw[i]! * w[i]!, 7));
    const scores = numbers(feeds[`${name}.scores`]!);
    masked.forEach((value, i) => expect(value).toBeCloseTo(scores[i]! >= threshold ? w[i]! : 0, 7));
  });
});

describe('diff-pruning', () => {
  it(
    'keeps exactly the target number of changes, the largest, and goes on from their values and ' + 'the head',
    async () => {
      const trainer = await prepareRun(backend, 'diff-pruning', { keep: 0.02, scope: 'layers' }, { steps: 20 });
      await trainer.run(9);
      await trainer.step();
      const relaxed = new Map([...(await trainer.trained())].map(([name, tensor]) => [name, numbers(tensor)]));
      await trainer.run(11);
      const { carried } = trainer.found;
      const changes = new Map(
        [...relaxed]
          .filter(([name]) => name.endsWith('.w'))
          .map(([key, w]) => {
            const name = key.slice(0, -2);
            const [alpha, group] = [relaxed.get(`${name}.alpha`)!, relaxed.get(`${name}.group_alpha`)!];
            // As the gates were last sampled, not as they are without noise.
            const [gates, whole] = [alpha, group].map((values, i) =>
              sampledGates(values, `${name}.${i === 0 ? 'alpha' : 'group_alpha'}`, 3),
            ) as [Float32Array, Float32Array];
            return [name, w.map((v, i) => v * gates[i]! * whole[0]!)];
          }),
      );
      const expected = selectLargest(
        new Map([...changes].map(([name, values]) => [name, values.map(Math.abs)])),
        trainer.counts.formula,
      );
      for (const [name, at] of expected) {
        expect(Array.from(carried.tensors[`${name}.positions`]!.data as Int32Array)).toEqual([...at]);
        expect(Array.from(carried.start[`${name}.delta`]!.data as Float32Array)).toEqual(
          Array.from(at, (i) => relaxed.get(`${name}.w`)![i]!),
        );
      }
      expect(numbers(carried.start['head.weight']!)).toEqual(relaxed.get('head.weight'));
      await trainer.run();
      const { stages } = trainer.result();
      expect(stages.map(({ id, from, to }) => [id, from, to])).toEqual([
        ['relaxed', 0, 10],
        ['fixed', 10, 20],
      ]);
      expect(inEnglish(stages[0]!.summary!)).toMatch(/^The gates left \d+\.\d % of the entries open\. Kept/);
      const deltas = [...(await trainer.trained())].filter(([name]) => name.endsWith('.delta'));
      expect(deltas.reduce((sum, [, tensor]) => sum + sizeOf(tensor.dims), 0)).toBe(trainer.counts.formula);
      await trainer.dispose();
    },
  );

  it('closes more gates the dearer they are', async () => {
    const gates = async (l0: number) => {
      const trainer = await prepareRun(
        backend,
        'diff-pruning',
        { keep: 0.02, l0, gate_rate: 100, relaxed: 0.9 },
        { steps: 30 },
      );
      await trainer.run(26);
      await trainer.step();
      const alphas = [...(await trainer.trained())]
        .filter(([name]) => name.endsWith('.alpha'))
        .flatMap(([, tensor]) => [...numbers(tensor)]);
      await trainer.dispose();
      return alphas.reduce((sum, alpha) => sum + alpha, 0) / alphas.length;
    };
    expect(await gates(1e-3)).toBeLessThan((await gates(1e-9)) - 0.5);
  });
});
