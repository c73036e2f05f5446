/** The command line as a function: arguments in, exit status out. */
import { Command, CommanderError } from 'commander';
import { AnatomyError } from '../src/anatomy/describe';
import { DataError } from '../src/data/errors';
import { MissingFileError } from '../src/data/files';
import { DownloadError } from '../src/interchange/fetchSource';
import { AddressError } from '../src/interchange/hub/address';
import { AdapterError } from '../src/interchange/layout';
import { MergeError } from '../src/interchange/merge';
import { SafetensorsError } from '../src/interchange/safetensors';
import { inEnglish } from '../src/messages/message';
import { HyperparameterError } from '../src/methods/hyperparameters';
import { ModelFileError } from '../src/onnx/codec';
import { addCheck } from './commands/check';
import { addCount } from './commands/count';
import { addGradients } from './commands/gradients';
import { addInspect } from './commands/inspect';
import { addLogits } from './commands/logits';
import { addMerge } from './commands/merge';
import { addMethods } from './commands/methods';
import { addTrain } from './commands/train';
import { addTransfer } from './commands/transfer';
import { TrainingFailure } from '../src/training/failures';
import { UsageError, type Io } from './io';

function programFor(io: Io): Command {
  const program = new Command('peft').description(
    'Fine-tune small pretrained language models with parameter-efficient methods.',
  );
  for (const add of [
    addInspect,
    addMethods,
    addCount,
    addTrain,
    addTransfer,
    addLogits,
    addGradients,
    addCheck,
    addMerge,
  ])
    add(program, io);
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .configureOutput({ writeOut: (text) => io.stderr(text), writeErr: (text) => io.stderr(text) });
  }
  return program;
}

/** Refusals: what was given can't be used, and the message says what to do about it. */
const refusals = [
  UsageError,
  HyperparameterError,
  DataError,
  MissingFileError,
  ModelFileError,
  AnatomyError,
  AdapterError,
  SafetensorsError,
  MergeError,
  AddressError,
  DownloadError,
] as const;

/** Whatever was thrown, in words for people: the system's and the language's own errors are none. */
function worded(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const { code, path } = error as NodeJS.ErrnoException;
  if (code !== undefined && path !== undefined)
    return new UsageError(
      `"${path}" can't be used (${code}). Check that it is there and that you may read or write it.`,
    );
  if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError)
    return new Error(
      `The program failed, which it should not: ${error.message}. Please report it, with the command and what ` +
        'inspect says.',
    );
  return error;
}

/**
 * @returns 0 on success, 2 where the call or a file is refused, 1 for every other failure (a run that diverged, a wrong
 *   gradient). With --json a failure prints `{"error": …}` as its one document.
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  let printed = false;
  const watched: Io = {
    ...io,
    stdout: (text) => {
      printed = true;
      io.stdout(text);
    },
    stderr: (text) => {
      io.stderr(text);
    },
    interactive: io.interactive,
  };
  const fail = (error: Error, status: number): number => {
    io.stderr(`${error.message}\n`);
    if (args.includes('--json') && !printed) io.stdout(`${JSON.stringify({ error: error.message })}\n`);
    return status;
  };
  try {
    await programFor(watched).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0; // --help
      if (args.includes('--json') && !printed) io.stdout(`${JSON.stringify({ error: error.message })}\n`);
      return 2;
    }
    const told = worded(error);
    if (told instanceof TrainingFailure) for (const advice of told.advice) io.stderr(`  ${inEnglish(advice)}\n`);
    return fail(told, refusals.some((refusal) => told instanceof refusal) ? 2 : 1);
  }
}
