/** What `logits` and `gradients` share: a model, a method, an adapter and one given batch, without dropout. */
import type { Command } from 'commander';
import { hasClasses, type TaskId } from '../../src/methods/taskId';
import { applyAdapter, type Adapter } from '../../src/interchange/adapter';
import type { Parameter } from '../../src/methods/contract';
import { nothingCarried } from '../../src/methods/lifecycle';
import type { Tensor } from '../../src/onnx/tensor';
import type { Pooling } from '../../src/tasks/sentenceHead';
import type { Recipe } from '../../src/training/applied';
import type { Base } from '../../src/training/base';
import { batchFeeds, forModel, readBatch, type GivenBatch } from '../batch';
import { adapterNotes, chooseAdapterMethod, openAdapter } from '../adapter';
import { openModel } from '../files';
import { UsageError, type Io } from '../io';
import { describeModel, initialValues, recipeFor } from '../session';
import { addMethodOptions, addTaskOptions, chooseMethod, wholeNumber, type MethodOptions } from '../settings';

export interface EvaluateOptions extends MethodOptions {
  readonly batch: string;
  readonly loadAdapter?: string;
  readonly task?: TaskId;
  readonly pooling?: Pooling;
  readonly labels?: number;
  readonly seed: number;
  readonly json?: boolean;
}

export function addEvaluateOptions(command: Command): Command {
  return addTaskOptions(
    addMethodOptions(
      command.argument('<model>').requiredOption('--batch <file>', 'JSON with input_ids, attention_mask and labels'),
    ),
  )
    .option('--load-adapter <dir>', "folder or zip of an adapter: ours, HF PEFT's or AdapterHub's")
    .option(
      '--labels <n>',
      "classes of the head (default: the adapter's, else by the labels, at least 2)",
      wholeNumber('labels', 1),
    )
    .option('--seed <n>', 'for tensors that no adapter gives', wholeNumber('seed', 0), 0);
}

export interface Prepared {
  readonly recipe: Recipe;
  readonly given: GivenBatch;
  readonly adapter?: Adapter;
}

/** Reads everything that the command line names. */
export async function prepareEvaluation(name: string, options: EvaluateOptions, io: Io): Promise<Prepared> {
  const opened = options.loadAdapter === undefined ? undefined : await openAdapter(options.loadAdapter);
  const model = await openModel(name);
  const { adapter, chosen } = opened
    ? chooseAdapterMethod(options, opened, describeModel(model).anatomy)
    : { adapter: undefined, chosen: chooseMethod(options, 'full') };
  if (adapter) io.stderr(adapterNotes(adapter));
  const info = adapter?.info;
  const batch = await readBatch(options.batch, options.task ?? info?.task);
  const given = forModel(batch, describeModel(model).anatomy);
  const task = options.task ?? given.task ?? info?.task ?? 'classification';
  if (given.task && given.task !== task) {
    throw new UsageError(
      `The batch has labels for ${given.task} (one per ${given.task === 'classification' ? 'row' : 'token'}), ` +
        `but the task is ${task}. Change --task or the labels.`,
    );
  }
  const classes = options.labels ?? adapter?.classes ?? Math.max(2, given.classes ?? 2);
  if (hasClasses(task) && (given.classes ?? 0) > classes)
    throw new UsageError(
      `The batch has label ${given.classes! - 1}, but the head has ${classes} classes. Set --labels to ` +
        `${given.classes}.`,
    );
  const pooling = options.pooling ?? info?.pooling;
  const recipe: Recipe = {
    ...recipeFor(model, {
      chosen,
      task,
      batch: given.batch,
      sequence: given.sequence,
      seed: options.seed,
      taskOptions: { labels: Array.from({ length: classes }, (_, i) => String(i)), ...(pooling ? { pooling } : {}) },
    }),
    ...(adapter ? { carried: { ...nothingCarried, tensors: adapter.carried } } : {}),
  };
  return { recipe, given, ...(adapter ? { adapter } : {}) };
}

/** All graph inputs: the adapter's tensors, or else starting values, and the batch. */
export function feedsOf(
  { recipe, given, adapter }: Prepared,
  base: Base,
  parameters: readonly Parameter[],
): Record<string, Tensor> {
  const { method, hyperparameters, seed, task } = recipe;
  const values = adapter
    ? applyAdapter(adapter, { method, hyperparameters, anatomy: base.anatomy, parameters })
    : new Map<string, Tensor>();
  for (const [tensor, start] of initialValues(
    parameters.filter((p) => !values.has(p.name)),
    base,
    seed,
  ))
    values.set(tensor, start);
  return {
    ...Object.fromEntries(values),
    ...batchFeeds(given, base.anatomy, task.id, recipe.taskOptions.labels?.length ?? 1),
  };
}
