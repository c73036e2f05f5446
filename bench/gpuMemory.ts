/**
 * GPU memory of a training step, byte by byte, against the floor: WebGPU through Dawn (any adapter counts the same
 * bytes).
 */
import { inEnglish } from '../src/messages/message';
import { openModel } from '../cli/files';
import { batchOf, optimizer, recipeOf, settingsAt } from './setup';
import { createWebGpuBackend } from '../src/runtime/node';
import { assembleTraining } from '../src/training/assembleTraining';
import { estimateMemory } from '../src/training/estimate';
import { Stepper } from '../src/training/stepper';

export interface GpuMemoryRow {
  readonly method: string;
  readonly adapter: string;
  readonly floor: number;
  readonly peak: number;
  readonly peakByOwner: Readonly<Record<string, number>>;
  readonly nodes: number;
  readonly dispatches: number;
}

/** Two steps of each method, one after the other on one device: one compiles, one shows the steady state. */
export async function measureGpuMemory(
  model: string,
  methods: readonly string[],
  batch: number,
  sequence: number,
): Promise<GpuMemoryRow[]> {
  const loaded = await openModel(model);
  const backend = await createWebGpuBackend();
  const rows: GpuMemoryRow[] = [];
  for (const method of methods) {
    const recipe = recipeOf(loaded, method, batch, sequence);
    const graphs = assembleTraining(recipe, optimizer, 'webgpu');
    backend.resetPeak();
    const stepper = await Stepper.load(backend, graphs, 1);
    for (const step of [1, 2]) await stepper.step([batchOf(recipe)], settingsAt(step));
    await backend.idle();
    const memory = backend.memory();
    rows.push({
      method,
      adapter: inEnglish(backend.description),
      floor: estimateMemory(graphs).floor,
      peak: memory.peak,
      peakByOwner: memory.peakByOwner,
      nodes: graphs.update.nodes.length,
      dispatches: stepper.dispatches,
    });
    await stepper.dispose();
    backend.forgetUnused();
    const left = backend.memory().total;
    if (left > 0) throw new Error(`${method} leaves ${left} bytes on the device, which the next would be charged for`);
  }
  await backend.dispose();
  return rows;
}
