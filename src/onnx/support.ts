/** Which operators can be used: what the native WebGPU provider runs, and what the library can read at all. */
import type { Message } from '../messages/message';
import { says } from './messages';
import type { Graph, Node } from './graph';
import { canInfer } from './infer';
import { loweringOf } from './lowering/rules';
import {
  comparisonOperators,
  entryOf,
  forEach,
  movementOperators,
  operators,
  reductionOperators,
  type OperatorTable,
} from './operators';
import { shapeInputs } from './shapeInputs';

/**
 * Whether onnxruntime-web's native WebGPU provider (1.30, `onnxruntime-web/webgpu`) has a kernel, measured with CPU
 * fallback disabled for fp32, and int32 where that makes sense. int64 data has kernels for none of them.
 */
const hasKernel: OperatorTable<boolean> = {
  ...forEach(comparisonOperators, true),
  ...forEach(reductionOperators, true),
  ...forEach(movementOperators, true),
  Abs: true,
  Add: true,
  And: true,
  ArgMax: true,
  ArgMin: true,
  Cast: true,
  CastLike: true,
  Ceil: true,
  Celu: false,
  Clip: true,
  Cos: true,
  CumSum: true,
  DequantizeLinear: true,
  Div: true,
  Elu: true,
  Erf: true,
  Exp: true,
  Floor: true,
  GatherBlockQuantized: true,
  Gelu: true,
  Gemm: true,
  HardSigmoid: true,
  HardSwish: true,
  Identity: true,
  IsInf: false,
  IsNaN: false,
  LayerNormalization: true,
  LeakyRelu: true,
  Log: true,
  LogSoftmax: false,
  MatMul: true,
  Max: true,
  Min: true,
  Mish: true,
  Mul: true,
  Neg: true,
  Not: true,
  Or: false,
  PRelu: true,
  Pow: true,
  Reciprocal: true,
  Relu: true,
  Round: false,
  Selu: false,
  Sigmoid: true,
  Sign: false,
  Sin: true,
  Softmax: true,
  Softplus: true,
  Softsign: false,
  Sqrt: true,
  Sub: true,
  Tan: true,
  Tanh: true,
  ThresholdedRelu: true,
  TopK: true,
  Where: true,
  Xor: false,
};

/** Operators that the WebGPU provider runs. */
export const gpuOps: ReadonlySet<string> = new Set(operators.filter((op) => hasKernel[op]));

export interface Unsupported {
  readonly node: string;
  readonly op: string;
  readonly reason: Message;
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

function unreadable(node: Node): Message | undefined {
  const op = node.domain ? `${node.domain}.${node.op}` : node.op;
  if (loweringOf(node) || canInfer(node) || (node.domain === '' && node.op === 'If')) return undefined;
  return says.unreadableOperator({ op });
}

function offGpu(graph: Graph, node: Node): Message | undefined {
  if (!entryOf(hasKernel, node)) return says.noKernel({ op: node.op });
  const shapes = shapeInputs[node.op] ?? [];
  const wide =
    node.inputs.find((value, i) => value && !shapes.includes(i) && graph.types.get(value)?.dtype === 'int64') ??
    node.outputs.find((v) => graph.types.get(v)?.dtype === 'int64');
  return wide === undefined ? undefined : says.int64OnGpu({ value: wide });
}
