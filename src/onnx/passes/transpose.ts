/**
 * Transposes the smaller side of a batched product: Pᵀ g = (gᵀ P)ᵀ.
 * In attention's backward pass P is (B, h, T, T) and g is (B, h, T, d/h): the big matrix is then read as it lies, and the
 * transposition of the result merges into the one that joins the heads.
 */
import { intsAttribute, type Graph } from '../graph';
import { sizeOf } from '../tensor';
import { Rewriter } from './rewrite';

/** Whether `perm` swaps the last two axes and keeps the others. */
function swapsLastTwo(perm: readonly number[] | undefined): boolean {
  if (!perm || perm.length < 3) return false;
  const n = perm.length;
  return perm[n - 1] === n - 2 && perm[n - 2] === n - 1 && perm.slice(0, -2).every((p, i) => p === i);
}

export function transposeSmaller(graph: Graph): boolean {
  const r = new Rewriter(graph);
  for (const node of [...graph.nodes]) {
    if (node.op !== 'MatMul' || node.domain !== '' || r.isOutput(node.outputs[0]!)) continue;
    const [a, b] = node.inputs as [string, string];
    const out = node.outputs[0]!;
    const transposed = r.soleProducer(a, 'Transpose');
    if (!transposed || !swapsLastTwo(intsAttribute(transposed, 'perm')) || r.shape(b).length !== r.shape(a).length)
      continue;
    if (sizeOf(r.shape(a)) <= sizeOf(r.shape(b))) continue;
    const result = r.emit(node, (g) => g.transpose(g.matmul(g.transpose(b), transposed.inputs[0]!)));
    r.replace(out, result);
    r.remove(node);
  }
  r.finish();
  return r.changed;
}
