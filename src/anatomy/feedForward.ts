/** The feed-forward half of a layer: one or two linears, the non-linearity, and the linear back to the hidden size. */
import { says } from './messages';
import type { Message } from '../messages/message';
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

/** Ops that cut gate and up projection out of one linear. */
const cuts = new Set(['Split', 'Slice']);
const all = new Set([...activations, ...cuts]);

/**
 * The feed-forward block that reads `input`, or the sentence that says what is odd about it.
 * @param others outputs of linears that read `input` too and are not of the block
 */
export function feedForwardAt(
  view: GraphView,
  input: string,
  others: ReadonlySet<string> = new Set(),
): RawFeedForward | Message {
  const first = linearsReading(view, input).filter(({ output }) => !others.has(output));
  if (first.length === 0) return says.noFeedForward({ input });
  if (first.length > 2) return says.manyFeedForwards({ count: first.length, input });
  const downs = new Map(
    first.flatMap((linear) => nextLinears(view, linear.output, all)).map((linear) => [linear.output, linear]),
  );
  if (downs.size !== 1) return says.noFeedForwardEnd({ input });
  const down = [...downs.values()][0]!;
  if (first.length === 1) {
    const [up] = first as [RawLinear];
    const cut = view.consumers(up.output).some(({ op }) => cuts.has(op));
    // One factor for each half of the packed linear.
    const packed = view.producer(down.input)?.op === 'Mul' && up.outFeatures === 2 * down.inFeatures;
    return cut === packed || (!cut && up.outFeatures === down.inFeatures)
      ? { up, down, middle: down.input }
      : says.oddCut({ weight: up.weight, input });
  }
  // silu(gate) · up: the plain factor of the product that `down` reads is up.
  const product = view.producer(down.input);
  const up = first.find((linear) => product?.inputs.includes(linear.output));
  const gate = first.find((linear) => linear !== up);
  if (product?.op !== 'Mul' || !up || !gate) return says.noGating({ input });
  return { up, gate, down, middle: down.input };
}
