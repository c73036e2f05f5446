/** One text on its way through a run's model: its graphs on the device, loaded when they are first asked for. */
import type { Batch } from '../data/batching';
import type { Tensor } from '../onnx/tensor';
import type { Backend, DeviceTensor } from '../runtime/backend';
import type { Applied, Recipe } from './applied';
import type { Which } from './fewRows';
import { chooseStates, type States } from './hidden';
import type { Unit } from './pack';
import { Peek, peekRows } from './peek';

/** What was chosen in a graph, and what a text made of it. */
export interface Peeked<A> {
  readonly about: A;
  readonly tensors: readonly Tensor[];
}

export class SentenceReader {
  private readonly states = new Map<Which, Promise<Peek<States>>>();

  /** @param units layout of the tuned model's states */
  constructor(
    private readonly backend: Backend,
    private readonly recipes: Readonly<Record<Which, Recipe>>,
    private readonly units: readonly Unit[],
  ) {}

  /** Rows of a batch. */
  get rows(): number {
    return peekRows(this.recipes.tuned);
  }

  private load<A>(
    which: Which,
    label: string,
    choose: (applied: Applied) => { readonly values: readonly string[]; readonly about: A },
  ): Promise<Peek<A>> {
    const { backend, recipes, units } = this;
    return Peek.load({
      backend,
      recipe: recipes[which],
      units: which === 'tuned' ? units : [],
      choose,
      label: `${which}, ${label}`,
    });
  }

  /** Loads the graph of the hidden states, where it isn't. */
  loadStates(which: Which): Promise<Peek<States>> {
    const found = this.states.get(which);
    if (found) return found;
    const loading = this.load(which, 'hidden states', chooseStates);
    this.states.set(which, loading);
    // Another attempt may go well.
    loading.catch(() => this.states.delete(which));
    return loading;
  }

  /** The hidden states of a batch of one text. */
  async readStates(
    which: Which,
    batch: Batch,
    states: Readonly<Record<string, DeviceTensor>>,
  ): Promise<Peeked<States>> {
    const peek = await this.loadStates(which);
    return { about: peek.about, tensors: await peek.run(batch, states) };
  }

  async dropStates(which: Which): Promise<void> {
    const found = await this.states.get(which)?.catch(() => undefined);
    this.states.delete(which);
    await found?.dispose();
  }

  /** Some values of the model for a batch of one text; the graph is loaded for it, and released. */
  async once<A>(
    which: Which,
    label: string,
    choose: (applied: Applied) => { readonly values: readonly string[]; readonly about: A },
    batch: Batch,
    states: Readonly<Record<string, DeviceTensor>>,
  ): Promise<Peeked<A>> {
    const peek = await this.load(which, label, choose);
    try {
      return { about: peek.about, tensors: await peek.run(batch, states) };
    } finally {
      await peek.dispose();
    }
  }

  async dispose(): Promise<void> {
    await this.dropStates('base');
    await this.dropStates('tuned');
  }
}
