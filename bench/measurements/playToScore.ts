/** From pressing play to the validation score of a default run, and where the time goes. */
import { openData } from '../../cli/files';
import { createWasmBackend } from '../../src/runtime/node';
import type { RunStatus } from '../../src/training/types';
import type { Measurement, Row } from '../report';
import { defaultConfig, openBundled } from '../runs';

const DATA = ['fine_foods', 'cooking', 'movies', 'brown_tags'];
const [MODEL, STEPS, EVERY, SEED] = ['tiny-encoder', 300, 50, 42];

/** Seconds of processor time so far: what a busy machine does besides does not count. */
const processor = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

export const playToScore: Measurement = {
  id: 'play-to-score',
  title: 'From play to the validation score: LoRA with all defaults, tiny encoder, WASM, 1 thread',
  slow: true,
  async run(log) {
    const backend = await createWasmBackend({ threads: 1 });
    const rows: Row[] = [];
    for (const dataset of DATA) {
      log(dataset);
      const { sizes } = await openData(dataset, undefined, {});
      const { batch, length } = sizes!;
      const options = { model: MODEL, dataset, method: 'lora', steps: STEPS, batch, length, seed: SEED };
      const config = { ...(await defaultConfig(options, backend.kind)), evaluateEvery: EVERY };
      const start = processor();
      const run = await openBundled(config, backend);
      const spent: Partial<Record<RunStatus | 'opening', number>> = { opening: processor() - start };
      let [status, since]: [RunStatus, number] = ['idle', processor()];
      let score: number | undefined;
      for await (const event of run.train()) {
        if (event.kind === 'metrics') score = event.metrics.accuracy;
        if (event.kind !== 'status') continue;
        const now = processor();
        spent[status] = (spent[status] ?? 0) + now - since;
        [status, since] = [event.status, now];
      }
      const part = (seconds = 0) => seconds.toFixed(1);
      rows.push({
        cells: [
          dataset,
          `${batch} × ${length}`,
          part(spent.opening),
          part(spent.training),
          part(spent.evaluating),
          part(processor() - start),
          (score ?? NaN).toFixed(3),
        ],
      });
      await run.dispose();
    }
    await backend.dispose();
    return {
      columns: ['data', 'batch', 'opening s', 'steps s', 'validation s', 'all s', 'score'],
      rows,
      notes: [
        `Seconds of processor time of ${STEPS} steps with a validation every ${EVERY}; the model's file is read ` +
          'before. With one thread they are the seconds that a visitor waits on a machine that does nothing else.',
      ],
    };
  },
};
