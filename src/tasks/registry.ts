/** All tasks. */
import type { Task } from './contract';
import { causalLm } from './causalLm';
import { classification } from './classification';

export const tasks: readonly Task[] = [classification, causalLm];

/** @throws Error naming the tasks that exist. */
export function taskById(id: string): Task {
  const task = tasks.find((candidate) => candidate.id === id);
  if (!task)
    throw new Error(`There is no task "${id}"; choose one of ${tasks.map((candidate) => candidate.id).join(', ')}.`);
  return task;
}
