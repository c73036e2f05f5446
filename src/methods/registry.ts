/** All methods, in the order in which they are offered. Adding one is its file and one line here. */
import type { Method } from './contract';
import { ia3 } from './additive/ia3';
import { prefixTuning } from './additive/prefixTuning';
import { promptTuning } from './additive/promptTuning';
import { sequentialAdapter } from './additive/sequentialAdapter';
import { full } from './baseline/full';
import { headOnly } from './baseline/headOnly';
import { bitfit } from './partial/bitfit';
import { lora } from './reparameterised/lora';

export const methods: readonly Method[] = [full, headOnly, lora, bitfit, ia3, sequentialAdapter, promptTuning, prefixTuning];

/** @throws Error naming the methods that exist. */
export function methodById(id: string): Method {
  const method = methods.find((candidate) => candidate.id === id);
  if (!method) throw new Error(`There is no method "${id}"; choose one of ${methods.map((candidate) => candidate.id).join(', ')}.`);
  return method;
}
