/** Folds what rewriting has made constant: masks and index arithmetic, never weights. */
import { FoldBudget } from '../fold/budget';
import { canEvaluate, evaluateNode, NotEvaluated } from '../fold/evaluate';
import { tensorFrom, valuesOf } from '../fold/values';
import { sizeOf, type Tensor } from '../tensor';
import type { Graph } from '../graph';
import type { Rule } from '../rewriter';

/** Vectors and matrices of floats may be weights; masks have three axes or more. */
const mayBeWeight = (tensor: Tensor) => tensor.dtype === 'float32' && sizeOf(tensor.dims) > 1 && tensor.dims.length < 3;

/** One for all rewrites of a graph. */
const budgets = new WeakMap<Graph, FoldBudget>();
function budgetOf(graph: Graph): FoldBudget {
  const budget = budgets.get(graph) ?? new FoldBudget();
  budgets.set(graph, budget);
  return budget;
}

export const foldMasks: Rule = (node, r) => {
  const tensors = node.inputs.map((value) => (value ? r.tensor(value) : undefined));
  if (
    node.outputs.length !== 1 ||
    !canEvaluate(node) ||
    tensors.some((t, i) => node.inputs[i] !== '' && (!t || mayBeWeight(t)))
  )
    return undefined;
  const type = r.graph.typeOf(node.outputs[0]!);
  const shapes = tensors.flatMap((tensor) => (tensor ? [tensor.dims] : []));
  if (!budgetOf(r.graph).allows(node, [type], shapes)) return undefined;
  try {
    const [result] = evaluateNode(
      node,
      tensors.map((t) => t && valuesOf(t)),
    );
    return r.g.initializer(node.op, tensorFrom(result!));
  } catch (error) {
    if (error instanceof NotEvaluated) return undefined;
    throw error;
  }
};
