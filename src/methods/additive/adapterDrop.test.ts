/** AdapterDrop: which adapters exist, and which of them a step's draw leaves out. */
import { describe, expect, it } from 'vitest';
import { prepare } from '../../../test/evaluate';
import { batchOf, loadFixture, prepareFixture } from '../../../test/methodCases';
import { differentiate } from '../../autodiff/reverse';
import { f32, i32, type Tensor } from '../../onnx/tensor';
import { attachTask } from '../../tasks/context';
import { taskById } from '../../tasks/registry';
import { applyMethod, stepSeed } from '../context';
import { resolveHyperparameters } from '../hyperparameters';
import { initialise } from '../initialise';
import { adapterDrop } from './adapterDrop';

const fixture = loadFixture('bert-torchscript');
const base = prepareFixture(fixture, 7);
const text = { batch: 2, sequence: 7 };

const apply = (given: Record<string, unknown>, training: boolean) => {
  const hp = resolveHyperparameters(adapterDrop, { m: 4, init: 'bert', ...given });
  return applyMethod(adapterDrop, hp, base.graph, base.anatomy, { ...text, training });
};

describe('adapterdrop', () => {
  it('specialised: the lowest layers have no adapter, and the graph has none of their nodes', () => {
    const { parameters, builder } = apply({ n: 1 }, true);
    expect([...new Set(parameters.map((p) => p.layer))]).toEqual([1]);
    expect(builder.graph.nodes.some((node) => node.name.startsWith('adapterdrop.layer.0'))).toBe(false);
  });

  it('robust: in use the adapters below n are declared but not computed', () => {
    const { parameters, builder, lastHidden } = apply({ variant: 'robust', n: 1 }, false);
    expect([...new Set(parameters.map((p) => p.layer))]).toEqual([0, 1]);
    builder.graph.outputs = [lastHidden];
    const read = new Set(builder.finish().nodes.flatMap((node) => node.inputs));
    for (const { name, layer } of parameters) expect(read.has(name), name).toBe(layer === 1);
  });

  it('robust: a step draws n uniformly, and left-out adapters get no gradient', async () => {
    const applied = apply({ variant: 'robust', n: 0 }, true);
    const task = attachTask(taskById('classification'), applied, {
      anatomy: base.anatomy,
      options: { labels: ['a', 'b'] },
      ...text,
    });
    const { builder } = applied;
    builder.graph.outputs = [task.loss];
    builder.finish();
    const names = [0, 1].map((layer) => `layer.${layer}.adapter2.up.weight`);
    const gradients = differentiate(builder, task.loss, names);
    builder.graph.outputs = names.map((name) => gradients.get(name)!);
    const graph = builder.finish();
    const session = await prepare(graph);
    const feeds: Record<string, Tensor> = { ...batchOf(fixture, graph), labels: i32([2], [1, 0]) };
    for (const p of applied.parameters) feeds[p.name] = f32(p.shape, initialise(p, 1, base.graph));
    const given = Object.fromEntries(graph.inputs.flatMap(({ name }) => (feeds[name] ? [[name, feeds[name]]] : [])));
    const kept = [0, 0];
    const draws = 60;
    for (let seed = 1; seed <= draws; seed++) {
      const out = await session.run({ ...given, [stepSeed]: i32([], [seed * 7919]) });
      graph.outputs.forEach((name, layer) => {
        if ((out[name]!.data as Float32Array).some((g) => g !== 0)) kept[layer]!++;
      });
    }
    // With two layers n is 0 or 1: the lower adapter takes part in half of the steps, the upper in all.
    expect(kept[1]).toBe(draws);
    expect(Math.abs(kept[0]! / draws - 0.5)).toBeLessThan(0.2);
    await session.release();
  });
});
