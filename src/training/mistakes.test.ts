/** The worst mistakes of a classifier and of a model that continues text. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { classificationData, fixture, languageData, runConfig } from '../../test/fixture';
import { Trainer } from '../../test/trainer';
import { WasmBackend } from '../runtime/wasm';
import type { TrainingData } from './events';

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

async function looked(task: 'classification' | 'causal-lm') {
  const { graph, config: modelConfig } = fixture(task === 'causal-lm' ? 'gpt2-torchscript' : 'bert-torchscript');
  const plain = task === 'causal-lm' ? languageData() : classificationData();
  const text = (split: 'train' | 'validation' | 'test', row: number) => plain[split][row]!.ids.join(' ');
  const data: TrainingData = {
    ...plain,
    texts: {
      decode: (ids) => ids.join(' '),
      of: (split, row) => ({ text: task === 'causal-lm' ? '' : text(split, row) }),
    },
  };
  const trainer = new Trainer({ model: graph, modelConfig, config: runConfig({ task, steps: 8 }), data, backend });
  await trainer.prepare();
  await trainer.run();
  const metrics = await trainer.evaluate('validation');
  const report = await trainer.opened.mistakes('validation', 100);
  await trainer.dispose();
  return { data, metrics, report, text };
}

it('are the texts of another class, the surest first, beside the confusion of classes', async () => {
  const { data, metrics, report, text } = await looked('classification');
  const { confusion, mistakes, rows, wrong, order } = report;
  expect([rows, order]).toEqual([data.validation.length, 'loss']);
  expect(1 - wrong / rows).toBeCloseTo(metrics.accuracy!, 6);
  expect(confusion!.labels).toEqual(data.labels);
  expect(confusion!.counts.map((row) => row.reduce((a, b) => a + b, 0))).toEqual(
    metrics.classes!.map(({ support }) => support),
  );
  expect(confusion!.counts[0]![1]! + confusion!.counts[1]![0]!).toBe(wrong);
  expect(wrong).toBeGreaterThan(0);
  const losses = mistakes.map(({ measure }) => measure);
  expect(losses).toEqual([...losses].sort((a, b) => b - a));
  for (const { row, truth, answer, sure, measure, text: shown } of mistakes) {
    expect(shown).toBe(text('validation', row));
    expect([truth, answer]).toEqual([data.labels![data.validation[row]!.label!], answer]);
    expect(answer).not.toBe(truth);
    // Two classes: what one has the other lacks.
    expect(Math.exp(-measure)).toBeCloseTo(1 - sure!, 5);
  }
});

it('are the texts that are continued worst', async () => {
  const { data, metrics, report, text } = await looked('causal-lm');
  const { mistakes, rows } = report;
  expect(rows).toBe(data.validation.length);
  const losses = mistakes.map(({ measure }) => measure);
  expect(losses).toEqual([...losses].sort((a, b) => b - a));
  const tokens = mistakes.map(({ row }) => data.validation[row]!.ids.length - 1);
  const sum = losses.reduce((total, loss, i) => total + loss * tokens[i]!, 0);
  expect(sum / tokens.reduce((a, b) => a + b, 0)).toBeCloseTo(metrics.loss, 4);
  expect(mistakes[0]!.text).toBe(text('validation', mistakes[0]!.row));
});
