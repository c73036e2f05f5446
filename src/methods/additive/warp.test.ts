/**
 * WARP whose prompts are copies of words computes what the base model computes on those words, the mask and the text.
 */
import { expect, it } from 'vitest';
import { evaluate } from '../../../test/evaluate';
import { loadFixture, prepareFixture } from '../../../test/methodCases';
import { asFloat32, f32, i32, type Tensor } from '../../onnx/tensor';
import { applyMethod } from '../context';
import { warp } from './warp';

const [words, mask, texts, padding] = [
  [11, 12],
  7,
  [
    [5, 6, 8, 9],
    [20, 21, 22, 0],
  ],
  [
    [1, 1, 1, 1],
    [1, 1, 1, 0],
  ],
];

it.each(['bert-torchscript', 'roberta-torchscript', 'electra-torchscript', 'distilbert-torchscript'])(
  'on %s the classifier reads the place of the mask',
  async (name) => {
    const l = words.length,
      positions = l + 1 + 4;
    const base = prepareFixture(loadFixture(name), positions);
    const feedsOf = (
      ids: number[][],
      seen: number[][],
      width: number,
      inputs: readonly { readonly name: string }[],
    ): Record<string, Tensor> => {
      const all: Record<string, Tensor> = {
        input_ids: i32([2, width], ids.flat()),
        attention_mask: i32([2, width], seen.flat()),
        token_type_ids: i32([2, width], new Int32Array(2 * width)),
      };
      return Object.fromEntries(inputs.flatMap((input) => (all[input.name] ? [[input.name, all[input.name]!]] : [])));
    };

    const plain = base.graph.clone();
    plain.outputs = [base.anatomy.lastHidden];
    plain.prune();
    const spelled = texts.map((text) => [...words, mask, ...text]),
      seen = padding.map((row) => [1, 1, 1, ...row]);
    const expected = asFloat32(
      (await evaluate(plain, feedsOf(spelled, seen, positions, plain.inputs)))[base.anatomy.lastHidden]!,
    );

    const applied = applyMethod(
      warp,
      { l },
      base.graph,
      { ...base.anatomy, maskToken: mask },
      { batch: 2, sequence: 4, training: false },
    );
    applied.builder.graph.outputs = [applied.pooled!, applied.lastHidden];
    const graph = applied.builder.finish();
    const { embeddingSize, hidden: d } = base.anatomy.dimensions;
    const table = asFloat32(base.graph.initializers.get(base.anatomy.embeddings.word.weight)!);
    const prompt = Float32Array.from(
      { length: l * embeddingSize },
      (_, i) => table[words[Math.floor(i / embeddingSize)]! * embeddingSize + (i % embeddingSize)]!,
    );
    const out = await evaluate(graph, {
      ...feedsOf(texts, padding, 4, graph.inputs),
      prompt_embeddings: f32([l, embeddingSize], prompt),
    });

    const [pooled, hidden] = [asFloat32(out[applied.pooled!]!), asFloat32(out[applied.lastHidden]!)];
    expect(out[applied.pooled!]!.dims).toEqual([2, d]);
    for (let row = 0; row < 2; row++) {
      for (let i = 0; i < d; i++) {
        expect(pooled[row * d + i]).toBeCloseTo(expected[(row * positions + l) * d + i]!, 5);
        expect(hidden[row * 4 * d + i]).toBeCloseTo(expected[(row * positions + l + 1) * d + i]!, 5);
      }
    }
  },
);
