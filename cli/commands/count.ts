/** `count`: trainable scalars of a method on a model, counted in the graph and by the closed form. */
import type { Command } from 'commander';
import { tasksFor } from '../../src/methods/applicability';
import { isWritten } from '../../src/methods/taskId';
import { taskById } from '../../src/tasks/registry';
import { countParameters } from '../../src/training/counts';
import type { ParameterCounts } from '../../src/training/types';
import { openModel } from '../files';
import { report, type Io } from '../io';
import { describeModel } from '../session';
import { addMethodOptions, checkMethod, chooseMethod, jsonOption, wholeNumber, type MethodOptions } from '../settings';

export function addCount(program: Command, io: Io): void {
  addMethodOptions(
    program.command('count').description('count the trainable scalars of a method on a model').argument('<model>'),
  )
    .option('--labels <n>', 'classes of the head', wholeNumber('labels', 1), 2)
    .addOption(jsonOption())
    .action(async (name: string, options: MethodOptions & { json?: boolean; labels: number }) => {
      const chosen = chooseMethod(options);
      const { method, hyperparameters } = chosen;
      const model = await openModel(name);
      const { anatomy } = describeModel(model);
      checkMethod(chosen, anatomy.dimensions, undefined);
      const tasks = tasksFor(method, anatomy.dimensions);
      // Writing needs no head that is not in the file.
      const task = taskById(tasks.find(isWritten) ?? tasks[0]!);
      const labels = Array.from({ length: options.labels }, (_, i) => String(i));
      const counts: ParameterCounts = countParameters(
        { graph: model.graph, config: model.config },
        method,
        hyperparameters,
        task,
        { labels },
      );
      report(io, options.json === true, counts, (c) =>
        [
          `${method.name} on ${name}`,
          `  trainable  ${c.trainable.toLocaleString('en-US')}  (${((100 * c.trainable) / c.total).toFixed(3)} ` +
            `% of ${c.total.toLocaleString('en-US')})`,
          `  formula    ${c.formula.toLocaleString('en-US')}`,
          `  head       ${c.head.toLocaleString('en-US')}`,
        ].join('\n'),
      );
    });
}
