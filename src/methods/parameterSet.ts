/** What a method trains, collected while its graph is built. */
import type { Builder } from '../onnx/builder';
import type { Initializer, Parameter, ParameterOptions } from './contract';

/** Trainable tensors of a graph under construction, in the order of declaration. */
export class ParameterSet {
  readonly parameters: Parameter[] = [];
  constructor(private readonly builder: Builder) {}

  /** Declares a trainable tensor as a graph input. @throws when the name is taken. */
  declare(name: string, shape: readonly number[], init: Initializer, options: ParameterOptions = {}): string {
    const { graph } = this.builder;
    if (graph.types.has(name) || graph.initializers.has(name))
      throw new Error(`The graph has a value "${name}" already, so no parameter can have that name.`);
    this.builder.input(name, 'float32', shape);
    this.parameters.push({
      name,
      shape: [...shape],
      init,
      group: options.group ?? 'method',
      ...options,
      decay: options.decay ?? shape.length > 1,
    });
    return name;
  }
}
