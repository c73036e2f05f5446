/** A method on a model without a run: plain graphs for logits and gradients, and something that runs them. */
import { inEnglish } from '../src/messages/message';
import { sizeWithin } from '../src/anatomy/fixedSize';
import type { Anatomy } from '../src/anatomy/anatomy';
import { AnatomyError } from '../src/anatomy/describe';
import { isPooled, type TaskId } from '../src/methods/taskId';
import type { LoadedModel } from '../src/interchange/modelFolder';
import type { Parameter } from '../src/methods/contract';
import { initialise } from '../src/methods/initialise';
import type { Graph } from '../src/onnx/graph';
import { InferenceError } from '../src/onnx/infer';
import { f32, type Tensor } from '../src/onnx/tensor';
import type { Backend, DeviceTensor, Executable } from '../src/runtime/backend';
import type { TaskOptions } from '../src/tasks/contract';
import { poolingRefusal } from '../src/tasks/sentenceHead';
import { taskById } from '../src/tasks/registry';
import type { Recipe } from '../src/training/applied';
import { baseOf, type Base } from '../src/training/base';
import { UsageError } from './io';
import { checkMethod, type ChosenMethod } from './settings';

/**
 * The canonical graph and its parts, for purposes that depend on no size.
 * @throws UsageError for a model that is no transformer or has an operator that is not known here
 */
export function describeModel(model: LoadedModel, positions = 8): Base {
  try {
    const { batch, sequence } = sizeWithin(model.graph, { batch: 1, sequence: positions });
    return baseOf({ graph: model.graph, config: model.config }, batch, sequence);
  } catch (error) {
    if (error instanceof AnatomyError || error instanceof InferenceError)
      throw new UsageError(
        error instanceof AnatomyError
          ? error.message
          : `"${model.id}" can't be used: ${error.message.replace(/\.$/, '')}. Run inspect to see what is ` +
              'missing, and choose another model.',
      );
    throw error;
  }
}

export interface RecipeOptions {
  readonly chosen: ChosenMethod;
  readonly task: TaskId;
  readonly taskOptions: TaskOptions;
  readonly batch: number;
  /** Tokens of text. */
  readonly sequence: number;
  /** Tokens of a target of its own. */
  readonly target?: number;
  readonly seed: number;
}

/** @throws UsageError when method, task, model and length don't go together. */
export function recipeFor(
  model: LoadedModel,
  { chosen, task, taskOptions, batch, sequence, target = sequence, seed }: RecipeOptions,
): Recipe {
  const { anatomy } = describeModel(model);
  checkMethod(chosen, anatomy.dimensions, task);
  checkLength(sequence, chosen, anatomy);
  checkTarget(target, anatomy);
  const refusal = isPooled(task) ? poolingRefusal(anatomy, taskOptions.pooling) : undefined;
  if (refusal) throw new UsageError(inEnglish(refusal));
  return {
    model: { graph: model.graph, config: model.config },
    ...chosen,
    task: taskById(task),
    taskOptions,
    batch,
    sequence,
    ...(target !== sequence && { target }),
    seed,
  };
}

function checkLength(
  length: number,
  { method, hyperparameters }: ChosenMethod,
  { dimensions: { maxPositions } }: Anatomy,
): void {
  const virtual = method.virtualTokens?.(hyperparameters) ?? 0;
  if (length + virtual <= maxPositions) return;
  throw new UsageError(
    `The model has ${maxPositions} positions${virtual ? `, of which the method takes ${virtual}` : ''}, fewer ` +
      `than a length of ${length}. Choose a length of at most ${maxPositions - virtual}.`,
  );
}

function checkTarget(length: number, { dimensions: { maxPositions } }: Anatomy): void {
  if (length > maxPositions)
    throw new UsageError(
      `The model has ${maxPositions} positions, fewer than a target length of ${length}. ` +
        `Choose at most ${maxPositions}.`,
    );
}

/** Starting values of parameters. */
export function initialValues(parameters: readonly Parameter[], base: Base, seed: number): Map<string, Tensor> {
  return new Map(parameters.map((p) => [p.name, f32(p.shape, initialise(p, seed, base.graph))]));
}

/** A loaded graph that can be run again and again with new inputs; its tensors stay allocated. */
export class Runner {
  private readonly inputs = new Map<string, DeviceTensor>();
  private readonly outputs = new Map<string, DeviceTensor>();

  private constructor(
    private readonly backend: Backend,
    private readonly graph: Graph,
    private readonly executable: Executable,
  ) {}

  static async load(backend: Backend, graph: Graph, label: string): Promise<Runner> {
    return new Runner(backend, graph, await backend.load(graph, label));
  }

  /** All outputs by name. Inputs that the graph doesn't have are ignored; int32 inputs that aren't given are zeros. */
  async run(feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> {
    for (const { name } of this.graph.inputs) {
      const type = this.graph.typeOf(name);
      let tensor = this.inputs.get(name);
      if (!tensor) this.inputs.set(name, (tensor = this.backend.allocate(type, 'inputs')));
      const feed = feeds[name];
      if (feed) tensor.write(feed.data);
      else if (type.dtype !== 'int32') throw new Error(`There is no value for input "${name}".`);
    }
    for (const name of this.graph.outputs)
      if (!this.outputs.has(name))
        this.outputs.set(name, this.backend.allocate(this.graph.typeOf(name), 'activations'));
    await this.executable.run(Object.fromEntries(this.inputs), Object.fromEntries(this.outputs));
    const results: Record<string, Tensor> = {};
    for (const [name, tensor] of this.outputs) results[name] = await tensor.read();
    return results;
  }

  async dispose(): Promise<void> {
    for (const tensor of [...this.inputs.values(), ...this.outputs.values()]) tensor.dispose();
    await this.executable.release();
  }
}
