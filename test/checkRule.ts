/** Checks the gradient of a small graph element by element against central differences; for tests of rules. */
import { differentiate } from '../src/autodiff/reverse';
import { elementwiseErrors, normalStream } from '../src/autodiff/gradientCheck';
import { Builder } from '../src/onnx/builder';
import { Graph } from '../src/onnx/graph';
import { f32, sizeOf, type Tensor } from '../src/onnx/tensor';
import { prepare } from './evaluate';

/** A trainable input: its shape with values away from zero on both sides, or its values. */
export type Argument =
  readonly number[] | Tensor<'float32'> | { readonly shape: readonly number[]; readonly positive: true };

/** Numbers of random sign with size 0.3 to 1.5: no kink at zero is near. */
export function awayFromZero(shape: readonly number[], seed: number): Tensor<'float32'> {
  const normal = normalStream(seed);
  return f32(
    shape,
    Float32Array.from({ length: sizeOf(shape) }, () => {
      const z = normal();
      return Math.sign(z) * (0.3 + 1.2 * Math.min(1, Math.abs(z) / 2));
    }),
  );
}

function valueOf(argument: Argument, seed: number): Tensor<'float32'> {
  if ('dtype' in argument) return argument;
  if ('positive' in argument) {
    const t = awayFromZero(argument.shape, seed);
    return f32(t.dims, t.data.map(Math.abs));
  }
  return awayFromZero(argument, seed);
}

export interface GradientGraph {
  /** Outputs: those of the case, then the gradient of each argument. */
  readonly graph: Graph;
  readonly feeds: Readonly<Record<string, Tensor<'float32'>>>;
  readonly outs: readonly string[];
  /** By argument. */
  readonly gradients: ReadonlyMap<string, string>;
  /** Fixed random weights, by position in `outs`. */
  readonly weights: readonly Tensor<'float32'>[];
}

/** Builds `body` on trainable inputs and differentiates Σ output · weights. */
export function gradientGraph(
  args: readonly Argument[],
  body: (g: Builder, xs: string[]) => string | string[],
): GradientGraph {
  const values = args.map((a, i) => valueOf(a, 11 + i));
  const graph = new Graph();
  const g = new Builder(graph, 'base');
  const names = values.map((v, i) => g.input(`x${i}`, 'float32', v.dims));
  const outs = [body(g, names)].flat();
  const weights = outs.map((out, i) => awayFromZero(g.shapeOf(out), 101 + i));
  const terms = outs.map((out, i) => {
    const product = g.mul(out, g.initializer('weights', weights[i]!));
    return g.reduceSum(
      product,
      g.shapeOf(product).map((_, k) => k),
    );
  });
  const gradients = differentiate(
    g,
    terms.reduce((x, y) => g.add(x, y)),
    names,
  );
  if (gradients.size !== names.length) throw new Error(`Only ${[...gradients.keys()].join(', ')} got gradients.`);
  graph.outputs = [...new Set([...outs, ...gradients.values()])];
  g.finish();
  return { graph, feeds: Object.fromEntries(names.map((n, i) => [n, values[i]!])), outs, gradients, weights };
}

/**
 * Compares the gradients of `gradientGraph` with central differences.
 * @returns the largest relative error over all elements of all arguments
 */
export async function worstError(
  args: readonly Argument[],
  body: (g: Builder, xs: string[]) => string | string[],
): Promise<number> {
  const { graph, feeds, outs, gradients, weights } = gradientGraph(args, body);
  const session = await prepare(graph);
  try {
    const at0 = await session.run(feeds);
    let worst = 0;
    for (const [name, value] of Object.entries(feeds)) {
      const gradient = at0[gradients.get(name)!]!;
      if (gradient.dims.join() !== value.dims.join())
        throw new Error(`The gradient of ${name} has shape [${gradient.dims.join(', ')}].`);
      const errors = await elementwiseErrors(value.data, gradient.data as Float32Array, async (theta) => {
        const result = await session.run({ ...feeds, [name]: f32(value.dims, theta) });
        return outs.reduce(
          (sum, out, k) =>
            sum + (result[out]!.data as Float32Array).reduce((s, v, j) => s + v * weights[k]!.data[j]!, 0),
          0,
        );
      });
      worst = Math.max(worst, ...errors);
    }
    return worst;
  } finally {
    await session.release();
  }
}
