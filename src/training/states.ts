/** Tensors that carry over from step to step, in pairs that are swapped and never copied. */
import { MessageError } from '../messages/message';
import { says } from './messages';
import { sizeOf, type Tensor } from '../onnx/tensor';
import type { Backend, DeviceTensor } from '../runtime/backend';
import type { State } from './assembleTraining';

type Named = Readonly<Record<string, DeviceTensor>>;

/**
 * WebGPU forbids one buffer as input and output of a pass, so each state has two: a step reads one and writes the
 * other. What steps only read has one.
 */
export class StateStore {
  private readonly sets: readonly [DeviceTensor[], DeviceTensor[]];
  private readonly reading: readonly [Named, Named];
  private readonly writing: readonly [Named, Named];
  private side: 0 | 1 = 0;
  /** The other side holds the states before the present ones. */
  private paired = false;

  constructor(
    private readonly backend: Backend,
    readonly states: readonly State[],
  ) {
    const make = (state: State) => backend.allocate(state.type, state.owner);
    const first = states.map(make);
    this.sets = [first, states.map((state, i) => (state.constant ? first[i]! : make(state)))];
    const named = (side: 0 | 1, key: 'input' | 'output'): Named =>
      Object.fromEntries(
        states.flatMap((state, i) =>
          key === 'output' && state.constant ? [] : [[state[key], this.sets[side][i]!] as const],
        ),
      );
    this.reading = [named(0, 'input'), named(1, 'input')];
    this.writing = [named(1, 'output'), named(0, 'output')];
  }

  /** Inputs of the next step. */
  get inputs(): Named {
    return this.reading[this.side];
  }
  /** Where the next step writes. */
  get outputs(): Named {
    return this.writing[this.side];
  }

  /**
   * The two sides of the last step, until the next one is started: what it read by input name, what it wrote by output
   * name. Undefined before the first.
   */
  get lastStep(): Named | undefined {
    if (!this.paired) return undefined;
    const other = this.side === 0 ? 1 : 0;
    return { ...this.reading[other], ...this.writing[other] };
  }

  /** Makes what was written the next step's input. */
  swap(): void {
    this.side = this.side === 0 ? 1 : 0;
    this.paired = true;
  }

  /** Contents as of step 0. */
  initialise(): void {
    this.paired = false;
    this.states.forEach((state, i) => this.sets[this.side][i]!.write(state.initial()));
  }

  /** Present contents by input name. The copies are ordered before any run that is started later. */
  async read(): Promise<Record<string, Tensor>> {
    const present = this.sets[this.side];
    const tensors = await Promise.all(present.map((tensor) => tensor.read()));
    return Object.fromEntries(this.states.map((state, i) => [state.input, tensors[i]!]));
  }

  /** One of them; undefined where there is none of that name. */
  readOne(input: string): Promise<Tensor> | undefined {
    return this.inputs[input]?.read();
  }

  /** Writes a state that steps only read. */
  writeConstant(input: string, contents: Float32Array): void {
    this.inputs[input]!.write(contents);
  }

  /** @throws when a state is missing or of another size: the checkpoint belongs to another run. */
  write(contents: Readonly<Record<string, Tensor>>): void {
    for (const state of this.states) {
      const tensor = contents[state.input];
      const size = sizeOf(state.type.shape);
      if (tensor?.data.length !== size) throw new MessageError(says.otherRun({ tensor: state.input, size }));
    }
    this.paired = false;
    this.states.forEach((state, i) => this.sets[this.side][i]!.write(contents[state.input]!.data));
  }

  dispose(): void {
    for (const tensor of new Set([...this.sets[0], ...this.sets[1]])) tensor.dispose();
  }

  get bytes(): number {
    return this.states.reduce((sum, state) => sum + 4 * sizeOf(state.type.shape), 0);
  }
}
