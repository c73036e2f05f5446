/** Regression, several labels a text, token classification: losses by hand, gradients, and that they are learnt. */
import { describe, expect, it } from 'vitest';
import { evaluate, prepare } from '../../test/evaluate';
import { fixture, headedData, runConfig } from '../../test/fixture';
import { loadFixture, prepareFixture } from '../../test/methodCases';
import { Trainer } from '../../test/trainer';
import { checkGradients, gradientTolerance } from '../autodiff/gradientCheck';
import { differentiate } from '../autodiff/reverse';
import { applyMethod } from '../methods/context';
import { initialise } from '../methods/initialise';
import { resolveHyperparameters } from '../methods/hyperparameters';
import { methodById } from '../methods/registry';
import type { TaskId } from '../methods/taskId';
import { f32, i32, type Tensor } from '../onnx/tensor';
import { createWasmBackend } from '../runtime/node';
import { attachTask } from './context';
import { NO_VALUE } from './labelForm';
import { taskById } from './registry';
import type { TrainingData } from '../training/events';
import type { MistakesReport } from '../training/mistakes';
import type { Metrics } from '../training/types';

const [batch, sequence] = [3, 4];
const labels = ['a', 'b', 'c'];

/** The third row does not count. */
const given: Readonly<Partial<Record<TaskId, Tensor>>> = {
  regression: f32([batch], [1.5, -2, NO_VALUE]),
  'multi-label': i32([batch, 3], [1, 0, 1, 0, 0, 1, -1, -1, -1]),
  'token-classification': i32([batch, sequence], [-100, 2, 0, -100, -100, 1, -100, -100, -100, -100, -100, -100]),
};
const headed = Object.keys(given) as TaskId[];

/** Loss of a row of logits that counts, or of one decision. */
function byHand(task: TaskId, logits: Float32Array): number[] {
  const y = given[task]!.data as Int32Array;
  if (task === 'regression') return [0, 1].map((row) => (logits[row]! - y[row]!) ** 2);
  if (task === 'multi-label')
    return Array.from({ length: 6 }, (_, i) => {
      const p = 1 / (1 + Math.exp(-logits[i]!));
      return -Math.log(y[i] === 1 ? p : 1 - p);
    });
  return [...y.keys()]
    .filter((i) => y[i]! >= 0)
    .map((i) => {
      const row = Array.from(logits.subarray(3 * i, 3 * i + 3));
      return Math.log(row.reduce((sum, v) => sum + Math.exp(v), 0)) - row[y[i]!]!;
    });
}

function built(name: string, method: string, task: TaskId) {
  const { graph, anatomy } = prepareFixture(
    { ...loadFixture(name), expected: { inputs: { input_ids: Array<number[]>(batch).fill([]) }, outputs: {} } },
    sequence,
  );
  const hyperparameters = resolveHyperparameters(methodById(method), {});
  const applied = applyMethod(methodById(method), hyperparameters, graph, anatomy, {
    batch,
    sequence,
    training: false,
  });
  const attached = attachTask(taskById(task), applied, { anatomy, options: { labels }, batch, sequence });
  const feeds: Record<string, Tensor> = {
    [anatomy.inputs.ids]: i32([batch, sequence], [5, 6, 7, 8, 9, 10, 3, 0, 4, 0, 0, 0]),
    [anatomy.inputs.mask!]: i32([batch, sequence], [1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 0, 0]),
    ...(anatomy.inputs.tokenTypes && {
      [anatomy.inputs.tokenTypes]: i32([batch, sequence], Array<number>(12).fill(0)),
    }),
    labels: given[task]!,
  };
  let n = 0;
  for (const p of applied.set.parameters) {
    const start = initialise(p, 1, graph);
    // Logits of different sizes, also large ones; and no tensor at zero.
    feeds[p.name] = f32(
      p.shape,
      p.init.kind === 'base' ? start : start.map((v) => v + Math.sin(++n) * (p.group === 'head' ? 0.6 : 0.2)),
    );
  }
  return { ...applied, attached, feeds, anatomy };
}

/** Mistakes add up to what the measures say. */
function expectMistakes(report: MistakesReport, metrics: Metrics, data: TrainingData): void {
  const { mistakes, order, rows, wrong } = report;
  expect(rows).toBe(data.test.length);
  expect(wrong).toBe(mistakes.length);
  const measures = mistakes.map(({ measure }) => measure);
  expect(measures).toEqual([...measures].sort((a, b) => b - a));
  expect(mistakes[0]!.text).toBe(data.test[mistakes[0]!.row]!.ids.join(' '));
  const total = measures.reduce((a, b) => a + b, 0);
  if (report.task === 'regression') {
    expect(order).toBe('residual');
    expect(total / rows).toBeCloseTo(metrics.meanAbsoluteError!, 5);
    expect(Number(mistakes[0]!.truth)).toBeCloseTo(data.test[mistakes[0]!.row]!.label!, 3);
  } else if (report.task === 'multi-label') {
    expect(1 - wrong / rows).toBeCloseTo(metrics.accuracy!, 6);
    report.byLabel!.forEach(({ label, truePositives, falsePositives, falseNegatives }, c) => {
      const { f1, support } = metrics.classes![c]!;
      expect([label, truePositives + falseNegatives]).toEqual([metrics.classes![c]!.label, support]);
      const decided = 2 * truePositives + falsePositives + falseNegatives;
      expect(decided === 0 ? 0 : (2 * truePositives) / decided).toBeCloseTo(f1, 6);
    });
  } else {
    const { counts } = report.confusion!;
    const words = counts.flat().reduce((a, b) => a + b, 0);
    expect(counts.reduce((sum, row, c) => sum + row[c]!, 0) / words).toBeCloseTo(metrics.accuracy!, 6);
    for (const one of mistakes) expect(one.words!.some(({ truth, answer }) => truth !== answer)).toBe(true);
    expect(mistakes.flatMap((one) => one.words!).every(({ word }) => word !== '')).toBe(true);
  }
}

describe.each(headed)('%s', (task) => {
  it.each(['bert-torchscript', 'gpt2-torchscript', 'llama-torchscript'])(
    'has the loss of its formula on %s',
    async (name) => {
      const { builder, attached, feeds, set, anatomy } = built(name, 'head-only', task);
      builder.graph.outputs = [attached.logits, attached.loss, attached.lossSum, attached.count];
      const out = await evaluate(builder.finish(), feeds);
      const losses = byHand(task, out[attached.logits]!.data as Float32Array);
      const sum = losses.reduce((a, b) => a + b, 0);
      const value = (name_: string) => Number(out[name_]!.data[0]);
      expect(value(attached.count)).toBe(losses.length);
      expect(value(attached.lossSum)).toBeCloseTo(sum, 4);
      expect(value(attached.loss)).toBeCloseTo(sum / losses.length, 4);
      const head = set.parameters.reduce((total, p) => total + p.shape.reduce((a, b) => a * b, 1), 0);
      expect(head).toBe(taskById(task).headCount(anatomy, { labels }));
    },
  );

  it('has gradients that agree with finite differences', async () => {
    const { builder, attached, feeds, set } = built('bert-torchscript', 'lora', task);
    builder.graph.outputs = [attached.loss];
    builder.finish();
    const forward = await prepare(builder.graph.clone());
    const trained = set.parameters.filter((p) => p.name.startsWith('head') || p.layer === 0).map((p) => p.name);
    const gradients = differentiate(builder, attached.loss, trained);
    builder.graph.outputs = [attached.loss, ...gradients.values()];
    const backward = await prepare(builder.finish());
    const checked = await checkGradients({
      run: (values) => backward.run(values),
      runLoss: (values) => forward.run(values),
      loss: attached.loss,
      parameters: new Map(trained.map((name) => [name, feeds[name]!])),
      gradients,
      feeds,
      directions: 1,
      seed: 1,
    });
    expect(checked.tensors.filter((t) => t.relativeError > gradientTolerance)).toEqual([]);
    await Promise.all([forward.release(), backward.release()]);
  });

  it('is learnt, measured and asked', async () => {
    const backend = await createWasmBackend();
    const { graph, config: modelConfig } = fixture('bert-torchscript');
    const plain = headedData(task);
    const data: TrainingData = {
      ...plain,
      texts: {
        decode: (ids) => ids.join(' '),
        of: (split, row) => {
          const { ids, targets } = plain[split][row]!;
          return { text: ids.join(' '), ...(targets && { words: ids.filter((_, i) => targets[i]! >= 0).map(String) }) };
        },
      },
    };
    const config = runConfig({
      task,
      steps: 80,
      batchSize: 8,
      method: { id: 'lora', hyperparameters: { r: 4 } },
      optimizer: { learningRate: 2e-2 },
    });
    const trainer = new Trainer({ model: graph, ...(modelConfig && { modelConfig }), config, backend, data });
    await trainer.prepare();
    const before = await trainer.evaluate('test');
    expectMistakes(await trainer.opened.mistakes('test', 100), before, data);
    await trainer.run();
    const after = await trainer.evaluate('test');
    expect(after.loss).toBeLessThan(0.7 * before.loss);
    const [asked] = await trainer.predict([data.test[0]!.ids], 'tuned');
    const { length } = data.test[0]!.ids;
    if (task === 'regression') {
      expect(after.pearson).toBeGreaterThan(0.6);
      expect(asked!.probabilities).toHaveLength(1);
    } else if (task === 'multi-label') {
      expect(after.microF1).toBeGreaterThan(0.8);
      expect(after.classes!.map(({ label }) => label)).toEqual(['five', 'six']);
      expect(asked!.probabilities).toHaveLength(2);
    } else {
      expect(after.entities!.f1).toBeGreaterThan(0.8);
      expect(after.accuracy).toBeGreaterThan(0.9);
      expect(after.classes!.map(({ label }) => label)).toEqual(['five', 'six']);
      expect(asked!.probabilities).toHaveLength(3 * length);
    }
    await trainer.dispose();
    await backend.dispose();
  });
});
