/** `npm run record`: real runs of the page's default settings, for replaying on the page: one file a method in public/recordings/. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { methods } from '../src/methods/registry';
import { createWasmBackend } from '../src/runtime/node';
import { runConfig } from '../src/state/chosen';
import { recordedPairs, recordingFile, sameSettings, wasRecorded, type Recording } from '../src/state/recording';
import { createPlayground } from '../src/state/store';
import { trainerOf } from './runs';
import { THREADS } from './setup';

const folder = fileURLToPath(new URL('../public/recordings/', import.meta.url));
const { values: options } = parseArgs({
  options: {
    methods: { type: 'string' },
    renew: { type: 'boolean', default: false },
    threads: { type: 'string', default: String(THREADS) },
  },
});

mkdirSync(folder, { recursive: true });
const backend = await createWasmBackend({ threads: Number(options.threads) });
for (const pair of recordedPairs) {
  const { model, dataset } = pair;
  for (const method of methods) {
    if (options.methods && !options.methods.split(',').includes(method.id)) continue;
    if (!wasRecorded(method, pair)) continue;
    // The very configuration that the page would start.
    const page = createPlayground({
      methods,
      hash: `#model=${model}&dataset=${dataset}&method=${method.id}`,
      spawn: () => {
        throw new Error('Nothing is trained here.');
      },
    });
    const config = { ...runConfig(page.getState(), methods), backend: 'wasm' as const };
    const path = `${folder}${recordingFile({ model, dataset, method: method.id })}`;
    if (
      !options.renew &&
      existsSync(path) &&
      sameSettings((JSON.parse(readFileSync(path, 'utf8')) as Recording).config, config)
    )
      continue;
    try {
      backend.resetPeak();
      const trainer = await trainerOf(config, backend);
      await trainer.run();
      const result = trainer.result();
      const digits = (value: number) => Number(value.toPrecision(4));
      const recording: Recording = {
        version: 1,
        config,
        losses: result.losses.map(digits),
        validation: result.validation,
        bytes: result.bytes,
        counts: result.counts,
        statistics: result.graph,
        estimate: trainer.estimate,
        stages: result.stages,
        stepMilliseconds: digits(result.stepMilliseconds),
        backend: backend.description,
        date: new Date().toISOString().slice(0, 10),
      };
      await trainer.dispose();
      writeFileSync(path, `${JSON.stringify(recording)}\n`);
      process.stdout.write(
        `${recordingFile({ model, dataset, method: method.id })}: loss ${recording.losses[0]} to ${recording.losses.at(-1)}\n`,
      );
    } catch (error) {
      process.stderr.write(`${method.id} on ${model}: ${(error as Error).message}\n`);
      process.exitCode = 1;
    }
  }
}
await backend.dispose();
