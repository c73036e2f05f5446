/** Scalars of the task head before anything is loaded. */
import type { TablePreview } from '../worker/protocol';
import { headSize, tokenHeadSize, type HeadForm } from '../tasks/sentenceHead';
import { datasets } from './catalogue';
import { isBrought } from './runConfig';
import type { Settings } from './properties';
import { isWritten, type TaskId } from '../methods/taskId';

const plain: HeadForm = { automatic: 'mean' };

/**
 * A classifier of one layer, d × C weights and C biases, or in the form of the library; a language model brings its
 * head along.
 * @param form of the chosen model's head; left out: one layer
 */
export function headScalars(
  hidden: number,
  task: TaskId,
  dataset: string,
  own: TablePreview | undefined,
  form: HeadForm = plain,
  pooling: Settings['pooling'] = 'auto',
): number {
  if (isWritten(task)) return 0;
  const chosen = pooling === 'auto' ? undefined : pooling;
  if (task === 'regression') return headSize(hidden, 1, form, chosen);
  const classes = isBrought(dataset)
    ? (own?.classes.length ?? 2)
    : (datasets.find((entry) => entry.id === dataset)?.labels.length ?? 2);
  return task === 'token-classification'
    ? tokenHeadSize(hidden, classes, form)
    : headSize(hidden, classes, form, chosen);
}
