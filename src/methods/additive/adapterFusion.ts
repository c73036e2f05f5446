/**
 * AdapterFusion (Pfeiffer et al. 2021): adapters of several tasks are trained one by one and frozen; then a small
 * attention learns, for each token and layer, which of them to listen to.
 *
 *   z_n = U_n σ(D_n z)                        adapter n of N, as in `pfeiffer-adapter`
 *   α   = softmax_n((W_q z + b_q) · (W_k z_n + b_k))
 *   sum ← sum + W_v Σ_n α_n z_n               = Σ_n α_n (W_v z_n), since W_v has no bias
 *   loss + λ Σ_layers ‖I − W_v‖²_F            λ = 0.01
 *
 * W_q, W_k ~ N(0, 0.02²); W_v starts as the identity with 10⁻⁶ elsewhere, as in AdapterHub. One adapter comes from each
 * other data set, one from the target itself. Each source has a head of its own, which is thrown away; the target's
 * goes on into the fusion.
 */
import { fixed, messages } from '../../messages/message';
import { branchWidth, distinctLayers } from '../../anatomy/shared';
import type { Dimensions, Layer } from '../../anatomy/anatomy';
import { i32 } from '../../onnx/tensor';
import { activationChoice, bottleneck, bottleneckSpecs, checkWidth, type Activation } from '../parts/bottleneck';
import { zeros, type Hyperparameters, type Initializer, type MethodContext } from '../contract';
import { defineMethod } from '../define';
import { choiceOf, numberOf } from '../hyperparameters';
import type { Carried, Phase, PhaseRequest } from '../lifecycle';
import { measured, plannedSources, shareKnob, sourcesKnob, startsFrom, stepsEach } from '../parts/sources';
import { inEachLayer, type Situation, type TensorSpec } from '../tensors';
import { everyTask } from '../taskId';
import { atPfeifferSite } from './pfeifferAdapter';
import { texts } from './adapterFusion.en';

const says = messages('adapter-fusion', texts.says);

const fusionPhase = 'fusion';
const adapterPhase = (n: number) => `adapter-${n}`;

const adapterName = (n: number, layer: number) => `adapter.${n}.layer.${layer}`;
/** The only adapter of a phase that trains one. */
const aloneIn = (phase: string | undefined): number | undefined =>
  phase !== undefined && phase !== fusionPhase ? Number(phase.slice(adapterPhase(0).length - 1)) : undefined;
/** Without a run there are as many adapters as are asked for, untrained. */
const adaptersIn = (carried: Carried, hp: Hyperparameters): number =>
  Number(carried.tensors.adapters?.data[0] ?? numberOf(hp, 'sources') + 1);

/** A phase's own adapter, or all of them, frozen, with the fusion's attention. */
function declare(d: Dimensions, hp: Hyperparameters, { phase, carried }: Situation): TensorSpec[] {
  const width = numberOf(hp, 'm');
  const count = adaptersIn(carried, hp);
  const place = 'adapter2';
  const adapter = (n: number, layer: number, frozen: boolean) =>
    bottleneckSpecs({
      name: adapterName(n, layer),
      hidden: branchWidth(d),
      width,
      start: 'bert',
      layer,
      place,
      frozen,
    });
  const alone = aloneIn(phase);
  if (alone !== undefined) return inEachLayer(d, (layer) => adapter(alone, layer, false));
  const fusion = (layer: number): TensorSpec[] => {
    const tensor = (name: string, shape: readonly number[], init?: Initializer): TensorSpec => ({
      name: `layer.${layer}.fusion.${name}`,
      shape,
      treatment: 'new',
      ...(init && { init }),
      layer,
      places: [place],
      change: 'module',
      symbol: `${count} adapters`,
    });
    const square = [branchWidth(d), branchWidth(d)];
    return [
      tensor('query.weight', square, random),
      tensor('query.bias', [branchWidth(d)], zeros),
      tensor('key.weight', square, random),
      tensor('key.bias', [branchWidth(d)], zeros),
      // As AdapterHub means it: the penalty keeps it near I, decay would pull it towards zero.
      { ...tensor('value.weight', square), decay: false },
    ];
  };
  return [
    ...inEachLayer(d, (layer) => [
      ...Array.from({ length: count }, (_, n) => adapter(n, layer, true)).flat(),
      ...fusion(layer),
    ]),
    // How many they are.
    { name: 'adapters', shape: [1], treatment: 'carried', places: [], change: 'module' },
  ];
}

const random: Initializer = { kind: 'normal', std: 0.02 };

/** I with 10⁻⁶ off the diagonal. */
function nearIdentity(d: number): Initializer {
  const values = new Float32Array(d * d).fill(1e-6);
  for (let i = 0; i < d; i++) values[i * d + i] = 1;
  return { kind: 'values', values };
}

/** What all adapters' outputs z_n (B, T, d) come to, for the query z. */
function fuse(
  context: MethodContext,
  hp: Hyperparameters,
  { index }: Layer,
  first: boolean,
  z: string,
  outputs: readonly string[],
): string {
  const {
    builder: g,
    anatomy: { dimensions },
  } = context;
  const d = branchWidth(dimensions);
  const tensor = (name: string, init?: Initializer) =>
    context.tensor(`layer.${index}.fusion.${name}`, init && { init });
  const query = g.linear(z, tensor('query.weight'), tensor('query.bias'));
  const [keyWeight, keyBias] = [tensor('key.weight'), tensor('key.bias')];
  const value = tensor('value.weight', nearIdentity(d));
  const scores = outputs.map((output) => g.reduceSum(g.mul(query, g.linear(output, keyWeight, keyBias)), [2], true));
  const shares = g.watch(`layer.${index}.fusion`, g.softmax(g.concat(scores, 2)));
  const mixed = outputs.map((output, n) => g.mul(output, g.slice(shares, 2, n, n + 1))).reduce((a, b) => g.add(a, b));
  const identity = new Float32Array(d * d);
  for (let i = 0; i < d; i++) identity[i * d + i] = 1;
  const away = g.sub(context.constant('identity', { dtype: 'float32', dims: [d, d], data: identity }), value);
  // A layer that is executed several times has one W_v, which counts once.
  if (first) context.addLoss(g.scale(g.sumSquares(away), numberOf(hp, 'regularisation')));
  return g.linear(mixed, value);
}

/** Root mean square of I − W_v over the layers. */
function distanceOf(values: readonly Float32Array[], d: number): number {
  const squares = values.map((value) => value.reduce((sum, v, i) => sum + (v - (i % (d + 1) === 0 ? 1 : 0)) ** 2, 0));
  return Math.sqrt(squares.reduce((a, b) => a + b, 0) / Math.max(1, squares.length));
}

function phases(request: PhaseRequest): Phase | undefined {
  const { hyperparameters: hp, steps, index } = request;
  const sources = plannedSources('adapter-fusion', request);
  const each = stepsEach(steps, numberOf(hp, 'source_share'), sources + 1);
  if (index <= sources) {
    const own = index === sources;
    return {
      id: adapterPhase(index),
      title: own ? says.trainOwn : says.trainOther({ index: index + 1 }),
      work: { kind: 'train', steps: each },
      ...(own ? {} : { source: index }),
      measure: true,
      conclude: (outcome) => ({
        carried: {
          start: {
            ...outcome.carried.start,
            ...startsFrom(outcome, (p) => (p.group === 'method' || own ? p.name : undefined)),
          },
          tensors: { adapters: i32([1], [index + 1]) },
        },
        summary: says.trained({ index: index + 1, count: sources + 1, result: measured(outcome) }),
      }),
    };
  }
  if (index > sources + 1) return undefined;
  return {
    id: fusionPhase,
    title: says.fuse({ count: sources + 1 }),
    work: { kind: 'train', steps: Math.max(0, steps - each * (sources + 1)) },
    measure: true,
    conclude: ({ anatomy, value, ...outcome }) => ({
      carried: {},
      summary: says.fused({
        count: sources + 1,
        result: measured(outcome),
        distance: fixed(
          distanceOf(
            anatomy.layers.map((layer) => value(`layer.${layer.index}.fusion.value.weight`)),
            branchWidth(anatomy.dimensions),
          ),
          3,
        ),
      }),
    }),
  };
}

export const adapterFusion = defineMethod({
  id: 'adapter-fusion',
  texts,
  category: 'additive',
  paper: {
    title: 'AdapterFusion: Non-Destructive Task Composition for Transfer Learning',
    authors: 'Pfeiffer, Kamath, Rücklé, Cho, Gurevych',
    year: 2021,
    venue: 'EACL',
    url: 'https://arxiv.org/abs/2005.00247',
  },
  hyperparameters: [
    { kind: 'integer', name: 'm', default: 16, min: 1, max: 1024, scale: 'log' },
    activationChoice('relu'),
    sourcesKnob,
    shareKnob(0.6),
    { kind: 'real', name: 'regularisation', default: 0.01, min: 0, max: 1 },
  ],
  defaults: { learningRate: 1e-2, weightDecay: 0.01, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check: (d, hp) => checkWidth('adapter-fusion', numberOf(hp, 'm'), branchWidth(d)),
  sources: (hp) => numberOf(hp, 'sources'),
  phases,

  declare,

  apply(context, hp) {
    const { builder: g, anatomy, carried, phase } = context;
    const alone = aloneIn(phase);
    const count = adaptersIn(carried, hp);
    const firstUses = new Set(distinctLayers(anatomy.layers));
    const adapter = (n: number, layer: number, z: string) =>
      bottleneck(context, z, adapterName(n, layer), choiceOf(hp, 'activation') as Activation);
    for (const layer of anatomy.layers) {
      g.scope(`fusion.layer.${layer.index}`, () =>
        atPfeifferSite(context, layer, (sum, z) =>
          g.add(
            sum,
            alone !== undefined
              ? adapter(alone, layer.index, z)
              : fuse(
                  context,
                  hp,
                  layer,
                  firstUses.has(layer),
                  z,
                  Array.from({ length: count }, (_, n) => adapter(n, layer.index, z)),
                ),
          ),
        ),
      );
    }
  },

  identityAtInit: false,

  formula:
    String.raw`\alpha = \operatorname{softmax}_n\!\big((W_q z)^{\top} W_k z_n\big), \qquad y = x_1 + w ` +
    String.raw`+ \sum_n \alpha_n W_v z_n, \qquad \mathcal{L} + \lambda \sum_{l} \lVert I - W_v ` +
    String.raw`\rVert_F^2`,
});
