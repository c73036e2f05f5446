/**
 * S³Delta-M (Hu et al. 2022): a search by gradient decides which of many small modules are worth a budget.
 *
 *   super-net   every candidate's change is multiplied by a gate z_i
 *   z_i         = σ((log u − log(1 − u) + α_i − ζ) / τ), u uniform: binary concrete with p_i = σ(α_i − ζ)
 * ζ           such that Σ_i p_i n_i = B (the shifted sigmoid: candidates compete for the budget), by bisection in the
 * graph
 *   search      weights on training batches, α on validation batches, one update each in turn
 *   then        keep the candidates with the largest p_i that fit into B, and train them afresh
 *
 * Candidates in each layer, of several families ("M"): LoRA of rank 1 on query and value, an adapter of width 1 without
 * biases, biases of query, value, output, up and down, and the gains of both norms. ζ counts as a constant for the
 * gradient, and the shares are renormalised, p · sg(Σp) / Σp, as in the reference: the gradient of one α is relative to
 * the others. Of DARTS the reference takes the second-order step too, which needs both batches in one update; here it
 * is the first-order step. B is given in vectors of the hidden size d; candidates whose size is no multiple of d are
 * left out, so that the budget is met exactly. The search's head learns on all batches and is thrown away.
 */
import { branchWidth } from '../../anatomy/shared';
import { messages } from '../../messages/message';
import type { Dimensions, Layer, Site } from '../../anatomy/anatomy';
import { kaiming, zeros, type Hyperparameters, type Initializer, type MethodContext, usualNeeds } from '../contract';
import { defineMethod } from '../define';
import { numberOf } from '../hyperparameters';
import type { UpdateHooks, UpdateView } from '../hooks';
import type { Carried, Phase, PhaseOutcome, PhaseRequest } from '../lifecycle';
import { boxOf, locate, siteShape, usesOf } from '../parts/sites';
import { measured, stepsEach } from '../parts/sources';
import { carriedSelection, carrySelection } from '../parts/sparseDelta';
import { bitBytes } from '../parts/stored';
import type { TensorSpec } from '../tensors';
import { emitLogits, fillBudget, probabilitiesOf } from '../parts/budgetGates';
import { everyTask } from '../taskId';
import { texts } from './s3deltaM.en';

const says = messages('s3delta-m', texts.says);

const searchPhase = 'search';
const alphaName = 's3delta.alpha';
const turnName = 's3delta.turn';
/** What the search chooses from, among what is carried. */
const poolName = 'candidates';
/** Temperature τ of the gates. */
const temperature = 1;
/** Factor on the learning rate for α: it has few updates and must move by whole units. */
const alphaRate = 30;

const kinds = [
  'lora.q',
  'lora.v',
  'adapter',
  'bias.q',
  'bias.v',
  'bias.o',
  'bias.up',
  'bias.down',
  'norm1',
  'norm2',
] as const;
export type CandidateKind = (typeof kinds)[number];

export interface Candidate {
  readonly kind: CandidateKind;
  readonly layer: number;
  /** Scalars. */
  readonly size: number;
}

function sizeOfKind(d: Dimensions, kind: CandidateKind): number {
  switch (kind) {
    case 'lora.q':
      return siteShape(d, 'q').inFeatures + siteShape(d, 'q').outFeatures;
    case 'lora.v':
      return siteShape(d, 'v').inFeatures + siteShape(d, 'v').outFeatures;
    case 'adapter':
      return 2 * branchWidth(d);
    case 'bias.q':
      return siteShape(d, 'q').outFeatures;
    case 'bias.v':
      return siteShape(d, 'v').outFeatures;
    case 'bias.up':
      return siteShape(d, 'up').outFeatures;
    default:
      return branchWidth(d);
  }
}

/** Not every layer has a norm before each of its branches. */
const hasNorm = ({ tensors }: Dimensions, kind: 'norm1' | 'norm2', layer: number): boolean =>
  tensors.some((tensor) => tensor.place === kind && tensor.layer === layer && tensor.role === 'gain');

/** All candidates, by kind and then layer. */
export const candidatesOf = (d: Dimensions): Candidate[] =>
  kinds
    .map((kind) => ({ kind, size: sizeOfKind(d, kind) }))
    .filter(({ size }) => size % branchWidth(d) === 0)
    .flatMap(({ kind, size }) => Array.from({ length: d.layers }, (_, layer) => ({ kind, layer, size })))
    .filter(({ kind, layer }) => (kind !== 'norm1' && kind !== 'norm2') || hasNorm(d, kind, layer));

const budgetOf = (d: Dimensions, hp: Hyperparameters): number => numberOf(hp, 'budget') * branchWidth(d);
const nameOf = ({ kind, layer }: Candidate): string => `layer.${layer}.${kind}`;

/**
 * What is kept where no search has been: the first kinds of the list, in all layers alike as far as the budget goes.
 */
export const unsearched = (d: Dimensions, hp: Hyperparameters): number[] => {
  const candidates = candidatesOf(d);
  return fillBudget(
    candidates.map((_, i) => -i),
    candidates.map(({ size }) => size),
    budgetOf(d, hp),
  );
};

/** The parts of one candidate: name, shape, start. */
function partsOf(d: Dimensions, kind: CandidateKind): readonly (readonly [string, readonly number[], Initializer])[] {
  switch (kind) {
    case 'lora.q':
    case 'lora.v': {
      const { inFeatures, outFeatures } = siteShape(d, kind === 'lora.q' ? 'q' : 'v');
      return [
        ['A', [1, inFeatures], kaiming(inFeatures)],
        ['B', [outFeatures, 1], zeros],
      ];
    }
    case 'adapter':
      return [
        ['down', [1, branchWidth(d)], kaiming(branchWidth(d))],
        ['up', [branchWidth(d), 1], zeros],
      ];
    default:
      return [['delta', [sizeOfKind(d, kind)], zeros]];
  }
}

/** Where a candidate is drawn, and as what. */
function drawnAs(d: Dimensions, kind: CandidateKind): Pick<TensorSpec, 'places' | 'change'> {
  if (kind === 'adapter') return { places: ['adapter2'], change: 'module' };
  if (kind === 'norm1' || kind === 'norm2') return { places: [kind], change: 'full' };
  const [family, site] = kind.split('.') as ['lora' | 'bias', Site];
  return { places: [boxOf(d, site)], change: family === 'lora' ? 'delta' : 'bias' };
}

const candidateSpecs = (d: Dimensions, candidate: Candidate): TensorSpec[] =>
  partsOf(d, candidate.kind).map(([part, shape, init]) => ({
    name: `${nameOf(candidate)}.${part}`,
    shape,
    treatment: 'new',
    init,
    layer: candidate.layer,
    ...drawnAs(d, candidate.kind),
    ...(part === 'delta' && { decay: false }),
  }));

/** The candidates that are kept, in the order of the search's list. */
function keptOf(d: Dimensions, hp: Hyperparameters, carried: Carried): Candidate[] {
  const candidates = candidatesOf(d);
  // Adapters of earlier versions have the list itself.
  const found =
    carriedSelection(carried, [poolName])?.get(poolName) ?? (carried.tensors.kept?.data as Int32Array | undefined);
  return (found ? [...found] : unsearched(d, hp)).map((i) => candidates[i]!);
}

/**
 * Adds one candidate to the graph, wherever its layer's weights are used.
 * @param enter gives one of its tensors
 * @param gate multiplies its change
 */
function attach(
  context: MethodContext,
  candidate: Candidate,
  enter: (part: string) => string,
  gate: (change: string) => string,
): void {
  const uses = context.anatomy.layers.filter(({ index }) => index === candidate.layer);
  // A gain is one tensor, however often it is read.
  for (const layer of candidate.kind.startsWith('norm') ? uses.slice(0, 1) : uses)
    attachIn(context, layer, candidate, enter, gate);
}

function attachIn(
  context: MethodContext,
  layer: Layer,
  { kind }: Candidate,
  enter: (part: string) => string,
  gate: (change: string) => string,
): void {
  const { builder: g } = context;
  const add = (value: string, change: (x: string) => string) => g.wrap(value, (x) => g.add(x, gate(change(x))));
  switch (kind) {
    case 'lora.q':
    case 'lora.v': {
      const [a, b] = [enter('A'), enter('B')];
      for (const { linear, output } of usesOf(locate(layer, kind === 'lora.q' ? 'q' : 'v')))
        add(output, () => g.linear(g.linear(linear.input, a), b));
      return;
    }
    case 'adapter': {
      const [down, up] = [enter('down'), enter('up')];
      add(layer.feedForward.down.output, (u) => g.linear(g.emit('Relu', [g.linear(u, down)]), up));
      return;
    }
    case 'norm1':
    case 'norm2': {
      const delta = enter('delta');
      g.wrap(layer.norms.find(({ place }) => place === kind)!.gain, (gain) => g.add(gain, gate(delta)));
      return;
    }
    default: {
      const delta = enter('delta');
      for (const { output } of usesOf(locate(layer, kind.slice('bias.'.length) as 'q' | 'v' | 'o' | 'up' | 'down')))
        add(output, () => delta);
    }
  }
}

/** The super-net: all candidates behind gates, weights and α taking turns. */
function superNet(context: MethodContext, hp: Hyperparameters): void {
  const { builder: g, anatomy, training } = context;
  const { dimensions: d } = anatomy;
  const candidates = candidatesOf(d);
  // 1 where it is α's turn.
  if (training) context.perStep(turnName, (step) => (step % 2 === 0 ? 1 : 0));
  /** Only every other update moves a tensor, and only that update's gradient gets into the optimiser's averages. */
  const inTurn = (share: (view: UpdateView, turn: string) => string, name: string): UpdateHooks => ({
    gradient: (view, gradient) => view.builder.mul(gradient, share(view, view.perStep(turnName))),
    update: (view, after) =>
      view.builder.add(
        view.before(name),
        view.builder.mul(view.builder.sub(after, view.before(name)), share(view, view.perStep(turnName))),
      ),
  });
  const alpha = context.tensor(alphaName, { rate: alphaRate, ...inTurn((_, turn) => turn, alphaName) });
  const sizes = candidates.map(({ size }) => size);
  const logits = emitLogits(g, alpha, sizes, budgetOf(d, hp));
  const noise = () => {
    const u = context.uniform([candidates.length]);
    return g.sub(g.log(u), g.log(g.sub(g.scalar(1), u)));
  };
  const gates = g.emit('Sigmoid', [training ? g.scale(g.add(logits, noise()), 1 / temperature) : logits]);
  candidates.forEach((candidate, i) => {
    const stem = nameOf(candidate);
    const enter = (part: string) => {
      const name = `${stem}.${part}`;
      return context.tensor(
        name,
        inTurn(({ builder: g }, turn) => g.sub(g.scalar(1), turn), name),
      );
    };
    g.scope(`s3delta.${stem}`, () =>
      attach(context, candidate, enter, (change) => g.mul(change, g.slice(gates, 0, i, i + 1))),
    );
  });
}

/** Keeps what is most probable. */
function select({
  anatomy: { dimensions: d },
  hyperparameters: hp,
  value,
}: PhaseOutcome): ReturnType<NonNullable<Phase['conclude']>> {
  const candidates = candidatesOf(d);
  const sizes = candidates.map(({ size }) => size);
  const probabilities = probabilitiesOf(value(alphaName), sizes, budgetOf(d, hp));
  const kept = fillBudget(probabilities, sizes, budgetOf(d, hp));
  return {
    carried: {
      tensors: carrySelection(new Map([[poolName, Int32Array.from(kept).sort()]]), new Map([[poolName, candidates]])),
      facts: {
        probabilities: Object.fromEntries(candidates.map((candidate, i) => [nameOf(candidate), probabilities[i]!])),
        kept: kept.map((i) => nameOf(candidates[i]!)),
      },
    },
    summary: says.selected({
      kept: kept.length,
      all: candidates.length,
      budget: { count: budgetOf(d, hp) },
      names: { list: kept.map((i) => nameOf(candidates[i]!)) },
    }),
  };
}

function phases({ hyperparameters: hp, steps, index }: PhaseRequest): Phase | undefined {
  const searching = stepsEach(steps, numberOf(hp, 'search_share'), 1);
  if (index === 0) {
    return {
      id: searchPhase,
      title: says.search,
      conclude: select,
      work: { kind: 'train', steps: searching, split: (step) => (step % 2 === 0 ? 'validation' : 'train') },
    };
  }
  return index > 1
    ? undefined
    : {
        id: 'train',
        title: says.trainKept,
        work: { kind: 'train', steps: Math.max(0, steps - searching) },
        measure: true,
        conclude: (outcome) => ({ carried: {}, summary: says.afresh({ result: measured(outcome) }) }),
      };
}

export const s3deltaM = defineMethod({
  id: 's3delta-m',
  texts,
  category: 'hybrid',
  paper: {
    title: 'Sparse Structure Search for Delta Tuning',
    authors: 'Hu, Zhang, Ding, Wang, Wang, Liu, Sun',
    year: 2022,
    venue: 'NeurIPS',
    url: 'https://arxiv.org/abs/2206.07382',
  },
  hyperparameters: [
    { kind: 'integer', name: 'budget', default: 8, min: 1, max: 512, scale: 'log' },
    { kind: 'real', name: 'search_share', default: 0.5, min: 0.05, max: 0.95 },
  ],
  defaults: { learningRate: 1e-2, weightDecay: 0, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder'],
  tasks: everyTask,
  needs: [...usualNeeds, 'projections'],

  check(d, hp) {
    // As many candidates of the smallest size there are surely; with them the budget can be met to the last number.
    const most = candidatesOf(d).filter(({ size }) => size === branchWidth(d)).length;
    const budget = numberOf(hp, 'budget');
    return budget > most ? says.overBudget({ budget, most }) : undefined;
  },
  phases,

  chooses: () => true,
  declare(d, hp, { phase, carried }) {
    const candidates = candidatesOf(d);
    if (phase === searchPhase) {
      const alpha: TensorSpec = {
        name: alphaName,
        shape: [candidates.length],
        treatment: 'new',
        init: zeros,
        places: [],
        change: 'module',
        decay: false,
      };
      return [alpha, ...candidates.flatMap((candidate) => candidateSpecs(d, candidate))];
    }
    return [
      ...keptOf(d, hp, carried).flatMap((candidate) => candidateSpecs(d, candidate)),
      // A bit for each candidate.
      {
        name: poolName,
        shape: [candidates.length],
        treatment: 'carried',
        places: [],
        change: 'module',
        bytes: bitBytes(candidates.length),
      },
    ];
  },

  apply(context, hp) {
    const { builder: g, anatomy, phase, carried } = context;
    if (phase === searchPhase) return superNet(context, hp);
    for (const candidate of keptOf(anatomy.dimensions, hp, carried)) {
      const stem = nameOf(candidate);
      g.scope(`s3delta.${stem}`, () =>
        attach(
          context,
          candidate,
          (part) => context.tensor(`${stem}.${part}`),
          (change) => change,
        ),
      );
    }
  },

  identityAtInit: true,

  formula:
    String.raw`z_i \sim \mathrm{BinaryConcrete}(p_i), \qquad p_i = \sigma(\alpha_i - \zeta), \qquad ` +
    String.raw`\zeta:\ \sum_i p_i\, n_i = B`,
});
