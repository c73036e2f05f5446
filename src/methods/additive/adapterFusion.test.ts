/** AdapterFusion's phases: an adapter from each data set, then a fusion that leaves them as they are. */
import { foreign, inEnglish } from '../../messages/message';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classificationData, fixture, languageData, runConfig, sourceData } from '../../../test/fixture';
import { WasmBackend } from '../../runtime/wasm';
import type { TrainingData } from '../../training/events';
import { Trainer } from '../../../test/trainer';

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

function trainerOf(
  data: TrainingData,
  hyperparameters: Record<string, number> = {},
  task: 'classification' | 'causal-lm' = 'classification',
) {
  const model = fixture(task === 'classification' ? 'bert-torchscript' : 'gpt2-torchscript');
  return new Trainer({
    model: model.graph,
    modelConfig: model.config,
    backend,
    data,
    config: runConfig({
      task,
      method: { id: 'adapter-fusion', hyperparameters: { m: 4, ...hyperparameters } },
      steps: 24,
    }),
  });
}

describe('adapter-fusion', () => {
  it('trains two source adapters and its own, then the fusion with all three unchanged', async () => {
    const trainer = trainerOf(
      { ...classificationData(), sources: sourceData('classification', 2) },
      { source_share: 0.5 },
    );
    await trainer.prepare();
    // Single steps stand still before the next phase begins.
    for (let step = 0; step < 4; step++) await trainer.step();
    const first = await trainer.trained();
    await trainer.run();
    const stages = trainer.result().stages;
    expect(stages.map((s) => [s.id, s.to - s.from])).toEqual([
      ['adapter-0', 4],
      ['adapter-1', 4],
      ['adapter-2', 4],
      ['fusion', 12],
    ]);
    expect(stages.map((s) => inEnglish(s.summary ?? foreign(''))).join(' ')).toMatch(
      /Adapter 3 of 3 .*Fusion over 3 adapters: validation accuracy/,
    );
    const end = await trainer.trained();
    const frozen = trainer.parameters.filter((p) => p.frozen);
    expect(frozen).toHaveLength(3 * 4 * 2);
    for (const { name } of frozen.filter((p) => p.name.startsWith('adapter.0.')))
      expect(end.get(name)!.data).toEqual(first.get(name)!.data);
    // Each source has a head of its own number of classes.
    expect(first.get('head.weight')!.dims[0]).toBe(3);
    expect(end.get('head.weight')!.dims[0]).toBe(2);
    expect(trainer.counts.trainable).toBe(trainer.counts.formula);
    await trainer.dispose();
  });

  it('makes do with fewer data sets than asked for, also for language models', async () => {
    const trainer = trainerOf({ ...languageData(), sources: sourceData('causal-lm', 1) }, { sources: 4 }, 'causal-lm');
    await trainer.prepare();
    await trainer.run();
    expect(trainer.result().stages.map((s) => s.id)).toEqual(['adapter-0', 'adapter-1', 'fusion']);
    expect(trainer.stepsDone).toBe(24);
    await trainer.dispose();
  });

  it('says what to do when there is no other data set', async () => {
    await expect(trainerOf(classificationData()).prepare()).rejects.toThrow(
      /adapter-fusion learns from other data sets first, but there is none.*Choose/,
    );
  });

  it('pulls the value matrices to the identity', async () => {
    const distance = async (regularisation: number) => {
      const trainer = trainerOf(
        { ...classificationData(), sources: sourceData('classification', 1) },
        { regularisation },
      );
      await trainer.prepare();
      await trainer.run();
      const found = /are ([\d.]+) away/.exec(inEnglish(trainer.result().stages.at(-1)!.summary!))!;
      await trainer.dispose();
      return Number(found[1]);
    };
    expect(await distance(1)).toBeLessThan(0.5 * (await distance(0)));
  });
});
