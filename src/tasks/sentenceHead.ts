/**
 * The head of tasks with one answer a text: the hidden states pooled to one vector, and a linear layer on it. The head
 * is the one that Transformers puts on such a model (`libraryHead.ts`), or one layer on a pooling of one's choice.
 */
import { says } from './messages';
import { MessageError, type Message } from '../messages/message';
import type { Anatomy, Kind } from '../anatomy/anatomy';
import type { Builder } from '../onnx/builder';
import { ones, zeros, type Initializer } from '../methods/contract';
import { asFloat32, f32 } from '../onnx/tensor';
import type { TaskContext, TaskOptions } from './contract';
import { libraryHead, tokenHead, type HeadedModel, type LibraryHead } from './libraryHead';

export type Pooling = NonNullable<TaskOptions['pooling']>;

/** Mean over the text for encoders; for decoders the last token, the only one that has seen the whole text. */
export const plainPooling = (kind: Kind): Exclude<Pooling, 'library'> => (kind === 'decoder' ? 'last' : 'mean');

/** What the model's makers recommend, else the library's head where the model has one, else a plain pooling. */
export const defaultPooling = (anatomy: HeadedModel): Pooling =>
  anatomy.pooling ?? (libraryHead(anatomy) ? 'library' : plainPooling(anatomy.dimensions.kind));

/** What a page needs to know of a model's head before anything is built. */
export interface HeadForm {
  /** What is done where nothing is chosen. */
  readonly automatic: Pooling;
  /** Parts of the library's head besides the C·d weights of its last layer; absent where the model has no such head. */
  readonly library?: {
    readonly dense: boolean;
    readonly bias: boolean;
    /** The square layer has no bias. */
    readonly plainDense?: true;
    /** Vectors of a norm behind the square layer. */
    readonly norm?: 1 | 2;
  };
  /** Scalars of what the head for tokens has before its last layer; absent where that is all of it. */
  readonly tokens?: number;
}

export function headForm(model: HeadedModel): HeadForm {
  const library = libraryHead(model);
  const tokens = beforeTokens(model);
  return {
    automatic: defaultPooling(model),
    ...(tokens > 0 && { tokens }),
    ...(library && {
      library: {
        dense: library.dense !== undefined,
        bias: library.out.bias,
        ...(library.dense?.bias === false && { plainDense: true as const }),
        ...(library.norm && { norm: library.norm.bias ? (2 as const) : (1 as const) }),
      },
    }),
  };
}

/** Scalars of a head for `classes` classes on states of width `hidden`. */
export function headSize(hidden: number, classes: number, { automatic, library }: HeadForm, pooling?: Pooling): number {
  const own = (pooling ?? automatic) === 'library' ? library : undefined;
  const vectors = (own?.dense && !own.plainDense ? 1 : 0) + (own?.norm ?? 0);
  return (own?.dense ? hidden * (hidden + vectors) : 0) + classes * (hidden + (own && !own.bias ? 0 : 1));
}

/** Scalars of the square layer and the norm that the head for tokens has, 0 for most models. */
function beforeTokens(model: HeadedModel): number {
  const { hidden } = model.dimensions;
  const { dense, norm } = tokenHead(model);
  const vectors = (dense && dense.bias !== false ? 1 : 0) + (norm ? (norm.bias ? 2 : 1) : 0);
  return dense ? hidden * (hidden + vectors) : 0;
}

/** Scalars of a head with `classes` classes for each token of width `hidden`. */
export const tokenHeadSize = (hidden: number, classes: number, { tokens = 0 }: Pick<HeadForm, 'tokens'>): number =>
  tokens + classes * (hidden + 1);

/**
 * Why a model has no head of the library's; undefined where it has one, or another pooling was chosen.
 */
export function poolingRefusal(anatomy: Anatomy, pooling: Pooling | undefined): Message | undefined {
  if (pooling !== 'library' || libraryHead(anatomy)) return undefined;
  return says.noLibraryHead({ type: anatomy.modelType, pooling: plainPooling(anatomy.dimensions.kind) });
}

/** One vector (B, d) per sequence. */
function pool(
  { builder: g, lastHidden, mask, batch, sequence }: TaskContext,
  pooling: Exclude<Pooling, 'library'>,
): string {
  const hidden = g.shapeOf(lastHidden)[2]!;
  if (pooling === 'cls') return g.reshape(g.slice(lastHidden, 1, 0, 1), [batch, hidden]);
  const ones = g.cast(mask, 'float32');
  // A row of nothing but padding must not divide by zero.
  const length = g.emit('Max', [g.reduceSum(ones, [1], true), g.scalar(1)]);
  const weights = pooling === 'mean' ? g.div(ones, length) : lastPosition(g, length, sequence);
  return g.reshape(g.matmul(g.reshape(weights, [batch, 1, sequence]), lastHidden), [batch, hidden]);
}

/** Hidden states (B, T, d) averaged over the tokens that are predicted, those with a label: (B, d). */
export function meanOfPredicted(g: Builder, states: string, labels: string): string {
  const [batch, length, hidden] = g.shapeOf(states) as [number, number, number];
  const counted = g.cast(g.emit('GreaterOrEqual', [labels, g.intScalar(0)]), 'float32');
  const weights = g.div(counted, g.emit('Max', [g.reduceSum(counted, [1], true), g.scalar(1)]));
  return g.reshape(g.matmul(g.reshape(weights, [batch, 1, length]), states), [batch, hidden]);
}

/** One-hot rows (B, T) that pick position length − 1. */
function lastPosition(g: Builder, length: string, sequence: number): string {
  const positions = g.initializer('positions', {
    dtype: 'float32',
    dims: [1, sequence],
    data: Float32Array.from({ length: sequence }, (_, i) => i + 1),
  });
  return g.cast(g.equal(positions, length), 'float32');
}

export const small: Initializer = { kind: 'normal', std: 0.02 };
const activations = { tanh: 'Tanh', relu: 'Relu', gelu: 'Gelu' } as const;

/** What the last layer of the library's head reads, (B, d). */
function readAsLibrary(context: TaskContext, head: LibraryHead): string {
  const { reads } = head;
  const { builder: g, batch } = context;
  // PEFT puts virtual tokens in front of [CLS], and the library's heads read the first position whatever stands there.
  const states = context.wholeHidden ?? context.lastHidden;
  const read =
    context.pooled ??
    (reads !== 'first' ? pool(context, reads) : g.reshape(g.slice(states, 1, 0, 1), [batch, g.shapeOf(states)[2]!]));
  return denseOf(context, read, head);
}

/** Vectors (N, d) behind the square layer of a head, and its norm, where it has them. */
export function denseOf(
  context: TaskContext,
  read: string,
  { dense, norm }: Pick<LibraryHead, 'dense' | 'norm'>,
): string {
  const { builder: g, anatomy } = context;
  if (!dense) return read;
  const hidden = g.shapeOf(read)[1]!;
  const pretrained = dense.activation === 'tanh' && /(^|\.)pooler(\.|$)/.test(dense.path) ? anatomy.pooler : undefined;
  const named = (part: 'weight' | 'bias') => ({ group: 'head', hfName: `${dense.path}.${part}` }) as const;
  const weight = context.parameter(
    'head.dense.weight',
    [hidden, hidden],
    pretrained ? { kind: 'values', values: turned(g, pretrained.weight, hidden) } : small,
    named('weight'),
  );
  const bias =
    dense.bias === false
      ? undefined
      : context.parameter(
          'head.dense.bias',
          [hidden],
          pretrained ? { kind: 'values', values: asFloat32(g.graph.initializers.get(pretrained.bias)!) } : zeros,
          named('bias'),
        );
  const activated = g.emit(activations[dense.activation], [g.linear(read, weight, bias)]);
  return norm ? normed(context, activated, hidden, norm) : activated;
}

/** Behind the norm of the library's head. */
function normed(
  { builder: g, parameter }: TaskContext,
  x: string,
  hidden: number,
  { path, bias, epsilon }: NonNullable<LibraryHead['norm']>,
): string {
  const gain = parameter('head.norm.weight', [hidden], ones, { group: 'head', hfName: `${path}.weight` });
  const shift = bias
    ? parameter('head.norm.bias', [hidden], zeros, { group: 'head', hfName: `${path}.bias` })
    : g.initializer('head_norm_no_bias', f32([hidden], new Float32Array(hidden)));
  return g.layerNorm(x, gain, shift, epsilon)[0];
}

/** A square weight (in, out) as (out, in). */
function turned(g: Builder, name: string, size: number): Float32Array {
  const values = asFloat32(g.graph.initializers.get(name)!);
  return Float32Array.from(values, (_, i) => values[(i % size) * size + Math.floor(i / size)]!);
}

/** The library's head where it is chosen, or chosen for want of another choice. */
const headOf = (anatomy: Anatomy, options: TaskOptions): LibraryHead | undefined =>
  (options.pooling ?? defaultPooling(anatomy)) === 'library' ? libraryHead(anatomy) : undefined;

/** Numbers that the head gives for a text: one for each class, or the value itself. */
export interface SentenceHead {
  /** (B, d): what the last layer reads. */
  readonly pooled: string;
  /** (B, outputs) */
  readonly logits: string;
}

/** @throws MessageError where the library's head was asked for and the model has none */
export function sentenceHead(context: TaskContext, outputs: number): SentenceHead {
  const { builder: g, anatomy, options } = context;
  const hidden = g.shapeOf(context.lastHidden)[2]!;
  const pooling = options.pooling ?? defaultPooling(anatomy);
  const own = headOf(anatomy, options);
  const refusal = own ? undefined : poolingRefusal(anatomy, pooling);
  if (refusal) throw new MessageError(refusal);
  const pooled = own
    ? readAsLibrary(context, own)
    : (context.pooled ?? pool(context, pooling as Exclude<Pooling, 'library'>));
  // The name that HF's sequence classification models give their head.
  const { path, bias: biased } = own?.out ?? {
    path: anatomy.dimensions.kind === 'decoder' ? 'score' : 'classifier',
    bias: true,
  };
  const weight = context.parameter('head.weight', [outputs, hidden], small, {
    group: 'head',
    hfName: `${path}.weight`,
  });
  const bias = biased
    ? context.parameter('head.bias', [outputs], zeros, { group: 'head', hfName: `${path}.bias` })
    : undefined;
  return { pooled, logits: g.linear(pooled, weight, bias) };
}
