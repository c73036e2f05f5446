/** The context of HF PEFT's CPT: not tensors of the file, but lists in its configuration. */
import { i32, type Tensor } from '../onnx/tensor';
import type { Config } from './peftMeaning';

const entries = ['cpt_token_ids', 'cpt_tokens_type_mask'] as const;

export type ContextEntry = (typeof entries)[number];

/** Whether it lists `l` whole numbers from 0 to `most`. */
export const listsNumbers = (value: unknown, l: number, most: number): value is readonly number[] =>
  Array.isArray(value) &&
  value.length === l &&
  value.every((one) => Number.isInteger(one) && (one as number) >= 0 && (one as number) <= most);

/** For `context.carried.tensors`; nothing where one of the lists is none. */
export function contextIn(config: Config): Readonly<Record<string, Tensor>> {
  if (config.peft_type !== 'CPT') return {};
  const lists = entries.map((name): [string, Tensor] | undefined => {
    const value = config[name];
    const l = Array.isArray(value) ? value.length : 0;
    return listsNumbers(value, l, 2 ** 31 - 1) ? [name, i32([l], Int32Array.from(value))] : undefined;
  });
  return lists.every((list) => list !== undefined) ? Object.fromEntries(lists) : {};
}
