/** `check`: the gradients of a method on a model against finite differences. */
import type { Command } from 'commander';
import { checkGradients } from '../../src/autodiff/gradientCheck';
import { NO_TOKEN } from '../../src/data/encode';
import { mixSeed, permutation } from '../../src/data/random';
import { createWasmBackend } from '../../src/runtime/node';
import type { GivenBatch } from '../batch';
import { batchFeeds } from '../batch';
import { openModel } from '../files';
import { ProgressBar, report, table, type Io } from '../io';
import { build, describeModel, initialValues, Runner } from '../session';
import { addMethodOptions, addTaskOptions, chooseMethod, jsonOption, wholeNumber, type MethodOptions, type TaskSettings } from '../settings';

/** A gradient check that found a wrong tensor: the command ran, but fails. */
export class CheckFailed extends Error {
  override name = 'CheckFailed';
}

interface CheckOptions extends MethodOptions, TaskSettings {
  readonly seed: number;
  readonly batch: number;
  readonly length: number;
  readonly json?: boolean;
}

export function addCheck(program: Command, io: Io): void {
  addTaskOptions(addMethodOptions(program.command('check').description('compare gradients with finite differences').argument('<model>')))
    .option('--batch <n>', 'rows of random tokens', wholeNumber('batch', 2), 3)
    .option('--length <n>', 'tokens a row', wholeNumber('length', 3), 7)
    .option('--seed <n>', 'for starting values and tokens', wholeNumber('seed', 0), 1)
    .addOption(jsonOption())
    .action(async (name: string, options: CheckOptions) => {
      const chosen = chooseMethod(options);
      const model = await openModel(name);
      const { batch, length: sequence, seed } = options;
      const { dimensions, languageModelHead } = describeModel(model, { batch: 1, sequence: 8 }).anatomy;
      const task = options.task ?? (languageModelHead && chosen.method.tasks.includes('causal-lm') ? 'causal-lm' : 'classification');
      const taskOptions = { labels: ['0', '1', '2'], ...(options.pooling ? { pooling: options.pooling } : {}) };
      const settings = { chosen, task, taskOptions, batch, sequence } as const;
      const built = build(model, { ...settings, gradients: true });
      const forward = build(model, { ...settings, gradients: false });
      const backend = await createWasmBackend();
      try {
        const gradients = await Runner.load(backend, built.graph, 'gradient');
        const loss = await Runner.load(backend, forward.graph, 'loss');
        const bar = new ProgressBar(io, built.parameters.length);
        let runs = 0;
        const perTensor = 36; // evaluations: three directions, six step sizes, two sides
        const result = await checkGradients({
          run: (feeds) => gradients.run(feeds),
          runLoss: async (feeds) => {
            if (++runs % perTensor === 0) bar.update(runs / perTensor, 'tensors');
            // The two graphs were optimised apart, so the loss may have another name in each.
            return { [built.loss]: (await loss.run(feeds))[forward.loss]! };
          },
          loss: built.loss, parameters: initialValues(built, seed), gradients: built.gradients,
          feeds: batchFeeds(randomBatch(batch, sequence, dimensions.vocabulary, task === 'classification', seed), built.anatomy, task), seed,
        });
        bar.end();
        report(io, options.json === true, {
          passed: result.passed, worst: result.worst, task, tensors: result.tensors.map((t) => ({ name: t.name, error: t.relativeError })),
        }, (r) => `${table(['tensor', 'relative error'], r.tensors.map((t) => [t.name, t.error.toExponential(1)]))}\n\n${r.passed ? 'passed' : 'FAILED'}: worst relative error ${r.worst.toExponential(1)} over ${r.tensors.length} tensors`);
        if (!result.passed) throw new CheckFailed(`A gradient differs from finite differences by ${result.worst.toExponential(1)}.`);
      } finally {
        await backend.dispose();
      }
    });
}

/** Random tokens; every second row ends in padding. */
function randomBatch(batch: number, sequence: number, vocabulary: number, classification: boolean, seed: number): GivenBatch {
  const pool = permutation(vocabulary, mixSeed(seed, 11));
  const ids = Int32Array.from({ length: batch * sequence }, (_, i) => pool[i % pool.length]!);
  const mask = Int32Array.from(ids, (_, i) => (Math.floor(i / sequence) % 2 === 1 && i % sequence >= sequence - 2 ? 0 : 1));
  const labels = classification ? Int32Array.from({ length: batch }, (_, i) => i % 3)
    : ids.map((_, i) => (i % sequence < sequence - 1 && mask[i + 1] === 1 ? ids[i + 1]! : NO_TOKEN));
  return { batch, sequence, ids, mask, labels };
}
