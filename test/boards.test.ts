/** The boards are the same runs in the terminal and on the page, and METHODS.md has what was run. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { boardsPart } from '../bench/boardTables';
import { withPart } from '../bench/report';
import { defaultConfig, runOptions } from '../bench/runs';
import { methods } from '../src/methods/registry';
import { boardConfiguration } from '../src/state/boardRuns';
import { boards, methodsOn, type BoardRun } from '../src/state/boards';
import { runConfig } from '../src/state/runConfig';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

it('METHODS.md has the tables of bench/boards.json (else: npm run boards -- --print)', () => {
  const kept = JSON.parse(read('../bench/boards.json')) as BoardRun[];
  const methods = read('../bench/METHODS.md');
  expect(withPart(methods, 'boards', boardsPart(kept))).toBe(methods);
});

it('a run on the page has the configuration of the record', async () => {
  for (const board of boards)
    for (const method of methodsOn(board, methods)) {
      const { settings, hyperparameters } = boardConfiguration(board, method, 2, methods);
      const page = { settings, hyperparameters: { [method.id]: hyperparameters } };
      const recorded = await defaultConfig(await runOptions(board, method.id, 2), 'wasm');
      expect(runConfig(page, methods), `${board.id}, ${method.id}`).toEqual(recorded);
    }
});
