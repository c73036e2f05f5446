/** CPT: updates as HF PEFT makes them, and the context that a run draws. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture, languageData, runConfig } from '../../../test/fixture';
import { Trainer } from '../../../test/trainer';
import { i32 } from '../../onnx/tensor';
import { WasmBackend } from '../../runtime/wasm';
import { drawContext, kindOf } from '../parts/contextExamples';

/** By scripts/parity/make_cpt.py. */
const peft = JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/cpt.json'), 'utf8')) as {
  readonly ids: readonly number[];
  readonly types: readonly number[];
  readonly opt_projection_epsilon: number;
  readonly opt_projection_format_epsilon: number;
  readonly opt_weighted_loss_type: string;
  readonly opt_loss_decay_factor: number;
  readonly rate: number;
  readonly models: readonly {
    readonly model: string;
    readonly trained: number;
    readonly batch: Readonly<Record<'input_ids' | 'attention_mask', readonly (readonly number[])[]>>;
    readonly texts: readonly number[];
    readonly gradients: readonly (readonly number[])[];
    readonly prompts: readonly (readonly number[])[];
  }[];
};

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

const furthest = (ours: ArrayLike<number>, theirs: readonly number[]): number =>
  theirs.reduce((most, value, at) => Math.max(most, Math.abs(value - ours[at]!)), 0);

describe('beside HF PEFT', () => {
  it.each(peft.models)('moves the context of $model as it does', async (theirs) => {
    const { ids, types, models: _, rate, ...settings } = peft;
    const { input_ids: rows, attention_mask: mask } = theirs.batch;
    const l = ids.length;
    const source = fixture(`${theirs.model}-torchscript`);
    const trainer = new Trainer({
      model: source.graph,
      modelConfig: source.config,
      data: {
        train: rows.map((row, at) => ({ ids: row.filter((_id, place) => mask[at]![place] === 1) })),
        validation: [],
        test: [],
        padId: 0,
      },
      backend,
      start: {
        tensors: {
          cpt_token_ids: i32([l], Int32Array.from(ids)),
          cpt_tokens_type_mask: i32([l], Int32Array.from(types)),
        },
        start: {},
        facts: {},
      },
      config: runConfig({
        steps: theirs.texts.length,
        task: 'causal-lm',
        batchSize: rows.length,
        sequenceLength: rows[0]!.length,
        evaluateEvery: 0,
        method: { id: 'cpt', hyperparameters: { l, examples: 2, ...settings } },
        optimizer: { learningRate: rate, weightDecay: 0, schedule: 'constant', warmup: 0, clipNorm: 0 },
      }),
    });
    await trainer.prepare();
    expect(trainer.counts.trainable).toBe(theirs.trained);
    const prompt = async () => (await trainer.trained()).get('prompt_embeddings')!.data as Float32Array;
    expect(furthest(await prompt(), theirs.prompts[0]!)).toBeLessThan(1e-6);
    for (const [at, text] of theirs.texts.entries()) {
      const { loss } = await trainer.step();
      expect(Math.abs(loss / text - 1), `loss ${at}`).toBeLessThan(1e-5);
      const { gradient } = await trainer.observer.tensor('prompt_embeddings');
      const scale = Math.max(...theirs.gradients[at]!.map(Math.abs));
      expect(furthest(gradient!, theirs.gradients[at]!), `gradient ${at}`).toBeLessThan(1e-4 * scale);
      expect(furthest(await prompt(), theirs.prompts[at + 1]!), `prompt ${at}`).toBeLessThan(2e-5);
    }
    await trainer.dispose();
  });
});

describe('the context', () => {
  const examples = Array.from({ length: 9 }, (_, i) => ({
    // 1, 2 open a prompt and 3 closes it; two tokens are the answer
    ids: [1, 2, 10 + i, 20 + i, 3, 30 + i, 40 + i],
    targets: [-100, -100, -100, -100, 30 + i, 40 + i],
  }));

  it('has whole examples, their answers behind their prompts, and the oldest cut at its beginning', () => {
    const { ids, types } = drawContext(examples, 17, 3, 1);
    expect(ids).toHaveLength(17);
    const kinds = [...types].map(kindOf).join('');
    // what is cut to 6 of 7 tokens has lost its first
    expect(kinds).toBe('22344'.slice(-(17 - 12)) + '122344'.repeat(2));
    expect([...types].map((type) => Math.ceil(type / 4)).join('')).toBe('11111222222333333');
    const answers = [...ids].filter((_, at) => kindOf(types[at]!) === 4);
    expect(answers.map((id, at) => id - (at % 2 === 0 ? 30 : 40))).toEqual(
      answers.map((_, at) => answers[at - (at % 2)]! - 30),
    );
  });

  it('takes the second half of plain text for the answer', () => {
    const { types } = drawContext([{ ids: [7, 8, 9, 10, 11, 12] }], 8, 2, 1);
    expect([...types]).toEqual([2, 2, 4, 4, 6, 6, 8, 8]);
  });

  it('draws each row once as long as there are others, another order with another seed', () => {
    const texts = Array.from({ length: 6 }, (_, i) => ({ ids: [10 + i, 10 + i] }));
    const drawn = (seed: number) => [...drawContext(texts, 12, 6, seed).ids];
    expect([...drawn(1)].sort()).toEqual(texts.flatMap(({ ids }) => ids).sort());
    expect(drawn(1)).not.toEqual(drawn(2));
  });
});

it('has numbers where nothing may move', async () => {
  const source = fixture('gpt2-torchscript');
  const trainer = new Trainer({
    model: source.graph,
    modelConfig: source.config,
    data: languageData(),
    backend,
    config: runConfig({
      steps: 2,
      task: 'causal-lm',
      method: { id: 'cpt', hyperparameters: { l: 6, opt_projection_epsilon: 0, opt_projection_format_epsilon: 0 } },
    }),
  });
  await trainer.prepare();
  await trainer.run();
  expect(trainer.records.map(({ loss }) => Number.isFinite(loss))).toEqual([true, true]);
  await trainer.dispose();
});

it('reads its context first, keeps every vector within its ball and answers where they are', async () => {
  const source = fixture('gpt2-torchscript');
  const trainer = new Trainer({
    model: source.graph,
    modelConfig: source.config,
    data: languageData(),
    backend,
    config: runConfig({
      steps: 8,
      task: 'causal-lm',
      method: { id: 'cpt', hyperparameters: { l: 12, examples: 2, opt_projection_epsilon: 0.1 } },
      optimizer: { learningRate: 0.05 },
    }),
  });
  await trainer.prepare();
  const before = (await trainer.trained()).get('prompt_embeddings')!;
  const [l, width] = before.dims as [number, number];
  const start = (before.data as Float32Array).slice();
  await trainer.run();
  expect(trainer.result().stages.map(({ id }) => id)).toEqual(['read', 'train']);
  const after = (await trainer.trained()).get('prompt_embeddings')!.data as Float32Array;
  const types = trainer.found.carried.tensors.cpt_tokens_type_mask!.data as Int32Array;
  expect(types).toHaveLength(l);
  const radius = 0.1 * Math.sqrt(width / 2048);
  for (let i = 0; i < l; i++) {
    let square = 0;
    for (let j = i * width; j < (i + 1) * width; j++) square += (after[j]! - start[j]!) ** 2;
    if (kindOf(types[i]!) === 4) expect(square).toBe(0);
    else expect(Math.sqrt(square) / radius).toBeCloseTo(1, 3);
  }
  await trainer.dispose();
});
