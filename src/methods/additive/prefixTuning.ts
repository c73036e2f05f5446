/**
 * Prefix tuning (Li, Liang 2021; flat form: P-Tuning v2, Liu et al. 2022): learned keys and values in front of every
 * layer's own.
 *
 *   head = softmax(q [P_K ; k]ᵀ / √d_h) [P_V ; v],   P_K, P_V ∈ ℝ^{l×d_h} for each layer and head
 *
 * The prefix is visible to every token, also in decoders. All layers' prefixes are one tensor in HF PEFT's layout: row
 * = virtual token, columns = layer 0 keys, layer 0 values, layer 1 keys, …, each by head. With `reparameterise` the
 * tensor is computed by an MLP from a smaller one while training, as in the paper: P = W₂ tanh(W₁ P′ + b₁) + b₂, P′ ∈
 * ℝ^{l×d}. That is PEFT's `prefix_projection`, and it is the network that the count counts then; P alone is 2Lld
 * numbers either way.
 *
 * An encoder–decoder has prefixes in three attentions, as in the paper's BART: the encoder's, the decoder's, and the
 * one from decoder to encoder, in this order of columns by layer. PEFT (`attentions: peft`) gives one to the decoder's
 * own attention only, and lets layer i read the columns of layer 2i mod L (it cuts a doubled cache into fours).
 */
import { messages, type Message } from '../../messages/message';
import { depthOf } from '../../anatomy/shared';
import type { Anatomy, Attention, Dimensions, Layer } from '../../anatomy/anatomy';
import type { Place } from '../../anatomy/places';
import type { Builder } from '../../onnx/builder';
import { i32, numbersOf } from '../../onnx/tensor';
import { kaiming, zeros, type Hyperparameters, type Initializer, type MethodContext } from '../contract';
import { defineMethod } from '../define';
import { flagOf, HyperparameterError, numberOf } from '../hyperparameters';
import { peftTaskType, siteShape } from '../parts/sites';
import type { TensorSpec } from '../tensors';
import { cut } from '../parts/pieces';
import { prepended } from '../parts/virtualTokens';
import { everyTask } from '../taskId';
import { texts } from './prefixTuning.en';

const says = messages('prefix-tuning', texts.says);

const crossPlaces = ['crossK', 'crossV'] as const;

/** PEFT's form, where there are two stacks. */
const asPeft = (hp: Hyperparameters): boolean => hp.attentions === 'peft';

/** Attentions of a model that get a prefix of their own. */
function attentionsOf(d: Dimensions, hp: Hyperparameters): number {
  if (d.encoderLayers === undefined) return depthOf(d);
  const decoder = d.layers - d.encoderLayers;
  return asPeft(hp) ? decoder : d.layers + decoder;
}

/** An attention with a prefix. */
interface Prefixed {
  readonly layer: Layer;
  readonly attention: Attention;
  /** Its keys and values are the columns of this number in the table. */
  readonly at: number;
}

function prefixedIn(layers: readonly Layer[], hp: Hyperparameters): Prefixed[] {
  const decoder = layers.filter(({ cross }) => cross);
  if (decoder.length > 0 && asPeft(hp))
    return decoder.map((layer, i) => ({ layer, attention: layer.attention, at: (2 * i) % decoder.length }));
  return layers
    .flatMap((layer) =>
      [layer.attention, ...(layer.cross ? [layer.cross] : [])].map((attention) => ({ layer, attention })),
    )
    .map((place, at) => ({ ...place, at }));
}

/**
 * The table of prefixes, or the network that makes it; hybrids use it too.
 * @param count of attentions that get a prefix
 */
export function prefixSpecs(d: Dimensions, hp: Hyperparameters, count: number = attentionsOf(d, hp)): TensorSpec[] {
  const l = numberOf(hp, 'l');
  const width = siteShape(d, 'k').outFeatures;
  const columns = 2 * count * width;
  const everywhere = d.encoderLayers !== undefined && !asPeft(hp);
  const places: readonly Place[] = d.fusedQkv ? ['qkv'] : ['k', 'v', ...(everywhere ? crossPlaces : [])];
  const normal: Initializer = { kind: 'normal', std: numberOf(hp, 'init_std') };
  const tensor = (name: string, shape: readonly number[], init: Initializer): TensorSpec => ({
    name,
    shape,
    treatment: 'new',
    init,
    places,
    change: 'rows',
    symbol: String(l),
  });
  if (!flagOf(hp, 'reparameterise')) {
    const table = tensor('prompt_embeddings', [l, columns], normal);
    return [{ ...table, decay: false, peft: { tensor: 'prompt_embeddings' } }];
  }
  const mid = numberOf(hp, 'mid');
  return [
    { ...tensor('prefix.embedding', [l, width], normal), decay: false },
    tensor('prefix.transform.0.weight', [mid, width], kaiming(width)),
    tensor('prefix.transform.0.bias', [mid], zeros),
    tensor('prefix.transform.2.weight', [columns, mid], kaiming(mid)),
    tensor('prefix.transform.2.bias', [columns], zeros),
  ];
}

/** The prefix as (l, 2·layers·kvHeads·headDim). */
function prefixTable(context: MethodContext, hp: Hyperparameters): string {
  const { builder: g } = context;
  if (!flagOf(hp, 'reparameterise')) return context.tensor('prompt_embeddings');
  const linear = (x: string, name: string) =>
    g.linear(x, context.tensor(`${name}.weight`), context.tensor(`${name}.bias`));
  const hidden = g.emit('Tanh', [linear(context.tensor('prefix.embedding'), 'prefix.transform.0')]);
  return linear(hidden, 'prefix.transform.2');
}

/**
 * Rotary models cache keys before nothing else turns them, so under PEFT the text stands at positions l, l+1, …
 * relative to a prefix that is not rotated at all. Turning the prefix keys back by l gives the same scores with the
 * text at 0, 1, …. Each layer turns by its own table; layers without positions keep their prefix as it is.
 */
function turnBack(g: Builder, rows: string, anatomy: Anatomy, l: number): string {
  const { dimensions: d, layers } = anatomy;
  const turns = layers.map(({ attention: { rotation } }) => (rotation === 'odd' ? undefined : rotation));
  // Layers that are turned are turned in the same pairs (`prefixPositions.ts`).
  const partners = turns.find((turn) => turn)?.partners;
  if (!partners) return rows;
  const { headDim, kvHeads } = d;
  const slots = 2 * layers.length * kvHeads;
  const [keep, turn] = [new Float32Array(slots * headDim).fill(1), new Float32Array(slots * headDim)];
  turns.forEach((rotation, layer) => {
    // The layer's keys; its values follow, and are not turned.
    for (let head = 0; rotation && head < kvHeads; head++) {
      const slot = 2 * layer * kvHeads + head;
      rotation.angles.forEach((angle, i) => {
        keep[slot * headDim + i] = Math.cos(-l * angle);
        turn[slot * headDim + i] = Math.sin(-l * angle);
      });
    }
  });
  const constant = (name: string, data: Float32Array, dims: number[]) =>
    g.initializer(name, { dtype: 'float32', dims, data });
  const swap = new Float32Array(headDim * headDim);
  partners.forEach((partner, i) => (swap[partner * headDim + i] = 1));
  const swapped = g.matmul(rows, constant('prefix_pairs', swap, [headDim, headDim]));
  const [cos, sin] = [
    constant('prefix_cos', keep, [slots, 1, headDim]),
    constant('prefix_sin', turn, [slots, 1, headDim]),
  ];
  return g.add(g.mul(rows, cos), g.mul(swapped, sin));
}

/** Moves the text's positions behind the prefix; with two stacks those of the decoder's. */
function shiftPositions(context: MethodContext, l: number): void {
  const { builder: g, anatomy, sequence } = context;
  const { position } = anatomy.stacks?.decoderEmbeddings ?? anatomy.embeddings;
  const { window = Infinity } = anatomy.dimensions;
  if (l + sequence > window) throw new HyperparameterError(says.outOfSight({ l, window, length: sequence }));
  if (!position) return;
  const room = anatomy.dimensions.maxPositions - sequence;
  if (l > room) throw new HyperparameterError(says.noRoom({ l, length: sequence, room }));
  const ids = g.graph.initializers.get(position.ids);
  const shifted = ids
    ? g.initializer(
        'shifted_positions',
        i32(
          ids.dims,
          numbersOf(ids).map((id) => id + l),
        ),
      )
    : g.add(position.ids, g.intScalar(l));
  for (const node of g.graph.nodes) if (node.outputs[0] === position.output) node.inputs = [node.inputs[0]!, shifted];
}

/** Lengthens what is added to the scores of attentions by l zeros, each distinct mask once. */
function widenMasks(g: Builder, attentions: readonly Attention[], l: number): void {
  const widened = new Map<string, string>();
  const readers = g.graph.consumers();
  for (const attention of attentions) {
    let value = attention.scores;
    while (value !== attention.probabilities) {
      const node = readers.get(value)?.[0];
      if (!node) break;
      node.inputs = node.inputs.map((input) => {
        if (!attention.masks.includes(input) || g.shapeOf(input).at(-1) === 1) return input;
        const wide = widened.get(input) ?? prepended(g, input, l, 0);
        widened.set(input, wide);
        return wide;
      });
      value = node.outputs[0]!;
    }
  }
}

/**
 * Puts the prefix before keys and values of every layer; hybrids use it too.
 * @param gate how much of a layer's prefix is taken, a factor that broadcasts to (B, heads, l, d_h)
 * @param layers those that get a prefix
 */
export function applyPrefix(
  context: MethodContext,
  hp: Hyperparameters,
  gate?: (layer: Layer) => string | undefined,
  layers: readonly Layer[] = context.anatomy.layers,
): void {
  const { builder: g, batch } = context;
  const anatomy = { ...context.anatomy, layers };
  const { dimensions: d } = anatomy;
  const l = numberOf(hp, 'l');
  const places = prefixedIn(layers, hp);
  const slots = 2 * places.length * d.kvHeads;
  let rows = g.transpose(g.reshape(prefixTable(context, hp), [l, slots, d.headDim]), [1, 0, 2]);
  if (shifts(d, hp)) {
    rows = turnBack(g, rows, anatomy, l);
    shiftPositions(context, l);
  }
  const repeats = d.heads / d.kvHeads;
  // Every head and example reads a prefix of its own; grouped heads share theirs.
  const spread =
    repeats === 1
      ? g.expand(g.reshape(rows, [1, slots, l, d.headDim]), [batch, slots, l, d.headDim])
      : g.reshape(g.expand(g.reshape(rows, [1, slots, 1, l, d.headDim]), [batch, slots, repeats, l, d.headDim]), [
          batch,
          slots * repeats,
          l,
          d.headDim,
        ]);
  const pieces = cut(g, spread, 1, 2 * places.length);
  widenMasks(
    g,
    places.map(({ attention }) => attention),
    l,
  );
  places.forEach(({ layer, attention, at }) => {
    const factor = gate?.(layer);
    const [prefixKeys, prefixValues] = [2 * at, 2 * at + 1].map((slot) =>
      factor ? g.mul(pieces[slot]!, factor) : pieces[slot]!,
    ) as [string, string];
    g.wrap(attention.keys, (keys) =>
      attention.keysTransposed ? g.concat([g.transpose(prefixKeys), keys], 3) : g.concat([prefixKeys, keys], 2),
    );
    g.wrap(attention.values, (values) => g.concat([prefixValues, values], 2));
  });
}

/** Whether the text stands behind the prefix. With two stacks it does in PEFT's form alone. */
const shifts = ({ encoderLayers }: Dimensions, hp: Hyperparameters): boolean =>
  encoderLayers === undefined ? flagOf(hp, 'shift_positions') : asPeft(hp);

/** Refusal of a prefix that the text can't be put behind. */
export function prefixRefusal(method: string, d: Dimensions, hp: Hyperparameters): Message | undefined {
  const l = numberOf(hp, 'l');
  if (!shifts(d, hp)) return undefined;
  if (d.gaps?.prefix)
    return d.encoderLayers === undefined
      ? says.noShift({ method, gap: d.gaps.prefix })
      : says.noShiftInDecoder({ method, gap: d.gaps.prefix });
  if (l < d.maxPositions - 1) return undefined;
  return says.tooLong({ method, l, positions: d.maxPositions, most: d.maxPositions - 2 });
}

export const prefixTuning = defineMethod({
  id: 'prefix-tuning',
  texts,
  category: 'additive',
  paper: {
    title: 'Prefix-Tuning: Optimizing Continuous Prompts for Generation',
    authors: 'Li, Liang',
    year: 2021,
    venue: 'ACL',
    url: 'https://arxiv.org/abs/2101.00190',
  },
  hyperparameters: [
    { kind: 'integer', name: 'l', default: 16, min: 1, max: 200, scale: 'log' },
    { kind: 'real', name: 'init_std', default: 0.02, min: 0, max: 1 },
    { kind: 'flag', name: 'reparameterise', default: false },
    { kind: 'integer', name: 'mid', default: 128, min: 1, max: 2048, scale: 'log' },
    { kind: 'flag', name: 'shift_positions', default: true },
    { kind: 'choice', name: 'attentions', default: 'paper', options: ['paper', 'peft'] },
  ],
  defaults: {
    learningRate: 1e-2,
    rates: { 'causal-lm': 0.18, seq2seq: 3e-2 },
    weightDecay: 0,
    warmup: 0.06,
    schedule: 'linear',
    optimizer: 'adamw',
  },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check: (d, hp) => prefixRefusal('prefix-tuning', d, hp),

  declare: (d, hp) => prefixSpecs(d, hp),
  apply: (context, hp) => applyPrefix(context, hp),

  identityAtInit: false,

  formula:
    String.raw`\text{head} = \operatorname{softmax}\!\left(\frac{q\,[P_K ; ` +
    String.raw`k]^{\top}}{\sqrt{d_h}}\right)[P_V ; v], \qquad P_K, P_V \in \mathbb{R}^{l \times d_h}`,
  countFormula: String.raw`2 L \, l \, d`,

  peftConfig(anatomy, hp) {
    const d = anatomy.dimensions;
    const stacks = d.encoderLayers !== undefined;
    // PEFT takes the number of layers from the encoder.
    if (stacks && (!asPeft(hp) || attentionsOf(d, hp) !== d.encoderLayers)) return undefined;
    return {
      peft_type: 'PREFIX_TUNING',
      task_type: peftTaskType(anatomy),
      num_virtual_tokens: numberOf(hp, 'l'),
      token_dim: siteShape(d, 'k').outFeatures,
      num_transformer_submodules: stacks ? 2 : 1,
      num_attention_heads: d.kvHeads,
      num_layers: attentionsOf(d, hp),
      encoder_hidden_size: d.hidden,
      prefix_projection: false,
      inference_mode: true,
    };
  },
});
