/** What the menu lists, and in which groups. */
import { describe, expect, it } from 'vitest';
import type { Trait } from '../../methods/facts';
import { factsOf } from '../../methods/facts';
import { methods } from '../../methods/registry';
import { modelFor } from '../../state/catalogue';
import type { Details } from './details';
import { groupsOf, type Asked } from './entries';

const details = new Map(
  methods.map((method): [string, Details] => {
    const { dimensions } = modelFor(method);
    return [method.id, { facts: factsOf(method, dimensions), marks: {}, dimensions }];
  }),
);
const listed = (
  { query = '', wanted = [], grouping = 'category' }: Partial<Omit<Asked, 'wanted'>> & { wanted?: Trait[] },
  usable: (id: string) => boolean = () => true,
  known: ReadonlyMap<string, Details> = details,
) => groupsOf(methods, { query, wanted: new Set(wanted), grouping }, known, usable, () => []);

describe.each(['category', 'touches'] as const)('grouped by %s', (grouping) => {
  it('each method stands in one group', () => {
    const ids = listed({ grouping }).flatMap((group) => group.methods.map(({ id }) => id));
    expect(ids.sort()).toEqual(methods.map(({ id }) => id).sort());
  });
});

it('groups by what most of a method touches', () => {
  const groups = new Map(
    listed({ grouping: 'touches' }).map(({ key, methods: own }) => [key, own.map(({ id }) => id)]),
  );
  expect(groups.get('weights')).toContain('lora');
  expect(groups.get('activations')).toEqual(expect.arrayContaining(['ia3', 'sequential-adapter', 'unipelt']));
  expect(groups.get('input')).toContain('prompt-tuning');
  expect(groups.get('selection')).toEqual(expect.arrayContaining(['bitfit', 'full']));
  expect(groups.get('nothing')).toEqual(['head-only']);
});

it('lists hits best first in one group, and what can not be used here after the others', () => {
  const [group, ...rest] = listed({ query: 'lora' }, (id) => id !== 'lora');
  expect(rest).toEqual([]);
  expect(group!.key).toBeUndefined();
  expect(group!.methods.at(-1)!.id).toBe('lora');
  expect(listed({ query: 'lora' })[0]!.methods[0]!.id).toBe('lora');
  expect(listed({ query: 'no such thing' })).toEqual([]);
});

it('filters, and lists nothing of which it does not know yet', () => {
  const ids = listed({ wanted: ['peft', 'mergeable'] }).flatMap((group) => group.methods.map(({ id }) => id));
  expect(ids).toContain('lora');
  expect(ids).not.toContain('prefix-tuning');
  expect(ids).not.toContain('bitfit');
  expect(listed({ wanted: ['peft'] }, undefined, new Map())).toEqual([]);
});
