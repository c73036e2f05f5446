/** The base model's own tensors as parameters: where each sits, and its name once it is trained. */
import type { Anatomy, Linear } from '../anatomy/anatomy';
import { linearsOf } from '../anatomy/shared';

/** Where an initialiser of the base model sits, as far as state dicts care. */
export interface WeightSite {
  readonly layer?: number;
  readonly transposed: boolean;
  readonly offset?: number;
}

/** Layer and orientation of every weight of the model. */
export function weightSites(anatomy: Anatomy): Map<string, WeightSite> {
  const sites = new Map<string, WeightSite>();
  for (const layer of anatomy.layers) {
    const { index, norms } = layer;
    for (const linear of linearsOf<Linear>(layer)) {
      sites.set(linear.weight, { layer: index, transposed: !linear.conv1d });
      if (linear.bias) sites.set(linear.bias, { layer: index, transposed: false });
    }
    for (const norm of norms)
      for (const name of [norm.gain, norm.bias]) if (name) sites.set(name, { layer: index, transposed: false });
  }
  for (const { initializer, layer, transposed } of anatomy.extras ?? [])
    sites.set(initializer, { transposed, ...(layer !== undefined && { layer }) });
  if (anatomy.embeddings.projection) sites.set(anatomy.embeddings.projection.weight, { transposed: true });
  const head = anatomy.languageModelHead;
  if (head && !head.tied) sites.set(head.weight, { transposed: true });
  const { gainOffset: offset } = anatomy;
  if (offset !== undefined)
    for (const { initializer, role } of anatomy.dimensions.tensors)
      if (role === 'gain' && initializer !== undefined)
        sites.set(initializer, { transposed: false, ...sites.get(initializer), offset });
  return sites;
}

const given = new WeakMap<Anatomy, ReadonlySet<string>>();

/** Names that parts of the model have at HF. */
function namesGiven(anatomy: Anatomy): ReadonlySet<string> {
  let names = given.get(anatomy);
  if (!names) given.set(anatomy, (names = new Set(anatomy.names.values())));
  return names;
}

/**
 * Name of the parameter that an unfrozen initialiser becomes. One of no known part keeps the file's, unless another
 * part has that.
 */
export function unfrozenName(anatomy: Anatomy, initializer: string): string {
  const name = anatomy.names.get(initializer);
  if (name !== undefined) return name;
  return namesGiven(anatomy).has(initializer) ? `file.${initializer}` : initializer;
}
