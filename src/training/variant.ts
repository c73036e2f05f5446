/** The model of a run with other numbers in it, asked beside the run: nothing of the run is touched. */
import { planUnits, packValues, type Unit } from './pack';
import type { Parameter } from '../methods/contract';
import type { MethodState } from '../methods/hooks';
import { f32, sizeOf } from '../onnx/tensor';
import type { Backend, DeviceTensor } from '../runtime/backend';
import type { RunQueue } from '../runtime/queue';
import type { TokenRow } from '../data/encode';
import { apply, type Recipe } from './applied';
import { Evaluator } from './evaluator';
import { FewRows } from './fewRows';
import type { States } from './hidden';
import { questionsOf, textSource, type Questions } from './questions';
import { SentenceReader, type Peeked } from './sentenceReader';
import type { RunOptions } from './options';

export class Variant {
  /** Its answers; each waits for the run's step in progress. */
  readonly asking: Questions;
  /** Tensors of method and head whose contents can be set, in the order of the method. */
  readonly parameters: readonly Parameter[];
  private readonly units: readonly Unit[];
  private readonly kept: readonly MethodState[];
  private readonly tensors: Readonly<Record<string, DeviceTensor>>;
  private readonly tuned: Evaluator;
  private readonly few: FewRows;
  private readonly sentence: SentenceReader;

  /**
   * Allocates its tensors; graphs are built when it is first asked.
   * @param recipe any method on the run's model; its frozen tensors start as the recipe says, the others are written
   * @param turn keeps its answers and the run's updates apart
   */
  constructor(
    private readonly backend: Backend,
    private readonly options: Pick<RunOptions, 'config' | 'data'>,
    private readonly turn: RunQueue,
    recipe: Recipe,
  ) {
    const { parameters, declared } = apply(recipe, false);
    this.parameters = parameters.filter(({ frozen }) => !frozen);
    this.units = planUnits(this.parameters);
    this.kept = declared.states;
    const allocate = (name: string, shape: readonly number[]) =>
      [name, this.backend.allocate({ dtype: 'float32', shape }, 'inputs')] as const;
    this.tensors = Object.fromEntries([
      ...this.units.map(({ name, shape }) => allocate(name, shape)),
      ...this.kept.map(({ name, shape }) => allocate(name, shape)),
    ]);
    this.tuned = new Evaluator(backend, recipe, this.units, 'variant');
    this.few = new FewRows(backend, { tuned: recipe, base: recipe }, this.units);
    this.sentence = new SentenceReader(backend, { tuned: recipe, base: recipe }, this.units);
    const answering = { recipe, tuned: this.tuned, base: this.tuned, few: this.few, states: () => this.tensors };
    this.asking = questionsOf(options, () => answering, turn);
  }

  /**
   * Sets the contents of all tensors.
   * @param valueOf of each parameter
   * @param stateOf of a tensor that the method itself writes; undefined: as it starts
   */
  write(valueOf: (parameter: Parameter) => Float32Array, stateOf: (name: string) => Float32Array | undefined): void {
    const byName = new Map(this.parameters.map((p) => [p.name, p]));
    for (const unit of this.units)
      this.tensors[unit.name]!.write(packValues(unit, (name) => valueOf(byName.get(name)!)).data);
    for (const { name, shape, start } of this.kept) {
      const given = stateOf(name) ?? (typeof start === 'number' ? new Float32Array(sizeOf(shape)).fill(start) : start);
      this.tensors[name]!.write(f32(shape, given).data);
    }
  }

  /** Exact averages over some batches, as the run's own evaluation has them. */
  evaluate(...[batches, pause, writing]: Measuring): ReturnType<Evaluator['evaluate']> {
    return this.turn.add(() => this.tuned.evaluate(batches, () => this.tensors, pause, writing));
  }

  /** The hidden states of a text behind every layer; the graph for it stays. */
  states(row: TokenRow): Promise<Peeked<States>> {
    return this.turn.add(() => {
      const [batch] = textSource(this.options, [row], this.sentence.rows).all();
      return this.sentence.readStates('tuned', batch!, this.tensors);
    });
  }

  async dispose(): Promise<void> {
    await this.turn.add(async () => {
      await this.sentence.dispose();
      await this.tuned.dispose();
      await this.few.dispose();
      for (const tensor of Object.values(this.tensors)) tensor.dispose();
    });
  }
}

type EvaluateArguments = Parameters<Evaluator['evaluate']>;
type Measuring = readonly [batches: EvaluateArguments[0], pause: EvaluateArguments[2], writing?: EvaluateArguments[3]];
