/**
 * Kernel-mix (Chen et al. 2022): LoRA for each attention head by itself, mixed with LoRA for all heads together.
 *
 *   q_j ← q_j + B^q_j A^q_j x + [B_q A_q x]_j       A^q_j ∈ ℝ^{r×d},   B^q_j ∈ ℝ^{d_h×r}
 *   v_j ← v_j + B^v_j A^v_j k_j + [B_v A_v x]_j     A^v_j ∈ ℝ^{r×d_h}, B^v_j ∈ ℝ^{d_h×r}; it reads the head's key
 *   u   ← u + Σ_j B^o_j A^o_j a_j + B_o A_o a       A^o_j ∈ ℝ^{r×d_h}, B^o_j ∈ ℝ^{d×r}, a_j = the head's context
 *
 * Attention is a kernel machine with one kernel a head, which is why heads get corrections of their own. Keys are
 * linear in x (they are read before any rotary turn), so all of it merges. The scale is 1. Each head's correction has a
 * bias of its own, in one vector for all heads, where the model's projection has a bias that it can be merged into.
 * Ranks are the reference's for RoBERTa (1 and 2 for a head, 2 and 4 for all; for GPT-2 they are 3 and 8, 12 and 8). In
 * the reference configuration factors and biases start truncated-normal with deviation 0.01; `zero-up` starts the
 * second factor and the bias at zero instead.
 *
 * The heads' factors are one tensor each: q has A (h·r, d) and B (h·d_h, r), v A (r, h·d_h) and B (h·d_h, r), o A (r,
 * h·d_h) and B (d, h·r). Written out as block matrices they are ordinary low-rank pairs of rank h·r, and are computed
 * as such.
 */
import { messages } from '../../messages/message';
import type { Dimensions } from '../../anatomy/anatomy';
import type { Builder } from '../../onnx/builder';
import { zeros, type Hyperparameters, type Initializer, type Knob, usualNeeds } from '../contract';
import { defineMethod } from '../define';
import { choiceOf, flagOf, numberOf } from '../hyperparameters';
import { boxOf, locate, siteShape, usesOf, type LocatedSite } from '../parts/sites';
import { inEachLayer, type TensorSpec } from '../tensors';
import { everyTask } from '../taskId';
import { texts } from './kernelMix.en';

const says = messages('kernel-mix', texts.says);

type Part = 'q' | 'v' | 'o';
export const kernelParts: readonly Part[] = ['q', 'v', 'o'];
const matrices = ['head_A', 'head_B', 'shared_A', 'shared_B'] as const;
type Matrix = (typeof matrices)[number];

interface Shapes extends Readonly<Record<Matrix, readonly [number, number]>> {
  readonly heads: number;
  /** Rank r of each head's product. */
  readonly rank: number;
}

function shapesOf(d: Dimensions, part: Part, hp: Hyperparameters): Shapes {
  const rank = numberOf(hp, `head_rank_${part}`),
    shared = numberOf(hp, `shared_rank_${part}`);
  const heads = part === 'v' ? d.kvHeads : d.heads;
  const width = heads * d.headDim;
  const { inFeatures, outFeatures } = siteShape(d, part);
  return {
    heads,
    rank,
    shared_A: [shared, inFeatures],
    shared_B: [outFeatures, shared],
    head_A: part === 'q' ? [heads * rank, inFeatures] : [rank, width],
    head_B: part === 'o' ? [outFeatures, heads * rank] : [width, rank],
  };
}

const noise: Initializer = { kind: 'truncatedNormal', std: 0.01 };
/** The heads' biases of a part, (features); none where the projection has no bias itself. */
const hasBias = (d: Dimensions, part: Part, hp: Hyperparameters): boolean =>
  flagOf(hp, 'biases') && d.tensors.some(({ role, place }) => role === 'bias' && place === boxOf(d, part));
const biasName = (layer: number, part: Part) => `layer.${layer}.${part}.kernel_head_bias`;
const parameterName = (layer: number, part: Part, matrix: Matrix) => `layer.${layer}.${part}.kernel_${matrix}`;

/** Row i belongs to head ⌊i / (rows / heads)⌋: 1 where that is the column, as (rows, heads). */
function ownership(rows: number, heads: number): Float32Array {
  return Float32Array.from({ length: rows * heads }, (_, i) =>
    Math.floor(Math.floor(i / heads) / (rows / heads)) === i % heads ? 1 : 0,
  );
}

/** B (h·d_h, r) as a block matrix (h·d_h, h·r) with the heads' blocks on its diagonal. */
function blocksOfRows(g: Builder, b: string, heads: number): string {
  const [rows, rank] = g.shapeOf(b) as [number, number];
  const own = g.initializer('rows_of_heads', {
    dtype: 'float32',
    dims: [rows, heads, 1],
    data: ownership(rows, heads),
  });
  return g.reshape(g.mul(g.reshape(b, [rows, 1, rank]), own), [rows, heads * rank]);
}

/** A (r, h·d_h) as a block matrix (h·r, h·d_h). */
function blocksOfColumns(g: Builder, a: string, heads: number): string {
  const [rank, columns] = g.shapeOf(a) as [number, number];
  const rows = ownership(columns, heads);
  const data = Float32Array.from(
    { length: rows.length },
    (_, i) => rows[(i % columns) * heads + Math.floor(i / columns)]!,
  );
  const own = g.initializer('columns_of_heads', { dtype: 'float32', dims: [heads, 1, columns], data });
  return g.reshape(g.mul(g.reshape(a, [1, rank, columns]), own), [heads * rank, columns]);
}

/** The heads' pair as full matrices, A (h·r, in) and B (out, h·r). */
function headPair(g: Builder, part: Part, a: string, b: string, heads: number): { a: string; b: string } {
  return { a: part === 'q' ? a : blocksOfColumns(g, a, heads), b: part === 'o' ? b : blocksOfRows(g, b, heads) };
}

/** (B A)ᵀ of the heads' pair on the host, (in, out) row by row. */
function headProduct(
  part: Part,
  { heads, rank, head_A: [rowsA, input], head_B: [output, columnsB] }: Shapes,
  a: Float32Array,
  b: Float32Array,
): Float32Array {
  const product = new Float32Array(input * output);
  for (let i = 0; i < input; i++) {
    for (let o = 0; o < output; o++) {
      for (let head = 0; head < heads; head++) {
        if (part !== 'q' && Math.floor(i / (input / heads)) !== head) continue;
        if (part !== 'o' && Math.floor(o / (output / heads)) !== head) continue;
        for (let k = 0; k < rank; k++)
          product[i * output + o]! +=
            a[(rowsA === rank ? k : head * rank + k) * input + i]! *
            b[o * columnsB + (columnsB === rank ? k : head * rank + k)]!;
      }
    }
  }
  return product;
}

/** Adds a (rows, columns) matrix to the columns from `start` of a wider one. */
function addColumns(target: Float32Array, width: number, start: number, matrix: Float32Array, columns: number): void {
  for (let i = 0; i < matrix.length; i++)
    target[Math.floor(i / columns) * width + start + (i % columns)]! += matrix[i]!;
}

/** (rows, inner) by (inner, columns), the left matrix being columns from `start` of one of `width`. */
function product(
  left: Float32Array,
  { width, start, inner }: { readonly width: number; readonly start: number; readonly inner: number },
  right: Float32Array,
  columns: number,
): Float32Array {
  const rows = left.length / width;
  const out = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let k = 0; k < inner; k++)
      for (let j = 0; j < columns; j++) out[i * columns + j]! += left[i * width + start + k]! * right[k * columns + j]!;
  return out;
}

/** A rank for each part, with the reference's presets. */
const ranks = <Kind extends 'head' | 'shared'>(kind: Kind, presets: Readonly<Record<Part, number>>) =>
  kernelParts.map((part): Knob<`${Kind}_rank_${Part}`> => ({
    kind: 'integer',
    name: `${kind}_rank_${part}`,
    default: presets[part],
    min: 1,
    max: kind === 'head' ? 64 : 256,
    scale: 'log',
  }));

export const kernelMix = defineMethod({
  id: 'kernel-mix',
  texts,
  category: 'reparameterised',
  paper: {
    title: 'Empowering parameter-efficient transfer learning by recognizing the kernel structure in self-attention',
    authors: 'Chen, Hazarika, Namazifar, Liu, Jin, Hakkani-Tur',
    year: 2022,
    venue: 'Findings of NAACL',
    url: 'https://arxiv.org/abs/2205.03720',
  },
  hyperparameters: [
    ...ranks('head', { q: 1, v: 2, o: 2 }),
    ...ranks('shared', { q: 2, v: 4, o: 4 }),
    { kind: 'flag', name: 'biases', default: true, earlier: false },
    { kind: 'real', name: 'dropout', default: 0, min: 0, max: 0.9 },
    { kind: 'choice', name: 'init', default: 'zero-up', options: ['zero-up', 'houlsby'] },
  ],
  defaults: { learningRate: 2e-3, weightDecay: 0.01, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder'],
  tasks: everyTask,
  needs: [...usualNeeds, 'projections'],

  check(d, hp) {
    for (const part of kernelParts) {
      const {
        rank,
        shared_A: [shared, input],
        shared_B: [output],
      } = shapesOf(d, part, hp);
      if (rank > d.headDim) return says.headRank({ part, rank, width: d.headDim });
      const most = Math.min(input, output);
      if (shared > most) return says.sharedRank({ part, rank: shared, most });
    }
    return undefined;
  },

  declare: (d, hp) =>
    inEachLayer(d, (layer) =>
      kernelParts.flatMap((part) => {
        const shapes = shapesOf(d, part, hp);
        const zeroUp = choiceOf(hp, 'init') === 'zero-up';
        const tensor = (name: string, shape: readonly number[], init: Initializer): TensorSpec => ({
          name,
          shape,
          treatment: 'new',
          init,
          layer,
          places: [boxOf(d, part)],
          change: 'delta',
          symbol: `h ${d.heads}`,
        });
        return [
          ...matrices.map((matrix) =>
            tensor(parameterName(layer, part, matrix), shapes[matrix], matrix.endsWith('B') && zeroUp ? zeros : noise),
          ),
          ...(hasBias(d, part, hp)
            ? [tensor(biasName(layer, part), [shapes.shared_B[0]], zeroUp ? zeros : noise)]
            : []),
        ];
      }),
    ),

  apply(context, hp) {
    const { builder: g, anatomy } = context;
    const drop = (x: string) => context.dropout(x, numberOf(hp, 'dropout'));
    for (const layer of anatomy.layers) {
      for (const part of kernelParts) {
        const shapes = shapesOf(anatomy.dimensions, part, hp);
        const [headA, headB, sharedA, sharedB] = matrices.map((matrix) =>
          context.tensor(parameterName(layer.index, part, matrix)),
        ) as [string, string, string, string];
        const bias = hasBias(anatomy.dimensions, part, hp) ? context.tensor(biasName(layer.index, part)) : undefined;
        for (const { linear, output } of usesOf(locate(layer, part)))
          g.scope(`kernel-mix.layer.${layer.index}.${part}`, () =>
            g.wrap(output, (h) => {
              const own = headPair(g, part, headA, headB, shapes.heads);
              const read = part === 'v' ? layer.attention.k.output : linear.input;
              const heads = g.linear(g.linear(drop(read), own.a), own.b, bias);
              return g.add(g.add(h, heads), g.linear(g.linear(drop(linear.input), sharedA), sharedB));
            }),
          );
      }
    }
  },

  identityAtInit: false,

  /**
   * W_q, W_o ← W + (B A)ᵀ of both pairs; the part of v that reads keys is W_k times its pair, and b_k times it for the
   * bias.
   */
  merge(context, hp) {
    const { anatomy } = context;
    for (const layer of anatomy.layers) {
      const changed = new Map<string, Float32Array>();
      const copy = (name: string): Float32Array => {
        const values = changed.get(name) ?? context.base(name).slice();
        changed.set(name, values);
        return values;
      };
      const add = ({ linear, start, end }: LocatedSite, delta: Float32Array) =>
        addColumns(copy(linear.weight), linear.outFeatures, start, delta, end - start);
      for (const part of kernelParts) {
        const site = locate(layer, part);
        const shapes = shapesOf(anatomy.dimensions, part, hp);
        const [headA, headB, sharedA, sharedB] = matrices.map((matrix) =>
          context.trained(parameterName(layer.index, part, matrix)),
        ) as [Float32Array, Float32Array, Float32Array, Float32Array];
        add(
          site,
          headProduct(
            'q',
            { ...shapes, heads: 1, rank: shapes.shared_A[0], head_A: shapes.shared_A, head_B: shapes.shared_B },
            sharedA,
            sharedB,
          ),
        );
        const own = headProduct(part, shapes, headA, headB);
        if (hasBias(anatomy.dimensions, part, hp) && site.linear.bias) {
          const { linear, start, end } = site;
          const bias = context.trained(biasName(layer.index, part));
          addColumns(copy(site.linear.bias), linear.outFeatures, start, bias, end - start);
        }
        if (part !== 'v') {
          add(site, own);
          continue;
        }
        const { linear, start, end } = locate(layer, 'k');
        const from = { width: linear.outFeatures, start, inner: end - start };
        add(site, product(context.base(linear.weight), from, own, end - start));
        if (linear.bias && site.linear.bias)
          addColumns(
            copy(site.linear.bias),
            site.linear.outFeatures,
            site.start,
            product(context.base(linear.bias), from, own, end - start),
            end - start,
          );
      }
      for (const [name, values] of changed) context.set(name, values);
    }
  },

  formula:
    String.raw`q_j \leftarrow q_j + B^q_j A^q_j x + [B_q A_q x]_j, \quad v_j \leftarrow v_j + B^v_j ` +
    String.raw`A^v_j k_j + [B_v A_v x]_j, \quad u \leftarrow u + \sum_j B^o_j A^o_j a_j + B_o A_o a`,
  countFormula:
    String.raw`L \big(2 d\, r_q^s + 2 d\, r_v^s + 2 d\, r_o^s ` +
    String.raw`+ (h + 1) d\, r_q + 2 d\, r_v + (h + 1) d\, r_o + 3 d\big) = L (3 h d + 30 d)`,
});
