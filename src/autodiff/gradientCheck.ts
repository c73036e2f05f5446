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
  /** See `checkGradients`. */
  readonly relativeError: number;
}

export interface GradientCheck {
  readonly passed: boolean;
  /** Largest relative error. */
  readonly worst: number;
  readonly tensors: readonly TensorCheck[];
}

export interface GradientCheckOptions {
  /** Computes the loss, and where `runLoss` is absent it serves for that too; must have outputs `loss` and all of `gradients`. */
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

/**
 * Derivative at 0 of a function with rounding noise, after Ridders (1982): central differences for steps h, h/2,
 * h/4, …, extrapolated to step zero with Neville's scheme. Of all entries of the table the one that agrees best with
 * its neighbours is taken; the analytic value plays no part. Large steps have truncation error, which extrapolation
 * removes; small ones have noise, which shows as disagreement.
 * @param levels number of step sizes; two evaluations each
 */
export async function derivativeAtZero(f: (t: number) => Promise<number>, step: number, levels = 6): Promise<Estimate> {
  let best: Estimate = { value: NaN, error: Infinity };
  let previous: number[] = [];
  for (let level = 0, h = step; level < levels; level++, h /= 2) {
    const row = [(await f(h) - await f(-h)) / (2 * h)];
    for (let k = 1; k <= level; k++) {
      const weight = 4 ** k;
      const value = (weight * row[k - 1]! - previous[k - 1]!) / (weight - 1);
      const error = Math.max(Math.abs(value - row[k - 1]!), Math.abs(value - previous[k - 1]!));
      if (error < best.error) best = { value, error };
      row.push(value);
    }
    previous = row;
  }
  return best;
}

/**
 * Checks the gradient of every trainable tensor by directional derivatives.
 *
 * For each tensor θ with gradient g, the loss is differentiated numerically (`derivativeAtZero`) along g/‖g‖ and along
 * a few random directions of unit length, and compared with ⟨g, v⟩. The error of a tensor is the largest difference,
 * divided by ‖g‖ for the first direction, which shows a wrong scale; for a random v, where |⟨g, v⟩| is about ‖g‖/√n,
 * it is divided by ‖g‖/√n or by |⟨g, v⟩|, whichever is larger, which shows wrong elements. From that difference the
 * uncertainty of the numeric derivative is subtracted first: the noise of the fp32 loss (about 3·10⁻⁷ of it, over the
 * step) and the extrapolation's own error estimate, so that a tensor is blamed only for what can be measured. What
 * hides below the noise is not seen: an error in a tensor whose whole gradient is far smaller than that, or in a few
 * elements that are much smaller than the others. Elementwise comparison (`elementwiseErrors`) is the sharper test for
 * small graphs.
 *
 * Tensors that are entirely zero are set to small random values first: at B = 0 the gradient of LoRA's A is zero, and
 * nothing would be checked. Kinks (ReLU, max) within the step add error; the step is 2 % of the tensor's norm, at least 10⁻³.
 */
export async function checkGradients(options: GradientCheckOptions): Promise<GradientCheck> {
  const { run, runLoss = run, loss, gradients, directions = 2, tolerance = gradientTolerance } = options;
  const normal = normalStream(options.seed ?? 1);
  const values = new Map([...options.parameters].map(([name, tensor]) => {
    const data = Float32Array.from(tensor.data as Float32Array);
    return [name, data.every((v) => v === 0) ? f32(tensor.dims, data.map(() => 0.05 * normal())) : f32(tensor.dims, data)];
  }));
  const feeds = { ...options.feeds, ...Object.fromEntries(values) };
  const outputs = await run(feeds);
  const lossAt = async (name: string, data: Float32Array): Promise<number> =>
    Number((await runLoss({ ...feeds, [name]: f32(values.get(name)!.dims, data) }))[loss]!.data[0]);
  const noise = 3e-7 * Math.max(Math.abs(Number(outputs[loss]!.data[0])), 1e-3);

  const tensors: TensorCheck[] = [];
  for (const [name, tensor] of values) {
    const theta = tensor.data;
    const output = gradients.get(name);
    const g = output === undefined ? new Float32Array(theta.length) : outputs[output]!.data as Float32Array;
    const norm = Math.sqrt(dot(g, g));
    const typical = norm / Math.sqrt(g.length);
    const step = Math.max(1e-3, 0.02 * Math.sqrt(dot(theta, theta)));
    if (!Number.isFinite(norm)) {
      tensors.push({ name, relativeError: Infinity });
      continue;
    }
    let worst = 0;
    for (let d = norm > 0 ? 0 : 1; d <= directions; d++) {
      const raw = d === 0 ? g : Float32Array.from(g, normal);
      const length = Math.sqrt(dot(raw, raw));
      const v = Float64Array.from(raw, (x) => x / length);
      const numeric = await derivativeAtZero((t) => lossAt(name, Float32Array.from(theta, (x, i) => x + t * v[i]!)), step);
      const analytic = dot(g, v);
      const uncertainty = numeric.error + noise / step;
      const difference = Math.max(0, Math.abs(numeric.value - analytic) - uncertainty);
      const scale = d === 0 ? norm : Math.max(typical, Math.abs(analytic));
      worst = Math.max(worst, difference === 0 ? 0 : difference / Math.max(scale, noise / step));
    }
    tensors.push({ name, relativeError: worst });
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
export async function elementwiseErrors(theta: Float32Array, gradient: Float32Array, objective: (theta: Float32Array) => Promise<number>, h = 0.02): Promise<number[]> {
  const numeric: number[] = [];
  for (let i = 0; i < theta.length; i++) {
    const at = (value: number): Promise<number> => {
      const moved = Float32Array.from(theta);
      moved[i] = value;
      return objective(moved);
    };
    const central = async (step: number): Promise<number> => {
      const [up, down] = [Math.fround(theta[i]! + step), Math.fround(theta[i]! - step)];
      return (await at(up) - await at(down)) / (up - down);
    };
    numeric.push((4 * await central(h / 2) - await central(h)) / 3);
  }
  const rms = Math.sqrt(dot(numeric, numeric) / Math.max(1, numeric.length));
  return numeric.map((n, i) => Math.abs(gradient[i]! - n) / Math.max(Math.abs(n), 0.1 * rms, 1e-6));
}
