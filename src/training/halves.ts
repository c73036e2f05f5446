/**
 * A batch in two halves by length: the shorter texts need not be padded to the longest. Each half runs at the smallest
 * length that fits it, and the sum of both gradients is the whole batch's.
 */
import { BatchSource, type Batch } from '../data/batching';
import type { EncodedSet } from '../data/encode';
import { batchOf, lengthOf, lengthsFor, rowsOf, type RowRef } from '../data/lengths';
import { stepSeed } from '../methods/context';
import type { TaskId } from '../methods/taskId';
import { sizeOf } from '../onnx/tensor';
import type { Backend, DeviceTensor, Executable } from '../runtime/backend';
import type { Recipe } from './applied';
import { assembleTraining, type TrainingGraphs } from './assembleTraining';
import { BatchInputs } from './batchInputs';
import { mayShorten, shaped } from './shorter';
import type { OptimizerSettings } from './types';

/** Updates that a plan looks at, and those of the shortest run that is worth the graphs. */
const LOOKED_AT = 64;
const LEAST_STEPS = 128;
/** What they must spare in all: a share of the tokens; and for each length, in tokens. */
const LEAST_SHARE = 0.1;
const LEAST_SAVED = 2048;
/** Tokens of a half, below which a graph's nodes cost more than its products. */
const LEAST_TOKENS = 192;
/** Trained numbers at most: gradients of both halves are added up in tensors of their own. */
const MOST_TRAINED = 1_000_000;

export interface HalvesPlan {
  readonly task: TaskId;
  /** T */
  readonly sequence: number;
  /** Rows of a half. */
  readonly rows: number;
  /** Ascending; the last is T. */
  readonly lengths: readonly number[];
}

export interface HalvesRequest {
  readonly recipe: Recipe;
  readonly settings: OptimizerSettings;
  readonly graphs: TrainingGraphs;
  /** Updates of the run. */
  readonly steps: number;
  /** The training rows. */
  readonly set: EncodedSet;
}

interface Half {
  readonly rows: readonly RowRef[];
  /** Of the longest. */
  readonly tokens: number;
}

/** The shorter rows, then the longer ones; equals in their order. @param rows of a half */
function halvesOf(batch: Batch, sequence: number, rows: number): Half[] {
  const sorted = rowsOf([batch], sequence).sort((a, b) => a.tokens - b.tokens);
  return [sorted.slice(0, rows), sorted.slice(rows)].map((half) => ({ rows: half, tokens: half.at(-1)!.tokens }));
}

/**
 * Whether a run's batches are worth halving; undefined where they are not, or where halves would be another update: a
 * method that draws random numbers for each place, or adds terms of its own to the loss. Decided by the configuration
 * and the data alone, never by times: a run that is resumed decides the same.
 */
export function planHalves(backend: Backend, request: HalvesRequest): HalvesPlan | undefined {
  const { recipe, settings, graphs, steps, set } = request;
  const { batch, sequence, task, seed } = recipe;
  const rows = batch / 2;
  if (!mayShorten(backend.kind, recipe) || recipe.method.phases || recipe.method.featureCache) return undefined;
  if (steps < LEAST_STEPS || settings.accumulation > 1 || batch % 2 !== 0 || rows * sequence < LEAST_TOKENS)
    return undefined;
  if (!graphs.perExample || graphs.update.isInput(stepSeed)) return undefined;
  if (graphs.units.reduce((sum, { shape }) => sum + sizeOf(shape), 0) > MOST_TRAINED) return undefined;
  const source = new BatchSource(set, batch, seed);
  const halves = Array.from({ length: LOOKED_AT }, () => halvesOf(source.next(), sequence, rows)).flat();
  const lengths = lengthsFor(
    halves.map(({ tokens }) => ({ tokens, rows })),
    sequence,
    LEAST_SAVED,
  );
  const spent = halves.reduce((sum, { tokens }) => sum + rows * lengthOf(lengths, tokens), 0);
  if (spent > (1 - LEAST_SHARE) * LOOKED_AT * batch * sequence) return undefined;
  return { task: task.id, sequence, rows, lengths };
}

/** The graphs of a half of T tokens: its gradient is added up, then one update is made of the sums. */
export const halfGraphs = ({ recipe, settings }: HalvesRequest, { rows }: HalvesPlan, length: number): TrainingGraphs =>
  assembleTraining(shaped(recipe, rows, length), { ...settings, accumulation: 2 }, 'wasm');

/** Gradient graphs on the device, one for each length that has come so far. */
export class Halves {
  private readonly loaded = new Map<number, Promise<{ executable: Executable; inputs: BatchInputs }>>();

  /** @param whole the graphs of a half of T tokens */
  constructor(
    private readonly backend: Backend,
    private readonly request: HalvesRequest,
    private readonly plan: HalvesPlan,
    private readonly whole: TrainingGraphs,
  ) {}

  private of(length: number): Promise<{ executable: Executable; inputs: BatchInputs }> {
    const found = this.loaded.get(length);
    if (found) return found;
    const { sequence } = this.plan;
    const graphs = length === sequence ? this.whole : halfGraphs(this.request, this.plan, length);
    const loading = this.backend.load(graphs.accumulate!, 'gradient').then((executable) => ({
      executable,
      inputs: new BatchInputs(this.backend, graphs.accumulate!, graphs.base.anatomy),
    }));
    this.loaded.set(length, loading);
    return loading;
  }

  /**
   * Runs both halves of a batch.
   * @param run one half: its number, its graph and what was written of the batch
   */
  async each(
    batch: Batch,
    run: (i: number, executable: Executable, inputs: Readonly<Record<string, DeviceTensor>>) => Promise<void>,
  ): Promise<void> {
    const { task, sequence, rows: size, lengths } = this.plan;
    for (const [i, { rows, tokens }] of halvesOf(batch, sequence, size).entries()) {
      const length = lengthOf(lengths, tokens);
      const { executable, inputs } = await this.of(length);
      inputs.write(batchOf(rows, task, sequence, { size, length }));
      await run(i, executable, inputs.tensors);
    }
  }

  async dispose(): Promise<void> {
    for (const loading of this.loaded.values()) {
      // One that failed to load has nothing to release.
      const loaded = await loading.catch(() => undefined);
      await loaded?.executable.release();
      loaded?.inputs.dispose();
    }
    this.loaded.clear();
  }
}
