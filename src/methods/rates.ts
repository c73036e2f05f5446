import type { TrainingDefaults } from './contract';
import type { TaskId } from './taskId';

/**
 * The bundled models that rates for tasks were swept on, 128 to 192 wide. The best rate of Adam falls about as the
 * width grows (Yang et al. 2021, "Tensor Programs V", arXiv 2203.03466): other models, most of them wider, begin at the
 * method's general rate, which is the lower one.
 */
const sweptOn = new Set(['tiny-encoder', 'tiny-decoder', 'tiny-encoder-decoder']);

/**
 * The learning rate that a method recommends for a task on a model; its general one where none is known.
 *
 * @param model a bundled model's name, or anything else for a model of one's own
 */
export const rateOf = (defaults: TrainingDefaults, task: TaskId, model: string): number =>
  (sweptOn.has(model) ? defaults.rates?.[task] : undefined) ?? defaults.learningRate;
