/** A layer as it lies in the graph, and the sums that make its residual stream. */
import type { Layer, LayerNorm, NormPosition } from './anatomy';
import type { RawAttention } from './attention';
import type { RawFeedForward } from './feedForward';
import type { RawNorm } from './norms';
import type { GraphView } from './view';

export type RawLayerNorm = RawNorm & Pick<LayerNorm, 'place'>;

export type RawLayer = Omit<Layer, 'index' | 'path' | 'attention' | 'cross' | 'feedForward' | 'norms'> & {
  readonly attention: RawAttention;
  readonly cross?: RawAttention & { readonly residual: string };
  readonly feedForward: RawFeedForward;
  readonly norms: readonly RawLayerNorm[];
  readonly normPosition: NormPosition;
  readonly parallel: boolean;
};

export interface Residual {
  readonly sum: string;
  /** The value that skips the branch. */
  readonly skip: string;
}

/** The Add that puts a branch's output back on the residual stream. */
export function residualAfter(view: GraphView, branch: string): Residual | undefined {
  const add = view
    .consumers(branch)
    .find((node) => node.op === 'Add' && !node.inputs.some((input) => view.isConstant(input)));
  const skip = add && view.other(add, branch);
  return add && skip ? { sum: add.outputs[0]!, skip } : undefined;
}
