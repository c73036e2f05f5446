/** Numbers about a run's graphs and steps. */
import type { TrainingGraphs } from './assembleTraining';
import type { GraphStatistics } from './types';

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

export function statisticsOf(graphs: TrainingGraphs, dispatches: number, buildMilliseconds: number): GraphStatistics {
  const nodes = [...graphs.update.nodes, ...(graphs.accumulate?.nodes ?? [])];
  const nodesByRole: Record<string, number> = {};
  for (const node of nodes) nodesByRole[node.role] = (nodesByRole[node.role] ?? 0) + 1;
  return { nodes: nodes.length, nodesByRole, dispatches, buildMilliseconds };
}
