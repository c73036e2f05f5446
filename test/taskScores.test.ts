/** Runs that learn from several data sets tell in the end how the finished method does on each, with its own head. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { moelora } from '../src/methods/reparameterised/moelora';
import { f32 } from '../src/onnx/tensor';
import { WasmBackend } from '../src/runtime/wasm';
import type { RunEvent } from '../src/training/events';
import { classificationData, fixture, runConfig, sourceData } from './fixture';
import { Trainer } from './trainer';

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

const named = sourceData('classification', 2).map((data, n) => ({ ...data, name: `source ${n}` }));

async function tasksOf(id: string, hyperparameters: Record<string, number>, steps: number) {
  const model = fixture('bert-torchscript');
  const events: RunEvent[] = [];
  const trainer = new Trainer({
    model: model.graph,
    modelConfig: model.config,
    backend,
    data: { ...classificationData(), name: 'own', sources: named },
    config: runConfig({ pooling: 'mean', method: { id, hyperparameters }, steps, optimizer: { learningRate: 0.02 } }),
    listener: (event) => events.push(event),
  });
  try {
    await trainer.prepare();
    await trainer.run();
    const { tasks = [], validation } = trainer.result();
    expect(events.filter(({ kind }) => kind === 'tasks')).toEqual([{ kind: 'tasks', tasks }]);
    expect(tasks.map(({ name }) => name)).toEqual(['own', 'source 0', 'source 1']);
    const { step: _, ...own } = validation.at(-1)!;
    expect(tasks[0]!.metrics).toMatchObject(own);
    return tasks;
  } finally {
    await trainer.dispose();
  }
}

it.each([
  ['adapter-fusion', { m: 4, source_share: 0.95 }, true],
  ['moelora', { experts: 3, expert_rank: 1, task_width: 4 }, false],
] as const)('%s', async (id, hyperparameters, apart) => {
  const tasks = await tasksOf(id, hyperparameters, 160);
  // Of three classes that one token tells apart; a head that was not trained on them is right in a third.
  for (const { metrics } of tasks.slice(0, 2)) expect(metrics.accuracy).toBeGreaterThan(0.6);
  for (const { alone } of tasks) expect(alone !== undefined).toBe(apart);
});

it('a run that is stepped through tells of its tasks too', async () => {
  const model = fixture('bert-torchscript');
  const told: string[] = [];
  const trainer = new Trainer({
    model: model.graph,
    modelConfig: model.config,
    backend,
    data: { ...classificationData(), name: 'own', sources: named },
    config: runConfig({
      pooling: 'mean',
      method: { id: 'moelora', hyperparameters: { experts: 3, expert_rank: 1, task_width: 4 } },
      steps: 1,
    }),
    listener: ({ kind }) => told.push(kind),
  });
  try {
    await trainer.prepare();
    await trainer.step();
    expect(trainer.result().tasks).toBeUndefined();
    await trainer.step();
    expect(trainer.status).toBe('finished');
    expect(trainer.result().tasks?.map(({ name }) => name)).toEqual(['own', 'source 0', 'source 1']);
    // Once, however often one presses.
    await trainer.step();
    expect(told.filter((kind) => kind === 'tasks')).toHaveLength(1);
  } finally {
    await trainer.dispose();
  }
});

it("MOELoRA answers a task with that task's vector", () => {
  const table = f32([3, 2], [1, 2, 3, 4, 5, 6]);
  const { 'layer.0.q.tasks': changed, ...rest } = moelora.forTask!({ 'layer.0.q.tasks': table, other: table }, 2);
  expect(Array.from(changed!.data as Float32Array)).toEqual([5, 6, 3, 4, 5, 6]);
  expect(rest).toEqual({});
});
