/** The feed-forward half of a layer: one or two linears, the non-linearity, and the linear back to the hidden size. */
import type { FeedForward } from './anatomy';
import { linearsReading, nextLinears, type RawLinear } from './linear';
import type { GraphView } from './view';

export type RawFeedForward = Omit<FeedForward, 'up' | 'gate' | 'down'> & {
  readonly up: RawLinear;
  readonly gate?: RawLinear;
  readonly down: RawLinear;
};

/** Ops of activation functions and of gating. */
const activations = new Set([
  'Gelu',
  'Relu',
  'Sigmoid',
  'Tanh',
  'Erf',
  'Mul',
  'Div',
  'Add',
  'Pow',
  'Elu',
  'HardSwish',
  'Mish',
  'Softplus',
  'LeakyRelu',
  'Identity',
  'Cast',
]);

/** The feed-forward block that reads `input`, or the sentence that says what is odd about it. */
export function feedForwardAt(view: GraphView, input: string): RawFeedForward | string {
  const first = linearsReading(view, input);
  if (first.length === 0) return `No linear layer reads "${input}", where the feed-forward block should start.`;
  if (first.length > 2)
    return `${first.length} linear layers read "${input}"; a feed-forward block has one, or two with a gate.`;
  const downs = new Map(
    first.flatMap((linear) => nextLinears(view, linear.output, activations)).map((linear) => [linear.output, linear]),
  );
  if (downs.size !== 1) return `The feed-forward block at "${input}" does not end in one linear layer.`;
  const down = [...downs.values()][0]!;
  if (first.length === 1) return { up: first[0]!, down, middle: down.input };
  // silu(gate) · up: the plain factor of the product that `down` reads is up.
  const product = view.producer(down.input);
  const up = first.find((linear) => product?.inputs.includes(linear.output));
  const gate = first.find((linear) => linear !== up);
  if (product?.op !== 'Mul' || !up || !gate)
    return `The gated feed-forward block at "${input}" does not multiply gate and up projection.`;
  return { up, gate, down, middle: down.input };
}
