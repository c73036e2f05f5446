/** Attaches a task to a rewritten base graph. */
import { says } from './messages';
import type { Anatomy } from '../anatomy/anatomy';
import { ModelFileError } from '../onnx/codec';
import type { AppliedMethod } from '../methods/context';
import type { AttachedTask, Task, TaskContext, TaskOptions } from './contract';

export interface AttachOptions {
  readonly anatomy: Anatomy;
  readonly options: TaskOptions;
  /** Default false. */
  readonly training?: boolean;
  readonly batch: number;
  /** Length of the text, virtual tokens not counted. */
  readonly sequence: number;
  /** Length of a target of its own; default: the same. */
  readonly target?: number;
}

/** Adds head and loss to `applied`, whose parameter set then holds the head's parameters too. */
export function attachTask(
  task: Task,
  applied: AppliedMethod,
  { anatomy, options, training = false, batch, sequence, target = sequence }: AttachOptions,
): AttachedTask {
  const { builder, set } = applied;
  const { ids, mask } = anatomy.inputs;
  if (!mask) throw new ModelFileError(says.noMask);
  const context: TaskContext = {
    builder,
    anatomy,
    options,
    training,
    batch,
    sequence,
    target,
    ids,
    mask,
    lastHidden: applied.lastHidden,
    ...(applied.wholeHidden && { wholeHidden: applied.wholeHidden }),
    ...(applied.logits && { logits: applied.logits }),
    ...(applied.pooled && { pooled: applied.pooled }),
    parameter: (name, shape, init, more) => set.declare(name, shape, init, more),
    input: (name, dtype, shape) => builder.input(name, dtype, shape),
  };
  return builder.scope(task.id, () => task.attach(context), 'task');
}
