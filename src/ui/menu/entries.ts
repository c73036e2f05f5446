/** What the menu lists: methods as searched and filtered, in groups. Pure. */
import type { Category, Method } from '../../methods/contract';
import { hasTraits, touches, type Touch, type Trait } from '../../methods/facts';
import { found, type Told } from '../../methods/search';
import { categoryOrder } from '../category-order';
import type { Details } from './details';

export type Grouping = 'category' | 'touches';

export interface Group {
  /** A heading's key; absent for what was searched for, which comes best first. */
  readonly key?: Category | Touch | 'nothing';
  readonly methods: readonly Method[];
}

export interface Asked {
  readonly query: string;
  readonly wanted: ReadonlySet<Trait>;
  readonly grouping: Grouping;
}

/** A method of several kinds stands where most of what it trains is. */
function keyOf(method: Method, grouping: Grouping, details: ReadonlyMap<string, Details>): Group['key'] {
  if (grouping === 'category') return method.category;
  const known = details.get(method.id);
  return known && (known.facts.touches[0] ?? 'nothing');
}

/**
 * @param usable whether a method can be used here; what can't is found too, and comes last
 * @param languages what all languages say of a method
 */
export function groupsOf(
  methods: readonly Method[],
  { query, wanted, grouping }: Asked,
  details: ReadonlyMap<string, Details>,
  usable: (id: string) => boolean,
  languages: (id: string) => readonly Told[],
): readonly Group[] {
  const fitting = found(methods, query, languages).filter(({ id }) => {
    const known = details.get(id);
    return wanted.size === 0 || (known !== undefined && hasTraits(known.facts, wanted));
  });
  if (query.trim() !== '') {
    const ordered = [...fitting.filter(({ id }) => usable(id)), ...fitting.filter(({ id }) => !usable(id))];
    return ordered.length > 0 ? [{ methods: ordered }] : [];
  }
  const keys: readonly Group['key'][] = grouping === 'category' ? categoryOrder : [...touches, 'nothing'];
  return keys
    .map((key) => ({ key, methods: fitting.filter((method) => keyOf(method, grouping, details) === key) }))
    .filter((group) => group.methods.length > 0);
}
