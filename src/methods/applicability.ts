/** Which methods work on a model, and why the others don't. */
import type { Anatomy } from '../anatomy/anatomy';
import type { Hyperparameters, Method } from './contract';

/**
 * Why `method` can't be used on a model, as a sentence with a way out; undefined when it can.
 * Looks at the kind of model, at what `describe` did not find, and (given hyper-parameters) at the method's own check.
 */
export function inapplicable(method: Method, anatomy: Anatomy, hp?: Hyperparameters): string | undefined {
  const { dimensions, embeddings, missing } = anatomy;
  const { kind, family, layers } = dimensions;
  if (!method.kinds.includes(kind))
    return `${method.name} works on ${method.kinds.join(' and ')} models, and this is ${kind === 'encoder' ? 'an encoder' : 'a decoder'}. Choose another method.`;
  if (method.families && !method.families.includes(family))
    return `${method.name} works on ${method.families.join(', ')}, and this model is of family ${family}. Choose another method.`;
  const needs = method.needs ?? ['layers'];
  if (needs.includes('layers') && layers === 0)
    return `${method.name} works inside the layers, and none was found: ${missing[0]?.message ?? ''} Choose head-only.`;
  if (needs.includes('word embedding') && !embeddings.word.weight)
    return `${method.name} puts vectors before the word embeddings, which were not found. Choose a method that works inside the layers.`;
  return hp && method.check?.(dimensions, hp);
}

/** Tasks that both the method and the model allow. */
export function tasksFor(method: Method, anatomy: Anatomy): string[] {
  const { dimensions, languageModelHead } = anatomy;
  return method.tasks.filter(
    (task) => task !== 'causal-lm' || (dimensions.kind === 'decoder' && languageModelHead !== undefined),
  );
}
