/**
 * Graphs for a few rows: what is looked at again and again while a run trains is not a whole batch, and should not cost
 * as much as one.
 */
import { sizeWithin } from '../anatomy/fixedSize';
import type { Backend } from '../runtime/backend';
import type { Recipe } from './applied';
import { Evaluator } from './evaluator';
import type { Unit } from './pack';

export type Which = 'base' | 'tuned';

interface Loaded {
  readonly rows: number;
  readonly evaluator: Evaluator;
}

export class FewRows {
  private readonly present = new Map<Which, Loaded>();

  /** @param units layout of the tuned model's states */
  constructor(
    private readonly backend: Backend,
    private readonly recipes: Readonly<Record<Which, Recipe>>,
    private readonly units: readonly Unit[],
    private readonly what: 'answers' | 'vectors' = 'answers',
  ) {}

  /**
   * The graph for `wanted` rows, loaded; the one for another number of rows gives way to it. A file that was exported
   * for one batch size has its own number of rows.
   */
  async of(which: Which, wanted: number): Promise<Loaded> {
    const recipe = this.recipes[which];
    const { batch: rows } = sizeWithin(recipe.model.graph, { batch: wanted, sequence: recipe.sequence });
    const found = this.present.get(which);
    if (found?.rows === rows) return found;
    await this.drop(which);
    const units = which === 'tuned' ? this.units : [];
    const evaluator = new Evaluator(this.backend, { ...recipe, batch: rows }, units, `${which}, few rows`, this.what);
    const loaded = { rows, evaluator };
    this.present.set(which, loaded);
    await evaluator.load();
    return loaded;
  }

  /** Releases a graph that is not needed any more. */
  async drop(which: Which): Promise<void> {
    const found = this.present.get(which);
    this.present.delete(which);
    await found?.evaluator.dispose();
  }

  async dispose(): Promise<void> {
    await this.drop('base');
    await this.drop('tuned');
  }
}
