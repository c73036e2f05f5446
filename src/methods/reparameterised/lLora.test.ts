/** L-LoRA: the update is linear in what is trained, and tasks are fused by adding. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classificationData, fixture, runConfig, sourceData } from '../../../test/fixture';
import { WasmBackend } from '../../runtime/wasm';
import { Trainer } from '../../../test/trainer';
import { f32, sizeOf } from '../../onnx/tensor';
import { evaluate } from '../../../test/evaluate';
import { batchOf, loadFixture, prepareFixture } from '../../../test/methodCases';
import { applyMethod } from '../context';
import { resolveHyperparameters } from '../hyperparameters';
import { initialise } from '../initialise';
import { lLora } from './lLora';

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

describe('l-lora', () => {
  it('changes the output of a module in proportion to what is trained', async () => {
    const loaded = loadFixture('bert-torchscript');
    const { graph, anatomy } = prepareFixture(loaded, 7);
    const { builder, parameters } = applyMethod(
      lLora,
      resolveHyperparameters(lLora, { r: 2, targets: 'v' }),
      graph,
      anatomy,
      { batch: 2, sequence: 7, training: false },
    );
    // The first layer's value projection reads what no update has changed.
    const node = builder.graph.nodes.find(
      (candidate) => candidate.name.startsWith('l-lora.layer.0.v') && candidate.op === 'Mul',
    )!;
    builder.graph.outputs = [node.outputs[0]!];
    const finished = builder.finish();
    const at = async (factor: number) => {
      const feeds = {
        ...batchOf(loaded, finished),
        ...Object.fromEntries(
          parameters.map((p) => [
            p.name,
            f32(
              p.shape,
              p.frozen
                ? initialise(p, 1, graph)
                : Float32Array.from({ length: sizeOf(p.shape) }, (_, i) => factor * Math.sin(i)),
            ),
          ]),
        ),
      };
      const inputs = Object.fromEntries(finished.inputs.map(({ name }) => [name, feeds[name]!]));
      return (await evaluate(finished, inputs))[node.outputs[0]!]!.data as Float32Array;
    };
    const [one, three] = [await at(1), await at(3)];
    expect(Math.max(...one)).toBeGreaterThan(0.01);
    one.forEach((v, i) => expect(three[i]).toBeCloseTo(3 * v, 3));
  });

  it('trains each task from the same start and adds the updates with the best factor', async () => {
    const model = fixture('bert-torchscript');
    const trainer = new Trainer({
      model: model.graph,
      modelConfig: model.config,
      backend,
      data: { ...classificationData(), sources: sourceData('classification', 1) },
      config: runConfig({ method: { id: 'l-lora', hyperparameters: { r: 2, sources: 1, batches: 2 } }, steps: 16 }),
    });
    await trainer.prepare();
    const [delta, fixed] = ['layer.1.v.delta_B', 'layer.1.v.tangent_A'];
    const ends: Float32Array[] = [];
    const starts = (await trainer.trained()).get(fixed)!.data;
    for (let task = 0; task < 2; task++) {
      for (let step = 0; step < 8; step++) await trainer.step();
      ends.push((await trainer.trained()).get(delta)!.data as Float32Array);
    }
    await trainer.run();
    const { stages, facts } = trainer.result();
    expect(stages.map((s) => [s.id, s.to - s.from])).toEqual([
      ['task-0', 8],
      ['task-1', 8],
      ['scale', 0],
      ['fused', 0],
    ]);
    const losses = facts.losses as number[];
    expect(losses).toHaveLength(21);
    expect(facts.lambda).toBeCloseTo(losses.indexOf(Math.min(...losses)) / 20);
    // The mean over both tasks, each with its own head, and not the target's alone.
    const each = facts.everyTask as number[][];
    each.forEach(([own, other], i) => expect(losses[i]).toBeCloseTo((own! + other!) / 2, 6));
    expect(each.some(([own, other]) => own !== other)).toBe(true);
    const end = await trainer.trained();
    const fused = end.get(delta)!.data as Float32Array;
    fused.forEach((v, i) => expect(v).toBeCloseTo((facts.lambda as number) * (ends[0]![i]! + ends[1]![i]!), 6));
    expect(end.get(fixed)!.data).toEqual(starts);
    expect(trainer.parameters.some(({ name }) => name === 'layer.1.v.delta_A')).toBe(false);
    expect(trainer.counts.trainable).toBe(trainer.counts.formula);
    await trainer.dispose();
  });
});
