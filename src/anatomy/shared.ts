/** Layers that share their weights, as ALBERT's do: one set of tensors, executed several times. */
import { says } from './messages';
import type { Anatomy, Dimensions, Finding, Layer, Linear } from './anatomy';
import type { RawLayer } from './rawLayer';
import type { RawLinear } from './linear';

/** Layers that a text passes through. */
export const depthOf = ({ depth, layers }: Pick<Dimensions, 'depth' | 'layers'>): number => depth ?? layers;

/** Width of what a layer's branches, attention and feed-forward block, return: d, or that of the bottleneck. */
export const branchWidth = ({ bottleneck, hidden }: Pick<Dimensions, 'bottleneck' | 'hidden'>): number =>
  bottleneck?.width ?? hidden;

/** Each set of weights once: the layers that are the first to use theirs. */
export function distinctLayers(layers: readonly Layer[]): Layer[] {
  const seen = new Set<number>();
  return layers.filter(({ index }) => !seen.has(index) && seen.add(index));
}

/** The anatomy for what is done once for each weight (merging, writing), not at each place where it is used. */
export const ofWeights = (anatomy: Anatomy): Anatomy => ({
  ...anatomy,
  layers: distinctLayers(anatomy.layers).map(usedOnce),
});

/** All linears of a layer, as they lie in the graph or named. */
export function linearsOf<L extends Pick<Linear, 'weight'>>({
  attention: { q, k, v, o },
  cross,
  feedForward: { up, gate, down },
}: {
  readonly attention: Readonly<Record<'q' | 'k' | 'v', { readonly linear: L }>> & { readonly o: L };
  readonly cross?: Readonly<Record<'q' | 'k' | 'v', { readonly linear: L }>> & { readonly o: L };
  readonly feedForward: { readonly up: L; readonly gate?: L; readonly down: L };
}): L[] {
  return [
    q.linear,
    k.linear,
    v.linear,
    o,
    cross?.q.linear,
    cross?.k.linear,
    cross?.v.linear,
    cross?.o,
    up,
    gate,
    down,
  ].filter((linear) => linear !== undefined);
}

/** Whether one of the layer's projections is applied to more than the text (DeBERTa v2). */
export const appliesAgain = ({ attention: { q, k, v } }: Layer): boolean =>
  [q, k, v].some(({ linear }) => (linear.again ?? []).length > 0);

/** The layer without what its linears are applied to besides. */
function usedOnce(layer: Layer): Layer {
  const once = <T extends Linear | undefined>(linear: T): T => (linear?.again ? { ...linear, again: [] } : linear);
  const { attention, feedForward } = layer;
  const { q, k, v } = attention;
  return {
    ...layer,
    attention: {
      ...attention,
      q: { ...q, linear: once(q.linear) },
      k: { ...k, linear: once(k.linear) },
      v: { ...v, linear: once(v.linear) },
      o: once(attention.o),
    },
    feedForward: {
      ...feedForward,
      up: once(feedForward.up),
      down: once(feedForward.down),
      ...(feedForward.gate && { gate: once(feedForward.gate) }),
    },
  };
}

/** Number of the weights of each layer: those whose matrices are all the same tensors have the same one. */
export function weightUses(layers: readonly RawLayer[], missing: Finding[]): number[] {
  const numbers = new Map<string, number>();
  const owner = new Map<string, number>();
  return layers.map((layer) => {
    const matrices = linearsOf<RawLinear>(layer).map(({ weight }) => weight);
    const key = matrices.join('\n');
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    for (const matrix of new Set(matrices)) {
      const first = owner.get(matrix) ?? number;
      owner.set(matrix, first);
      if (first !== number)
        missing.push({
          part: `layer ${number}`,
          message: says.sharedMatrix({ first, second: number, matrix }),
        });
    }
    return number;
  });
}

/** How many layers a group has (ALBERT): as config.json says, else how long it takes until the first comes again. */
export function innerLayers(uses: readonly number[], config: Readonly<Record<string, unknown>> | undefined): number {
  const told = config?.inner_group_num;
  if (typeof told === 'number') return told;
  const again = uses.indexOf(uses[0] ?? 0, 1);
  return Math.max(again, 1);
}
