/** `merge`: folds an adapter into the model's weights and writes an ordinary ONNX file. */
import type { Command } from 'commander';
import { applyAdapter } from '../../src/interchange/adapter';
import { mergedWeights, withWeights } from '../../src/interchange/merge';
import { notePoison } from '../../src/interchange/poisonedModel';
import { nothingCarried } from '../../src/methods/lifecycle';
import { encodeModel } from '../../src/onnx/codec';
import { parametersOf } from '../../src/training/applied';
import { adapterNotes, chooseAdapterMethod, openAdapter } from '../adapter';
import { openModel } from '../files';
import { bytesText, report, type Io } from '../io';
import { checkFile, writeOut } from '../output';
import { describeModel, recipeFor } from '../session';
import { addMethodOptions, addTaskOptions, jsonOption, type MethodOptions, type TaskSettings } from '../settings';

interface MergeOptions extends MethodOptions, TaskSettings {
  readonly loadAdapter: string;
  readonly out: string;
  readonly json?: boolean;
}

export function addMerge(program: Command, io: Io): void {
  addTaskOptions(
    addMethodOptions(program.command('merge').description('fold an adapter into the weights').argument('<model>')),
  )
    .requiredOption('--load-adapter <dir>', "folder or zip of an adapter: ours, HF PEFT's or AdapterHub's")
    .requiredOption('--out <file>', 'where to write the merged model')
    .addOption(jsonOption())
    .action(async (name: string, options: MergeOptions) => {
      checkFile('--out', options.out, 'merged.onnx');
      const model = await openModel(name);
      const base = describeModel(model);
      const { adapter, chosen } = chooseAdapterMethod(options, await openAdapter(options.loadAdapter), base.anatomy);
      io.stderr(adapterNotes(adapter));
      const task =
        options.task ??
        adapter.info?.task ??
        (base.anatomy.stacks
          ? 'seq2seq'
          : adapter.classes === undefined && base.anatomy.languageModelHead
            ? 'causal-lm'
            : 'classification');
      const carried = { ...nothingCarried, tensors: adapter.carried };
      const recipe = recipeFor(model, {
        chosen,
        task,
        batch: 1,
        sequence: 8,
        seed: 0,
        taskOptions: { labels: Array.from({ length: adapter.classes ?? 2 }, (_, i) => String(i)) },
      });
      const { parameters, base: sized } = parametersOf({ ...recipe, carried });
      const trained = applyAdapter(adapter, { ...chosen, anatomy: sized.anatomy, parameters });
      const changed = mergedWeights({ ...chosen, base: sized, trained, carried });
      const merged = withWeights(model.graph, sized.graph, changed);
      notePoison(merged, adapter.info);
      const { model: bytes } = encodeModel(merged);
      writeOut(options.out, bytes);
      const head = parameters.some((p) => p.group === 'head');
      report(
        io,
        options.json === true,
        { out: options.out, bytes: bytes.byteLength, changed: [...changed.keys()], head },
        (r) =>
          [
            `${r.changed.length} weights changed; ${bytesText(r.bytes)} in ${r.out}`,
            ...(r.head ? ['The classification head is not part of the model: it stays in the adapter.'] : []),
          ].join('\n'),
      );
    });
}
