/**
 * `npm run record`: real runs of the page's default settings, for replaying on the page: one file a method in
 * public/recordings/.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Dimensions } from '../src/anatomy/anatomy';
import { methods } from '../src/methods/registry';
import { createWasmBackend } from '../src/runtime/node';
import { models } from '../src/state/catalogue';
import { runConfig } from '../src/state/runConfig';
import { sameSettings } from '../src/state/differences';
import { recordedPairs, recordingFile, wasRecorded, type Recording } from '../src/state/recording';
import { createPlayground } from '../src/state/playground';
import type { RunEvent } from '../src/training/events';
import { finish } from '../src/training/finish';
import type { Run } from '../src/training/run';
import type { RunConfig } from '../src/training/types';
import { placementOf } from '../src/ui/where/placement';
import { summarise } from '../src/worker/anatomyOf';
import { openBundled } from './runs';
import { THREADS } from './setup';

const folder = fileURLToPath(new URL('../public/recordings/', import.meta.url));
const { values: options } = parseArgs({
  options: {
    methods: { type: 'string' },
    models: { type: 'string' },
    renew: { type: 'boolean', default: false },
    /** Only finds out again what the method chooses, and writes that into the recording as it is. */
    layers: { type: 'boolean', default: false },
    threads: { type: 'string', default: String(THREADS) },
  },
});

/** What a method that chooses has chosen, layer by layer, as the page's diagram counts it. */
function layersOf(run: Run, { id, hyperparameters }: RunConfig['method'], d: Dimensions): Pick<Recording, 'layers'> {
  const { perLayer, about } = placementOf(id, hyperparameters, d, {
    parameters: summarise(run.parameters),
    settled: true,
  });
  return about ? { layers: perLayer.map(Math.round) } : {};
}

/** Validation examples that are kept as the model writes them. */
const SAMPLES = 4;

/** Trains to the end. @returns what the model wrote on the way, where the task is to write */
async function trained(run: Run): Promise<Recording['written']> {
  const told: Extract<RunEvent, { readonly kind: 'written' }>[] = [];
  for await (const event of run.train()) if (event.kind === 'written') told.push(event);
  const first = told[0];
  return (
    first && {
      examples: first.texts.map(({ source, reference, base }) => ({ source, reference, base })),
      tuned: told.map(({ step, texts }) => ({ step, texts: texts.map(({ tuned }) => tuned) })),
    }
  );
}

mkdirSync(folder, { recursive: true });
const backend = await createWasmBackend({ threads: Number(options.threads) });
for (const pair of recordedPairs) {
  const { model, dataset } = pair;
  if (options.models && !options.models.split(',').includes(model)) continue;
  const { dimensions } = models.find((entry) => entry.id === model)!;
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
    const config = { ...runConfig(page.store.getState(), methods), backend: 'wasm' as const };
    const path = `${folder}${recordingFile({ model, dataset, method: method.id })}`;
    if (
      !options.renew &&
      !options.layers &&
      existsSync(path) &&
      sameSettings((JSON.parse(readFileSync(path, 'utf8')) as Recording).config, config)
    )
      continue;
    try {
      backend.resetPeak();
      const opened = await openBundled(config, backend, { samples: SAMPLES });
      if (options.layers) {
        const known = JSON.parse(readFileSync(path, 'utf8')) as Recording;
        // The first step of the last phase has what the others chose.
        await finish(opened.train((known.stages.at(-1)?.from ?? 0) + 1));
        writeFileSync(path, `${JSON.stringify({ ...known, ...layersOf(opened, config.method, dimensions) })}\n`);
        process.stdout.write(`${path}: layers\n`);
        await opened.dispose();
        continue;
      }
      const written = await trained(opened);
      const result = opened.result();
      const digits = (value: number) => Number(value.toPrecision(4));
      const recording: Recording = {
        version: 1,
        config,
        losses: result.losses.map(digits),
        validation: result.validation,
        bytes: result.bytes,
        counts: result.counts,
        ...layersOf(opened, config.method, dimensions),
        statistics: result.graph,
        estimate: opened.estimate,
        stages: result.stages,
        ...(written && { written }),
        stepMilliseconds: digits(result.stepMilliseconds),
        backend: backend.description,
        date: new Date().toISOString().slice(0, 10),
      };
      await opened.dispose();
      writeFileSync(path, `${JSON.stringify(recording)}\n`);
      process.stdout.write(
        `${recordingFile({ model, dataset, method: method.id })}: loss ${recording.losses[0]} to ` +
          `${recording.losses.at(-1)}\n`,
      );
    } catch (error) {
      process.stderr.write(`${method.id} on ${model}: ${(error as Error).message}\n`);
      process.exitCode = 1;
    }
  }
}
await backend.dispose();
