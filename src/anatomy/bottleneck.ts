/**
 * MobileBERT's layers (Sun et al. 2020): narrow inside, wide between. A bottleneck brings the layer's input x (B, T, d)
 * to the width b that attention and feed-forward blocks work at, and another brings their result back:
 *
 *   y = norm(in(x)),  h = norm(o(attention) + y),  h = norm(ffn(h) + h) several times,  norm(out(h) + x)
 *
 * Its norms only scale and shift (NoNorm). The last feed-forward block is the layer's; bottlenecks and the blocks
 * before it are weights beside these, which the file names.
 */
import type { Message } from '../messages/message';
import type { RawAttention } from './attention';
import { feedForwardAt } from './feedForward';
import { linearOf, linearsReading, type RawLinear } from './linear';
import { says } from './messages';
import type { Norms, RawNorm } from './norms';
import { residualAfter, type RawLayer, type Residual } from './rawLayer';
import type { GraphView } from './view';

/** The norm that reads a value, also one that only scales and shifts. */
function normReading(view: GraphView, norms: Norms, value: string): RawNorm | undefined {
  const norm = norms.byInput.get(value);
  const product = view.consumers(value).find(({ op }) => op === 'Mul');
  return norm ?? (product && scaleAndShift(view, product.outputs[0]!));
}

/** gain · x + bias, with the product's value given. */
function scaleAndShift(view: GraphView, product: string): RawNorm | undefined {
  const node = view.producer(product);
  const add = view.consumers(product).find(({ op }) => op === 'Add');
  const gain = node?.inputs.find((input) => view.isWeight(input, 1));
  const bias = add?.inputs.find((input) => view.isWeight(input, 1));
  if (!node || !add || !gain || !bias) return undefined;
  return { kind: 'layer', input: view.other(node, gain)!, gain, bias, output: add.outputs[0]! };
}

/** The linear layer whose output, normed, is `value`. */
function bottleneckOf(view: GraphView, norms: Norms, value: string): RawLinear | undefined {
  const shift = view.producer(value);
  const product = shift?.inputs.find((input) => view.producer(input)?.op === 'Mul');
  const norm = norms.byOutput.get(value) ?? (product === undefined ? undefined : scaleAndShift(view, product));
  return norm?.output === value ? linearOf(view, norm.input) : undefined;
}

/** The sum of the stream and the linear layer back to its width; undefined while there is none yet. */
function wayOut(view: GraphView, states: string, input: string): Residual | undefined {
  for (const linear of linearsReading(view, states)) {
    const residual = residualAfter(view, linear.output);
    if (residual?.skip === input) return residual;
  }
  return undefined;
}

/**
 * The layer that `attention` belongs to, or the sentence that says what is odd about it; undefined where it has no
 * bottleneck.
 * @param first the sum of attention and the narrow stream
 */
export function bottleneckLayer(
  view: GraphView,
  norms: Norms,
  attention: RawAttention,
  first: Residual,
): RawLayer | Message | undefined {
  const entry = bottleneckOf(view, norms, first.skip);
  const norm1 = entry && normReading(view, norms, first.sum);
  if (!entry || !norm1) return undefined;
  let states = norm1.output;
  for (;;) {
    const feedForward = feedForwardAt(view, states);
    if ('code' in feedForward) return feedForward;
    const second = residualAfter(view, feedForward.down.output);
    const norm2 = second?.skip === states ? normReading(view, norms, second.sum) : undefined;
    if (!second || !norm2) return says.noFeedForwardResidual({ weight: feedForward.down.weight });
    states = norm2.output;
    const last = wayOut(view, states, entry.input);
    if (!last) continue;
    const wide = normReading(view, norms, last.sum);
    if (!wide) return says.noNorm({ sum: last.sum });
    return {
      input: entry.input,
      output: wide.output,
      attention,
      feedForward,
      norms: [
        { ...norm1, place: 'norm1' },
        { ...norm2, place: 'norm2' },
      ],
      residuals: [first.sum, second.sum],
      normPosition: 'post',
      parallel: false,
    };
  }
}
