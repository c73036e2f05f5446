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

  it('d07: real numbers are no classes, guessed or chosen', () => {
    const regression =
      /"score" of d07-scores.csv holds numbers from 0.216 to 4.969, 119 different .*regression.*classes/;
    expect(fixture('d07-scores.csv').problem).toMatch(regression);
    expect(fixture('d07-scores.csv', { columns: { label: 'score' } }).problem).toMatch(regression);
    expect(fixture('d07-scores.csv', { task: 'causal-lm' }).columns).toEqual({ text: 'sentence' });
  });

  it('d08: pairs are named; a text that is chosen is trained on alone, and that is said', () => {
    expect(fixture('d08-pairs.tsv').problem).toMatch(
      /pairs of texts \(columns sentence1, sentence2, label\).*Choose one/,
    );
    expect(fixture('d08-pairs.tsv', { task: 'causal-lm' }).problem).toMatch(/pairs of texts/);
    const chosen = fixture('d08-pairs.tsv', { columns: { text: 'sentence2' } });
    expect(chosen).toMatchObject({
      columns: { text: 'sentence2', label: 'label' },
      uses: 'Text from column "sentence2", label from column "label". Not used: index, sentence1.',
    });
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

  it('d24: tags of tokens are named; read as plain text only where that is asked for', () => {
    expect(fixture('d24-conll.txt').problem).toMatch(/token classification \(CoNLL\)/);
    expect(fixture('d24-conll.txt', { task: 'causal-lm' })).toMatchObject({
      uses: 'The whole file is read as one text.',
    });
  });
});
