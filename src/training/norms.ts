/**
 * Per-layer norms of gradient and update, measured beside the training graph and never in it: a step leaves the states from
 * before and after it in the two sides of the double buffer, and a small graph of its own compares them.
 */
import { Builder } from '../onnx/builder';
import { Graph, int } from '../onnx/graph';
import { sizeOf } from '../onnx/tensor';
import { declareScalars, type Optimizer } from '../optim';
import type { Backend, DeviceTensor, Executable } from '../runtime/backend';
import type { TrainingGraphs } from './assemble';
import { dropUnreadInputs, type Unit } from './pack';
import type { LayerNorms, PartNorm } from './types';
import { nextOf, scalarsFor } from './update';

type Source = Pick<TrainingGraphs, 'update' | 'units' | 'parameters' | 'optimizer' | 'base'>;
type Named = Readonly<Record<string, DeviceTensor>>;

/** The optimiser's state that sums up gradients, from which the last one can be told. */
const firstMoment = { adamw: 'm', sgd: 'momentum', adafactor: undefined } as const;

/** Inputs that a Concat may have on a small adapter (storage buffers). */
const CONCAT = 8;

/** A layer's number, or what is in no layer. */
type Part = number | 'shared' | 'head';

export interface NormGraph {
  /** Inputs: states before (`x`) and after (`x:next`) a step, and the step's scalars; output `squares`, (1 or 2, parts): updates, gradients. */
  readonly graph: Graph;
  readonly parts: readonly Part[];
  readonly gradients: boolean;
}

/** Neighbours in a unit that belong to the same part, as [from, to) of its flat contents. */
function runsOf(unit: Unit, partOf: (name: string) => Part): { readonly part: Part; readonly from: number; to: number }[] {
  const runs: { readonly part: Part; readonly from: number; to: number }[] = [];
  const members = unit.members.length > 0 ? unit.members : [{ name: unit.name, shape: unit.shape, offset: 0 }];
  for (const { name, shape, offset } of members) {
    const part = partOf(name), last = runs.at(-1), end = offset + sizeOf(shape);
    if (last?.part === part) last.to = end;
    else runs.push({ part, from: offset, to: end });
  }
  return runs;
}

/** The gradient that a unit's optimiser was last given, from its state before and after; undefined where none can be told. */
function lastGradient(builder: Builder, unit: Unit, optimizer: Optimizer, scalars: Readonly<Record<string, string>>): string | undefined {
  const moment = firstMoment[optimizer.name];
  if (!moment) return undefined;
  const parameter = builder.graph.isInput(unit.name) ? unit.name : builder.input(unit.name, 'float32', unit.shape);
  const state = Object.fromEntries(optimizer.slots(unit.shape).map((slot) => [slot.name, builder.input(`${unit.name}:${slot.name}`, 'float32', slot.shape)]));
  const after = builder.input(nextOf(`${unit.name}:${moment}`), 'float32', unit.shape);
  // The optimiser's own rule without a gradient: what then remains of the difference is the gradient, as it was clipped.
  const without = optimizer.update(builder, {
    parameter, gradient: builder.sub(parameter, parameter), state, scalars: scalarsFor(builder, unit, optimizer, scalars), decay: unit.decay !== false,
  });
  return builder.sub(after, without.state[moment]!);
}

function conclude(builder: Builder, value: string, name: string): Graph {
  builder.graph.outputs = [builder.emit('Identity', [value], {}, { outputs: [name] })];
  builder.finish();
  dropUnreadInputs(builder.graph);
  return builder.graph;
}

function emptyBuilder(opset: number): Builder {
  const graph = new Graph();
  graph.opset = opset;
  return new Builder(graph, 'optimizer');
}

/** One unit's gradient of the last step, after clipping, as output `gradient`; undefined where the optimiser does not tell. */
export function assembleLastGradient({ update, optimizer }: Pick<Source, 'update' | 'optimizer'>, unit: Unit): Graph | undefined {
  const builder = emptyBuilder(update.opset);
  const gradient = lastGradient(builder, unit, optimizer, declareScalars(builder, optimizer));
  return gradient === undefined ? undefined : conclude(builder, gradient, 'gradient');
}

/** The graph that measures; undefined where nothing is trained. */
export function assembleNorms({ update, units, parameters, optimizer, base }: Source): NormGraph | undefined {
  if (units.length === 0) return undefined;
  const builder = emptyBuilder(update.opset);
  const byName = new Map(parameters.map((p) => [p.name, p]));
  const partOf = (name: string): Part => {
    const p = byName.get(name);
    return p?.group === 'head' ? 'head' : (p?.layer ?? 'shared');
  };
  const used = new Set(units.flatMap((unit) => runsOf(unit, partOf).map(({ part }) => part)));
  const parts = ([...base.anatomy.layers.keys(), 'shared', 'head'] as Part[]).filter((part) => used.has(part));
  const scalars = declareScalars(builder, optimizer);
  const sums = { update: new Map<Part, string>(), gradient: new Map<Part, string>() };

  const add = (squares: Map<Part, string>, unit: Unit, value: string) => {
    const flat = builder.reshape(value, [sizeOf(unit.shape)]);
    for (const { part, from, to } of runsOf(unit, partOf)) {
      const piece = to - from === sizeOf(unit.shape) ? flat : builder.slice(flat, 0, from, to);
      const square = builder.emit('ReduceSumSquare', [piece, builder.shape([0])], { keepdims: int(1) });
      const before = squares.get(part);
      squares.set(part, before ? builder.add(before, square) : square);
    }
  };
  for (const unit of units) {
    const old = builder.input(unit.name, 'float32', unit.shape);
    add(sums.update, unit, builder.sub(builder.input(nextOf(unit.name), 'float32', unit.shape), old));
    const gradient = lastGradient(builder, unit, optimizer, scalars);
    if (gradient) add(sums.gradient, unit, gradient);
  }

  const row = (squares: Map<Part, string>): string => {
    let values = parts.map((part) => squares.get(part)!);
    while (values.length > 1) values = Array.from({ length: Math.ceil(values.length / CONCAT) }, (_, i) => builder.concat(values.slice(i * CONCAT, (i + 1) * CONCAT), 0));
    return builder.reshape(values[0]!, [1, parts.length]);
  };
  const gradients = sums.gradient.size > 0;
  const squares = gradients ? builder.concat([row(sums.update), row(sums.gradient)], 0) : row(sums.update);
  return { graph: conclude(builder, squares, 'squares'), parts, gradients };
}

/** A loaded graph that measures. */
export class NormMeter {
  private constructor(private readonly executable: Executable, private readonly squares: DeviceTensor, private readonly plan: NormGraph, private readonly layers: number) {}

  static async load(backend: Backend, source: Source): Promise<NormMeter | undefined> {
    const plan = assembleNorms(source);
    if (!plan) return undefined;
    const executable = await backend.load(plan.graph, 'norms');
    return new NormMeter(executable, backend.allocate(plan.graph.typeOf('squares'), 'activations'), plan, source.base.anatomy.layers.length);
  }

  /**
   * Compares the two sides of a step. Resolves when the run and the copy are in the device's queue, before the next step.
   * @param gradientNorm the step's norm over all parts, before clipping
   * @returns the numbers, when they have arrived, and how long the run took
   */
  async measure(step: number, lastStep: Named, gradientNorm: () => Promise<number>): Promise<{ readonly arrived: Promise<LayerNorms>; readonly milliseconds: number }> {
    const { milliseconds } = await this.executable.run(lastStep, { squares: this.squares });
    const squares = this.squares.read();
    const norm = gradientNorm();
    return { milliseconds, arrived: Promise.all([squares, norm]).then(([tensor, total]) => this.read(step, tensor.data as Float32Array, total)) };
  }

  private read(step: number, squares: Float32Array, total: number): LayerNorms {
    const { parts, gradients } = this.plan;
    const n = parts.length;
    const clipped = Math.sqrt(squares.slice(n).reduce((a, b) => a + b, 0));
    // Clipping shortens all gradients alike; the record has the length from before.
    const scale = clipped > 0 ? total / clipped : 1;
    const of = (part: Part): PartNorm | undefined => {
      const i = parts.indexOf(part);
      return i < 0 ? undefined : { update: Math.sqrt(squares[i]!), ...(gradients && { gradient: scale * Math.sqrt(squares[n + i]!) }) };
    };
    const shared = of('shared'), head = of('head');
    return { step, layers: Array.from({ length: this.layers }, (_, layer) => of(layer)), ...(shared && { shared }), ...(head && { head }) };
  }

  async dispose(): Promise<void> {
    await this.executable.release();
    this.squares.dispose();
  }
}
