/** Accuracy on the test split of fine-foods after at most 300 steps of LoRA with its defaults. */
import { createWasmBackend } from '../../src/runtime/node';
import type { Measurement, Row } from '../report';
import { trainerFor } from '../runs';
import { THREADS } from '../setup';

const MAJORITY = 0.658;
const CASES: readonly { model: string; batch: number; length: number; seeds: readonly number[]; target?: number }[] = [
  { model: 'tiny-encoder', batch: 32, length: 128, seeds: [0, 1, 2], target: MAJORITY + 0.12 },
  // The page's own sizes, chosen for speed: most reviews are cut.
  { model: 'tiny-encoder', batch: 8, length: 32, seeds: [0, 1, 2] },
  { model: 'all-MiniLM-L6-v2', batch: 16, length: 96, seeds: [0], target: 0.85 },
];

export const accuracy: Measurement = {
  id: 'accuracy',
  title: 'LoRA with its defaults, 300 steps, fine-foods: accuracy on the test split',
  slow: true,
  async run(log) {
    const backend = await createWasmBackend({ threads: THREADS });
    const rows: Row[] = [];
    for (const { target, seeds, ...sizes } of CASES) {
      for (const seed of seeds) {
        const trainer = await trainerFor({ ...sizes, dataset: 'fine_foods', method: 'lora', steps: 300, seed }, backend, (event) => {
          const last = event.kind === 'steps' ? event.records.at(-1) : undefined;
          if (last) log(`${sizes.model}, seed ${seed}, step ${last.step}, loss ${last.loss.toFixed(3)}`);
        });
        await trainer.run();
        const { accuracy: reached = NaN, f1 = NaN } = await trainer.evaluate('test');
        rows.push({ cells: [sizes.model, sizes.batch, sizes.length, seed, `${(100 * reached).toFixed(1)} %`, f1.toFixed(3), target === undefined ? '' : `${(100 * target).toFixed(1)} %`], ...(target === undefined ? {} : { reached: reached >= target }) });
        await trainer.dispose();
      }
    }
    await backend.dispose();
    return { columns: ['model', 'batch', 'length', 'seed', 'accuracy', 'F1', 'at least'], rows, notes: [`The majority class makes ${100 * MAJORITY} % of the test split. The test split is used once, at the end.`] };
  },
};
