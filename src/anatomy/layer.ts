/**
 * One transformer layer around an attention: residual sums, norms and the feed-forward block.
 *
 * Two things tell layers apart: where the norms of a branch stand (`NormPosition`), and whether the feed-forward block
 * reads what attention has added (most models) or, in parallel, what attention reads too (GPT-J, GPT-NeoX, Phi, Falcon,
 * Cohere).
 */
import type { Message } from '../messages/message';
import type { RawAttention } from './attention';
import { bottleneckLayer } from './bottleneck';
import { feedForwardAt } from './feedForward';
import { says } from './messages';
import type { Norms, RawNorm } from './norms';
import { residualAfter, type RawLayer, type RawLayerNorm, type Residual } from './rawLayer';
import type { GraphView } from './view';

/** What a branch returns to the residual stream. */
interface Branch {
  /** The last linear layer's output, or that of the norm behind it. */
  readonly value: string;
  readonly norm?: RawNorm;
}

/** The norm behind a branch, where it has one (Gemma 2, OLMo 2), and the factor of its residual (Granite). */
function branchOf(view: GraphView, norms: Norms, output: string): Branch {
  const norm = norms.byInput.get(output);
  const value = norm?.output ?? output;
  const readers = view.consumers(value);
  const product = readers.length === 1 && readers[0]!.op === 'Mul' ? readers[0]! : undefined;
  const scaled = product && view.isScalar(view.other(product, value)) ? product.outputs[0]! : value;
  return { value: scaled, ...(norm && { norm }) };
}

/** The sum of three that `residual` is a part of, whichever two are added first: (x + a) + b, x + (a + b). */
function sumOfThree(
  view: GraphView,
  { sum, skip }: Residual,
): { readonly sum: string; readonly others: readonly [string, string] } | undefined {
  const readers = view.consumers(sum);
  const outer = readers.length === 1 && readers[0]!.op === 'Add' ? readers[0]! : undefined;
  const third = outer && view.other(outer, sum);
  if (outer && third && !view.isConstant(third)) return { sum: outer.outputs[0]!, others: [skip, third] };
  const inner = view.producer(skip);
  if (inner?.op !== 'Add' || view.consumers(skip).length !== 1 || inner.inputs.some((input) => view.isConstant(input)))
    return undefined;
  return { sum, others: [inner.inputs[0]!, inner.inputs[1]!] };
}

/**
 * The layer that `attention` belongs to, or the sentence that says what is odd about it.
 * @param cross the decoder's attention to its encoder, which follows `attention`
 */
export function layerAround(
  view: GraphView,
  norms: Norms,
  attention: RawAttention,
  cross?: RawAttention,
): RawLayer | Message {
  const branch = branchOf(view, norms, attention.o.output);
  const residual = residualAfter(view, branch.value);
  if (!residual) return says.noResidual({ weight: attention.o.weight });
  if (cross) return crossedLayer(view, norms, { attention, cross }, branch, residual);
  return (
    parallelLayer(view, norms, attention, residual) ??
    bottleneckLayer(view, norms, attention, residual) ??
    sequentialLayer(view, norms, attention, branch, residual)
  );
}

/** A decoder's layer: between attention and feed-forward block it looks at the encoder, with a norm of its own. */
function crossedLayer(
  view: GraphView,
  norms: Norms,
  { attention, cross }: { readonly attention: RawAttention; readonly cross: RawAttention },
  branch: Branch,
  first: Residual,
): RawLayer | Message {
  const norm = norms.byInput.get(first.sum);
  if (!norm || cross.q.linear.input !== norm.output) return says.noNormPattern({ weight: cross.o.weight });
  const second = residualAfter(view, cross.o.output);
  if (!second) return says.noResidual({ weight: cross.o.weight });
  const post = second.skip === norm.output;
  if (!post && second.skip !== first.sum) return says.noNormPattern({ weight: cross.o.weight });
  // What the feed-forward block is added to is what the norm, or the sum, behind cross-attention returns.
  const layer = sequentialLayer(view, norms, attention, branch, { sum: second.sum, skip: first.skip });
  if ('code' in layer) return layer;
  if ((layer.normPosition === 'post') !== post) return says.noNormPattern({ weight: cross.o.weight });
  // Behind a sum stands the norm of what was added: the first one is attention's, the next one cross-attention's.
  const between = layer.norms.map((one) =>
    post && one.place === 'norm1' ? { ...one, place: 'normCross' as const } : one,
  );
  const own: RawLayerNorm = { ...norm, place: post ? 'norm1' : 'normCross' };
  const at = post ? 0 : between.findIndex(({ place }) => place === 'norm2');
  return {
    ...layer,
    cross: { ...cross, residual: second.sum },
    norms: [...between.slice(0, at), own, ...between.slice(at)],
    residuals: [first.sum, layer.residuals[1]],
  };
}

/** A layer whose two branches read the same residual stream; undefined where they do not. */
function parallelLayer(
  view: GraphView,
  norms: Norms,
  attention: RawAttention,
  residual: Residual,
): RawLayer | undefined {
  const three = sumOfThree(view, residual);
  const before = norms.byOutput.get(attention.q.linear.input);
  if (!three || !before || !three.others.includes(before.input)) return undefined;
  const input = before.input;
  const returned = three.others[three.others[0] === input ? 1 : 0];
  const own = new Set([attention.q, attention.k, attention.v].map(({ linear }) => linear.output));
  // One norm for both branches, or one for each.
  const entries = [before, ...norms.all.filter((norm) => norm !== before && norm.input === input)];
  for (const norm of entries) {
    const feedForward = feedForwardAt(view, norm.output, own);
    if ('code' in feedForward || feedForward.down.output !== returned) continue;
    return {
      input,
      output: three.sum,
      attention,
      feedForward,
      norms: [{ ...before, place: 'norm1' }, ...(norm === before ? [] : [{ ...norm, place: 'norm2' as const }])],
      residuals: [three.sum, three.sum],
      normPosition: 'pre',
      parallel: true,
    };
  }
  return undefined;
}

/** A layer whose feed-forward block reads the sum that attention has added to. */
function sequentialLayer(
  view: GraphView,
  norms: Norms,
  attention: RawAttention,
  branch: Branch,
  residual: Residual,
): RawLayer | Message {
  const attentionInput = attention.q.linear.input;
  const before = norms.byOutput.get(attentionInput);
  const normed = before?.input === residual.skip;
  if (!normed && attentionInput !== residual.skip) return says.noNormPattern({ weight: attention.o.weight });
  const between = norms.byInput.get(residual.sum);
  const input = branch.norm && !normed ? residual.sum : between?.output;
  if (input === undefined) return says.noNorm({ sum: residual.sum });
  const feedForward = feedForwardAt(view, input);
  if ('code' in feedForward) return feedForward;
  const second = branchOf(view, norms, feedForward.down.output);
  const after = residualAfter(view, second.value);
  // What reads the embeddings' norm needs none before its attention (ModernBERT's first layer).
  const post = !normed && !branch.norm && after?.skip === between?.output;
  const normPosition = post ? 'post' : branch.norm ? (normed ? 'sandwich' : 'branch') : 'pre';
  const expectedSkip = post ? between!.output : residual.sum;
  if (after?.skip !== expectedSkip || (second.norm !== undefined) !== (branch.norm !== undefined))
    return says.noFeedForwardResidual({ weight: feedForward.down.weight });
  const last = post ? norms.byInput.get(after.sum) : undefined;
  if (post && !last) return says.noNorm({ sum: after.sum });
  const found: readonly (RawLayerNorm | undefined)[] = [
    normed ? { ...before, place: 'norm1' } : undefined,
    branch.norm && { ...branch.norm, place: 'normOut1' },
    between && normPosition !== 'branch' ? { ...between, place: post ? 'norm1' : 'norm2' } : undefined,
    second.norm && { ...second.norm, place: 'normOut2' },
    last && { ...last, place: 'norm2' },
  ];
  return {
    input: normed ? residual.skip : attentionInput,
    output: last?.output ?? after.sum,
    attention,
    feedForward,
    norms: found.filter((norm) => norm !== undefined),
    residuals: [residual.sum, after.sum],
    normPosition,
    parallel: false,
  };
}
