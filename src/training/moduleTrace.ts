/**
 * The arithmetic of one module: the nodes of the graph between what it reads and what it returns, with the numbers that
 * a text makes there. What depends on no text (a weight that a method makes of its tensors) is one tensor.
 */
import type { Anatomy, Attention, Layer } from '../anatomy/anatomy';
import type { Place } from '../anatomy/places';
import { MessageError } from '../messages/message';
import type { Parameter } from '../methods/contract';
import type { Builder } from '../onnx/builder';
import type { Node } from '../onnx/graph';
import { numbersOf, sizeOf } from '../onnx/tensor';
import type { Applied } from './applied';
import { says } from './messages';
import { partsOf } from './observation';
import { standingIn } from './standing';
import { TokenAxes } from './tokenAxis';

export interface ModuleAt {
  readonly place: Place;
  /** Place in the order of execution, from 0; of no account outside the layers. */
  readonly layer: number;
}

export type Operand =
  /** The result of an earlier step. */
  | { readonly kind: 'step'; readonly step: number }
  /** What the module reads. */
  | { readonly kind: 'given'; readonly given: number }
  /** A weight of the model, or a tensor of the method. */
  | { readonly kind: 'tensor'; readonly tensor: number; readonly transposed: boolean }
  | { readonly kind: 'number'; readonly value: number };

export interface TracedStep {
  readonly op: string;
  readonly operands: readonly Operand[];
  /** Without the batch. */
  readonly shape: readonly number[];
  /** Which of the values that are read; absent: nothing of it is shown. */
  readonly of?: number;
}

export interface TracedValue {
  /** The part of the model that makes it, where it is known. */
  readonly place?: Place;
  /** Place in the order of execution, from 0. */
  readonly layer?: number;
  /** An input of the model: the tokens themselves, or which of them are there. */
  readonly input?: 'tokens' | 'mask';
  readonly shape: readonly number[];
  readonly of?: number;
}

export interface TracedTensor {
  /** Of the method's tensors, or of the model's weight; several where it is made of them. */
  readonly names: readonly string[];
  readonly trained: boolean;
  readonly shape: readonly number[];
  readonly of?: number;
}

export interface Trace {
  /** Which tokens its rows are of. */
  readonly side: 'read' | 'written';
  readonly given: readonly TracedValue[];
  readonly tensors: readonly TracedTensor[];
  readonly steps: readonly TracedStep[];
}

/** Numbers of a vector that are read, and rows of a tensor. */
export const SHOWN = 8;
const ROWS = 4;
/** Modules of more steps are no arithmetic for people. */
const MOST_STEPS = 24;
/** They only lay numbers out anew. */
const silent: ReadonlySet<string> = new Set(['Reshape', 'Cast', 'Identity', 'Expand', 'Unsqueeze', 'Squeeze']);

interface Known {
  readonly place?: Place;
  readonly layer?: number;
  /** On which its tokens lie; default: the one before the last. */
  readonly axis?: number;
}

/** Keys of which no other form exists have their tokens on the last axis. */
const axisOf = ({ keysTransposed }: Attention): Pick<Known, 'axis'> => (keysTransposed ? { axis: 3 } : {});

/** Values between which a module stands. */
function knownIn({ layers, embeddings, stacks, lastHidden }: Anatomy): Map<string, Known> {
  const known = new Map<string, Known>();
  const add = (value: string, of: Known) => void (known.has(value) || known.set(value, of));
  layers.forEach((layer, at) => {
    for (const [value, place] of partsOf(layer)) add(value, { place, layer: at });
    const { attention, cross } = layer;
    add(attention.keys, { place: 'k', layer: at, ...axisOf(attention) });
    add(attention.values, { place: 'v', layer: at });
    if (!cross) return add(layer.output, { layer: at });
    add(cross.keys, { place: 'crossK', layer: at, ...axisOf(cross) });
    add(cross.values, { place: 'crossV', layer: at });
    add(layer.output, { layer: at });
  });
  add(embeddings.output, { place: 'embeddings' });
  if (stacks) {
    add(stacks.decoderEmbeddings.output, { place: 'embeddings' });
    add(stacks.encoderHidden, { place: 'finalNorm' });
  }
  add(lastHidden, { place: 'finalNorm' });
  return known;
}

class Tracer {
  private readonly producers: Map<string, Node>;
  private readonly known: Map<string, Known>;
  private readonly byName: Map<string, Parameter>;
  private readonly inputs: ReadonlySet<string>;
  readonly given: TracedValue[] = [];
  readonly tensors: TracedTensor[] = [];
  readonly steps: TracedStep[] = [];
  readonly values: string[] = [];
  /** What each value of the graph is in the trace. */
  private readonly told = new Map<string, Operand>();
  private readonly axes: TokenAxes;
  /** Which values depend on no text, as far as is known for the present stops. */
  private readonly fixed = new Map<string, boolean>();

  constructor(
    private readonly applied: Applied,
    private readonly at: ModuleAt,
    /** Positions of the text on the module's side. */
    private readonly positions: number,
  ) {
    const { builder: g, base, parameters } = applied;
    this.producers = g.graph.producers();
    this.known = knownIn(base.anatomy);
    for (const { original, from, to } of g.wrapped)
      for (const value of [from, to]) {
        const of = this.known.get(original);
        if (of && !this.known.has(value)) this.known.set(value, of);
      }
    if (applied.lastHidden !== '' && !this.known.has(applied.lastHidden))
      this.known.set(applied.lastHidden, { place: 'finalNorm' });
    this.axes = new TokenAxes(g, (value) => {
      const of = this.known.get(value);
      return of && (of.axis ?? g.shapeOf(value).length - 2);
    });
    this.byName = new Map(parameters.map((p) => [p.name, p]));
    const { ids, mask, tokenTypes, decoderIds } = base.anatomy.inputs;
    this.inputs = new Set([ids, mask, tokenTypes, decoderIds].filter((name) => name !== undefined));
  }

  private get g(): Builder {
    return this.applied.builder;
  }

  /** Parameters between a wrapped value and what stands in its place. */
  parametersOf(to: string, from: string): readonly Parameter[] {
    const found = new Set<Parameter>();
    const seen = new Set<string>();
    const stack = [to];
    while (stack.length > 0) {
      const value = stack.pop()!;
      if (seen.has(value) || value === from || (value !== to && this.known.has(value))) continue;
      seen.add(value);
      const parameter = this.byName.get(value);
      if (parameter) found.add(parameter);
      stack.push(...(this.producers.get(value)?.inputs.filter(Boolean) ?? []));
    }
    return [...found];
  }

  /** Whether a value depends on no text. */
  private isFixed(value: string, stops: (value: string) => boolean): boolean {
    const before = this.fixed.get(value);
    if (before !== undefined) return before;
    const node = this.producers.get(value);
    const fixed =
      !stops(value) &&
      !this.inputs.has(value) &&
      (!node || node.inputs.every((input) => input === '' || this.isFixed(input, stops)));
    this.fixed.set(value, fixed);
    return fixed;
  }

  /** Adds the part of a value that is shown to those that are read. */
  private show(value: string, of: 'text' | 'tensor'): { readonly of?: number } {
    const { g } = this;
    const { shape, dtype } = g.typeOf(value);
    if (dtype !== 'float32' || shape.length === 0) return {};
    let part = value;
    const rank = shape.length;
    const cut = (axis: number, from: number, to: number) => (part = g.slice(part, axis, from, to));
    if (of === 'text') {
      const rows = shape[rank - 2];
      // One vector for the whole text has no axis of tokens.
      const whole = rank === 2;
      if (rows === undefined || (!whole && (this.axes.of(value) !== rank - 2 || rows < this.positions))) return {};
      for (let axis = 0; axis < rank - 2; axis++) cut(axis, 0, 1);
      if (whole) cut(0, 0, 1);
      else cut(rank - 2, rows - this.positions, rows);
    } else {
      for (let axis = 0; axis < rank - 2; axis++) cut(axis, 0, 1);
      if (rank > 1) cut(rank - 2, 0, Math.min(ROWS, shape[rank - 2]!));
    }
    cut(rank - 1, 0, Math.min(SHOWN, shape[rank - 1]!));
    const at = this.values.indexOf(part);
    if (at >= 0) return { of: at };
    this.values.push(part);
    return { of: this.values.length - 1 };
  }

  private tensor(value: string, stops: (value: string) => boolean): Operand {
    const { g } = this;
    const node = this.producers.get(value);
    if (node && silent.has(node.op)) return this.operand(node.inputs[0]!, stops);
    const transposed = node?.op === 'Transpose' && g.shapeOf(value).length === 2;
    const name = transposed ? node.inputs[0]! : value;
    const constant = g.graph.initializers.get(name);
    if (constant && sizeOf(constant.dims) === 1 && !this.byName.has(name))
      return { kind: 'number', value: numbersOf(constant)[0]! };
    const before = this.told.get(name);
    if (before?.kind === 'tensor') return { ...before, transposed };
    const parameters = this.parametersOf(name, '');
    const { names } = this.applied.base.anatomy;
    const isOne = this.byName.has(name) || constant !== undefined;
    this.tensors.push({
      names: isOne ? [names.get(name) ?? name] : parameters.map((p) => p.name),
      trained: parameters.some(({ frozen }) => !frozen),
      shape: g.shapeOf(name),
      ...this.show(name, 'tensor'),
    });
    const operand: Operand = { kind: 'tensor', tensor: this.tensors.length - 1, transposed: false };
    this.told.set(name, operand);
    return { ...operand, transposed };
  }

  /** What a value is, with the steps before it. */
  operand(value: string, stops: (value: string) => boolean): Operand {
    const before = this.told.get(value);
    if (before) return before;
    const tell = (operand: Operand) => {
      this.told.set(value, operand);
      return operand;
    };
    const node = this.producers.get(value);
    if (stops(value) || this.inputs.has(value)) {
      const { shape } = this.g.typeOf(value);
      const { mask } = this.applied.base.anatomy.inputs;
      const input = this.inputs.has(value) && ({ input: value === mask ? 'mask' : 'tokens' } as const);
      this.given.push({ ...this.known.get(value), ...input, shape: shape.slice(1), ...this.show(value, 'text') });
      return tell({ kind: 'given', given: this.given.length - 1 });
    }
    if (this.isFixed(value, stops)) return this.tensor(value, stops);
    if (silent.has(node!.op)) return tell(this.operand(node!.inputs[0]!, stops));
    const operands = operandsOf(node!).map((input) => this.operand(input, stops));
    this.steps.push({
      op: node!.op,
      operands,
      shape: this.g.shapeOf(value).slice(1),
      ...this.show(value, 'text'),
    });
    return tell({ kind: 'step', step: this.steps.length - 1 });
  }

  /** Values at which what belongs to other parts begins. */
  stopsExcept(own: ReadonlySet<string>): (value: string) => boolean {
    const { known } = this;
    return (value) => known.has(value) && !own.has(value);
  }

  /** What a place of the base model returns, with what the method changes there. */
  traceValue(original: string): void {
    const own = new Set([original]);
    const { wrapped } = this.g;
    let end = original;
    for (;;) {
      const next = wrapped.find((wrap) => wrap.original === end);
      if (!next || own.has(next.to)) break;
      const parameters = this.parametersOf(next.to, next.from);
      // Adapters behind the part have a box of their own.
      if (parameters.length > 0 && !parameters.some(({ places }) => places?.includes(this.at.place))) break;
      end = next.to;
      own.add(end);
    }
    this.fixed.clear();
    this.operand(end, this.stopsExcept(own));
  }

  /** What the method puts in front of readers by its tensors of the place. */
  traceWraps(index: number | undefined): void {
    const { place, layer } = this.at;
    for (const { original, from, to } of this.g.wrapped) {
      if (this.told.has(to)) continue;
      const here = this.parametersOf(to, from).filter(({ places }) => places?.includes(place));
      const of = this.known.get(original);
      const isHere =
        index === undefined || (of?.layer === undefined ? here.some((p) => p.layer === index) : of.layer === layer);
      if (here.length === 0 || !isHere) continue;
      const stops = this.stopsExcept(new Set([to]));
      this.fixed.clear();
      this.operand(to, (value) => value === from || stops(value));
    }
  }
}

/** Inputs that are numbers: not the shapes and axes of what lays out anew. */
const operandsOf = ({ op, inputs }: Node): readonly string[] =>
  ['Slice', 'ReduceSum', 'ReduceMean', 'ReduceMax', 'Split', 'ReduceSumSquare'].includes(op)
    ? inputs.slice(0, 1)
    : inputs.filter(Boolean);

const outside: Partial<Record<Place, (applied: Applied) => string | undefined>> = {
  embeddings: ({ base }) => base.anatomy.embeddings.output,
  finalNorm: ({ base }) => base.anatomy.finalNorm?.output,
  head: ({ task }) => task.logits,
};

/** Which side of an encoder–decoder a module reads. */
export const sideOf = (layer: Layer | undefined, place: Place): 'read' | 'written' =>
  layer?.cross && place !== 'crossK' && place !== 'crossV' ? 'written' : 'read';

/**
 * The steps of a module.
 * @param positions of the graph on the module's side
 * @throws MessageError where nothing is computed for a text
 */
export const chooseModule =
  (at: ModuleAt, positions: (side: 'read' | 'written') => number) =>
  (applied: Applied): { readonly values: readonly string[]; readonly about: Trace } => {
    const { anatomy } = applied.base;
    const isOutside = at.place in outside || ['tokens', 'subspace', 'fusion', 'ladder'].includes(at.place);
    const layer = isOutside ? undefined : anatomy.layers[at.layer];
    const side =
      isOutside && anatomy.stacks && at.place !== 'embeddings' && at.place !== 'tokens'
        ? 'written'
        : sideOf(layer, at.place);
    const tracer = new Tracer(applied, at, positions(side));
    const values = layer ? partsOf(layer).flatMap(([value, place]) => (place === at.place ? [value] : [])) : [];
    const own = outside[at.place]?.(applied);
    for (const value of own === undefined ? values : [standingIn(applied.builder, own)]) tracer.traceValue(value);
    tracer.traceWraps(layer?.index);
    const { given, tensors, steps, values: read } = tracer;
    if (steps.length === 0 || read.length === 0 || steps.length > MOST_STEPS) throw new MessageError(says.noModule);
    return { values: read, about: { given, tensors, steps, side } };
  };
