/**
 * Architecture search by pruning (Lawton et al. 2023): train more than there is room for, leave out what the loss would
 * miss least, and begin again with what is left.
 *
 *   R times:  train all that is left,  score each part u by  s(u) = −Σ_{i ∈ u} (θ_i − θ⁰_i) · ∂L/∂θ_i,
 *             keep the parts with the largest s, so many that k^(t/R) of all scalars are left after round t
 *   then:     back to the start, head too, and train the parts that are left
 *
 * s is the change of the loss, to first order, when a part's update is taken back; the gradient is the mean over a few
 * batches. That estimate is the paper's; the number of rounds and their lengths are an own formulation.
 */
import type { Dimensions } from '../../anatomy/anatomy';
import { f32, type Tensor } from '../../onnx/tensor';
import type { Hyperparameters, Knob } from '../contract';
import { numberOf } from '../hyperparameters';
import type { Phase, PhaseOutcome, PhaseRequest } from '../lifecycle';
import { says } from '../messages';
import type { Situation } from '../tensors';
import { startsFrom, stepsEach } from './sources';
import {
  carriedSelection,
  carrySelection,
  selectLargest,
  spreadCounts,
  spreadEvenly,
  summarise,
  type Selection,
} from './sparseDelta';

export const searchPaper = {
  title: 'Neural Architecture Search for Parameter-Efficient Fine-tuning of Large Pre-trained Language Models',
  authors: 'Lawton, Kumar, Thattai, Galstyan, Ver Steeg',
  year: 2023,
  venue: 'Findings of ACL',
  url: 'https://arxiv.org/abs/2305.16597',
} as const;

export const pruningKnobs = [
  { kind: 'integer', name: 'rounds', default: 3, min: 1, max: 8 },
  { kind: 'real', name: 'search_share', default: 0.5, min: 0.05, max: 0.95 },
  { kind: 'integer', name: 'batches', default: 16, min: 1, max: 256, scale: 'log' },
] as const satisfies readonly Knob[];

/** The phase that trains what was found. */
const trainPhase = 'train';

/** A tensor whose entries can be pruned. */
export interface Prunable {
  readonly name: string;
  readonly length: number;
  readonly layer?: number;
}

/** Which entries stay. */
export interface Choice<T extends Prunable> {
  /** @param scores of every entry, −∞ where it is gone already @param count of entries that may stay */
  readonly largest: (tensors: readonly T[], scores: ReadonlyMap<string, Float32Array>, count: number) => Selection;
  /** What a graph without a run shows: as many, from all over the model. */
  readonly anywhere: (tensors: readonly T[], count: number) => Selection;
  /** How many that are of each tensor; those without one are absent. */
  readonly counts: (tensors: readonly T[], count: number) => ReadonlyMap<string, number>;
}

/** What a search prunes. */
export interface Pruned<T extends Prunable> extends Choice<T> {
  readonly tensors: (d: Dimensions, hp: Hyperparameters) => readonly T[];
  /** Name of the parameter that holds the entries of a tensor that are left, in rising order; pruned ones are zero. */
  readonly nameOf: (tensor: string) => string;
}

export const lengthOf = (tensors: readonly Prunable[]): number => tensors.reduce((sum, { length }) => sum + length, 0);

const lengthsOf = (tensors: readonly Prunable[]): Map<string, number> =>
  new Map(tensors.map(({ name, length }) => [name, length]));

/** How many entries of each tensor a selection has. */
export const countsIn = (selection: Selection): Map<string, number> =>
  new Map([...selection].map(([name, positions]) => [name, positions.length]));

/** Every entry of these tensors. */
export const whole = (tensors: readonly Prunable[]): Selection =>
  new Map(tensors.map(({ name, length }) => [name, Int32Array.from({ length }, (_, i) => i)]));

/** Single entries, whichever tensor they are in. */
export const entries: Choice<Prunable> = {
  largest: (_, scores, count) => selectLargest(scores, count),
  anywhere: (tensors, count) => spreadEvenly(lengthsOf(tensors), count),
  counts: (tensors, count) => spreadCounts(lengthsOf(tensors), count),
};

/** Golden ratio: its multiples' fractions lie evenly between 0 and 1, however many are taken. */
const golden = 0.618_033_988_75;

/** Scores for parts that nothing is known of yet, by which those that fit a budget lie all over the model. */
export const anyOrder = (parts: number): number[] => Array.from({ length: parts }, (_, i) => (i * golden) % 1);

/** How many entries may stay in the end. */
export const budgetOf = (tensors: readonly Prunable[], hp: Hyperparameters): number =>
  Math.round(numberOf(hp, 'keep') * lengthOf(tensors));

type At = Pick<Situation, 'phase' | 'carried'>;

/** No run is in its search: what is shown is the end. */
const settled = ({ phase }: At): boolean => phase === undefined || phase === trainPhase;

const carriedAt = (tensors: readonly Prunable[], { carried }: At): Selection | undefined =>
  carriedSelection(
    carried,
    tensors.map(({ name }) => name),
  );

/** Which entries are left where the graph of a phase is built: all of them in the first round. */
export function leftAt<T extends Prunable>(pruned: Pruned<T>, d: Dimensions, hp: Hyperparameters, at: At): Selection {
  const tensors = pruned.tensors(d, hp);
  return carriedAt(tensors, at) ?? (settled(at) ? pruned.anywhere(tensors, budgetOf(tensors, hp)) : whole(tensors));
}

/** How many those are of each tensor, without listing them. */
export function countsAt<T extends Prunable>(
  pruned: Pruned<T>,
  d: Dimensions,
  hp: Hyperparameters,
  at: At,
): ReadonlyMap<string, number> {
  const tensors = pruned.tensors(d, hp);
  const found = carriedAt(tensors, at);
  if (found) return countsIn(found);
  return settled(at) ? pruned.counts(tensors, budgetOf(tensors, hp)) : lengthsOf(tensors);
}

/** Keeps the parts with the largest scores, and their values, to go on from. */
function prune<T extends Prunable>(
  pruned: Pruned<T>,
  phase: string,
  round: number,
  { anatomy, hyperparameters: hp, parameters, carried, score, initial }: PhaseOutcome,
): ReturnType<NonNullable<Phase['conclude']>> {
  const { dimensions: d } = anatomy;
  const { tensors: of, nameOf, largest } = pruned;
  const tensors = of(d, hp);
  const left = leftAt(pruned, d, hp, { phase, carried });
  const scores = new Map(
    tensors.map(({ name, length }) => {
      const all = new Float32Array(length).fill(-Infinity);
      const positions = left.get(name);
      if (!positions) return [name, all];
      const [gradient, value] = [score(nameOf(name)), initial(nameOf(name))];
      positions.forEach((at, i) => (all[at] = -gradient[i]! * value[i]!));
      return [name, all];
    }),
  );
  const rounds = numberOf(hp, 'rounds');
  const share = numberOf(hp, 'keep') ** (round / rounds);
  const chosen = largest(tensors, scores, Math.round(share * lengthOf(tensors)));
  const survivors = [...chosen].map(([name, positions]): readonly [string, Tensor] => {
    const value = initial(nameOf(name));
    const place = new Map([...left.get(name)!].map((at, i) => [at, i]));
    return [
      nameOf(name),
      f32(
        [positions.length],
        Float32Array.from(positions, (at) => value[place.get(at)!]!),
      ),
    ];
  });
  const head = parameters
    .filter(({ group }) => group === 'head')
    .map(({ name, shape }): readonly [string, Tensor] => [name, f32(shape, initial(name))]);
  return {
    carried: {
      tensors: carrySelection(chosen, scores),
      // The last round goes back to the start.
      start: round < rounds ? Object.fromEntries([...head, ...survivors]) : {},
    },
    summary: summarise(chosen, tensors, lengthOf(tensors)),
  };
}

/** The phases of the search, and the training after it. */
export function searchPhases<T extends Prunable>(
  pruned: Pruned<T>,
  { hyperparameters: hp, steps, index }: PhaseRequest,
): Phase | undefined {
  const rounds = numberOf(hp, 'rounds');
  const each = stepsEach(steps, numberOf(hp, 'search_share'), rounds);
  const round = Math.floor(index / 2) + 1;
  if (round > rounds) {
    const work = { kind: 'train', steps: Math.max(0, steps - rounds * each) } as const;
    return index > 2 * rounds ? undefined : { id: trainPhase, title: says.trainFound, work };
  }
  if (index % 2 === 0)
    return {
      id: `search-${round}`,
      title: says.searchRound({ round, rounds }),
      work: { kind: 'train', steps: Math.max(0, Math.min(each, steps - (round - 1) * each)) },
      conclude: (outcome) => ({
        carried: { start: startsFrom(outcome, ({ name }) => name) },
        summary: says.searchTrained,
      }),
    };
  const batches = numberOf(hp, 'batches');
  const id = `score-${round}`;
  return {
    id,
    title: says.scoreRound({ round, rounds }),
    work: { kind: 'score', batches, score: (g, _, gradient) => g.scale(gradient, 1 / batches) },
    conclude: (outcome) => prune(pruned, id, round, outcome),
  };
}
