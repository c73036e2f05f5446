/** Static shape and type inference: with batch and sequence length fixed, every value has one known shape. */
import type { Graph, Node, ValueType } from '../graph';
import { entryOf, type OperatorTable } from '../operators';
import { numbersOf, type Tensor } from '../tensor';
import { computation } from './computation';
import { exported } from './exported';
import { movement } from './movement';
import type { InferContext, InferRule } from './rule';
import { InferenceError } from './shapes';

export { dtypeFromOnnx } from './rule';
export { broadcastShapes, InferenceError, matmulShape, normaliseAxis, resolveReshape, resolveSlice } from './shapes';

const rules: OperatorTable<InferRule> = { ...movement, ...computation };

const ruleOf = (node: Node): InferRule | undefined =>
  node.domain === '' ? (entryOf(rules, node) ?? exported.get(node.op)) : undefined;

/** Whether there is a shape rule for the node's operator. */
export const canInfer = (node: Node): boolean => ruleOf(node) !== undefined;

/** Infers one node's output types. @throws InferenceError naming node and operator. */
export function inferNode(graph: Graph, node: Node): ValueType[] {
  const rule = ruleOf(node);
  if (!rule)
    throw new InferenceError(
      `No shape rule for operator ${node.domain ? `${node.domain}.` : ''}${node.op} (node "${node.name}").`,
    );
  const context: InferContext = {
    node,
    graph,
    opset: graph.opset,
    has: (i) => Boolean(node.inputs[i]),
    type: (i) => {
      const value = node.inputs[i];
      if (!value) throw new InferenceError(`Node "${node.name}" (${node.op}) lacks input ${i}.`);
      const type = graph.types.get(value);
      if (!type) throw new InferenceError(`Node "${node.name}" (${node.op}) reads "${value}", whose type is unknown.`);
      return type;
    },
    constant: (i) => {
      const tensor: Tensor | undefined = graph.initializers.get(node.inputs[i] ?? '');
      if (!tensor)
        throw new InferenceError(
          `Node "${node.name}" (${node.op}): input ${i} ("${node.inputs[i]}") must be constant once the shapes ` +
            'are fixed, but it is computed.',
        );
      return numbersOf(tensor);
    },
  };
  try {
    return rule(context);
  } catch (error) {
    if (error instanceof InferenceError && error.message.includes(`"${node.name}"`)) throw error;
    throw new InferenceError(`Node "${node.name}" (${node.op}): ${(error as Error).message}`);
  }
}

/** Fills `graph.types` anew for all values of a topologically sorted graph with fixed input dimensions. */
export function inferTypes(graph: Graph): void {
  graph.types.clear();
  for (const input of graph.inputs) {
    const open = input.dims.find((d) => typeof d !== 'number');
    if (open !== undefined) throw new InferenceError(`Dimension "${open}" of input "${input.name}" is not fixed.`);
    graph.types.set(input.name, { dtype: input.dtype, shape: input.dims as number[] });
  }
  for (const [name, tensor] of graph.initializers) graph.types.set(name, { dtype: tensor.dtype, shape: tensor.dims });
  for (const node of graph.nodes) {
    const types = inferNode(graph, node);
    node.outputs.forEach((out, i) => {
      if (out) graph.types.set(out, types[i]!);
    });
  }
}
