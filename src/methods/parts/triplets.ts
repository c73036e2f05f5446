/**
 * Updates in the form of a singular value decomposition, ΔW = P Λ Q: AdaLoRA and IncreLoRA.
 *
 *   h = W₀ x + s · B (E ⊙ A x),   A = Q ∈ ℝ^{r×in}, E = diag Λ ∈ ℝ^r, B = P ∈ ℝ^{out×r}
 *
 * A and B start N(0, 0.02²). A penalty keeps their rows and columns near orthonormal, so that |E_i| says how much
 * triplet i matters and removing one leaves the others right.
 */
import type { List, Message } from '../../messages/message';
import { says } from '../messages';
import type { Builder } from '../../onnx/builder';
import { f32 } from '../../onnx/tensor';
import type { Initializer, MergeContext, MethodContext } from '../contract';
import type { UpdateHooks } from '../hooks';
import type { TensorSpec } from '../tensors';
import {
  addBranch,
  enterFactors,
  factorNames,
  factorSpecs,
  type Factors,
  type LowRankSite,
  type LowRankSlot,
  type Update,
} from './lowRank';

export interface Triplet extends Factors {
  /** (r) */
  readonly e: string;
}

export const tripletNames = (site: Pick<LowRankSite, 'stem'>): Triplet => ({
  ...factorNames(site),
  e: `${site.stem}.lora_E`,
});

const normal: Initializer = { kind: 'normal', std: 0.02 };

/** A, B and E of one slot. @param start of E */
export function tripletSpecs(slot: LowRankSlot, r: number, start: Initializer, symbol: string): TensorSpec[] {
  const { layer, place, site } = slot;
  return [
    ...factorSpecs(slot, r, { a: { init: normal }, b: { init: normal }, suffix: '', symbol }),
    {
      name: tripletNames(slot).e,
      shape: [r],
      treatment: 'new',
      init: start,
      layer,
      places: [place],
      change: 'delta',
      decay: false,
      peft: { site, tensor: 'lora_E' },
      peftShape: [r, 1],
    },
  ];
}

/** Enters a declared triplet. */
export function enterTriplet(
  context: MethodContext,
  site: LowRankSite,
  { a = {}, b = {}, e }: { readonly a?: UpdateHooks; readonly b?: UpdateHooks; readonly e: UpdateHooks },
): Triplet {
  return { ...enterFactors(context, site, { a, b }), e: context.tensor(tripletNames(site).e, e) };
}

export function addTripletBranch(
  context: MethodContext,
  site: LowRankSite,
  triplet: Triplet,
  {
    scope,
    dropout,
    scaling,
    over,
  }: {
    readonly scope: string;
    readonly dropout: number;
    readonly scaling: number;
    /** Divides the scaling: the number of ranks in use, (1). */
    readonly over?: string;
  },
): void {
  const { builder: g } = context;
  const entries = over ? g.div(triplet.e, over) : triplet.e;
  addBranch(context, site, triplet, { scope, dropout, middle: (low) => g.scale(g.mul(low, entries), scaling) });
}

const identityOf = (g: Builder, r: number): string =>
  g.initializer(
    'orthogonality/identity',
    f32(
      [r, r],
      Array.from({ length: r * r }, (_, i) => (i % (r + 1) === 0 ? 1 : 0)),
    ),
  );

/** Added below the root, whose slope at zero is infinite. */
const rootFloor = 1e-12;

/**
 * Mean over all A and B of ‖A Aᵀ − I‖ and ‖Bᵀ B − I‖ (Frobenius, not squared, as the authors' code and HF PEFT have
 * it).
 * @param live for each triplet set: 1 for rows that take part, 0 for others, (r); default: all do
 */
export function orthogonality(g: Builder, triplets: readonly Triplet[], live: readonly string[] = []): string {
  const distance = (rows: string, mask: string | undefined): string => {
    const [r] = g.shapeOf(rows) as [number, number];
    const identity = identityOf(g, r);
    const used = mask ? g.mul(rows, g.reshape(mask, [r, 1])) : rows;
    const difference = g.sub(g.matmul(used, g.transpose(used, [1, 0])), mask ? g.mul(identity, mask) : identity);
    return g.sqrt(g.add(g.sumSquares(difference), g.scalar(rootFloor)));
  };
  const distances = triplets.flatMap(({ a, b }, i) => [
    distance(a, live[i]),
    distance(g.transpose(b, [1, 0]), live[i]),
  ]);
  return g.scale(
    distances.reduce((x, y) => g.add(x, y)),
    1 / distances.length,
  );
}

/**
 * The gradient of `orthogonality` for one A, so that it can be told from that of the task.
 * @param rows A, or Bᵀ (r, n) @param live 1 for rows that take part (r) @param sets number of triplet sets
 * @returns (r, n)
 */
export function orthogonalityGradient(g: Builder, rows: string, live: string, sets: number): string {
  const [r] = g.shapeOf(rows) as [number, number];
  const used = g.mul(rows, g.reshape(live, [r, 1]));
  const difference = g.sub(g.matmul(used, g.transpose(used, [1, 0])), g.mul(identityOf(g, r), live));
  const length = g.sqrt(g.add(g.sumSquares(difference), g.scalar(rootFloor)));
  // d ‖M‖ = 2 M A / ‖M‖, of a mean over 2 · sets.
  return g.scale(g.div(g.matmul(difference, used), length), 1 / sets);
}

/** For merging. */
export function tripletUpdate(context: MergeContext, site: LowRankSite, scaling: number): Update {
  const { a, b, e } = tripletNames(site);
  return { a: context.trained(a), b: context.trained(b), middle: context.trained(e).map((value) => value * scaling) };
}

/** Exponential averages that importance is judged by: of I, and of how much I deviates from its average. */
export function smoothed(
  g: Builder,
  importance: string,
  {
    average,
    uncertainty,
    beta1,
    beta2,
  }: { readonly average: string; readonly uncertainty: string; readonly beta1: number; readonly beta2: number },
): { readonly average: string; readonly uncertainty: string } {
  const mean = g.add(g.scale(average, beta1), g.scale(importance, 1 - beta1));
  const spread = g.add(g.scale(uncertainty, beta2), g.scale(g.emit('Abs', [g.sub(importance, mean)]), 1 - beta2));
  return { average: mean, uncertainty: spread };
}

/** "layer.0.q 6, layer.0.v 5" */
export const ranksTold = (ranks: Readonly<Record<string, number>>): List => ({
  list: Object.entries(ranks).map(([name, rank]) => `${name} ${rank}`),
});

/** Ranks by site, for people and as facts. */
export function rankReport(ranks: Readonly<Record<string, number>>): {
  readonly summary: Message;
  readonly facts: { readonly ranks: Readonly<Record<string, number>> };
} {
  const total = Object.values(ranks).reduce((sum, rank) => sum + rank, 0);
  return {
    summary: says.ranks({
      total: { count: total },
      matrices: Object.keys(ranks).length,
      ranks: ranksTold(ranks),
    }),
    facts: { ranks },
  };
}
