/** Compares analytic gradients with numeric ones; independent of what runs the graph. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { f32, type Tensor } from '../onnx/tensor';

type Tensors = Readonly<Record<string, Tensor>>;
/** Runs a graph: outputs by name for the given inputs. */
export type Run = (feeds: Tensors) => Promise<Tensors>;

/** Largest relative difference that counts as agreement in fp32. */
export const gradientTolerance = 2e-3;

export interface TensorCheck {
  readonly name: string;
  /** Largest relative difference in excess of what the numeric derivative resolves: see `checkGradients`. */
  readonly relativeError: number;
  /**
   * The difference itself, in the direction where it is largest, and the relative error that the numeric derivative
   * claims for itself there.
   */
  readonly difference: number;
  readonly resolution: number;
}

export interface GradientCheck {
  readonly passed: boolean;
  /** Largest relative error. */
  readonly worst: number;
  readonly tensors: readonly TensorCheck[];
}

export interface GradientCheckOptions {
  /**
   * Computes the loss, and where `runLoss` is absent it serves for that too; must have outputs `loss` and all of
   * `gradients`.
   */
  readonly run: Run;
  /** Computes the loss only, from the same inputs. */
  readonly runLoss?: Run;
  /** Name of the loss among the outputs. */
  readonly loss: string;
  /** Trainable tensors: graph inputs with fp32 values at which to check. */
  readonly parameters: ReadonlyMap<string, Tensor>;
  /** Output that holds the gradient, by parameter. Parameters without one must not influence the loss. */
  readonly gradients: ReadonlyMap<string, string>;
  /** All other inputs. */
  readonly feeds: Tensors;
  /** Random directions per tensor, besides the gradient's own. Default 2. */
  readonly directions?: number;
  readonly seed?: number;
  readonly tolerance?: number;
  /** Called after each tensor. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A stream of uniform numbers in (0, 1). */
export function uniformStream(seed: number): () => number {
  const rng = xoroshiro128plus(seed);
  return () => ((rng.next() >>> 0) + 0.5) / 2 ** 32;
}

/** A stream of standard normal numbers (Box and Muller). */
export function normalStream(seed: number): () => number {
  const uniform = uniformStream(seed);
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

interface Estimate {
  readonly value: number;
  /** How far neighbouring entries of the table differ: the method's own estimate of its error. */
  readonly error: number;
}

export interface DerivativeOptions {
  /** Standard deviation of the function's rounding noise. Default 0. */
  readonly noise?: number;
  /** Largest number of step sizes; two evaluations each. Default 8. */
  readonly levels?: number;
  /** Stops as soon as the estimated error is below this. Default 0. */
  readonly enough?: number;
}

/**
 * Derivative at 0 of a function with rounding noise, after Ridders (1982): central differences for steps h, h/2,
 * h/4, …, extrapolated to step zero with Neville's scheme. An entry's error is estimated by how far it is from its
 * neighbours (what extrapolation has not removed yet), plus three standard deviations of the noise over its smallest
 * step, without which entries made of noise alone win by chance. The entry with the least error is taken; the analytic
 * value plays no part.
 */
export async function derivativeAtZero(
  f: (t: number) => Promise<number>,
  step: number,
  { noise = 0, levels = 8, enough = 0 }: DerivativeOptions = {},
): Promise<Estimate> {
  let best: Estimate = { value: NaN, error: Infinity };
  let previous: number[] = [];
  // Once the noise over the step alone is more than the best error, no smaller step can win.
  const hopeful = (h: number): boolean => best.error > enough && (3 * noise) / h < best.error;
  for (let level = 0, h = step; level < levels && hopeful(h); level++, h /= 2) {
    const row = [((await f(h)) - (await f(-h))) / (2 * h)];
    for (let k = 1; k <= level; k++) {
      const weight = 4 ** k;
      const value = (weight * row[k - 1]! - previous[k - 1]!) / (weight - 1);
      const error = Math.max(Math.abs(value - row[k - 1]!), Math.abs(value - previous[k - 1]!)) + (3 * noise) / h;
      if (error < best.error) best = { value, error };
      row.push(value);
    }
    previous = row;
  }
  return best;
}

/** Standard deviation of numbers about their mean. */
function deviation(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1));
}

/**
 * Checks the gradient of every trainable tensor by directional derivatives.
 *
 * For each tensor θ with gradient g, the loss is differentiated numerically (`derivativeAtZero`) along g/‖g‖ and along
 * a few random directions v of unit length, and compared with ⟨g, v⟩. The first shows a wrong scale: its difference is
 * divided by ‖g‖. The others show wrong elements: there ⟨g, v⟩ is about ‖g‖/√n, and the difference is divided by that,
 * by |⟨g, v⟩| or by the numeric value, whichever is largest. The tensor's error is the largest quotient.
 *
 * The loss is an fp32 number, so a numeric derivative is only good to its noise over the step. That noise is measured
 * (the loss's deviation under changes of the parameters by about 10⁻⁶, at least half a unit in the last place), and a
 * difference counts only in so far as it exceeds the numeric derivative's own error estimate. So a tensor is blamed
 * only for what can be measured; what hides is an error in a tensor whose gradient is far smaller than that resolution
 * (the key bias of a transformer, whose true gradient is zero), or in elements far smaller than the others of their
 * tensor. For small graphs `elementwiseErrors` is sharper.
 *
 * The largest step moves the elements along which v is large by about a quarter of the tensor's root mean square (of
 * 0.1 where that is smaller). Kinks (ReLU, max) within the steps slow convergence down and widen the error estimate.
 * Tensors that are entirely zero are set to small random values first: at B = 0 the gradient of LoRA's A is zero, and
 * nothing would be checked.
 */
export async function checkGradients(options: GradientCheckOptions): Promise<GradientCheck> {
  const { run, runLoss = run, loss, gradients, directions = 2, tolerance = gradientTolerance, seed = 1 } = options;
  const normal = normalStream(seed);
  // The gradient's own direction is the same for every seed; with other steps a coincidence in the extrapolation does
  // not come again.
  const shorter = 2 ** -((0.37 * (seed - 1)) % 1);
  const values = new Map(
    [...options.parameters].map(([name, tensor]) => {
      const data = Float32Array.from(tensor.data as Float32Array);
      return [name, f32(tensor.dims, data.every((v) => v === 0) ? data.map(() => 0.05 * normal()) : data)];
    }),
  );
  const feeds = { ...options.feeds, ...Object.fromEntries(values) };
  const outputs = await run(feeds);
  const lossOf = async (changed: Tensors): Promise<number> =>
    Number((await runLoss({ ...feeds, ...changed }))[loss]!.data[0]);

  const center = await lossOf({});
  const nearby: number[] = [];
  for (let i = 0; i < 8; i++) {
    nearby.push(
      await lossOf(
        Object.fromEntries(
          [...values].map(([name, t]) => [
            name,
            f32(
              t.dims,
              t.data.map((v) => v * (1 + 1e-6 * normal())),
            ),
          ]),
        ),
      ),
    );
  }
  const noise = Math.max(deviation(nearby), 2 ** -25 * Math.abs(center), 1e-9);

  const tensors: TensorCheck[] = [];
  for (const [name, { dims, data: theta }] of values) {
    const output = gradients.get(name);
    const g = output === undefined ? new Float32Array(theta.length) : (outputs[output]!.data as Float32Array);
    const norm = Math.sqrt(dot(g, g));
    if (!Number.isFinite(norm)) {
      tensors.push({ name, relativeError: Infinity, difference: Infinity, resolution: 0 });
      options.onProgress?.(tensors.length, values.size);
      continue;
    }
    const typical = norm / Math.sqrt(g.length);
    const spread = Math.max(0.1, Math.sqrt(dot(theta, theta) / theta.length));
    let [relativeError, difference, resolution] = [0, 0, 0];
    for (let d = norm > 0 ? 0 : 1; d <= directions; d++) {
      const raw = d === 0 ? g : Float32Array.from(g, normal);
      const length = Math.sqrt(dot(raw, raw));
      const v = Float64Array.from(raw, (x) => x / length);
      // ‖v‖₁/‖v‖₂ is the root of the number of elements that v is spread over.
      const step = shorter * 0.25 * spread * v.reduce((sum, x) => sum + Math.abs(x), 0);
      const analytic = dot(g, v);
      const expected = d === 0 ? norm : Math.max(typical, Math.abs(analytic));
      const numeric = await derivativeAtZero(
        (t) =>
          lossOf({
            [name]: f32(
              dims,
              Float32Array.from(theta, (x, i) => x + t * v[i]!),
            ),
          }),
        step,
        { noise, enough: 0.1 * tolerance * expected },
      );
      // The numeric value counts too, so that a gradient of zeros is wrong by 100 %; 1 stands for a derivative that is
      // zero both ways.
      const scale = Math.max(expected, Math.abs(numeric.value)) || 1;
      const apart = Math.abs(numeric.value - analytic) / scale;
      if (apart > difference) [difference, resolution] = [apart, numeric.error / scale];
      relativeError = Math.max(relativeError, apart - numeric.error / scale);
    }
    tensors.push({ name, relativeError, difference, resolution });
    options.onProgress?.(tensors.length, values.size);
  }
  const worst = tensors.reduce((max, t) => Math.max(max, t.relativeError), 0);
  return { passed: worst <= tolerance, worst, tensors };
}

/**
 * Relative error of each element of an analytic gradient: its difference from central differences (extrapolated from
 * steps h and h/2, so the error is of order h⁴), over the size of the numeric one or a tenth of the tensor's root mean
 * square, whichever is larger.
 * @param objective the scalar that was differentiated, best summed up in float64 from graph outputs
 */
export async function elementwiseErrors(
  theta: Float32Array,
  gradient: Float32Array,
  objective: (theta: Float32Array) => Promise<number>,
  h = 0.02,
): Promise<number[]> {
  const numeric: number[] = [];
  for (let i = 0; i < theta.length; i++) {
    const at = (value: number): Promise<number> => {
      const moved = Float32Array.from(theta);
      moved[i] = value;
      return objective(moved);
    };
    const central = async (step: number): Promise<number> => {
      const [up, down] = [Math.fround(theta[i]! + step), Math.fround(theta[i]! - step)];
      return ((await at(up)) - (await at(down))) / (up - down);
    };
    numeric.push((4 * (await central(h / 2)) - (await central(h))) / 3);
  }
  const rms = Math.sqrt(dot(numeric, numeric) / Math.max(1, numeric.length));
  return numeric.map((n, i) => Math.abs(gradient[i]! - n) / Math.max(Math.abs(n), 0.1 * rms, 1e-6));
}
