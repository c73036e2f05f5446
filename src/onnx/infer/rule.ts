/** What a shape rule is: from the types of a node's inputs to those of its outputs. */
import { says } from '../messages';
import { supportedDtype, type DType } from '../dtype';
import { intsAttribute, type Graph, type Node, type ValueType } from '../graph';
import { broadcastShapes, InferenceError } from './shapes';

/** What a rule sees of a node's surroundings. */
export interface InferContext {
  readonly node: Node;
  readonly opset: number;
  /** Type of input i. @throws when the input is absent. */
  type: (i: number) => ValueType;
  has: (i: number) => boolean;
  /** Value of input i as numbers. @throws when it is not a constant. */
  constant: (i: number) => number[];
  graph: Graph;
}

/** Returns the types of the outputs, in order. */
export type InferRule = (context: InferContext) => ValueType[];

/** The type of the first input. */
export const same: InferRule = (c) => [c.type(0)];

/** The broadcast shape of two operands, with the element type of the first. */
export const binary: InferRule = (c) => [
  { dtype: c.type(0).dtype, shape: broadcastShapes(c.type(0).shape, c.type(1).shape) },
];

/** The same for any number of operands. */
export const variadic: InferRule = (c) => [
  { dtype: c.type(0).dtype, shape: broadcastShapes(...c.node.inputs.map((_, i) => c.type(i).shape)) },
];

/** Axes given as attribute (older opsets) or as second input (newer ones). */
export function axesOf(c: InferContext): number[] | undefined {
  const attribute = intsAttribute(c.node, 'axes');
  if (attribute) return [...attribute];
  return c.has(1) ? c.constant(1) : undefined;
}

/** Element type by its number in ONNX. @throws InferenceError where it is not supported. */
export function dtypeFromOnnx(number: number): DType {
  const dtype = supportedDtype(number);
  if (!dtype) throw new InferenceError(says.elementType({ type: number }));
  return dtype;
}
