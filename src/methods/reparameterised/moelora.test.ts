/** MOELoRA trains on data sets in turn, with one gate and one part of the head for each; the target's stay. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classificationData, fixture, languageData, runConfig, sourceData } from '../../../test/fixture';
import { WasmBackend } from '../../runtime/wasm';
import { Trainer } from '../../../test/trainer';

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

function trainerOf(task: 'classification' | 'causal-lm', steps: number) {
  const model = fixture(task === 'classification' ? 'bert-torchscript' : 'gpt2-torchscript');
  const own = task === 'classification' ? classificationData() : languageData();
  return new Trainer({
    model: model.graph,
    modelConfig: model.config,
    backend,
    data: { ...own, sources: sourceData(task, 2) },
    config: runConfig({
      task,
      // A head of one layer, so that its tensors can be named.
      ...(task === 'classification' && { pooling: 'mean' as const }),
      method: { id: 'moelora', hyperparameters: { experts: 3, expert_rank: 1, task_width: 4 } },
      steps,
      optimizer: { weightDecay: 0 },
    }),
  });
}

describe('moelora', () => {
  it('moves the task vector and the head of the data set whose turn it is', async () => {
    const trainer = trainerOf('classification', 9);
    await trainer.prepare();
    const tasks = 'layer.0.q.tasks';
    let before = await trainer.trained();
    for (const turn of [0, 1, 2, 0]) {
      await trainer.step();
      const after = await trainer.trained();
      const moved = (name: string) => after.get(name)!.data.some((v, i) => v !== before.get(name)!.data[i]);
      const heads = ['head.bias', 'head.1.bias', 'head.2.bias'];
      expect(moved(heads[turn]!)).toBe(true);
      // What has not had its turn yet has no momentum either.
      if (before.get(heads[2]!)!.data.every((v) => v === 0) && turn < 2) expect(moved(heads[2]!)).toBe(false);
      before = after;
    }
    expect(trainer.parameters.find((p) => p.name === tasks)!.shape).toEqual([4, 4]);
    const rows = before.get(tasks)!.data as Float32Array;
    await trainer.reset();
    const start = (await trainer.trained()).get(tasks)!.data as Float32Array;
    const rowMoved = [0, 1, 2, 3].map((row) =>
      rows.slice(4 * row, 4 * row + 4).some((v, i) => v !== start[4 * row + i]),
    );
    // The one row more belongs to no task.
    expect(rowMoved).toEqual([true, true, true, false]);
    await trainer.dispose();
  });

  it('begins with the loss of a guess among the own classes only', async () => {
    const trainer = trainerOf('classification', 3);
    await trainer.prepare();
    for (const classes of [2, 3, 3]) expect((await trainer.step()).loss).toBeCloseTo(Math.log(classes), 0);
    await trainer.dispose();
  });

  it.each(['classification', 'causal-lm'] as const)(
    'ends on %s with the target alone, and goes on from a checkpoint exactly',
    async (task) => {
      const trainer = trainerOf(task, 10);
      await trainer.prepare();
      await trainer.run(4);
      const checkpoint = structuredClone(await trainer.checkpoint());
      await trainer.run();
      const losses = trainer.records.map((r) => r.loss);
      expect(trainer.result().stages.map((s) => [s.id, s.to - s.from])).toEqual([
        ['together', 10],
        ['target', 0],
      ]);
      const names = trainer.parameters.filter((p) => p.group === 'head').map((p) => p.name);
      expect(names).toEqual(task === 'classification' ? ['head.weight', 'head.bias'] : []);
      expect(trainer.counts.trainable).toBe(trainer.counts.formula);
      await trainer.restore(checkpoint);
      await trainer.run();
      expect(trainer.records.map((r) => r.loss)).toEqual(losses);
      await trainer.dispose();
    },
  );
});
