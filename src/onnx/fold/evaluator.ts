/** What an evaluator is: from a node's constant inputs to its outputs. */
import { isFloatType, type DType } from '../dtype';
import type { Node } from '../graph';
import type { Values } from './values';

/** Inputs of a node; an absent optional one is undefined. */
export type Inputs = readonly (Values | undefined)[];
export type Evaluator = (node: Node, inputs: Inputs) => Values[];

/** A form of an operator that no exporter uses for shapes, masks or positions: it is left to run time. */
export class NotEvaluated extends Error {
  override name = 'NotEvaluated';
}

export const need = (inputs: Inputs, i: number): Values => {
  const value = inputs[i];
  if (!value) throw new Error(`input ${i} is absent`);
  return value;
};
export const list = (value: Values | undefined): number[] | undefined => (value ? Array.from(value.data) : undefined);
/** Integer or boolean. */
export const isWhole = (dtype: DType) => !isFloatType(dtype);
