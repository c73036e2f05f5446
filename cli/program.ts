/** The command line as a function: arguments in, exit status out. */
import { Command, CommanderError } from 'commander';
import { HyperparameterError } from '../src/methods/hyperparameters';
import { addCheck } from './commands/check';
import { addCount } from './commands/count';
import { addGradients } from './commands/gradients';
import { addInspect } from './commands/inspect';
import { addLogits } from './commands/logits';
import { addMerge } from './commands/merge';
import { addMethods } from './commands/methods';
import { addTrain } from './commands/train';
import { UsageError, type Io } from './io';

function programFor(io: Io): Command {
  const program = new Command('peft').description(
    'Fine-tune small pretrained language models with parameter-efficient methods.',
  );
  for (const add of [addInspect, addMethods, addCount, addTrain, addLogits, addGradients, addCheck, addMerge])
    add(program, io);
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .configureOutput({ writeOut: (text) => io.stderr(text), writeErr: (text) => io.stderr(text) });
  }
  return program;
}

/**
 * @returns 0 on success, 2 for wrong usage, 1 for every other failure. With --json a failure prints `{"error": …}` as
 * its one document.
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
    const known = error instanceof Error ? error : new Error(String(error));
    return fail(known, error instanceof UsageError || error instanceof HyperparameterError ? 2 : 1);
  }
}
