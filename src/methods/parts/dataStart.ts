/**
 * LoRA that starts from the training data: a first phase moves nothing and sums up what a few batches say of each
 * target (gradients of its weight, second moments of its inputs), the start follows from the sums, and training begins.
 *
 *   h = (W₀ − s B₀ A₀) x + s B A x,   as in `principalStart.ts`; a graph without a run starts as LoRA does, B = 0
 */
import type { Anatomy, BaseTensor, Dimensions } from '../../anatomy/anatomy';
import type { Builder } from '../../onnx/builder';
import { f32, type Tensor } from '../../onnx/tensor';
import type { Hyperparameters, Knob, Method, MethodContext } from '../contract';
import { numberOf } from '../hyperparameters';
import { says } from '../messages';
import type { Carried, Phase, PhaseOutcome, PhaseRequest } from '../lifecycle';
import { unfrozen, type Situation, type TensorSpec } from '../tensors';
import { distinctSites, lowRankSites, lowRankSlots, type LowRankSite } from './lowRank';
import { addStarted, startedSpecs, startNames, type Factors } from './principalStart';

/** How many batches are looked at before training. */
export const batchesKnob = (preset: number): Knob<'batches'> => ({
  kind: 'integer',
  name: 'batches',
  default: preset,
  min: 1,
  max: 4096,
  scale: 'log',
});

/** The weights that are looked at, each once. */
function weightsAt(d: Dimensions, hp: Hyperparameters): readonly BaseTensor[] {
  const slots = lowRankSlots(d, hp);
  return d.tensors.filter(
    ({ role, layer, place }) => role === 'weight' && slots.some((slot) => slot.layer === layer && slot.place === place),
  );
}

/** The weight of a site, as it is named where it is unfrozen. */
export function weightName({ dimensions }: Anatomy, { linear }: LowRankSite): string {
  const found = dimensions.tensors.find(({ initializer }) => initializer === linear.weight);
  if (!found) throw new Error(`The model has no weight "${linear.weight}".`);
  return found.name;
}

/** The columns of a site out of a matrix of the whole linear, (in, out), turned to (out, in). */
export function rowsOf({ linear, start, end }: LowRankSite, matrix: Float32Array): Float32Array {
  const { inFeatures, outFeatures } = linear;
  const rows = new Float32Array((end - start) * inFeatures);
  for (let o = start; o < end; o++)
    for (let i = 0; i < inFeatures; i++) rows[(o - start) * inFeatures + i] = matrix[i * outFeatures + o]!;
  return rows;
}

/** (B, T, 1): 1 where there is text; undefined for a model that is given no mask. */
const textAt = (g: Builder, { inputs }: Anatomy): string | undefined =>
  inputs.mask && g.reshape(g.cast(inputs.mask, 'float32'), [...g.shapeOf(inputs.mask), 1]);

/** The inputs of a linear as rows (N, in), zero where there is no text, and how many are text. */
export function inputsOf(
  g: Builder,
  anatomy: Anatomy,
  { linear }: LowRankSite,
): { readonly rows: string; readonly count: string } {
  const { input, inFeatures } = linear;
  const shape = g.shapeOf(input);
  const text = textAt(g, anatomy);
  // In an encoder–decoder masks are of the encoder's text: the decoder's inputs all count.
  const masked = text !== undefined && g.shapeOf(text)[1] === shape.at(-2) && !anatomy.stacks;
  const rows = g.reshape(masked ? g.mul(input, text) : input, [-1, inFeatures]);
  const all = shape.slice(0, -1).reduce((product, size) => product * size, 1);
  return { rows, count: masked ? g.reshape(g.reduceSum(text, [0, 1, 2]), [1]) : g.filled([1], all) };
}

type Sums = Readonly<Record<string, string>>;

/** Emits what is summed up for each site, once, with the gradient of its weight. */
export const sumsAt =
  (anatomy: Anatomy, sites: readonly LowRankSite[], sums: (g: Builder, site: LowRankSite) => Sums) =>
  (g: Builder, parameter: string): Sums =>
    Object.fromEntries(
      sites.filter((site) => weightName(anatomy, site) === parameter).flatMap((site) => Object.entries(sums(g, site))),
    );

export interface DataStart {
  /** Of one batch, or one example. */
  readonly batchSize?: number;
  /** Other sums than that of the gradient, by names of their own; emitted for each site. */
  readonly sums?: (g: Builder, anatomy: Anatomy, site: LowRankSite) => Sums;
  /** A₀ and B₀ of a site. */
  readonly start: (outcome: PhaseOutcome, site: LowRankSite, batches: number) => Factors;
}

const f32Of = (shape: readonly number[], values: Float32Array): Tensor => f32(shape, values);

/** What the training phase begins with. */
function startsFrom(outcome: PhaseOutcome, sites: readonly LowRankSite[], { start }: DataStart): Partial<Carried> {
  const { hyperparameters: hp } = outcome;
  const r = numberOf(hp, 'r');
  const entries = sites.flatMap((site): [string, Tensor][] => {
    const { a, b } = start(outcome, site, numberOf(hp, 'batches'));
    const names = startNames(site);
    const [forA, forB] = [f32Of([r, site.linear.inFeatures], a), f32Of([site.outputs, r], b)];
    return [
      [`${site.stem}.lora_A`, forA],
      [`${site.stem}.lora_B`, forB],
      [names.a, forA],
      [names.b, forB],
    ];
  });
  return { start: { ...outcome.carried.start, ...Object.fromEntries(entries) } };
}

/** The phase that looks at the data, then the training. */
export const lookFirst =
  (how: DataStart): NonNullable<Method['phases']> =>
  ({ hyperparameters: hp, steps, index, anatomy }: PhaseRequest): Phase | undefined => {
    if (index === 1) return { id: 'train', title: says.training, work: { kind: 'train', steps } };
    if (index > 1) return undefined;
    const sites = distinctSites(lowRankSites(anatomy, hp));
    const batches = numberOf(hp, 'batches');
    return {
      id: 'score',
      title: says.lookAtData,
      work: {
        kind: 'score',
        batches,
        ...(how.batchSize !== undefined && { batchSize: how.batchSize }),
        score: (_, __, gradient) => gradient,
        ...(how.sums && { more: sumsAt(anatomy, sites, (g, site) => how.sums!(g, anatomy, site)) }),
      },
      conclude: (outcome) => ({
        carried: startsFrom(outcome, sites, how),
        summary: says.startsFound({ sites: sites.length, batches }),
      }),
    };
  };

/** The weights, while the data are looked at. */
export const lookedAt = (d: Dimensions, hp: Hyperparameters): TensorSpec[] =>
  weightsAt(d, hp).map((base) => unfrozen(base));

/** While the data are looked at the weights themselves, then factors and what they start from. */
export const dataStartSpecs = (d: Dimensions, hp: Hyperparameters, { phase }: Situation): readonly TensorSpec[] =>
  phase === 'score' ? lookedAt(d, hp) : startedSpecs(d, hp);

export function applyDataStart(context: MethodContext, hp: Hyperparameters): void {
  const { anatomy } = context;
  if (context.phase === 'score') for (const { name } of weightsAt(anatomy.dimensions, hp)) context.tensor(name);
  else for (const site of lowRankSites(anatomy, hp)) addStarted(context, site, hp);
}
