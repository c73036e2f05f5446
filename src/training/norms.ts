/**
 * Per-layer norms of gradient and update, measured beside the training graph and never in it: a step leaves the states
 * from before and after it in the two sides of the double buffer, and a small graph of its own compares them.
 */
import { Builder } from '../onnx/builder';
import { Graph, int } from '../onnx/graph';
import { sizeOf } from '../onnx/tensor';
import { declareScalars, lowShape, outOf, type Optimizer } from '../optim';
import type { Backend, DeviceTensor, Executable } from '../runtime/backend';
import type { TrainingGraphs } from './assembleTraining';
import { dropUnreadInputs, optimizerFor, projectorOf, projectorShape, type Unit } from './pack';
import type { LayerNorms, PartNorm } from './types';
import { nextOf, scalarsFor } from './update';

type Source = Pick<TrainingGraphs, 'update' | 'units' | 'parameters' | 'optimizer' | 'base' | 'clipNorm'>;
type Named = Readonly<Record<string, DeviceTensor>>;

/**
 * The optimiser's state that sums up gradients, from which the last one can be told. Adafactor sums up their squares
 * only.
 */
const firstMoment = { adamw: 'm', sgd: 'momentum', adafactor: undefined } as const;

/** Inputs that a Concat may have on a small adapter (storage buffers). */
const CONCAT = 8;

/** A layer's number, or what is in no layer. */
type Part = number | 'shared' | 'head';

export interface NormGraph {
  /**
   * Inputs: states before (`x`) and after (`x:next`) a step, and the step's scalars; output `squares`, (2, parts):
   * updates, gradients.
   */
  readonly graph: Graph;
  readonly parts: readonly Part[];
}

/** Neighbours in a unit that belong to the same part, as [from, to) of its flat contents. */
function runsOf(
  unit: Unit,
  partOf: (name: string) => Part,
): { readonly part: Part; readonly from: number; to: number }[] {
  const runs: { readonly part: Part; readonly from: number; to: number }[] = [];
  const members = unit.members.length > 0 ? unit.members : [{ name: unit.name, shape: unit.shape, offset: 0 }];
  for (const { name, shape, offset } of members) {
    const part = partOf(name),
      last = runs.at(-1),
      end = offset + sizeOf(shape);
    if (last?.part === part) last.to = end;
    else runs.push({ part, from: offset, to: end });
  }
  return runs;
}

/**
 * What the last gradient added to one of the optimiser's states: the state after the step, less what its own rule gives
 * without a gradient.
 */
function addedTo(
  slot: string,
  builder: Builder,
  unit: Unit,
  optimizer: Optimizer,
  scalars: Readonly<Record<string, string>>,
): string {
  const parameter = builder.graph.isInput(unit.name) ? unit.name : builder.input(unit.name, 'float32', unit.shape);
  const own = optimizerFor(unit, optimizer);
  const slots = own.slots(unit.shape);
  if (unit.projection && !builder.graph.isInput(projectorOf(unit.name)))
    builder.input(projectorOf(unit.name), 'float32', projectorShape(unit, unit.projection));
  const state = Object.fromEntries(
    slots.map(({ name, shape }) => [name, builder.input(`${unit.name}:${name}`, 'float32', shape)]),
  );
  const after = builder.input(
    nextOf(`${unit.name}:${slot}`),
    'float32',
    slots.find(({ name }) => name === slot)!.shape,
  );
  const without = own.update(builder, {
    parameter,
    gradient: builder.sub(parameter, parameter),
    state,
    scalars: scalarsFor(builder, unit, optimizer, scalars),
    decay: unit.decay !== false,
  });
  return builder.sub(after, without.state[slot]!);
}

/**
 * The gradient that a unit's optimiser was last given, as it was clipped; what of it lies in the subspace, where there
 * is one; undefined where only its length can be told.
 */
function lastGradient(
  builder: Builder,
  unit: Unit,
  optimizer: Optimizer,
  scalars: Readonly<Record<string, string>>,
): string | undefined {
  const moment = firstMoment[optimizer.name];
  if (!moment) return undefined;
  const added = addedTo(moment, builder, unit, optimizer, scalars);
  const { name, projection } = unit;
  return projection ? outOf(builder, added, projectorOf(name), projection.axis) : added;
}

/**
 * Squared length of the gradient that Adafactor was last given for a tensor: mean squares of its rows, or the squares
 * themselves, of which the share `fresh` was added.
 */
function squaredLength(
  builder: Builder,
  unit: Unit,
  optimizer: Optimizer,
  scalars: Readonly<Record<string, string>>,
): string {
  const { shape, projection } = unit;
  const elements = sizeOf(projection ? lowShape(shape, projection) : shape);
  const [slot] = optimizerFor(unit, optimizer).slots(shape);
  const added = addedTo(slot!.name, builder, unit, optimizer, scalars);
  const sum = builder.reshape(builder.reduceSum(builder.reshape(added, [sizeOf(slot!.shape)]), [0], true), [1]);
  // Rounding may leave less than nothing of a gradient that is 0.
  const positive = builder.emit('Max', [sum, builder.scalar(0)]);
  return builder.scale(builder.div(positive, scalars.fresh!), elements / sizeOf(slot!.shape));
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

/**
 * One unit's gradient of the last step, after clipping, as output `gradient`; undefined where the optimiser does not
 * tell.
 */
export function assembleLastGradient(
  { update, optimizer }: Pick<Source, 'update' | 'optimizer'>,
  unit: Unit,
): Graph | undefined {
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

  const put = (squares: Map<Part, string>, part: Part, square: string) => {
    const before = squares.get(part);
    squares.set(part, before ? builder.add(before, square) : square);
  };
  const add = (squares: Map<Part, string>, unit: Unit, value: string) => {
    const flat = builder.reshape(value, [sizeOf(unit.shape)]);
    for (const { part, from, to } of runsOf(unit, partOf)) {
      const piece = to - from === sizeOf(unit.shape) ? flat : builder.slice(flat, 0, from, to);
      put(squares, part, builder.emit('ReduceSumSquare', [piece, builder.shape([0])], { keepdims: int(1) }));
    }
  };
  for (const unit of units) {
    const old = builder.input(unit.name, 'float32', unit.shape);
    add(sums.update, unit, builder.sub(builder.input(nextOf(unit.name), 'float32', unit.shape), old));
    const gradient = lastGradient(builder, unit, optimizer, scalars);
    if (gradient) add(sums.gradient, unit, gradient);
    // An optimiser that takes tensors as a whole packs none.
    else put(sums.gradient, partOf(unit.name), squaredLength(builder, unit, optimizer, scalars));
  }

  const row = (squares: Map<Part, string>): string => {
    let values = parts.map((part) => squares.get(part)!);
    while (values.length > 1)
      values = Array.from({ length: Math.ceil(values.length / CONCAT) }, (_, i) =>
        builder.concat(values.slice(i * CONCAT, (i + 1) * CONCAT), 0),
      );
    return builder.reshape(values[0]!, [1, parts.length]);
  };
  return { graph: conclude(builder, builder.concat([row(sums.update), row(sums.gradient)], 0), 'squares'), parts };
}

/** Length of the whole gradient over what is left of it after clipping. */
const shortened = (total: number, clipNorm: number): number =>
  clipNorm > 0 ? Math.max(1, (total + 1e-6) / clipNorm) : 1;

/** A loaded graph that measures. */
export class NormMeter {
  private constructor(
    private readonly executable: Executable,
    private readonly squares: DeviceTensor,
    private readonly plan: NormGraph,
    private readonly layers: number,
    /** Gradients are clipped at; undefined where all of them can be measured, which tells it more exactly. */
    private readonly clipNorm: number | undefined,
  ) {}

  static async load(backend: Backend, source: Source): Promise<NormMeter | undefined> {
    const plan = assembleNorms(source);
    if (!plan) return undefined;
    const executable = await backend.load(plan.graph, 'norms');
    return new NormMeter(
      executable,
      backend.allocate(plan.graph.typeOf('squares'), 'activations'),
      plan,
      source.base.anatomy.layers.length,
      source.units.some(({ projection }) => projection) ? source.clipNorm : undefined,
    );
  }

  /**
   * Compares the two sides of a step. Resolves when the run and the copy are in the device's queue, before the next
   * step.
   * @param gradientNorm the step's norm over all parts, before clipping
   * @returns the numbers, when they have arrived, and how long the run took
   */
  async measure(
    step: number,
    lastStep: Named,
    gradientNorm: () => Promise<number>,
  ): Promise<{ readonly arrived: Promise<LayerNorms>; readonly milliseconds: number }> {
    const { milliseconds } = await this.executable.run(lastStep, { squares: this.squares });
    const squares = this.squares.read();
    const norm = gradientNorm();
    return {
      milliseconds,
      arrived: Promise.all([squares, norm]).then(([tensor, total]) =>
        this.read(step, tensor.data as Float32Array, total),
      ),
    };
  }

  private read(step: number, squares: Float32Array, total: number): LayerNorms {
    const { parts } = this.plan;
    const n = parts.length;
    const clipped = Math.sqrt(squares.slice(n).reduce((a, b) => a + b, 0));
    // Clipping shortens all gradients alike; the record has the length from before.
    const scale = this.clipNorm === undefined ? (clipped > 0 ? total / clipped : 1) : shortened(total, this.clipNorm);
    const of = (part: Part): PartNorm | undefined => {
      const i = parts.indexOf(part);
      return i < 0 ? undefined : { update: Math.sqrt(squares[i]!), gradient: scale * Math.sqrt(squares[n + i]!) };
    };
    const shared = of('shared'),
      head = of('head');
    return {
      step,
      layers: Array.from({ length: this.layers }, (_, layer) => of(layer)),
      ...(shared && { shared }),
      ...(head && { head }),
    };
  }

  async dispose(): Promise<void> {
    await this.executable.release();
    this.squares.dispose();
  }
}
