import type { TrainingDefaults } from './contract';
import type { TaskId } from './taskId';

/** The learning rate that a method recommends for a task; its general one where none is known. */
export const rateOf = (defaults: TrainingDefaults, task: TaskId): number =>
  defaults.rates?.[task] ?? defaults.learningRate;
