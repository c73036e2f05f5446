/** One sentence looked at: its states are those that the head reads, and looking at them changes nothing of a run. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultConfig, openAsking } from '../bench/runs';
import { inEnglish } from '../src/messages/message';
import type { Backend } from '../src/runtime/backend';
import { createWasmBackend } from '../src/runtime/node';
import { asFloat32 } from '../src/onnx/tensor';
import type { Asking } from '../src/session/asking';
import { watchSentence } from '../src/session/sentence';
import type { Sentence, SentenceLook } from '../src/session/sentenceData';
import { arithmeticOf, attentionOf, type Arithmetic } from '../src/session/sentenceInside';
import { sentenceRow } from '../src/session/sentenceRow';
import { NO_TOKEN } from '../src/tasks/labelForm';
import { finish } from '../src/training/finish';
import { statesOf } from '../src/training/hidden';
import { formulaOf } from '../src/ui/sentence/formula';

let backend: Backend;
beforeAll(async () => {
  backend = await createWasmBackend({ threads: 1 });
});
afterAll(() => backend.dispose());

const LENGTH = 24;
const STEPS = 2;
const TEXT = 'three apples';

const open = async (model: string, dataset: string, method: string) => {
  const options = { model, dataset, method, steps: 100, batch: 4, length: LENGTH, seed: 3, learningRate: 0.02 };
  return openAsking(await defaultConfig(options, 'wasm'), backend);
};

/** What is told of a sentence before and after a few steps. */
async function watched(asking: Awaited<ReturnType<typeof open>>, text: string) {
  let sentence: Sentence | undefined;
  const looks: SentenceLook[] = [];
  const look = () =>
    watchSentence(asking, { text }, (news) => {
      if (news.kind === 'failed') throw new Error(inEnglish(news.message));
      if (news.kind === 'sentence') sentence = news.sentence;
      else looks.push(news.look);
    });
  await look();
  await finish(asking.run.train(STEPS));
  await look();
  return { sentence: sentence!, first: looks[0]!, last: looks.at(-1)! };
}

/** Of each head the shares of a token are one whole, before training and now. */
async function checkAttention(asking: Asking, layers: number, before: number): Promise<void> {
  const cross = asking.task === 'seq2seq';
  const { base, now } = await attentionOf(asking, { text: TEXT, layer: layers - 1, cross });
  expect([base.learnt, now.learnt]).toEqual([0, before]);
  for (const { heads, learnt, shares } of [base, now]) {
    const row = await sentenceRow(asking, { text: TEXT });
    const width = learnt + row.tokens.length;
    const queries = cross ? row.targets!.length + 1 : row.tokens.length;
    expect(shares).toHaveLength(heads * queries * width);
    for (let at = 0; at < shares.length; at += width)
      expect(shares.subarray(at, at + width).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4);
  }
}

/** What is told of LoRA at the query is what its tensors make of the embeddings. */
async function checkLora(asking: Asking): Promise<void> {
  const { run } = asking;
  const answer = await arithmeticOf(asking, { text: TEXT, place: 'q', layer: 0 });
  expect(formulas(answer)).toEqual([
    'x · query.weight',
    '① + query.bias',
    'x · lora_Aᵀ',
    '③ × 2',
    '④ · lora_Bᵀ',
    '② + ⑤',
  ]);
  const { base, values } = (await run.adapted())!;
  const { q } = base.anatomy.layers[0]!.attention;
  const [w, b] = [q.linear.weight, q.linear.bias!].map((name) => asFloat32(base.graph.initializers.get(name)!));
  const [lower, upper] = ['lora_A', 'lora_B'].map((name) => asFloat32(values.get(`layer.0.q.${name}`)!));
  const { row, positions, tokens } = await sentenceRow(asking, { text: TEXT });
  const { about, tensors } = await run.reading.states(row, 'tuned');
  const size = { positions: positions.read, tokens: tokens.length };
  const [x] = statesOf(about.rows, tensors, { read: size, written: size });
  const width = q.linear.inFeatures;
  for (let token = 0; token < tokens.length; token++) {
    const inner = (at: (i: number) => number) => {
      let sum = 0;
      for (let i = 0; i < width; i++) sum += x![token * width + i]! * at(i);
      return sum;
    };
    const low = Array.from({ length: 8 }, (_, k) => inner((i) => lower![k * width + i]!));
    for (let o = 0; o < 8; o++) {
      const delta = low.reduce((sum, value, k) => sum + 2 * value * upper![o * 8 + k]!, 0);
      expect(answer.steps[2]!.tokens![token]![o]).toBeCloseTo(low[o]!, 4);
      expect(answer.steps[4]!.tokens![token]![o]).toBeCloseTo(delta, 4);
      expect(answer.steps[5]!.tokens![token]![o]).toBeCloseTo(inner((i) => w![i * width + o]!) + b![o]! + delta, 4);
    }
  }
}

/** Behind what a prompt puts before it, the text is still the text: both ways to read it find the same tokens. */
async function checkBehind(asking: Asking, embeddings: number): Promise<void> {
  // Its positions are others, its words are not.
  expect(embeddings).toBeLessThan(0.4);
  const { given } = await arithmeticOf(asking, { text: TEXT, place: 'q', layer: 1 });
  const { row, positions, tokens } = await sentenceRow(asking, { text: TEXT });
  const { about, tensors } = await asking.run.reading.states(row, 'tuned');
  const size = { positions: positions.read, tokens: tokens.length };
  const first = statesOf(about.rows, tensors, { read: size, written: size })[1]!;
  const width = first.length / tokens.length;
  tokens.forEach((_, token) => {
    const numbers = [...first.subarray(token * width, token * width + 8)];
    given[0]!.tokens![token]!.forEach((number, i) => expect(number).toBeCloseTo(numbers[i]!, 4));
  });
}

it.each([
  // Layers, then vectors before the text and keys before its keys.
  ['tiny-encoder', 'fine_foods', 'lora', 2, 0, 0],
  ['tiny-encoder', 'fine_foods', 'prompt-tuning', 2, 10, 0],
  ['tiny-decoder', 'shakespeare_sonnets', 'prefix-tuning', 4, 0, 16],
  ['tiny-encoder-decoder', 'numbers_de', 'lora', 6, 0, 0],
])(
  '%s on %s with %s: every layer, and the last is what the head reads',
  async (model, dataset, method, layers, virtual, prefix) => {
    const asking = await open(model, dataset, method);
    const { run } = asking;
    const { sentence, first, last } = await watched(asking, TEXT);
    expect([first.step, last.step]).toEqual([0, STEPS]);
    expect(sentence).toMatchObject({ virtual, prefix });
    const { rows } = sentence;
    expect(rows.filter(({ at }) => at === 'layer').map(({ layer }) => layer)).toEqual([...Array(layers).keys()]);
    expect(rows.map(({ side }) => side === 'written')).toEqual(
      rows.map((_, i) => model === 'tiny-encoder-decoder' && i > layers / 2),
    );
    for (const [i, { tokens }] of last.distances.entries())
      expect(tokens).toHaveLength((rows[i]!.side === 'written' ? sentence.written! : sentence.tokens).length);
    const moved = (look: SentenceLook) => look.distances.map(({ all }) => all);
    // LoRA begins at the pretrained model; what stands before the text is there from the start.
    if (method === 'lora') expect(Math.max(...moved(first))).toBe(0);
    else expect(Math.min(...moved(first).slice(1))).toBeGreaterThan(0);
    expect(moved(last).at(-1)).toBeGreaterThan(0);

    // Another graph reads the same: the mean of the last states is the vector before the head.
    const example = run.examples.validation[0]!;
    const written = example.targets?.filter((id) => id !== NO_TOKEN).length ?? 0;
    const tokens = written > 0 ? written : example.ids.length - (asking.task === 'causal-lm' ? 1 : 0);
    for (const which of ['base', 'tuned'] as const) {
      const { about, tensors } = await run.reading.states(example, which);
      const size = { positions: run.config.targetLength ?? LENGTH, tokens: Math.min(tokens, LENGTH) };
      const values = statesOf(about.rows, tensors, { read: size, written: size }).at(-1)!;
      const { values: vector, width } = await run.reading.vectors([0], which);
      for (let k = 0; k < width; k += 5) {
        let mean = 0;
        for (let token = 0; token < size.tokens; token++) mean += values[token * width + k]! / size.tokens;
        expect(mean).toBeCloseTo(vector[k]!, 4);
      }
    }

    await checkAttention(asking, layers, virtual + prefix);
    if (virtual > 0) await checkBehind(asking, moved(first)[0]!);
    if (method === 'lora' && layers === 2) {
      await checkLora(asking);
      const told: string[] = [];
      await watchSentence(asking, { text: ' ' }, (news) =>
        told.push(news.kind === 'failed' ? inEnglish(news.message) : ''),
      );
      expect(told).toEqual(['The model has no token for any of this. Type a text in its language.']);
      const without = await open(model, dataset, method);
      await finish(without.run.train(STEPS));
      expect(run.records.map(({ loss }) => loss)).toEqual(without.run.records.map(({ loss }) => loss));
      await without.run.dispose();
    }
    await run.dispose();
  },
  60_000,
);

/** Steps of a box without where they are read, as people see them. */
const formulas = (answer: Arithmetic): string[] =>
  answer.steps.map((step) => formulaOf(step, answer, (value) => String(Number(value.toPrecision(3)))));

it.each([
  ['ia3', 'k', ['x · key.weight', '① + key.bias', '② ⊙ ia3_l']],
  [
    'pfeiffer-adapter',
    'adapter2',
    // It reads what is behind the norm, and is added to what is before it, as in AdapterHub.
    [
      'LayerNorm(x, LayerNorm.weight, LayerNorm.bias)',
      '① · down.weightᵀ',
      '② + down.bias',
      'ReLU(③)',
      '④ · up.weightᵀ',
      '⑤ + up.bias',
      'x + ⑥',
    ],
  ],
] as const)('%s: the arithmetic of %s', async (method, place, steps) => {
  const asking = await open('tiny-encoder', 'fine_foods', method);
  const answer = await arithmeticOf(asking, { text: TEXT, place, layer: 1 });
  expect(formulas(answer)).toEqual(steps);
  expect(answer.tensors.some(({ trained }) => trained)).toBe(true);
  for (const { tokens } of answer.steps) expect(tokens).toHaveLength(4);
  await asking.run.dispose();
});
