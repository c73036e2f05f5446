/** A graph of gradients on a backend, with starting values: for tests that work out what a run should find. */
import type { Batch } from '../src/data/batching';
import type { Backend } from '../src/runtime/backend';
import { startOf, type Recipe } from '../src/training/applied';
import { assembleGradients } from '../src/training/assembleGradients';
import { BatchInputs } from '../src/training/batchInputs';

export async function openGradients(backend: Backend, recipe: Recipe) {
  const { graph, parameters, outputs, base } = assembleGradients(recipe);
  const executable = await backend.load(graph, 'gradients');
  const inputs = new BatchInputs(backend, graph, base.anatomy);
  const tensors = Object.fromEntries(
    parameters
      .filter((p) => graph.isInput(p.name))
      .map((p) => [p.name, backend.upload(startOf(recipe, p, base), 'trainable')]),
  );
  const results = Object.fromEntries(
    graph.outputs.map((name) => [name, backend.allocate(graph.typeOf(name), 'activations')]),
  );
  return {
    base,
    parameters,
    /** Name of the output that holds a parameter's gradient. */
    outputs,
    /** All outputs by name: the loss and the gradients. */
    async run(batch: Batch): Promise<Map<string, Float32Array>> {
      inputs.write(batch);
      await executable.run({ ...tensors, ...inputs.tensors }, results);
      const found = new Map<string, Float32Array>();
      for (const [name, tensor] of Object.entries(results))
        found.set(name, (await tensor.read()).data.slice() as Float32Array);
      return found;
    },
    async release(): Promise<void> {
      for (const tensor of [...Object.values(tensors), ...Object.values(results)]) tensor.dispose();
      await executable.release();
    },
  };
}
