/** A run that is over goes on: its optimiser and its data go on with it, and two of its states can be compared. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WasmBackend } from '../src/runtime/wasm';
import { classificationData, fixture, headedData, runConfig } from './fixture';
import { Trainer } from './trainer';

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

const { graph, config: modelConfig } = fixture('bert-torchscript');
const opened = (config: ReturnType<typeof runConfig>, data = classificationData()) => ({
  model: graph,
  modelConfig: modelConfig!,
  config,
  data,
  backend,
});

it('goes on as the longer run would where the rate stays, to the bit', async () => {
  const config = runConfig({ steps: 10 });
  const longer = new Trainer(opened({ ...config, steps: 16 }));
  await longer.prepare();
  await longer.run();
  const short = new Trainer(opened(config));
  await short.prepare();
  expect(short.opened.goOnRefusal(6)).toMatchObject({ code: 'training.goOnAtEnd' });
  await short.run();
  expect(short.opened.goOnRefusal(6)).toBeUndefined();
  const checkpoint = await short.opened.checkpoint();
  const on = new Trainer({ ...opened({ ...config, steps: 16 }), checkpoint });
  await on.prepare();
  expect(on.stepsDone).toBe(10);
  await on.run();
  expect(on.status).toBe('finished');
  expect(on.records.map(({ loss }) => loss)).toEqual(longer.records.map(({ loss }) => loss));
  for (const trainer of [longer, short, on]) await trainer.dispose();
});

it('refuses where the phases are as long as the steps that were set', async () => {
  const method = { id: 'lt-sft', hyperparameters: {} };
  const trainer = new Trainer(opened(runConfig({ steps: 8, method })));
  await trainer.prepare();
  await trainer.run();
  const longer = new Trainer(opened(runConfig({ steps: 12, method })));
  await longer.prepare();
  await longer.run();
  // Half of the steps are each phase's.
  expect(longer.records).toHaveLength(12);
  expect(trainer.opened.goOnRefusal(4)).toMatchObject({ code: 'training.phasesAreOver' });
  for (const each of [trainer, longer]) await each.dispose();
});

it('tells what changed sides between two of its states', async () => {
  const data = classificationData();
  const trainer = new Trainer(opened(runConfig({ steps: 30 }), data));
  await trainer.prepare();
  await trainer.run(5);
  const early = await trainer.opened.checkpoint();
  const before = await trainer.opened.examine('validation', 50, 'base', 'now');
  await trainer.run();
  const now = await trainer.opened.examine('validation', 50, early, 'now');
  expect([before.since, before.report.step, now.since, now.report.step]).toEqual([0, 5, 5, 30]);
  const { changes, report } = now;
  // What was wrong and is not any more, less what went wrong, is the difference.
  expect(changes.wrongBefore! - changes.wrongNow!).toBe(changes.better - changes.worse);
  expect(changes.wrongNow).toBe(report.wrong);
  expect(changes.wrongBefore).toBe(before.report.wrong);
  expect(changes.better).toBeGreaterThan(0);
  for (const { row, truth, answer, before: was } of changes.righted) {
    expect(answer).toBe(truth);
    expect(was).not.toBe(truth);
    expect(truth).toBe(data.labels![data.validation[row]!.label!]);
  }
  // The run itself is where it was: the same is told of it again.
  expect((await trainer.opened.examine('validation', 50, 'base', 'now')).report).toEqual(report);
  expect((await trainer.opened.examine('validation', 50, 'base', early)).report.wrong).toBe(changes.wrongBefore);
  const counts = report.confusion!.counts.flat().filter((count) => count > 0);
  expect(report.cells).toHaveLength(counts.length);
  for (const { truth, answer, examples } of report.cells!)
    for (const one of examples) expect([one.truth, one.answer]).toEqual([truth, answer]);
  await expect(trainer.opened.examine('validation', 5, { ...early, states: {} }, 'now')).rejects.toThrow(
    'another phase',
  );
  await trainer.dispose();
});

it.each(['token-classification', 'regression'] as const)('counts words, and what got better: %s', async (task) => {
  const trainer = new Trainer(opened(runConfig({ task, steps: 30 }), headedData(task)));
  await trainer.prepare();
  await trainer.run();
  const { changes, report } = await trainer.opened.examine('validation', 50, 'base', 'now');
  if (task === 'regression') {
    expect(changes.unit).toBe('graded');
    expect(changes.better + changes.worse).toBe(changes.count);
    expect(changes.mean[1]).toBeLessThan(changes.mean[0]);
    for (const { measure, measureBefore } of changes.righted) expect(measure).toBeLessThan(measureBefore);
  } else {
    const counts = report.confusion!.counts.flat().reduce((a, b) => a + b, 0);
    expect(changes).toMatchObject({ unit: 'words', count: counts });
    expect(changes.wrongBefore! - changes.wrongNow!).toBe(changes.better - changes.worse);
  }
  await trainer.dispose();
});
