/** `count`: trainable scalars of a method on a model, counted in the graph and by the closed form. */
import type { Command } from 'commander';
import { applyMethod } from '../../src/methods/context';
import { sizeOf } from '../../src/onnx/tensor';
import { taskById } from '../../src/tasks/registry';
import { openModel } from '../files';
import { report, type Io } from '../io';
import { describeModel } from '../session';
import { addMethodOptions, checkMethod, chooseMethod, jsonOption, wholeNumber, type MethodOptions } from '../settings';

/** Long enough for any model; counts don't depend on it. */
const SEQUENCE = 8;

export interface Counts {
  /** Without the head, counted in the rewritten graph. */
  readonly trainable: number;
  /** Of a classification head with `labels` classes; 0 for decoders that keep their own head. */
  readonly head: number;
  /** The method's closed form. */
  readonly formula: number;
  /** All weights of the base model. */
  readonly total: number;
}

export function addCount(program: Command, io: Io): void {
  addMethodOptions(program.command('count').description('count the trainable scalars of a method on a model').argument('<model>'))
    .option('--labels <n>', 'classes of the head', wholeNumber('labels', 1), 2)
    .addOption(jsonOption())
    .action(async (name: string, options: MethodOptions & { json?: boolean; labels: number }) => {
      const chosen = chooseMethod(options);
      const { method, hyperparameters } = chosen;
      const model = await openModel(name);
      const virtual = method.virtualTokens?.(hyperparameters) ?? 0;
      const { graph, anatomy } = describeModel(model, { batch: 1, sequence: SEQUENCE + virtual });
      checkMethod(chosen, anatomy, undefined);
      const { dimensions } = anatomy;
      const applied = applyMethod(method, hyperparameters, graph, anatomy, { batch: 1, sequence: SEQUENCE, training: true });
      const task = taskById(anatomy.languageModelHead ? 'causal-lm' : 'classification');
      const counts: Counts = {
        trainable: applied.parameters.reduce((sum, p) => sum + sizeOf(p.shape), 0),
        head: task.headCount(dimensions.hidden, { labels: Array.from({ length: options.labels }, (_, i) => String(i)) }),
        formula: method.count(dimensions, hyperparameters),
        total: dimensions.parameters,
      };
      report(io, options.json === true, counts, (c) => [
        `${method.name} on ${name}`,
        `  trainable  ${c.trainable.toLocaleString('en-US')}  (${((100 * c.trainable) / c.total).toFixed(3)} % of ${c.total.toLocaleString('en-US')})`,
        `  formula    ${c.formula.toLocaleString('en-US')}`,
        `  head       ${c.head.toLocaleString('en-US')}`,
      ].join('\n'));
    });
}
