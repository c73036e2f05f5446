/**
 * Transposes the smaller side of a batched product: Pᵀ g = (gᵀ P)ᵀ. In attention's backward pass P is (B, h, T, T) and
 * g is (B, h, T, d/h): the big matrix is then read as it lies, and the transposition of the result merges into the one
 * that joins the heads.
 */
import { intsAttribute } from '../graph';
import type { Rule, Rules } from '../rewriter';
import { sizeOf } from '../tensor';

/** Whether `perm` swaps the last two axes and keeps the others. */
function swapsLastTwo(perm: readonly number[] | undefined): boolean {
  if (!perm || perm.length < 3) return false;
  const n = perm.length;
  return perm[n - 1] === n - 2 && perm[n - 2] === n - 1 && perm.slice(0, -2).every((p, i) => p === i);
}

const transposeSmaller: Rule = (node, r) => {
  const [a, b] = node.inputs as [string, string];
  const transposed = r.soleProducer(a, 'Transpose');
  if (!transposed || !swapsLastTwo(intsAttribute(transposed, 'perm')) || r.shape(b).length !== r.shape(a).length)
    return undefined;
  if (r.isOutput(node.outputs[0]!) || sizeOf(r.shape(a)) <= sizeOf(r.shape(b))) return undefined;
  return r.g.transpose(r.g.matmul(r.g.transpose(b), transposed.inputs[0]!));
};

export const transposes: Rules = { MatMul: [transposeSmaller] };
