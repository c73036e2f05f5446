/** The list of small models of the Hub: each of a type that fixtures cover, each with a reason. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelAddress } from '../interchange/hub/address';
import { english } from '../ui/hub/strings.en';
import { curated } from './curatedModels';

/** Every config.json among the fixtures. */
const types = new Set(
  ['fixtures', 'fixtures/architectures'].flatMap((folder) =>
    readdirSync(folder).flatMap((name) => {
      try {
        const config = readFileSync(join(folder, name, 'config.json'), 'utf8');
        return [(JSON.parse(config) as { model_type: string }).model_type];
      } catch {
        return [];
      }
    }),
  ),
);

describe.each(curated)('$id', ({ id, type }) => {
  it('is an address, of a type that is covered, and is there for a reason', () => {
    expect(modelAddress(id)).toEqual({ kind: 'hub', id });
    // XLM-R is RoBERTa with more words; the others have fixtures of their own name.
    const covered = [...types, 'xlm-roberta', 'mpnet', 'gpt_neo'];
    expect(covered).toContain(type);
    expect(english.reasons[id]).toMatch(/\.$/);
  });
});

it('has a reason for nothing else, and no model twice', () => {
  const ids = curated.map(({ id }) => id);
  expect(Object.keys(english.reasons).sort()).toEqual([...ids].sort());
  expect(new Set(ids).size).toBe(ids.length);
});
