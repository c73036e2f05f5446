/**
 * UniPELT's gates: one number from 0 to 1 that says how much of a submodule is used, computed from what the submodule
 * reads.
 */
import type { Place } from '../../anatomy/places';
import { zeros, type Change, type MethodContext } from '../contract';
import type { TensorSpec } from '../tensors';

/** Weight and bias of one gate on vectors of width d. @param part what it gates, drawn at `place` */
export function gateSpecs(d: number, layer: number, part: string, place: Place, change: Change): TensorSpec[] {
  const name = `layer.${layer}.${part}.gate`;
  const common = { treatment: 'new', layer, places: [place], change } as const;
  return [
    { ...common, name: `${name}.weight`, shape: [1, d], init: { kind: 'normal', std: 0.02 }, decay: false },
    { ...common, name: `${name}.bias`, shape: [1], init: zeros },
  ];
}

/**
 * Mean over tokens of σ(x · w + b), the mean taken over what a token may know: in an encoder all text tokens of the
 * example (padding left out), in a decoder the tokens up to and including its own, since a mean over the whole text
 * would show the model its future.
 * @param x (B, T, d)
 * @returns (B, 1, 1) in encoders, (B, T, 1) in decoders
 */
export function gateOf(context: MethodContext, name: string, x: string): string {
  const { builder: g, anatomy, batch, sequence } = context;
  const [weight, bias] = [context.tensor(`${name}.weight`), context.tensor(`${name}.bias`)];
  const each = g.emit('Sigmoid', [g.linear(x, weight, bias)]);
  if (anatomy.dimensions.kind === 'decoder') return g.watch(name, g.matmul(runningMean(context), each));
  const { mask } = anatomy.inputs;
  if (!mask) return g.watch(name, g.reduceMean(each, [1], true));
  const ones = g.cast(mask, 'float32');
  // A row of nothing but padding must not divide by zero.
  const weights = g.div(ones, g.emit('Max', [g.reduceSum(ones, [1], true), g.scalar(1)]));
  return g.watch(name, g.matmul(g.reshape(weights, [batch, 1, sequence]), each));
}

/**
 * (T, T) matrix whose row t averages the tokens 0 to t. Padding is on the right, so no text token averages over any.
 */
function runningMean({ builder: g, sequence: T }: MethodContext): string {
  const data = Float32Array.from({ length: T * T }, (_, i) =>
    i % T <= Math.floor(i / T) ? 1 / (Math.floor(i / T) + 1) : 0,
  );
  return g.initializer('running_mean', { dtype: 'float32', dims: [T, T], data });
}
