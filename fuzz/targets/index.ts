/** All that is attacked. */
import type { Target } from '../target';
import { adapters } from './adapters';
import { hub } from './hub';
import { lessons } from './lessons';
import { links } from './links';
import { onnx } from './onnx';
import { records } from './records';
import { safetensors } from './safetensors';
import { tables } from './tables';
import { tokenizer } from './tokenizer';
import { zip } from './zip';

export const targets: readonly Target[] = [
  onnx,
  safetensors,
  adapters,
  zip,
  tables,
  tokenizer,
  links,
  lessons,
  records,
  hub,
];

/** @throws Error that lists what there is */
export function targetNamed(name: string): Target {
  const found = targets.find((target) => target.name === name);
  if (!found)
    throw new Error(`There is no target "${name}": choose ${targets.map((target) => target.name).join(', ')}.`);
  return found;
}
