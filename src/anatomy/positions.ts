/** How each family counts the positions that its model takes as an input. */
import type { PositionRule } from '../onnx/inputs';

/** `model_type` of models that use Transformers' `create_position_ids_from_input_ids` in their embeddings. */
const fromPadding = new Set([
  'roberta',
  'roberta-prelayernorm',
  'xlm-roberta',
  'xlm-roberta-xl',
  'camembert',
  'xmod',
  'longformer',
  'mpnet',
  'luke',
  'mluke',
  'esm',
  'ibert',
  'data2vec-text',
  'lilt',
  'markuplm',
  'layoutlmv3',
  'clap_text_model',
  'altclip_text_model',
  'bridgetower_text_model',
]);
/** Models whose table has two rows in front that no token uses, whatever the padding. */
const fromTwo = new Set(['nystromformer', 'yoso', 'mra', 'bart', 'mbart', 'plbart']);

/** RoBERTa's, where a config.json leaves it out. */
const PADDING = 1;

/** @param config the model's config.json; without it positions start at 0 */
export function positionRule(config: Readonly<Record<string, unknown>> | undefined): PositionRule {
  const type = config?.model_type;
  if (typeof type !== 'string') return { start: 0 };
  if (fromTwo.has(type)) return { start: 2 };
  if (!fromPadding.has(type)) return { start: 0 };
  // MPNet's code says 1, whatever its configuration says.
  const told = type === 'mpnet' ? PADDING : config?.pad_token_id;
  const padding = typeof told === 'number' ? told : PADDING;
  return { start: padding + 1, padding };
}
