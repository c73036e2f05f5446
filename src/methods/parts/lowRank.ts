/**
 * What LoRA and its derivatives have in common: which sites, the two thin factors, the branch beside a linear, and
 * folding it in.
 *
 *   h = W₀ x + B (m ⊙ A x),   A ∈ ℝ^{r×in}, B ∈ ℝ^{out×r}, m ∈ ℝ^r what a derivative puts in the middle (α / r in LoRA)
 */
import type { Message } from '../../messages/message';
import { says } from '../messages';
import type { Anatomy, Dimensions, Linear, Site } from '../../anatomy/anatomy';
import type { Place } from '../../anatomy/places';
import {
  kaiming,
  zeros,
  type Hyperparameters,
  type Initializer,
  type Knob,
  type MergeContext,
  type MethodContext,
} from '../contract';
import { choicesOf, numberOf } from '../hyperparameters';
import {
  allSites,
  boxOf,
  hasSite,
  linearsAt,
  locate,
  peftModule,
  peftTargets,
  peftTaskType,
  queryAndValue,
  siteShape,
  sitesOf,
  usesOf,
  type LocatedSite,
} from './sites';
import type { UpdateHooks } from '../hooks';
import type { TensorSpec } from '../tensors';

/** What `auto` stands for: query and value (or the fused projection), as in HF PEFT, or every linear of a layer. */
export type AutoSites = 'query and value' | 'all linears';

export const rankParameter = (initial = 8): Knob<'r'> => ({
  kind: 'integer',
  name: 'r',
  default: initial,
  min: 1,
  max: 256,
  scale: 'log',
});
export const alphaParameter = (initial = 16): Knob<'alpha'> => ({
  kind: 'real',
  name: 'alpha',
  default: initial,
  min: 0.1,
  max: 512,
  scale: 'log',
});
export const dropoutParameter: Knob<'dropout'> = {
  kind: 'real',
  name: 'dropout',
  default: 0,
  min: 0,
  max: 0.9,
};
const targetsKnob = (preset: 'auto' | 'all'): Knob<'targets'> => ({
  kind: 'choices',
  name: 'targets',
  default: [preset],
  options: ['auto', 'all', ...allSites],
});
/** Which linears get an update: query and value, or what a method means by `auto`. */
export const targetsParameter: Knob<'targets'> = targetsKnob('auto');
/** All linears of a layer unless others are chosen, where the authors' scripts have it so. */
export const allTargetsParameter: Knob<'targets'> = targetsKnob('all');

/** The chosen sites that the model may have, in the order of `allSites`. */
export function targetsOf(d: Dimensions, hp: Hyperparameters, auto: AutoSites = 'query and value'): Site[] {
  const chosen = choicesOf(hp, 'targets');
  const fused: readonly Site[] = ['q', 'k', 'v'];
  const every = sitesOf(d).filter((site) => !d.fusedQkv || !fused.includes(site));
  const meant: readonly Site[] = auto === 'all linears' ? every : queryAndValue(d, d.fusedQkv);
  const has = (word: 'auto' | 'all', sites: readonly Site[], site: Site) =>
    chosen.includes(word) && sites.includes(site);
  return allSites.filter((site) => chosen.includes(site) || has('auto', meant, site) || has('all', every, site));
}

/** Why targets or rank don't fit the model. @param rank the largest rank, and the hyper-parameter that says it */
export function lowRankRefusal(
  id: string,
  d: Dimensions,
  hp: Hyperparameters,
  auto: AutoSites = 'query and value',
  rank: readonly [name: string, value: number] = ['r', numberOf(hp, 'r')],
): Message | undefined {
  const absent = choicesOf(hp, 'targets').find(
    (site) => site !== 'auto' && site !== 'all' && !sitesOf(d).includes(site as Site),
  );
  if (absent) return says.noSuchSite({ method: id, site: absent, sites: { list: ['auto', 'all', ...sitesOf(d)] } });
  const largest = Math.min(
    ...targetsOf(d, hp, auto).map((site) => Math.min(siteShape(d, site).inFeatures, siteShape(d, site).outFeatures)),
  );
  const [name, r] = rank;
  return r > largest ? says.rankTooLarge({ name, method: id, rank: r, most: largest }) : undefined;
}

/** A site of one layer, by sizes alone. */
export interface LowRankSlot {
  readonly layer: number;
  readonly site: Site;
  /** `layer.0.q`: what the names of its tensors begin with. */
  readonly stem: string;
  readonly inFeatures: number;
  readonly outFeatures: number;
  /** The box that it is drawn in. */
  readonly place: Place;
  /**
   * Columns of a fused projection, where PEFT's file has one update of all columns that is zero outside of these:
   * the rows of B there. Otherwise `outFeatures`.
   */
  readonly fileRows: number;
}

/** All sites that get a branch, layer by layer. */
export function lowRankSlots(d: Dimensions, hp: Hyperparameters, auto: AutoSites = 'query and value'): LowRankSlot[] {
  const present = sitesOf(d);
  const targets = targetsOf(d, hp, auto).filter((site) => present.includes(site));
  return Array.from({ length: d.layers }, (_, layer) =>
    targets
      .filter((site) => hasSite(d, layer, site))
      .map((site) => {
        const size = siteShape(d, site);
        const place = boxOf(d, site);
        // Beside an update of the whole projection PEFT has no form for one of its columns.
        const padded = place !== site && !targets.includes('qkv');
        return {
          layer,
          site,
          stem: `layer.${layer}.${site}`,
          ...size,
          place,
          fileRows: padded ? siteShape(d, 'qkv').outFeatures : size.outFeatures,
        };
      }),
  ).flat();
}

export interface FactorSpecs {
  readonly a?: Partial<TensorSpec>;
  readonly b?: Partial<TensorSpec>;
  /** Columns of A, where they are not the linear's inputs. */
  readonly inputs?: number;
  /** Endings of the names at HF PEFT; AdaLoRA's have no `.weight`. */
  readonly suffix?: string;
  /** Default: r and its number. */
  readonly symbol?: string;
  /** PEFT's file holds the factors as they are trained, fused columns padded with zeros. Default false. */
  readonly padded?: boolean;
}

/** A (Kaiming-uniform) and B (zero) of one slot. */
export function factorSpecs(
  { layer, site, stem, inFeatures, outFeatures, place, fileRows }: LowRankSlot,
  r: number,
  { a, b, inputs = inFeatures, suffix = '.weight', symbol = `r ${r}`, padded = false }: FactorSpecs = {},
): TensorSpec[] {
  const common = { treatment: 'new', layer, places: [place], change: 'delta', symbol } as const;
  return [
    {
      ...common,
      name: `${stem}.lora_A`,
      shape: [r, inputs],
      init: kaiming(inputs),
      peft: { site, tensor: `lora_A${suffix}` },
      ...a,
    },
    {
      ...common,
      name: `${stem}.lora_B`,
      shape: [outFeatures, r],
      init: zeros,
      peft: { site, tensor: `lora_B${suffix}` },
      ...(padded && fileRows !== outFeatures && { bytes: 4 * fileRows * r }),
      ...b,
    },
  ];
}

type Hooks = UpdateHooks & { readonly init?: Initializer };

/** Enters the declared A and B of a site. */
export function enterFactors(context: MethodContext, site: LowRankSite, hooks: { a?: Hooks; b?: Hooks } = {}): Factors {
  const { a, b } = factorNames(site);
  return { a: context.tensor(a, hooks.a), b: context.tensor(b, hooks.b) };
}

/** A site of one layer. */
export interface LowRankSite extends LocatedSite {
  readonly layer: number;
  /** `layer.0.q`: what the names of its tensors begin with. */
  readonly stem: string;
  /** Rows of B. */
  readonly outputs: number;
}

/** All sites that get a branch, layer by layer. */
export function lowRankSites(
  anatomy: Anatomy,
  hp: Hyperparameters,
  auto: AutoSites = 'query and value',
): LowRankSite[] {
  const targets = targetsOf(anatomy.dimensions, hp, auto);
  return anatomy.layers.flatMap((layer) =>
    targets
      .filter((site) => hasSite(anatomy.dimensions, layer.index, site))
      .flatMap((site) =>
        usesOf(locate(layer, site)).map((located) => ({
          ...located,
          layer: layer.index,
          stem: `layer.${layer.index}.${site}`,
          outputs: located.end - located.start,
        })),
      ),
  );
}

/** Each site once, also where layers with the same weights, or one layer at several places, come to it again. */
export const distinctSites = (sites: readonly LowRankSite[]): LowRankSite[] => [
  ...new Map(sites.map((site) => [site.stem, site])).values(),
];

export interface Factors {
  /** (r, in) */
  readonly a: string;
  /** (out, r) */
  readonly b: string;
}

export const factorNames = ({ stem }: Pick<LowRankSite, 'stem'>): Factors => ({
  a: `${stem}.lora_A`,
  b: `${stem}.lora_B`,
});

/** Name that HF PEFT has for a tensor of a site; none where the site is only some columns of a fused linear. */
export const peftName = (
  anatomy: Anatomy,
  { whole, linear }: LowRankSite,
  tensor: string,
): { readonly hfName?: string } => (whole ? { hfName: `${peftModule(anatomy, linear)}.${tensor}` } : {});

export interface BranchOptions {
  /** Acts on the x that A reads. */
  readonly dropout?: number;
  /** What happens to A x (…, r): the scaling, a gate, a mask. */
  readonly middle: (low: string) => string;
  /** Before dropout: what A reads instead of x (…, in). */
  readonly input?: (x: string) => string;
  /** How branch and linear come together; default: their sum. `x` is what the branch reads, dropout included. */
  readonly join?: (h: string, delta: string, x: string) => string;
  /** Begins the names of the nodes. */
  readonly scope?: string;
}

/** Adds B m(A x) to the site's output. */
export function addBranch(
  context: MethodContext,
  site: LowRankSite,
  { a, b }: Factors,
  { dropout = 0, middle, input, join, scope = 'lora' }: BranchOptions,
): void {
  const { builder: g } = context;
  g.scope(`${scope}.${site.stem}`, () =>
    g.wrap(site.output, (h) => {
      const x = context.dropout(input ? input(site.linear.input) : site.linear.input, dropout);
      const delta = g.linear(middle(g.linear(x, a)), b);
      return join ? join(h, delta, x) : g.add(h, delta);
    }),
  );
}

/** A change of the weights: row o of the site's part of W gets Σₖ B[o, k] · middle[k] · A[k, :]. */
export interface Update {
  /** (r, in) */
  readonly a: Float32Array;
  /** (out, r) */
  readonly b: Float32Array;
  /** r numbers. */
  readonly middle: ArrayLike<number>;
}

/** Adds an update to a weight in the graph's layout (in, out). */
export function addUpdate(weight: Float32Array, { linear, start, end }: LowRankSite, { a, b, middle }: Update): void {
  const { inFeatures, outFeatures } = linear;
  const r = middle.length;
  for (let o = start; o < end; o++) {
    for (let i = 0; i < inFeatures; i++) {
      let delta = 0;
      for (let k = 0; k < r; k++) delta += a[k * inFeatures + i]! * (b[(o - start) * r + k]! * middle[k]!);
      weight[i * outFeatures + o]! += delta;
    }
  }
}

export interface MergeOptions {
  /** What the branch was trained beside, where that is not the base weight itself: a fresh array (in, out). */
  readonly base?: (linear: Linear) => Float32Array;
  /** Changes the columns of a site after the update. */
  readonly finish?: (site: LowRankSite, weight: Float32Array) => void;
}

/** Folds the updates of all sites into the base weights. */
export function mergeUpdates(
  context: MergeContext,
  sites: readonly LowRankSite[],
  updateOf: (site: LowRankSite) => Update,
  { base = (linear) => context.base(linear.weight).slice(), finish }: MergeOptions = {},
): void {
  const merged = new Map<string, Float32Array>();
  for (const site of sites) {
    const weight = merged.get(site.linear.weight) ?? base(site.linear);
    addUpdate(weight, site, updateOf(site));
    finish?.(site, weight);
    merged.set(site.linear.weight, weight);
  }
  for (const [name, weight] of merged) context.set(name, weight);
}

/** The trained factors with r times the same number in between. */
export function plainUpdate(context: MergeContext, site: LowRankSite, r: number, scaling: number): Update {
  const { a, b } = factorNames(site);
  return { a: context.trained(a), b: context.trained(b), middle: new Array<number>(r).fill(scaling) };
}

/** HF PEFT's configuration of LoRA with these sites. */
export function loraConfig(
  anatomy: Anatomy,
  hp: Hyperparameters,
  {
    auto = 'query and value',
    r = numberOf(hp, 'r'),
    alpha = numberOf(hp, 'alpha'),
    dropout = 0,
    ...more
  }: { readonly auto?: AutoSites; readonly r?: number; readonly alpha?: number; readonly dropout?: number } & Readonly<
    Record<string, unknown>
  > = {},
): Readonly<Record<string, unknown>> {
  const linears = linearsAt(anatomy, targetsOf(anatomy.dimensions, hp, auto));
  return {
    peft_type: 'LORA',
    task_type: peftTaskType(anatomy),
    r,
    lora_alpha: alpha,
    lora_dropout: dropout,
    target_modules: linears.length > 0 ? peftTargets(anatomy, linears) : [],
    bias: 'none',
    fan_in_fan_out: linears.some((linear) => linear.conv1d),
    init_lora_weights: true,
    use_rslora: false,
    inference_mode: true,
    ...more,
  };
}
