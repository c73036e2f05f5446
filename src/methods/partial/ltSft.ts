/**
 * LT-SFT, lottery ticket sparse fine-tuning (Ansell, Ponti, Korhonen, Vulić 2022): train everything, see what moved
 * most, go back, and train only that.
 *
 *   1. θ¹ = fine-tune all of θ⁰      2. K = the entries with the largest |θ¹ − θ⁰|
 *   3. rewind to θ⁰ (the head too), with a new optimiser      4. θ = θ⁰ + φ, only φ_K is trained
 *
 * Both trainings have a full schedule, as in the reference code. The mask ranges over weights and biases of the linear
 * layers (norms are often left out there too), or over all weights. The optional pull λ·mean|θ − θ⁰| towards the start
 * is left out.
 */
import { messages, sentences } from '../../messages/message';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import {
  applySparseDelta,
  carrySelection,
  checkKept,
  denseSpecs,
  keepKnob,
  keptCount,
  maskable,
  maskableCount,
  mergeSparseDelta,
  scopeKnob,
  scopeNeeds,
  selectLargest,
  sparseDeltaSpecs,
  summarise,
  unfreezeMaskable,
} from '../parts/sparseDelta';
import { everyTask } from '../taskId';
import { texts } from './ltSft.en';

const says = messages('lt-sft', texts.says);

export const ltSft = defineMethod({
  id: 'lt-sft',
  texts,
  category: 'partial',
  paper: {
    title: 'Composable Sparse Fine-Tuning for Cross-Lingual Transfer',
    authors: 'Ansell, Ponti, Korhonen, Vulić',
    year: 2022,
    venue: 'ACL',
    url: 'https://arxiv.org/abs/2110.07560',
  },
  hyperparameters: [
    keepKnob(0.04),
    { kind: 'real', name: 'dense', default: 0.5, min: 0.1, max: 0.9 },
    scopeKnob('layers'),
  ],
  defaults: { learningRate: 6e-3, weightDecay: 0, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  needs: scopeNeeds,
  tasks: everyTask,

  check: (d, hp) => checkKept('lt-sft', d, hp),

  phases({ hyperparameters: hp, steps, index, anatomy }) {
    const dense = Math.round(numberOf(hp, 'dense') * steps);
    if (index === 1)
      return {
        id: 'sparse',
        title: says.trainKept,
        work: { kind: 'train', steps: steps - dense },
      };
    if (index > 1) return undefined;
    return {
      id: 'dense',
      title: says.trainAll,
      work: { kind: 'train', steps: dense },
      conclude(outcome) {
        const tensors = maskable(anatomy.dimensions, hp);
        const { dimensions } = anatomy;
        const moved = new Map(
          tensors.map(({ name }) => {
            const start = outcome.initial(name);
            return [name, outcome.value(name).map((value, i) => Math.abs(value - start[i]!))];
          }),
        );
        const selection = selectLargest(moved, keptCount(dimensions, hp));
        return {
          carried: { tensors: carrySelection(selection, moved) },
          summary: sentences(summarise(selection, tensors, maskableCount(dimensions, hp)), says.back),
        };
      },
    };
  },

  chooses: () => true,
  declare: (d, hp, at) => (at.phase === 'dense' ? denseSpecs(d, hp) : sparseDeltaSpecs(d, hp, at)),

  apply(context, hp) {
    if (context.phase === 'dense') unfreezeMaskable(context, hp);
    else applySparseDelta(context, hp);
  },

  identityAtInit: true,
  merge: mergeSparseDelta,

  formula:
    String.raw`\theta = \theta_0 + \phi, \qquad \phi_i \neq 0 \text{ only where } |\theta^{(1)}_i - ` +
    String.raw`\theta_{0,i}| \text{ is among the } K \text{ largest}`,
});
