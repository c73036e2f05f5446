/**
 * LoRA that starts from a part of the weight matrix itself, which is taken out of the matrix: the model is as it was,
 * and what is trained is what matters most.
 *
 *   h = (W₀ − s B₀ A₀) x + s B A x,   A₀, B₀ the start of A, B
 *
 * The graph leaves W₀ alone and takes the branch of the start away: W₀ x + s (B A − B₀ A₀) x is the same function, and
 * the same base serves other adapters. A₀ and B₀ are kept with the adapter, so that no decomposition is needed to use
 * it. For HF PEFT both branches become one LoRA of rank 2r, as its own conversion does it
 * (`path_initial_model_for_weight_conversion`).
 */
import type { Dimensions } from '../../anatomy/anatomy';
import { zeros, type Hyperparameters, type MergeContext, type Method, type MethodContext } from '../contract';
import { numberOf } from '../hyperparameters';
import type { LinearAlgebra } from '../linearAlgebra';
import type { TensorSpec } from '../tensors';
import { lowRankDeployment } from './deployedLora';
import { addBranch, enterFactors, factorSpecs, lowRankSites, lowRankSlots, type LowRankSite } from './lowRank';
import { QuantisedCache, weightOf } from './quantisedBase';

/** A (r, in) and B (out, r), row by row. */
export interface Factors {
  readonly a: Float32Array;
  readonly b: Float32Array;
}

/** The start of A and B from a matrix (rows, columns) = (out, in) and the factor s of the branch. */
export type StartOf = (
  matrix: Float32Array,
  size: { readonly rows: number; readonly columns: number; readonly r: number },
  scaling: number,
  linearAlgebra: LinearAlgebra,
) => Factors;

const scalingOf = (hp: Hyperparameters): number => numberOf(hp, 'alpha') / numberOf(hp, 'r');
export const startNames = ({ stem }: Pick<LowRankSite, 'stem'>): { readonly a: string; readonly b: string } => ({
  a: `${stem}.start_A`,
  b: `${stem}.start_B`,
});

/** Trained factors under PEFT's names have no place in its files beside those of the start: both are ours. */
export const principalSpecs = (d: Dimensions, hp: Hyperparameters): TensorSpec[] =>
  lowRankSlots(d, hp).flatMap((slot) => {
    const factors = factorSpecs(slot, numberOf(hp, 'r')).map(({ peft: _, init: __, ...spec }) => spec);
    const { a, b } = startNames(slot);
    return [
      ...factors,
      ...factors.map((spec, at): TensorSpec => ({ ...spec, name: [a, b][at]!, treatment: 'frozen' })),
    ];
  });

/** The same where the start is known only in a run: as LoRA until then, with nothing taken away. */
export const startedSpecs = (d: Dimensions, hp: Hyperparameters): TensorSpec[] =>
  lowRankSlots(d, hp).flatMap((slot) => {
    const factors = factorSpecs(slot, numberOf(hp, 'r')).map(({ peft: _, ...spec }) => spec);
    const { a, b } = startNames(slot);
    return [
      ...factors,
      ...factors.map((spec, at): TensorSpec => ({ ...spec, name: [a, b][at]!, treatment: 'frozen', init: zeros })),
    ];
  });

const starts = new WeakMap<StartOf, QuantisedCache<Factors>>();

/** Worked out once for a weight: a graph for training and one for evaluation want the same. */
export function startAt(
  context: MethodContext,
  { linear, start, end }: LowRankSite,
  startOf: StartOf,
  r: number,
  scaling = 1,
): Factors {
  const cache = starts.get(startOf) ?? new QuantisedCache<Factors>();
  starts.set(startOf, cache);
  return cache.of(weightOf(context.builder, linear), JSON.stringify([r, scaling, start, end]), linear, (matrix) =>
    startOf(
      matrix.slice(start * linear.inFeatures, end * linear.inFeatures),
      { rows: end - start, columns: linear.inFeatures, r },
      scaling,
      context.linearAlgebra,
    ),
  );
}

export function applyPrincipal(context: MethodContext, hp: Hyperparameters, startOf: StartOf): void {
  for (const site of lowRankSites(context.anatomy, hp))
    addStarted(context, site, hp, startAt(context, site, startOf, numberOf(hp, 'r'), scalingOf(hp)));
}

/** Both branches of a site. @param start absent: as the declared tensors start, or as a run's earlier phase says */
export function addStarted(context: MethodContext, site: LowRankSite, hp: Hyperparameters, start?: Factors): void {
  const { builder: g } = context;
  const [forA, forB] = (['a', 'b'] as const).map((part) =>
    start ? { init: { kind: 'values', values: start[part] } as const } : {},
  );
  const factors = enterFactors(context, site, { a: forA!, b: forB! });
  const names = startNames(site);
  const before = { a: context.tensor(names.a, forA), b: context.tensor(names.b, forB) };
  // The start is taken away without dropout: it stands for a part of the weight.
  addBranch(context, site, before, { scope: 'start', middle: (low) => g.scale(low, -scalingOf(hp)) });
  addBranch(context, site, factors, {
    dropout: numberOf(hp, 'dropout'),
    middle: (low) => g.scale(low, scalingOf(hp)),
  });
}

/** Columns of two matrices (rows, r) side by side, (rows, 2r). */
function beside(left: Float32Array, right: Float32Array, r: number): Float32Array {
  const both = new Float32Array(left.length + right.length);
  for (let row = 0; row < left.length / r; row++) {
    both.set(left.subarray(row * r, (row + 1) * r), 2 * row * r);
    both.set(right.subarray(row * r, (row + 1) * r), (2 * row + 1) * r);
  }
  return both;
}

/** What is trained less what it started from, as one change of rank 2r. */
function updateOf(context: MergeContext, site: LowRankSite, hp: Hyperparameters) {
  const r = numberOf(hp, 'r');
  const names = startNames(site);
  const [a, b] = ['lora_A', 'lora_B'].map((name) => context.trained(`${site.stem}.${name}`)) as [
    Float32Array,
    Float32Array,
  ];
  const [a0, b0] = [context.trained(names.a), context.trained(names.b)];
  return {
    a: Float32Array.from([...a, ...a0]),
    b: beside(b, b0, r),
    middle: Array.from({ length: 2 * r }, (_, k) => (k < r ? 1 : -1) * scalingOf(hp)),
  };
}

export const principalDeployment: { readonly merge: Exclude<Method['merge'], string> } & Pick<
  Method,
  'deployed' | 'peftType'
> = lowRankDeployment(updateOf);
