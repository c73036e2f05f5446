/** `check`: the gradients of a method on a model against finite differences. */
import type { Command } from 'commander';
import { checkGradients, gradientTolerance, normalStream } from '../../src/autodiff/gradientCheck';
import { NO_TOKEN } from '../../src/tasks/labelForm';
import { mixSeed, permutation } from '../../src/data/random';
import { tasksFor } from '../../src/methods/applicability';
import type { Parameter } from '../../src/methods/contract';
import type { TaskId } from '../../src/methods/taskId';
import { f32, tensorOf, type Tensor } from '../../src/onnx/tensor';
import { createWasmBackend } from '../../src/runtime/node';
import type { Recipe } from '../../src/training/applied';
import { assembleEvaluation } from '../../src/training/assembleEvaluation';
import { assembleGradients } from '../../src/training/assembleGradients';
import type { Base } from '../../src/training/base';
import { batchFeeds, type GivenBatch } from '../batch';
import { openModel } from '../files';
import { ProgressBar, report, table, type Io } from '../io';
import { describeModel, initialValues, recipeFor, Runner } from '../session';
import {
  addMethodOptions,
  addTaskOptions,
  chooseMethod,
  jsonOption,
  wholeNumber,
  type MethodOptions,
  type TaskSettings,
} from '../settings';

/** A gradient check that found a wrong tensor: the command ran, but fails. */
export class CheckFailed extends Error {
  override name = 'CheckFailed';
}

/** Random directions per tensor, besides the gradient's own. */
const DIRECTIONS = 1;
/** Standard deviation of what is added to new tensors. */
const SPREAD = 0.05;
interface CheckOptions extends MethodOptions, TaskSettings {
  readonly seed: number;
  readonly batch: number;
  readonly length: number;
  readonly json?: boolean;
}

export function addCheck(program: Command, io: Io): void {
  addTaskOptions(
    addMethodOptions(
      program.command('check').description('compare gradients with finite differences').argument('<model>'),
    ),
  )
    .option('--batch <n>', 'rows of random tokens', wholeNumber('batch', 2), 3)
    .option('--length <n>', 'tokens a row', wholeNumber('length', 3), 7)
    .option('--seed <n>', 'for starting values and tokens', wholeNumber('seed', 0), 1)
    .addOption(jsonOption())
    .action(async (name: string, options: CheckOptions) => {
      const result = await check(name, options, io);
      report(io, options.json === true, result, readable);
      if (!result.passed)
        throw new CheckFailed(`A gradient differs from finite differences by ${result.worst.toExponential(1)}.`);
    });
}

interface CheckedTensor {
  readonly name: string;
  readonly error: number;
  readonly difference: number;
  readonly resolution: number;
  /** Looked at a second time. */
  readonly again: boolean;
}

interface CheckResult {
  readonly passed: boolean;
  readonly worst: number;
  readonly tolerance: number;
  readonly task: TaskId;
  readonly tensors: readonly CheckedTensor[];
}

async function check(name: string, options: CheckOptions, io: Io): Promise<CheckResult> {
  const chosen = chooseMethod(options);
  const model = await openModel(name);
  const { batch, length: sequence, seed } = options;
  const { dimensions } = describeModel(model).anatomy;
  const usual = tasksFor(chosen.method, dimensions).includes('causal-lm') ? 'causal-lm' : 'classification';
  const task = options.task ?? usual;
  const recipe: Recipe = {
    smooth: true,
    ...recipeFor(model, {
      chosen,
      task,
      taskOptions: { labels: ['0', '1', '2'], ...(options.pooling ? { pooling: options.pooling } : {}) },
      batch,
      sequence,
      seed,
    }),
  };
  const tensors = await compared(recipe, dimensions.vocabulary, io);
  const worst = Math.max(0, ...tensors.map((t) => t.error));
  return { passed: worst <= gradientTolerance, worst, tolerance: gradientTolerance, task, tensors };
}

/** Every trained tensor's gradient beside the numeric one; those that differ twice, along other directions. */
async function compared(recipe: Recipe, vocabulary: number, io: Io): Promise<CheckedTensor[]> {
  const { batch, sequence, seed, task } = recipe;
  const { graph, base, outputs, parameters: declared } = assembleGradients(recipe);
  const forward = assembleEvaluation(recipe, { logits: false, loss: true });
  const backend = await createWasmBackend();
  try {
    const gradients = await Runner.load(backend, graph, 'gradient');
    const loss = await Runner.load(backend, forward.graph, 'loss');
    const parameters = awayFromStart(declared, base, seed);
    // A stand-in for a gradient is no derivative, and what is frozen has no gradient: there is nothing to compare.
    const names = declared.filter((p) => !p.surrogate && !p.frozen).map((p) => p.name);
    const bar = new ProgressBar(io, names.length);
    const given = randomBatch(batch, sequence, vocabulary, task.id, seed);
    const feeds = { ...batchFeeds(given, base.anatomy, task.id, 3), ...Object.fromEntries(parameters) };
    const compare = async (
      some: Iterable<string>,
      directionSeed: number,
      onProgress?: (done: number, total: number) => void,
    ) =>
      (
        await checkGradients({
          run: (values) => gradients.run(values),
          runLoss: async (values) => {
            const { loss_sum: sum, count } = await loss.run(values);
            return { loss: tensorOf('float64', [], [Number(sum!.data[0]) / Number(count!.data[0])]) };
          },
          loss: 'loss',
          parameters: new Map([...some].map((p) => [p, parameters.get(p)!])),
          gradients: outputs,
          feeds,
          directions: DIRECTIONS,
          seed: directionSeed,
          ...(onProgress ? { onProgress } : {}),
        })
      ).tensors;
    const first = await compare(names, seed, (done) => bar.update(done, 'tensors'));
    bar.end();
    // The numeric derivative misjudges its own error along a direction in a thousand; a wrong gradient is wrong along
    // others too.
    const suspects = first.filter((t) => t.relativeError > gradientTolerance).map((t) => t.name);
    const second = new Map((suspects.length > 0 ? await compare(suspects, seed + 1) : []).map((t) => [t.name, t]));
    return first
      .map((t) => second.get(t.name) ?? t)
      .map((t) => ({
        name: t.name,
        error: t.relativeError,
        difference: t.difference,
        resolution: t.resolution,
        again: second.has(t.name),
      }));
  } finally {
    await backend.dispose();
  }
}

const readable = (r: CheckResult): string =>
  [
    table(
      ['tensor', 'error', 'difference', 'resolution'],
      r.tensors.map((t) => [t.name, ...[t.error, t.difference, t.resolution].map((v) => v.toExponential(1))]),
    ),
    '',
    'error: relative difference from the numeric derivative, less what that resolves in fp32. ReLU is taken as GELU: ' +
      "differences can't cross its kink.",
    `${r.passed ? 'passed' : 'FAILED'}: worst error ${r.worst.toExponential(1)} over ${r.tensors.length} ` +
      `tensors (at most ${r.tolerance})`,
  ].join('\n');

/**
 * Starting values with random numbers added to the new tensors. At the start itself many gradients are zero (LoRA's B
 * is) or so small that the loss's rounding to fp32 hides them. Not farther: at 0.2 and α/r = 2 the loss is so bent that
 * no step resolves its derivative.
 */
function awayFromStart(parameters: readonly Parameter[], base: Base, seed: number): Map<string, Tensor> {
  const normal = normalStream(mixSeed(seed, 3));
  const start = initialValues(parameters, base, seed);
  return new Map(
    parameters.map(({ name, shape, init, surrogate }) => {
      const tensor = start.get(name)!;
      return [
        name,
        init.kind === 'base' || surrogate
          ? tensor
          : f32(
              shape,
              (tensor.data as Float32Array).map((v) => v + SPREAD * normal()),
            ),
      ];
    }),
  );
}

/** Random tokens; every second row ends in padding. */
function randomBatch(batch: number, sequence: number, vocabulary: number, task: TaskId, seed: number): GivenBatch {
  const pool = permutation(vocabulary, mixSeed(seed, 11));
  const ids = Int32Array.from({ length: batch * sequence }, (_, i) => pool[i % pool.length]!);
  const mask = Int32Array.from(ids, (_, i) =>
    Math.floor(i / sequence) % 2 === 1 && i % sequence >= sequence - 2 ? 0 : 1,
  );
  return { batch, sequence, ids, mask, labels: randomLabels(task, batch, sequence, ids, mask) };
}

/** Of three classes, where there are classes. */
function randomLabels(
  task: TaskId,
  batch: number,
  sequence: number,
  ids: Int32Array,
  mask: Int32Array,
): Int32Array | Float32Array {
  switch (task) {
    case 'classification':
      return Int32Array.from({ length: batch }, (_, i) => i % 3);
    case 'regression':
      return Float32Array.from({ length: batch }, (_, i) => i - 1.5);
    case 'multi-label':
      return Int32Array.from({ length: 3 * batch }, (_, i) => (i * i) % 2);
    case 'token-classification':
      return ids.map((id, i) => (mask[i] === 1 ? id % 3 : NO_TOKEN));
    default:
      return ids.map((_, i) => (i % sequence < sequence - 1 && mask[i + 1] === 1 ? ids[i + 1]! : NO_TOKEN));
  }
}
