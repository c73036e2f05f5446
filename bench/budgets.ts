/** What a step costs on every machine alike: nodes, dispatches, bytes to and from the device, memory. */
import { sizeOf } from '../src/onnx/tensor';
import { bytesFor } from '../src/onnx/dtype';
import { assembleTraining, type TrainingGraphs } from '../src/training/assembleTraining';
import { estimateMemory } from '../src/training/estimate';
import { optimizer, recipe } from './setup';

export interface StepCost {
  /** Of the training graph on WASM, and of the one on WebGPU those that a GPU is asked to compute. */
  readonly nodes: number;
  readonly dispatches: number;
  /** Bytes that the host writes for each update, and reads when it reads losses. */
  readonly uploaded: number;
  readonly read: number;
  /** Bytes that are expected on the device. */
  readonly peak: number;
}

export interface BudgetCase {
  readonly model: string;
  readonly method: string;
  readonly batch: number;
  readonly sequence: number;
}

/** Views of the same buffer: the provider moves no data for them. */
const FREE = new Set(['Reshape', 'Squeeze', 'Unsqueeze', 'Identity', 'Flatten']);

/** Everything that goes in and stays on the device from step to step. */
const kept = ({ states, ring }: TrainingGraphs): Set<string> => new Set([...states, ring].map(({ input }) => input));

export async function stepCostOf({ model, method, batch, sequence }: BudgetCase): Promise<StepCost> {
  const made = await recipe(model, method, batch, sequence);
  const [wasm, gpu] = (['wasm', 'webgpu'] as const).map((backend) => assembleTraining(made, optimizer, backend));
  const stays = kept(wasm!);
  const { ring } = wasm!;
  return {
    nodes: wasm!.update.nodes.length,
    dispatches: gpu!.update.nodes.filter(({ op }) => !FREE.has(op)).length,
    uploaded: wasm!.update.inputs
      .filter(({ name }) => !stays.has(name))
      .reduce((sum, { dtype, dims }) => sum + bytesFor(dtype, sizeOf(dims as number[])), 0),
    read: bytesFor('float32', sizeOf(ring.type.shape)),
    peak: estimateMemory(wasm!).expected,
  };
}
