/**
 * Transfer: the method is trained on another data set of the task first (another language), and the run goes on from
 * there. What it learns with few rows of its own then tells how much the two have in common (cross-lingual transfer:
 * Pfeiffer et al. 2020, arXiv 2005.00052; Ansell et al. 2022, arXiv 2110.07560).
 */
import type { DatasetFiles } from '../data/datasets';
import { DataError } from '../data/errors';
import { fixed, percent, type Message } from '../messages/message';
import { nothingCarried, type Carried } from '../methods/lifecycle';
import { methodById } from '../methods/registry';
import type { Graph } from '../onnx/graph';
import type { Tensor } from '../onnx/tensor';
import type { RunEvent, TrainingData } from '../training/events';
import type { RunOptions } from '../training/options';
import type { Metrics, RunConfig, StageRecord, Transfer } from '../training/types';
import { preliminaryStatus, recordOf, trainedFirst } from './firstRun';
import { says } from './messages';

/** What a run starts with that went on from another data set. */
export interface Transferred {
  readonly start: Carried;
  readonly before: StageRecord;
}

/** Keeps what was trained on a source last, so that runs on several targets need not train it again. */
export class TransferMemory {
  #held: { readonly model: Graph; readonly key: string; readonly found: Transferred } | undefined;

  get(model: Graph, key: string): Transferred | undefined {
    return this.#held?.model === model && this.#held.key === key ? this.#held.found : undefined;
  }

  put(model: Graph, key: string, found: Transferred): void {
    this.#held = { model, key, found };
  }
}

/** Why a configuration can't go on from another data set; undefined where it can. */
export function transferRefusal(
  { transfer, dataset, method, poison }: Pick<RunConfig, 'transfer' | 'dataset' | 'method' | 'poison'>,
  adapter: boolean,
): Message | undefined {
  if (!transfer) return undefined;
  if (transfer.dataset === dataset) return says.transferFromItself;
  const { sources, name } = methodById(method.id);
  if (sources) return says.transferOfSeveral({ method: name });
  if (poison) return says.transferWithPoison;
  return adapter ? says.transferWithAdapter : undefined;
}

/** The run on the source: everything as in the run itself, but its data, all of their rows, and its steps. */
const sourceConfig = (
  { transfer: _, trainRows: __, ...config }: RunConfig,
  { dataset, steps }: Transfer,
): RunConfig => ({
  ...config,
  dataset,
  steps,
  evaluateEvery: 0,
});

export interface TransferOptions extends Pick<RunOptions, 'model' | 'modelConfig' | 'backend' | 'config'> {
  readonly transfer: Transfer;
  /** Of the source. */
  readonly data: TrainingData;
  /** Class names of the run's own data, where there are any. */
  readonly labels: readonly string[];
  /** What stands around the source's texts, where that is another than the run's own. */
  readonly template?: Pick<RunConfig, 'sourceTemplate'>;
  readonly memory?: TransferMemory | undefined;
}

/**
 * Trains on the source, from beginning to end.
 * @returns all tensors of method and head as they are then; the head only where both tell the same classes apart
 * @throws DataError for a source of another task
 */
export async function* transferred({
  transfer,
  template,
  memory,
  labels,
  data,
  ...options
}: TransferOptions): AsyncGenerator<RunEvent, Transferred> {
  const config = { ...sourceConfig(options.config, transfer), ...template };
  const key = JSON.stringify([config, labels]);
  const known = memory?.get(options.model, key);
  const title = says.learningSource({ source: transfer.dataset });
  if (known) {
    yield { kind: 'stage', stage: known.before, over: true };
    return known;
  }
  const sameClasses = JSON.stringify(data.labels ?? []) === JSON.stringify(labels);
  const { start, summary } = yield* trainedFirst('source', title, { ...options, config, data }, async function* (run) {
    yield preliminaryStatus(run.stepsDone);
    const heads = new Set(run.parameters.filter(({ group }) => group === 'head').map(({ name }) => name));
    const kept = keptTensors(await run.trained(), heads, sameClasses);
    const { carried } = run.found;
    return {
      start: { ...nothingCarried, tensors: carried.tensors, start: kept },
      summary: says.sourceLearnt({
        steps: { count: transfer.steps },
        result: resultOf(run.result().validation.at(-1)),
      }),
    };
  });
  const found = { start, before: recordOf('source', title, summary) };
  memory?.put(options.model, key, found);
  return found;
}

/** What a run goes on with: all tensors, the head among them where the classes are the same. */
export const keptTensors = (
  values: ReadonlyMap<string, Tensor>,
  heads: ReadonlySet<string>,
  sameClasses: boolean,
): Record<string, Tensor> => Object.fromEntries([...values].filter(([name]) => sameClasses || !heads.has(name)));

function resultOf(metrics: Metrics | undefined): Message {
  if (!metrics) return says.notMeasured;
  const { accuracy, chrf, exactMatch, loss } = metrics;
  if (chrf !== undefined) return says.written({ chrf: fixed(chrf, 1), exact: percent(exactMatch ?? 0) });
  return accuracy === undefined ? says.lossOf({ loss: fixed(loss, 3) }) : says.rightIn({ accuracy: percent(accuracy) });
}

/** Other data are written with what suits them, as the run's own are: one that was typed stands around all. */
export const templateOf = (
  { sourceTemplate }: RunConfig,
  own: Pick<DatasetFiles, 'sourceTemplate'>,
  other: Pick<DatasetFiles, 'sourceTemplate'>,
): Pick<RunConfig, 'sourceTemplate'> =>
  other.sourceTemplate !== undefined && sourceTemplate === own.sourceTemplate
    ? { sourceTemplate: other.sourceTemplate }
    : {};

/** A source must be of the run's own task. @throws DataError */
export function checkSourceTask(config: RunConfig, source: { readonly task: string }): void {
  if (source.task !== config.task)
    throw new DataError(says.sourceTask({ source: config.transfer?.dataset ?? '', task: source.task }));
}
