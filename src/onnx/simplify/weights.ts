/** Each weight once, as (in, out) where a product reads it, and under the name that the framework gave it. */
import { Builder } from '../builder';
import { transposed } from '../derived';
import { ints, intsAttribute, type Graph, type Node } from '../graph';
import type { Rule, Rules } from '../rewriter';
import { asFloat32, sameShape, type Tensor } from '../tensor';

/** Matrices smaller than this are not compared: chance equality (all zeros) would tie what is not tied. */
const smallestTied = 1024;

function equalTo(a: Tensor, b: Tensor, flip: boolean): boolean {
  const [x, y] = [asFloat32(a), asFloat32(b)];
  const [rows, columns] = a.dims as [number, number];
  const same = (at: number) => x[at] === (flip ? y[(at % columns) * rows + Math.floor(at / columns)] : y[at]);
  // Different matrices differ in the first few elements; only twins are read to the end.
  for (let at = 0; at < x.length; at += 1) if (!same(at)) return false;
  return x.some((v) => v !== x[0]);
}

/** Exporters write a tied matrix twice, the second time transposed (GPT-2's output embedding): one is enough. */
export function tieWeights(graph: Graph): void {
  const gathered = new Set(graph.nodes.filter((n) => n.op === 'Gather').map((n) => n.inputs[0]!));
  const matrices = [...graph.initializers]
    .filter(([, t]) => t.dtype === 'float32' && t.dims.length === 2 && t.data.length >= smallestTied)
    .sort(([a], [b]) => Number(gathered.has(b)) - Number(gathered.has(a)));
  const kept: [string, Tensor][] = [];
  const g = new Builder(graph, 'base');
  for (const [name, tensor] of matrices) {
    const twin = kept.find(
      ([, t]) =>
        t.data.length === tensor.data.length &&
        ((sameShape(t.dims, tensor.dims) && equalTo(t, tensor, false)) ||
          (t.dims[0] === tensor.dims[1] && equalTo(t, tensor, true))),
    );
    if (!twin) {
      kept.push([name, tensor]);
      continue;
    }
    const [original, t] = twin;
    const same = sameShape(t.dims, tensor.dims) && equalTo(t, tensor, false);
    g.replaceUses(
      name,
      same
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
    return tensor !== undefined && tensor.dtype === 'float32' && tensor.dims.length === rank && tensor.data.length > 1;
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
