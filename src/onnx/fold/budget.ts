/** How much is computed before anything runs: for each node, and for a whole graph. */
import { says } from '../messages';
import { InferenceError } from '../infer';
import type { Node, ValueType } from '../graph';
import { sizeOf } from '../tensor';

/** Constants that are computed are kept up to this many elements: a causal mask of 2,048 positions. */
const mostAtOnce = 2 ** 22;
/**
 * Elements of all computed constants of a graph: 8 such masks. That takes a second or two, where a file of a few
 * kilobytes could ask for any number of them.
 */
export const most = 2 ** 25;

/** What computing the constants of one graph may cost. */
export class FoldBudget {
  #left = most;

  /**
   * Whether a node may be computed now; what is too large by itself is left to run time.
   * @throws InferenceError where all that was computed is too much together
   */
  allows(node: Node, types: readonly ValueType[], inputs: readonly (readonly number[])[]): boolean {
    const size = types.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    if (types.some(({ shape }) => sizeOf(shape) > mostAtOnce)) return false;
    // Reading costs what writing does: a sum of many numbers is one.
    this.#left -= Math.max(size, ...inputs.map(sizeOf));
    if (this.#left < 0)
      throw new InferenceError(
        says.atNode({ node: node.name, op: node.op, reason: says.foldsTooMuch({ most: { count: most } }) }),
      );
    return true;
  }
}
