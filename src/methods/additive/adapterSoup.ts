/**
 * AdapterSoup (Chronopoulou et al. 2023): adapters of other data sets, all from one start, are averaged for a new one.
 *
 *   θ = (1 / k) Σ_{j ∈ S} θ_j,   S = the k data sets whose texts are most like the new one's
 *
 * Likeness is the cosine between mean embeddings. The paper embeds texts with a sentence encoder; here it is the mean
 * output of the model's own embedding layer over all tokens seen, an own choice that needs no second model; of an
 * encoder–decoder that of the tokens to be written. Nothing of the adapter is trained on the new data set. A model that
 * writes, the paper's case, is then done; a classifier needs a head, which is trained before the adapters are mixed in
 * and afterwards (own formulation). The adapters are Pfeiffer's.
 */
import { branchWidth } from '../../anatomy/shared';
import { fixed, messages } from '../../messages/message';
import type { Dimensions } from '../../anatomy/anatomy';
import { f32 } from '../../onnx/tensor';
import { activationChoice, bottleneck, bottleneckSpecs, checkWidth, type Activation } from '../parts/bottleneck';
import { zeros, type Hyperparameters, type MethodContext } from '../contract';
import { defineMethod } from '../define';
import { choiceOf, numberOf } from '../hyperparameters';
import type { Phase, PhaseOutcome, PhaseRequest } from '../lifecycle';
import { measured, plannedSources, shareKnob, sourcesOf, startsFrom, stepsEach, sourcePhase } from '../parts/sources';
import { inEachLayer, type Situation, type TensorSpec } from '../tensors';
import { everyTask, isWritten } from '../taskId';
import { atPfeifferSite } from './pfeifferAdapter';
import { texts } from './adapterSoup.en';

const says = messages('adapter-soup', texts.says);

const targetPhase = 'target';
const soupPhase = 'soup';
const probe = 'embedding.probe';
const sum = 'embedding.sum';
/** So small that the probe's gradient leaves the gradient norm, and so the clipping of the others, as they are. */
const whisper = 1e-4;
/** Share of the steps that looks at the target's texts and begins to train its head. */
const targetShare = 0.15;

/**
 * Adds up the mean embedding of the texts of all batches: as a loss term v · e with a vector v that stays zero, e is
 * v's gradient.
 */
function embed(context: MethodContext): void {
  const {
    builder: g,
    anatomy: {
      stacks,
      inputs,
      dimensions: { hidden },
    },
  } = context;
  const vector = context.tensor(probe, { rate: 0 });
  // Sources of one language are alike whatever they are translated into: what is looked at are the targets.
  const written = stacks && g.emit('Equal', [inputs.decoderIds!, g.intScalar(stacks.startToken ?? 0)]);
  const mask = written ? g.sub(g.scalar(1), g.cast(written, 'float32')) : g.cast(inputs.mask!, 'float32');
  const embeddings = stacks?.decoderEmbeddings ?? context.anatomy.embeddings;
  const tokens = g.emit('Max', [g.reduceSum(mask, [0, 1]), g.scalar(1)]);
  const weighted = g.mul(embeddings.output, g.reshape(mask, [...g.shapeOf(mask), 1]));
  const mean = g.detach(g.div(g.reduceSum(weighted, [0, 1]), tokens));
  context.addLoss(g.scale(g.reduceSum(g.mul(vector, mean), [0]), whisper));
  context.state(sum, [hidden], 0, ({ builder: g, state, gradient }) => g.add(state(sum), gradient(probe)));
}

export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [product, squaresA, squaresB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    product += a[i]! * b[i]!;
    squaresA += a[i]! ** 2;
    squaresB += b[i]! ** 2;
  }
  return product / Math.max(Math.sqrt(squaresA * squaresB), 1e-30);
}

const embeddingOf = (n: number | 'target') => `embedding.${n}`;
const adapterOf = (n: number) => `source.${n}.`;

/** Chooses the k most similar adapters and averages them. */
function mix(
  { carried, hyperparameters: hp, ...outcome }: PhaseOutcome,
  sources: number,
): ReturnType<NonNullable<Phase['conclude']>> {
  const target = outcome.state(sum);
  const likeness = Array.from({ length: sources }, (_, n) => ({
    n,
    cosine: cosine(carried.tensors[embeddingOf(n)]!.data as Float32Array, target),
  }));
  const chosen = [...likeness].sort((a, b) => b.cosine - a.cosine).slice(0, numberOf(hp, 'select'));
  const start = startsFrom({ carried, hyperparameters: hp, ...outcome }, (p) =>
    p.group === 'head' ? p.name : undefined,
  );
  const first = adapterOf(chosen[0]!.n);
  for (const [name, tensor] of Object.entries(carried.start)) {
    if (!name.startsWith(first)) continue;
    const parts = chosen.map(({ n }) => carried.start[adapterOf(n) + name.slice(first.length)]!.data as Float32Array);
    start[name.slice(first.length)] = f32(
      tensor.dims,
      Float32Array.from(parts[0]!, (_, i) => parts.reduce((total, part) => total + part[i]!, 0) / parts.length),
    );
  }
  return {
    carried: {
      start,
      tensors: {},
      facts: { similarity: likeness.map((l) => l.cosine), chosen: chosen.map((c) => c.n) },
    },
    summary: says.mixed({
      likeness: { list: likeness.map((l) => says.likeness({ index: l.n + 1, cosine: fixed(l.cosine, 3) })) },
      chosen: { list: chosen.map((c) => c.n + 1), join: 'and' },
    }),
  };
}

function phases(request: PhaseRequest): Phase | undefined {
  const { hyperparameters: hp, steps, index, task } = request;
  const sources = plannedSources('adapter-soup', request);
  const look = stepsEach(steps, targetShare, 1);
  // A language model has no head, so that all steps but the look go to the sources.
  const headless = isWritten(task);
  const each = stepsEach(headless ? steps - look : steps, headless ? 1 : numberOf(hp, 'source_share'), sources);
  if (index < sources) {
    return sourcePhase(index, each, {
      title: says.trainOther({ index: index + 1 }),

      conclude: (outcome) => ({
        carried: {
          start: {
            ...outcome.carried.start,
            ...startsFrom(outcome, (p) =>
              p.group === 'method' && p.name !== probe ? adapterOf(index) + p.name : undefined,
            ),
          },
          tensors: {
            ...outcome.carried.tensors,
            [embeddingOf(index)]: f32([outcome.state(sum).length], outcome.state(sum)),
          },
        },
        summary: says.trained({ index: index + 1, count: sources, result: measured(outcome) }),
      }),
    });
  }
  if (index === sources)
    return {
      id: targetPhase,
      title: says.look,
      // What does not divide among the sources is not lost.
      work: { kind: 'train', steps: headless ? steps - each * sources : look },
      conclude: (outcome) => mix(outcome, sources),
    };
  if (index > sources + 1) return undefined;
  return {
    id: soupPhase,
    title: headless ? says.use : says.trainHead,
    work: { kind: 'train', steps: headless ? 0 : Math.max(0, steps - each * sources - look) },
    measure: true,
    conclude: (outcome) => ({ carried: {}, summary: says.averaged({ result: measured(outcome) }) }),
  };
}

/** The soup is frozen; the phases before it train an adapter, or look at texts with a probe, or both. */
function declare(d: Dimensions, hp: Hyperparameters, { phase, training }: Situation): TensorSpec[] {
  const done = phase === undefined || phase === soupPhase;
  const symbol = `m ${numberOf(hp, 'm')}, average`;
  const adapter = (layer: number) =>
    bottleneckSpecs({
      name: `layer.${layer}.adapter2`,
      hidden: branchWidth(d),
      width: numberOf(hp, 'm'),
      start: 'bert',
      layer,
      place: 'adapter2',
      frozen: done,
      symbol,
    });
  return [
    ...(phase === targetPhase ? [] : inEachLayer(d, adapter)),
    ...(done || !training
      ? []
      : [
          {
            name: probe,
            shape: [d.hidden],
            treatment: 'new',
            init: zeros,
            decay: false,
            places: ['embeddings'],
            change: 'module',
          } satisfies TensorSpec,
        ]),
  ];
}

function adapters(context: MethodContext, hp: Hyperparameters): void {
  const { builder: g, anatomy } = context;
  for (const layer of anatomy.layers) {
    g.scope(`soup.layer.${layer.index}`, () =>
      atPfeifferSite(context, layer, (x, z) =>
        g.add(x, bottleneck(context, z, `layer.${layer.index}.adapter2`, choiceOf(hp, 'activation') as Activation)),
      ),
    );
  }
}

export const adapterSoup = defineMethod({
  id: 'adapter-soup',
  texts,
  category: 'additive',
  paper: {
    title: 'AdapterSoup: Weight Averaging to Improve Generalization of Pretrained Language Models',
    authors: 'Chronopoulou, Peters, Fraser, Dodge',
    year: 2023,
    venue: 'Findings of EACL',
    url: 'https://arxiv.org/abs/2302.07027',
  },
  hyperparameters: [
    { kind: 'integer', name: 'm', default: 16, min: 1, max: 1024, scale: 'log' },
    activationChoice('relu'),
    sourcesOf(4),
    { kind: 'integer', name: 'select', default: 2, min: 1, max: 8 },
    shareKnob(0.5),
  ],
  defaults: {
    learningRate: 1e-2,
    rates: { seq2seq: 9e-2 },
    weightDecay: 0.01,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check: (d, hp) => checkWidth('adapter-soup', numberOf(hp, 'm'), branchWidth(d)),
  sources: (hp) => numberOf(hp, 'sources'),
  phases,

  declare,

  apply(context, hp) {
    const { phase, training } = context;
    if (phase !== targetPhase) adapters(context, hp);
    if (training && phase !== undefined && phase !== soupPhase) embed(context);
  },

  identityAtInit: false,

  formula:
    String.raw`\theta = \frac{1}{k} \sum_{j \in S} \theta_j, \qquad S = \text{the } k \text{ data sets ` +
    String.raw`with the largest } \cos(\bar e_j, \bar e)`,
});
