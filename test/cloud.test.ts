/** The cloud of validation texts: it is what the head reads, and looking at it changes nothing of a run. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultConfig, openAsking } from '../bench/runs';
import type { Backend } from '../src/runtime/backend';
import { createWasmBackend } from '../src/runtime/node';
import { balanced, openCloud, watchCloud } from '../src/session/cloud';
import type { Cloud, CloudLook } from '../src/session/cloudData';
import { explain } from '../src/session/explain';
import { inEnglish } from '../src/messages/message';
import type { Tensor } from '../src/onnx/tensor';
import { NO_TOKEN } from '../src/tasks/labelForm';

let backend: Backend;
beforeAll(async () => {
  backend = await createWasmBackend({ threads: 1 });
});
afterAll(() => backend.dispose());

/** Trains a little; with a cloud, it is looked at before, on the way and at the end. */
async function trained(model: string, dataset: string, looked: boolean) {
  const options = { model, dataset, method: 'lora', steps: 100, batch: 4, length: 24, seed: 3, learningRate: 0.02 };
  const asking = await openAsking(await defaultConfig(options, 'wasm'), backend);
  const { run } = asking;
  let cloud: Cloud | undefined;
  const looks: CloudLook[] = [];
  const look = () =>
    watchCloud(asking, (news) => {
      if (news.kind === 'failed') throw new Error(inEnglish(news.message));
      if (news.kind === 'cloud') cloud = news.cloud;
      else looks.push(news.look);
    });
  for await (const event of run.train(3))
    if (looked && event.kind === 'ready' && (event.step === 0 || event.step === 2)) await look();
  if (looked) await look();
  const weights = await run.trained();
  const numbers = [...weights].map(([name, { data }]) => [name, Array.from(data as Float32Array)]);
  return { run, asking, losses: run.records.map(({ loss }) => loss), weights, numbers, looks, cloud: cloud! };
}

const values = (tensor: Tensor | undefined): Float32Array => tensor!.data as Float32Array;

it.each([
  ['tiny-encoder', 'fine_foods'],
  ['tiny-encoder', 'brown_tags'],
  ['tiny-encoder', 'movie_scores'],
  ['tiny-decoder', 'shakespeare_sonnets'],
  ['tiny-encoder-decoder', 'numbers_de'],
])(
  '%s on %s: the same run to the bit, and vectors that the head makes its answers of',
  async (model, dataset) => {
    const without = await trained(model, dataset, false);
    await without.run.dispose();
    const { run, asking, losses, weights, numbers, looks, cloud } = await trained(model, dataset, true);
    expect(losses).toEqual(without.losses);
    expect(numbers).toEqual(without.numbers);
    expect([...new Set(looks.map(({ step }) => step))]).toEqual([0, 2, 3]);
    const { validation } = run.examples;
    const { points, base } = cloud;
    const count = points.length;
    const words = validation.reduce((sum, { targets = [] }) => sum + targets.filter((t) => t !== NO_TOKEN).length, 0);
    expect(count).toBe(Math.min(200, asking.task === 'token-classification' ? words : validation.length));
    const last = looks.at(-1)!;
    // While it trains some points are read at a time; here it stands between two updates.
    expect(looks.every(({ values: vectors }) => vectors.every(Number.isFinite))).toBe(true);
    for (const { width, values: vectors } of [base, last]) expect(vectors).toHaveLength(count * width);
    expect(last.values).not.toEqual(base.values);
    // The head, a matrix and a bias, makes of a vector what the model answers.
    const [weight, bias] = [weights.get('head.weight'), weights.get('head.bias')];
    if (weight) {
      const classes = weight.dims[0]!;
      for (let i = 0; i < count; i += 7) {
        const logits = Array.from({ length: classes }, (_, c) => {
          let sum = values(bias)[c]!;
          for (let k = 0; k < last.width; k++)
            sum += values(weight)[c * last.width + k]! * last.values[i * last.width + k]!;
          return sum;
        });
        if (asking.task === 'regression') expect(last.answers[i]).toBeCloseTo(logits[0]!, 3);
        else expect(last.answers[i]).toBe(logits.indexOf(Math.max(...logits)));
      }
    } else {
      // Losses of the texts, weighted by their tokens, are the split's where all of it is in the cloud.
      expect([...last.answers].every((loss) => loss > 0 && loss < 20)).toBe(true);
    }
    // What the tokens of a text contribute is told for each of them, and is not nothing.
    const explained = await explain(asking, { text: 'A good, fresh and crunchy bread.' });
    expect(explained.step).toBe(3);
    expect(explained.tokens.length).toBeGreaterThan(3);
    expect(Math.max(...explained.tokens.map(({ score }) => Math.abs(score)))).toBeGreaterThan(1e-6);
    await expect(explain(asking, { text: '  ' })).rejects.toThrow('no token for any of this');
    await run.dispose();
  },
  150_000,
);

it('takes as many of each class as there are, one in turn', () => {
  const kinds = [0, 0, 0, 0, 0, 0, 1, 1, 2];
  const chosen = balanced(kinds, kinds.keys(), 6);
  expect(chosen.map((place) => kinds[place])).toEqual([0, 0, 0, 1, 1, 2]);
  expect(balanced(kinds, kinds.keys(), 200)).toHaveLength(9);
});

it('has words for too few texts', async () => {
  const options = {
    model: 'tiny-encoder',
    dataset: 'fine_foods',
    method: 'lora',
    steps: 9,
    batch: 4,
    length: 12,
    seed: 3,
  };
  const asking = await openAsking(await defaultConfig(options, 'wasm'), backend);
  const few = { ...asking.run.examples, validation: asking.run.examples.validation.slice(0, 5) };
  const heard: string[] = [];
  const run = Object.create(asking.run, { examples: { value: few } }) as typeof asking.run;
  await watchCloud({ ...asking, run }, (news) => {
    if (news.kind === 'failed') heard.push(inEnglish(news.message));
  });
  expect(heard).toEqual([expect.stringContaining('There are 5 validation texts')]);
  await asking.run.dispose();
});

it('reads some of the points at a time while it trains, each in its turn, and all when it stands still', async () => {
  const options = { model: 'tiny-encoder', dataset: 'movie_scores', method: 'lora', steps: 99, batch: 4, length: 12 };
  const asking = await openAsking(await defaultConfig({ ...options, seed: 3, learningRate: 0.02 }, 'wasm'), backend);
  const { run } = asking;
  const { cloud, parts, look } = await openCloud(asking);
  const { points, base } = cloud;
  expect(parts).toBe(8);
  let before = base.values;
  const moved: number[][] = [];
  const follow = async () => {
    const { values: now } = (await look())!.look;
    const same = (i: number) =>
      [...Array(base.width).keys()].every((k) => now[i * base.width + k] === before[i * base.width + k]);
    moved.push([...points.keys()].filter((i) => !same(i)));
    before = now;
  };
  for await (const event of run.train(parts + 2)) if (event.kind === 'ready' && event.step >= 2) await follow();
  await follow();
  // The first look is a whole one, and so is the last, at a step that the last part has seen already.
  expect(moved.map(({ length }) => length)).toEqual([200, ...new Array<number>(parts).fill(25), 175]);
  expect(new Set(moved.slice(1, -1).flat()).size).toBe(200);
  await run.dispose();
}, 100_000);
