/**
 * SparseAdapter (He et al. 2022): prune adapters before they are trained, and train what is left.
 *
 *   W = M ⊙ W⁰ at first,  M keeps the share k of all adapter entries with the largest score z, over all layers together
 *   SNIP: z = |g ⊙ w| with the gradient at the start    magnitude: z = |w|    random: z ~ U
 *
 * Houlsby's two places, N(0, 0.02²) for both matrices (with an up-projection of zeros SNIP would find nothing in the
 * down-projections), behind a LayerNorm of their own. As in the reference (`petl_factory.py`) only the two matrices are
 * masked: biases (0 at first) and norm stay dense and are trained. Only kept entries are tensors that train: a pruned
 * entry is 0 and stays 0. The reference's `sparsity` is the share that is kept, the paper's the share that is removed;
 * `keep` here is what is kept. "Large-Sparse" is a larger m with a smaller `keep`. GraSP and SynFlow are left out.
 */
import { branchWidth } from '../../anatomy/shared';
import { messages } from '../../messages/message';
import type { Dimensions, Layer } from '../../anatomy/anatomy';
import { activate, activationChoice, bottleneckSpecs, checkWidth, type Activation } from '../parts/bottleneck';
import { ones, zeros, type Hyperparameters, type MethodContext } from '../contract';
import { defineMethod } from '../define';
import { choiceOf, flagOf, numberOf } from '../hyperparameters';
import { draw } from '../initialise';
import { keptName, scatterKept } from '../parts/keptEntries';
import {
  carriedSelection,
  carrySelection,
  keepKnob,
  positionsSpec,
  selectLargest,
  shareTooSmall,
  spreadCounts,
  summarise,
  type Selection,
} from '../parts/sparseDelta';
import { inEachLayer, scalarsOf, trainableScalars, type Situation, type TensorSpec } from '../tensors';
import { everyTask } from '../taskId';
import { texts } from './sparseAdapter.en';

const says = messages('sparse-adapter', texts.says);

const places = ['adapter1', 'adapter2'] as const;
/** The value that an adapter sits behind. */
const valueAt = ({ attention, feedForward }: Layer, place: (typeof places)[number]): string =>
  place === 'adapter1' ? attention.o.output : feedForward.down.output;
const scopeOf = (layer: number, place: string): string => `layer.${layer}.${place}`;

const normParts = ['norm.weight', 'norm.bias'] as const;

/** All adapters before they are pruned. */
const dense = (d: Dimensions, hp: Hyperparameters): TensorSpec[] =>
  inEachLayer(d, (layer) =>
    places.flatMap((place) => {
      const name = scopeOf(layer, place);
      const adapter = bottleneckSpecs({
        name,
        hidden: branchWidth(d),
        width: numberOf(hp, 'm'),
        start: 'bert',
        layer,
        place,
      });
      if (!flagOf(hp, 'norm')) return adapter;
      const norm = normParts.map((part): TensorSpec => {
        const init = part === 'norm.weight' ? ones : zeros;
        const shape = [branchWidth(d)];
        return { name: `${name}.${part}`, shape, treatment: 'new', init, layer, places: [place], change: 'module' };
      });
      return [...norm, ...adapter];
    }),
  );

/** The matrices are pruned; with `biases` off the biases too, as if they were entries of a matrix. */
const isPruned = (hp: Hyperparameters, name: string): boolean =>
  name.endsWith('.down.weight') || name.endsWith('.up.weight') || (!flagOf(hp, 'biases') && !name.includes('.norm.'));

const prunable = (d: Dimensions, hp: Hyperparameters): TensorSpec[] =>
  dense(d, hp).filter(({ name }) => isPruned(hp, name));

/** Entries of the matrices that are kept. */
const keptOf = (d: Dimensions, hp: Hyperparameters): number =>
  Math.round(numberOf(hp, 'keep') * trainableScalars(prunable(d, hp)));

const isSnip = (hp: Hyperparameters): boolean => choiceOf(hp, 'score') === 'snip';

/** Scores that need no gradient. Magnitudes stand in for SNIP where a graph is built without a run. */
function scoreless(
  hp: Hyperparameters,
  seed: number,
  starts: ReadonlyMap<string, Float32Array>,
): Map<string, Float32Array> {
  const random = choiceOf(hp, 'score') === 'random';
  return new Map(
    [...starts].map(([name, start]) => [
      name,
      random
        ? draw({ name: `${name}.score`, shape: [start.length], init: { kind: 'uniform', bound: 1 } }, seed)
        : start.map(Math.abs),
    ]),
  );
}

/** Starting values of what is pruned, before. */
const startsOf = (d: Dimensions, hp: Hyperparameters, seed: number): Map<string, Float32Array> =>
  new Map(prunable(d, hp).map(({ name, shape, init }) => [name, draw({ name, shape, init: init! }, seed)]));

/** What earlier phases chose, or what is chosen without a gradient. */
function selectionOf(
  d: Dimensions,
  hp: Hyperparameters,
  { carried, seed = 0 }: Pick<Situation, 'carried' | 'seed'>,
): Selection {
  const names = prunable(d, hp).map(({ name }) => name);
  return carriedSelection(carried, names) ?? selectLargest(scoreless(hp, seed, startsOf(d, hp, seed)), keptOf(d, hp));
}

/** How many entries of each tensor are kept; spread evenly where nothing is to be drawn. */
function keptCounts(d: Dimensions, hp: Hyperparameters, at: Situation): ReadonlyMap<string, number> {
  const all = prunable(d, hp);
  const known = carriedSelection(
    at.carried,
    all.map(({ name }) => name),
  );
  if (!known && at.seed === undefined)
    return spreadCounts(new Map(all.map((spec) => [spec.name, scalarsOf(spec)])), keptOf(d, hp));
  return new Map([...(known ?? selectionOf(d, hp, at))].map(([name, positions]) => [name, positions.length]));
}

/** The adapter around one sub-layer's output, its tensors given by their parts. */
function adapter(context: MethodContext, hp: Hyperparameters, u: string, read: (part: string) => string): string {
  const { builder: g } = context;
  const input = flagOf(hp, 'norm') ? g.layerNorm(u, read('norm.weight'), read('norm.bias'), 1e-5)[0] : u;
  const [down, downBias, up, upBias] = ['down.weight', 'down.bias', 'up.weight', 'up.bias'].map(read) as [
    string,
    string,
    string,
    string,
  ];
  const middle = activate(context, g.linear(input, down, downBias), choiceOf(hp, 'activation') as Activation);
  return g.add(u, g.linear(middle, up, upBias));
}

/** @param pruning what stands for a tensor that is pruned */
function applyAdapters(context: MethodContext, hp: Hyperparameters, pruning?: (name: string) => string): void {
  const { builder: g, anatomy } = context;
  for (const layer of anatomy.layers) {
    for (const place of places) {
      const scope = scopeOf(layer.index, place);
      g.scope(`${pruning ? 'sparse' : 'dense'}.${scope}`, () => {
        const values = new Map(
          [...(flagOf(hp, 'norm') ? normParts : []), 'down.weight', 'down.bias', 'up.weight', 'up.bias'].map((part) => {
            const name = `${scope}.${part}`;
            return [part, pruning && isPruned(hp, name) ? pruning(name) : context.tensor(name)] as const;
          }),
        );
        g.wrap(valueAt(layer, place), (u) => adapter(context, hp, u, (part) => values.get(part)!));
      });
    }
  }
}

function applyPruned(context: MethodContext, hp: Hyperparameters): void {
  const d = context.anatomy.dimensions;
  const starts = startsOf(d, hp, context.seed);
  const selection = selectionOf(d, hp, context);
  const all = new Map(prunable(d, hp).map((spec) => [spec.name, spec]));
  applyAdapters(context, hp, (name) => scatterKept(context, all.get(name)!, starts.get(name)!, selection.get(name)));
}

export const sparseAdapter = defineMethod({
  id: 'sparse-adapter',
  texts,
  category: 'unified',
  paper: {
    title: 'SparseAdapter: An Easy Approach for Improving the Parameter-Efficiency of Adapters',
    authors: 'He, Ding, Dong, Zhang, Tao',
    year: 2022,
    venue: 'Findings of EMNLP',
    url: 'https://arxiv.org/abs/2210.04284',
  },
  hyperparameters: [
    { kind: 'integer', name: 'm', default: 32, min: 1, max: 1024, scale: 'log' },
    keepKnob(0.2),
    { kind: 'flag', name: 'norm', default: true, earlier: false },
    { kind: 'flag', name: 'biases', default: true, earlier: false },
    { kind: 'choice', name: 'score', default: 'snip', options: ['snip', 'magnitude', 'random'] },
    { kind: 'integer', name: 'batches', default: 8, min: 1, max: 256, scale: 'log' },
    activationChoice('relu'),
  ],
  defaults: { learningRate: 6e-3, weightDecay: 0.01, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check(d, hp) {
    return (
      checkWidth('sparse-adapter', numberOf(hp, 'm'), branchWidth(d)) ??
      (keptOf(d, hp) < 1
        ? shareTooSmall('keep', 'sparse-adapter', numberOf(hp, 'keep'), trainableScalars(prunable(d, hp)))
        : undefined)
    );
  },

  phases({ hyperparameters: hp, steps, index, anatomy }) {
    const scored = isSnip(hp) ? 1 : 0;
    if (index === scored) return { id: 'train', title: says.train, work: { kind: 'train', steps } };
    if (index > scored) return undefined;
    return {
      id: 'score',
      title: says.score,
      // Signed sums: |Σ g ⊙ w| over batches is the score of one large batch.
      work: { kind: 'score', batches: numberOf(hp, 'batches'), score: (g, value, gradient) => g.mul(value, gradient) },
      conclude(outcome) {
        const d = anatomy.dimensions;
        const all = prunable(d, hp);
        const scores = new Map(all.map(({ name }) => [name, outcome.score(name).map(Math.abs)]));
        const selection = selectLargest(scores, keptOf(d, hp));
        return {
          carried: { tensors: carrySelection(selection, scores) },
          summary: summarise(selection, all, trainableScalars(all)),
        };
      },
    };
  },

  chooses: () => true,
  declare(d, hp, at) {
    const all = dense(d, hp);
    if (at.phase === 'score') return all;
    const counts = keptCounts(d, hp, at);
    return [
      ...all.flatMap((spec): TensorSpec[] => {
        if (!isPruned(hp, spec.name)) return [spec];
        const count = counts.get(spec.name);
        if (!count) return [];
        // What a seed draws is known when the graph is built.
        const { init: _, ...rest } = spec;
        return [{ ...rest, name: keptName(spec.name), shape: [count], decay: spec.name.endsWith('weight') }];
      }),
      positionsSpec(keptOf(d, hp), trainableScalars(prunable(d, hp))),
    ];
  },

  apply(context, hp) {
    if (context.phase === 'score') applyAdapters(context, hp);
    else applyPruned(context, hp);
  },

  identityAtInit: false,

  formula:
    String.raw`W = M \odot W_0 \text{ at first}, \qquad M_i = 1 \iff z_i = \left| w_i \, \frac{\partial ` +
    String.raw`\mathcal{L}}{\partial w_i} \right| \text{ is among the } k N \text{ largest}`,
});
