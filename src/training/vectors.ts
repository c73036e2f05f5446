/** What the head of a model reads: a vector for each text, or for each token with a label; beside it, the answers. */
import type { Batch } from '../data/batching';
import type { Tensor } from '../onnx/tensor';
import { labelForms, NO_TOKEN } from '../tasks/labelForm';
import type { Recipe } from './applied';

/** Plain data: crosses the worker boundary. */
export interface Vectors {
  /** d */
  readonly width: number;
  /** (n, d), row by row; of tags: the tokens with a label of the first row, then those of the second, … */
  readonly values: Float32Array;
  /** k */
  readonly answerWidth: number;
  /**
   * (n, k): of classes and tags the likeliest one (k = 1), of several labels the probability of each, of numbers the
   * number, of texts that are written the loss a token, in nats.
   */
  readonly answers: Float32Array;
}

const numbers = (tensor: Tensor): Float32Array => tensor.data as Float32Array;

const likeliest = (values: Float32Array): number => values.indexOf(values.reduce((a, b) => Math.max(a, b), -Infinity));

/** Gathers the outputs of one pass after the other. */
export class VectorCollector {
  private readonly values: Float32Array[] = [];
  private readonly answers: Float32Array[] = [];

  constructor(private readonly recipe: Pick<Recipe, 'task' | 'taskOptions' | 'batch'>) {}

  add(batch: Pick<Batch, 'labels' | 'rows'>, outputs: Readonly<Record<string, Tensor>>): void {
    const { task, batch: size } = this.recipe;
    const read = outputs.read!;
    const width = read.dims[1]!;
    const perToken = labelForms[task.id].per === 'token' && task.outputs !== undefined;
    const places = perToken
      ? Array.from(batch.labels, (label, place) => (label === NO_TOKEN ? -1 : place)).filter((place) => place >= 0)
      : Array.from({ length: batch.rows }, (_, row) => row);
    for (const place of places) {
      this.values.push(numbers(read).slice(place * width, (place + 1) * width));
      this.answers.push(this.answerAt(place, batch, outputs, perToken ? batch.labels.length : size));
    }
  }

  /** @param count rows or tokens in the batch */
  private answerAt(
    place: number,
    { labels }: Pick<Batch, 'labels'>,
    { logits, row_losses: losses }: Readonly<Record<string, Tensor>>,
    count: number,
  ): Float32Array {
    const { task, taskOptions } = this.recipe;
    if (losses) {
      const each = labels.length / count;
      const counted = labels.subarray(place * each, (place + 1) * each).filter((label) => label >= 0).length;
      return Float32Array.of(numbers(losses)[place]! / Math.max(1, counted));
    }
    const each = numbers(logits!).length / count;
    const own = numbers(logits!).subarray(place * each, (place + 1) * each);
    if (task.id === 'multi-label' || task.id === 'regression') return Float32Array.from(task.read!(own, taskOptions));
    return Float32Array.of(likeliest(own));
  }

  get vectors(): Vectors {
    const flat = (parts: readonly Float32Array[]): Float32Array => {
      const each = parts[0]?.length ?? 0;
      const all = new Float32Array(parts.length * each);
      parts.forEach((part, i) => all.set(part, i * each));
      return all;
    };
    return {
      width: this.values[0]?.length ?? 0,
      values: flat(this.values),
      answerWidth: this.answers[0]?.length ?? 0,
      answers: flat(this.answers),
    };
  }
}
