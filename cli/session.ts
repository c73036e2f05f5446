/** A method on a model as one plain graph: loss, logits and one gradient per trainable tensor, without packing or optimiser. */
import type { Anatomy } from '../src/anatomy/anatomy';
import { describe } from '../src/anatomy/describe';
import { differentiate } from '../src/autodiff/reverse';
import type { TaskId } from '../src/data/datasets';
import type { LoadedModel } from '../src/interchange/modelFolder';
import { applyMethod } from '../src/methods/context';
import type { Parameter } from '../src/methods/contract';
import { initialise } from '../src/methods/initialise';
import type { Graph } from '../src/onnx/graph';
import { optimise } from '../src/onnx/passes';
import { prepareModel } from '../src/onnx/canonicalise';
import { f32, type Tensor } from '../src/onnx/tensor';
import type { Backend, DeviceTensor, Executable } from '../src/runtime/backend';
import type { TaskOptions } from '../src/tasks/contract';
import { attachTask } from '../src/tasks/context';
import { taskById } from '../src/tasks/registry';
import { UsageError } from './io';
import { checkMethod, type ChosenMethod } from './settings';

export interface Size {
  readonly batch: number;
  /** Tokens of text. */
  readonly sequence: number;
}

export interface Described {
  readonly graph: Graph;
  readonly anatomy: Anatomy;
}

/** The canonical graph for one size, and its parts. */
export function describeModel(model: LoadedModel, size: Size): Described {
  const graph = prepareModel(model.graph, size);
  return { graph, anatomy: describe(graph, model.config) };
}

export interface BuildOptions extends Size {
  readonly chosen: ChosenMethod;
  readonly task: TaskId;
  readonly taskOptions: TaskOptions;
  /** Also differentiate. */
  readonly gradients: boolean;
}

export interface Built {
  readonly anatomy: Anatomy;
  /** The canonical base graph, from which unfrozen tensors take their values. */
  readonly base: Graph;
  /** Outputs: loss, logits, gradients. Inputs: ids, mask, labels, parameters. */
  readonly graph: Graph;
  readonly parameters: readonly Parameter[];
  readonly loss: string;
  readonly logits: string;
  /** Output that holds the gradient, by parameter; those without a path to the loss have none. */
  readonly gradients: ReadonlyMap<string, string>;
}

/** @throws UsageError when method, task, model and length don't go together. */
export function build(model: LoadedModel, options: BuildOptions): Built {
  const { chosen: { method, hyperparameters }, task, taskOptions, batch, sequence } = options;
  const { graph: base, anatomy } = describeModel(model, { batch, sequence: sequence + (method.virtualTokens?.(hyperparameters) ?? 0) });
  checkMethod(options.chosen, anatomy, task);
  const positions = anatomy.dimensions.maxPositions;
  if (sequence > positions) throw new UsageError(`The model has ${positions} positions, fewer than a length of ${sequence}. Choose a length of at most ${positions}.`);
  const applied = applyMethod(method, hyperparameters, base, anatomy, { batch, sequence, training: false });
  const attached = attachTask(taskById(task), applied, { anatomy, options: taskOptions, batch, sequence });
  const { graph } = applied.builder;
  graph.outputs = [...new Set([attached.loss, attached.logits])];
  const gradients = options.gradients ? differentiate(applied.builder, attached.loss, applied.set.parameters.map((p) => p.name)) : new Map<string, string>();
  graph.outputs = [...new Set([...graph.outputs, ...gradients.values()])];
  return { anatomy, base, graph: optimise(graph), parameters: applied.set.parameters, loss: attached.loss, logits: attached.logits, gradients };
}

/** Starting values of all parameters. */
export function initialValues(built: Built, seed: number): Map<string, Tensor> {
  return new Map(built.parameters.map((p) => [p.name, f32(p.shape, initialise(p, seed, built.base))]));
}

/** A loaded graph that can be run again and again with new inputs; its tensors stay allocated. */
export class Runner {
  private readonly inputs = new Map<string, DeviceTensor>();
  private readonly outputs = new Map<string, DeviceTensor>();

  private constructor(private readonly backend: Backend, private readonly graph: Graph, private readonly executable: Executable) {}

  static async load(backend: Backend, graph: Graph, label: string): Promise<Runner> {
    return new Runner(backend, graph, await backend.load(graph, label));
  }

  /** All outputs by name. Inputs that the graph doesn't have are ignored; int32 inputs that aren't given are zeros. */
  async run(feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> {
    for (const { name } of this.graph.inputs) {
      const type = this.graph.typeOf(name);
      let tensor = this.inputs.get(name);
      if (!tensor) this.inputs.set(name, tensor = this.backend.allocate(type, 'inputs'));
      const feed = feeds[name];
      if (feed) tensor.write(feed.data);
      else if (type.dtype !== 'int32') throw new Error(`There is no value for input "${name}".`);
    }
    for (const name of this.graph.outputs) if (!this.outputs.has(name)) this.outputs.set(name, this.backend.allocate(this.graph.typeOf(name), 'activations'));
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
