/**
 * Trains on one batch again and again and writes all tensors after each update, which the command line's `train` does
 * not. Each line of standard input names a file with a request, each answer is one JSON line. Called by
 * compare_training.py and compare_starts.py.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openAdapter } from '../../cli/adapter';
import { openModel } from '../../cli/files';
import { describeModel } from '../../cli/session';
import { chooseMethod } from '../../cli/settings';
import { fileTensors, saveAdapter } from '../../src/interchange/adapter';
import { tokenizerOf } from '../../src/interchange/modelFolder';
import { writeSafetensors } from '../../src/interchange/safetensors';
import { sizeOf } from '../../src/onnx/tensor';
import { createWasmBackend } from '../../src/runtime/node';
import type { Backend } from '../../src/runtime/backend';
import { openRun } from '../../src/session/openRun';
import { finish } from '../../src/training/finish';
import type { RunConfig } from '../../src/training/types';

interface Request {
  readonly model: string;
  readonly method: string;
  /** As for `--set`. */
  readonly settings: string;
  readonly task: RunConfig['task'];
  readonly pooling: NonNullable<RunConfig['pooling']>;
  /** Folder of the adapter to start from; without it the method's own start. */
  readonly adapter?: string;
  /** As a Transformers model takes it: padded on the right, language-model labels not shifted. */
  readonly batch: {
    readonly input_ids: readonly number[][];
    readonly attention_mask: readonly number[][];
    readonly labels: readonly (number | number[])[];
  };
  readonly classes: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly steps: number;
  /**
   * Gets an adapter for each step, 0/, 1/, …, and from step 1 on in the same folders the gradients as the optimiser saw
   * them.
   */
  readonly out: string;
}

/** @returns the loss before each update */
async function answer(request: Request, backend: Backend): Promise<number[]> {
  const { task, batch } = request;
  const model = await openModel(request.model);
  const { anatomy } = describeModel(model);
  const { method, hyperparameters } = chooseMethod({ method: request.method, set: request.settings });
  const labels = Array.from({ length: request.classes }, (_, i) => String(i));
  const train = batch.input_ids.map((ids, row) => ({
    ids: ids.filter((_, i) => batch.attention_mask[row]![i] === 1),
    ...(task === 'classification' && { label: batch.labels[row] as number }),
  }));
  const config: RunConfig = {
    model: request.model,
    dataset: 'one batch',
    task,
    ...(task === 'classification' && { pooling: request.pooling }),
    method: { id: method.id, hyperparameters },
    // What PyTorch's side has none of is off: warm-up, decay of the rate, clipping.
    optimizer: {
      kind: 'adamw',
      learningRate: request.learningRate,
      weightDecay: request.weightDecay,
      schedule: 'constant',
      warmup: 0,
      clipNorm: 0,
      accumulation: 1,
    },
    steps: request.steps,
    batchSize: train.length,
    sequenceLength: batch.input_ids[0]!.length,
    seed: 0,
    backend: 'wasm',
    evaluateEvery: 0,
  };
  const { run } = await finish(
    openRun(
      config,
      {
        model: () => Promise.resolve({ model, tokenizer: () => tokenizerOf(model) }),
        data: () =>
          Promise.resolve({
            encoded: { train, validation: [], test: [], padId: 0, ...(task === 'classification' && { labels }) },
          }),
        ...(request.adapter !== undefined && { adapter: await openAdapter(request.adapter) }),
      },
      () => Promise.resolve(backend),
    ),
  );

  /**
   * The gradient of every trained tensor in the last update, after the method's own change to it; zeros for the others.
   */
  const gradients = async (): Promise<Map<string, Float32Array>> => {
    const found = new Map<string, Float32Array>();
    for (const { name, shape, frozen } of run.parameters)
      found.set(name, frozen ? new Float32Array(sizeOf(shape)) : (await run.observer.tensor(name)).gradient!);
    return found;
  };

  const write = async (step: number): Promise<void> => {
    const folder = join(request.out, String(step));
    mkdirSync(folder);
    const { carried } = run.found;
    const context = { method, hyperparameters, anatomy, parameters: run.parameters, carried: carried.tensors };
    const files = saveAdapter(context, await run.trained(), {
      model: request.model,
      method: config.method,
      task,
      ...(config.pooling && { pooling: config.pooling }),
      ...(task === 'classification' && { labels }),
    });
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
    if (step > 0)
      writeFileSync(
        join(folder, 'gradients.safetensors'),
        writeSafetensors(fileTensors(context, await gradients(), 'zero')),
      );
  };

  await write(0);
  const losses: number[] = [];
  for (let step = 1; step <= request.steps; step++) {
    losses.push((await finish(run.step())).loss);
    await write(step);
  }
  await run.dispose();
  return losses;
}

const backend = await createWasmBackend({ threads: 1 });
for await (const path of createInterface({ input: process.stdin })) {
  const losses = await answer(JSON.parse(readFileSync(path, 'utf8')) as Request, backend);
  process.stdout.write(`${JSON.stringify({ losses })}\n`);
}
await backend.dispose();
// onnxruntime's worker threads would keep the process alive
process.exit(0);
