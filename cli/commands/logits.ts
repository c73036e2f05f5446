/** `logits`: what a model, with or without an adapter, answers to one given batch. */
import type { Command } from 'commander';
import { createWasmBackend } from '../../src/runtime/node';
import { assembleEvaluation } from '../../src/training/assembleEvaluation';
import { nested } from '../batch';
import { report, table, type Io } from '../io';
import { Runner } from '../session';
import { jsonOption } from '../settings';
import { addEvaluateOptions, feedsOf, prepareEvaluation, type EvaluateOptions } from './evaluate';

export function addLogits(program: Command, io: Io): void {
  addEvaluateOptions(program.command('logits').description('compute logits and loss for one batch, without dropout'))
    .addOption(jsonOption())
    .action(async (name: string, options: EvaluateOptions) => {
      const prepared = await prepareEvaluation(name, options, io);
      const { graph, base, parameters } = assembleEvaluation(prepared.recipe, { logits: true, loss: true });
      const feeds = feedsOf(prepared, base, parameters);
      const backend = await createWasmBackend();
      try {
        const outputs = await (await Runner.load(backend, graph, 'logits')).run(feeds);
        const logits = outputs.logits!;
        const [sum, count] = [Number(outputs.loss_sum!.data[0]), Number(outputs.count!.data[0])];
        const result = { logits: nested(logits), loss: prepared.given.labels && count > 0 ? sum / count : null };
        report(io, options.json === true, result, (r) =>
          [
            logits.dims.length === 2
              ? table(
                  ['row', 'logits'],
                  (r.logits as number[][]).map((row, i) => [`${i + 1}`, row.map((v) => v.toFixed(4)).join('  ')]),
                )
              : `logits of shape ${logits.dims.join(' × ')} (use --json to see them)`,
            r.loss === null ? 'no labels, no loss' : `loss ${r.loss.toFixed(6)}`,
          ].join('\n'),
        );
      } finally {
        await backend.dispose();
      }
    });
}
