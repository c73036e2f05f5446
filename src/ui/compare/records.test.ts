/** What is exported can be read again, by spreadsheets and scripts. */
import { foreign } from '../../messages/message';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { methods } from '../../methods/registry';
import { decode } from '../../state/hash';
import { keep, type KeptRun } from '../../state/runs';
import { emptyRun } from '../../state/run';
import { curvesCsv, runsCsv, runsJson } from './records';

const { settings, hyperparameters } = decode('#method=lora&r=4&seed=7&steps=3', (id) =>
  methods.find((method) => method.id === id),
);

function run(change: Partial<KeptRun> = {}): KeptRun {
  const kept = keep({
    id: 'x',
    configured: { settings, hyperparameters },
    own: {},
    methods,
    now: Date.UTC(2024, 1, 3),
    run: {
      ...emptyRun,
      status: 'finished',
      step: 3,
      records: [1.5, 1.25, Number.POSITIVE_INFINITY].map((loss, i) => ({
        step: i + 1,
        loss,
        gradientNorm: 2,
        learningRate: 1e-3,
      })),
      validation: [{ step: 3, loss: 1, accuracy: 0.75, count: 40 }],
      counts: { trainable: 4096, head: 258, formula: 4096, total: 1_453_824 },
      clock: { seconds: 0.5, steps: 2 },
      backend: foreign('WASM · 1 thread'),
    },
  });
  return { ...kept!, ...change };
}

const parse = (text: string) => Papa.parse<Record<string, string>>(text.trim(), { header: true }).data;

describe('CSV', () => {
  it('has one row a run, numbers in base units', () => {
    expect(parse(runsCsv([run(), run({ name: 'other' })]))).toMatchObject([
      {
        name: 'LoRA, r 4',
        method: 'lora',
        category: 'reparameterised',
        seed: '7',
        validation_accuracy: '0.75',
        trainable_parameters: '4096',
        head_parameters: '258',
        stored_bytes: String(4 * 4354),
        step_seconds: '0.25',
        training_seconds: '0.75',
        test_accuracy: '',
        date: '2024-02-03T00:00:00.000Z',
      },
      { name: 'other' },
    ]);
  });

  it('quotes what would be a formula, a comma and a quote', () => {
    const text = runsCsv([run({ name: '=HYPERLINK("http://x","y"), z' })]);
    expect(text).not.toMatch(/(^|\n|,)"?=HYPERLINK/);
    expect(parse(text)[0]?.name).toBe('\'=HYPERLINK("http://x","y"), z');
  });

  it('has one row a step for curves, validation where there was one', () => {
    const rows = parse(curvesCsv([run()]));
    expect(rows.map((row) => row.step)).toEqual(['1', '2', '3']);
    expect(rows.map((row) => row.validation_accuracy)).toEqual(['', '', '0.75']);
    expect(Number(rows[1]?.loss)).toBe(1.25);
  });
});

it('JSON holds the whole run, its curve, and a link that gives the configuration back', () => {
  const { runs, version } = JSON.parse(
    runsJson([run()], { methods, page: 'https://example.org/play', userAgent: 'test' }),
  ) as { version: number; runs: { run_info: { link: string; peft_config: object }; train_info: object }[] };
  expect(version).toBe(1);
  expect(runs[0]).toMatchObject({
    run_info: {
      experiment_name: 'LoRA, r 4',
      peft_config: { peft_type: 'lora', r: 4 },
      created_at: '2024-02-03T00:00:00.000Z',
    },
    train_info: { num_trainable_params: 4354, losses: [1.5, 1.25, null], metrics: [{ step: 3, accuracy: 0.75 }] },
    meta_info: { task: 'classification' },
  });
  const link = new URL(runs[0]!.run_info.link);
  expect(decode(link.hash, (id) => methods.find((method) => method.id === id))).toEqual({ settings, hyperparameters });
});
