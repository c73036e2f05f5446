/** All tasks. */
import { says } from './messages';
import { MessageError } from '../messages/message';
import type { Task } from './contract';
import { causalLm } from './causalLm';
import { seq2seq } from './seq2seq';
import { classification } from './classification';
import { multiLabel } from './multiLabel';
import { regression } from './regression';
import { tokenClassification } from './tokenClassification';

export const tasks: readonly Task[] = [classification, regression, multiLabel, tokenClassification, causalLm, seq2seq];

/** @throws MessageError naming the tasks that exist. */
export function taskById(id: string): Task {
  const task = tasks.find((candidate) => candidate.id === id);
  if (!task) throw new MessageError(says.unknownTask({ task: id, tasks: { list: tasks.map((one) => one.id) } }));
  return task;
}
