/**
 * What methods that change whole linears in ways of their own have in common: tensors at each site, a wrapped output, a
 * change of the weights to fold in, and HF PEFT's configuration. Sites are those of LoRA (`lowRank.ts`).
 */
import type { Anatomy, Dimensions } from '../../anatomy/anatomy';
import type { Message } from '../../messages/message';
import type { Hyperparameters, Initializer, MergeContext, MethodContext } from '../contract';
import type { TensorSpec } from '../tensors';
import { says } from '../messages';
import { numberOf } from '../hyperparameters';
import { lowRankRefusal, lowRankSites, lowRankSlots, targetsOf, type LowRankSite, type LowRankSlot } from './lowRank';
import { linearsAt, peftTargets, peftTaskType } from './sites';

/** Why targets don't fit the model, where a rank may be as large as it likes. */
export const targetsRefusal = (id: string, d: Dimensions, hp: Hyperparameters): Message | undefined =>
  lowRankRefusal(id, d, hp, 'query and value', ['r', 0]);

/** Why targets or the size of blocks don't fit the model. @param sides what the blocks divide */
export function indivisible(
  id: string,
  d: Dimensions,
  hp: Hyperparameters,
  name: string,
  sides: readonly ('inputs' | 'outputs')[] = ['inputs', 'outputs'],
): Message | undefined {
  const block = numberOf(hp, name);
  const sizes = ({ inFeatures, outFeatures }: LowRankSlot) => ({ inputs: inFeatures, outputs: outFeatures });
  const unlike = lowRankSlots(d, hp).find((slot) => sides.some((side) => sizes(slot)[side] % block !== 0));
  const refuse = () => {
    const { inputs, outputs } = sizes(unlike!);
    const given = { name, method: id, site: unlike!.site, inputs, outputs, block };
    return sides.length === 1 ? says.inputsIndivisible(given) : says.indivisible(given);
  };
  return targetsRefusal(id, d, hp) ?? (unlike && refuse());
}

/** Why targets don't fit, or more entries of a matrix are to be trained than there are. @param each entries for one */
export function tooManyEntries(
  id: string,
  d: Dimensions,
  hp: Hyperparameters,
  name: string,
  each: (slot: LowRankSlot) => number = () => 1,
): Message | undefined {
  const value = numberOf(hp, name);
  const most = (slot: LowRankSlot) => Math.floor((slot.inFeatures * slot.outFeatures) / each(slot));
  const small = lowRankSlots(d, hp).sort((a, b) => most(a) - most(b))[0];
  return (
    targetsRefusal(id, d, hp) ??
    (small && value > most(small)
      ? says.tooManyEntries({
          name,
          method: id,
          value,
          site: small.site,
          entries: { count: small.inFeatures * small.outFeatures },
          most: most(small),
        })
      : undefined)
  );
}

/** A trained tensor of a site, under the name that PEFT has for it on the site's module. */
export const siteTensor = (
  { layer, site, stem, place }: LowRankSlot,
  tensor: string,
  shape: readonly number[],
  more: Partial<TensorSpec> & { readonly init?: Initializer },
): TensorSpec => ({
  name: `${stem}.${tensor}`,
  shape,
  treatment: 'new',
  layer,
  places: [place],
  change: 'delta',
  peft: { site, tensor },
  ...more,
});

/**
 * Puts new values in the place of the sites' outputs.
 * @param body from a site, its output h (…, out) and its tensors, which are entered by their PEFT names
 */
export function changeOutputs(
  context: MethodContext,
  hp: Hyperparameters,
  body: (site: LowRankSite, h: string, tensor: (name: string, init?: Initializer) => string) => string,
): void {
  const { builder: g } = context;
  for (const site of lowRankSites(context.anatomy, hp))
    g.scope(site.stem, () =>
      g.wrap(site.output, (h) =>
        body(site, h, (name, init) => context.tensor(`${site.stem}.${name}`, { ...(init && { init }) })),
      ),
    );
}

/** The site's part of the base weight, (in, out). */
export const weightAt = ({ builder: g }: MethodContext, { linear, start, end }: LowRankSite): string =>
  end - start === linear.outFeatures ? linear.weight : g.slice(linear.weight, 1, start, end);

/** The same of numbers, a fresh array (in, out). */
function columnsAt(weight: Float32Array, { linear, start, end }: LowRankSite): Float32Array {
  const { inFeatures, outFeatures } = linear;
  const width = end - start;
  const part = new Float32Array(inFeatures * width);
  for (let i = 0; i < inFeatures; i++)
    part.set(weight.subarray(i * outFeatures + start, i * outFeatures + end), i * width);
  return part;
}

/**
 * Folds changes of all sites into the base weights.
 * @param deltaOf what is added to W, in the graph's layout (in, out), from the site's own tensors and its part of W
 */
export function mergeDeltas(
  context: MergeContext,
  hp: Hyperparameters,
  deltaOf: (
    site: LowRankSite,
    trained: (name: string) => Float32Array,
    weight: () => Float32Array,
  ) => (input: number, output: number) => number,
): void {
  const merged = new Map<string, Float32Array>();
  for (const site of lowRankSites(context.anatomy, hp)) {
    const { linear, start, end } = site;
    const { inFeatures, outFeatures } = linear;
    const weight = merged.get(linear.weight) ?? context.base(linear.weight).slice();
    const delta = deltaOf(
      site,
      (name) => context.trained(`${site.stem}.${name}`),
      () => columnsAt(weight, site),
    );
    for (let i = 0; i < inFeatures; i++)
      for (let o = start; o < end; o++) weight[i * outFeatures + o]! += delta(i, o - start);
    merged.set(linear.weight, weight);
  }
  for (const [name, weight] of merged) context.set(name, weight);
}

/** A · B of plain arrays, row by row. @param a (rows, inner) @param b (inner, columns) */
export function multiply(a: Float32Array, b: Float32Array, inner: number): Float32Array {
  const rows = a.length / inner,
    columns = b.length / inner;
  const out = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let k = 0; k < inner; k++) {
      const factor = a[i * inner + k]!;
      for (let j = 0; j < columns; j++) out[i * columns + j]! += factor * b[k * columns + j]!;
    }
  return out;
}

/**
 * HF PEFT's configuration; undefined where PEFT has no such module: for some columns of a fused projection, and, unless
 * `conv1d` says that it has the method there, for GPT-2's Conv1D.
 */
export function siteConfig(
  anatomy: Anatomy,
  hp: Hyperparameters,
  type: string,
  entries: Readonly<Record<string, unknown>>,
  { conv1d = false } = {},
): Readonly<Record<string, unknown>> | undefined {
  const { dimensions } = anatomy;
  const sites = targetsOf(dimensions, hp);
  const linears = linearsAt(anatomy, sites);
  const parts = dimensions.fusedQkv && sites.some((site) => site === 'q' || site === 'k' || site === 'v');
  const turned = linears.some((linear) => linear.conv1d);
  if (linears.length === 0 || parts || (turned && !conv1d)) return undefined;
  return {
    peft_type: type,
    task_type: peftTaskType(anatomy),
    target_modules: peftTargets(anatomy, linears),
    ...entries,
    ...(turned && { fan_in_fan_out: true }),
  };
}
