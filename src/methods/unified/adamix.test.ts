/** AdaMix trains one expert a step and layer, answers with their average, and pulls two random passes together. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classificationData, fixture, languageData, runConfig } from '../../../test/fixture';
import { WasmBackend } from '../../runtime/wasm';
import { Trainer } from '../../../test/trainer';

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

async function trained(
  hyperparameters: Record<string, number | boolean>,
  steps: number,
  task: 'classification' | 'causal-lm' = 'classification',
) {
  const model = fixture(task === 'classification' ? 'bert-torchscript' : 'gpt2-torchscript');
  const trainer = new Trainer({
    model: model.graph,
    modelConfig: model.config,
    backend,
    data: task === 'classification' ? classificationData() : languageData(),
    config: runConfig({
      task,
      method: { id: 'adamix', hyperparameters: { m: 4, ...hyperparameters } },
      steps,
      optimizer: { weightDecay: 0 },
    }),
  });
  await trainer.prepare();
  const before = await trainer.trained();
  await trainer.run();
  return { trainer, before, after: await trainer.trained() };
}

describe('adamix', () => {
  it('moves the down-projection of just one expert in each layer and step', async () => {
    // In the first step the up-projection is zero, so that nothing reaches the experts: only the second moves one.
    const { trainer, before, after } = await trained({ consistency: 0 }, 2);
    const names = [...after.keys()].filter((name) => name.endsWith('down.weight'));
    expect(names.length).toBeGreaterThan(1);
    for (const name of names) {
      const [old, now] = [before.get(name)!, after.get(name)!];
      const size = old.data.length / 4;
      const moved = [0, 1, 2, 3].filter((expert) =>
        now.data.slice(expert * size, (expert + 1) * size).some((v, i) => v !== old.data[expert * size + i]),
      );
      expect(moved).toHaveLength(1);
    }
    await trainer.dispose();
  });

  it('lets all experts learn in time, differently', async () => {
    const { trainer, before, after } = await trained({}, 30);
    const losses = trainer.records.map((r) => r.loss);
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean(losses.slice(-6))).toBeLessThan(mean(losses.slice(0, 6)));
    const { data } = after.get('layer.0.adapter2.down.weight')!;
    const start = before.get('layer.0.adapter2.down.weight')!.data;
    for (let expert = 0; expert < 4; expert++)
      expect(data[(expert * data.length) / 4]).not.toBe(start[(expert * data.length) / 4]);
    // Evaluation has no randomness.
    expect(await trainer.evaluate('test')).toEqual(await trainer.evaluate('test'));
    await trainer.dispose();
  });

  it.each(['classification', 'causal-lm'] as const)(
    'adds the consistency term on %s: the same seed moves otherwise with it',
    async (task) => {
      const plain = await trained({ consistency: 0 }, 4, task);
      const pulled = await trained({ consistency: 5 }, 4, task);
      // Charts show the task's own loss; in step one both passes agree, since the up-projection is zero.
      expect(pulled.trainer.records[0]!.loss).toBeCloseTo(plain.trainer.records[0]!.loss, 6);
      expect(pulled.trainer.records[0]!.gradientNorm).toBeCloseTo(plain.trainer.records[0]!.gradientNorm, 5);
      expect(pulled.trainer.records[3]!.gradientNorm).not.toBeCloseTo(plain.trainer.records[3]!.gradientNorm, 5);
      await plain.trainer.dispose();
      await pulled.trainer.dispose();
    },
  );
});
