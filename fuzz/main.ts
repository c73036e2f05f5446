/**
 * `npm run fuzz -- --seconds 60 [--target onnx] [--seed 1] [--inputs 1000]`: attacks what reads files, links and
 * answers with inputs that a seed makes, and prints figures by target. Inputs that fail are written below
 * `.cache/fuzz`.
 */
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { fingerprint, inputOf } from './input';
import { root } from './files';
import { keepFound } from './found';
import { added, Runner, type Tally } from './runner';
import { targets } from './targets';
import { tableOf } from './table';

const whole = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('Give a whole number.');
  return value;
};

const names = targets.map(({ name }) => name);
const program = new Command()
  .name('npm run fuzz --')
  .option('--seconds <n>', 'how long, over all targets', whole, 60)
  .option('--inputs <n>', 'how many of each target, in place of a time', whole)
  .option('--target <name>', `one of ${names.join(', ')}`)
  .option('--seed <n>', 'other inputs', whole, 1)
  .option('--from <n>', 'the first input', whole, 0);
program.parse();
const { seconds, inputs, target, seed, from } = program.opts<{
  seconds: number;
  inputs?: number;
  target?: string;
  seed: number;
  from: number;
}>();
if (target !== undefined && !names.includes(target))
  program.error(`There is no target "${target}": choose ${names.join(', ')}.`);

/** Failures of one kind are told once. */
async function tell({ target: name, inputs: count, failures }: Tally): Promise<void> {
  process.stdout.write(`${name}: ${count} inputs, ${failures.length} failures\n`);
  const seen = new Set<string>();
  for (const { which, kind, text } of failures) {
    const key = `${kind} ${text.replace(/"[^"]*"|\d+/g, '…')}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const input = await inputOf(which);
    const path = keepFound(join(root, '.cache/fuzz'), which.target, fingerprint(key), input, `${kind}: ${text}`);
    process.stdout.write(`\n${kind} ${JSON.stringify(which)}\n  ${text}\n  ${path}\n`);
  }
}

/** Inputs between two looks at the clock. */
const GO = 500;

const chosen = target === undefined ? names : [target];
const runner = new Runner();
const tallies: Tally[] = [];
for (const name of chosen) {
  const end = Date.now() + (1000 * seconds) / chosen.length;
  let tally = await runner.found(name);
  const more = (next: number) => (inputs === undefined ? Date.now() < end : next < from + inputs);
  for (let next = from; more(next); next += GO) {
    const to = inputs === undefined ? next + GO : Math.min(next + GO, from + inputs);
    tally = added(tally, await runner.run(name, seed, next, to));
  }
  tallies.push(tally);
  await tell(tally);
}
runner.close();
process.stdout.write(`\n${tableOf(tallies)}\n`);
process.exit(tallies.some(({ failures }) => failures.length > 0) ? 1 : 0);
