/**
 * `npm run sweep`: learning rates of every method, task by task, into bench/SWEEP.md. Never on what a table of results
 * reports: on the validation split, or where that is too small on the test of other data. What was measured is kept in
 * bench/sweeps.json, and a later run goes on from there.
 *
 *     npm run sweep -- --tasks seq2seq --methods lora,ia3 --seeds 0,1
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { applicability } from '../src/methods/applicability';
import type { Method } from '../src/methods/contract';
import { rateOf } from '../src/methods/rates';
import { methods } from '../src/methods/registry';
import type { TaskId } from '../src/methods/taskId';
import { createWasmBackend } from '../src/runtime/node';
import { finish } from '../src/training/finish';
import { describeModel } from '../cli/session';
import { mean } from '../src/state/standings';
import { line } from './report';
import { openWithDefaults } from './runs';
import { model, THREADS } from './setup';

interface Sweep {
  readonly task: TaskId;
  readonly model: string;
  readonly data: string;
  readonly steps: number;
  readonly batch: number;
  readonly length: number;
  readonly split: 'validation' | 'test';
  /** Beside the sizes, above its table. */
  readonly note: string;
}

const sweeps: readonly Sweep[] = [
  {
    task: 'classification',
    model: 'tiny-encoder',
    data: 'fine_foods',
    steps: 200,
    batch: 8,
    length: 64,
    split: 'validation',
    note: 'on the validation split. Differences of about two points are within the noise of its few hundred texts',
  },
  {
    task: 'seq2seq',
    model: 'tiny-encoder-decoder',
    data: 'numbers_hu',
    steps: 200,
    batch: 8,
    length: 18,
    split: 'test',
    note: 'on the test of Hungarian numbers, since 170 German ones leave seventeen to validate on',
  },
  {
    task: 'token-classification',
    model: 'tiny-encoder',
    data: 'brown_tags',
    steps: 100,
    batch: 16,
    length: 32,
    split: 'validation',
    note: 'on the validation split',
  },
];

interface SweptRun {
  readonly task: TaskId;
  readonly method: string;
  readonly learningRate: number;
  readonly seed: number;
  /** Accuracy; of written tasks the perplexity. */
  readonly score: number;
}

/** Learning rates tried for one method. */
const MOST_RATES = 6;

const { values: options } = parseArgs({
  options: {
    tasks: { type: 'string' },
    methods: { type: 'string' },
    seeds: { type: 'string', default: '0,1' },
    threads: { type: 'string', default: String(THREADS) },
    print: { type: 'boolean', default: false },
  },
});
const seeds = options.seeds.split(',').map(Number);
const file = fileURLToPath(new URL('sweeps.json', import.meta.url));
const kept: SweptRun[] = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SweptRun[]) : [];
const save = (): void => writeFileSync(file, `[\n${kept.map((run) => JSON.stringify(run)).join(',\n')}\n]\n`);

const isWritten = ({ task }: Sweep): boolean => task === 'seq2seq';
const rounded = (rate: number): number => Number(rate.toPrecision(2));

interface Tried {
  readonly rate: number;
  readonly scores: readonly number[];
}

/** Rates of a method, from low to high, and the best one. */
function triedOf(sweep: Sweep, method: string): { rates: readonly Tried[]; best: Tried | undefined } {
  const runs = kept.filter((run) => run.task === sweep.task && run.method === method);
  const rates = [...new Set(runs.map((run) => run.learningRate))]
    .sort((a, b) => a - b)
    .map((rate) => ({ rate, scores: runs.filter((run) => run.learningRate === rate).map(({ score }) => score) }));
  const sign = isWritten(sweep) ? -1 : 1;
  const best = [...rates].sort((a, b) => sign * (mean(b.scores) - mean(a.scores)))[0];
  return { rates, best };
}

/** The method's own rate, a third and three times of it, and on where the best so far lies at an end. */
function nextRate(sweep: Sweep, method: Method): number | undefined {
  const own = rateOf(method.defaults, sweep.task);
  const { rates, best } = triedOf(sweep, method.id);
  const isDone = (rate: number): boolean =>
    rates.some((tried) => tried.rate === rate && tried.scores.length >= seeds.length);
  const first = [own, rounded(own / 3), rounded(own * 3)].find((rate) => !isDone(rate));
  if (first !== undefined || rates.length >= MOST_RATES) return first;
  const beyond =
    best === rates[0] ? rounded(best!.rate / 3) : best === rates.at(-1) ? rounded(best!.rate * 3) : undefined;
  return beyond === undefined || isDone(beyond) ? undefined : beyond;
}

async function run(sweep: Sweep): Promise<void> {
  const { anatomy } = describeModel(await model(sweep.model));
  const backend = await createWasmBackend({ threads: Number(options.threads) });
  const { task, data: dataset, split, note: _note, ...sizes } = sweep;
  for (const method of methods) {
    if (options.methods && !options.methods.split(',').includes(method.id)) continue;
    if (applicability(method, anatomy.dimensions, undefined, task)) continue;
    for (let rate = nextRate(sweep, method); rate !== undefined; rate = nextRate(sweep, method))
      for (const seed of seeds) {
        const key = { task, method: method.id, learningRate: rate, seed };
        if (kept.some((other) => Object.entries(key).every(([name, value]) => other[name as keyof SweptRun] === value)))
          continue;
        let score = NaN;
        try {
          const opened = await openWithDefaults(
            { ...sizes, dataset, method: method.id, seed, learningRate: rate },
            backend,
          );
          try {
            await finish(opened.train());
            const scores = await finish(opened.evaluate(split));
            score = (isWritten(sweep) ? scores.perplexity : scores.accuracy) ?? NaN;
          } finally {
            await opened.dispose();
          }
        } catch (error) {
          process.stderr.write(`${method.id}, rate ${rate}: ${(error as Error).message}\n`);
        }
        // What diverged is a result too: the worst.
        kept.push({ ...key, score: Number.isFinite(score) ? score : isWritten(sweep) ? 1e6 : 0 });
        save();
        process.stderr.write(`${task}, ${method.id}, rate ${rate}, seed ${seed}: ${score.toFixed(4)}\n`);
      }
  }
  await backend.dispose();
}

function table(sweep: Sweep): string {
  const shown = ({ rate, scores }: Tried): string =>
    `${rate}: ${isWritten(sweep) ? mean(scores).toFixed(2) : (100 * mean(scores)).toFixed(1)}`;
  const rows = methods.flatMap((method) => {
    const { rates, best } = triedOf(sweep, method.id);
    if (!best) return [];
    const own = String(rateOf(method.defaults, sweep.task));
    return [line([method.id, own, rates.map(shown).join(', '), String(best.rate), String(best.scores.length)])];
  });
  const { model: name, data, steps, batch, length, note } = sweep;
  const what = isWritten(sweep) ? 'perplexity (lower is better)' : 'accuracy in %';
  return [
    `## ${sweep.task}`,
    '',
    `${name}, ${data}, ${steps} steps of ${batch} of at most ${length} tokens, ${note}.`,
    '',
    line(['method', 'default now', `rate: ${what}`, 'best', 'seeds']),
    line(['---', '---', '---', '---', '---']),
    ...rows,
    '',
  ].join('\n');
}

if (!options.print)
  for (const sweep of sweeps) if (!options.tasks || options.tasks.split(',').includes(sweep.task)) await run(sweep);
const text =
  '# Learning rates\n\nWritten by `npm run sweep`. The default is the best rate, or a lower one that is about as ' +
  'good, since larger models want lower ones; or lies between two.\n\n' +
  sweeps
    .filter(({ task }) => kept.some((run) => run.task === task))
    .map(table)
    .join('\n');
writeFileSync(fileURLToPath(new URL('SWEEP.md', import.meta.url)), text);
process.stdout.write(text);
