/** Evaluates nodes on constants: the operators that exporters use for shapes, masks, positions and rotary tables. */
import type { Node } from '../graph';
import { entryOf, forEach, type OperatorTable } from '../operators';
import { elementwiseEvaluators } from './elementwise';
import type { Evaluator, Inputs } from './evaluator';
import { exportedEvaluators } from './exported';
import { indexingEvaluators } from './indexing';
import { movementEvaluators } from './movement';
import { reductionEvaluators } from './reduction';
import type { Values } from './values';

export { NotEvaluated } from './evaluator';

/** Left to run time: no exporter computes shapes, masks or positions with them. */
const atRunTime = undefined;

const evaluators: OperatorTable<Evaluator | undefined> = {
  ...elementwiseEvaluators,
  ...movementEvaluators,
  ...indexingEvaluators,
  ...reductionEvaluators,
  ...forEach(
    [
      'ArgMax',
      'ArgMin',
      'Celu',
      'DequantizeLinear',
      'Elu',
      'GatherBlockQuantized',
      'Gelu',
      'Gemm',
      'HardSigmoid',
      'HardSwish',
      'IsInf',
      'LayerNormalization',
      'LeakyRelu',
      'LogSoftmax',
      'Mish',
      'PRelu',
      'Pad',
      'ReduceL1',
      'ReduceLogSum',
      'ReduceLogSumExp',
      'ScatterElements',
      'Selu',
      'Softmax',
      'Softplus',
      'Softsign',
      'Tan',
      'ThresholdedRelu',
      'TopK',
    ],
    atRunTime,
  ),
};

const evaluatorOf = (node: Node): Evaluator | undefined =>
  entryOf(evaluators, node) ?? (node.domain === '' ? exportedEvaluators.get(node.op) : undefined);

/** Whether `evaluateNode` knows the operator. */
export const canEvaluate = (node: Node): boolean => evaluatorOf(node) !== undefined;

/**
 * Outputs of a node on constants.
 * @throws NotEvaluated where a form of the operator is left to run time; any error where inputs don't fit
 */
export function evaluateNode(node: Node, inputs: Inputs): Values[] {
  const evaluator = evaluatorOf(node);
  if (!evaluator) throw new Error(`Operator ${node.op} cannot be evaluated on constants.`);
  return evaluator(node, inputs);
}
