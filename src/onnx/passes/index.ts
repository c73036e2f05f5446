/**
 * Execution passes: the same function in fewer, cheaper nodes. Last, so that all earlier stages stay textbook-simple.
 */
import { ifSmall, mergeCommon } from '../common';
import type { Graph } from '../graph';
import { inferTypes } from '../infer';
import { identities, mergeReshapes } from '../identities';
import { combined, rewrite, type Rules } from '../rewriter';
import { productRules, tokenwiseRules } from './flatten';
import { gemmRules } from './gemm';
import { narrowProducts } from './narrow';
import { schedule } from './schedule';
import { algebra } from './simplify';
import { transposes } from './transpose';

export { hoistScales } from './hoistScales';
export { rematerialise } from './rematerialise';

const flattening = combined(algebra, tokenwiseRules);
const fusing = combined(gemmRules, algebra);
const tidying = combined(identities, { Reshape: [mergeReshapes] });

/**
 * The graph as one would write it down: what is computed twice is shared, what does nothing is gone, and nothing is
 * fused. In place.
 */
export function tidy(graph: Graph): Graph {
  graph.sort();
  graph.prune();
  settle(graph, tidying);
  return graph;
}

/**
 * Returns an equivalent graph for execution. Inputs and outputs keep their names, types and order.
 * @param options.turnNarrow for a CPU's kernels: see `narrow.ts`
 */
export function optimise(graph: Graph, options: { readonly turnNarrow?: boolean } = {}): Graph {
  const result = graph.clone();
  result.sort();
  result.prune();
  rewrite(result, transposes);
  settle(result, algebra);
  rewrite(result, productRules);
  settle(result, flattening);
  settle(result, fusing);
  if (options.turnNarrow) rewrite(result, narrowProducts);
  schedule(result);
  inferTypes(result);
  return result;
}

/** Rewrites and merges in turn until neither finds anything: each makes work for the other. */
function settle(graph: Graph, rules: Rules): void {
  for (let turn = 0; turn < 30; turn++) {
    const merged = mergeCommon(graph, ifSmall);
    if ((turn > 0 && !merged) || !rewrite(graph, rules)) return;
  }
}
