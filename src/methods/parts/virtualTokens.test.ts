/** Soft prompts against the base model itself: a prompt made of real tokens must act exactly like those tokens. */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/evaluate';
import { loadFixture } from '../../../test/methodCases';
import { describe as describeGraph } from '../../anatomy/describe';
import { prepareModel } from '../../onnx/canonicalise';
import { asFloat32, f32, i32, type Tensor } from '../../onnx/tensor';
import { applyMethod } from '../context';
import { resolveHyperparameters } from '../hyperparameters';
import { prefixTuning } from '../additive/prefixTuning';
import { promptTuning } from '../additive/promptTuning';

const l = 3,
  text = 6,
  total = l + text;
const tokens = [11, 42, 7, 90, 15, 33, 8, 61, 24];
// The last two positions are padding.
const mask = tokens.map((_, i) => (i < total - 2 ? 1 : 0));

const batch = (from: number): Record<string, Tensor> => ({
  input_ids: i32([1, total - from], tokens.slice(from)),
  attention_mask: i32([1, total - from], mask.slice(from)),
  token_type_ids: i32(
    [1, total - from],
    tokens.slice(from).map(() => 0),
  ),
});
const feed = (names: readonly { name: string }[], tensors: Record<string, Tensor>) =>
  Object.fromEntries(names.flatMap(({ name }) => (tensors[name] ? [[name, tensors[name]]] : [])));

function largestDifference(full: Tensor, tail: Tensor): number {
  const width = full.dims[2]!;
  const [a, b] = [asFloat32(full), asFloat32(tail)];
  expect(tail.dims).toEqual([1, text, width]);
  let worst = 0;
  for (let i = 0; i < (text - 2) * width; i++) worst = Math.max(worst, Math.abs(a[l * width + i]! - b[i]!));
  return worst;
}

const names = ['bert', 'roberta', 'distilbert', 'electra', 'gpt2', 'llama']
  .flatMap((family) => [`${family}-torchscript`, `${family}-dynamo`])
  .concat('llama-dynamo-sdpa', 'gpt2-legacy', 'llama16-dynamo');

describe.each(names)('%s', (name) => {
  const fixture = loadFixture(name);
  const prepare = (sequence: number) => {
    const graph = prepareModel(fixture.graph, { batch: 1, sequence });
    return { graph, anatomy: describeGraph(graph, fixture.config) };
  };

  it('a prompt of word embeddings acts like those words', async () => {
    const { graph, anatomy } = prepare(total);
    const hp = resolveHyperparameters(promptTuning, { l });
    const { builder, lastHidden } = applyMethod(promptTuning, hp, graph, anatomy, {
      batch: 1,
      sequence: text,
      training: false,
    });
    builder.graph.outputs = [lastHidden];
    const rewritten = builder.finish();
    const plain = graph.clone();
    plain.outputs = [anatomy.lastHidden];
    plain.prune();
    const width = anatomy.dimensions.embeddingSize;
    const table = asFloat32(graph.initializers.get(anatomy.embeddings.word.weight)!);
    const prompt = f32(
      [l, width],
      tokens.slice(0, l).flatMap((id) => [...table.slice(id * width, (id + 1) * width)]),
    );
    const full = (await evaluate(plain, feed(plain.inputs, batch(0))))[anatomy.lastHidden]!;
    const tail = (await evaluate(rewritten, { ...feed(rewritten.inputs, batch(l)), prompt_embeddings: prompt }))[
      lastHidden
    ]!;
    expect(largestDifference(full, tail)).toBeLessThan(1e-5);
  });

  it('a prefix of cached keys and values acts like the words that they come from', async () => {
    const long = prepare(total);
    const plain = long.graph.clone();
    const attentions = long.anatomy.layers.map((layer) => layer.attention);
    plain.outputs = [long.anatomy.lastHidden, ...attentions.flatMap(({ keys, values }) => [keys, values])];
    plain.prune();
    const out = await evaluate(plain, feed(plain.inputs, batch(0)));

    const { heads, kvHeads, headDim, layers } = long.anatomy.dimensions;
    const prefix = new Float32Array(l * 2 * layers * kvHeads * headDim);
    const write = (slot: number, tensor: Tensor, transposed: boolean) => {
      const data = asFloat32(tensor);
      for (let t = 0; t < l; t++)
        for (let h = 0; h < kvHeads; h++)
          for (let i = 0; i < headDim; i++) {
            const head = h * (heads / kvHeads);
            const at = transposed ? (head * headDim + i) * total + t : (head * total + t) * headDim + i;
            prefix[t * 2 * layers * kvHeads * headDim + slot * kvHeads * headDim + h * headDim + i] = data[at]!;
          }
    };
    attentions.forEach(({ keys, keysTransposed, values }, i) => {
      write(2 * i, out[keys]!, keysTransposed ?? false);
      write(2 * i + 1, out[values]!, false);
    });

    const { graph, anatomy } = prepare(text);
    const hp = resolveHyperparameters(prefixTuning, { l, shift_positions: true });
    const { builder, lastHidden } = applyMethod(prefixTuning, hp, graph, anatomy, {
      batch: 1,
      sequence: text,
      training: false,
    });
    builder.graph.outputs = [lastHidden];
    const rewritten = builder.finish();
    const tail = (
      await evaluate(rewritten, {
        ...feed(rewritten.inputs, batch(l)),
        prompt_embeddings: f32([l, prefix.length / l], prefix),
      })
    )[lastHidden]!;
    expect(largestDifference(out[long.anatomy.lastHidden]!, tail)).toBeLessThan(2e-5);
  });
});
