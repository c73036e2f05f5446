/** `transfer`: which data help which, when they are learnt first. A matrix of sources and targets, cell by cell. */
import type { Command } from 'commander';
import { readManifest, type DatasetEntry } from '../../src/data/datasets';
import { rowsOf, tokenizerOf, type LoadedModel } from '../../src/interchange/modelFolder';
import {
  differ,
  matrixCsv,
  measures,
  NO_SOURCE,
  runKey,
  runsOf,
  scoreOf,
  together,
  verdictOf,
  type CellRun,
  type Cells,
  type MatrixPlan,
  type Measure,
  type Score,
  type Verdict,
} from '../../src/session/matrix';
import { openRun } from '../../src/session/openRun';
import { TransferMemory } from '../../src/session/transfer';
import type { Backend } from '../../src/runtime/backend';
import { finish } from '../../src/training/finish';
import type { Metrics } from '../../src/training/types';
import { bundledSource, openData, openModel } from '../files';
import { report, table, UsageError, type Io } from '../io';
import { checkFile, writeOut } from '../output';
import { describeModel, recipeFor } from '../session';
import { addMethodOptions, chooseMethod, jsonOption, wholeNumber, type MethodOptions } from '../settings';
import { addTrainingOptions, openBackend, runConfig, sizesFor, type TrainingOptions } from '../training';

interface Options extends MethodOptions, TrainingOptions {
  readonly family: string;
  readonly sources?: string;
  readonly targets?: string;
  readonly sourceSteps: number;
  readonly rows: number;
  readonly seeds: number;
  readonly out?: string;
  readonly json?: boolean;
}

export function addTransfer(program: Command, io: Io): void {
  const command = program
    .command('transfer')
    .description('train each target of a family on few rows, after each source and after none')
    .argument('<model>');
  addTrainingOptions(addMethodOptions(command))
    .requiredOption('--family <name>', 'a family of bundled data sets, such as numbers, emoji, sentiment')
    .option('--sources <names>', 'data to learn first, apart by commas (default: the whole family)')
    .option('--targets <names>', 'data to learn then (default: the whole family)')
    .option('--source-steps <n>', 'updates on the source', wholeNumber('source-steps', 1), 200)
    .option('--rows <n>', 'training rows of the target; 0: all', wholeNumber('rows', 0), 64)
    .option('--seeds <n>', 'how often each cell is trained, from --seed on', wholeNumber('seeds', 1), 1)
    .option('--out <file>', 'write the cells as CSV')
    .addOption(jsonOption())
    .action((name: string, options: Options) => transfer(name, options, io));
}

interface Cell extends CellRun {
  readonly metrics: Metrics;
}

async function transfer(name: string, options: Options, io: Io): Promise<void> {
  if (options.out !== undefined) checkFile('--out', options.out, 'matrix.csv');
  const model = await openModel(name);
  const plan = await planOf(options);
  const runs = runsOf(plan);
  const backend = await openBackend(options);
  const cells: Cell[] = [];
  try {
    const train = await trainer(name, model, options, plan, backend);
    for (const [n, run] of runs.entries()) {
      const metrics = await train(run);
      cells.push({ ...run, metrics });
      io.stderr(`${n + 1}/${runs.length} ${runKey(run)}: ${told(metrics)}\n`);
    }
  } finally {
    await backend.dispose();
  }
  if (options.out !== undefined)
    writeOut(options.out, matrixCsv(plan, Object.fromEntries(cells.map((cell) => [runKey(cell), cell.metrics]))));
  const shown = measures.filter((measure) => cells.every(({ metrics }) => scoreOf(metrics, measure)));
  const result = {
    ...plan,
    method: options.method,
    steps: options.steps,
    sourceSteps: options.sourceSteps,
    rows: options.rows,
    cells,
    matrices: Object.fromEntries(shown.map((measure) => [measure, matrixOf(plan, cells, measure)])),
  };
  report(io, options.json === true, result, () => shown.map((measure) => text(plan, cells, measure)).join('\n\n'));
}

/** @throws UsageError for a family that is not there, or data that are not of it */
async function planOf({ family, sources, targets, seed, seeds }: Options): Promise<MatrixPlan> {
  const { datasets } = await readManifest(bundledSource());
  const members = datasets.filter((entry) => entry.family === family);
  if (members.length === 0) {
    const known = [...new Set(datasets.flatMap((entry) => entry.family ?? []))];
    throw new UsageError(`There is no family "${family}" among the bundled data sets. Families: ${known.join(', ')}.`);
  }
  const plan = {
    sources: chosen('--sources', sources, members),
    targets: chosen('--targets', targets, members),
    seeds: Array.from({ length: seeds }, (_, n) => seed + n),
  };
  return plan;
}

function chosen(option: string, names: string | undefined, members: readonly DatasetEntry[]): string[] {
  const ids = members.map(({ id }) => id);
  if (names === undefined) return ids;
  return names.split(',').map((name) => {
    const id = name.trim().replaceAll('-', '_');
    if (!ids.includes(id)) throw new UsageError(`${option}: "${name}" is not of the family. It has ${ids.join(', ')}.`);
    return id;
  });
}

/** What trains one cell, on one device, with each source learnt once. */
async function trainer(
  name: string,
  model: LoadedModel,
  options: Options,
  { targets }: MatrixPlan,
  backend: Backend,
): Promise<(run: CellRun) => Promise<Metrics>> {
  const chosenMethod = chooseMethod(options);
  const { method, hyperparameters } = chosenMethod;
  const { anatomy } = describeModel(model);
  const memory = new TransferMemory();
  const virtual = method.virtualTokens?.(hyperparameters) ?? 0;
  const first = await openData(targets[0]!, undefined, {});
  const sized = { ...options, ...sizesFor(options, first, { model, anatomy, virtual }) };
  recipeFor(model, {
    chosen: chosenMethod,
    task: first.task,
    taskOptions: {},
    batch: sized.batch,
    sequence: sized.length,
    ...(sized.targetLength !== undefined && { target: sized.targetLength }),
    seed: options.seed,
  });
  return async ({ source, target, seed }) => {
    const config = runConfig({
      model: name,
      dataset: target,
      task: first.task,
      chosen: chosenMethod,
      anatomy,
      options: {
        ...sized,
        seed,
        sourceTemplate: options.sourceTemplate ?? (await openData(target, first.task, {})).sourceTemplate,
      },
      ...(source !== NO_SOURCE && { transfer: { dataset: source, steps: options.sourceSteps } }),
      ...(options.rows > 0 && { trainRows: options.rows }),
    });
    const sources = {
      model: async () => ({ model, tokenizer: () => tokenizerOf(model, rowsOf(anatomy)) }),
      data: (id: string) => openData(id, first.task, {}),
      memory,
    };
    const { run } = await finish(
      openRun(config, sources, async () => backend),
      () => undefined,
    );
    try {
      await finish(run.train(), () => undefined);
      return await finish(run.evaluate('test'), () => undefined);
    } finally {
      await run.dispose();
    }
  };
}

const told = (metrics: Metrics): string =>
  measures
    .flatMap((measure) => {
      const score = scoreOf(metrics, measure);
      return score ? [`${measure} ${spelled(score)}`] : [];
    })
    .join(', ');

const spelled = ({ value, error }: Score): string => `${value.toFixed(1)} ± ${error.toFixed(1)}`;

const cellsOf =
  (cells: readonly Cell[], measure: Measure): Cells =>
  (source, target) =>
    together(
      cells
        .filter((cell) => cell.source === source && cell.target === target)
        .flatMap(({ metrics }) => scoreOf(metrics, measure) ?? []),
    );

/** Scores by source and target, and who helps whom. */
function matrixOf(plan: MatrixPlan, cells: readonly Cell[], measure: Measure) {
  const of = cellsOf(cells, measure);
  return {
    scores: [NO_SOURCE, ...plan.sources].flatMap((source) =>
      plan.targets.flatMap((target) => {
        const score = of(source, target);
        return score ? [{ source, target, ...score }] : [];
      }),
    ),
    verdicts: plan.targets.flatMap((target) => verdictOf(plan, target, of) ?? []),
  };
}

function text(plan: MatrixPlan, cells: readonly Cell[], measure: Measure): string {
  const of = cellsOf(cells, measure);
  const rows = [NO_SOURCE, ...plan.sources].map((source) => [
    source,
    ...plan.targets.map((target) => {
      const score = of(source, target);
      const alone = of(NO_SOURCE, target);
      if (!score) return '';
      return `${spelled(score)}${source !== NO_SOURCE && alone && differ(score, alone) ? ' *' : ''}`;
    }),
  ]);
  return [
    `${measure} on the test rows (* beyond noise of no source)`,
    table(['source', ...plan.targets], rows),
    ...plan.targets.flatMap((target) => sentence(verdictOf(plan, target, of)) ?? []),
  ].join('\n');
}

function sentence(verdict: Verdict | undefined): string | undefined {
  if (!verdict) return undefined;
  const { target, best, score, alone, outcome, alike } = verdict;
  const numbers = `${spelled(score)} against ${spelled(alone)} without a source`;
  const others = alike.length > 0 ? `; ${alike.join(', ')} within noise of it` : '';
  switch (outcome) {
    case 'helps':
      return `${target} profits most from ${best}: ${numbers}${others}.`;
    case 'noise':
      return `${target}: no source helps beyond noise; the best is ${best}: ${numbers}.`;
    case 'harms':
      return `${target}: every source harms; the least does ${best}: ${numbers}.`;
  }
}
