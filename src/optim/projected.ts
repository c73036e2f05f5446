/**
 * An optimiser that works in a subspace (GaLore, Zhao et al. 2024, arXiv 2403.03507): it is given the projected
 * gradient, keeps its moments of that, and its step is projected back.
 *
 *   axis 0:  R = Pᵀ G,  W ← W + s P · step(R)        axis 1:  R = G P,  W ← W + s · step(R) Pᵀ
 *
 * Decoupled weight decay acts on all of W, as in the authors' optimisers (theirs decay after the step, this one before
 * it, as torch.optim.AdamW); decay that is part of the gradient is projected with it.
 */
import type { Builder } from '../onnx/builder';
import type { Optimizer } from './optimizer';

/** Which axis of a matrix the space stands for, its dimensions, and the factor on what is projected back. */
export interface Subspace {
  readonly axis: 0 | 1;
  readonly rank: number;
  readonly scale: number;
}

/** Shape of a matrix's gradient in the space. */
export const lowShape = (shape: readonly number[], { axis, rank }: Pick<Subspace, 'axis' | 'rank'>): number[] =>
  shape.map((size, at) => (at === axis ? rank : size));

/** From the matrix's space into the subspace. @param projector (size of the axis, r) with orthonormal columns */
const into = (g: Builder, value: string, projector: string, axis: 0 | 1): string =>
  axis === 0 ? g.matmul(g.transpose(projector, [1, 0]), value) : g.matmul(value, projector);

/** From the subspace back; also what of a matrix lies in it. */
export const outOf = (g: Builder, low: string, projector: string, axis: 0 | 1): string =>
  axis === 0 ? g.matmul(projector, low) : g.matmul(low, g.transpose(projector, [1, 0]));

/** @param projector graph input with P, (size of the axis, r) */
export function projected(optimizer: Optimizer, subspace: Subspace, projector: string): Optimizer {
  const { axis, scale } = subspace;
  return {
    ...optimizer,
    packable: false,
    slots: (shape) => optimizer.slots(lowShape(shape, subspace)),
    update(g, { parameter, gradient, decay, ...inputs }) {
      const low = into(g, gradient, projector, axis);
      const decoupled = inputs.scalars.decay;
      const coupled = decay && !decoupled;
      // From zero, so that what comes out is the step alone.
      const from = coupled ? into(g, parameter, projector, axis) : g.sub(low, low);
      const next = optimizer.update(g, { ...inputs, parameter: from, gradient: low, decay: coupled });
      const step = coupled ? g.sub(next.parameter, from) : next.parameter;
      const kept = decay && decoupled ? g.mul(parameter, decoupled) : parameter;
      return { parameter: g.add(kept, g.scale(outOf(g, step, projector, axis), scale)), state: next.state };
    },
  };
}
