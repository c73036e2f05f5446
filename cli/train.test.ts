/** `train` and `transfer` in process, on bundled models: what they print and write. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { says } from '../src/methods/messages';
import { measured } from '../src/methods/parts/sources';
import type { MistakesReport } from '../src/training/mistakes';
import { stagesReport } from './commands/trainReport';
import { cli, json } from './inProcess';
import { mistakesText } from './mistakes';

const folder = mkdtempSync(join(tmpdir(), 'cli-train-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

describe('the feature cache of LST', () => {
  writeFileSync(
    at('few.tsv'),
    [
      'label\ttext',
      ...Array.from(
        { length: 40 },
        (_, i) => `${i % 2 ? 'good' : 'bad'}\tw${i} w${(i * 7) % 40} is ${i % 2 ? 'fine' : 'poor'}`,
      ),
      '',
    ].join('\n'),
  );
  it.each([
    ['256', '24', /feature cache: \d+ of 24 steps ran without the backbone; \d+ kB of host memory\n/],
    ['0', '24', 'feature cache: turned off (cache=0)'],
    ['256', '4', 'feature cache: not used, because the run ends before any example comes a second time'],
  ])('with %s MB and %s steps', async (cache, steps, said) => {
    const { status, out, err } = await cli(
      'train',
      'models/tiny-encoder',
      '--method',
      'lst',
      '--set',
      `cache=${cache}`,
      '--data',
      at('few.tsv'),
      '--steps',
      steps,
      '--batch',
      '4',
      '--length',
      '12',
    );
    expect(status, err).toBe(0);
    if (typeof said === 'string') expect(out).toContain(said);
    else expect(out).toMatch(said);
  });

  it('says how much would be needed', async () => {
    const { out } = await cli(
      'train',
      'models/tiny-encoder',
      '--method',
      'lst',
      '--set',
      'cache=1',
      '--data',
      'fine_foods',
      '--steps',
      '58',
      '--batch',
      '64',
      '--length',
      '8',
      '--threads',
      '1',
    );
    expect(out).toMatch(/feature cache: not used, because all training examples need 29 MB and cache allows 1.0 MB/);
  });
});

describe('train', () => {
  const model = 'models/tiny-encoder';

  const settings = () => [
    'train',
    model,
    '--method',
    'lora',
    '--set',
    'r=4',
    '--data',
    at('own.tsv'),
    '--steps',
    '12',
    '--batch',
    '4',
    '--length',
    '16',
    '--seed',
    '5',
  ];

  it('reports phases in English', () => {
    const stage = { index: 0, id: 'train', from: 0, to: 9 };
    const summary = measured({ validation: { loss: 1, accuracy: 0.5 } });
    expect(stagesReport([{ ...stage, title: says.training, summary }])).toEqual([
      { ...stage, title: 'Training', summary: 'validation accuracy 50.0 %' },
    ]);
  });

  it('trains, saves an adapter that gives the same answers, and reports the run', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) =>
        `${i % 2 ? 'good' : 'bad'}\t${i % 2 ? 'I love this tea, it is wonderful' : 'Awful taste, I threw it away'} ` +
        `${i}`,
    );
    writeFileSync(at('own.tsv'), ['label\ttext', ...rows].join('\n'));
    const result = await json<{
      losses: number[];
      validation: { step: number }[];
      test: { accuracy: number; count: number };
      trainable: number;
      bytes: { total: number };
      stepMilliseconds: number;
      mistakes: MistakesReport;
    }>(...settings(), '--mistakes', '2', '--save-adapter', at('adapter'), '--out', at('run.json'));
    expect(result.losses).toHaveLength(12);
    expect(result.losses.every(Number.isFinite)).toBe(true);
    expect(Math.min(...result.losses.slice(-4))).toBeLessThan(result.losses[0]!);
    expect(result.validation.at(-1)!.step).toBe(12);
    expect(result.test.count).toBe(12);
    const { rows: looked, wrong, confusion, mistakes } = result.mistakes;
    expect([looked, confusion!.counts.flat().reduce((a, b) => a + b, 0)]).toEqual([12, 12]);
    expect(wrong / looked).toBeCloseTo(1 - result.test.accuracy, 6);
    expect(mistakes.length).toBe(Math.min(2, wrong));
    expect(mistakesText({ ...result.mistakes, mistakes: [] })).toMatch(/true class by row.*\n.*bad +good/);
    expect(result.trainable).toBe(4096);
    expect(result.stepMilliseconds).toBeGreaterThan(0);
    expect(JSON.parse(readFileSync(at('run.json'), 'utf8'))).toEqual(result);

    writeFileSync(at('texts.json'), JSON.stringify({ input_ids: [[2, 100, 101, 3]], labels: [1] }));
    // Method, hyper-parameters, classes and pooling come with the adapter.
    const tuned = await json<{ logits: number[][] }>(
      'logits',
      model,
      '--batch',
      at('texts.json'),
      '--load-adapter',
      at('adapter'),
    );
    const base = await json<{ logits: number[][] }>(
      'logits',
      model,
      '--batch',
      at('texts.json'),
      '--method',
      'lora',
      '--seed',
      '5',
    );
    expect(tuned.logits[0]).toHaveLength(2);
    expect(tuned.logits).not.toEqual(base.logits);
    const again = await json<{ losses: number[] }>(...settings());
    expect(again.losses).toEqual(result.losses);
  });
});

describe('transfer', () => {
  const call = ['transfer', 'models/tiny-encoder-decoder', '--method', 'ln-tuning', '--threads', '1', '--steps', '1'];

  it('trains every cell, and says which source helps', async () => {
    const sizes = ['--source-steps', '1', '--rows', '8', '--batch', '40', '--length', '8', '--target-length', '4'];
    const result = await json<{
      cells: { source: string; target: string; metrics: { chrf: number } }[];
      matrices: { chrf: { verdicts: { best: string }[] } };
    }>(...call, '--family', 'emoji', '--sources', 'emoji-hu', '--targets', 'emoji-de', ...sizes, '--out', at('m.csv'));
    expect(result.cells.map(({ source, target }) => [source, target])).toEqual([
      ['none', 'emoji_de'],
      ['emoji_hu', 'emoji_de'],
    ]);
    expect(result.matrices.chrf.verdicts).toMatchObject([{ best: 'emoji_hu' }]);
    expect(readFileSync(at('m.csv'), 'utf8').split('\n')[2]).toMatch(/^emoji_hu,emoji_de,0,\d/);
  });

  it('refuses what is no family', async () => {
    expect((await cli(...call, '--family', 'colours')).err).toMatch(/no family "colours".*sentiment, numbers, emoji/);
    expect((await cli(...call, '--family', 'emoji', '--sources', 'numbers_de')).err).toMatch(/is not of the family/);
  });
});
