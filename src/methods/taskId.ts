/** Ids of the tasks: methods say which they are made for, `src/tasks` holds what they are. */
export const taskIds = [
  'classification',
  'regression',
  'multi-label',
  'token-classification',
  'causal-lm',
  'seq2seq',
] as const;
export type TaskId = (typeof taskIds)[number];

/** One answer for a whole text, by a head on one vector: what methods that make that vector themselves can do. */
export const sentenceTasks = ['classification', 'regression', 'multi-label'] as const satisfies readonly TaskId[];

/** Tasks with a head of their own on the hidden states. */
export const headedTasks = [...sentenceTasks, 'token-classification'] as const satisfies readonly TaskId[];

/** What a method that asks nothing of its task is made for. */
export const everyTask: readonly TaskId[] = taskIds;

/** Whether the task puts a head on the hidden states, and does not use the model's own. */
export const isHeaded = (task: TaskId): boolean => (headedTasks as readonly TaskId[]).includes(task);

/** Whether the model writes tokens, with its own head. */
export const isWritten = (task: TaskId): boolean => !isHeaded(task);

/** Whether a text's hidden states become one vector, so that there is a pooling to choose. */
export const isPooled = (task: TaskId): boolean => (sentenceTasks as readonly TaskId[]).includes(task);

/** Whether answers are chosen among named classes. */
export const hasClasses = (task: TaskId): boolean =>
  task === 'classification' || task === 'multi-label' || task === 'token-classification';
