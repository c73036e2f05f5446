/** The table of gradient rules, and which edges carry no gradient. */
import type { Node } from '../../onnx/graph';
import type { Rule } from '../rule';
import { elementwise } from './elementwise';
import { indexing } from './indexing';
import { linalg } from './linalg';
import { movement } from './movement';
import { normalisation } from './normalisation';
import { reductions } from './reduction';

/** Standard-domain operators with a rule. */
export const rules: ReadonlyMap<string, Rule> = new Map(
  Object.entries({
    ...elementwise,
    ...linalg,
    ...movement,
    ...reductions,
    ...normalisation,
    ...indexing,
  }),
);

/** Piecewise constant: the derivative is zero wherever it exists, so the gradient stops. */
const flat = new Set(['Floor', 'Ceil', 'Round', 'Sign']);

/** Floating-point inputs that only set how an operator works. (Integer and boolean values never carry a gradient.) */
const settings: Readonly<Record<string, readonly number[]>> = { Clip: [1, 2], Pad: [2], CastLike: [1] };

/** Does a change of input i change the outputs in a way that has a derivative? */
export function carriesGradient(node: Node, i: number): boolean {
  return !flat.has(node.op) && !(settings[node.op]?.includes(i) ?? false);
}

/** Has the operator a rule, or no derivative to speak of (indices, comparisons, rounding)? */
export function isDifferentiable(op: string): boolean {
  return rules.has(op) || flat.has(op) || withoutFloats.has(op);
}

/** Operators that never lie on a gradient path, since they read or produce no floating-point data. */
const withoutFloats = new Set([
  'Equal',
  'Greater',
  'Less',
  'GreaterOrEqual',
  'LessOrEqual',
  'Not',
  'And',
  'Or',
  'Xor',
  'Shape',
  'Size',
  'Range',
  'ConstantOfShape',
  'Constant',
  'ArgMax',
  'ArgMin',
  'IsNaN',
  'IsInf',
  'NonZero',
]);

/** Names of all operators for which `isDifferentiable` holds, sorted. */
export const differentiableOps: readonly string[] = [...new Set([...rules.keys(), ...flat, ...withoutFloats])].sort();
