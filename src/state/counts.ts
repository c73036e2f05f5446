/** Scalars of the task head before anything is loaded. */
import type { TablePreview } from '../worker/protocol';
import { OWN } from '../worker/protocol';
import { datasets } from './catalogue';
import type { TaskId } from '../methods/taskId';

/** A linear classifier, d × C weights and C biases; a language model brings its head along. */
export function headScalars(hidden: number, task: TaskId, dataset: string, own: TablePreview | undefined): number {
  if (task === 'causal-lm') return 0;
  const classes =
    dataset === OWN ? (own?.classes.length ?? 2) : (datasets.find((entry) => entry.id === dataset)?.labels.length ?? 2);
  return (hidden + 1) * classes;
}
