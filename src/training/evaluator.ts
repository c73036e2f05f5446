/** Loaded graphs for looking at a model without changing it: metrics, class probabilities, next tokens. */
import type { Batch } from '../data/batching';
import { batchOf, lengthOf, lengthsFor, rowsOf } from '../data/lengths';
import type { Tensor } from '../onnx/tensor';
import type { Backend, DeviceTensor, Executable } from '../runtime/backend';
import { inputNames, targetLengthOf, type Recipe } from './applied';
import { assembleEvaluation, assembleGeneration, type EvaluationGraph } from './assembleEvaluation';
import { BatchInputs } from './batchInputs';
import type { GenerateOptions } from './events';
import type { Unit } from './pack';
import type { Answered } from '../tasks/mistakes';
import { NO_TOKEN } from '../tasks/labelForm';
import { sampler } from './sampling';
import { mayShorten, shaped } from './shorter';
import { textScores } from '../tasks/scorers';
import type { Metrics } from './types';
import { VectorCollector, type Vectors } from './vectors';
import { writeGreedily, type Start } from './writing';
import type { Writing } from './written';

type States = Readonly<Record<string, DeviceTensor>>;

/** A graph with its batch inputs and outputs allocated. */
class Probe {
  private constructor(
    readonly executable: Executable,
    readonly inputs: BatchInputs,
    readonly outputs: Readonly<Record<string, DeviceTensor>>,
    private readonly extra: States,
  ) {}

  static async load(backend: Backend, assembled: EvaluationGraph, label: string): Promise<Probe> {
    const { graph, base } = assembled;
    const executable = await backend.load(graph, label);
    const outputs = Object.fromEntries(
      graph.outputs.map((name) => [name, backend.allocate(graph.typeOf(name), 'activations')]),
    );
    const extra: Record<string, DeviceTensor> = graph.isInput(inputNames.position)
      ? { [inputNames.position]: backend.allocate({ dtype: 'int32', shape: [] }, 'inputs') }
      : {};
    return new Probe(executable, new BatchInputs(backend, graph, base.anatomy), outputs, extra);
  }

  async run(states: States, position?: number): Promise<Record<string, Tensor>> {
    if (position !== undefined) this.extra[inputNames.position]?.write(Int32Array.of(position));
    await this.executable.run({ ...states, ...this.inputs.tensors, ...this.extra }, this.outputs);
    const names = Object.keys(this.outputs);
    const tensors = await Promise.all(names.map((name) => this.outputs[name]!.read()));
    return Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
  }

  async dispose(): Promise<void> {
    await this.executable.release();
    this.inputs.dispose();
    for (const tensor of [...Object.values(this.outputs), ...Object.values(this.extra)]) tensor.dispose();
  }
}

/** Padding that a graph for shorter rows must spare in one evaluation, in tokens, to be worth building. */
const LEAST_SAVED = 1024;

/** Batches of one shape, with the graph for it. */
interface Shaped {
  readonly probe: Probe;
  /** B */
  readonly size: number;
  readonly batches: readonly Batch[];
}

/** What the graph answers for one example of a split. */
export interface AnsweredRow extends Answered {
  readonly row: number;
}

/** Metrics and predictions of one recipe. Graphs are built at the first use. */
export class Evaluator {
  private metrics: Promise<Probe> | undefined;
  private generation: Promise<Probe> | undefined;
  /** Graphs for shorter rows, by their length. */
  private readonly shorter = new Map<number, Promise<Probe>>();

  /**
   * @param units layout of the states that `evaluate`, `predict` and `generate` are given; empty: everything at its
   * initial value
   */
  constructor(
    private readonly backend: Backend,
    private readonly recipe: Recipe,
    private readonly units: readonly Unit[],
    private readonly label: string,
    /** `answers`: no losses, and nothing is measured. `vectors`: what the head reads, and what it makes of it. */
    private readonly what: 'everything' | 'answers' | 'vectors' = 'everything',
  ) {}

  /** Loads what answers and measures; otherwise done at the first use. */
  async load(): Promise<void> {
    await this.loadMetrics();
  }

  private loadMetrics(): Promise<Probe> {
    this.metrics ??= this.loadProbe(this.recipe);
    return this.metrics;
  }

  private loadProbe(recipe: Recipe): Promise<Probe> {
    const { task, taskOptions } = recipe;
    return Probe.load(
      this.backend,
      assembleEvaluation(recipe, {
        units: this.units,
        loss: this.what === 'everything',
        logits: task.outputs !== undefined,
        right: task.outputs === undefined && this.what !== 'answers',
        best:
          this.what !== 'vectors' &&
          (taskOptions.writes === true || (task.outputs === undefined && this.what === 'answers')),
        read: this.what === 'vectors',
      }),
      `${this.label} evaluation`,
    );
  }

  /**
   * Rows in as many batches as their lengths make worthwhile: short ones in batches of more rows, as many tokens each
   * as the run's own batches have. Averages don't depend on it.
   */
  private async *byLength(batches: readonly Batch[]): AsyncGenerator<Shaped, void> {
    const { recipe, backend } = this;
    const { batch: size, sequence, task } = recipe;
    if (batches.length < 2 || !mayShorten(backend.kind, recipe)) {
      if (batches.length > 0) yield { probe: await this.loadMetrics(), size, batches };
      return;
    }
    const rows = rowsOf(batches, sequence);
    const lengths = lengthsFor(
      rows.map(({ tokens }) => ({ tokens, rows: 1 })),
      sequence,
      LEAST_SAVED,
    );
    for (const length of lengths) {
      const own = rows.filter(({ tokens }) => lengthOf(lengths, tokens) === length);
      if (own.length === 0) continue;
      const room = length === sequence ? size : Math.floor((size * sequence) / length);
      const shape = { size: room, length };
      let probe = length === sequence ? this.loadMetrics() : this.shorter.get(length);
      if (!probe) this.shorter.set(length, (probe = this.loadProbe(shaped(recipe, room, length))));
      const parts = Array.from({ length: Math.ceil(own.length / room) }, (_, i) =>
        batchOf(own.slice(i * room, (i + 1) * room), task.id, sequence, shape),
      );
      yield { probe: await probe, size: room, batches: parts };
    }
  }

  /**
   * Exact averages over all batches. `pause` is awaited between them.
   * @param writing has the first examples written, and measured as texts
   */
  async evaluate(
    batches: Iterable<Batch>,
    states: () => States,
    pause: () => Promise<void>,
    writing?: Writing,
  ): Promise<Metrics> {
    const { task, taskOptions, batch: whole } = this.recipe;
    const scorer = task.scorer(taskOptions);
    const [texts, references]: [string[], string[]] = [[], []];
    let lossSum = 0;
    let count = 0;
    const measure = async (probe: Probe, batch: Batch, size: number) => {
      probe.inputs.write(batch);
      const result = await probe.run(states());
      lossSum += Number(result.loss_sum!.data[0]);
      count += Number(result.count!.data[0]);
      const answers = result.logits ?? result.right;
      if (answers) scorer.add(answers.data as Float32Array, batch.labels, batch.rows, size);
      await pause();
      return result;
    };
    const left = [...batches];
    // The first examples are those that are written, each batch from where its pass has got to.
    while (writing && texts.length < writing.rows && left.length > 0) {
      const batch = left.shift()!;
      const { best } = await measure(await this.loadMetrics(), batch, whole);
      const written = best ? await this.write(batch, best, writing, states, pause) : [];
      for (const [row, text] of written.slice(0, writing.rows - texts.length)) {
        texts.push(text);
        references.push(writing.target(row));
        writing.onText?.(row, text);
      }
    }
    for await (const { probe, size, batches: own } of this.byLength(left))
      for (const batch of own) await measure(probe, batch, size);
    const loss = lossSum / Math.max(1, count);
    return { loss, ...textScores(texts, references), ...scorer.scores(loss), count };
  }

  /** Examples of a batch with what the model writes by itself. @param best of the pass with the labels */
  private async write(
    batch: Batch,
    best: Tensor,
    { decode, endId }: Writing,
    states: () => States,
    pause: () => Promise<void>,
  ): Promise<[row: number, text: string][]> {
    const probe = await this.loadMetrics();
    const { task } = this.recipe;
    const written = await writeGreedily(batch, best.data as Float32Array, {
      sequence: targetLengthOf(this.recipe),
      separate: task.id === 'seq2seq',
      ...(endId !== undefined && { endId }),
      pass: async (guess) => {
        await pause();
        probe.inputs.write(guess);
        return (await probe.run(states())).best!.data as Float32Array;
      },
    });
    return written.map((ids, i) => [batch.examples?.[i] ?? i, decode(ids).trim()]);
  }

  /**
   * What the model writes of one batch, by the likeliest tokens.
   * @param starts where each row's text begins, and how many tokens it has at most; the labels from there on are the
   *   first guess
   */
  async writeFrom(
    batch: Batch,
    starts: readonly Start[],
    endId: number | undefined,
    states: () => States,
    pause: () => Promise<void>,
  ): Promise<readonly (readonly number[])[]> {
    const probe = await this.loadMetrics();
    const pass = async (guess: Pick<Batch, 'ids' | 'mask' | 'labels'>) => {
      probe.inputs.write(guess);
      return (await probe.run(states())).best!.data as Float32Array;
    };
    return writeGreedily(batch, await pass(batch), {
      sequence: targetLengthOf(this.recipe),
      separate: this.recipe.task.id === 'seq2seq',
      starts,
      ...(endId !== undefined && { endId }),
      pass: async (guess) => {
        await pause();
        return pass(guess);
      },
    });
  }

  /** Example by example what is answered; where texts are written, of those that `writing` has written. */
  async *answers(
    batches: Iterable<Batch>,
    states: () => States,
    pause: () => Promise<void>,
    writing?: Writing,
  ): AsyncGenerator<AnsweredRow, void> {
    const probe = await this.loadMetrics();
    const { batch: size } = this.recipe;
    let given = 0;
    for (const batch of batches) {
      if (writing && given >= writing.rows) return;
      probe.inputs.write(batch);
      const { logits, best, row_losses: losses } = await probe.run(states());
      const part = <T extends { length: number; subarray: (from: number, to: number) => T }>(all: T, i: number): T =>
        all.subarray((i * all.length) / size, ((i + 1) * all.length) / size);
      const written = writing && best ? await this.write(batch, best, writing, states, pause) : undefined;
      for (let i = 0; i < batch.rows && (!writing || given < writing.rows); i++, given++) {
        const row = batch.examples?.[i] ?? i;
        yield {
          row,
          labels: part(batch.labels as Float32Array, i),
          ...(logits && { logits: part(logits.data as Float32Array, i) }),
          ...(losses && { loss: Number(losses.data[i]) }),
          ...(written && { written: { text: written[i]![1], target: writing!.target(row) } }),
        };
      }
      await pause();
    }
  }

  /** What the task reads from the logits of each row that counts: class probabilities, of each token or of the text. */
  async predict(
    batches: Iterable<Batch>,
    states: () => States,
    pause: () => Promise<void> = () => Promise.resolve(),
  ): Promise<number[][]> {
    const probe = await this.loadMetrics();
    const { task, taskOptions, batch: size } = this.recipe;
    const rows: number[][] = [];
    for (const batch of batches) {
      probe.inputs.write(batch);
      const logits = (await probe.run(states())).logits!.data as Float32Array;
      const each = logits.length / size;
      for (let row = 0; row < batch.rows; row++)
        rows.push(task.read!(logits.subarray(row * each, (row + 1) * each), taskOptions));
      await pause();
    }
    return rows;
  }

  /** What the head reads of each text, or of each token with a label, and what the model answers to it. */
  async vectors(batches: Iterable<Batch>, states: () => States, pause: () => Promise<void>): Promise<Vectors> {
    const probe = await this.loadMetrics();
    const collected = new VectorCollector(this.recipe);
    for (const batch of batches) {
      probe.inputs.write(batch);
      collected.add(batch, await probe.run(states()));
      await pause();
    }
    return collected.vectors;
  }

  /**
   * Continues a prompt; once the text is longer than the sequence, the model sees its last T tokens. An encoder–decoder
   * reads the prompt, cut to T tokens, and writes as many at most as a target has.
   */
  async generate(
    options: GenerateOptions,
    ends: { readonly padId: number; readonly endId?: number },
    states: () => States,
    pause: () => Promise<void>,
  ): Promise<number[]> {
    this.generation ??= Probe.load(
      this.backend,
      assembleGeneration(this.recipe, this.units),
      `${this.label} generation`,
    );
    const probe = await this.generation;
    const draw = sampler(options.seed, options);
    const { sequence, task } = this.recipe;
    const separate = task.id === 'seq2seq';
    const room = targetLengthOf(this.recipe);
    const most = separate ? Math.min(options.maxNewTokens, room) : options.maxNewTokens;
    const added: number[] = [];
    // What the decoder has written stands where training has its target.
    const labels = new Int32Array(separate ? room : 0).fill(NO_TOKEN);
    while (added.length < most) {
      const window = separate ? options.prompt.slice(0, sequence) : [...options.prompt, ...added].slice(-sequence);
      const ids = new Int32Array(sequence).fill(ends.padId);
      ids.set(window);
      const mask = new Int32Array(sequence);
      mask.fill(1, 0, window.length);
      probe.inputs.write({ ids, mask, labels });
      const { logits } = await probe.run(states(), separate ? added.length : window.length - 1);
      const id = draw(logits!.data as Float32Array);
      if (id === ends.endId) break;
      if (separate) labels[added.length] = id;
      added.push(id);
      if (options.onToken?.(id) === false) break;
      await pause();
    }
    return added;
  }

  async dispose(): Promise<void> {
    for (const probe of [this.metrics, this.generation, ...this.shorter.values()]) {
      // A graph that failed to load has nothing to release.
      await (await probe?.catch(() => undefined))?.dispose();
    }
    this.metrics = this.generation = undefined;
    this.shorter.clear();
  }
}
