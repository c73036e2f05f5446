/** Which operators can be used: what the native WebGPU provider runs, and what the library can read at all. */
import type { Graph, Node } from './graph';
import { inferRules } from './infer';
import { lowerings } from './lowering/rules';
import { shapeInputs } from './specialise';

/**
 * Operators with a kernel in onnxruntime-web's native WebGPU provider (1.30, `onnxruntime-web/webgpu`), measured with
 * CPU fallback disabled for fp32, and int32 where that makes sense. int64 data has kernels for none of them.
 */
export const gpuOps: ReadonlySet<string> = new Set([
  'Abs',
  'Neg',
  'Exp',
  'Erf',
  'Tanh',
  'Sigmoid',
  'Relu',
  'Floor',
  'Ceil',
  'Sin',
  'Cos',
  'Tan',
  'Softplus',
  'HardSigmoid',
  'HardSwish',
  'Identity',
  'Elu',
  'LeakyRelu',
  'ThresholdedRelu',
  'Mish',
  'Log',
  'Sqrt',
  'Reciprocal',
  'Not',
  'Gelu',
  'Add',
  'Sub',
  'Mul',
  'Div',
  'Pow',
  'Max',
  'Min',
  'PRelu',
  'And',
  'Equal',
  'Greater',
  'Less',
  'GreaterOrEqual',
  'LessOrEqual',
  'Where',
  'Clip',
  'Cast',
  'CastLike',
  'ReduceSum',
  'ReduceMean',
  'ReduceMax',
  'ReduceMin',
  'ReduceProd',
  'ReduceL1',
  'ReduceL2',
  'ReduceSumSquare',
  'ReduceLogSumExp',
  'ReduceLogSum',
  'ArgMax',
  'ArgMin',
  'TopK',
  'CumSum',
  'Softmax',
  'LayerNormalization',
  'BatchNormalization',
  'InstanceNormalization',
  'MatMul',
  'Gemm',
  'Einsum',
  'Gather',
  'GatherElements',
  'GatherND',
  'ScatterElements',
  'ScatterND',
  'Trilu',
  'Range',
  'Reshape',
  'Squeeze',
  'Unsqueeze',
  'Flatten',
  'Transpose',
  'Concat',
  'Split',
  'Slice',
  'Expand',
  'Tile',
  'Pad',
]);

export interface Unsupported {
  readonly node: string;
  readonly op: string;
  /** A sentence. */
  readonly reason: string;
  /** Module that the node belongs to, where the file tells. */
  readonly module?: string;
}

/**
 * Nodes that stand in the way of running a graph.
 * For a graph as decoded: operators without a rule to read them by. For a prepared graph (one with types): operators
 * without a WebGPU kernel, and computation on int64, which WebGPU does not have.
 */
export function unsupportedNodes(graph: Graph): Unsupported[] {
  const reason = graph.types.size > 0 ? (node: Node) => offGpu(graph, node) : unreadable;
  return graph.nodes.flatMap((node): Unsupported[] => {
    const why = reason(node);
    const op = node.domain ? `${node.domain}.${node.op}` : node.op;
    return why ? [{ node: node.name, op, reason: why, ...(node.module && { module: node.module }) }] : [];
  });
}

function unreadable(node: Node): string | undefined {
  const op = node.domain ? `${node.domain}.${node.op}` : node.op;
  if (op in lowerings || (node.domain === '' && (node.op in inferRules || node.op === 'If'))) return undefined;
  return `There is no rule for operator ${op}, so models with it can't be read yet.`;
}

function offGpu(graph: Graph, node: Node): string | undefined {
  if (node.domain !== '' || !gpuOps.has(node.op))
    return `Operator ${node.op} has no WebGPU kernel: the model runs on the WASM backend only.`;
  const shapes = shapeInputs[node.op] ?? [];
  const wide =
    node.inputs.find((value, i) => value && !shapes.includes(i) && graph.types.get(value)?.dtype === 'int64') ??
    node.outputs.find((v) => graph.types.get(v)?.dtype === 'int64');
  return wide && `"${wide}" is int64, which WebGPU does not have: the model runs on the WASM backend only.`;
}
