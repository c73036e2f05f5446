/** Each weight once, as (in, out) where a product reads it, and under the name that the framework gave it. */
import { Builder } from '../builder';
import { transposed } from '../derived';
import { intAttribute, ints, intsAttribute, type Graph, type Node } from '../graph';
import type { Rule, Rules } from '../rewriter';
import { packedOf, samePacked } from '../packed';
import { asFloat32, elementAt, sameShape, sizeOf, type Tensor } from '../tensor';

/** Matrices smaller than this are not compared: chance equality (all zeros) would tie what is not tied. */
const smallestTied = 1024;

/** How two matrices are the same numbers: as they are, or one as the other's transpose. */
type Twin = 'same' | 'turned';

function twinOf(a: Tensor, b: Tensor): Twin | undefined {
  const [x, y] = [packedOf(a), packedOf(b)];
  if (x && y) return samePacked(x, y);
  // What is quantised differs from what it was.
  if (x || y) return undefined;
  if (sameShape(a.dims, b.dims) && equalTo(a, b, false)) return 'same';
  return a.dims[0] === b.dims[1] && a.dims[1] === b.dims[0] && equalTo(a, b, true) ? 'turned' : undefined;
}

function equalTo(a: Tensor, b: Tensor, flip: boolean): boolean {
  if (!cornersAgree(a, b, flip)) return false;
  const [x, y] = [asFloat32(a), asFloat32(b)];
  const [rows, columns] = a.dims as [number, number];
  const same = (at: number) => x[at] === (flip ? y[(at % columns) * rows + Math.floor(at / columns)] : y[at]);
  for (let at = 0; at < x.length; at += 1) if (!same(at)) return false;
  return x.some((v) => v !== x[0]);
}

/** The first square of each matrix, which tells nearly all apart, without making what is made on demand. */
const corners = new WeakMap<Tensor, readonly number[]>();
const side = 6;

function cornerOf(tensor: Tensor): readonly number[] {
  let corner = corners.get(tensor);
  if (!corner) {
    const [, columns] = tensor.dims as [number, number];
    corner = Array.from({ length: side * side }, (_, i) =>
      elementAt(tensor, Math.floor(i / side) * columns + (i % side)),
    );
    corners.set(tensor, corner);
  }
  return corner;
}

function cornersAgree(a: Tensor, b: Tensor, flip: boolean): boolean {
  if ([...a.dims, ...b.dims].some((size) => size < side)) return true;
  const [x, y] = [cornerOf(a), cornerOf(b)];
  return x.every((value, at) => value === y[flip ? (at % side) * side + Math.floor(at / side) : at]);
}

/**
 * A tied table that is stored as the output embedding reads it (onnxruntime's model builder): `Gather(Transpose(W))`
 * beside `MatMul(h, W)`. It becomes the table, whose rows are looked up, and the product reads it turned.
 */
function storeTables(graph: Graph): void {
  const readers = graph.consumers();
  const g = new Builder(graph, 'base');
  const looksUp = (value: string) => (node: Node) =>
    node.op === 'Gather' && node.inputs[0] === value && intAttribute(node, 'axis', 0) === 0;
  for (const node of [...graph.nodes]) {
    const [name, out] = [node.inputs[0]!, node.outputs[0]!];
    const tensor = node.op === 'Transpose' ? graph.initializers.get(name) : undefined;
    if (tensor?.dtype !== 'float32' || tensor.dims.length !== 2 || !readers.get(out)?.some(looksUp(out))) continue;
    const table = transposed(tensor);
    graph.initializers.set(name, table);
    graph.types.set(name, { dtype: table.dtype, shape: table.dims });
    graph.nodes.splice(graph.nodes.indexOf(node), 1);
    const others = (readers.get(name) ?? []).filter((reader) => reader !== node);
    if (others.length > 0) g.wrap(name, (stored) => g.transpose(stored, [1, 0]));
    g.replaceUses(out, name);
  }
}

/** Exporters write a tied matrix twice, the second time transposed (GPT-2's output embedding): one is enough. */
export function tieWeights(graph: Graph): void {
  storeTables(graph);
  const gathered = new Set(graph.nodes.filter((n) => n.op === 'Gather').map((n) => n.inputs[0]!));
  const matrices = [...graph.initializers]
    .filter(([, t]) => t.dtype === 'float32' && t.dims.length === 2 && sizeOf(t.dims) >= smallestTied)
    .sort(([a], [b]) => Number(gathered.has(b)) - Number(gathered.has(a)));
  const kept: [string, Tensor][] = [];
  const g = new Builder(graph, 'base');
  for (const [name, tensor] of matrices) {
    let twin: Twin | undefined;
    const original = kept.find(([, t]) => {
      twin = sizeOf(t.dims) === sizeOf(tensor.dims) ? twinOf(t, tensor) : undefined;
      return twin;
    })?.[0];
    if (original === undefined) {
      kept.push([name, tensor]);
      continue;
    }
    g.replaceUses(
      name,
      twin === 'same'
        ? original
        : g.emit('Transpose', [original], { perm: ints([1, 0]) }, { name: g.fresh(`${original}/Transpose`) }),
    );
  }
  graph.sort();
  graph.prune();
}

/** A matrix that is only ever read transposed is stored transposed. */
const storeTransposed: Rule = (node, r) => {
  const name = node.inputs[0]!,
    tensor = r.tensor(name);
  if (tensor?.dtype !== 'float32' || tensor.dims.length !== 2 || !r.readOnce(name)) return undefined;
  if (intsAttribute(node, 'perm')!.join() !== '1,0' || r.isOutput(node.outputs[0]!)) return undefined;
  const stored = transposed(tensor);
  r.graph.initializers.set(name, stored);
  r.graph.types.set(name, { dtype: stored.dtype, shape: stored.dims });
  return name;
};

export const weightRules: Rules = { Transpose: [storeTransposed] };

/**
 * Names that exporters make up: `onnx::MatMul_312`, `val_49`, `/lm_head/Constant_output_0`, `fc.weight_t` (transposed).
 */
const madeUp = /^onnx::|^val_\d+$|_output_\d+$|^\d+$|^\/|^[A-Za-z]+_\d+$|^(__)?const|_(quantized|transposed|t)$/;

/** Renames weights with made-up names after the bias beside them or the module that reads them. */
export function nameWeights(graph: Graph): void {
  const readers = graph.consumers(),
    producers = graph.producers();
  const names = new Map<string, string>();
  const taken = new Set([...graph.initializers.keys(), ...graph.types.keys()]);
  const rename = (name: string, wanted: string | undefined) => {
    if (!wanted || !madeUp.test(name) || taken.has(wanted) || names.has(name)) return;
    taken.add(wanted);
    names.set(name, wanted);
  };
  const isWeight = (value: string | undefined, rank: number) => {
    const tensor = graph.initializers.get(value ?? '');
    return tensor !== undefined && tensor.dtype === 'float32' && tensor.dims.length === rank && sizeOf(tensor.dims) > 1;
  };
  const biasOf = (node: Node) =>
    (readers.get(node.outputs[0]!) ?? []).find((n) => n.op === 'Add' && isWeight(n.inputs[1], 1))?.inputs[1];
  for (const node of graph.nodes) {
    const [first, second] = node.inputs;
    if (node.op === 'MatMul' && isWeight(second, 2)) {
      const bias = biasOf(node);
      const fromBias = bias?.endsWith('.bias') && !madeUp.test(bias) ? `${bias.slice(0, -5)}.weight` : undefined;
      const untransposed = /^(.+\.weight)_(t|transposed)$/.exec(second!)?.[1];
      rename(second!, untransposed ?? fromBias ?? (node.module && `${node.module}.weight`));
      if (bias && node.module) rename(bias, `${node.module}.bias`);
    } else if (node.op === 'Gather' && isWeight(first, 2)) {
      rename(first!, node.module && `${node.module}.weight`);
    } else if (node.op === 'LayerNormalization' && node.module) {
      rename(second!, `${node.module}.weight`);
      rename(node.inputs[2]!, `${node.module}.bias`);
    } else if (node.op === 'Mul' && isWeight(second, 1) && producers.get(first!)?.op === 'Div' && node.module) {
      rename(second!, `${node.module}.weight`);
    }
  }
  if (names.size === 0) return;
  graph.initializers = new Map([...graph.initializers].map(([name, tensor]) => [names.get(name) ?? name, tensor]));
  for (const node of graph.nodes) node.inputs = node.inputs.map((v) => names.get(v) ?? v);
}
