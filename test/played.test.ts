/** What an update is, and what a model says where it is stronger or weaker, on whole runs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultConfig, openAsking } from '../bench/runs';
import { model as bundled } from '../bench/setup';
import { tokenizerOf } from '../src/interchange/modelFolder';
import { readAdapter, writeAdapter } from '../src/interchange/adapter';
import { methodById } from '../src/methods/registry';
import { asFloat32 } from '../src/onnx/tensor';
import type { Backend } from '../src/runtime/backend';
import { createWasmBackend } from '../src/runtime/node';
import { changesOf, deltaOf } from '../src/session/changes';
import { fitKept } from '../src/session/keptAdapter';
import { lookWith, pin } from '../src/session/pins';
import type { Answer, Look, Pinned } from '../src/session/pinned';
import { Player } from '../src/session/player';
import { watchSentence } from '../src/session/sentence';
import type { SentenceLook } from '../src/session/sentenceData';
import { sizeOfChange, spectrumOf } from '../src/session/spectrum';
import type { Adapted } from '../src/training/adapted';
import { UpdateView } from '../src/worker/update';

let backend: Backend;
beforeAll(async () => {
  backend = await createWasmBackend({ threads: 1 });
});
afterAll(() => backend.dispose());

const nothingKept = () => Promise.reject(new Error('Nothing was kept.'));

interface Options {
  readonly method: string;
  readonly set?: Readonly<Record<string, number | boolean>>;
  readonly model?: string;
  readonly dataset?: string;
  readonly steps?: number;
}

async function trained({ method, set = {}, model = 'tiny-encoder', dataset = 'languages', steps = 12 }: Options) {
  const options = { model, dataset, method, steps, batch: 4, length: 16, seed: 3, learningRate: 0.02 };
  const config = await defaultConfig(options, 'wasm');
  const chosen = { ...config.method, hyperparameters: { ...config.method.hyperparameters, ...set } };
  const asking = await openAsking({ ...config, method: chosen }, backend);
  const { run } = asking;
  for await (const _ of run.train());
  let pinned: Pinned | undefined;
  let look: Look | undefined;
  await pin(asking, [], (news) => {
    if (news.kind === 'failed') throw new Error(JSON.stringify(news.message));
    if (news.kind === 'pinned') pinned = news.pinned;
    else ({ look } = news);
  });
  return { asking, run, pinned: pinned!, look: look! };
}

const numbersOf = ({ shares = [], tags = [], value = 0 }: Answer): number[] => [
  ...shares,
  ...tags.map(([, share]) => share),
  value,
];
const close = (a: readonly Answer[], b: readonly Answer[], digits: number) =>
  a.forEach((answer, i) => numbersOf(answer).forEach((x, k) => expect(x).toBeCloseTo(numbersOf(b[i]!)[k]!, digits)));

const farthest = (a: readonly Answer[], b: readonly Answer[]): number =>
  Math.max(...a.flatMap((answer, i) => numbersOf(answer).map((x, k) => Math.abs(x - numbersOf(b[i]!)[k]!))));

/** How far the states of a sentence in the drawing are, row by row, as the model was trained. */
async function drawn(asking: Awaited<ReturnType<typeof trained>>['asking']): Promise<readonly number[]> {
  let seen: SentenceLook | undefined;
  await watchSentence(asking, { text: 'three apples' }, (news) => {
    if (news.kind === 'failed') throw new Error(JSON.stringify(news.message));
    if (news.kind === 'looked') seen = news.look;
  });
  return distancesOf(seen!);
}
const distancesOf = ({ distances }: SentenceLook) => distances.map(({ all }) => all);

/** What the pretrained model says with the trained head, by a graph that has nothing of the method in it. */
async function withoutMethod(run: Awaited<ReturnType<typeof trained>>['run']): Promise<readonly Answer[]> {
  const { phases: _phases, sources: _sources, ...method } = methodById('head-only');
  const { values, recipe } = (await run.adapted())!;
  const variant = run.variant({ ...recipe, method, hyperparameters: {} });
  variant.write(
    ({ name }) => asFloat32(values.get(name)!),
    () => undefined,
  );
  const look = await lookWith(run, variant.asking);
  await variant.dispose();
  return look!.answers;
}

describe('the strength of the update', () => {
  it.each([
    ['lora', {}, 'weights'],
    ['lora', { dora: true }, 'weights'],
    ['full', {}, 'weights'],
    ['bitfit', {}, 'weights'],
    ['ia3', {}, 'weights'],
    ['fish-mask', {}, 'weights'],
    ['pissa', {}, 'weights'],
    ['adalora', {}, 'weights'],
    ['pfeiffer-adapter', {}, 'tensors'],
    ['prompt-tuning', {}, 'tensors'],
  ] as const)(
    '%s %j: 1 is the trained model, 0 the pretrained one, and the run stays as it is',
    async (method, set, kind) => {
      const { run, look } = await trained({ method, set });
      const before = [...(await run.trained())].map(([name, { data }]) => [name, Array.from(data as Float32Array)]);
      const player = new Player(run, nothingKept);
      const whole = await player.play({ strength: 1 });
      expect(whole.look!.answers).toEqual(look.answers);
      expect(whole.moves.kind).toBe('nothing');
      const half = await player.play({ strength: 0.5 });
      expect(half.moves.kind).toBe(kind);
      expect(farthest(half.look!.answers, look.answers)).toBeGreaterThan(2e-4);
      // As near to the trained model as one likes, and that by another way: a merged model, or copies of the tensors.
      close((await player.play({ strength: 1 - 1e-6 })).look!.answers, look.answers, 4);
      const none = await player.play({ strength: 0 });
      expect(farthest(none.look!.answers, look.answers)).toBeGreaterThan(2e-4);
      if (kind === 'weights') close(none.look!.answers, await withoutMethod(run), 5);
      const score = await player.score({ strength: 0 });
      expect(score.count).toBe((await run.score('validation')).count);
      expect(score.loss).not.toBe((await run.score('validation')).loss);
      expect((await player.play({ strength: 1 })).look!.answers).toEqual(look.answers);
      expect([...(await run.trained())].map(([name, { data }]) => [name, Array.from(data as Float32Array)])).toEqual(
        before,
      );
      await player.close();
      await run.dispose();
    },
  );

  it.each(['lora', 'prompt-tuning'])('the strip of layers follows: %s', async (method) => {
    const { asking, run } = await trained({ method, steps: 3 });
    const states = await drawn(asking);
    const player = new Player(run, nothingKept);
    const at = async (strength: number) => (await player.play({ strength })).sentence!;
    const half = await at(0.5);
    expect(half).toMatchObject({ step: 3, of: { text: 'three apples' } });
    expect(distancesOf(half)).toHaveLength(states.length);
    expect(Math.max(...distancesOf(half).map((distance, i) => Math.abs(distance - states[i]!)))).toBeGreaterThan(0.01);
    distancesOf(await at(1 - 1e-6)).forEach((distance, i) => expect(distance).toBeCloseTo(states[i]!, 4));
    if (method === 'lora') expect(Math.max(...distancesOf(await at(0)))).toBeLessThan(1e-5);
    await player.close();
    await run.dispose();
  });

  it('without a head, 0 says what the pretrained model says, to the bit', async () => {
    const { run, pinned, look } = await trained({
      method: 'lora',
      model: 'tiny-encoder-decoder',
      dataset: 'numbers_de',
      steps: 20,
    });
    const player = new Player(run, nothingKept);
    expect((await player.play({ strength: 0 })).look!.answers).toEqual(pinned.base);
    expect(look.answers).not.toEqual(pinned.base);
    await player.close();
    await run.dispose();
  });

  it('refuses what is no strength, a run that has not begun, and a method before its last phase', async () => {
    const { run } = await trained({ method: 'lt-sft', steps: 8 });
    const player = new Player(run, nothingKept);
    await expect(player.play({ strength: 2.5 })).rejects.toThrow('from 0 to 2');
    await expect(player.play({ strength: NaN })).rejects.toThrow('from 0 to 2');
    await player.play({ strength: 0.5 });
    await player.close();
    await run.dispose();
    const options = { model: 'tiny-encoder', dataset: 'fine_foods', method: 'lt-sft', steps: 8, batch: 4, length: 16 };
    const config = await defaultConfig({ ...options, seed: 3, learningRate: 0.02 }, 'wasm');
    const { run: begun } = await openAsking(config, backend);
    const waiting = new Player(begun, nothingKept);
    await expect(waiting.play({ strength: 0.5 })).rejects.toThrow('train it first');
    for await (const _ of begun.train(1));
    await expect(waiting.play({ strength: 0.5 })).rejects.toThrow('works in phases');
    await waiting.close();
    await begun.dispose();
  });
});

describe('kept adapters', () => {
  async function keptOf(run: Awaited<ReturnType<typeof trained>>['run'], labels: readonly string[]) {
    const { recipe, base, parameters, values } = (await run.adapted())!;
    const { method, hyperparameters, carried } = recipe;
    const context = { method, hyperparameters, anatomy: base.anatomy, parameters, carried: carried!.tensors };
    const info = {
      model: run.config.model,
      method: { id: method.id, hyperparameters },
      task: run.config.task,
      labels,
      ...(run.config.pooling && { pooling: run.config.pooling }),
    };
    return readAdapter(writeAdapter(context, values, info));
  }

  it('stand in for the run’s own, exactly, and two of them add up', async () => {
    const one = await trained({ method: 'lora', set: { r: 4 } });
    const other = await trained({ method: 'ia3' });
    const third = await trained({ method: 'lora', set: { r: 4 }, steps: 20 });
    const prompt = await trained({ method: 'prompt-tuning' });
    const { labels } = one.asking;
    const loaded = await bundled('tiny-encoder');
    const kept: Readonly<Record<string, Adapted>> = Object.fromEntries(
      await Promise.all(
        Object.entries({ one, other, third, prompt }).map(
          async ([id, { run }]) => [id, fitKept(await keptOf(run, labels), one.run, loaded, labels)] as const,
        ),
      ),
    );
    const player = new Player(one.run, async (id) => kept[id]!);
    const says = async (...args: Parameters<Player['play']>) => (await player.play(...args)).look!.answers;
    const shares = (...names: readonly (readonly [string, number])[]) => names.map(([id, share]) => ({ id, share }));
    expect(await says({ strength: 1, kept: shares(['other', 1]) })).toEqual(other.look.answers);
    expect(await says({ strength: 1, kept: shares(['prompt', 1]) })).toEqual(prompt.look.answers);
    close(await says({ strength: 1, kept: shares(['one', 0.5], ['one', 0.5]) }), one.look.answers, 4);
    close(await says({ strength: 1, kept: shares(['one', 0], ['other', 1]) }), other.look.answers, 4);
    const mixed = await says({ strength: 1, kept: shares(['one', 0.5], ['other', 0.5]) });
    expect(mixed).not.toEqual(one.look.answers);
    expect(mixed).not.toEqual(other.look.answers);
    // By factors, twice the same adapter at a half each is twice its update: products of both cross.
    close(
      await says({ strength: 0.5, kept: shares(['one', 0.5], ['one', 0.5]), joining: 'factors' }),
      one.look.answers,
      4,
    );
    await expect(says({ strength: 1, kept: shares(['one', 0.5], ['prompt', 0.5]) })).rejects.toThrow("can't be added");
    await expect(says({ strength: 1.5, kept: shares(['prompt', 1]) })).rejects.toThrow('Set the strength to 1');
    await expect(says({ strength: 1, kept: shares(['one', 0.5], ['other', 0.5]), joining: 'factors' })).rejects.toThrow(
      'Factors can be averaged only',
    );
    await player.close();
    for (const { run } of [one, other, third, prompt]) await run.dispose();
  });
});

describe('what the update is', () => {
  it.each([1, 4, 8])('of LoRA with r = %d: s B A, with exactly r singular values', async (r) => {
    const { run } = await trained({ method: 'lora', set: { r } });
    const adapted = (await run.adapted())!;
    const { values, recipe } = adapted;
    const scaling = Number(recipe.hyperparameters.alpha) / r;
    for (const change of changesOf(adapted)) {
      const { tensor, shape, after } = change;
      const stem = `layer.${tensor!.layer}.${tensor!.place}`;
      const [a, b] = ['A', 'B'].map((part) => asFloat32(values.get(`${stem}.lora_${part}`)!)) as [
        Float32Array,
        Float32Array,
      ];
      const [rows, columns] = shape as [number, number];
      const delta = deltaOf(change);
      delta.forEach((value, at) => {
        const [i, o] = [Math.floor(at / columns), at % columns];
        let product = 0;
        for (let k = 0; k < r; k++) product += b[o * r + k]! * a[k * rows + i]!;
        expect(Math.abs(value - scaling * product)).toBeLessThan(1e-6);
      });
      const { rank, values: singular, all } = await spectrumOf(delta, rows, columns, after);
      expect(rank).toBe(r);
      expect(singular).toHaveLength(all);
    }
    await run.dispose();
  });

  it('is told weight by weight, with masks, bars, words and gates', async () => {
    const tokenizer = tokenizerOf(await bundled('tiny-encoder'));
    const reportOf = async (options: Options) => {
      const { run } = await trained(options);
      const view = new UpdateView(run, tokenizer);
      const report = await view.report();
      const first = report.sites?.find(({ size }) => size.change > 0);
      const weight = first && (await view.weight(first.name));
      await expect(view.weight('nothing')).rejects.toThrow('does not change the weight');
      await run.dispose();
      return { report, weight };
    };
    const lora = await reportOf({ method: 'lora', set: { r: 2 } });
    expect(lora.report.sites).toHaveLength(4);
    expect(lora.weight!.spectrum!.rank).toBe(2);
    expect(lora.weight!.mask).toBeUndefined();
    expect(lora.report.added).toHaveLength(4);
    expect(lora.report.added.every(({ share, place }) => share > 0 && (place === 'q' || place === 'v'))).toBe(true);
    const full = await reportOf({ method: 'full' });
    expect(full.report.sites!.length).toBeGreaterThan(30);
    const shira = await reportOf({ method: 'shira' });
    const { mask, size } = shira.weight!;
    const mean = mask!.cells.reduce((a, b) => a + b, 0) / mask!.cells.length;
    expect(mean).toBeCloseTo(size.entries / shira.weight!.shape.reduce((a, b) => a * b, 1), 4);
    const bias = await reportOf({ method: 'bitfit' });
    expect(bias.weight!.bars!.now).toHaveLength(64);
    expect(bias.weight!.spectrum).toBeUndefined();
    const prompt = await reportOf({ method: 'prompt-tuning' });
    expect(prompt.report.sites).toBeUndefined();
    expect(prompt.report.virtual!.tokens).toHaveLength(10);
    expect(prompt.report.virtual!.tokens[0]!.nearest).toHaveLength(3);
    const adapter = await reportOf({ method: 'sequential-adapter' });
    expect(adapter.report.added.some(({ share }) => share > 0)).toBe(true);
    const gates = await reportOf({ method: 'unipelt' });
    expect(gates.report.gates).toHaveLength(8);
    expect(gates.report.gates.every(({ values: [open] }) => open! > 0 && open! < 1)).toBe(true);
    const experts = await reportOf({ method: 'moelora', dataset: 'fine_foods' });
    expect(experts.report.gates[0]!.values.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4);
  });
});

describe('sizes of a change', () => {
  it('turns by the angle between the matrices, and tells small ones exactly', () => {
    const w = Float32Array.of(3, 0, 0, 4);
    expect(sizeOfChange(w, w)).toMatchObject({ relative: 0, angle: 0, entries: 0 });
    expect(sizeOfChange(w, Float32Array.of(6, 0, 0, 8))).toMatchObject({ relative: 1, angle: 0 });
    expect(sizeOfChange(w, Float32Array.of(-3, 0, 0, -4)).angle).toBeCloseTo(180, 4);
    expect(sizeOfChange(w, Float32Array.of(3, 5, 0, 4)).angle).toBeCloseTo(45, 5);
    expect(sizeOfChange(w, Float32Array.of(3, 5e-6, 0, 4)).angle).toBeCloseTo((180 / Math.PI) * 1e-6, 9);
    expect(sizeOfChange(new Float32Array(2), Float32Array.of(1, 0))).not.toHaveProperty('angle');
  });

  it('knows singular values, of wide matrices the largest', async () => {
    const diagonal = (n: number, of: (i: number) => number) => {
      const values = new Float32Array(n * n);
      for (let i = 0; i < n; i++) values[i * n + i] = of(i);
      return values;
    };
    const small = diagonal(5, (i) => (i < 3 ? 2 : 0));
    const { values, rank, effective } = await spectrumOf(small, 5, 5, small);
    expect(values.map((value) => Math.round(1e6 * value) / 1e6)).toEqual([2, 2, 2, 0, 0]);
    expect(rank).toBe(3);
    expect(effective).toBeCloseTo(3, 6);
    const large = diagonal(600, (i) => (i < 5 ? 10 - i : 1e-3));
    const found = await spectrumOf(large, 600, 600, large);
    expect(found.values).toHaveLength(64);
    expect(found.all).toBe(600);
    expect(found.complete).toBe(false);
    const low = diagonal(600, (i) => (i < 5 ? 10 - i : 0));
    expect(await spectrumOf(low, 600, 600, low)).toMatchObject({ rank: 5, complete: true });
    found.values.slice(0, 5).forEach((value, i) => expect(value).toBeCloseTo(10 - i, 5));
  });
});
