/**
 * (IA)³, infused adapter by inhibiting and amplifying inner activations (Liu et al. 2022).
 *
 *   k ← l_k ⊙ k,   v ← l_v ⊙ v,   f ← l_ff ⊙ f   (f: the inner activation of the feed-forward block)
 *
 * In an encoder–decoder keys and values of cross-attention have vectors too, as in the paper's T5.
 * One vector of ones a place; training stretches or shrinks single features. PEFT's default places differ: on BERT the
 * pattern `output.dense` also catches the attention's output projection, whose input then gets a vector of its own, and
 * on GPT-2 the whole fused projection (query too) is scaled.
 */
import { messages } from '../../messages/message';
import type { Anatomy, Dimensions, Layer, Linear, Site } from '../../anatomy/anatomy';
import type { Place as Box } from '../../anatomy/places';
import { ones, type Hyperparameters } from '../contract';
import { defineMethod } from '../define';
import { choiceOf } from '../hyperparameters';
import { boxOf, hasSite, layerForms, locate, peftTargets, peftTaskType, siteShape } from '../parts/sites';
import { inEachLayer, type TensorSpec } from '../tensors';
import { everyTask } from '../taskId';
import { texts } from './ia3.en';

const says = messages('ia3', texts.says);

interface Place {
  /** `k`, `v`, `qkv`, `attention`, `crossK`, `crossV` or `ffn`. */
  readonly name: string;
  readonly linear: Linear;
  /** Scales what the linear reads; otherwise what it returns. */
  readonly feedForward: boolean;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Where keys and values are no columns of their own, all of their matrix is scaled, as PEFT does. */
const asPeft = (d: Dimensions, hp: Hyperparameters): boolean => {
  const chosen = choiceOf(hp, 'placement');
  return chosen === 'peft' || (chosen === 'auto' && d.mixedQkv === true);
};

/** PEFT's `output.dense` matches both output projections in these families. */
const bertLike = (d: Dimensions) => d.family === 'bert' || d.family === 'roberta' || d.family === 'electra';

function placesOf(anatomy: Anatomy, layer: Layer, hp: Hyperparameters): Place[] {
  const { attention, cross, feedForward } = layer;
  const peft = asPeft(anatomy.dimensions, hp);
  const projected = (['k', 'v'] as const).map((name): Place => {
    const { linear, output, start, end } = attention[name];
    return { name, linear, feedForward: false, value: output, start, end };
  });
  const { fused, o } = attention;
  const keysAndValues: Place[] =
    peft && fused
      ? [{ name: 'qkv', linear: fused, feedForward: false, value: fused.output, start: 0, end: fused.outFeatures }]
      : projected;
  const context: Place[] =
    peft && bertLike(anatomy.dimensions)
      ? [{ name: 'attention', linear: o, feedForward: true, value: attention.context, start: 0, end: o.inFeatures }]
      : [];
  const { down, middle } = feedForward;
  const toEncoder = (['crossK', 'crossV'] as const).flatMap((name): Place[] => {
    if (!cross) return [];
    const { linear, output, start, end } = locate(layer, name);
    return [{ name, linear, feedForward: false, value: output, start, end }];
  });
  return [
    ...keysAndValues,
    ...context,
    ...toEncoder,
    { name: 'ffn', linear: down, feedForward: true, value: middle, start: 0, end: down.inFeatures },
  ];
}

const parameterName = (layer: number, name: string) => `layer.${layer}.${name}.ia3_l`;

/** What is scaled in a layer: the name, the linear that reads or returns it, its width, its box. */
function scales(
  d: Dimensions,
  hp: Hyperparameters,
): readonly (readonly [name: string, site: Site, width: number, box: Box, symbol?: string])[] {
  const keyValue = siteShape(d, 'k').outFeatures;
  const peft = asPeft(d, hp);
  const fusedBox = d.fusedQkv ? 'k v' : undefined;
  return [
    ...(d.fusedQkv && peft
      ? ([['qkv', 'qkv', siteShape(d, 'qkv').outFeatures, 'qkv', 'q k v']] as const)
      : ([
          ['k', 'k', keyValue, boxOf(d, 'k'), fusedBox],
          ['v', 'v', keyValue, boxOf(d, 'v'), fusedBox],
        ] as const)),
    ...(peft && bertLike(d) ? ([['attention', 'o', siteShape(d, 'o').inFeatures, 'attention']] as const) : []),
    ...(d.encoderLayers === undefined
      ? []
      : ([
          ['crossK', 'crossK', keyValue, 'crossK'],
          ['crossV', 'crossV', keyValue, 'crossV'],
        ] as const)),
    ['ffn', 'down', d.intermediate, 'middle'],
  ];
}

/**
 * Scalars of PEFT's one vector for a fused projection that its own vectors leave out: it scales the query too, by ones.
 */
const queries = (d: Dimensions): number => siteShape(d, 'qkv').outFeatures - 2 * siteShape(d, 'k').outFeatures;

export const ia3 = defineMethod({
  id: 'ia3',
  texts,
  category: 'additive',
  paper: {
    title: 'Few-Shot Parameter-Efficient Fine-Tuning is Better and Cheaper than In-Context Learning',
    authors: 'Liu, Tam, Muqeeth, Mohta, Huang, Bansal, Raffel',
    year: 2022,
    venue: 'NeurIPS',
    url: 'https://arxiv.org/abs/2205.05638',
  },
  hyperparameters: [{ kind: 'choice', name: 'placement', default: 'auto', options: ['auto', 'paper', 'peft'] }],
  defaults: {
    learningRate: 2e-2,
    rates: { 'causal-lm': 0.18, seq2seq: 0.18 },
    weightDecay: 0,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check: (d, hp) => (d.mixedQkv && choiceOf(hp, 'placement') === 'paper' ? says.mixed : undefined),

  declare: (d, hp) =>
    inEachLayer(d, (layer) =>
      scales(d, hp)
        .filter(([, site]) => hasSite(d, layer, site))
        .map(([name, site, width, box, symbol]): TensorSpec => {
          const feedForward = site === 'o' || site === 'down';
          const part = boxOf(d, site) !== site;
          return {
            name: parameterName(layer, name),
            shape: [width],
            treatment: 'new',
            init: ones,
            layer,
            places: [box],
            change: 'scale',
            ...(symbol && { symbol }),
            decay: false,
            peft: { site, tensor: 'ia3_l' },
            ...(!part && { peftShape: feedForward ? [1, width] : [width, 1] }),
            ...(part && name === 'k' && { bytes: 4 * (width + queries(d)) }),
          };
        }),
    ),

  apply(context, hp) {
    const { builder: g, anatomy } = context;
    for (const layer of anatomy.layers) {
      for (const place of placesOf(anatomy, layer, hp)) {
        const scale = context.tensor(parameterName(layer.index, place.name));
        const again = place.feedForward
          ? (place.linear.again ?? []).map(({ input }) => input)
          : (place.linear.again ?? []).map(({ output }) => output);
        for (const value of [place.value, ...again])
          g.scope(`ia3.layer.${layer.index}.${place.name}`, () => g.wrap(value, (x) => g.mul(x, scale)));
      }
    }
  },

  identityAtInit: true,

  /** Scaled outputs: columns of W and the bias; scaled inputs: rows of W. */
  merge(context, hp) {
    for (const layer of context.anatomy.layers) {
      const changed = new Map<string, Float32Array>();
      const edit = (name: string) => {
        const values = changed.get(name) ?? context.base(name).slice();
        changed.set(name, values);
        return values;
      };
      for (const place of placesOf(context.anatomy, layer, hp)) {
        const scale = context.trained(parameterName(layer.index, place.name));
        const { inFeatures, outFeatures, weight: weightName, bias: biasName } = place.linear;
        const weight = edit(weightName);
        for (let i = 0; i < inFeatures; i++) {
          for (let o = 0; o < outFeatures; o++) {
            if (place.feedForward) weight[i * outFeatures + o]! *= scale[i]!;
            else if (o >= place.start && o < place.end) weight[i * outFeatures + o]! *= scale[o - place.start]!;
          }
        }
        if (place.feedForward || !biasName) continue;
        const bias = edit(biasName);
        for (let o = place.start; o < place.end; o++) bias[o]! *= scale[o - place.start]!;
      }
      for (const [name, values] of changed) context.set(name, values);
    }
  },

  formula:
    String.raw`k \leftarrow l_k \odot k, \quad v \leftarrow l_v \odot v, \quad f \leftarrow l_{ff} ` +
    String.raw`\odot f, \qquad l = \mathbf{1} \text{ at the start}`,
  countFormula: String.raw`L (2 d + d_{ff})`,

  peftConfig(anatomy, hp) {
    const places = layerForms(anatomy).flatMap((layer) => placesOf(anatomy, layer, hp));
    const layer = anatomy.layers[0];
    return {
      peft_type: 'IA3',
      task_type: peftTaskType(anatomy),
      target_modules: layer
        ? peftTargets(
            anatomy,
            places.map((place) => place.linear),
          )
        : [],
      feedforward_modules: layer
        ? peftTargets(
            anatomy,
            places.filter((place) => place.feedForward).map((place) => place.linear),
          )
        : [],
      fan_in_fan_out: places.some((place) => place.linear.conv1d),
      init_ia3_weights: true,
      inference_mode: true,
    };
  },
});
