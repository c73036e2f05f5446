/**
 * The subspaces that optimisers work in (`optim/projected.ts`): found on the host from the gradients of the batch whose
 * update comes next.
 */
import { linearAlgebra } from '../methods/linearAlgebra';
import { asFloat32, type Tensor } from '../onnx/tensor';
import type { Backend, DeviceTensor } from '../runtime/backend';
import { gradientOf, type TrainingGraphs } from './assembleTraining';
import { breathe } from './pacing';
import { projectorOf, type Unit } from './pack';
import type { StateStore } from './states';

type Named = Readonly<Record<string, DeviceTensor>>;

/** The basis of a unit's subspace: the leading singular vectors of its gradient, (size of the axis, r). */
export function basisOf({ projection }: Unit, gradient: Tensor): Float32Array {
  const { axis, rank } = projection!;
  const [rows, columns] = gradient.dims as [number, number];
  const values = asFloat32(gradient);
  return axis === 0
    ? linearAlgebra.leadingVectors(values, rows, columns, rank)
    : linearAlgebra.leadingVectors(linearAlgebra.transposed(values, rows, columns), columns, rows, rank);
}

/**
 * Finds those that are due before an update.
 * @param step number of the update in its phase, from 1
 * @param inputs what the update will read @param sums accumulated gradients, where there are such
 */
export async function findSubspaces(
  backend: Backend,
  graphs: TrainingGraphs,
  states: StateStore,
  step: number,
  inputs: Named,
  sums: StateStore,
): Promise<void> {
  const due = graphs.units.filter(({ projection }) => projection && (step - 1) % projection.every === 0);
  if (due.length === 0) return;
  const write = async (unit: Unit, gradient: Promise<Tensor>): Promise<void> => {
    states.writeConstant(projectorOf(unit.name), basisOf(unit, await gradient));
    await breathe();
  };
  // Accumulated over micro-batches, or over halves of the batch.
  if (!graphs.projected || sums.states.length > 0) {
    for (const unit of due) await write(unit, sums.readOne(`sum:${unit.name}`)!);
    return;
  }
  const graph = graphs.projected();
  // Kept until the next time it would hold as much memory as the training itself.
  const executable = await backend.load(graph, 'gradient');
  const outputs = Object.fromEntries(
    graph.outputs.map((name) => [name, backend.allocate(graph.typeOf(name), 'activations')] as const),
  );
  try {
    await executable.run(inputs, outputs);
    for (const unit of due) await write(unit, outputs[gradientOf(unit.name)]!.read());
  } finally {
    await executable.release();
    for (const tensor of Object.values(outputs)) tensor.dispose();
  }
}
