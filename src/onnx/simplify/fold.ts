/** Folds what rewriting has made constant: masks and index arithmetic, never weights. */
import { canEvaluate, evaluateNode } from '../fold/evaluate';
import { tensorFrom, valuesOf } from '../fold/values';
import { sizeOf, type Tensor } from '../tensor';
import type { Rule } from '../rewriter';

/** Vectors and matrices of floats may be weights; masks have three axes or more. */
const mayBeWeight = (tensor: Tensor) => tensor.dtype === 'float32' && sizeOf(tensor.dims) > 1 && tensor.dims.length < 3;

export const foldMasks: Rule = (node, r) => {
  const tensors = node.inputs.map((value) => (value ? r.tensor(value) : undefined));
  if (
    node.outputs.length !== 1 ||
    !canEvaluate(node) ||
    tensors.some((t, i) => node.inputs[i] !== '' && (!t || mayBeWeight(t)))
  )
    return undefined;
  if (sizeOf(r.shape(node.outputs[0]!)) > 2 ** 22) return undefined;
  const [result] = evaluateNode(
    node,
    tensors.map((t) => t && valuesOf(t)),
  );
  return r.g.initializer(node.op, tensorFrom(result!));
};
