/** Fused attention: com.microsoft Attention, MultiHeadAttention, GroupQueryAttention, and Attention of opset 23. */
import { says, shapeTold } from '../messages';
import { MessageError } from '../../messages/message';
import { columnsOf } from '../derived';
import { floatAttribute, intAttribute } from '../graph';
import { sizeOf } from '../tensor';
import { additive, attend, causal, joinHeads, splitHeads, withinLength } from './heads';
import { constantTables, rotate } from './rotary';
import { dequantisedInput } from './quantised';
import type { LowerContext, LowerRule, LowerRules } from './context';

/**
 * Key padding masks of the contrib operators as additive terms: (B) lengths, (B, T) or (B, S, T) with 1 for visible,
 * (B, 1, S, T) likewise.
 */
function paddingMask(c: LowerContext, input: number, batch: number, length: number): string[] {
  if (!c.has(input)) return [];
  const { g } = c,
    shape = c.shape(input);
  if (shape.length === 1 && shape[0] === batch) return [withinLength(g, c.input(input), batch, length)];
  if (shape.length === 2 && shape[1] === length) return [additive(g, c.input(input), [shape[0]!, 1, 1, length])];
  if (shape.length === 3) return [additive(g, c.input(input), [shape[0]!, 1, shape[1]!, length])];
  if (shape.length === 4) return [additive(g, c.input(input), shape)];
  throw new MessageError(says.maskShape({ shape: shapeTold(shape) }));
}

/** Attention bias that is added to the scores as it is. */
const bias = (c: LowerContext, input: number) => (c.has(input) ? [c.input(input)] : []);

/** Past keys and values must be empty: training reads whole sequences. */
function noPast(c: LowerContext, inputs: readonly number[]): void {
  if (inputs.some((i) => c.has(i) && sizeOf(c.shape(i)) > 0)) throw new MessageError(says.cachedKeys);
}

const scaleOf = (c: LowerContext, headDim: number) => floatAttribute(c.node, 'scale', 0) || 1 / Math.sqrt(headDim);

/**
 * Three linear layers from weights packed side by side, or one and a Split where the exported model had one (decoders).
 */
function packedProjections(
  c: LowerContext,
  weight: string,
  biasName: string | undefined,
  sizes: readonly number[],
): string[] {
  const { g } = c,
    x = c.input(0);
  if (intAttribute(c.node, 'unidirectional', 0) === 1) {
    const product = g.matmul(x, weight);
    const all = biasName ? g.add(product, biasName) : product;
    return g.emitAll('Split', [all, g.shape(sizes)], { axis: { kind: 'int', value: g.rankOf(x) - 1 } }, { count: 3 });
  }
  const [w, offset] = [g.graph.initializers.get(weight), g.graph.initializers.get(biasName ?? '')];
  if (!w || (biasName && !offset)) throw new MessageError(says.weightsComputed);
  let start = 0;
  return ['query', 'key', 'value'].map((part, i) => {
    const end = start + sizes[i]!;
    const product = g.matmul(x, c.weight(`${c.path}.${part}.weight`, columnsOf(w, start, end)));
    const sum = offset ? g.add(product, c.weight(`${c.path}.${part}.bias`, columnsOf(offset, start, end))) : product;
    start = end;
    return sum;
  });
}

/** The common part of Attention and its quantised form; inputs: (x, W, bias, mask, past, attention bias). */
function packedAttention(
  c: LowerContext,
  weight: string,
  inputs: { bias: number; mask: number; past: number; extra: number },
): string {
  const { g, node } = c,
    [batch, length] = c.shape(0) as [number, number],
    heads = intAttribute(node, 'num_heads', 1);
  noPast(c, [inputs.past]);
  const given = node.attributes.qkv_hidden_sizes;
  const width = g.shapeOf(weight)[1]!;
  const sizes = given?.kind === 'ints' && given.value.length === 3 ? given.value : [width / 3, width / 3, width / 3];
  const [q, k, v] = packedProjections(c, weight, c.has(inputs.bias) ? c.input(inputs.bias) : undefined, sizes).map(
    (p) => splitHeads(g, p, heads),
  ) as [string, string, string];
  const masks = [
    ...(intAttribute(node, 'unidirectional', 0) ? [causal(g, length)] : []),
    ...paddingMask(c, inputs.mask, batch, length),
    ...bias(c, inputs.extra),
  ];
  return joinHeads(g, attend(g, q, k, v, scaleOf(c, g.shapeOf(q)[3]!), masks));
}

const attention: LowerRule = (c) => [packedAttention(c, c.input(1), { bias: 2, mask: 3, past: 4, extra: 5 })];
const qAttention: LowerRule = (c) => [
  packedAttention(c, dequantisedInput(c, 1, 4, 7), { bias: 2, mask: 5, past: 8, extra: 99 }),
];

/** (q, k, v, packed bias, padding mask, attention bias, past key, past value); q, k, v are (B, T, ·). */
const multiHead: LowerRule = (c) => {
  const { g, node } = c,
    heads = intAttribute(node, 'num_heads', 1);
  if (!c.has(1) || !c.has(2) || [0, 1, 2].some((i) => c.rank(i) !== 3)) throw new MessageError(says.packedProjections);
  noPast(c, [6, 7]);
  const [batch, length] = c.shape(0) as [number, number];
  const offsets = c.tensor(3);
  let start = 0;
  const [q, k, v] = ['query', 'key', 'value'].map((part, i) => {
    const width = c.shape(i)[2]!,
      end = start + width;
    const x = offsets
      ? g.add(c.input(i), c.weight(`/${c.path}/${part}.bias`, columnsOf(offsets, start, end)))
      : c.input(i);
    start = end;
    return splitHeads(g, x, heads);
  }) as [string, string, string];
  const masks = [
    ...(intAttribute(node, 'unidirectional', 0) ? [causal(g, length)] : []),
    ...paddingMask(c, 4, batch, c.shape(1)[1]!),
    ...bias(c, 5),
  ];
  return [joinHeads(g, attend(g, q, k, v, scaleOf(c, g.shapeOf(q)[3]!), masks))];
};

/**
 * Grouped-query attention (Ainslie et al. 2023, arXiv 2305.13245), always causal: (q, k, v, past key, past value, last
 * valid index of each row, total length, cos cache, sin cache, positions, attention bias).
 */
const groupQuery: LowerRule = (c) => {
  const { g, node } = c,
    heads = intAttribute(node, 'num_heads', 1),
    kvHeads = intAttribute(node, 'kv_num_heads', heads);
  noPast(c, [3, 4]);
  const window = intAttribute(node, 'local_window_size', -1),
    [batch, length] = c.shape(0) as [number, number];
  if (window > 0 && window < length) throw new MessageError(says.localWindow);
  if (floatAttribute(node, 'softcap', 0) !== 0) throw new MessageError(says.softcap);
  const packed = !c.has(1);
  const headDim = c.shape(0)[2]! / (packed ? heads + 2 * kvHeads : heads);
  const parts = packed
    ? g.emitAll(
        'Split',
        [c.input(0), g.shape([heads * headDim, kvHeads * headDim, kvHeads * headDim])],
        { axis: { kind: 'int', value: 2 } },
        { count: 3 },
      )
    : [c.input(0), c.input(1), c.input(2)];
  let [q, k] = [splitHeads(g, parts[0]!, heads), splitHeads(g, parts[1]!, kvHeads)];
  const v = splitHeads(g, parts[2]!, kvHeads);
  if (intAttribute(node, 'do_rotary', 0)) {
    const tables = constantTables(
      g,
      c.input(7),
      c.input(8),
      g.made(length, (i) => i),
      intAttribute(node, 'rotary_interleaved', 0) === 1,
    );
    [q, k] = [rotate(g, q, tables), rotate(g, k, tables)];
  }
  const masks = [causal(g, length)];
  if (c.has(5) && !c.tensor(5))
    masks.push(withinLength(g, g.add(g.cast(c.input(5), 'int32'), g.intScalar(1)), batch, length));
  return [joinHeads(g, attend(g, q, k, v, scaleOf(c, headDim), [...masks, ...bias(c, 10)]))];
};

/** Opset 23: (Q, K, V, mask, past key, past value) of three or four axes; a boolean mask holds true for visible. */
const standard: LowerRule = (c) => {
  const { g, node } = c,
    flat = c.rank(0) === 3;
  noPast(c, [4, 5]);
  if (floatAttribute(node, 'softcap', 0) !== 0) throw new MessageError(says.softcap);
  const heads = (i: number) => intAttribute(node, i === 0 ? 'q_num_heads' : 'kv_num_heads', 1);
  const [q, k, v] = [0, 1, 2].map((i) => (flat ? splitHeads(g, c.input(i), heads(i)) : c.input(i))) as [
    string,
    string,
    string,
  ];
  const masks: string[] = [];
  if (c.has(3)) {
    const shape = [...new Array<number>(4 - c.rank(3)).fill(1), ...c.shape(3)];
    masks.push(
      c.type(3).dtype === 'bool'
        ? g.where(g.reshape(c.input(3), shape), g.scalar(0), g.scalar(-1e9))
        : g.reshape(c.input(3), shape),
    );
  }
  if (intAttribute(node, 'is_causal', 0)) masks.push(causal(g, g.shapeOf(q)[2]!));
  const y = attend(g, q, k, v, scaleOf(c, g.shapeOf(q)[3]!), masks);
  return [flat ? joinHeads(g, y) : y];
};

export const attentions: LowerRules = {
  Attention: standard,
  'com.microsoft.Attention': attention,
  'com.microsoft.QAttention': qAttention,
  'com.microsoft.MultiHeadAttention': multiHead,
  'com.microsoft.GroupQueryAttention': groupQuery,
};
