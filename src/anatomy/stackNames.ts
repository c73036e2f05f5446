/** HF's names for the parts of encoder–decoders: T5's and its relatives', and BART's and its relatives'. */
import type { Family } from './anatomy';
import { familyNames, type FamilyNames } from './names';
import type { RawLayer } from './rawLayer';
import type { RawLinear } from './linear';
import type { GraphView } from './view';

export interface StackNames {
  readonly encoder: FamilyNames;
  readonly decoder: FamilyNames;
}

const { norms: usual, ...plain } = familyNames.unknown;

/** @param gated gate and up projection are `wi_0` and `wi_1` (v1.1, FLAN), else there is one `wi` */
function t5(stack: 'encoder' | 'decoder', first: number, gated: boolean): FamilyNames {
  const last = stack === 'encoder' ? 1 : 2;
  const cross = (part: string) => `layer.1.EncDecAttention.${part}`;
  return {
    ...plain,
    prefix: '',
    inFile: true,
    layer: (i) => `${stack}.block.${i - first}`,
    q: 'layer.0.SelfAttention.q',
    k: 'layer.0.SelfAttention.k',
    v: 'layer.0.SelfAttention.v',
    o: 'layer.0.SelfAttention.o',
    cross: { q: cross('q'), k: cross('k'), v: cross('v'), o: cross('o') },
    up: `layer.${last}.DenseReluDense.${gated ? 'wi_1' : 'wi'}`,
    gate: `layer.${last}.DenseReluDense.wi_0`,
    down: `layer.${last}.DenseReluDense.wo`,
    norms: {
      ...usual,
      norm1: 'layer.0.layer_norm',
      normCross: 'layer.1.layer_norm',
      norm2: `layer.${last}.layer_norm`,
    },
    word: stack === 'encoder' ? 'shared' : 'decoder.embed_tokens',
    finalNorm: `${stack}.final_layer_norm`,
  };
}

function bart(stack: 'encoder' | 'decoder', first: number): FamilyNames {
  const attention = (name: string) => ({
    q: `${name}.q_proj`,
    k: `${name}.k_proj`,
    v: `${name}.v_proj`,
    o: `${name}.out_proj`,
  });
  return {
    ...plain,
    prefix: 'model.',
    inFile: true,
    prefixInFile: 'model.',
    layer: (i) => `${stack}.layers.${i - first}`,
    ...attention('self_attn'),
    cross: attention('encoder_attn'),
    up: 'fc1',
    gate: 'fc1_gate',
    down: 'fc2',
    norms: {
      ...usual,
      norm1: 'self_attn_layer_norm',
      normCross: 'encoder_attn_layer_norm',
      norm2: 'final_layer_norm',
    },
    word: stack === 'encoder' ? 'shared' : 'decoder.embed_tokens',
    position: `${stack}.embed_positions`,
    embeddingNorm: `${stack}.layernorm_embedding`,
    finalNorm: `${stack}.layer_norm`,
  };
}

/** Types of model in config.json, by the names of their parts. */
const types: Readonly<Record<string, Family>> = {
  t5: 't5',
  mt5: 't5',
  umt5: 't5',
  byt5: 't5',
  bart: 'bart',
  mbart: 'bart',
  marian: 'bart',
  pegasus: 'bart',
  m2m_100: 'bart',
  blenderbot: 'bart',
  'blenderbot-small': 'bart',
  plbart: 'bart',
};

/** The file's own paths of what a layer is made of, beside those that a family would give them. */
function* told(view: GraphView, layer: RawLayer, names: FamilyNames, index: number): Generator<[string, string]> {
  const path = (linear: RawLinear) =>
    view.consumers(linear.weight).find((node) => node.op === 'MatMul' && node.module)?.module ??
    (linear.bias?.endsWith('.bias') ? linear.bias.slice(0, -5) : undefined);
  const parts: readonly (readonly [RawLinear | undefined, string | undefined])[] = [
    [layer.attention.q.linear, names.q],
    [layer.attention.o, names.o],
    [layer.cross?.q.linear, names.cross?.q],
    [layer.feedForward.up, names.up],
    [layer.feedForward.down, names.down],
  ];
  for (const [linear, name] of parts) {
    const found = linear && path(linear);
    if (found !== undefined && name !== undefined) yield [found, `${names.layer(index)}.${name}`];
  }
}

/**
 * The family by config.json or, without it, by the norms; and the names of its parts. `unknown` where the file itself
 * calls a part otherwise.
 * @param decoder index of its first layer
 */
export function stackNames(
  view: GraphView,
  layers: readonly RawLayer[],
  decoder: number,
  modelType: string | undefined,
): { readonly family: Family; readonly names: StackNames } {
  const gated = layers[0]?.feedForward.gate !== undefined;
  const rms = layers[0]?.norms[0]?.kind === 'rms';
  const family = (modelType === undefined ? undefined : types[modelType]) ?? (rms ? 't5' : 'bart');
  const names =
    family === 't5'
      ? { encoder: t5('encoder', 0, gated), decoder: t5('decoder', decoder, gated) }
      : { encoder: bart('encoder', 0), decoder: bart('decoder', decoder) };
  const fits = layers.every((layer, i) =>
    [...told(view, layer, i < decoder ? names.encoder : names.decoder, i)].every(
      ([file, own]) => file === own || file.endsWith(`.${own}`),
    ),
  );
  return { family: fits && (modelType === undefined || types[modelType]) ? family : 'unknown', names };
}
