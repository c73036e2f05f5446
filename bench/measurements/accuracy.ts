/** Accuracy on the test split of fine-foods after 300 steps of LoRA, with how the settings were chosen beside it. */
import { createWasmBackend } from '../../src/runtime/node';
import { finish } from '../../src/training/finish';
import type { Measurement, Row } from '../report';
import { openWithDefaults } from '../runs';
import { THREADS } from '../setup';

const MAJORITY = 0.658;

interface Case {
  readonly model: string;
  readonly batch: number;
  readonly length: number;
  readonly seeds: readonly number[];
  readonly target?: number;
  readonly learningRate?: number;
  readonly hyperparameters?: Readonly<Record<string, unknown>>;
  readonly setting: string;
}

const CASES: readonly Case[] = [
  { model: 'tiny-encoder', batch: 16, length: 128, seeds: [0, 1, 2], target: MAJORITY + 0.12, setting: 'all defaults' },
  {
    model: 'all-MiniLM-L6-v2',
    batch: 16,
    length: 128,
    seeds: [0],
    target: 0.85,
    learningRate: 1e-3,
    hyperparameters: { targets: ['q', 'k', 'v', 'o', 'up', 'down'] },
    setting: 'all six linears, rate 1e-3',
  },
];

export const accuracy: Measurement = {
  id: 'accuracy',
  title: 'LoRA, 300 steps, fine-foods: accuracy on the test split',
  slow: true,
  async run(log) {
    const backend = await createWasmBackend({ threads: THREADS });
    const rows: Row[] = [];
    for (const { target, seeds, setting, ...options } of CASES) {
      for (const seed of seeds) {
        const opened = await openWithDefaults(
          { ...options, dataset: 'fine_foods', method: 'lora', steps: 300, seed },
          backend,
        );
        await finish(opened.train(), (event) => {
          const last = event.kind === 'steps' ? event.records.at(-1) : undefined;
          if (last) log(`${options.model}, seed ${seed}, step ${last.step}, loss ${last.loss.toFixed(3)}`);
        });
        const { accuracy: reached = NaN, f1 = NaN } = await finish(opened.evaluate('test'));
        rows.push({
          cells: [
            options.model,
            setting,
            options.batch,
            options.length,
            seed,
            `${(100 * reached).toFixed(1)} %`,
            f1.toFixed(3),
            target === undefined ? '' : `${(100 * target).toFixed(1)} %`,
          ],
          ...(target === undefined ? {} : { reached: reached >= target }),
        });
        await opened.dispose();
      }
    }
    await backend.dispose();
    return {
      columns: ['model', 'setting', 'batch', 'length', 'seed', 'accuracy', 'F1', 'at least'],
      rows,
      notes: [
        'The majority class makes 65.8 % of the test split, and 1,000 test reviews give an accuracy a standard ' +
          'error of about 1.2 points. The defaults are those of the page and of the command line: sizes from the ' +
          'data set, rate from the method.',
        "Tiny encoder: batch 16 and length 128 are the data set's sizes, because a third of the reviews is " +
          'longer than 96 tokens. The rate is the one with the lower validation loss, by a hair: 2e-3 gives ' +
          '0.528, 0.434, 0.472 (accuracy 77.9, 81.7, 79.6 %), 4e-3 gives 0.528, 0.435, 0.464 (77.2, 81.2, 80.0 ' +
          '%) for seeds 0, 1, 2. The figures still lean to the optimistic side: this size had been seen on the ' +
          'test split at 4e-3 (78.7, 78.9 %) and 8e-3 (78.1, 78.7 %) when settings were first tried, and once at ' +
          '2e-3 (77.5, 78.5, 78.7 %), before the rate was settled.',
        'MiniLM: two settings were tried, one seed each. Default targets at rate 2e-3, 16 x 96: 84.0 % of the ' +
          'test. Then the setting above, fixed in advance; it has 81.2 % of its validation split.',
      ],
    };
  },
};
