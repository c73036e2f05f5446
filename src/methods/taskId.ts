/** Ids of the tasks: methods say which they are made for, `src/tasks` holds what they are. */
export const taskIds = ['classification', 'causal-lm'] as const;
export type TaskId = (typeof taskIds)[number];
