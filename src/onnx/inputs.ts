/** The inputs of a model's file by meaning: what each one is for, and what a plain text puts into it. */
import { says } from './messages';
import { ModelFileError } from './codec';
import type { Graph, Input } from './graph';

/**
 * - `ids`, `mask`, `tokenTypes`: (B, T), fed with every batch;
 * - `decoderIds`: (B, T), what the decoder of an encoder–decoder has written so far;
 * - `positions`: made from the ids or constant, as the family counts (see `PositionRule`);
 * - `past`: keys and values of earlier tokens, none here; `useCache`: whether to read them, false;
 * - `zeros`, `ones`: inputs whose documented neutral value is that.
 */
export type InputRole =
  'ids' | 'mask' | 'tokenTypes' | 'decoderIds' | 'positions' | 'past' | 'useCache' | 'zeros' | 'ones';

/**
 * How a model counts positions that it takes as an input.
 *
 * `start` is the first token's. With `padding` the positions of RoBERTa's family: tokens other than this id count from
 * `start` on, and the padding stays at `padding` (Transformers' `create_position_ids_from_input_ids`, where start =
 * padding + 1).
 */
export interface PositionRule {
  readonly start: number;
  readonly padding?: number;
}

/**
 * In this order, the first that fits. Names are those of Transformers' `forward`, optimum, onnxruntime and older
 * exporters.
 */
const roles: readonly (readonly [RegExp, InputRole])[] = [
  [/^(cache_position|position_ids?|positions|pos_ids)$/, 'positions'],
  [/^past_|^past$|past_key_values|^pkv_|^cache_(k|v|key|value)/, 'past'],
  [/^use_cache(_branch)?$/, 'useCache'],
  // How many of the last logits are wanted (0: all); no global attention (Longformer); the one task (ERNIE); no boxes
  // (LayoutLM).
  [/^(num_)?logits_to_keep$|^global_attention_mask$|^task_type_ids$|^bbox$/, 'zeros'],
  // The decoder of an encoder–decoder sees all that it has written: padding stands behind it.
  [/^head_mask$|^decoder_attention_mask$/, 'ones'],
  [/^decoder_input_ids$/, 'decoderIds'],
  [/^(attention_mask|input_mask|padding_mask|mask)$/, 'mask'],
  [/^token_type_ids?$|^segment_ids?$|^segments$/, 'tokenTypes'],
  [/^(input_ids|ids|tokens|token_ids)$/, 'ids'],
];

const isWhole = ({ dtype }: Input): boolean => dtype === 'int64' || dtype === 'int32';

/**
 * The role of each input that has one. One matrix of whole numbers whose name says nothing is the ids, where no other
 * is.
 */
export function inputRoles(inputs: readonly Input[]): Map<string, InputRole> {
  const found = new Map<string, InputRole>();
  const unknown: Input[] = [];
  for (const input of inputs) {
    const role = roles.find(([pattern]) => pattern.test(input.name))?.[1];
    const ids = role === 'ids' || role === 'decoderIds';
    const matrix = ids || role === 'mask' || role === 'tokenTypes';
    if (role === undefined || (matrix && input.dims.length !== 2) || (ids && !isWhole(input))) unknown.push(input);
    else found.set(input.name, role);
  }
  if (![...found.values()].includes('ids')) {
    const candidates = unknown.filter((input) => isWhole(input) && input.dims.length === 2);
    if (candidates.length === 1) found.set(candidates[0]!.name, 'ids');
  }
  return found;
}

/** Every value that a node reads, those inside the branches of `If` too. */
function valuesRead(graph: Graph): Set<string> {
  const read = new Set(graph.outputs);
  for (const { inputs, attributes } of graph.nodes) {
    for (const value of inputs) read.add(value);
    for (const attribute of Object.values(attributes))
      if (attribute.kind === 'graph') for (const value of valuesRead(attribute.value)) read.add(value);
  }
  return read;
}

const spelled = ({ name, dtype, dims }: Input): string =>
  `"${name}" (${dtype}${dims.length > 0 ? `, ${dims.join(' × ')}` : ''})`;

/**
 * The inputs that a text fills; those that nothing reads and that are not known are left out.
 * @throws ModelFileError naming the inputs that a text can't fill, or that there are no token ids.
 */
export function usableInputs(graph: Graph): Input[] {
  const { inputs } = graph;
  const found = inputRoles(inputs);
  // What is left of a model without its other outputs may not need all of them.
  const read = valuesRead(graph);
  const unknown = inputs.filter(({ name }) => !found.has(name) && read.has(name));
  const names = unknown.map(({ name }) => name);
  if (unknown.some(({ name }) => /^(encoder|decoder)_/.test(name)))
    throw new ModelFileError(says.encoderDecoder({ inputs: { list: names } }));
  if (unknown.length > 0)
    throw new ModelFileError(says.unknownInputs({ inputs: { list: unknown.map(spelled) }, names: { list: names } }));
  if (![...found.values()].includes('ids'))
    throw new ModelFileError(
      says.noIds({ inputs: inputs.length > 0 ? { list: inputs.map(({ name }) => name) } : undefined }),
    );
  return inputs.filter(({ name }) => found.has(name));
}
