/** Self-attention: from each Softmax back to q, k, v and forward to the output projection. */
import { says } from './messages';
import type { Message } from '../messages/message';
import { intsAttribute, type Node } from '../onnx/graph';
import { numbersOf } from '../onnx/tensor';
import type { Attention, Projection } from './anatomy';
import { nextLinears, sourceLinear, type RawLinear, type SourceLinear } from './linear';
import { rotationOf } from './rotation';
import type { GraphView } from './view';

export type RawProjection = Omit<Projection, 'linear'> & { readonly linear: RawLinear };
export type RawAttention = Omit<Attention, 'q' | 'k' | 'v' | 'fused' | 'o'> & {
  readonly q: RawProjection;
  readonly k: RawProjection;
  readonly v: RawProjection;
  readonly fused?: RawLinear;
  readonly o: RawLinear;
};

/** A Softmax over products of activations, or what is odd about it. */
export function attentionAt(view: GraphView, softmax: Node): RawAttention | Message {
  const scored = scoresOf(view, softmax.inputs[0]!);
  if (!scored) return says.noProduct({ softmax: softmax.name });
  const { product, masks } = scored;
  const probabilities = softmax.outputs[0]!;
  const weighted = weightedSum(view, probabilities);
  if (!weighted) return says.noValues({ softmax: softmax.name });
  const values = weighted.inputs[1]!;
  const outputs = nextLinears(
    view,
    weighted.outputs[0]!,
    new Set(['Transpose', 'Reshape', 'Squeeze', 'Unsqueeze', 'Cast', 'Identity']),
  );
  if (outputs.length !== 1) return says.noOutputProjection({ softmax: softmax.name });
  const o = outputs[0]!;

  const { keys, keysTransposed } = keysOf(view, product.inputs[1]!);
  const sources = {
    q: sourceLinear(view, product.inputs[0]!),
    k: sourceLinear(view, product.inputs[1]!),
    v: sourceLinear(view, values),
  };
  const absent = (['q', 'k', 'v'] as const).find((site) => !sources[site]);
  if (absent) return says.noProjection({ site: absent, softmax: softmax.name });
  const found = sources as Record<'q' | 'k' | 'v', SourceLinear>;
  const oneLinear = new Set(Object.values(found).map(({ linear }) => linear.output)).size === 1;
  const mixed = oneLinear ? mixedParts(view, found.q.linear, found, view.shape(product.inputs[0]!)) : undefined;
  const parts = mixed ?? ownColumns(view, found);
  if ('code' in parts) return parts;
  const { q, k, v } = parts;
  const rotary = rotaryOf(view, product.inputs[0]!);
  const rotation = rotationOf(view, { q, k, scores: product.outputs[0]!, ...(rotary && { rotary }) });
  return {
    q,
    k,
    v,
    o,
    ...(oneLinear && { fused: q.linear }),
    ...(mixed && { mixed: true as const }),
    keys,
    ...(keysTransposed && { keysTransposed }),
    values,
    masks,
    ...(rotary && { rotary }),
    ...(rotation && { rotation }),
    scores: product.outputs[0]!,
    probabilities,
    context: o.input,
  };
}

type Projections = Record<'q' | 'k' | 'v', RawProjection>;

/** Each projection as columns of its linear. */
function ownColumns(view: GraphView, sources: Readonly<Record<'q' | 'k' | 'v', SourceLinear>>): Projections | Message {
  const projections: Partial<Projections> = {};
  for (const site of ['q', 'k', 'v'] as const) {
    const { linear, first } = sources[site];
    const range = columnsOf(view, linear, first);
    if (!range) return says.oddPart({ site, weight: linear.weight });
    projections[site] = { linear, output: first, ...range };
  }
  return projections as Projections;
}

/**
 * Queries, keys and values of one linear that are told apart by head only behind a reshape (GPT-NeoX, BLOOM, Falcon,
 * ModernBERT): their widths, not their columns. Undefined where they are columns one after the other.
 * @param queries shape of the queries as the product reads them, (B, heads, T, headDim)
 */
function mixedParts(
  view: GraphView,
  linear: RawLinear,
  sources: Readonly<Record<'q' | 'k' | 'v', SourceLinear>>,
  queries: readonly number[],
): Projections | undefined {
  const cut = Object.values(sources).every(({ first }) => first !== linear.output && columnsOf(view, linear, first));
  if (cut || queries.length !== 4) return undefined;
  const query = queries[1]! * queries[3]!;
  const rest = (linear.outFeatures - query) / 2;
  const part = (start: number, width: number) => ({ linear, output: linear.output, start, end: start + width });
  return { q: part(0, query), k: part(query, rest), v: part(query + rest, rest) };
}

/** Looks back from the softmax through scaling and additive masks to q kᵀ. */
function scoresOf(view: GraphView, start: string): { product: Node; masks: string[] } | undefined {
  const masks: string[] = [];
  let value = start;
  for (;;) {
    const node = view.producer(value);
    if (!node) return undefined;
    const [a, b] = node.inputs as [string, string];
    if (node.op === 'MatMul') return view.isConstant(a) || view.isConstant(b) ? undefined : { product: node, masks };
    if ((node.op === 'Mul' || node.op === 'Div') && view.isScalar(b)) value = a;
    else if (node.op === 'Mul' && view.isScalar(a)) value = b;
    // Gemma 2 caps its scores: c tanh(x / c).
    else if (['Cast', 'Identity', 'Reshape', 'Tanh'].includes(node.op)) value = a;
    else if (node.op === 'Add') {
      const left = leadsToProduct(view, a);
      masks.push(left ? b : a);
      value = left ? a : b;
    } else return undefined;
  }
}

function leadsToProduct(view: GraphView, value: string): boolean {
  return scoresOf(view, value) !== undefined;
}

function weightedSum(view: GraphView, probabilities: string): Node | undefined {
  let value = probabilities;
  for (let steps = 0; steps < 4; steps++) {
    const readers = view.consumers(value);
    const product = readers.find((node) => node.op === 'MatMul' && node.inputs[0] === value);
    if (product) return product;
    const step = readers.find((node) => ['Cast', 'Identity', 'Where', 'Dropout'].includes(node.op));
    if (!step) return undefined;
    value = step.outputs[0]!;
  }
  return undefined;
}

/** The keys before scaling and, where such a value exists, before the last two axes are swapped. */
function keysOf(view: GraphView, operand: string): { keys: string; keysTransposed: boolean } {
  let value = operand;
  for (;;) {
    const node = view.producer(value);
    if (!node) return { keys: value, keysTransposed: true };
    if ((node.op === 'Mul' || node.op === 'Div') && view.isScalar(node.inputs[1])) value = node.inputs[0]!;
    else if (node.op === 'Mul' && view.isScalar(node.inputs[0])) value = node.inputs[1]!;
    else if (node.op === 'Transpose') {
      const perm = intsAttribute(node, 'perm');
      const swapsOnlyLast = perm?.length === 4 && perm[0] === 0 && perm[1] === 1 && perm[2] === 3 && perm[3] === 2;
      if (!swapsOnlyLast) return { keys: value, keysTransposed: true };
      // A scale between the transposition and the product stays after the keys; one before it is looked through.
      return { keys: unscaled(view, node.inputs[0]!), keysTransposed: false };
    } else return { keys: value, keysTransposed: true };
  }
}

function unscaled(view: GraphView, value: string): string {
  const node = view.producer(value);
  if (node && (node.op === 'Mul' || node.op === 'Div') && view.isScalar(node.inputs[1]))
    return unscaled(view, node.inputs[0]!);
  if (node?.op === 'Mul' && view.isScalar(node.inputs[0])) return unscaled(view, node.inputs[1]!);
  return value;
}

/** Which columns of the linear `part` carries. */
function columnsOf(view: GraphView, linear: RawLinear, part: string): { start: number; end: number } | undefined {
  if (part === linear.output) return { start: 0, end: linear.outFeatures };
  const node = view.producer(part)!;
  const rank = view.shape(linear.output).length;
  if (node.op === 'Split') {
    const axis = node.attributes.axis?.kind === 'int' ? node.attributes.axis.value : 0;
    if ((axis < 0 ? axis + rank : axis) !== rank - 1) return undefined;
    let start = 0;
    for (const output of node.outputs) {
      const width = view.shape(output)[rank - 1]!;
      if (output === part) return { start, end: start + width };
      start += width;
    }
    return undefined;
  }
  const starts = view.constant(node.inputs[1]);
  const axes = view.constant(node.inputs[3]);
  if (!starts || !axes) return undefined;
  const axis = numbersOf(axes)[0]!;
  if (numbersOf(axes).length !== 1 || (axis < 0 ? axis + rank : axis) !== rank - 1) return undefined;
  const start = numbersOf(starts)[0]!;
  return { start, end: start + view.shape(part)[rank - 1]! };
}

/** The constant cosine and sine tables of a rotary embedding: q cos + rotate(q) sin. */
function rotaryOf(view: GraphView, queries: string): { cos: string; sin: string } | undefined {
  const sum = view.producer(unscaled(view, queries));
  if (sum?.op !== 'Add') return undefined;
  const tables = sum.inputs.map((input) => {
    const product = view.producer(input);
    if (product?.op !== 'Mul') return undefined;
    const table = product.inputs.find((operand) => view.isConstant(operand) && !view.isScalar(operand));
    if (!table) return undefined;
    return { table, rotated: view.producer(view.other(product, table))?.op === 'Concat' };
  });
  const cos = tables.find((entry) => entry && !entry.rotated)?.table;
  const sin = tables.find((entry) => entry?.rotated)?.table;
  return cos && sin ? { cos, sin } : undefined;
}
