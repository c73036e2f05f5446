/** The method contract at work: applies a method to a clone of the base graph and collects what it trains. */
import type { Anatomy } from '../anatomy/anatomy';
import { stateDictName } from '../anatomy/names';
import { Builder } from '../onnx/builder';
import type { Graph } from '../onnx/graph';
import { inferTypes } from '../onnx/infer';
import { dropout, uniformNoise } from '../onnx/random';
import { dropBranches, dropProbabilities } from './backboneDropout';
import { sameShape, type Tensor } from '../onnx/tensor';
import { applicability } from './applicability';
import { unfrozenName, weightSites, type WeightSite } from './baseWeights';
import type { Hyperparameters, Initializer, Method, MethodContext, Parameter, ParameterOptions } from './contract';
import type { UpdateHooks } from './hooks';
import { HyperparameterError } from './hyperparameters';
import {
  type Carried,
  type MethodState,
  nothingCarried,
  type PerStep,
  type PredictionValues,
  type TaskValues,
} from './lifecycle';
import { linearAlgebra } from './linearAlgebra';
import { ParameterSet } from './parameterSet';
import { locate, peftModule } from './parts/sites';
import type { TensorSpec } from './tensors';

/** Scalar int32 graph input that changes at every training step; present only where a method uses randomness. */
export const stepSeed = 'step_seed';
/** Scalar int32 graph input: the data set that a batch is from, where several take turns. */
export const taskId = 'task_id';

/** Name of the graph input that holds a per-step number. */
export const perStepInput = (name: string): string => `step.${name}`;

export interface ContextOptions {
  readonly builder: Builder;
  readonly anatomy: Anatomy;
  readonly batch: number;
  /** Length of the text, virtual tokens not counted. */
  readonly sequence: number;
  readonly virtualTokens: number;
  readonly training: boolean;
  readonly seed: number;
  readonly phase?: string | undefined;
  readonly carried?: Carried;
  /** The tensors that the method declares for this phase. */
  readonly specs?: readonly TensorSpec[];
}

/** What a method declared besides parameters. */
export interface Declared {
  readonly states: readonly MethodState[];
  readonly perStep: ReadonlyMap<string, PerStep>;
  readonly terms: readonly string[];
  readonly onTask: readonly ((task: TaskValues) => void)[];
  readonly onPrediction?: (values: PredictionValues) => string;
}

export class GraphMethodContext implements MethodContext {
  readonly builder: Builder;
  readonly anatomy: Anatomy;
  readonly batch: number;
  readonly sequence: number;
  readonly virtualTokens: number;
  readonly training: boolean;
  readonly seed: number;
  readonly phase: string | undefined;
  readonly carried: Carried;
  readonly linearAlgebra = linearAlgebra;
  readonly set: ParameterSet;
  readonly states: MethodState[] = [];
  readonly perStepValues = new Map<string, PerStep>();
  readonly terms: string[] = [];
  readonly taskCallbacks: ((task: TaskValues) => void)[] = [];
  prediction: ((values: PredictionValues) => string) | undefined;
  lastHidden: string;
  logits: string | undefined;
  pooled: string | undefined;
  wholeHidden: string | undefined;
  private readonly unfrozen = new Map<string, string>();
  private readonly sites: Map<string, WeightSite>;
  private readonly specs: ReadonlyMap<string, TensorSpec>;
  private readonly entered = new Set<string>();
  /** Places that draw random numbers so far. */
  private draws = 0;

  constructor(options: ContextOptions) {
    this.builder = options.builder;
    this.anatomy = options.anatomy;
    this.batch = options.batch;
    this.sequence = options.sequence;
    this.virtualTokens = options.virtualTokens;
    this.training = options.training;
    this.seed = options.seed;
    this.phase = options.phase;
    this.carried = options.carried ?? nothingCarried;
    this.set = new ParameterSet(options.builder);
    this.lastHidden = options.anatomy.lastHidden;
    this.logits = options.anatomy.languageModelHead?.logits;
    this.sites = weightSites(options.anatomy);
    this.specs = new Map((options.specs ?? []).map((spec) => [spec.name, spec]));
  }

  tensor(name: string, { init, ...hooks }: UpdateHooks & { readonly init?: Initializer } = {}): string {
    const spec = this.specs.get(name);
    if (!spec) throw new Error(`The method has not declared a tensor "${name}".`);
    this.entered.add(name);
    const drawn = { places: spec.places, change: spec.change, ...(spec.symbol && { symbol: spec.symbol }) };
    if (spec.treatment === 'unfrozen') {
      return this.unfreeze(spec.base!.initializer!, {
        ...drawn,
        ...this.peftNameOfCopy(spec),
        ...(spec.decay !== undefined && { decay: spec.decay }),
        ...(spec.project && { project: spec.project }),
        ...hooks,
      });
    }
    const start = init ?? spec.init;
    if (!start) throw new Error(`Nothing says how tensor "${name}" starts.`);
    return this.parameter(name, spec.shape, start, {
      ...drawn,
      ...(spec.layer !== undefined && { layer: spec.layer }),
      ...(spec.decay !== undefined && { decay: spec.decay }),
      ...(spec.treatment === 'frozen' && { frozen: true }),
      ...(spec.surrogate && { surrogate: true }),
      ...(spec.bits && { bits: spec.bits }),
      ...(spec.peftShape && { hfShape: spec.peftShape }),
      ...this.peftName(spec),
      ...hooks,
    });
  }

  /** Name at HF PEFT; none where the site is only some columns of a fused linear. */
  private peftName(spec: TensorSpec): { readonly hfName?: string } {
    const { peft, layer, base } = spec;
    if (!peft) return {};
    if (base) return this.peftNameOfCopy(spec);
    if (!peft.site || layer === undefined) return { hfName: peft.tensor };
    const { whole, linear } = locate(this.anatomy.layers[layer]!, peft.site);
    const module = peftModule(this.anatomy, linear);
    return whole ? { hfName: `${peft.parent ? module.replace(/\.\w+$/, '') : module}.${peft.tensor}` } : {};
  }

  /** Name at HF PEFT of a weight, or a part of one, that PEFT trains as a copy beside it. */
  private peftNameOfCopy({ peft, base }: TensorSpec): { readonly hfName?: string } {
    const name = peft && this.anatomy.names.get(base!.initializer!);
    if (name === undefined) return {};
    const module = stateDictName(this.anatomy.prefix, name).replace(/\.\w+$/, '');
    return { hfName: `base_model.model.${module}.${peft!.tensor}` };
  }

  /** @throws Error where a declared tensor was not entered: counts and drawing would be wrong. */
  assertAllEntered(): void {
    const missing = [...this.specs.values()].find(
      ({ name, treatment }) => treatment !== 'carried' && !this.entered.has(name),
    );
    if (missing) throw new Error(`The method declares a tensor "${missing.name}" that its graph does not have.`);
  }

  parameter(name: string, shape: readonly number[], init: Initializer, options?: ParameterOptions): string {
    return this.sharedByLayers(name, shape) ? name : this.set.declare(name, shape, init, options);
  }

  /**
   * Whether the tensor is there already, because a layer with the same weights ran before (ALBERT), or because a
   * projection is applied at a second place (DeBERTa v2): it is one tensor then.
   */
  private sharedByLayers(name: string, shape: readonly number[]): boolean {
    const { depth, repeated } = this.anatomy.dimensions;
    const may = depth !== undefined || repeated === true;
    const before = may ? this.set.parameters.find((p) => p.name === name) : undefined;
    return before !== undefined && sameShape(before.shape, shape);
  }

  unfreeze(initializer: string, options: ParameterOptions = {}): string {
    const done = this.unfrozen.get(initializer);
    if (done) return done;
    const { graph } = this.builder;
    const tensor = graph.initializers.get(initializer);
    if (!tensor) throw new Error(`"${initializer}" is no initialiser of the base graph, so it cannot be unfrozen.`);
    const name = unfrozenName(this.anatomy, initializer);
    graph.initializers.delete(initializer);
    graph.types.delete(initializer);
    const relative = this.anatomy.names.get(initializer);
    const site = this.sites.get(initializer);
    this.set.declare(
      name,
      tensor.dims,
      { kind: 'base', tensor: initializer },
      {
        ...(site?.layer !== undefined && { layer: site.layer }),
        ...(site?.transposed && { transposed: true }),
        ...(site?.offset !== undefined && { offset: site.offset }),
        ...(relative && { hfName: stateDictName(this.anatomy.prefix, relative) }),
        ...options,
      },
    );
    if (name !== initializer) this.builder.replaceUses(initializer, name);
    this.unfrozen.set(initializer, name);
    return name;
  }

  dropout(x: string, p: number): string {
    if (!this.training || p === 0) return x;
    return dropout(this.builder, x, p, seedInput(this.builder), this.draws++);
  }

  uniform(shape: readonly number[]): string {
    if (!this.training) throw new Error('There is no randomness outside training: a method must not ask for it there.');
    return uniformNoise(this.builder, shape, seedInput(this.builder), this.draws++);
  }

  perStep(name: string, value: PerStep): string {
    const input = perStepInput(name);
    if (this.perStepValues.has(name)) return input;
    this.perStepValues.set(name, value);
    return this.builder.input(input, 'float32', []);
  }

  state(
    name: string,
    shape: readonly number[],
    start: number | Float32Array,
    next: MethodState['next'],
    { kept = false } = {},
  ): string {
    if (kept) this.entered.add(name);
    if (kept)
      this.set.declare(
        name,
        shape,
        typeof start === 'number' ? { kind: 'constant', value: start } : { kind: 'values', values: start },
        { frozen: true, decay: false },
      );
    else this.builder.input(name, 'float32', shape);
    this.states.push({ name, shape: [...shape], start, next, kept });
    return name;
  }

  taskId(): string {
    return this.training ? taskInput(this.builder) : this.builder.intScalar(0);
  }
  addLoss(term: string): void {
    this.terms.push(term);
  }
  onTask(then: (task: TaskValues) => void): void {
    if (this.training) this.taskCallbacks.push(then);
  }
  onPrediction(then: (values: PredictionValues) => string): void {
    if (!this.training) this.prediction = then;
  }
  constant(stem: string, tensor: Tensor): string {
    return this.builder.initializer(stem, tensor);
  }

  setLastHidden(value: string, whole?: string): void {
    this.lastHidden = value;
    this.wholeHidden = whole;
  }
  setLogits(value: string): void {
    this.logits = value;
  }
  setPooled(value: string): void {
    this.pooled = value;
  }
}

/** The input that says which data set a batch is from. */
export function taskInput(g: Builder): string {
  if (!g.graph.isInput(taskId)) g.input(taskId, 'int32', []);
  return taskId;
}

/** The input that all random numbers of a step come from. */
export function seedInput(g: Builder): string {
  if (!g.graph.isInput(stepSeed)) g.input(stepSeed, 'int32', []);
  return stepSeed;
}

export interface AppliedMethod {
  /** Holds the rewritten clone; not finished, so that a task can be attached. */
  readonly builder: Builder;
  readonly parameters: Parameter[];
  readonly set: ParameterSet;
  readonly lastHidden: string;
  readonly logits?: string;
  readonly pooled?: string;
  readonly wholeHidden?: string;
  /** The lists may still grow: the task's callbacks add terms. */
  readonly declared: Declared;
}

export interface ApplyOptions {
  readonly batch: number;
  readonly sequence: number;
  readonly training: boolean;
  readonly seed?: number;
  readonly phase?: string | undefined;
  readonly carried?: Carried;
  /** Share of zeros in the backbone's own dropout, where the graph trains. Default 0: none. */
  readonly backboneDropout?: number;
}

/**
 * Applies `method` to a clone of `graph`, which was prepared for sequences of `sequence` plus the method's virtual
 * tokens.
 * @throws HyperparameterError when the method's own check refuses.
 */
export function applyMethod(
  method: Method,
  hp: Hyperparameters,
  graph: Graph,
  anatomy: Anatomy,
  options: ApplyOptions,
): AppliedMethod {
  const refusal = applicability(method, anatomy.dimensions, hp);
  if (refusal) throw new HyperparameterError(refusal);
  const builder = new Builder(graph.clone(), 'method');
  const specs = method.declare?.(anatomy.dimensions, hp, {
    phase: options.phase,
    carried: options.carried ?? nothingCarried,
    training: options.training,
    seed: options.seed ?? 0,
  });
  const context = new GraphMethodContext({
    seed: 0,
    ...options,
    builder,
    anatomy,
    virtualTokens: method.virtualTokens?.(hp) ?? 0,
    ...(specs && { specs }),
  });
  const dropped = options.training ? (options.backboneDropout ?? 0) : 0;
  if (dropped > 0) dropBranches(builder, anatomy, dropped, seedInput(builder));
  builder.scope(method.id, () => method.apply(context, hp));
  context.assertAllEntered();
  // Values downstream of the rewrite may have new shapes, which the task's nodes will be inferred from.
  builder.graph.sort();
  inferTypes(builder.graph);
  if (dropped > 0) {
    dropProbabilities(builder, anatomy, dropped, seedInput(builder));
    builder.graph.sort();
    inferTypes(builder.graph);
  }
  return {
    builder,
    parameters: context.set.parameters,
    set: context.set,
    lastHidden: context.lastHidden,
    ...(context.logits && { logits: context.logits }),
    ...(context.pooled && { pooled: context.pooled }),
    ...(context.wholeHidden && { wholeHidden: context.wholeHidden }),
    declared: {
      states: context.states,
      perStep: context.perStepValues,
      terms: context.terms,
      onTask: context.taskCallbacks,
      ...(context.prediction && { onPrediction: context.prediction }),
    },
  };
}
