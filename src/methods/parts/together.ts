/**
 * Methods that learn several tasks at once, their own and other data sets whose batches take turns, and end with the
 * mixture of their own. Task 0 is their own.
 */
import type { Message, Value } from '../../messages/message';
import type { Builder } from '../../onnx/builder';
import { f32, type Tensor } from '../../onnx/tensor';
import type { Phase, PhaseOutcome, PhaseRequest } from '../lifecycle';
import { measured, plannedSources, startsFrom } from './sources';

/** Id of the phase in which the tasks take turns. */
export const together = 'together';

/** What is told of the target's mixture at one site, and small facts to keep. */
export interface Mixture {
  readonly site: string;
  readonly shares: readonly Value[];
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** What a method tells of it. */
export interface Told {
  readonly train: (values: { readonly count: Value }) => Message;
  readonly trained: (values: {
    readonly count: Value;
    readonly result: Value;
    readonly site: Value;
    readonly shares: Value;
  }) => Message;
  readonly use: Message;
}

/** Training on all data sets in turn, then the target's mixture as it is. */
export function trainedTogether(
  method: string,
  request: PhaseRequest,
  says: Told,
  mixtureOf: (outcome: PhaseOutcome) => Mixture,
): Phase | undefined {
  const { steps, index } = request;
  const sources = plannedSources(method, request);
  // Fewer data sets than asked for may be there: then there are fewer tasks.
  const hyperparameters = { sources };
  if (index === 1) return { id: 'target', title: says.use, work: { kind: 'train', steps: 0 }, hyperparameters };
  if (index > 1) return undefined;
  return {
    id: together,
    title: says.train({ count: sources + 1 }),
    work: { kind: 'train', steps, mixture: sources },
    hyperparameters,
    measure: true,
    conclude: (outcome) => {
      const { site, shares, facts } = mixtureOf(outcome);
      return {
        carried: {
          start: startsFrom(outcome, (p) => (/^head\.\d/.test(p.name) ? undefined : p.name)),
          ...(facts && { facts }),
        },
        summary: says.trained({
          count: sources + 1,
          result: measured(outcome),
          site,
          shares: { list: shares },
        }),
      };
    },
  };
}

/** (1, rows): 1 in the place of the task. */
export const rowOfTask = (g: Builder, task: string, rows: number): string =>
  g.cast(
    g.equal(
      g.initializer('task_rows', {
        dtype: 'int32',
        dims: [1, rows],
        data: Int32Array.from({ length: rows }, (_, i) => i),
      }),
      task,
    ),
    'float32',
  );

/** Tables with a row for each task, the task's own row being where the target's is. */
export const rowForTask = (
  values: Readonly<Record<string, Tensor>>,
  task: number,
  ending: string,
): Readonly<Record<string, Tensor>> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, { dims, data }]) => {
      if (!name.endsWith(ending)) return [];
      const table = Float32Array.from(data as Float32Array);
      const width = dims[1]!;
      table.copyWithin(0, task * width, (task + 1) * width);
      return [[name, f32(dims, table)] as const];
    }),
  );
