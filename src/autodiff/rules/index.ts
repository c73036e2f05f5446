/** The table of gradient rules, and which edges carry no gradient. */
import type { Node } from '../../onnx/graph';
import {
  comparisonOperators,
  entryOf,
  forEach,
  isOperator,
  operatorOf,
  operators,
  type Operator,
  type OperatorTable,
} from '../../onnx/operators';
import type { Rule } from '../rule';
import { elementwise } from './elementwise';
import { indexing } from './indexing';
import { linalg } from './linalg';
import { movement } from './movement';
import { normalisation } from './normalisation';
import { reductions } from './reduction';

/**
 * Why an operator has no rule.
 * - `flat`: piecewise constant, so the derivative is zero wherever it exists, and the gradient stops;
 * - `discrete`: reads or gives integers and booleans only, so it never lies on a gradient's path;
 * - `unwritten`: it has a derivative, but no model seen so far needs it.
 */
export type NoGradient = 'flat' | 'discrete' | 'unwritten';

const table: OperatorTable<Rule | NoGradient> = {
  ...elementwise,
  ...linalg,
  ...movement,
  ...reductions,
  ...normalisation,
  ...indexing,
  ...forEach(['Ceil', 'Floor', 'Round', 'Sign'], 'flat'),
  ...forEach(comparisonOperators, 'discrete'),
  ...forEach(['And', 'ArgMax', 'ArgMin', 'IsInf', 'IsNaN', 'Not', 'Or', 'Xor'], 'discrete'),
  // Weights that stay as they are.
  ...forEach(['DequantizeLinear', 'GatherBlockQuantized'], 'discrete'),
  ...forEach(['Celu', 'HardSwish', 'Mish', 'PRelu', 'Selu', 'Softsign', 'Tan', 'ThresholdedRelu', 'TopK'], 'unwritten'),
};

/** The rule for a node's operator, if there is one. */
export function ruleOf(node: Node): Rule | undefined {
  const entry = entryOf(table, node);
  return typeof entry === 'function' ? entry : undefined;
}

/** Operators with a rule. */
export const ruleOperators: readonly Operator[] = operators.filter((op) => typeof table[op] === 'function');

/** Floating-point inputs that only set how an operator works. (Integer and boolean values never carry a gradient.) */
const settings: Partial<OperatorTable<readonly number[]>> = { Clip: [1, 2], Pad: [2], CastLike: [1] };

/** Does a change of input i change the outputs in a way that has a derivative? */
export function carriesGradient(node: Node, i: number): boolean {
  const op = operatorOf(node);
  return op === undefined || (table[op] !== 'flat' && !settings[op]?.includes(i));
}

/** Has the operator a rule, or no derivative to speak of (indices, comparisons, rounding)? */
export const isDifferentiable = (op: string): boolean => isOperator(op) && table[op] !== 'unwritten';

/** Names of all operators for which `isDifferentiable` holds, sorted. */
export const differentiableOps: readonly string[] = operators.filter(isDifferentiable).sort();
