/** Graphs for shorter rows than the run's, where padding is worth leaving out. */
import { fixedSizeOf } from '../anatomy/fixedSize';
import type { BackendKind } from '../runtime/backend';
import { targetLengthOf, type Recipe } from './applied';

/**
 * Whether rows may be computed in other shapes than the run's. On a GPU a step of such small models waits for
 * dispatches, not for tokens, and each shape costs shaders: there the run's own shape is kept.
 */
export const mayShorten = (backend: BackendKind, { model, sequence }: Recipe): boolean => {
  if (backend !== 'wasm' || sequence < 8) return false;
  const { batch, sequence: length } = fixedSizeOf(model.graph);
  return batch === undefined && length === undefined;
};

/** The recipe for `batch` rows of `sequence` tokens; targets stay as long as they are. */
export const shaped = (recipe: Recipe, batch: number, sequence: number): Recipe => ({
  ...recipe,
  batch,
  sequence,
  ...(recipe.task.id === 'seq2seq' && { target: targetLengthOf(recipe) }),
});
