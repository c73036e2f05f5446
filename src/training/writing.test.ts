/** What is written at an evaluation is what the model writes token by token. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixture, headedData, languageData, runConfig } from '../../test/fixture';
import { Trainer } from '../../test/trainer';
import { WasmBackend } from '../runtime/wasm';
import { NO_TOKEN } from '../tasks/labelForm';
import { chrf } from '../tasks/measures/texts';
import type { Example, RunEvent, TrainingData, WrittenText } from './events';

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

const joined = (ids: readonly number[]) => ids.join(' ');

/** Examples of which the first four tokens are read, and the others written. */
const answered = ({ ids }: Example): Example => ({
  ids,
  targets: ids.slice(1).map((id, i) => (i < 3 ? NO_TOKEN : id)),
});

function examples(task: 'seq2seq' | 'causal-lm'): TrainingData {
  const all = task === 'seq2seq' ? headedData(task) : languageData();
  const data =
    task === 'seq2seq'
      ? all
      : { ...all, train: all.train.map(answered), validation: all.validation.map(answered), test: all.test };
  return {
    ...data,
    writes: true,
    texts: {
      decode: joined,
      of: (split, row) => {
        const { ids, targets = [] } = data[split][row]!;
        const learnt = targets.filter((id) => id !== NO_TOKEN);
        return { text: joined(task === 'seq2seq' ? ids : ids.slice(0, 4)), target: joined(learnt) };
      },
    },
  };
}

it.each([
  ['seq2seq', 'encoder-decoders/t5-single'],
  ['causal-lm', 'gpt2-torchscript'],
] as const)('%s: greedy texts and their measures, before and after training', async (task, name) => {
  const model = fixture(name);
  const data = examples(task);
  let told: readonly WrittenText[] = [];
  const listener = (event: RunEvent) => {
    if (event.kind === 'written') told = event.texts;
  };
  const trainer = new Trainer({
    model: model.graph,
    modelConfig: model.config,
    config: runConfig({
      task,
      ...(task === 'seq2seq' && { targetLength: 15 }),
      steps: task === 'seq2seq' ? 15 : 40,
      method: { id: 'full', hyperparameters: {} },
    }),
    data,
    backend,
    samples: 3,
    listener,
  });
  await trainer.prepare();
  await trainer.run();
  const metrics = await trainer.evaluate('validation');
  expect(metrics.written).toBe(data.validation.length);
  expect(told).toHaveLength(3);
  for (const which of ['base', 'tuned'] as const)
    for (const [row, text] of told.entries()) {
      const { source, reference } = text;
      const length = Math.ceil(1.25 * reference.split(' ').length);
      const room = task === 'seq2seq' ? 15 : 12 - source.split(' ').length + 1;
      const prompt = source.split(' ').map(Number);
      const ids = await trainer.generate({
        prompt,
        which,
        maxNewTokens: Math.min(length, room),
        temperature: 0,
        topK: 0,
        seed: 1,
      });
      expect(text[which], `${which} ${row}`).toBe(joined(ids));
    }
  const { mistakes, rows, order } = await trainer.opened.mistakes('validation', 5);
  expect([rows, order]).toEqual([data.validation.length, 'chrf']);
  const measures = mistakes.map(({ measure }) => measure);
  expect(measures).toEqual([...measures].sort((a, b) => a - b));
  for (const { row, text, truth, answer, measure } of mistakes) {
    expect(chrf([answer], [truth])).toBe(measure);
    expect(data.texts!.of('validation', row)).toEqual({ text, target: truth });
  }
  expect(told.some(({ base, tuned }) => base !== tuned)).toBe(true);
  if (task === 'causal-lm') {
    // It has learnt to count.
    expect(metrics.chrf!).toBeGreaterThan(50);
    expect(told.some(({ reference, tuned }) => tuned.startsWith(reference))).toBe(true);
  }
  await trainer.dispose();
});
