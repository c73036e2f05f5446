/** Files as people bring them: each is read for what it is, or refused with a sentence that says what to do. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Splits } from './datasets';
import { exchanges } from './exchanges';
import { rowsOf, use } from './files.testing';
import type { PlanRequest } from './plan';

const folder = new URL('../../fixtures/data/', import.meta.url);

const fixture = (name: string, request?: PlanRequest) =>
  use(name, new Uint8Array(readFileSync(new URL(name, folder))), request);
const labelsOf = (splits: Splits | undefined) => (splits?.task === 'classification' ? splits.labels : undefined);

describe('files of the shapes that people bring', () => {
  it.each(['d01-spam-shape.csv', 'd01b-spam-shape-full.csv'])('%s: a header with empty names', (name) => {
    const { columns, splits, table } = fixture(name);
    expect(columns).toEqual({ text: 'v2', label: 'v1' });
    expect(labelsOf(splits)).toEqual(['ham', 'spam']);
    expect(rowsOf(splits!)).toBe(table.rows.length);
  });

  it('d03: instructions are answered, with and without input', () => {
    const { form, columns, splits, uses, table } = fixture('d03-alpaca.json');
    expect(form).toBe('respond');
    expect(columns).toEqual({ prompt: 'instruction', context: 'input', response: 'output', template: 'alpaca' });
    expect(uses).toMatch(
      /columns "instruction" and "input", response from column "output"; the loss is on the response/,
    );
    expect(rowsOf(splits!)).toBe(120);
    const [first, second] = exchanges(table, columns, 'd03').rows.map(({ turns }) => turns[0]!);
    expect(first!.prompt).toMatch(
      /^Below .*\n\n### Instruction:\n.*Meal 0\n\n### Input:\nThe stew.*\n\n### Response:\n$/,
    );
    expect(first!.response).toMatch(/^It was good\./);
    expect(second!.prompt).not.toContain('### Input');
  });

  it('d05: completions are learnt, as they are written', () => {
    const { columns, table } = fixture('d05-prompt-completion.jsonl');
    expect(columns).toEqual({ prompt: 'prompt', response: 'completion', template: 'joined' });
    const [{ turns }] = exchanges(table, columns, 'd05').rows as [{ turns: readonly unknown[] }];
    expect(turns).toEqual([
      { prompt: 'Judge: The stew at the garden was crisp and the stew rich number 76', response: ' good' },
    ]);
  });

  it('d06c: a wrapped list is read', () => {
    const { columns, splits } = fixture('d06c-wrapped.json');
    expect([columns, labelsOf(splits)]).toEqual([{ text: 'text', label: 'label' }, ['bad', 'good']]);
  });

  it('d11: the line that names the separator is not data', () => {
    const { columns, splits } = fixture('d11-sep.csv');
    expect([columns, labelsOf(splits)]).toEqual([{ text: 'text', label: 'label' }, ['bad', 'good']]);
  });

  it('d15: rare classes are in every part', () => {
    const { splits } = fixture('d15-imbalanced.csv');
    if (splits?.task !== 'classification') throw new Error('It is a classification.');
    for (const part of [splits.train, splits.validation, splits.test])
      expect(new Set(part.map(({ label }) => label))).toEqual(new Set([0, 1]));
  });
});
