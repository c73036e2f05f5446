/**
 * `npx tsx bench/looks.ts`: what it costs to look at pinned texts while a run trains, as the page does: share of the
 * time, looks a second, milliseconds a look. At the page's settings, on WASM.
 */
import { parseArgs } from 'node:util';
import { methods } from '../src/methods/registry';
import { createWasmBackend } from '../src/runtime/node';
import { pin } from '../src/session/pins';
import { createPlayground } from '../src/state/playground';
import { runConfig } from '../src/state/runConfig';
import { openAsking } from './runs';
import { table } from './setup';

const { values: options } = parseArgs({
  options: { seconds: { type: 'string', default: '12' }, threads: { type: 'string', default: '1' } },
});

const cases = [
  ['tiny-encoder', 'fine_foods'],
  ['tiny-encoder', 'cooking_pairs'],
  ['tiny-encoder', 'brown_tags'],
  ['tiny-encoder', 'movie_scores'],
  ['tiny-decoder', 'shakespeare_sonnets'],
  ['tiny-encoder-decoder', 'numbers_de'],
] as const;

const own = [{ text: 'The old man slowly walked to the quiet harbour.' }, { text: 'four thousand' }];

async function measured(model: string, dataset: string): Promise<readonly string[]> {
  const page = createPlayground({
    methods,
    hash: `#model=${model}&dataset=${dataset}&steps=20000&evaluateEvery=0`,
    spawn: () => {
      throw new Error('Nothing is trained on the page.');
    },
  });
  const config = { ...runConfig(page.store.getState(), methods), backend: 'wasm' as const };
  const backend = await createWasmBackend({ threads: Number(options.threads) });
  const asking = await openAsking(config, backend);
  const { run } = asking;
  let [spent, looks] = [0, 0];
  const watch = run.watch.bind(run);
  run.watch = (look, cost, what) =>
    watch(
      look &&
        (async (asked) => {
          const start = performance.now();
          const told = await look(asked);
          spent += performance.now() - start;
          looks++;
          return told;
        }),
      cost,
      what,
    );
  const begin = performance.now();
  await pin(asking, own, () => undefined);
  const opening = performance.now() - begin;
  const [start, until] = [performance.now(), 1000 * Number(options.seconds)];
  for await (const event of run.train()) if (event.kind === 'ready' && performance.now() - start > until) break;
  const seconds = (performance.now() - start) / 1000;
  const steps = run.stepsDone;
  await run.dispose();
  await backend.dispose();
  return [
    `${model} ${dataset}`,
    ((1000 * seconds - spent) / steps).toFixed(1),
    (spent / looks).toFixed(1),
    (looks / seconds).toFixed(2),
    `${((100 * spent) / (1000 * seconds - spent)).toFixed(1)} %`,
    opening.toFixed(0),
  ];
}

const rows: (readonly string[])[] = [];
for (const [model, dataset] of cases) rows.push(await measured(model, dataset));
process.stdout.write(
  `${table(['run', 'ms a step', 'ms a look', 'looks a second', 'share of step time', 'ms to pin'], rows)}\n`,
);
