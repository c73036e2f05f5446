/**
 * A base model whose linear layers are held quantised: codes in place of the fp32 weights, unpacked where they are
 * read.
 */
import type { Anatomy, Linear } from '../../anatomy/anatomy';
import { linearsOf } from '../../anatomy/shared';
import type { Builder } from '../../onnx/builder';
import { asFloat32, identityOf, type Tensor } from '../../onnx/tensor';
import type { Knob, MergeContext, MethodContext } from '../contract';

/** Whether the maxima of NF4's blocks are quantised too. */
export const doubleParameter: Knob<'double'> = {
  kind: 'flag',
  name: 'double',
  default: true,
};

/** All linear layers of the blocks, each once. Embeddings, norms and heads stay as they are. */
export function blockLinears(anatomy: Anatomy): Linear[] {
  const linears = anatomy.layers.flatMap((layer) => linearsOf<Linear>(layer));
  return [...new Map(linears.map((linear) => [linear.weight, linear])).values()];
}

/** From the graph's layout (in, out) to PyTorch's (out, in), or back with the sizes exchanged. */
export function transposed(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(matrix.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = matrix[i * columns + j]!;
  return out;
}

/**
 * Quantised forms by weight and settings. Graphs for training, evaluation and counting are built again and again from
 * one base; they must share one copy of the codes, on the host and (by identity) on the device.
 */
export class QuantisedCache<Q> {
  private readonly forms = new WeakMap<object, Map<string, Q>>();

  /** @param make gets the weight as (out, in), row by row */
  of(weight: Tensor, settings: string, { inFeatures, outFeatures }: Linear, make: (matrix: Float32Array) => Q): Q {
    const known = this.forms.get(identityOf(weight)) ?? new Map<string, Q>();
    this.forms.set(identityOf(weight), known);
    const found = known.get(settings) ?? make(transposed(asFloat32(weight), inFeatures, outFeatures));
    known.set(settings, found);
    return found;
  }
}

/** The weight of a linear in the graph. @throws when something else has taken its place */
export function weightOf(g: Builder, linear: Linear): Tensor {
  const weight = g.graph.initializers.get(linear.weight);
  if (!weight) throw new Error(`"${linear.weight}" is no initialiser of the base graph, so it cannot be quantised.`);
  return weight;
}

/**
 * Puts an unpacked matrix in place of a linear's weight, which leaves the graph: it is never uploaded. The matrix is
 * marked as cheap to compute again, so that the backward pass unpacks its own instead of keeping this one.
 * @param emit emits the matrix as (out, in)
 */
export function replaceWeight(context: MethodContext, linear: Linear, emit: (g: Builder) => string): void {
  const { builder: g } = context;
  const matrix = g.scope(`quantised.${linear.path}`, () => g.recompute(emit(g)));
  g.replaceUses(
    linear.weight,
    g.scope(`quantised.${linear.path}`, () => g.transpose(matrix, [1, 0])),
  );
  g.graph.initializers.delete(linear.weight);
  g.graph.types.delete(linear.weight);
}

/** Sets every linear to what its codes say (out, in), so that a merge goes on from there. */
export function mergeQuantised(
  context: MergeContext,
  linears: readonly Linear[],
  read: (linear: Linear) => Float32Array,
): Map<string, Float32Array> {
  const weights = new Map(
    linears.map((linear) => [linear.weight, transposed(read(linear), linear.outFeatures, linear.inFeatures)]),
  );
  for (const [name, weight] of weights) context.set(name, weight);
  return weights;
}
