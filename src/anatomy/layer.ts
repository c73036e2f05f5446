/** One transformer layer around an attention: residual sums, norms and the feed-forward block. */
import { says } from './messages';
import type { Message } from '../messages/message';
import type { Layer } from './anatomy';
import type { RawAttention } from './attention';
import { feedForwardAt, type RawFeedForward } from './feedForward';
import type { RawLinear } from './linear';
import type { Norms, RawNorm } from './norms';
import type { GraphView } from './view';

export type RawLayer = Omit<Layer, 'index' | 'path' | 'attention' | 'feedForward' | 'norms'> & {
  readonly attention: RawAttention;
  readonly feedForward: RawFeedForward;
  readonly norms: readonly [RawNorm, RawNorm];
  readonly normPosition: 'pre' | 'post';
};

interface Residual {
  readonly sum: string;
  /** The value that skips the sub-layer. */
  readonly skip: string;
}

/** The Add that puts a sub-layer's output back on the residual stream. */
function residualAfter(view: GraphView, linear: RawLinear): Residual | undefined {
  const add = view
    .consumers(linear.output)
    .find((node) => node.op === 'Add' && !node.inputs.some((input) => view.isConstant(input)));
  const skip = add && view.other(add, linear.output);
  return add && skip ? { sum: add.outputs[0]!, skip } : undefined;
}

/** The layer that `attention` belongs to, or what is odd about it. */
export function layerAround(view: GraphView, norms: Norms, attention: RawAttention): RawLayer | Message {
  const afterAttention = residualAfter(view, attention.o);
  if (!afterAttention) return says.noResidual({ weight: attention.o.weight });
  const attentionInput = attention.q.linear.input;
  // Post-LN: what skips is what attention reads. Pre-LN: attention reads a norm of what skips.
  const normPosition = afterAttention.skip === attentionInput ? 'post' : 'pre';
  const before = norms.byOutput.get(attentionInput);
  if (normPosition === 'pre' && before?.input !== afterAttention.skip)
    return says.noNormPattern({ weight: attention.o.weight });
  const middleNorm = norms.byInput.get(afterAttention.sum);
  if (!middleNorm) return says.noNorm({ sum: afterAttention.sum });
  const feedForward = feedForwardAt(view, middleNorm.output);
  if ('code' in feedForward) return feedForward;
  const afterFeedForward = residualAfter(view, feedForward.down);
  const expectedSkip = normPosition === 'post' ? middleNorm.output : afterAttention.sum;
  if (afterFeedForward?.skip !== expectedSkip) return says.noFeedForwardResidual({ weight: feedForward.down.weight });
  const residuals = [afterAttention.sum, afterFeedForward.sum] as const;
  if (normPosition === 'pre') {
    return {
      input: afterAttention.skip,
      output: afterFeedForward.sum,
      attention,
      feedForward,
      norms: [before!, middleNorm],
      residuals,
      normPosition,
    };
  }
  const last = norms.byInput.get(afterFeedForward.sum);
  if (!last) return says.noNorm({ sum: afterFeedForward.sum });
  return {
    input: attentionInput,
    output: last.output,
    attention,
    feedForward,
    norms: [middleNorm, last],
    residuals,
    normPosition,
  };
}
