/** What is pinned is looked at while a run trains: it says what the model says, and changes nothing of the run. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultConfig, openAsking } from '../bench/runs';
import type { Backend } from '../src/runtime/backend';
import { createWasmBackend } from '../src/runtime/node';
import { promptFor, question } from '../src/session/asking';
import type { Look, Pinned, PinnedText } from '../src/session/pinned';
import { pin } from '../src/session/pins';

let backend: Backend;
beforeAll(async () => {
  backend = await createWasmBackend({ threads: 1 });
});
afterAll(() => backend.dispose());

/** Trains a little; with texts, they are pinned before, on the way and at the end. */
async function trained(model: string, dataset: string, own?: readonly PinnedText[]) {
  const options = { model, dataset, method: 'lora', steps: 100, batch: 4, length: 24, seed: 3, learningRate: 0.02 };
  const config = await defaultConfig(options, 'wasm');
  const asking = await openAsking(config, backend);
  const { run } = asking;
  let pinned: Pinned | undefined;
  const looks: Look[] = [];
  const look = () =>
    pin(asking, own ?? [], (news) => {
      if (news.kind === 'failed') throw new Error(JSON.stringify(news.message));
      if (news.kind === 'pinned') pinned = news.pinned;
      else looks.push(news.look);
    });
  for await (const event of run.train(3))
    if (own && event.kind === 'ready' && (event.step === 0 || event.step === 2)) await look();
  if (own) await look();
  const weights = [...(await run.trained())].map(([name, { data }]) => [name, Array.from(data as Float32Array)]);
  const losses = run.records.map(({ loss }) => loss);
  return { run, asking, losses, weights, looks, pinned: pinned! };
}

it.each([
  ['tiny-encoder', 'cooking_pairs', { text: 'How long does rice keep?', second: 'Is old rice safe?' }],
  ['tiny-encoder', 'brown_tags', { text: 'The old man slowly walked.' }],
  ['tiny-decoder', 'shakespeare_sonnets', { text: 'Shall I compare thee' }],
  ['tiny-encoder-decoder', 'numbers_de', { text: 'four thousand seven hundred forty-two' }],
])('%s on %s: the same run to the bit, and the answers are the model’s own', async (model, dataset, own) => {
  const without = await trained(model, dataset);
  await without.run.dispose();
  const { run, asking, losses, weights, looks, pinned } = await trained(model, dataset, [own]);
  expect(losses).toEqual(without.losses);
  expect(weights).toEqual(without.weights);
  expect([...new Set(looks.map(({ step }) => step))]).toEqual([0, 2, 3]);
  expect(pinned.rows).toHaveLength(4);
  expect(pinned.rows.map((row) => row.own)).toEqual([true, false, false, false]);
  const last = looks.at(-1)!.answers;
  expect(last).not.toEqual(pinned.base);
  for (const [i, row] of pinned.rows.entries()) {
    const { shares, value, tags, text } = last[i]!;
    if (text !== undefined) {
      if (!row.own) continue;
      const { ids, textOf } = promptFor(asking, row.text);
      const most = model === 'tiny-decoder' ? 12 : run.config.targetLength!;
      const options = { prompt: ids, maxNewTokens: most, temperature: 0, topK: 0, seed: 1, which: 'tuned' } as const;
      expect(text).toBe(textOf(await run.generate(options)).trim());
      continue;
    }
    const { row: asked, read } = question(asking, row, row.words);
    const { probabilities } = read((await run.predict([asked], 'tuned'))[0]!);
    const said = shares ?? (value === undefined ? tags!.map(([, share]) => share) : [value]);
    const expected = tags
      ? tags.map(([tag], word) => probabilities[word * asking.labels.length + tag]!)
      : probabilities;
    expect(said).toHaveLength(tags ? row.words!.length : expected.length);
    said.forEach((share, k) => expect(share).toBeCloseTo(expected[k]!, 4));
  }
  await run.dispose();
});
