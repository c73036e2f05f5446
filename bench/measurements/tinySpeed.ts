/** Steps a second of a run on the tiny encoder, WASM on two threads, everything included. */
import { createWasmBackend } from '../../src/runtime/node';
import { finish } from '../../src/training/finish';
import type { Measurement } from '../report';
import { openWithDefaults } from '../runs';
import { THREADS } from '../setup';

const [BATCH, LENGTH, STEPS, TARGET] = [8, 32, 200, 30];

export const tinySpeed: Measurement = {
  id: 'tiny-speed',
  title: 'Tiny encoder: steps a second, batch 8, length 32, WASM, 2 threads',
  async run(log) {
    const backend = await createWasmBackend({ threads: THREADS });
    const rows = [];
    for (const method of ['lora', 'full']) {
      log(method);
      const opened = await openWithDefaults(
        { model: 'tiny-encoder', dataset: 'fine_foods', method, steps: STEPS, batch: BATCH, length: LENGTH, seed: 1 },
        backend,
      );
      await finish(opened.train(20));
      const start = performance.now();
      await finish(opened.train(STEPS - 1)); // the last step would bring the final validation along
      const rate = (1000 * (STEPS - 21)) / (performance.now() - start);
      rows.push({ cells: [method, rate.toFixed(1), TARGET], reached: rate >= TARGET });
      await opened.dispose();
    }
    await backend.dispose();
    return {
      columns: ['method', 'steps/s', 'at least'],
      rows,
      notes: [
        `Wall time of ${STEPS - 21} steps of the trainer after 20 to warm up, with drawing of batches and ` +
          'reading of losses.',
      ],
    };
  },
};
