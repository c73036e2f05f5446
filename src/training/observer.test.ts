/** Looking inside a run: norms and tensors are the real ones, and looking changes nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classificationData, fixture, runConfig } from '../../test/fixture';
import { resolveHyperparameters } from '../methods/hyperparameters';
import { methodById } from '../methods/registry';
import type { Tensor } from '../onnx/tensor';
import { WasmBackend } from '../runtime/wasm';
import { taskById } from '../tasks/registry';
import { assembleGradients } from './assembleGradients';
import { BatchInputs } from './batchInputs';
import type { RunEvent } from './events';
import { Trainer } from '../../test/trainer';
import type { LayerNorms } from './types';

const bert = fixture('bert-torchscript');
let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

async function start(
  changes: Parameters<typeof runConfig>[0],
  norms?: number,
): Promise<{ trainer: Trainer; measured: LayerNorms[] }> {
  const measured: LayerNorms[] = [];
  const listener = (event: RunEvent) => {
    if (event.kind === 'norms') measured.push(event.norms);
  };
  const trainer = new Trainer({
    model: bert.graph,
    modelConfig: bert.config,
    config: runConfig(changes),
    data: classificationData(),
    backend,
    listener,
    ...(norms !== undefined && { norms }),
  });
  await trainer.prepare();
  return { trainer, measured };
}

const plain = (tensors: ReadonlyMap<string, Tensor>): Record<string, number[]> =>
  Object.fromEntries([...tensors].map(([name, t]) => [name, Array.from(t.data as Float32Array)]));
const length = (values: Iterable<number>): number => Math.hypot(...values);
const tight = (actual: number, wanted: number): void =>
  expect(Math.abs(actual - wanted)).toBeLessThan(1e-4 * wanted + 1e-9);

/** The gradients of a batch with given tensors, each alone, by a graph that updates nothing. */
async function gradientsOf(
  changes: Parameters<typeof runConfig>[0],
  trainer: Trainer,
): Promise<Map<string, Float32Array>> {
  const config = runConfig(changes);
  const method = methodById(config.method.id);
  const assembled = assembleGradients({
    model: bert,
    method,
    hyperparameters: resolveHyperparameters(method, config.method.hyperparameters),
    task: taskById(config.task),
    taskOptions: { labels: classificationData().labels! },
    batch: config.batchSize,
    sequence: config.sequenceLength,
    seed: config.seed,
  });
  const executable = await backend.load(assembled.graph, 'gradients');
  const inputs = new BatchInputs(backend, assembled.graph, assembled.base.anatomy);
  inputs.write(trainer.observer.nextBatches()![0]!);
  const present = await trainer.trained();
  const tensors = Object.fromEntries(
    assembled.parameters
      .filter((p) => assembled.graph.isInput(p.name))
      .map((p) => [p.name, backend.upload(present.get(p.name)!, 'trainable')]),
  );
  const outputs = Object.fromEntries(
    assembled.graph.outputs.map((name) => [name, backend.allocate(assembled.graph.typeOf(name), 'activations')]),
  );
  await executable.run({ ...tensors, ...inputs.tensors }, outputs);
  const gradients = new Map<string, Float32Array>();
  for (const [name, output] of assembled.outputs)
    gradients.set(name, (await outputs[output]!.read()).data as Float32Array);
  await executable.release();
  for (const tensor of [...Object.values(tensors), ...Object.values(outputs)]) tensor.dispose();
  inputs.dispose();
  return gradients;
}

describe.each(['adamw', 'sgd', 'adafactor'] as const)('per-layer norms with %s', (kind) => {
  // Weight decay and a clip that bites, so that both must be undone. Without dropout: the graph to compare with has
  // none.
  const changes = {
    method: { id: 'lora', hyperparameters: { dropout: 0 } },
    optimizer: { kind, weightDecay: 0.1, clipNorm: 0.05, learningRate: 1e-2 },
  };

  it('are those of the gradient before clipping and of the step', async () => {
    const { trainer } = await start(changes);
    expect(await trainer.observer.norms()).toBeUndefined();
    for (let step = 1; step <= 3; step++) {
      const gradients = await gradientsOf(changes, trainer);
      const before = await trainer.trained();
      const record = await trainer.step();
      const after = await trainer.trained();
      const norms = (await trainer.observer.norms())!;
      expect(norms.step).toBe(step);
      expect(norms.layers).toHaveLength(2);
      const check = (part: { gradient?: number; update: number } | undefined, names: string[]) => {
        tight(part!.gradient!, length(names.flatMap((name) => [...gradients.get(name)!])));
        tight(
          part!.update,
          length(
            names.flatMap((name) =>
              Array.from(
                after.get(name)!.data as Float32Array,
                (value, i) => value - (before.get(name)!.data as Float32Array)[i]!,
              ),
            ),
          ),
        );
      };
      const named = (test: (p: { layer?: number; group: string }) => boolean) =>
        trainer.parameters.filter(test).map((p) => p.name);
      norms.layers.forEach((part, layer) =>
        check(
          part,
          named((p) => p.layer === layer),
        ),
      );
      check(
        norms.head,
        named((p) => p.group === 'head'),
      );
      expect(norms.shared).toBeUndefined();
      tight(length([...norms.layers, norms.head].map((part) => part!.gradient)), record.gradientNorm);
    }
    await trainer.dispose();
  });

  // Adafactor's factored moments do not tell the last gradient.
  if (kind === 'adafactor') return;
  it("come with the tensor's last gradient, as it was clipped", async () => {
    const { trainer } = await start(changes);
    const name = trainer.parameters[1]!.name;
    expect((await trainer.observer.tensor(name)).gradient).toBeUndefined();
    const gradients = await gradientsOf(changes, trainer);
    const record = await trainer.step();
    const { gradient, values, start: first, step } = await trainer.observer.tensor(name);
    expect(step).toBe(1);
    const clip = Math.min(1, 0.05 / (record.gradientNorm + 1e-6));
    gradients.get(name)!.forEach((g, i) => expect(gradient![i]).toBeCloseTo(clip * g, 6));
    expect(values).toEqual((await trainer.trained()).get(name)!.data);
    await trainer.reset();
    expect((await trainer.observer.tensor(name)).values).toEqual(first);
    expect((await trainer.observer.tensor(name)).gradient).toBeUndefined();
    await trainer.dispose();
  });
});

describe('looking', () => {
  it.each(['lora', 'prefix-tuning', 'full'])('does not change what %s learns: every bit is the same', async (id) => {
    const changes = { method: { id, hyperparameters: {} }, steps: 25 };
    const [blind, seen] = [await start(changes), await start(changes, 0)];
    await blind.trainer.run();
    await seen.trainer.run();
    expect(blind.measured).toHaveLength(0);
    expect(seen.measured.length).toBeGreaterThan(5);
    expect(seen.trainer.records).toEqual(blind.trainer.records);
    expect(plain(await seen.trainer.trained())).toEqual(plain(await blind.trainer.trained()));
    await blind.trainer.dispose();
    await seen.trainer.dispose();
  });

  it('nor does peeking at the next batch and its loss', async () => {
    const changes = { steps: 6, optimizer: { accumulation: 2 } };
    const [blind, seen] = [await start(changes), await start(changes)];
    await blind.trainer.run();
    for (let i = 0; i < 6; i++) {
      const batches = seen.trainer.observer.nextBatches()!;
      expect(batches).toHaveLength(2);
      const before = await seen.trainer.observer.lossOf(batches);
      const record = await seen.trainer.step();
      // LoRA without dropout: the training loss is the loss of these batches.
      tight(before.loss, record.loss);
      expect((await seen.trainer.observer.lossOf(batches)).loss).not.toBe(before.loss);
      await seen.trainer.observer.tensor(seen.trainer.parameters[0]!.name);
    }
    expect(seen.trainer.observer.nextBatches()).toBeUndefined();
    expect(seen.trainer.records).toEqual(blind.trainer.records);
    await blind.trainer.dispose();
    await seen.trainer.dispose();
  });

  it('tells only the length of the gradient with Adafactor, which keeps squares', async () => {
    const { trainer } = await start({ optimizer: { kind: 'adafactor' } });
    await trainer.step();
    expect((await trainer.observer.tensor(trainer.parameters[0]!.name)).gradient).toBeUndefined();
    expect((await trainer.observer.norms())!.layers[0]!.gradient).toBeGreaterThan(0);
    await trainer.dispose();
  });

  it('names what is not trained', async () => {
    const { trainer } = await start({});
    await trainer.step();
    await expect(trainer.observer.tensor('nothing')).rejects.toThrow('"nothing" is not trained');
    expect(trainer.status).toBe('paused');
    await trainer.dispose();
  });
});
