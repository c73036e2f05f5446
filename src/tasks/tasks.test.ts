import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate';
import { loadFixture, prepareFixture } from '../../test/methodCases';
import { applyMethod } from '../methods/context';
import { headOnly } from '../methods/baseline/headOnly';
import { Builder } from '../onnx/builder';
import { Graph } from '../onnx/graph';
import { f32, i32, type Tensor } from '../onnx/tensor';
import { attachTask } from './context';
import type { TaskOptions } from './contract';
import { crossEntropy } from './crossEntropy';
import { taskById } from './registry';

const softmaxLoss = (row: readonly number[], label: number) =>
  Math.log(row.reduce((sum, v) => sum + Math.exp(v), 0)) - row[label]!;

describe('cross-entropy', () => {
  async function run(logits: number[][], labels: number[]) {
    const g = new Builder(new Graph(), 'task');
    const x = g.input('x', 'float32', [logits.length, logits[0]!.length]);
    const y = g.input('y', 'int32', [labels.length]);
    const { loss, lossSum, count } = crossEntropy(g, x, y);
    g.graph.outputs = [loss, lossSum, count];
    const out = await evaluate(g.finish(), {
      x: f32([logits.length, logits[0]!.length], logits.flat()),
      y: i32([labels.length], labels),
    });
    return [loss, lossSum, count].map((name) => Number(out[name]!.data[0]));
  }

  it('averages over the rows that count', async () => {
    const logits = [
      [1, 2, 3],
      [0, -1, 4],
      [5, 5, 5],
    ];
    const [loss, sum, count] = await run(logits, [0, -1, 2]);
    const expected = softmaxLoss(logits[0]!, 0) + softmaxLoss(logits[2]!, 2);
    expect(sum).toBeCloseTo(expected, 5);
    expect(loss).toBeCloseTo(expected / 2, 5);
    expect(count).toBe(2);
  });

  it('is finite for huge logits and for a batch in which nothing counts', async () => {
    expect((await run([[1000, -1000]], [1]))[0]).toBeCloseTo(2000, 0);
    expect(await run([[1, 2]], [-100])).toEqual([0, 0, 0]);
  });
});

describe('classification', () => {
  const fixture = loadFixture('bert-torchscript');
  const { graph, anatomy } = prepareFixture(fixture, 3);
  const task = taskById('classification');
  const hidden = anatomy.dimensions.hidden;
  // Row 0 is text all through, row 1 has one token.
  const mask = i32([2, 3], [1, 1, 1, 1, 0, 0]);

  /** The pooled vectors: with the head an identity matrix, the first classes' logits are the vector's first entries. */
  async function pooled(options: TaskOptions) {
    const labels = Array.from({ length: hidden }, (_, i) => `class ${i}`);
    const applied = applyMethod(headOnly, {}, graph, anatomy, { batch: 2, sequence: 3, training: false });
    const { logits } = attachTask(task, applied, { anatomy, options: { ...options, labels }, batch: 2, sequence: 3 });
    applied.builder.graph.outputs = [logits, applied.lastHidden];
    const finished = applied.builder.finish();
    const identity = new Float32Array(hidden * hidden);
    for (let i = 0; i < hidden; i++) identity[i * hidden + i] = 1;
    const feeds: Record<string, Tensor> = {
      input_ids: i32([2, 3], [5, 6, 7, 8, 0, 0]),
      attention_mask: mask,
      token_type_ids: i32([2, 3], [0, 0, 0, 0, 0, 0]),
      'head.weight': f32([hidden, hidden], identity),
      'head.bias': f32([hidden], new Float32Array(hidden)),
      labels: i32([2], [0, 1]),
    };
    const out = await evaluate(finished, Object.fromEntries(finished.inputs.map(({ name }) => [name, feeds[name]!])));
    const states = out[applied.lastHidden]!.data as Float32Array;
    const state = (row: number, token: number) =>
      Array.from(states.subarray((row * 3 + token) * hidden, (row * 3 + token + 1) * hidden));
    const vectors = [0, 1].map((row) =>
      Array.from((out[logits]!.data as Float32Array).subarray(row * hidden, (row + 1) * hidden)),
    );
    return { state, vectors };
  }
  const close = (a: readonly number[], b: readonly number[]) => a.forEach((v, i) => expect(v).toBeCloseTo(b[i]!, 5));

  it('takes the mean of the text, not of the padding', async () => {
    const { state, vectors } = await pooled({ pooling: 'mean' });
    close(
      vectors[0]!,
      state(0, 0).map((v, i) => (v + state(0, 1)[i]! + state(0, 2)[i]!) / 3),
    );
    close(vectors[1]!, state(1, 0));
  });

  it('takes the last token of the text, or the first', async () => {
    const last = await pooled({ pooling: 'last' });
    close(last.vectors[0]!, last.state(0, 2));
    close(last.vectors[1]!, last.state(1, 0));
    const cls = await pooled({ pooling: 'cls' });
    close(cls.vectors[0]!, cls.state(0, 0));
  });
});

describe('language modelling', () => {
  it('refuses a model without a head, with a way out', () => {
    const { graph, anatomy } = prepareFixture(loadFixture('bert-torchscript'), 3);
    const applied = applyMethod(headOnly, {}, graph, anatomy, { batch: 2, sequence: 3, training: false });
    expect(() => attachTask(taskById('causal-lm'), applied, { anatomy, options: {}, batch: 2, sequence: 3 })).toThrow(
      /no language-model head.*Choose classification/,
    );
    expect(() => taskById('ner')).toThrow(/choose one of classification, regression, .*causal-lm/);
  });
});
