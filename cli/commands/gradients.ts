/** `gradients`: loss and the gradient of every trainable tensor for one given batch, under the names of HF PEFT. */
import type { Command } from 'commander';
import { fileTensors } from '../../src/interchange/adapter';
import { writeSafetensors } from '../../src/interchange/safetensors';
import { asFloat32, sizeOf } from '../../src/onnx/tensor';
import { createWasmBackend } from '../../src/runtime/node';
import { assembleGradients } from '../../src/training/assembleGradients';
import { report, requireFinite, table, UsageError, type Io } from '../io';
import { checkFile, writeOut } from '../output';
import { Runner } from '../session';
import { jsonOption } from '../settings';
import { addEvaluateOptions, feedsOf, prepareEvaluation, type EvaluateOptions } from './evaluate';

export function addGradients(program: Command, io: Io): void {
  addEvaluateOptions(
    program.command('gradients').description('compute the loss and all gradients for one batch, without dropout'),
  )
    .requiredOption(
      '--out <file>',
      "safetensors file for the gradients, named and laid out as in the adapter's file, or as HF PEFT would " +
        'store the tensors',
    )
    .addOption(jsonOption())
    .action(async (name: string, options: EvaluateOptions & { out: string }) => {
      checkFile('--out', options.out, 'gradients.safetensors');
      const prepared = await prepareEvaluation(name, options, io);
      if (!prepared.given.labels)
        throw new UsageError(`${options.batch} has no "labels", so there is no loss to differentiate. Add them.`);
      const {
        recipe: { method, hyperparameters },
      } = prepared;
      const { graph, base, parameters, outputs: names } = assembleGradients(prepared.recipe);
      const feeds = feedsOf(prepared, base, parameters);
      const backend = await createWasmBackend();
      try {
        const outputs = await (await Runner.load(backend, graph, 'gradient')).run(feeds);
        const values = new Map(
          parameters.map((p) => {
            const output = names.get(p.name);
            // A tensor that the loss doesn't depend on has gradient zero.
            return [p.name, output === undefined ? new Float32Array(sizeOf(p.shape)) : asFloat32(outputs[output]!)];
          }),
        );
        const tensors = fileTensors(
          { method, hyperparameters, anatomy: base.anatomy, parameters },
          values,
          'zero',
          prepared.adapter?.hub,
        );
        const norm = (data: Float32Array) => Math.sqrt(data.reduce((sum, v) => sum + v * v, 0));
        const result = {
          loss: Number(outputs.loss!.data[0]),
          out: options.out,
          tensors: [...tensors].map(([tensor, t]) => ({
            name: tensor,
            shape: t.dims,
            norm: norm(t.data as Float32Array),
          })),
        };
        // No file of numbers that are none.
        requireFinite(result);
        writeOut(options.out, writeSafetensors(tensors));
        report(
          io,
          options.json === true,
          result,
          (r) =>
            `${table(
              ['tensor', 'shape', 'norm'],
              r.tensors.map((t) => [t.name, t.shape.join(' × '), t.norm.toExponential(3)]),
            )}\n\nloss ${r.loss.toFixed(6)}; gradients in ${r.out}`,
        );
      } finally {
        await backend.dispose();
      }
    });
}
