/** LoRA phases on other data sets, for methods that combine the updates of several tasks afterwards. */
import type { Dimensions } from '../../anatomy/anatomy';
import type { Hyperparameter, Hyperparameters, MethodContext } from '../contract';
import { numberOf } from '../hyperparameters';
import { lora } from './lora';
import { factorCount, factorNames, targetsOf, type LowRankSite } from './lowRank';

/** Rank, scale and sites, as LoRA has them. */
export const loraKnobs: readonly Hyperparameter[] = lora.hyperparameters.filter(({ name }) =>
  ['r', 'alpha', 'targets'].includes(name),
);

/** Begins the names of what source n has left. */
export const sourceStem = (n: number): string => `source.${n}.`;

/** The names of source n's factors at a site. */
export const sourceFactors = (site: LowRankSite, n: number): { readonly a: string; readonly b: string } =>
  factorNames({ ...site, stem: sourceStem(n) + site.stem });

/** α / r */
export const scalingOf = (hp: Hyperparameters): number => numberOf(hp, 'alpha') / numberOf(hp, 'r');

/** Scalars of one LoRA at all its sites. */
export const moduleCount = (d: Dimensions, hp: Hyperparameters): number =>
  d.layers * targetsOf(d, hp).reduce((sum, site) => sum + factorCount(d, site, numberOf(hp, 'r')), 0);

/** Σ_n w_n X_n. @param weights (N) @param values N values of one shape */
export function weightedSum({ builder: g }: MethodContext, weights: string, values: readonly string[]): string {
  return values
    .map((value, n) => g.mul(value, g.reshape(g.slice(weights, 0, n, n + 1), [])))
    .reduce((a, b) => g.add(a, b));
}
