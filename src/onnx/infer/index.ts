/** Static shape and type inference: with batch and sequence length fixed, every value has one known shape. */
import { says, shapeTold } from '../messages';
import type { Graph, Node, ValueType } from '../graph';
import { entryOf, type OperatorTable } from '../operators';
import { numbersOf, type Tensor } from '../tensor';
import { computation } from './computation';
import { exported } from './exported';
import { movement } from './movement';
import type { InferContext, InferRule } from './rule';
import { InferenceError, isShape, namesNode, toldAt } from './shapes';

export { dtypeFromOnnx } from './rule';
export {
  broadcastShapes,
  InferenceError,
  matmulShape,
  isShape,
  namesNode,
  normaliseAxis,
  resolveReshape,
  resolveSlice,
  toldAt,
} from './shapes';

const rules: OperatorTable<InferRule> = { ...movement, ...computation };

const ruleOf = (node: Node): InferRule | undefined =>
  entryOf(rules, node) ?? (node.domain === '' ? exported.get(node.op) : undefined);

/** Whether there is a shape rule for the node's operator. */
export const canInfer = (node: Node): boolean => ruleOf(node) !== undefined;

/** Infers one node's output types. @throws InferenceError naming node and operator. */
export function inferNode(graph: Graph, node: Node): ValueType[] {
  const rule = ruleOf(node);
  if (!rule)
    throw new InferenceError(
      says.noShapeRule({ op: `${node.domain ? `${node.domain}.` : ''}${node.op}`, node: node.name }),
    );
  const context: InferContext = {
    node,
    graph,
    opset: graph.opset,
    has: (i) => Boolean(node.inputs[i]),
    type: (i) => {
      const value = node.inputs[i];
      if (!value) throw new InferenceError(says.noInput({ node: node.name, op: node.op, input: i }));
      const type = graph.types.get(value);
      if (!type) throw new InferenceError(says.unknownType({ node: node.name, op: node.op, value }));
      return type;
    },
    constant: (i) => {
      const tensor: Tensor | undefined = graph.initializers.get(node.inputs[i] ?? '');
      if (!tensor)
        throw new InferenceError(
          says.computedInput({ node: node.name, op: node.op, input: i, value: node.inputs[i] ?? '' }),
        );
      return numbersOf(tensor);
    },
  };
  try {
    const types = rule(context);
    const odd = types.find(({ shape }) => !isShape(shape));
    if (odd) throw new InferenceError(says.impossibleShape({ shape: shapeTold(Array.from(odd.shape, Number)) }));
    return types;
  } catch (error) {
    if (error instanceof InferenceError && namesNode(error, node)) throw error;
    throw new InferenceError(toldAt(node, error, shapesInto(graph, node)), { cause: error });
  }
}

/** Shapes of a node's inputs, as far as they are known. */
export const shapesInto = (graph: Graph, node: Node): readonly (readonly number[])[] =>
  node.inputs.flatMap((value) => {
    const shape = graph.types.get(value)?.shape;
    return shape ? [shape] : [];
  });

/** Fills `graph.types` anew for all values of a topologically sorted graph with fixed input dimensions. */
export function inferTypes(graph: Graph): void {
  graph.types.clear();
  for (const input of graph.inputs) {
    const open = input.dims.find((d) => typeof d !== 'number');
    if (open !== undefined) throw new InferenceError(says.openDimension({ dimension: open, input: input.name }));
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
