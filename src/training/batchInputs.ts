/** The device tensors that a batch is written to, for one graph. */
import type { Anatomy } from '../anatomy/anatomy';
import type { Batch } from '../data/batching';
import { taskId } from '../methods/context';
import type { Graph } from '../onnx/graph';
import type { Backend, DeviceTensor } from '../runtime/backend';
import { inputNames } from './applied';

export class BatchInputs {
  readonly tensors: Readonly<Record<string, DeviceTensor>>;
  /** The types on the device are of two texts. */
  private typed = false;

  /** Allocates the batch inputs that `graph` has. Token types stay zero where there is one text a row. */
  constructor(
    backend: Backend,
    graph: Graph,
    private readonly anatomy: Anatomy,
  ) {
    const { ids, mask, tokenTypes } = anatomy.inputs;
    const wanted = new Set([ids, mask, tokenTypes, inputNames.labels, taskId]);
    this.tensors = Object.fromEntries(
      graph.inputs
        .filter((input) => wanted.has(input.name))
        .map((input) => [
          input.name,
          backend.allocate({ dtype: input.dtype, shape: input.dims as number[] }, 'inputs'),
        ]),
    );
  }

  write(batch: Pick<Batch, 'ids' | 'mask' | 'types' | 'labels' | 'task'>): void {
    const { ids, mask, tokenTypes } = this.anatomy.inputs;
    this.tensors[ids]?.write(batch.ids);
    if (mask) this.tensors[mask]?.write(batch.mask);
    if (tokenTypes && (batch.types || this.typed))
      this.tensors[tokenTypes]?.write(batch.types ?? new Int32Array(batch.ids.length));
    this.typed = batch.types !== undefined;
    this.tensors[inputNames.labels]?.write(batch.labels);
    this.tensors[taskId]?.write(Int32Array.of(batch.task ?? 0));
  }

  dispose(): void {
    for (const tensor of Object.values(this.tensors)) tensor.dispose();
  }
}
