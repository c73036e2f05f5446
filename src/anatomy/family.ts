/** The family of a model: what config.json says where the graph bears it out, else what the graph looks like. */
import { says } from './messages';
import type { Message } from '../messages/message';
import type { Family, Finding } from './anatomy';
import type { RawEmbeddings } from './embeddings';
import { isCausal } from './kind';
import type { RawLayer } from './rawLayer';
import { familyOfConfig } from './names';
import type { GraphView } from './view';
import { ancestors } from './weights';

type Config = Readonly<Record<string, unknown>> | undefined;

export interface FoundFamily {
  readonly family: Family;
  /** The model's type in config.json, where the graph does not contradict it. */
  readonly modelType?: string;
}

/** Says so in `missing` where config.json names a family that the file is not of: the file is believed. */
export function findFamily(
  view: GraphView,
  layers: readonly RawLayer[],
  embeddings: RawEmbeddings,
  config: Config,
  missing: Finding[],
): FoundFamily {
  const modelType = typeof config?.model_type === 'string' ? config.model_type : undefined;
  const told = familyOfConfig(config);
  if (told === undefined)
    return { family: guessFamily(view, layers, embeddings), ...(modelType !== undefined && { modelType }) };
  const contradiction = contradictionOf(view, told, layers, embeddings, config);
  if (contradiction === undefined) return { family: told, modelType: modelType! };
  const family = guessFamily(view, layers, embeddings);
  missing.push({
    part: 'model type',
    message: says.otherFamily({
      type: modelType!,
      contradiction,
      family: family === told || family === 'unknown' ? says.noKnownFamily : family,
    }),
  });
  return { family: family === told ? 'unknown' : family };
}

/** Names that only the modules of these families have. */
const telling: readonly (readonly [families: readonly Family[], name: RegExp])[] = [
  [['distilbert'], /(^|\.)(q_lin|sa_layer_norm)(\.|$)/],
  [['albert'], /(^|\.)albert_layer_groups(\.|$)/],
  [['gpt2'], /(^|\.)attn\.c_(attn|proj)(\.|$)/],
  [['llama'], /(^|\.)self_attn\.[qkv]_proj(\.|$)/],
  [['bert', 'roberta', 'electra'], /(^|\.)attention\.self\.(query|key|value)(\.|$)/],
];

/** What of the graph no model of the family has, undefined where nothing was found. */
function contradictionOf(
  view: GraphView,
  told: Family,
  layers: readonly RawLayer[],
  embeddings: RawEmbeddings,
  config: Config,
): Message | undefined {
  const [first] = layers;
  if (!first) return undefined;
  const decoder = told === 'gpt2' || told === 'llama';
  const rms = first.norms[0]?.kind === 'rms';
  if (first.normPosition !== (decoder ? 'pre' : 'post')) return decoder ? says.normsAfter : says.normsBefore;
  if (rms !== (told === 'llama')) return says.normsAre({ norms: rms ? 'RMSNorms' : 'LayerNorms' });
  if (told === 'gpt2' && first.attention.rotary) return says.rotated;
  if (told === 'distilbert' && embeddings.tokenType) return says.hasTokenTypes;
  if (!decoder && told !== 'electra' && told !== 'albert' && embeddings.projection) return says.narrowEmbeddings;
  if (told === 'albert' && layers.length > 1 && !sharesLayers(layers, config)) return says.ownLayers;
  if (!decoder && embeddings.position) {
    const offset = countsFromPadding(view, embeddings.position.ids);
    if (offset !== undefined && offset !== (told === 'roberta'))
      return offset ? says.countedFromPadding : says.countedFromZero;
  }
  return otherNames(view, told);
}

function sharesLayers(layers: readonly RawLayer[], config: Config): boolean {
  if (typeof config?.num_hidden_groups === 'number' && config.num_hidden_groups > 1) return true;
  return new Set(layers.map(({ feedForward }) => feedForward.up.weight)).size < layers.length;
}

/** Names in the file that belong to another family, where none belongs to the one that is told. */
function otherNames(view: GraphView, told: Family): Message | undefined {
  const names = [...view.graph.initializers.keys(), ...view.graph.nodes.flatMap(({ module }) => module ?? [])];
  let other: string | undefined;
  for (const [families, pattern] of telling) {
    const found = names.find((name) => pattern.test(name));
    if (found !== undefined && families.includes(told)) return undefined;
    other ??= found;
  }
  return other === undefined ? undefined : says.hasPart({ name: other });
}

/**
 * Whether positions are RoBERTa's: they count the tokens that are not padding, starting at padding_idx + 1 = 2.
 * Undefined where that can't be seen.
 */
function countsFromPadding(view: GraphView, positions: string): boolean | undefined {
  const ids = view.constant(positions);
  if (ids) return Number(ids.data[0]) === 2;
  return [...ancestors(view, [positions])].some((value) => view.producer(value)?.op === 'CumSum') ? true : undefined;
}

/** The family by structure alone. */
function guessFamily(view: GraphView, layers: readonly RawLayer[], embeddings: RawEmbeddings): Family {
  const first = layers[0];
  if (!first) return 'unknown';
  if (first.normPosition !== 'post') {
    if (first.normPosition !== 'pre' || first.parallel) return 'unknown';
    if (!isCausal(view)) return 'unknown';
    if (first.norms[0]?.kind === 'rms' && first.attention.rotary) return 'llama';
    return first.attention.fused && embeddings.position ? 'gpt2' : 'unknown';
  }
  if (!embeddings.norm || isCausal(view)) return 'unknown';
  const initializers = [...view.graph.initializers.keys()];
  if (initializers.some((name) => name.includes('albert_layer'))) return 'albert';
  if (initializers.some((name) => name.includes('embeddings_project'))) return 'electra';
  if (initializers.some((name) => name.includes('sa_layer_norm'))) return 'distilbert';
  if (initializers.some((name) => name.includes('roberta'))) return 'roberta';
  if (embeddings.position && countsFromPadding(view, embeddings.position.ids) === true) return 'roberta';
  return embeddings.tokenType ? 'bert' : 'distilbert';
}
