/** What a hidden state may depend on, for every method: not on later tokens in a decoder, nowhere on padding. */
import { applicability } from '../src/methods/applicability';
import { describe, expect, it } from 'vitest';
import { unfrozenName } from '../src/methods/baseWeights';
import { applyMethod } from '../src/methods/context';
import type { Method } from '../src/methods/contract';
import { initialise } from '../src/methods/initialise';
import { methods } from '../src/methods/registry';
import { asFloat32, f32, i32, type Tensor } from '../src/onnx/tensor';
import { prepare } from './evaluate';
import { loadFixture, prepareFixture, settingsOf } from './methodCases';

const text = 6;

/** Hidden states (2, 6, d) of one text with its last token, or the ids of its padding, in two versions. */
async function hiddenStates(
  name: string,
  method: Method,
  mask: readonly number[],
): Promise<{ first: Float32Array; second: Float32Array; width: number } | undefined> {
  const fixture = loadFixture(name);
  const hp = settingsOf(method, prepareFixture(fixture, text).anatomy.dimensions)[0];
  if (!hp) return undefined;
  const base = prepareFixture(fixture, text + (method.virtualTokens?.(hp) ?? 0));
  const result = applyMethod(method, hp, base.graph, base.anatomy, { batch: 2, sequence: text, training: false });
  result.builder.graph.outputs = [result.lastHidden];
  const graph = result.builder.finish();
  const feeds: Record<string, Tensor> = {};
  for (const parameter of result.parameters)
    feeds[parameter.name] = f32(
      parameter.shape,
      initialise(parameter, 1, base.graph).map((v, i) => v + 0.1 * Math.sin(1 + i)),
    );
  const ids = [
    [5, 6, 7, 8, 9, 10],
    [5, 6, 7, 8, mask[4] === 0 ? 30 : 9, 31],
  ];
  const batch: Record<string, Tensor> = {
    input_ids: i32([2, text], ids.flat()),
    attention_mask: i32([2, text], [...mask, ...mask]),
    token_type_ids: i32([2, text], new Int32Array(2 * text)),
  };
  for (const { name: input } of graph.inputs) feeds[input] ??= batch[input]!;
  const session = await prepare(graph);
  const out = (await session.run(feeds))[result.lastHidden]!;
  await session.release();
  const width = out.dims[2]!;
  const states = asFloat32(out);
  return { first: states.slice(0, text * width), second: states.slice(text * width), width };
}

const largest = (a: Float32Array, b: Float32Array) => a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i]!)), 0);

const usableOn = (name: string) => {
  const { dimensions } = prepareFixture(loadFixture(name), text).anatomy;
  return methods.filter((method) => !applicability(method, dimensions)).map((method) => [method.id, method] as const);
};

describe.each(['gpt2-torchscript', 'llama-torchscript'])('%s', (name) => {
  it.each(usableOn(name))('%s does not look ahead', async (_, method) => {
    const states = await hiddenStates(name, method, [1, 1, 1, 1, 1, 1]);
    if (!states) return;
    const { first, second, width } = states;
    const before = (text - 1) * width;
    expect(largest(first.subarray(0, before), second.subarray(0, before))).toBeLessThan(1e-5);
    expect(largest(first.subarray(before), second.subarray(before))).toBeGreaterThan(1e-3);
  });
});

describe.each(['bert-torchscript', 'gpt2-torchscript'])('%s', (name) => {
  it.each(usableOn(name))('%s does not see padding', async (_, method) => {
    const states = await hiddenStates(name, method, [1, 1, 1, 1, 0, 0]);
    if (!states) return;
    const { first, second, width } = states;
    expect(largest(first.subarray(0, 4 * width), second.subarray(0, 4 * width))).toBeLessThan(1e-5);
  });
});

it('names unfrozen tensors as transformers does', () => {
  const { anatomy } = prepareFixture(loadFixture('bert-torchscript'), text);
  expect(unfrozenName(anatomy, anatomy.layers[1]!.attention.q.linear.weight)).toBe(
    'encoder.layer.1.attention.self.query.weight',
  );
});
