/** One batch from a JSON file: input_ids, attention_mask, labels, as a Transformers model takes them. */
import type { Anatomy } from '../src/anatomy/anatomy';
import { jsonObject } from '../src/data/jsonText';
import { inEnglish } from '../src/messages/message';
import { UsageError } from './io';
import { labelForms, labelShape, NO_TOKEN } from '../src/tasks/labelForm';
import type { TaskId } from '../src/methods/taskId';
import { f32, i32, type Tensor } from '../src/onnx/tensor';
import { readPath } from './files';

export interface GivenBatch {
  readonly batch: number;
  readonly sequence: number;
  readonly ids: Int32Array;
  readonly mask: Int32Array;
  readonly tokenTypes?: Int32Array;
  /** Undefined where the file has none. */
  readonly task?: TaskId;
  /** In the form of the task (`tasks/labelForm.ts`), shifted already. */
  readonly labels?: Int32Array | Float32Array;
  /** The same as the file has them: to an encoder–decoder they are the target's tokens. */
  readonly targets?: Int32Array;
  /** Largest class id plus one. */
  readonly classes?: number;
}

const isMatrix = (value: unknown): value is number[][] =>
  Array.isArray(value) && value.length > 0 && value.every((row) => Array.isArray(row) && row.every(Number.isInteger));
const isVector = (value: unknown): value is number[] => Array.isArray(value) && value.every(Number.isInteger);

/**
 * Reads `{"input_ids": [[…]], "attention_mask": [[…]], "labels": …}`. What the labels are is told by `wanted`; else one
 * whole number per row means classification, one other number regression, and one per token language modelling:
 * unshifted copies of the ids with -100 where nothing is predicted, as Transformers models take them; to an
 * encoder–decoder (`forModel`) they are the tokens of the target.
 * `attention_mask` (default all 1) must be padded on the right; `token_type_ids` are optional.
 * @throws UsageError
 */
export async function readBatch(path: string, wanted?: TaskId): Promise<GivenBatch> {
  const json = jsonObject(await readPath(path), path, (fault) => {
    throw new UsageError(
      `${inEnglish(fault)} It must hold {"input_ids": [[…]], "attention_mask": [[…]], "labels": […]}.`,
    );
  });
  const { input_ids: inputIds, attention_mask: attentionMask, token_type_ids: tokenTypeIds, labels } = json;
  if (!isMatrix(inputIds))
    throw new UsageError(`${path} has no "input_ids": it must be a list of rows of whole numbers, all of one length.`);
  const [batch, sequence] = [inputIds.length, inputIds[0]!.length];
  const flat = (value: unknown, name: string): Int32Array => {
    if (!isMatrix(value) || value.length !== batch || value.some((row) => row.length !== sequence))
      throw new UsageError(`"${name}" of ${path} must have ${batch} rows of ${sequence} whole numbers.`);
    return Int32Array.from(value.flat());
  };
  const ids = flat(inputIds, 'input_ids');
  const mask = attentionMask === undefined ? new Int32Array(ids.length).fill(1) : flat(attentionMask, 'attention_mask');
  for (let row = 0; row < batch; row++) {
    const values = mask.subarray(row * sequence, (row + 1) * sequence);
    if (values[0] !== 1 || values.some((v, i) => (v !== 0 && v !== 1) || (i > 0 && v > values[i - 1]!))) {
      throw new UsageError(
        `Row ${row + 1} of "attention_mask" in ${path} must be ones followed by zeros (text first, padding on ` +
          'the right).',
      );
    }
  }
  const common = {
    batch,
    sequence,
    ids,
    mask,
    ...(tokenTypeIds === undefined ? {} : { tokenTypes: flat(tokenTypeIds, 'token_type_ids') }),
  };
  if (labels === undefined) return common;
  if (
    wanted === 'regression' ||
    (Array.isArray(labels) && labels.some((label) => typeof label === 'number' && !Number.isInteger(label)))
  ) {
    if (!Array.isArray(labels) || labels.length !== batch || labels.some((label) => typeof label !== 'number'))
      throw new UsageError(`"labels" of ${path} must be ${batch} numbers.`);
    return { ...common, task: 'regression', labels: Float32Array.from(labels as number[]), classes: 1 };
  }
  if (wanted === 'multi-label') {
    if (!isMatrix(labels) || labels.length !== batch || labels.some((row) => row.length !== labels[0]!.length))
      throw new UsageError(`"labels" of ${path} must have ${batch} rows of zeros and ones.`);
    return { ...common, task: wanted, labels: Int32Array.from(labels.flat()), classes: labels[0]!.length };
  }
  if (isVector(labels)) {
    if (labels.length !== batch)
      throw new UsageError(`"labels" of ${path} has ${labels.length} entries for ${batch} rows.`);
    return { ...common, task: 'classification', labels: Int32Array.from(labels), classes: Math.max(...labels) + 1 };
  }
  const tokens = flat(labels, 'labels');
  if (wanted === 'token-classification')
    return { ...common, task: wanted, labels: tokens, classes: Math.max(...tokens) + 1 };
  const shifted = new Int32Array(tokens.length).fill(NO_TOKEN);
  for (let row = 0; row < batch; row++)
    shifted.set(tokens.subarray(row * sequence + 1, (row + 1) * sequence), row * sequence);
  return { ...common, task: 'causal-lm', labels: shifted, targets: tokens };
}

/** A batch as the model takes it: to an encoder–decoder labels of tokens are targets of their own. */
export const forModel = ({ targets, ...given }: GivenBatch, { stacks }: Anatomy): GivenBatch =>
  stacks && targets ? { ...given, task: 'seq2seq', labels: targets } : given;

/** The graph inputs of a batch. @throws UsageError for an id outside the vocabulary. */
export function batchFeeds(given: GivenBatch, anatomy: Anatomy, task: TaskId, classes: number): Record<string, Tensor> {
  const { batch, sequence, ids, mask, tokenTypes } = given;
  const { vocabulary } = anatomy.dimensions;
  const stray = ids.find((id) => id < 0 || id >= vocabulary);
  if (stray !== undefined)
    throw new UsageError(
      `The batch has token id ${stray}, but the model's vocabulary has ${vocabulary} entries (0 to ` +
        `${vocabulary - 1}). Tokenise with the model's own tokenizer.`,
    );
  const { inputs } = anatomy;
  const { dtype, none } = labelForms[task];
  const shape = labelShape(task, batch, sequence, classes);
  const size = shape.reduce((a, b) => a * b, 1);
  const labels = given.labels ?? new (dtype === 'int32' ? Int32Array : Float32Array)(size).fill(none);
  return {
    [inputs.ids]: i32([batch, sequence], ids),
    ...(inputs.mask ? { [inputs.mask]: i32([batch, sequence], mask) } : {}),
    ...(inputs.tokenTypes && tokenTypes ? { [inputs.tokenTypes]: i32([batch, sequence], tokenTypes) } : {}),
    labels: labels instanceof Int32Array ? i32(shape, labels) : f32(shape, labels),
  };
}

/** Flat values as nested lists of the tensor's shape. */
export function nested(tensor: Tensor): unknown {
  const data = tensor.data as Float32Array;
  const build = (axis: number, offset: number, size: number): unknown => {
    if (axis === tensor.dims.length) return data[offset];
    const inner = size / tensor.dims[axis]!;
    return Array.from({ length: tensor.dims[axis]! }, (_, i) => build(axis + 1, offset + i * inner, inner));
  };
  return build(0, 0, data.length);
}
