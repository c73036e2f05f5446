/**
 * Linear layers that a layer applies twice: DeBERTa v2 projects its table of relative positions with the matrices of
 * queries and keys (`share_att_key`). What a method does to such a projection it must do in both places.
 */
import type { Message } from '../messages/message';
import { linearAt, linearOf, type RawLinear } from './linear';
import type { RawLayer } from './rawLayer';
import { says } from './messages';
import { linearsOf } from './shared';
import type { GraphView } from './view';

/** The layers with the further uses of their linears (`again`), or why one of these is not understood. */
export function withRepeats(view: GraphView, layers: readonly RawLayer[]): readonly RawLayer[] | Message {
  const own = new Set(layers.flatMap((layer) => linearsOf<RawLinear>(layer)).map(({ output }) => output));
  let odd: Message | undefined;
  const repeated = (linear: RawLinear): RawLinear => {
    const others = view.consumers(linear.weight).filter((node) => {
      const found = linearAt(view, node);
      return !found || !own.has(found.output);
    });
    const again = others.flatMap((node) => {
      const found = linearAt(view, node);
      return found?.weight === linear.weight && found.bias === linear.bias && view.shape(found.output).length === 3
        ? [{ input: found.input, output: found.output }]
        : [];
    });
    if (again.length < others.length) odd ??= says.oddRepeat({ weight: linear.weight });
    const twin = copyOf(view, linear, own);
    if (twin !== undefined) odd ??= says.storedTwice({ weight: twin });
    return again.length > 0 ? { ...linear, again } : linear;
  };
  const found = layers.map((layer): RawLayer => {
    const { attention, feedForward } = layer;
    const { fused } = attention;
    if (fused && repeated(fused).again) odd ??= says.oddRepeat({ weight: fused.weight });
    const project = <T extends { readonly linear: RawLinear }>(part: T): T => ({
      ...part,
      linear: repeated(part.linear),
    });
    const { up, gate, down } = feedForward;
    return {
      ...layer,
      attention: {
        ...attention,
        ...(!fused && { q: project(attention.q), k: project(attention.k), v: project(attention.v) }),
        o: repeated(attention.o),
      },
      feedForward: { ...feedForward, up: repeated(up), down: repeated(down), ...(gate && { gate: repeated(gate) }) },
    };
  });
  return odd ?? found;
}

/**
 * A second copy of the matrix, under the same bias and the same name: quantisation leaves DeBERTa v2's projections of
 * positions as they are and makes codes for those of the text.
 * @param own outputs of the layers' linears
 */
function copyOf(view: GraphView, { weight, bias }: RawLinear, own: ReadonlySet<string>): string | undefined {
  const reader = view.consumers(weight).find(({ op }) => op === 'MatMul');
  if (bias === undefined || reader?.module === undefined) return undefined;
  const copies = view.consumers(bias).map((node) => linearOf(view, node.outputs[0]!));
  // A second use of a module is called after the first, `query_proj_1`.
  const called = (name: string) => name.replace(/(_\d+)?\.weight$/, '') === reader.module;
  return copies.find((copy) => copy && copy.weight !== weight && !own.has(copy.output) && called(copy.weight))?.weight;
}
