/**
 * Phases in which nothing is trained: importance scores from gradients, and trials of values that a method proposes.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Batch } from '../data/batching';
import { mixSeed } from '../data/random';
import type { ProbePhase, ScorePhase, Trial } from '../methods/lifecycle';
import { sizeOf } from '../onnx/tensor';
import type { Backend, DeviceTensor as Device, Executable } from '../runtime/backend';
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
  const graphs = assembleScoring(recipe, work);
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
      scores: new Map([
        ...graphs.parameters.map(({ name, shape }) => [name, new Float32Array(sizeOf(shape))] as const),
        ...Object.entries(sums).map(([name, { data }]) => [name.slice('score:'.length), data as Float32Array] as const),
      ]),
    };
  } finally {
    await executable.release();
    states.dispose();
    inputs.dispose();
  }
}

/** A task that a probe measures: what its graph is built of, and its batches. */
export interface Probed {
  readonly recipe: Recipe;
  readonly draw: () => Batch;
}

/** The graph that measures one task, and its few batches, the same for each proposal. */
class Probing {
  private readonly inputs: BatchInputs;
  private readonly batches: readonly Batch[];
  private readonly tensors: Readonly<Record<string, Device>>;
  private readonly outputs: Readonly<Record<string, Device>>;

  private constructor(
    backend: Backend,
    readonly assembled: ReturnType<typeof assembleEvaluation>,
    private readonly executable: Executable,
    { recipe, draw }: Probed,
    batches: number,
  ) {
    this.inputs = new BatchInputs(backend, assembled.graph, assembled.base.anatomy);
    const parameters = assembled.parameters.filter((p) => assembled.graph.isInput(p.name));
    this.tensors = Object.fromEntries(
      parameters.map((p) => [p.name, backend.allocate({ dtype: 'float32', shape: p.shape }, 'trainable')]),
    );
    this.outputs = Object.fromEntries(
      assembled.graph.outputs.map((name) => [name, backend.allocate(assembled.graph.typeOf(name), 'activations')]),
    );
    this.batches = Array.from({ length: batches }, draw);
    for (const p of parameters) this.tensors[p.name]!.write(startOf(recipe, p, assembled.base).data);
  }

  static async open(backend: Backend, task: Probed, batches: number): Promise<Probing> {
    const assembled = assembleEvaluation(task.recipe, { loss: true, logits: false });
    return new Probing(backend, assembled, await backend.load(assembled.graph, 'probing'), task, batches);
  }

  async loss(values: Trial['values']): Promise<number> {
    for (const [name, value] of Object.entries(values)) this.tensors[name]?.write(value);
    let [sum, count] = [0, 0];
    for (const batch of this.batches) {
      this.inputs.write(batch);
      await this.executable.run({ ...this.tensors, ...this.inputs.tensors }, this.outputs);
      sum += Number((await this.outputs.loss_sum!.read()).data[0]);
      count += Number((await this.outputs.count!.read()).data[0]);
    }
    return sum / Math.max(1, count);
  }

  async dispose(): Promise<void> {
    await this.executable.release();
    this.inputs.dispose();
    for (const tensor of [...Object.values(this.tensors), ...Object.values(this.outputs)]) tensor.dispose();
  }
}

/**
 * Mean loss on the same few batches for each proposal; of several tasks the mean of theirs.
 * @param tasks the run's own first
 */
export async function runProbe(
  backend: Backend,
  work: ProbePhase,
  tasks: readonly [Probed, ...Probed[]],
): Promise<Found & { readonly trials: readonly Trial[] }> {
  const generator = xoroshiro128plus(mixSeed(tasks[0].recipe.seed, 29));
  const probings: Probing[] = [];
  const trials: Trial[] = [];
  try {
    for (const task of tasks) probings.push(await Probing.open(backend, task, work.batches));
    for (let i = 0; i < work.trials; i++) {
      const values = work.propose(trials, () => uniformFloat64(generator));
      const losses: number[] = [];
      for (const probing of probings) losses.push(await probing.loss(values));
      const loss = losses.reduce((sum, one) => sum + one, 0) / losses.length;
      trials.push({ values, loss, ...(losses.length > 1 && { losses }) });
      await breathe();
    }
    return { graphs: probings[0]!.assembled, trials };
  } finally {
    for (const probing of probings) await probing.dispose();
  }
}
