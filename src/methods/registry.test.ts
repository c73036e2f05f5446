/** Every file in a folder of the survey's categories is a method that is offered, its texts, or a test. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Category, Method } from './contract';
import { methods } from './registry';

const folders: readonly Category[] = ['baseline', 'additive', 'partial', 'reparameterised', 'hybrid', 'unified'];
const isMethod = (value: unknown): value is Method => methods.includes(value as Method);

describe.each(folders)('the folder %s', (category) => {
  const files = readdirSync(join(import.meta.dirname, category)).filter((file) => !file.endsWith('.test.ts'));
  const stems = files.filter((file) => /^\w+\.ts$/.test(file)).map((file) => file.slice(0, -3));

  it('has methods with their texts in each language, and nothing else', () => {
    expect(files.sort()).toEqual(stems.flatMap((stem) => ['.de.ts', '.en.ts', '.ts'].map((end) => stem + end)).sort());
  });

  it('has all methods of its category, each offered, and no other', async () => {
    const modules = await Promise.all(
      stems.map(async (stem) => Object.values((await import(`./${category}/${stem}.ts`)) as object).filter(isMethod)),
    );
    modules.forEach((found, index) => expect(found.length, stems[index]).toBe(1));
    const ids = (list: readonly Method[]) => list.map(({ id }) => id).sort();
    expect(ids(modules.flat())).toEqual(ids(methods.filter((method) => method.category === category)));
  });
});
