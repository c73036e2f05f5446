/**
 * `npx tsx bench/ranks.ts`: whether methods that share out ranks give them to the same matrices whatever the seed.
 * Ranks of three seeds on a bundled model and data set, and Spearman's correlation between each two; a Markdown table.
 */
import { parseArgs } from 'node:util';
import { methods } from '../src/methods/registry';
import { createWasmBackend } from '../src/runtime/node';
import { createPlayground } from '../src/state/playground';
import { runConfig } from '../src/state/runConfig';
import { spearman } from '../src/tasks/measures/correlation';
import { finish } from '../src/training/finish';
import { openBundled } from './runs';
import { table } from './setup';

const { values: options } = parseArgs({
  options: {
    model: { type: 'string', default: 'tiny-encoder' },
    dataset: { type: 'string', default: 'fine_foods' },
    methods: { type: 'string', default: 'adalora,increlora' },
    seeds: { type: 'string', default: '1,2,3' },
    /** More settings, as a link has them: `steps=600&target=2`. */
    settings: { type: 'string', default: '' },
  },
});

const spawn = (): never => {
  throw new Error('Nothing is trained on a page here.');
};
const backend = await createWasmBackend({ threads: 1 });
const rows: string[][] = [];
for (const method of options.methods.split(',')) {
  const found: Record<string, number>[] = [];
  for (const seed of options.seeds.split(',')) {
    const given = `model=${options.model}&dataset=${options.dataset}&method=${method}&seed=${seed}`;
    const page = createPlayground({ methods, hash: `#${given}&${options.settings}`, spawn });
    const run = await openBundled({ ...runConfig(page.store.getState(), methods), backend: 'wasm' }, backend);
    await finish(run.train());
    const { facts, validation } = run.result();
    found.push(facts.ranks as Record<string, number>);
    process.stderr.write(`${given}: ${JSON.stringify(validation.at(-1)?.loss)} ${JSON.stringify(facts.ranks)}\n`);
    await run.dispose();
  }
  const sites = Object.keys(found[0]!);
  const pairs = found.flatMap((one, i) => found.slice(i + 1).map((other) => [one, other] as const));
  // Where all ranks are the same there is no order to agree on.
  const agreement = pairs.map(
    ([one, other]) =>
      spearman(
        sites.map((site) => one[site]!),
        sites.map((site) => other[site]!),
      ) ?? 0,
  );
  rows.push([method, ...agreement.map((value) => value.toFixed(2)), Math.min(...agreement).toFixed(2)]);
}
await backend.dispose();
process.stdout.write(`${table(['method', ...rows[0]!.slice(1, -1).map((_, i) => `pair ${i + 1}`), 'least'], rows)}\n`);
