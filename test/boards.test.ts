/** The boards are the same runs in the terminal and on the page, and METHODS.md has what was run. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { boardsPart } from '../bench/boardTables';
import { withPart } from '../bench/report';
import type { BoardRun } from '../src/state/boards';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

it('METHODS.md has the tables of bench/boards.json (else: npm run boards -- --print)', () => {
  const kept = JSON.parse(read('../bench/boards.json')) as BoardRun[];
  const methods = read('../bench/METHODS.md');
  expect(withPart(methods, 'boards', boardsPart(kept))).toBe(methods);
});
