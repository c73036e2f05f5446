/** Ranks go where the task needs them, whatever the seed: in a model most of whose matrices can't reach the answer. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { classificationData, fixture, runConfig } from '../../../test/fixture';
import { Trainer } from '../../../test/trainer';
import { prepareBase } from '../../anatomy/prepare';
import { asFloat32, f32 } from '../../onnx/tensor';
import { WasmBackend } from '../../runtime/wasm';
import { spearman } from '../../tasks/measures/correlation';

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

/**
 * Three of the four branches give nothing to the residual stream: what lies before their last matrices has no say, and
 * o and down of layer 0, o, up and down of layer 1 have.
 */
function muted() {
  const model = fixture('bert-torchscript');
  const { graph, anatomy } = prepareBase({ graph: model.graph, config: model.config }, { batch: 4, sequence: 12 });
  const [first, second] = anatomy.layers;
  for (const { weight } of [first!.attention.o, first!.feedForward.down, second!.attention.o]) {
    const tensor = graph.initializers.get(weight)!;
    graph.initializers.set(weight, f32(tensor.dims, new Float32Array(asFloat32(tensor).length)));
  }
  return { graph, config: model.config };
}

it.each([
  ['increlora', { r: 6, target: 3, start: 0.3, end: 0.8, interval: 4 }],
  ['adalora', { init_r: 6, target_r: 3, tinit: 0.2, tfinal: 0.2 }],
] as const)('%s: the ranks of three seeds are correlated by more than 0.7', async (id, hyperparameters) => {
  const { graph, config } = muted();
  const found: number[][] = [];
  for (const seed of [1, 2, 3]) {
    const trainer = new Trainer({
      model: graph,
      modelConfig: config,
      backend,
      data: classificationData(),
      config: runConfig({
        steps: 48,
        seed,
        method: { id, hyperparameters },
        optimizer: { learningRate: 5e-3, weightDecay: 0 },
      }),
    });
    await trainer.prepare();
    await trainer.run();
    found.push(Object.values(trainer.result().facts.ranks as Record<string, number>));
    await trainer.dispose();
  }
  const [a, b, c] = found as [number[], number[], number[]];
  for (const [one, other] of [
    [a, b],
    [a, c],
    [b, c],
  ] as const)
    expect(spearman(one, other)).toBeGreaterThan(0.7);
});
