/** Execution passes: the same function in fewer, cheaper nodes. Applied last, so that every earlier stage can stay textbook-simple. */
import type { Graph } from '../graph';
import { inferTypes } from '../infer';
import { flattenProducts, flattenTokenwise } from './flatten';
import { fuseGemm } from './gemm';
import { turnNarrow } from './narrow';
import { shareCommon, shareConstants, simplify } from './simplify';
import { transposeSmaller } from './transpose';

export { hoistScales } from './hoistScales';
export { rematerialise } from './rematerialise';

/**
 * Returns an equivalent graph for execution. Inputs and outputs keep their names, types and order.
 * @param options.turnNarrow for a CPU's kernels: see `narrow.ts`
 */
export function optimise(graph: Graph, options: { readonly turnNarrow?: boolean } = {}): Graph {
  const result = graph.clone();
  result.sort();
  result.prune();
  shareConstants(result);
  transposeSmaller(result);
  settle(result, [simplify, shareCommon]);
  flattenProducts(result);
  settle(result, [simplify, flattenTokenwise, shareConstants, shareCommon]);
  settle(result, [fuseGemm, simplify, shareConstants, shareCommon]);
  if (options.turnNarrow) turnNarrow(result);
  inferTypes(result);
  return result;
}

/** Repeats passes in turn until each has found nothing to change; the bound only guards against a rule pair that undoes itself. */
function settle(graph: Graph, passes: readonly ((graph: Graph) => boolean)[]): void {
  let quiet = 0;
  for (let turn = 0; quiet < passes.length && turn < 30 * passes.length; turn++)
    quiet = passes[turn % passes.length]!(graph) ? 0 : quiet + 1;
}
