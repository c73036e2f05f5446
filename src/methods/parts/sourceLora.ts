/** LoRA phases on other data sets, for methods that combine the updates of several tasks afterwards. */
import type { Hyperparameters, MethodContext } from '../contract';
import { knobsOf } from '../define';
import { numberOf } from '../hyperparameters';
import { lora } from '../reparameterised/lora';
import { factorNames, type LowRankSite } from './lowRank';

/** Rank, scale and sites, as LoRA has them. */
export const loraKnobs = knobsOf(lora, ['r', 'alpha', 'targets']);

/** Begins the names of what source n has left. */
export const sourceStem = (n: number): string => `source.${n}.`;

/** The names of source n's factors at a site. */
export const sourceFactors = (site: Pick<LowRankSite, 'stem'>, n: number): { readonly a: string; readonly b: string } =>
  factorNames({ stem: sourceStem(n) + site.stem });

/** α / r */
export const scalingOf = (hp: Hyperparameters): number => numberOf(hp, 'alpha') / numberOf(hp, 'r');

/** Σ_n w_n X_n. @param weights (N) @param values N values of one shape */
export function weightedSum({ builder: g }: MethodContext, weights: string, values: readonly string[]): string {
  return values
    .map((value, n) => g.mul(value, g.reshape(g.slice(weights, 0, n, n + 1), [])))
    .reduce((a, b) => g.add(a, b));
}
