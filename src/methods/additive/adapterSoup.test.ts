/** AdapterSoup: one start for all adapters, and exactly their average in the end. */
import { inEnglish } from '../../messages/message';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classificationData, fixture, headedData, languageData, runConfig, sourceData } from '../../../test/fixture';
import { WasmBackend } from '../../runtime/wasm';
import type { Example, TrainingData } from '../../training/events';
import { Trainer } from '../../../test/trainer';
import { cosine } from './adapterSoup';

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

const models = {
  classification: 'bert-torchscript',
  'causal-lm': 'gpt2-torchscript',
  seq2seq: 'encoder-decoders/t5-single',
} as const;

/** The same sources with other targets. */
function translatedElsewhere(data: TrainingData): TrainingData {
  const other = (rows: readonly Example[]) => rows.map((row) => ({ ...row, targets: row.targets!.map(() => 8) }));
  return { ...data, train: other(data.train), validation: other(data.validation) };
}

function trainerOf(task: keyof typeof models, hyperparameters: Record<string, number>, sources = 2) {
  const model = fixture(models[task]);
  const translated = headedData('seq2seq');
  const own = { classification: classificationData(), 'causal-lm': languageData(), seq2seq: translated }[task];
  // A source with the target's own texts must come out as the most similar one.
  const others = [...(task === 'seq2seq' ? [translatedElsewhere(translated)] : sourceData(task, sources - 1)), own];
  return new Trainer({
    model: model.graph,
    modelConfig: model.config,
    backend,
    data: { ...own, sources: others },
    config: runConfig({
      task,
      method: { id: 'adapter-soup', hyperparameters: { m: 4, ...hyperparameters } },
      steps: 20,
    }),
  });
}

describe('adapter-soup', () => {
  it('starts all adapters alike and averages what they became', async () => {
    const trainer = trainerOf('classification', { source_share: 0.4 });
    await trainer.prepare();
    const name = 'layer.1.adapter2.down.weight';
    const starts: (typeof ends)[] = [];
    let ends: ArrayLike<number | bigint>[] = [];
    starts.push([(await trainer.trained()).get(name)!.data]);
    for (let source = 0; source < 2; source++) {
      for (let step = 0; step < 4; step++) await trainer.step();
      ends = [...ends, (await trainer.trained()).get(name)!.data];
    }
    await trainer.run();
    expect(trainer.result().stages.map((s) => [s.id, s.to - s.from])).toEqual([
      ['source-0', 4],
      ['source-1', 4],
      ['target', 3],
      ['soup', 9],
    ]);
    const soup = (await trainer.trained()).get(name)!.data;
    for (const i of [0, 7, 20]) expect(Number(soup[i])).toBeCloseTo((Number(ends[0]![i]) + Number(ends[1]![i])) / 2, 6);
    expect(trainer.parameters.filter((p) => p.group === 'method').every((p) => p.frozen)).toBe(true);
    expect(trainer.counts).toMatchObject({ trainable: 0, formula: 0 });
    await trainer.reset();
    expect((await trainer.trained()).get(name)!.data).toEqual(starts[0]![0]);
    await trainer.dispose();
  });

  it('finds the data set with the most similar texts, also among what is to be written', async () => {
    for (const task of ['classification', 'causal-lm', 'seq2seq'] as const) {
      const trainer = trainerOf(task, { select: 1 });
      await trainer.prepare();
      await trainer.run();
      const { facts, stages } = trainer.result();
      const [other, same] = facts.similarity as number[];
      expect(same).toBeGreaterThan(0.9);
      expect(other).toBeLessThan(same!);
      expect(facts.chosen).toEqual([1]);
      expect(inEnglish(stages.at(-1)!.summary!)).toMatch(/averaged adapter: validation (accuracy|perplexity)/);
      await trainer.dispose();
    }
  });

  it('measures the angle', () => {
    expect(cosine([1, 0], [1, 1])).toBeCloseTo(Math.SQRT1_2);
    expect(cosine([0, 0], [1, 1])).toBe(0);
  });
});
