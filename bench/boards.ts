/**
 * `npm run boards`: methods on tasks where they differ (understanding, translation, generation), three seeds each, into
 * bench/METHODS.md. What was run is kept in bench/boards.json, and a later run goes on from there.
 *
 *     npm run boards -- --boards tags,numbers --methods lora,full --seeds 0,1,2
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { methods } from '../src/methods/registry';
import { createWasmBackend } from '../src/runtime/node';
import type { Backend } from '../src/runtime/backend';
import { boards, boardSeeds, methodsOn, UNTUNED, type Board, type BoardRun, type Measure } from '../src/state/boards';
import type { Scores } from '../src/tasks/scores';
import { finish } from '../src/training/finish';
import { boardsPart } from './boardTables';
import { writeMethodsPart } from './methodsFile';
import { openWithDefaults, runOptions } from './runs';

const { values: options } = parseArgs({
  options: {
    boards: { type: 'string' },
    methods: { type: 'string' },
    seeds: { type: 'string', default: boardSeeds.join(',') },
    threads: { type: 'string', default: '1' },
    print: { type: 'boolean', default: false },
  },
});

const file = fileURLToPath(new URL('boards.json', import.meta.url));
const kept: BoardRun[] = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as BoardRun[]) : [];
const seeds = options.seeds.split(',').map(Number);
const wanted = options.methods?.split(',');
const chosen = boards.filter(({ id }) => !options.boards || options.boards.split(',').includes(id));

const measured = (scores: Scores, measure: Measure): number => {
  const value = scores[measure];
  if (value === undefined) throw new Error(`no ${measure} in the scores`);
  return value;
};

/** One run at the method's own defaults, and what the model did before. */
async function runOnce(board: Board, method: string, seed: number, backend: Backend): Promise<BoardRun[]> {
  const opened = await openWithDefaults(await runOptions(board, method, seed), backend);
  try {
    const key = { board: board.id, seed };
    const before =
      board.untuned && !kept.some((run) => run.board === board.id && run.method === UNTUNED)
        ? measured(await finish(opened.evaluate('test')), board.measure)
        : undefined;
    await finish(opened.train());
    const score = measured(await finish(opened.evaluate('test')), board.measure);
    const { trainable, stepMilliseconds } = opened.result();
    const numbers = { trainable, bytes: opened.estimate.expected, milliseconds: stepMilliseconds };
    return [
      ...(before === undefined
        ? []
        : [{ ...key, method: UNTUNED, score: before, trainable: 0, bytes: 0, milliseconds: 0 }]),
      { ...key, method, score, ...numbers },
    ];
  } finally {
    await opened.dispose();
  }
}

async function runBoard(board: Board, backend: Backend): Promise<void> {
  const ids = methodsOn(board, methods)
    .map(({ id }) => id)
    .filter((id) => !wanted || wanted.includes(id));
  for (const seed of seeds)
    for (const method of ids) {
      if (kept.some((run) => run.board === board.id && run.method === method && run.seed === seed)) continue;
      try {
        kept.push(...(await runOnce(board, method, seed, backend)));
        writeFileSync(file, `[\n${kept.map((run) => JSON.stringify(run)).join(',\n')}\n]\n`);
        process.stderr.write(`${board.id}, ${method}, seed ${seed}: ${kept.at(-1)!.score.toFixed(4)}\n`);
      } catch (error) {
        process.stderr.write(`${board.id}, ${method}, seed ${seed}: ${(error as Error).message}\n`);
      }
    }
}

if (!options.print) {
  const backend = await createWasmBackend({ threads: Number(options.threads) });
  for (const board of chosen) await runBoard(board, backend);
  await backend.dispose();
}
const text = boardsPart(kept);
writeMethodsPart('boards', text);
process.stdout.write(text);
