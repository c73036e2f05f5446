/**
 * LoReFT, low-rank linear subspace representation fine-tuning (Wu et al. 2024): the weights stay, and the hidden states
 * of a few positions are changed, in a few directions that training finds.
 *
 *   h' = h + Rᵀ (W h + b − R h),   R, W ∈ ℝ^{r×d},  R Rᵀ = I
 *
 * behind every layer, at the first f and the last l positions of the text; within the subspace that R spans h becomes
 * W h + b, and nothing changes at right angles to it. As in the authors' pyreft R is PyTorch's orthogonal matrix, a
 * product of Householder reflections (`orthonormal.ts`), W and b start as a linear layer does, dropout acts on h', and
 * a text of n tokens has at most n / 2 positions of either kind; last positions have an intervention of their own
 * unless both share one. pyreft's last position is the last but one of what it is given; ours is the last, as in the
 * paper. Of an encoder–decoder the encoder's states are changed (ours: the paper has no such model).
 */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Dimensions } from '../../anatomy/anatomy';
import { messages } from '../../messages/message';
import { f32 } from '../../onnx/tensor';
import { kaiming, zeros, type Hyperparameters, type MethodContext } from '../contract';
import { defineMethod } from '../define';
import { flagOf, numberOf } from '../hyperparameters';
import { seedFor } from '../initialise';
import { dropoutParameter } from '../parts/lowRank';
import { drawStart, orthonormal } from '../parts/orthonormal';
import { inEachExecution, type TensorSpec } from '../tensors';
import { headedTasks } from '../taskId';
import { texts } from './loreft.en';

const says = messages('loreft', texts.says);

type Side = 'first' | 'last' | 'both';

/** The interventions of a layer: one for each kind of position, or one for both. */
function sidesOf(hp: Hyperparameters): readonly Side[] {
  const wanted = (['first', 'last'] as const).filter((side) => numberOf(hp, side) > 0);
  return wanted.length === 2 && flagOf(hp, 'share_weights') ? ['both'] : wanted;
}

const stemOf = (position: number, side: Side): string => `layer.${position}.reft${side === 'both' ? '' : `.${side}`}`;

function specsOf(d: Dimensions, hp: Hyperparameters, layer: number, position: number, side: Side): TensorSpec[] {
  const r = numberOf(hp, 'r');
  const stem = stemOf(position, side);
  const common = { treatment: 'new', layer, places: ['onTop'], change: 'module', symbol: `r ${r}` } as const;
  return [
    // Decay would pull R back to its start, and the reference has none.
    { ...common, name: `${stem}.rotate_layer`, shape: [d.hidden, r], init: zeros, decay: false },
    { ...common, name: `${stem}.start`, shape: [d.hidden, r], treatment: 'frozen' },
    { ...common, name: `${stem}.learned_source.weight`, shape: [r, d.hidden], init: kaiming(d.hidden) },
    { ...common, name: `${stem}.learned_source.bias`, shape: [r], init: kaiming(d.hidden) },
  ];
}

/** Layers that read the text: of an encoder–decoder the encoder's. */
const reading = ({ encoderLayers, layers }: Dimensions): number => encoderLayers ?? layers;

/** For each side a factor (B, T, 1): 1 at its positions. @param value (B, T, d) */
export function positionsOf(
  context: Pick<MethodContext, 'builder' | 'anatomy'>,
  hp: Hyperparameters,
  value: string,
): Readonly<Record<Side, string>> {
  const { builder: g, anatomy } = context;
  const [batch, length] = g.shapeOf(value) as [number, number, number];
  const at = g.initializer(
    'positions',
    f32(
      [1, length],
      Float32Array.from({ length }, (_, i) => i),
    ),
  );
  const { mask } = anatomy.inputs;
  const count = mask ? g.reduceSum(g.cast(mask, 'float32'), [1], true) : g.filled([batch, 1], length);
  const half = g.emit('Floor', [g.scale(count, 0.5)]);
  const most = (side: 'first' | 'last') => g.emit('Min', [half, g.scalar(numberOf(hp, side))]);
  const ones = (condition: string) => g.reshape(g.cast(condition, 'float32'), [batch, length, 1]);
  const first = ones(g.emit('Less', [at, most('first')]));
  const last = g.mul(
    ones(g.emit('GreaterOrEqual', [at, g.sub(count, most('last'))])),
    ones(g.emit('Less', [g.expand(at, [batch, length]), count])),
  );
  return { first, last, both: g.add(first, last) };
}

/** R (W h + b − R h) at some positions, added. */
function intervene(context: MethodContext, hp: Hyperparameters, h: string, stem: string, chosen: string): string {
  const { builder: g, anatomy } = context;
  const [start, a, weight, bias] = ['start', 'rotate_layer', 'learned_source.weight', 'learned_source.bias'];
  const [d, r] = [anatomy.dimensions.hidden, numberOf(hp, 'r')];
  const values = drawStart(xoroshiro128plus(seedFor(context.seed, `${stem}.${start}`)), d, r);
  const columns = orthonormal(
    g,
    context.tensor(`${stem}.${a}`),
    context.tensor(`${stem}.${start}`, { init: { kind: 'values', values } }),
    d,
    r,
  );
  const source = g.linear(h, context.tensor(`${stem}.${weight}`), context.tensor(`${stem}.${bias}`));
  const change = g.linear(g.sub(source, g.matmul(h, columns)), columns);
  const p = numberOf(hp, 'dropout');
  const moved = p > 0 && context.training ? g.sub(context.dropout(g.add(h, change), p), h) : change;
  return g.add(h, g.mul(moved, chosen));
}

export const loreft = defineMethod({
  id: 'loreft',
  texts,
  category: 'additive',
  since: 'after-survey',
  paper: {
    title: 'ReFT: Representation Finetuning for Language Models',
    authors: 'Wu, Arora, Wang, Geiger, Jurafsky, Manning, Potts',
    year: 2024,
    venue: 'NeurIPS',
    url: 'https://arxiv.org/abs/2404.03592',
  },
  hyperparameters: [
    { kind: 'integer', name: 'r', default: 4, min: 1, max: 64, scale: 'log' },
    { kind: 'integer', name: 'first', default: 1, min: 0, max: 64 },
    { kind: 'integer', name: 'last', default: 1, min: 0, max: 64 },
    { kind: 'flag', name: 'share_weights', default: false },
    dropoutParameter,
  ],
  defaults: {
    learningRate: 1e-2,
    rates: { seq2seq: 9e-2 },
    weightDecay: 0,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  // A text that is being continued has no last position: it would be another one at each word.
  tasks: [...headedTasks, 'seq2seq'],

  check(d, hp) {
    const [r, first, last] = ['r', 'first', 'last'].map((name) => numberOf(hp, name)) as [number, number, number];
    if (r >= d.hidden) return says.tooWide({ r, hidden: d.hidden, most: d.hidden - 1 });
    return first + last === 0 ? says.nowhere : undefined;
  },

  declare: (d, hp) =>
    inEachExecution(d, (layer, position) =>
      layer < reading(d) ? sidesOf(hp).flatMap((side) => specsOf(d, hp, layer, position, side)) : [],
    ),

  apply(context, hp) {
    const { builder: g, anatomy } = context;
    const sides = sidesOf(hp);
    const layers = anatomy.layers.filter(({ index }) => index < reading(anatomy.dimensions));
    const chosen = g.scope('reft', () => positionsOf(context, hp, layers[0]!.output));
    layers.forEach(({ output }, position) => {
      const changed = g.scope(`reft.layer.${position}`, () =>
        g.wrap(output, (h) =>
          sides.reduce((x, side) => intervene(context, hp, x, stemOf(position, side), chosen[side]), h),
        ),
      );
      if (output === anatomy.lastHidden) context.setLastHidden(changed);
    });
  },

  identityAtInit: false,

  formula: String.raw`h' = h + R^{\top} (W h + b - R h), \qquad R, W \in \mathbb{R}^{r \times d},\; R R^{\top} = I`,
  countFormula: String.raw`2 L \cdot r (2 d + 1)`,
});
