/**
 * `npm run endure [-- --steps 20000 --runs 200 --models 100]`: what the built page holds after long use, in a Chromium
 * without a window, and the long tasks of its main thread while it trains. Build first.
 */
import type { Page } from '@playwright/test';
import { Command, InvalidArgumentError } from 'commander';
import { Meter, overhear, ownModel, trainTo, wholeRun, type Held } from '../e2e/endurance';
import { mainThreadTasks, open } from '../e2e/page';
import { openBuiltPage } from './builtPage';

/** Of one run, as the settings have it. */
const MOST_STEPS = 20_000;

const whole = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('Give a whole number.');
  return value;
};
const program = new Command()
  .name('npm run endure --')
  .option('--steps <n>', 'steps of one run', whole, 20_000)
  .option('--runs <n>', 'runs one after the other', whole, 200)
  .option('--models <n>', 'own models', whole, 100)
  .option('--backend <name>', 'wasm or webgpu', 'wasm')
  .option('--longest <seconds>', 'of each of the three', whole, 1200);
program.parse();
const given = program.opts<{ steps: number; runs: number; models: number; backend: string; longest: number }>();

const small = `backend=${given.backend}&dataset=languages&batchSize=4&sequenceLength=16&evaluateEvery=0&seed=5`;
const mega = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;

function tell(what: string, done: string, before: Held, after: Held): void {
  const row = (name: string, of: (held: Held) => number, as: (value: number) => string) =>
    process.stdout.write(
      `  ${name.padEnd(16)}${as(of(before)).padStart(12)}${as(of(after)).padStart(12)}` +
        `${as(of(after) - of(before)).padStart(12)}\n`,
    );
  process.stdout.write(`${what}\n  ${'after'.padEnd(16)}${done}, then the difference\n`);
  row('page heap', (held) => held.heap, mega);
  if (before.code !== undefined) row('of it code', (held) => held.code ?? NaN, mega);
  row('workers heap', (held) => held.workers, mega);
  row('DOM nodes', (held) => held.nodes, String);
  row('listeners', (held) => held.listeners, String);
  row('device', (held) => held.device, mega);
  row('kept for reuse', (held) => held.cache, mega);
}

const built = await openBuiltPage();

async function fresh(hash: string): Promise<{ readonly page: Page; readonly meter: Meter }> {
  const context = await built.context();
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await overhear(page);
  await open(page, hash);
  return { page, meter: await Meter.of(page) };
}

/** Does something `times` times, and tells what is held after a tenth of them and at the end. */
async function repeat(what: string, times: number, hash: string, action: (page: Page) => Promise<void>) {
  if (times === 0) return;
  const { page, meter } = await fresh(hash);
  const warm = Math.max(2, Math.round(times / 10));
  const end = Date.now() + 1000 * given.longest;
  let before: Held | undefined;
  let done = 0;
  while (done < times && Date.now() < end) {
    await action(page);
    if (++done === warm) before = await meter.held();
  }
  if (before) tell(what, `${warm} and ${done}`, before, await meter.held());
  await page.context().close();
}

async function oneRun(): Promise<void> {
  if (given.steps === 0) return;
  // A run that is finished shows more than one that is paused, and no run has more steps.
  const steps = Math.min(given.steps, MOST_STEPS - 100);
  const { page, meter } = await fresh(`${small}&steps=${MOST_STEPS}`);
  const warm = await trainTo(page, Math.max(50, Math.round(steps / 10)));
  const before = await meter.held(true);
  let last = warm;
  const tasks = await mainThreadTasks(page, async () => {
    last = await trainTo(page, steps, 1000 * given.longest);
  });
  tell('One run', `step ${warm} and ${last}`, before, await meter.held(true));
  const times = tasks.map(({ cpu }) => cpu).sort((a, b) => b - a);
  const long = times.filter((time) => time > 50).length;
  process.stdout.write(
    `  of ${times.length} tasks of the page ${long} took over 50 ms of processor time, the longest ` +
      `${times
        .slice(0, 3)
        .map((time) => time.toFixed(0))
        .join(', ')} ms\n`,
  );
  await page.context().close();
}

await oneRun();
await repeat('Runs of 3 steps', given.runs, `${small}&steps=3`, wholeRun);
await repeat('Own models', given.models, small, ownModel);
await built.close();
