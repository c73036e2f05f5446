/**
 * Gradient × input: how much each token's embedding contributes to one of the model's numbers, to first order. The
 * method of Shrikumar et al. 2016 (arXiv 1605.01713), on word embeddings as in Atanasova et al. 2020.
 *
 * For an embedding e of a token and a score s, the attribution is Σ_d e_d · ∂s/∂e_d: the slope of s as the embedding is
 * stretched, at its present length.
 */
import { differentiate, trainablePath } from '../autodiff/reverse';
import { sizeWithin } from '../anatomy/fixedSize';
import type { Batch } from '../data/batching';
import { MessageError } from '../messages/message';
import type { Graph, ValueType } from '../onnx/graph';
import { optimise } from '../onnx/passes';
import { sizeOf } from '../onnx/tensor';
import type { Backend, DeviceTensor, Executable } from '../runtime/backend';
import { applyPredicting, freeze, heldBy, type Recipe } from './applied';
import type { Base } from './base';
import { BatchInputs } from './batchInputs';
import { conclude, finish } from './conclude';
import { says } from './messages';
import { readFromBuckets, type Unit } from './pack';

/** Weights of the logits: their sum, so weighted, is the score that is explained. */
export const chosenInput = 'chosen';

export interface AttributionGraph {
  /** Outputs `attribution` (B, T) and `logits`; inputs as of an evaluation, and `chosen` in the shape of the logits. */
  readonly graph: Graph;
  readonly base: Base;
  readonly logits: ValueType;
}

/**
 * The value that holds the text's word embeddings, (B, T, d). Methods with virtual tokens read the table themselves.
 * @throws MessageError where there is none, or no gradient gets there
 */
function embeddedText(graph: Graph, score: string, { word }: Base['anatomy']['embeddings'], sequence: number): string {
  const gathers = graph.nodes.filter(({ op, inputs }) => op === 'Gather' && inputs[0] === word.weight);
  const found = [word.output, ...gathers.map(({ outputs }) => outputs[0]!)].filter((value) => {
    const shape = graph.types.get(value)?.shape;
    return shape?.length === 3 && shape[1] === sequence;
  });
  const reached = found.find((value) => trainablePath(graph, score, [value]).has(value));
  if (reached === undefined) throw new MessageError(says.noAttribution);
  return reached;
}

/** @param units layout of the states that it is run with; empty: everything at its initial value */
export function assembleAttribution(recipe: Recipe, units: readonly Unit[]): AttributionGraph {
  const applied = applyPredicting(recipe);
  const { base, task, builder, declared } = applied;
  freeze(recipe, applied, heldBy(units, declared.states));
  readFromBuckets(builder, units);
  const logits = builder.typeOf(task.logits);
  builder.role = 'task';
  const chosen = builder.input(chosenInput, 'float32', logits.shape);
  const score = builder.reduceSum(builder.mul(task.logits, chosen), [...logits.shape.keys()]);
  const finished = finish(builder, [score, task.logits]);
  const text = embeddedText(finished.graph, score, base.anatomy.embeddings, recipe.sequence);
  const gradient = differentiate(finished, score, [text]).get(text);
  if (gradient === undefined) throw new MessageError(says.noAttribution);
  const attribution = finished.reduceSum(finished.mul(gradient, text), [2]);
  const graph = conclude(finished, [
    [attribution, 'attribution'],
    [task.logits, 'logits'],
  ]);
  return { graph: optimise(graph), base, logits };
}

export interface Attribution {
  /** (T), padding included. */
  readonly attribution: Float32Array;
  /** Of the row. */
  readonly logits: Float32Array;
}

interface Loaded {
  readonly executable: Executable;
  readonly inputs: BatchInputs;
  readonly chosen: DeviceTensor;
  readonly outputs: Readonly<Record<'attribution' | 'logits', DeviceTensor>>;
  readonly rows: number;
}

/** The graph on the device, for one text at a time; loaded at the first use. */
export class Attributor {
  private loaded: Promise<Loaded> | undefined;

  constructor(
    private readonly backend: Backend,
    private readonly recipe: Recipe,
    private readonly units: readonly Unit[],
  ) {}

  /** Rows of a batch: 1, unless the file was exported for another number. */
  get rows(): number {
    const { model, sequence } = this.recipe;
    return sizeWithin(model.graph, { batch: 1, sequence }).batch;
  }

  private async load(): Promise<Loaded> {
    const { backend, recipe, units, rows } = this;
    const { graph, base } = assembleAttribution({ ...recipe, batch: rows }, units);
    const executable = await backend.load(graph, 'attribution');
    const allocate = (name: string) => backend.allocate(graph.typeOf(name), 'activations');
    return {
      executable,
      inputs: new BatchInputs(backend, graph, base.anatomy),
      chosen: backend.allocate(graph.typeOf(chosenInput), 'inputs'),
      outputs: { attribution: allocate('attribution'), logits: allocate('logits') },
      rows,
    };
  }

  /**
   * @param batch of one text @param choose from the row's logits how much each counts in the score
   * @throws MessageError where the text's embeddings can't be told apart
   */
  async explain(
    batch: Batch,
    choose: (logits: Float32Array) => Float32Array,
    states: () => Readonly<Record<string, DeviceTensor>>,
  ): Promise<Attribution> {
    const { executable, inputs, chosen, outputs, rows } = await (this.loaded ??= this.load());
    inputs.write(batch);
    const all = new Float32Array(sizeOf(chosen.type.shape));
    const run = async (name: 'attribution' | 'logits'): Promise<Float32Array> => {
      chosen.write(all);
      await executable.run({ ...states(), ...inputs.tensors, [chosenInput]: chosen }, outputs);
      const values = (await outputs[name].read()).data as Float32Array;
      return values.slice(0, values.length / rows);
    };
    const logits = await run('logits');
    all.set(choose(logits));
    return { attribution: await run('attribution'), logits };
  }

  async dispose(): Promise<void> {
    const loaded = await this.loaded?.catch(() => undefined);
    this.loaded = undefined;
    if (!loaded) return;
    await loaded.executable.release();
    loaded.inputs.dispose();
    for (const tensor of [loaded.chosen, ...Object.values(loaded.outputs)]) tensor.dispose();
  }
}
