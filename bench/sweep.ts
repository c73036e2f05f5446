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
import { HyperparameterError, resolveHyperparameters } from '../src/methods/hyperparameters';
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
  {
    task: 'causal-lm',
    model: 'tiny-decoder',
    data: 'shakespeare_sonnets',
    steps: 60,
    batch: 8,
    length: 64,
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
/** The best of them, which are tried with every seed. */
const CONFIRMED = 2;

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

const isWritten = ({ task }: Sweep): boolean => task === 'seq2seq' || task === 'causal-lm';
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
  return { rates, best: byScore(sweep, rates)[0] };
}

/** The best first; what was seen with one seed counts as what was seen with two. */
function byScore(sweep: Sweep, rates: readonly Tried[]): Tried[] {
  const sign = isWritten(sweep) ? -1 : 1;
  return [...rates].sort((a, b) => sign * (mean(b.scores) - mean(a.scores)));
}

const isKept = (key: Omit<SweptRun, 'score'>): boolean =>
  kept.some((other) => Object.entries(key).every(([name, value]) => other[name as keyof SweptRun] === value));

/**
 * Uphill from the method's own rate in threes, upwards first, until the best lies between two worse ones: with the
 * first seed. What the other seeds are for is the two best.
 */
function nextRun(sweep: Sweep, method: Method): { rate: number; seed: number } | undefined {
  const own = rateOf(method.defaults, sweep.task, sweep.model);
  const { rates, best } = triedOf(sweep, method.id);
  const seed = seeds[0]!;
  const lowest = rates[0];
  const highest = rates.at(-1);
  if (!rates.some(({ rate }) => rate === own)) return { rate: own, seed };
  if (rates.length < MOST_RATES) {
    if (best === highest) return { rate: rounded(highest!.rate * 3), seed };
    if (best === lowest) return { rate: rounded(lowest!.rate / 3), seed };
  }
  for (const other of seeds.slice(1))
    for (const { rate } of byScore(sweep, rates).slice(0, CONFIRMED))
      if (!isKept({ task: sweep.task, method: method.id, learningRate: rate, seed: other }))
        return { rate, seed: other };
  return undefined;
}

async function run(sweep: Sweep): Promise<void> {
  const { anatomy } = describeModel(await model(sweep.model));
  const backend = await createWasmBackend({ threads: Number(options.threads) });
  const { task, data: dataset, split, note: _note, ...sizes } = sweep;
  for (const method of methods) {
    if (options.methods && !options.methods.split(',').includes(method.id)) continue;
    if (applicability(method, anatomy.dimensions, resolveHyperparameters(method, {}), task)) continue;
    for (let next = nextRun(sweep, method); next !== undefined; next = nextRun(sweep, method)) {
      const { rate, seed } = next;
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
        // The model has not what it changes, whatever the rate.
        if (error instanceof HyperparameterError) break;
      }
      // What diverged is a result too: the worst.
      const worst = isWritten(sweep) ? 1e6 : 0;
      kept.push({ task, method: method.id, learningRate: rate, seed, score: Number.isFinite(score) ? score : worst });
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
    const own = String(rateOf(method.defaults, sweep.task, sweep.model));
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
