/**
 * `npm run compare`: every method on one task, three seeds, into bench/METHODS.md. What was measured is kept in
 * bench/runs.json, and a later run goes on from there. `-- --times` measures the step times of what is kept again, one
 * method after the other: for a machine that was busy meanwhile. `-- --memory` measures each method's peak of GPU
 * buffers and its dispatches through Dawn, into bench/gpu.json.
 */
import { inEnglish } from '../src/messages/message';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeAdapter, WEIGHTS_FILE } from '../src/interchange/adapter';
import type { Method } from '../src/methods/contract';
import { applicability } from '../src/methods/applicability';
import { methods } from '../src/methods/registry';
import { createWasmBackend } from '../src/runtime/node';
import { finish } from '../src/training/finish';
import { describeModel } from '../cli/session';
import { measureGpuMemory, type GpuMemoryRow } from './gpuMemory';
import { writeMethodsPart } from './methodsFile';
import { line, median } from './report';
import { mean } from '../src/state/standings';
import { openWithDefaults, type RunOptions } from './runs';
import { megabytes, model, THREADS } from './setup';

const { values: options } = parseArgs({
  options: {
    times: { type: 'boolean', default: false },
    memory: { type: 'boolean', default: false },
    methods: { type: 'string' },
    seeds: { type: 'string' },
    steps: { type: 'string' },
    model: { type: 'string', default: 'tiny-encoder' },
    data: { type: 'string', default: 'fine_foods' },
    batch: { type: 'string', default: '8' },
    length: { type: 'string', default: '64' },
    threads: { type: 'string', default: String(THREADS) },
  },
});

/** Why a method's nature may keep it from beating a trained head in so few steps. */
const REASONS: Readonly<Record<string, string>> = {
  'adapter-fusion': 'six tenths of the steps go to the adapters that are fused, shared among them',
  'adapter-soup': 'half of the steps go to adapters on other data sets, and the target trains the head only',
  autopeft: 'half of the steps go to configurations that are tried and not chosen',
};

/** What `--memory` measured: a method's last form at the comparison's sizes. */
type Measured = GpuMemoryRow & { readonly model: string; readonly batch: number; readonly length: number };

/** Steps of a run that only times them. */
const TIMED_STEPS = 40;

/**
 * Settings other than a method's own: step times are those of a step that computes everything, in whatever epoch it is.
 */
const SETTINGS: Readonly<Record<string, RunOptions['hyperparameters']>> = { lst: { cache: 0 } };
const settingsOf = ({ id }: Method): Pick<RunOptions, 'hyperparameters'> =>
  SETTINGS[id] ? { hyperparameters: SETTINGS[id] } : {};

interface Kept {
  readonly method: string;
  readonly model: string;
  readonly data: string;
  readonly steps: number;
  readonly batch: number;
  readonly length: number;
  readonly seed: number;
  readonly learningRate: number;
  readonly hyperparameters: string;
  readonly split: 'validation' | 'test';
  readonly accuracy: number | null;
  readonly perplexity: number | null;
  readonly trainable: number;
  readonly storedBytes: number;
  /** Expected on the device, from the graph. */
  readonly expectedBytes: number;
  readonly activationBytes: number;
  /** Median milliseconds of a step; compare within one run of this program only. */
  readonly milliseconds: number;
  /** The step time was measured with `--times`, method by method. */
  readonly timed?: true;
  readonly phases: readonly string[];
}

const file = fileURLToPath(new URL('runs.json', import.meta.url));
const kept: Kept[] = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Kept[]) : [];
const save = (): void => writeFileSync(file, `[\n${kept.map((run) => JSON.stringify(run)).join(',\n')}\n]\n`);

const gpuFile = fileURLToPath(new URL('gpu.json', import.meta.url));
let measured: readonly Measured[] = existsSync(gpuFile)
  ? (JSON.parse(readFileSync(gpuFile, 'utf8')) as Measured[])
  : [];

const split = 'test';
const steps = Number(options.steps ?? 400);
const [batch, length] = [Number(options.batch), Number(options.length)];
const seeds = (options.seeds ?? '0,1,2').split(',').map(Number);
const chosen = methods.filter((method) => !options.methods || options.methods.split(',').includes(method.id));
const common = { model: options.model, data: options.data, steps, batch, length, split } as const;

const ofMethod = (id: string): Kept[] =>
  kept.filter(
    (run) => run.method === id && Object.entries(common).every(([name, value]) => run[name as keyof Kept] === value),
  );
const score = (run: Kept): number => run.accuracy ?? -(run.perplexity ?? NaN);

const source = await model(options.model);
const { anatomy } = describeModel(source);
const backend = await createWasmBackend({ threads: Number(options.threads) });
for (const method of options.times ? chosen.filter(({ id }) => ofMethod(id).length > 0) : []) {
  const opened = await openWithDefaults(
    {
      model: options.model,
      dataset: options.data,
      method: method.id,
      ...settingsOf(method),
      steps: TIMED_STEPS,
      batch,
      length,
      seed: 0,
    },
    backend,
  );
  try {
    await finish(opened.train());
    const { stepMilliseconds } = opened.result();
    kept.forEach((run, i) => {
      if (ofMethod(method.id).includes(run)) kept[i] = { ...run, milliseconds: stepMilliseconds, timed: true };
    });
    save();
    process.stderr.write(`${method.id}: ${stepMilliseconds.toFixed(1)} ms a step\n`);
  } finally {
    await opened.dispose();
  }
}
/** Measured with the model and sizes of this comparison. */
const isHere = (row: Measured): boolean => row.model === options.model && row.batch === batch && row.length === length;
for (const method of options.memory ? chosen : []) {
  const [row] = await measureGpuMemory(options.model, [method.id], batch, length);
  measured = [
    ...measured.filter((other) => other.method !== method.id || !isHere(other)),
    { ...row!, model: options.model, batch, length },
  ];
  writeFileSync(gpuFile, `[\n${measured.map((other) => JSON.stringify(other)).join(',\n')}\n]\n`);
  process.stderr.write(`${method.id}: ${megabytes(row!.peak)}, ${row!.dispatches} dispatches\n`);
}
for (const method of options.times || options.memory ? [] : chosen) {
  if (applicability(method, anatomy.dimensions)) continue;
  const { learningRate } = method.defaults;
  for (const seed of seeds) {
    const key = { ...common, method: method.id, seed, learningRate };
    if (kept.some((run) => Object.entries(key).every(([name, value]) => run[name as keyof Kept] === value))) continue;
    try {
      const opened = await openWithDefaults(
        {
          model: options.model,
          dataset: options.data,
          method: method.id,
          ...settingsOf(method),
          steps,
          batch,
          length,
          seed,
          learningRate,
        },
        backend,
      );
      try {
        await finish(opened.train());
        const { accuracy, perplexity } = await finish(opened.evaluate(split));
        const result = opened.result();
        const { carried, hyperparameters } = opened.found;
        const adapter = writeAdapter(
          { method, hyperparameters, anatomy, parameters: opened.parameters, carried: carried.tensors },
          await opened.trained(),
          {
            model: options.model,
            method: { id: method.id, hyperparameters },
            task: result.config.task,
          },
        );
        const run: Kept = {
          ...key,
          hyperparameters: JSON.stringify(result.config.method.hyperparameters),
          accuracy: accuracy ?? null,
          perplexity: perplexity ?? null,
          trainable: result.trainable,
          storedBytes: adapter[WEIGHTS_FILE].byteLength,
          expectedBytes: opened.estimate.expected,
          activationBytes: opened.estimate.activations,
          milliseconds: result.stepMilliseconds,
          phases: result.stages.map(
            (stage) => `${inEnglish(stage.title)}${stage.summary ? `: ${inEnglish(stage.summary)}` : ''}`,
          ),
        };
        kept.push(run);
        save();
        process.stderr.write(
          `${method.id}, rate ${learningRate}, seed ${seed}: ` +
            `${accuracy === undefined ? perplexity?.toFixed(2) : `${(100 * accuracy).toFixed(1)} %`}\n`,
        );
      } finally {
        await opened.dispose();
      }
    } catch (error) {
      process.stderr.write(`${method.id}, rate ${learningRate}, seed ${seed}: ${(error as Error).message}\n`);
    }
  }
}
await backend.dispose();

const spread = (values: readonly number[]): number =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
const shown = (value: number): string => (value >= 0 ? (100 * value).toFixed(1) : (-value).toFixed(2));
const setting = `${options.model}, ${options.data}, ${steps} steps of ${batch} texts of at most ${length} tokens`;

const onGpu = (id: string): Measured | undefined => measured.find((row) => row.method === id && isHere(row));

function methodsTable(): string {
  const columns = [
    'method',
    'category',
    'accuracy, %',
    'seeds',
    'against head-only',
    'trainable',
    'stored, bytes',
    'peak GPU bytes',
    'of it activations',
    'dispatches',
    'time',
  ];
  /** At the present default rate: others are of an earlier one. */
  const atDefault = (id: string): Kept[] =>
    ofMethod(id).filter(
      (run) => run.learningRate === methods.find((method) => method.id === id)?.defaults.learningRate,
    );
  const full = median(atDefault('full').map((run) => run.milliseconds));
  const head = mean(atDefault('head-only').map(score));
  const rows = methods.flatMap((method) => {
    const runs = atDefault(method.id);
    if (runs.length === 0) return [];
    const scores = runs.map(score);
    const first = runs[0]!;
    const gpu = onGpu(method.id);
    return [
      line([
        method.id,
        method.category,
        `${shown(mean(scores))} ± ${(100 * spread(scores)).toFixed(1)}`,
        String(runs.length),
        `${mean(scores) >= head ? '+' : '−'}${(100 * Math.abs(mean(scores) - head)).toFixed(1)}`,
        first.trainable.toLocaleString('en-US'),
        first.storedBytes.toLocaleString('en-US'),
        gpu?.peak.toLocaleString('en-US') ?? '–',
        gpu ? megabytes(gpu.peakByOwner.activations ?? 0) : '–',
        String(gpu?.dispatches ?? '–'),
        (median(runs.map((run) => run.milliseconds)) / full).toFixed(2),
      ]),
    ];
  });
  const below = methods.filter(({ id }) => atDefault(id).length > 0 && mean(atDefault(id).map(score)) < head);
  const adapters = [...new Set(measured.filter(({ method }) => onGpu(method)).map(({ adapter }) => adapter))];
  const timed = methods.every(({ id }) => atDefault(id).every((run) => run.timed));
  return (
    `## All methods on one task\n\nWritten by \`npm run compare\`. ${setting}, each method at its own default ` +
    'rate and hyper-parameters; mean and standard deviation over the seeds, on the test split. Majority class: ' +
    '65.8 %.\n' +
    "Trained: of a method's last form, without the head. Stored: the adapter's file with the head. Peak GPU " +
    `bytes: the most that its buffers held in two steps of that form on WebGPU (${adapters.join(', ')}), ` +
    'counted as they are created; dispatches: of one step. Time: median step relative to full fine-tuning, ' +
    (timed
      ? 'measured method by method in one run'
      : 'a rough guide: the runs were not made side by side (`-- --times` measures again)') +
    '.\n\n' +
    'Not above head-only: ' +
    (below.length === 0
      ? 'none'
      : below.map(({ id, name }) => `${name} (${REASONS[id] ?? 'no reason known'})`).join('; ')) +
    '. ' +
    'Differences under a point are within the spread of the seeds.\n\n' +
    [line(columns), line(columns.map(() => '---')), ...rows, ''].join('\n')
  );
}

const text = methodsTable();
writeMethodsPart('one-task', text);
process.stdout.write(text);
