/**
 * The frozen part of a training graph on the device, beside a cache: run for examples that are new, left out for those
 * that are known.
 */
import type { Batch } from '../data/batching';
import type { Graph } from '../onnx/graph';
import { sizeOf } from '../onnx/tensor';
import type { Backend, DeviceTensor, Executable } from '../runtime/backend';
import type { TrainingGraphs } from './assembleTraining';
import { FeatureCache, type CacheRefusal } from './featureCache';
import { splitFeatures, type FeatureSplit } from './features';

/** What decides whether a run can make use of a cache. */
export interface CacheRequest {
  /** Bytes of host memory that are allowed; 0: none. */
  readonly budget: number;
  /** Training examples, and how many are drawn in the whole run. */
  readonly examples: number;
  readonly drawn: number;
  /** B */
  readonly batch: number;
}

export interface CachePlan extends CacheRequest {
  readonly refused?: CacheRefusal;
  /** Bytes for all examples; 0 where that is not known. */
  readonly needed: number;
  /** Absent where it was refused. */
  readonly split?: FeatureSplit;
}

/** Numbers of each feature that belong to one example. */
const widthsOf = ({ frontier }: FeatureSplit, batch: number): number[] =>
  frontier.map(({ type }) => sizeOf(type.shape) / batch);

/**
 * Whether a run caches features, and what. All of the training set or nothing: an example that may come is never thrown
 * out.
 */
export function planCache(
  graphs: Pick<TrainingGraphs, 'update' | 'accumulate' | 'base'>,
  request: CacheRequest,
): CachePlan {
  if (request.budget <= 0) return { ...request, needed: 0, refused: 'off' };
  if (request.drawn <= request.examples) return { ...request, needed: 0, refused: 'one epoch' };
  const main = graphs.accumulate ?? graphs.update;
  const { ids, mask, tokenTypes } = graphs.base.anatomy.inputs;
  const split = splitFeatures(
    main,
    [ids, mask, tokenTypes].filter((name) => name !== undefined && main.isInput(name)) as string[],
    request.batch,
  );
  if (!split) return { ...request, needed: 0, refused: 'nothing to keep' };
  const needed = FeatureCache.bytes(widthsOf(split, request.batch), request.examples);
  return needed > request.budget ? { ...request, needed, refused: 'too large' } : { ...request, needed, split };
}

/** The graphs of a run with the trained part in place of the whole. */
export const withoutBackbone = <G extends Pick<TrainingGraphs, 'update' | 'accumulate'>>(graphs: G, rest: Graph): G =>
  graphs.accumulate ? { ...graphs, accumulate: rest } : { ...graphs, update: rest };

export interface Supplied {
  /** Everything came from the cache. */
  readonly known: boolean;
  /** Settles when the features of new examples are in the cache. Until then the next batch must wait. */
  readonly kept: Promise<void>;
}

export class Backbone {
  /** Features as inputs of the trained part. */
  readonly tensors: Readonly<Record<string, DeviceTensor>>;
  private readonly outputs: Readonly<Record<string, DeviceTensor>>;
  private readonly features: readonly DeviceTensor[];
  private ran = false;

  private constructor(
    backend: Backend,
    private readonly executable: Executable,
    private readonly cache: FeatureCache,
    private readonly batch: number,
    split: FeatureSplit,
  ) {
    this.features = split.frontier.map(({ type }) => backend.allocate(type, 'inputs'));
    const named = (of: 'name' | 'input') =>
      Object.fromEntries(split.frontier.map((feature, i) => [feature[of], this.features[i]!]));
    [this.tensors, this.outputs] = [named('input'), named('name')];
  }

  static async load(backend: Backend, split: FeatureSplit, batch: number): Promise<Backbone> {
    return new Backbone(
      backend,
      await backend.load(split.features, 'backbone'),
      new FeatureCache(widthsOf(split, batch)),
      batch,
      split,
    );
  }

  /** GPU dispatches for the last batch. */
  get dispatches(): number {
    return this.ran ? this.executable.dispatches : 0;
  }
  get held(): number {
    return this.cache.held;
  }

  /** Puts a batch's features into `tensors`. @param inputs device tensors that the batch was written to */
  async supply(batch: Pick<Batch, 'examples'>, inputs: Readonly<Record<string, DeviceTensor>>): Promise<Supplied> {
    // Rows that only fill up a batch belong to no example.
    const examples = batch.examples?.length === this.batch ? batch.examples : undefined;
    const known = examples && this.cache.get(examples);
    this.ran = !known;
    if (known) {
      known.forEach((values, i) => this.features[i]!.write(values));
      return { known: true, kept: Promise.resolve() };
    }
    await this.executable.run(inputs, this.outputs);
    return { known: false, kept: examples ? this.keep(examples) : Promise.resolve() };
  }

  private async keep(examples: readonly number[]): Promise<void> {
    const read = await Promise.all(this.features.map((tensor) => tensor.read()));
    this.cache.add(
      examples,
      read.map(({ data }) => data as Float32Array),
    );
  }

  async dispose(): Promise<void> {
    await this.executable.release();
    for (const tensor of this.features) tensor.dispose();
    this.cache.clear();
  }
}
