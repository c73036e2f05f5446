/** A graph that gives some values of a model on the way to its answer, for one text at a time. */
import { sizeWithin } from '../anatomy/fixedSize';
import type { Batch } from '../data/batching';
import { optimise } from '../onnx/passes';
import type { Tensor } from '../onnx/tensor';
import type { Backend, DeviceTensor, Executable } from '../runtime/backend';
import { applyPredicting, freeze, heldBy, type Applied, type Recipe } from './applied';
import { BatchInputs } from './batchInputs';
import { conclude, finish } from './conclude';
import { readFromBuckets, type Unit } from './pack';

type States = Readonly<Record<string, DeviceTensor>>;

/** Rows of its batch: 1, unless the file was exported for another number. */
export const peekRows = ({ model, sequence }: Recipe): number => sizeWithin(model.graph, { batch: 1, sequence }).batch;

const nameOf = (i: number): string => `seen_${i}`;

export interface PeekOptions<A> {
  readonly backend: Backend;
  readonly recipe: Recipe;
  /** Layout of the states that it is run with; empty: everything at its initial value. */
  readonly units: readonly Unit[];
  /** Which values, each once, and what is known of them. May add nodes. */
  readonly choose: (applied: Applied) => { readonly values: readonly string[]; readonly about: A };
  readonly label: string;
}

export class Peek<A> {
  private constructor(
    /** What `choose` told of the values. */
    readonly about: A,
    private readonly executable: Executable,
    private readonly inputs: BatchInputs,
    private readonly outputs: States,
  ) {}

  static async load<A>({ backend, recipe: given, units, choose, label }: PeekOptions<A>): Promise<Peek<A>> {
    const recipe = { ...given, batch: peekRows(given) };
    const applied = applyPredicting(recipe);
    const { builder: g, base } = applied;
    g.enter('peek', 'task');
    const { values, about } = choose(applied);
    freeze(recipe, applied, heldBy(units, applied.declared.states));
    readFromBuckets(g, units);
    const named = values.map((value, i) => [value, nameOf(i)] as const);
    const graph = optimise(conclude(finish(g, values), named));
    const executable = await backend.load(graph, label);
    const outputs = Object.fromEntries(
      graph.outputs.map((name) => [name, backend.allocate(graph.typeOf(name), 'activations')]),
    );
    return new Peek(about, executable, new BatchInputs(backend, graph, base.anatomy), outputs);
  }

  /** @returns the values, in the order of `choose`, of the whole batch */
  async run(batch: Batch, states: States): Promise<readonly Tensor[]> {
    this.inputs.write(batch);
    await this.executable.run({ ...states, ...this.inputs.tensors }, this.outputs);
    return Promise.all(Object.keys(this.outputs).map((_, i) => this.outputs[nameOf(i)]!.read()));
  }

  async dispose(): Promise<void> {
    await this.executable.release();
    this.inputs.dispose();
    for (const tensor of Object.values(this.outputs)) tensor.dispose();
  }
}
