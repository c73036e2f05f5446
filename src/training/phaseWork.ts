/**
 * Phases in which nothing is trained: importance scores from gradients, and trials of values that a method proposes.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Batch } from '../data/batching';
import { mixSeed } from '../data/random';
import type { ProbePhase, ScorePhase, Trial } from '../methods/lifecycle';
import { sizeOf } from '../onnx/tensor';
import type { Backend } from '../runtime/backend';
import { startOf, type Recipe } from './applied';
import { assembleEvaluation } from './assembleEvaluation';
import { assembleScoring } from './assembleGradients';
import type { TrainingGraphs } from './assembleTraining';
import { BatchInputs } from './batchInputs';
import { breathe } from './pacing';
import { StateStore } from './states';

interface Found {
  /** What the phase's graph was built of. */
  readonly graphs: Pick<TrainingGraphs, 'parameters' | 'base'>;
}

/**
 * Sums of a score phase by parameter name; zeros where no gradient arrives. `recipe.batch` is the phase's batch size,
 * which `draw` follows.
 */
export async function runScore(
  backend: Backend,
  recipe: Recipe,
  work: ScorePhase,
  draw: () => Batch,
): Promise<Found & { readonly scores: ReadonlyMap<string, Float32Array> }> {
  const graphs = assembleScoring(recipe, work.score);
  const executable = await backend.load(graphs.update, 'scoring');
  const states = new StateStore(backend, graphs.states);
  const inputs = new BatchInputs(backend, graphs.update, graphs.base.anatomy);
  try {
    states.initialise();
    for (let i = 0; i < work.batches; i++) {
      inputs.write(draw());
      await executable.run({ ...states.inputs, ...inputs.tensors }, states.outputs);
      states.swap();
      await breathe();
    }
    const sums = await states.read();
    return {
      graphs,
      scores: new Map(
        graphs.parameters.map(({ name, shape }) => [
          name,
          (sums[`score:${name}`]?.data as Float32Array | undefined) ?? new Float32Array(sizeOf(shape)),
        ]),
      ),
    };
  } finally {
    await executable.release();
    states.dispose();
    inputs.dispose();
  }
}

/** Mean loss on the same few batches for each proposal. */
export async function runProbe(
  backend: Backend,
  recipe: Recipe,
  work: ProbePhase,
  draw: () => Batch,
): Promise<Found & { readonly trials: readonly Trial[] }> {
  const assembled = assembleEvaluation(recipe, { loss: true, logits: false });
  const executable = await backend.load(assembled.graph, 'probing');
  const inputs = new BatchInputs(backend, assembled.graph, assembled.base.anatomy);
  const parameters = assembled.parameters.filter((p) => assembled.graph.isInput(p.name));
  const tensors = Object.fromEntries(
    parameters.map((p) => [p.name, backend.allocate({ dtype: 'float32', shape: p.shape }, 'trainable')]),
  );
  const outputs = Object.fromEntries(
    assembled.graph.outputs.map((name) => [name, backend.allocate(assembled.graph.typeOf(name), 'activations')]),
  );
  const generator = xoroshiro128plus(mixSeed(recipe.seed, 29));
  const batches = Array.from({ length: work.batches }, draw);
  const trials: Trial[] = [];
  try {
    for (const p of parameters) tensors[p.name]!.write(startOf(recipe, p, assembled.base).data);
    for (let i = 0; i < work.trials; i++) {
      const values = work.propose(trials, () => uniformFloat64(generator));
      for (const [name, value] of Object.entries(values)) tensors[name]?.write(value);
      let [sum, count] = [0, 0];
      for (const batch of batches) {
        inputs.write(batch);
        await executable.run({ ...tensors, ...inputs.tensors }, outputs);
        sum += Number((await outputs.loss_sum!.read()).data[0]);
        count += Number((await outputs.count!.read()).data[0]);
      }
      trials.push({ values, loss: sum / Math.max(1, count) });
      await breathe();
    }
    return { graphs: assembled, trials };
  } finally {
    await executable.release();
    inputs.dispose();
    for (const tensor of [...Object.values(tensors), ...Object.values(outputs)]) tensor.dispose();
  }
}
