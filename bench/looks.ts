/**
 * `npx tsx bench/looks.ts [--cloud]`: what it costs to look at pinned texts, or at the cloud of validation texts, while
 * a run trains, at the page's settings, on WASM:
 * processor time of a step and of a look, which neighbours change little, and how often the page then looks.
 */
import { parseArgs } from 'node:util';
import { methods } from '../src/methods/registry';
import { createWasmBackend } from '../src/runtime/node';
import { openPins } from '../src/session/pins';
import { openCloud } from '../src/session/cloud';
import { CLOUD_SHARE, EVERY, PINNED_SHARE } from '../src/training/watch';
import { createPlayground } from '../src/state/playground';
import { runConfig } from '../src/state/runConfig';
import { openAsking } from './runs';
import { table } from './setup';

const { values: options } = parseArgs({
  options: {
    steps: { type: 'string', default: '60' },
    /** Steps between two looks. */
    every: { type: 'string', default: '12' },
    threads: { type: 'string', default: '1' },
    /** Only data sets whose names begin so. */
    data: { type: 'string', default: '' },
    cloud: { type: 'boolean', default: false },
  },
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

const SHARE = options.cloud ? CLOUD_SHARE : PINNED_SHARE;

const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

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
  const opened = options.cloud ? await openCloud(asking) : await openPins(asking, own);
  const look = (model: typeof run.asking) => opened.look(model);
  // Once before it counts: what is loaded at the first use is no part of a look.
  await look(run.asking);
  let [spent, looks] = [0, 0];
  const begin = cpu();
  for await (const event of run.train(Number(options.steps))) {
    if (event.kind !== 'ready' || event.step === 0 || event.step % Number(options.every) !== 0) continue;
    const start = cpu();
    await look(run.asking);
    spent += cpu() - start;
    looks++;
  }
  const step = (cpu() - begin - spent) / run.stepsDone;
  await run.dispose();
  await backend.dispose();
  const each = spent / looks;
  // As `Watch` has it.
  const pause = Math.max(EVERY, each / SHARE);
  return [
    `${model} ${dataset}`,
    step.toFixed(1),
    each.toFixed(1),
    (1000 / (pause + each)).toFixed(1),
    `${((100 * each) / pause).toFixed(1)} %`,
  ];
}

const rows: (readonly string[])[] = [];
for (const [model, dataset] of cases.filter(([, name]) => name.startsWith(options.data)))
  rows.push(await measured(model, dataset));
process.stdout.write(`${table(['run', 'ms a step', 'ms a look', 'looks a second', 'share of the time'], rows)}\n`);
