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
import type { Asking } from '../src/session/asking';
import type { Answer, Look } from '../src/session/pinned';
import { openPins } from '../src/session/pins';
import { finish } from '../src/training/finish';
import type { Run } from '../src/training/run';
import type { RunConfig } from '../src/training/types';
import { placementOf } from '../src/ui/where/placement';
import { summarise } from '../src/worker/anatomyOf';
import { openAsking } from './runs';
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

/** Times that the model is looked at on the way, at the beginning more often: there most changes. */
const LOOKS = 30;

const stepsOfLooks = (steps: number): ReadonlySet<number> =>
  new Set(Array.from({ length: LOOKS }, (_, i) => Math.round(steps * ((i + 1) / LOOKS) ** 1.6)));

const digits = (value: number, count: number) => Number(value.toFixed(count));

/** As precise as it is shown. */
const short = ({ shares, tags, value, text }: Answer): Answer => ({
  ...(shares && { shares: shares.map((share) => digits(share, 4)) }),
  ...(tags && { tags: tags.map(([tag, share]) => [tag, digits(share, 2)] as const) }),
  ...(value !== undefined && { value: digits(value, 3) }),
  ...(text !== undefined && { text }),
});

/** Trains to the end. @returns what the model said to examples of the data on the way */
async function trained(asking: Asking): Promise<NonNullable<Recording['looked']>> {
  const { run } = asking;
  const { pinned, look } = await openPins(asking, []);
  const looks: Look[] = [];
  const due = stepsOfLooks(run.config.steps);
  const take = async () => {
    const seen = await look(run.asking);
    if (seen && seen.look.step !== looks.at(-1)?.step)
      looks.push({ step: seen.look.step, answers: seen.look.answers.map(short) });
  };
  for await (const event of run.train())
    if (event.kind === 'ready' && (event.step === 0 || due.has(event.step))) await take();
  await take();
  return { pinned: { ...pinned, base: pinned.base.map(short) }, looks };
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
      const asking = await openAsking(config, backend);
      const opened = asking.run;
      if (options.layers) {
        const known = JSON.parse(readFileSync(path, 'utf8')) as Recording;
        // The first step of the last phase has what the others chose.
        await finish(opened.train((known.stages.at(-1)?.from ?? 0) + 1));
        writeFileSync(path, `${JSON.stringify({ ...known, ...layersOf(opened, config.method, dimensions) })}\n`);
        process.stdout.write(`${path}: layers\n`);
        await opened.dispose();
        continue;
      }
      const looked = await trained(asking);
      const result = opened.result();
      const precise = (value: number) => Number(value.toPrecision(4));
      const recording: Recording = {
        version: 1,
        config,
        losses: result.losses.map(precise),
        validation: result.validation,
        bytes: result.bytes,
        counts: result.counts,
        ...layersOf(opened, config.method, dimensions),
        statistics: result.graph,
        estimate: opened.estimate,
        stages: result.stages,
        looked,
        stepMilliseconds: precise(result.stepMilliseconds),
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
