/** Sizes that config.json and the graph tell differently: the graph is believed, and it is said. */
import { says } from './messages';
import type { Anatomy, Dimensions, Finding } from './anatomy';
import { familyOfConfig } from './names';
import { depthOf } from './shared';
import type { GraphView } from './view';

/** Names of sizes in `missing`, and their texts. */
const parts = {
  layers: 'layersPart',
  'hidden size': 'hiddenPart',
  vocabulary: 'vocabularyPart',
  'embedding size': 'embeddingPart',
  positions: 'positionsPart',
  'token types': 'tokenTypesPart',
  heads: 'headsPart',
  'heads of keys and values': 'kvHeadsPart',
  'head size': 'headSizePart',
  'feed-forward width': 'feedForwardPart',
} as const;
type Part = keyof typeof parts;

type Config = Readonly<Record<string, unknown>> | undefined;

/**
 * @param inner layers in a group (ALBERT)
 * @param counted whether the number of layers was told already
 */
export function findContradictions(
  view: GraphView,
  config: Config,
  { dimensions: d, embeddings }: Pick<Anatomy, 'dimensions' | 'embeddings'>,
  inner: number,
  counted: boolean,
): Finding[] {
  if (!config) return [];
  const rows = (weight: string | undefined) => view.constant(weight)?.dims[0] ?? 0;
  const compare = (part: Part, found: number, keys: readonly string[]): Finding[] => {
    const told = keys.map((key) => config[key]).find((value) => typeof value === 'number');
    if (told === undefined || found === 0 || told === found) return [];
    const message = says.contradiction({ told, part: says[parts[part]], found });
    return [{ part, message }];
  };
  return [
    ...(counted ? [] : compare('layers', depthOf(d) / inner, ['num_hidden_layers', 'n_layer', 'n_layers'])),
    ...(d.layers > 0 ? ofLayers(compare, d) : []),
    ...compare('hidden size', d.hidden, ['hidden_size', 'n_embd', 'dim']),
    ...compare('vocabulary', d.vocabulary, ['vocab_size']),
    ...compare('embedding size', d.embeddingSize, ['embedding_size']),
    // Tables of other families may have rows that their configuration does not count.
    ...(familyOfConfig(config)
      ? [
          ...compare('positions', rows(embeddings.position?.weight), ['max_position_embeddings', 'n_positions']),
          ...compare('token types', rows(embeddings.tokenType?.weight), ['type_vocab_size']),
        ]
      : []),
  ];
}

function ofLayers(
  compare: (part: Part, found: number, keys: readonly string[]) => Finding[],
  d: Dimensions,
): Finding[] {
  return [
    ...compare('heads', d.heads, ['num_attention_heads', 'n_head', 'n_heads']),
    ...compare('heads of keys and values', d.kvHeads, ['num_key_value_heads']),
    ...compare('head size', d.headDim, ['head_dim']),
    ...compare('feed-forward width', d.intermediate, ['intermediate_size', 'n_inner', 'hidden_dim']),
  ];
}
