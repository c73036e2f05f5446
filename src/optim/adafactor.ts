/** Adafactor (Shazeer & Stern 2018, arXiv 1804.04235): second moments of a matrix as one row and one column vector. */
import type { Builder } from '../onnx/builder';
import { sizeOf } from '../onnx/tensor';
import type { Optimizer } from './optimizer';

export interface AdafactorSettings {
  /** Added to the squared gradient. */
  readonly epsilon: number;
  /** Largest root mean square of an update, in units of the learning rate. */
  readonly clipThreshold: number;
  /** β₂ of step t is 1 − t^decayRate. */
  readonly decayRate: number;
}

/**
 * As transformers.Adafactor with scale_parameter=False, relative_step=False, beta1=None, and the learning rate given:
 *   matrices (last two axes):  R ← β₂R + (1−β₂) mean_cols(g²+ε),  C ← β₂C + (1−β₂) mean_rows(g²+ε),
 *                              u = g / √(R/mean(R)) / √C
 *   vectors:                   v ← β₂v + (1−β₂)(g²+ε),  u = g/√v
 *   θ ← (1 − ηλ) θ − η u / max(1, RMS(u)/d),  d the clip threshold.
 * The gradient's scale s is folded into the small vectors: mean((sg)²) = s² mean(g²); u takes s with the row factor.
 * Not packable: a packed vector would have no rows and columns, and RMS(u) would be that of the whole bucket.
 */
export function adafactor(
  { epsilon, clipThreshold, decayRate }: AdafactorSettings = { epsilon: 1e-30, clipThreshold: 1, decayRate: -0.8 },
): Optimizer {
  return {
    name: 'adafactor',
    packable: false,
    slots: (shape) =>
      shape.length >= 2
        ? [
            { name: 'row', shape: [...shape.slice(0, -1), 1], init: 0 },
            { name: 'column', shape: [...shape.slice(0, -2), 1, shape[shape.length - 1]!], init: 0 },
          ]
        : [{ name: 'v', shape, init: 0 }],
    scalars: ({ step, learningRate, weightDecay }) => {
      const fresh = step ** decayRate;
      return { learningRate, keep: 1 - fresh, fresh, decay: 1 - learningRate * weightDecay };
    },
    update(g, { parameter, gradient, state, scalars, decay, gradientScale }) {
      const shape = g.shapeOf(parameter);
      const square = g.mul(gradient, gradient);
      /** β₂ old + (1−β₂)(s² g² + ε), on whatever mean of g² is given. */
      const average = (old: string, mean: string): string => {
        const scaled = gradientScale ? g.mul(mean, g.mul(gradientScale, gradientScale)) : mean;
        return g.add(g.mul(old, scalars.keep!), g.mul(g.add(scaled, g.scalar(epsilon)), scalars.fresh!));
      };
      let update: string;
      let next: Record<string, string>;
      if (shape.length >= 2) {
        const row = average(state.row!, g.reduceMean(square, [shape.length - 1], true));
        const column = average(state.column!, g.reduceMean(square, [shape.length - 2], true));
        const normalised = g.div(row, g.reduceMean(row, [shape.length - 2], true));
        let rows = inverseRoot(g, normalised);
        if (gradientScale) rows = g.mul(rows, gradientScale);
        update = g.mul(g.mul(gradient, rows), inverseRoot(g, column));
        next = { row, column };
      } else {
        const v = average(state.v!, square);
        const scaled = gradientScale ? g.mul(gradient, gradientScale) : gradient;
        update = g.div(scaled, g.sqrt(v));
        next = { v };
      }
      const rms = g.sqrt(g.scale(g.sumSquares(update), 1 / sizeOf(shape)));
      const limit = g.emit('Max', [g.scale(rms, 1 / clipThreshold), g.scalar(1)]);
      const kept = decay ? g.mul(parameter, scalars.decay!) : parameter;
      return { parameter: g.sub(kept, g.mul(update, g.div(scalars.learningRate!, limit))), state: next };
    },
  };
}

const inverseRoot = (g: Builder, x: string): string => g.emit('Reciprocal', [g.sqrt(x)]);
