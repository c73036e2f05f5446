/**
 * SparseAdapter (He et al. 2022): prune adapters before they are trained, and train what is left.
 *
 *   W = M ⊙ W⁰ at first,  M keeps the share k of all adapter entries with the largest score z, over all layers together
 *   SNIP: z = |g ⊙ w| with the gradient at the start    magnitude: z = |w|    random: z ~ U
 *
 * Houlsby's two places, N(0, 0.02²) for both matrices (with an up-projection of zeros SNIP would find nothing in the
 * down-projections), biases at 0 and prunable like the rest. Only kept entries are tensors that train: a pruned entry is 0 and
 * stays 0. The reference's `sparsity` is the share that is kept, the paper's the share that is removed; `keep` here is what
 * is kept. "Large-Sparse" is a larger m with a smaller `keep`. GraSP and SynFlow are left out.
 */
import { int } from '../../onnx/graph';
import { i32, sizeOf } from '../../onnx/tensor';
import type { Anatomy, Dimensions, Layer } from '../../anatomy/anatomy';
import { activate, activationChoice, bottleneck, bottleneckCount, checkWidth, type Activation } from '../bottleneck';
import { zeros, type Hyperparameters, type Initializer, type Method, type MethodContext } from '../contract';
import { choiceOf, numberOf } from '../hyperparameters';
import { initialise } from '../initialise';
import { sparseBytes } from '../stored';
import { carriedSelection, carrySelection, keepKnob, selectLargest, summarise, type Selection } from '../sparseDelta';

const places = (layer: Layer): readonly (readonly [string, string])[] => [
  ['adapter1', layer.attention.o.output],
  ['adapter2', layer.feedForward.down.output],
];
const scopeOf = (layer: number, place: string): string => `layer.${layer}.${place}`;

interface Piece {
  readonly name: string;
  readonly layer: number;
  readonly shape: readonly number[];
  readonly init: Initializer;
}

/** The four tensors of one adapter, as `bottleneck` declares them. */
function pieces(d: number, m: number, layer: number, place: string): Piece[] {
  const random: Initializer = { kind: 'normal', std: 0.02 };
  const piece = (name: string, shape: readonly number[], init: Initializer): Piece => ({
    name: `${scopeOf(layer, place)}.${name}`,
    layer,
    shape,
    init,
  });
  return [
    piece('down.weight', [m, d], random),
    piece('down.bias', [m], zeros),
    piece('up.weight', [d, m], random),
    piece('up.bias', [d], zeros),
  ];
}

const allPieces = ({ layers, dimensions }: Anatomy, hp: Hyperparameters): Piece[] =>
  layers.flatMap((layer) =>
    places(layer).flatMap(([place]) => pieces(dimensions.hidden, numberOf(hp, 'm'), layer.index, place)),
  );

const total = (d: Dimensions, hp: Hyperparameters): number =>
  2 * d.layers * bottleneckCount(d.hidden, numberOf(hp, 'm'));
/** Entries that are kept. */
export const sparseAdapterCount = (d: Dimensions, hp: Hyperparameters): number =>
  Math.round(numberOf(hp, 'keep') * total(d, hp));

const isSnip = (hp: Hyperparameters): boolean => choiceOf(hp, 'score') === 'snip';
const keptName = (name: string): string => `${name}.kept`;

/** Scores that need no gradient. Magnitudes stand in for SNIP where a graph is built without a run. */
function scoreless(
  context: MethodContext,
  hp: Hyperparameters,
  starts: ReadonlyMap<string, Float32Array>,
): Map<string, Float32Array> {
  const random = choiceOf(hp, 'score') === 'random';
  return new Map(
    [...starts].map(([name, start]) => [
      name,
      random
        ? initialise(
            { name: `${name}.score`, shape: [start.length], init: { kind: 'uniform', bound: 1 } },
            context.seed,
            context.builder.graph,
          )
        : start.map(Math.abs),
    ]),
  );
}

/** A pruned tensor: kept entries are trained from their starts, the others are zero. */
function pruned(
  context: MethodContext,
  { name, shape, layer }: Piece,
  start: Float32Array,
  positions: Int32Array | undefined,
): string {
  const { builder: g } = context;
  if (!positions) return g.filled(shape, 0);
  const entries = context.parameter(
    keptName(name),
    [positions.length],
    { kind: 'values', values: Float32Array.from(positions, (at) => start[at]!) },
    { layer, decay: name.endsWith('weight') },
  );
  const at = context.constant(`${name}.positions`, i32([positions.length], positions));
  return g.reshape(g.emit('ScatterElements', [g.filled([sizeOf(shape)], 0), at, entries], { axis: int(0) }), shape);
}

function applyPruned(context: MethodContext, hp: Hyperparameters): void {
  const { builder: g, anatomy } = context;
  const all = allPieces(anatomy, hp);
  const starts = new Map(all.map((piece) => [piece.name, initialise(piece, context.seed, g.graph)]));
  const selection: Selection =
    carriedSelection(
      context.carried,
      all.map((piece) => piece.name),
    ) ?? selectLargest(scoreless(context, hp, starts), sparseAdapterCount(anatomy.dimensions, hp));
  for (const layer of anatomy.layers) {
    for (const [place, value] of places(layer)) {
      g.scope(`sparse.${scopeOf(layer.index, place)}`, () => {
        const [down, downBias, up, upBias] = pieces(
          anatomy.dimensions.hidden,
          numberOf(hp, 'm'),
          layer.index,
          place,
        ).map((piece) => pruned(context, piece, starts.get(piece.name)!, selection.get(piece.name))) as [
          string,
          string,
          string,
          string,
        ];
        g.wrap(value, (u) =>
          g.add(
            u,
            g.linear(
              activate(context, g.linear(u, down, downBias), choiceOf(hp, 'activation') as Activation),
              up,
              upBias,
            ),
          ),
        );
      });
    }
  }
}

export const sparseAdapter: Method = {
  id: 'sparse-adapter',
  name: 'SparseAdapter',
  category: 'unified',
  subcategory: 'pruned adapters',
  paper: {
    title: 'SparseAdapter: An Easy Approach for Improving the Parameter-Efficiency of Adapters',
    authors: 'He, Ding, Dong, Zhang, Tao',
    year: 2022,
    venue: 'Findings of EMNLP',
    url: 'https://arxiv.org/abs/2210.04284',
  },
  hyperparameters: [
    {
      kind: 'integer',
      name: 'm',
      label: 'bottleneck m',
      description: 'Width of each adapter before it is pruned: wide and sparse beats narrow and dense.',
      default: 32,
      min: 1,
      max: 1024,
      scale: 'log',
    },
    { ...keepKnob(0.2), description: "Share of the adapters' entries that is kept; all others are zero for good." },
    {
      kind: 'choice',
      name: 'score',
      label: 'what is kept',
      description: 'By the effect on the loss (SNIP), by size, or by lot.',
      default: 'snip',
      options: ['snip', 'magnitude', 'random'],
    },
    {
      kind: 'integer',
      name: 'batches',
      label: 'batches scored',
      description: "How many batches SNIP's gradient is taken over.",
      default: 8,
      min: 1,
      max: 256,
      scale: 'log',
    },
    activationChoice('relu'),
  ],
  defaults: { learningRate: 6e-3, weightDecay: 0.01, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder'],
  tasks: ['classification', 'causal-lm'],

  check(d, hp) {
    const all = total(d, hp);
    return (
      checkWidth('sparse-adapter', numberOf(hp, 'm'), d.hidden) ??
      (sparseAdapterCount(d, hp) < 1
        ? `keep of sparse-adapter is ${numberOf(hp, 'keep')}, less than one of the ${all} entries; choose a share from ${(1 / all).toPrecision(2)} to 1.`
        : undefined)
    );
  },

  phases({ hyperparameters: hp, steps, index, anatomy }) {
    const scored = isSnip(hp) ? 1 : 0;
    if (index === scored) return { id: 'train', title: 'Train what is left', work: { kind: 'train', steps } };
    if (index > scored) return undefined;
    return {
      id: 'score',
      title: 'Score the adapters before training',
      // Signed sums: |Σ g ⊙ w| over batches is the score of one large batch.
      work: { kind: 'score', batches: numberOf(hp, 'batches'), score: (g, value, gradient) => g.mul(value, gradient) },
      conclude(outcome) {
        const all = allPieces(anatomy, hp);
        const scores = new Map(all.map(({ name }) => [name, outcome.score(name).map(Math.abs)]));
        const selection = selectLargest(scores, sparseAdapterCount(anatomy.dimensions, hp));
        return {
          carried: { tensors: carrySelection(selection, scores) },
          summary: summarise(selection, all, total(anatomy.dimensions, hp)),
        };
      },
    };
  },

  apply(context, hp) {
    if (context.phase !== 'score') return applyPruned(context, hp);
    const { builder: g, anatomy } = context;
    for (const layer of anatomy.layers) {
      for (const [place, value] of places(layer)) {
        const name = scopeOf(layer.index, place);
        g.scope(`dense.${name}`, () =>
          g.wrap(value, (u) =>
            g.add(
              u,
              bottleneck(context, u, {
                name,
                layer: layer.index,
                width: numberOf(hp, 'm'),
                activation: choiceOf(hp, 'activation') as Activation,
                start: 'bert',
              }),
            ),
          ),
        );
      }
    }
  },

  count: sparseAdapterCount,
  storedBytes: (d, hp) => sparseBytes(sparseAdapterCount(d, hp), total(d, hp)),
  identityAtInit: false,
  merge:
    'An adapter has a non-linearity in the middle, so it cannot be folded into the weights around it; it stays in the model.',

  learn: {
    idea: 'Adapters hold many numbers that hardly matter. Before the first step, score every number by what the loss would feel if it were gone, throw most of them away, and train the rest. A wide adapter with few numbers left does better than a narrow one with as many.',
    formula: String.raw`W = M \odot W_0 \text{ at first}, \qquad M_i = 1 \iff z_i = \left| w_i \, \frac{\partial \mathcal{L}}{\partial w_i} \right| \text{ is among the } k N \text{ largest}`,
    where: "Two blocks in every layer, as Houlsby's, with holes in them.",
    inferenceCost: 'Two products a sub-layer; the zeros only save time where sparse products are supported.',
    pitfalls:
      'If the up-projection starts at zero, the gradient of the down-projection is zero too and SNIP would throw it away. Biases start at zero, so SNIP never keeps them.',
  },
};
