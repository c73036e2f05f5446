/** Layers of many kinds: what is found in tiny exports of them, and that these compute what onnxruntime does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate';
import { fixtureRoot } from '../../test/methodCases';
import { decodeModel } from '../onnx/codec';
import { f32, i32 } from '../onnx/tensor';
import type { Anatomy, Dimensions } from './anatomy';
import { prepareBase, type Base } from './prepare';

interface Expected {
  readonly input_ids: number[][];
  readonly attention_mask: number[][];
  /** Logits, or hidden states of an encoder, of the last token of each row. */
  readonly last: number[][];
}

const read = (name: string, file: string) => readFileSync(join(fixtureRoot, 'architectures', name, file));

interface Case {
  readonly dimensions: Partial<Dimensions>;
  readonly norms: readonly string[];
  /** HF paths in the first layer. */
  readonly paths: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  gptj: {
    dimensions: { normPosition: 'pre', parallel: true, intermediate: 64 },
    norms: ['norm1'],
    paths: ['h.0.attn.q_proj', 'h.0.attn.out_proj', 'h.0.mlp.fc_in', 'h.0.mlp.fc_out', 'h.0.ln_1'],
  },
  gpt_neox: {
    dimensions: { normPosition: 'pre', parallel: true, fusedQkv: true, mixedQkv: true },
    norms: ['norm1', 'norm2'],
    paths: [
      'layers.0.attention.query_key_value',
      'layers.0.attention.dense',
      'layers.0.mlp.dense_h_to_4h',
      'layers.0.mlp.dense_4h_to_h',
      'layers.0.input_layernorm',
    ],
  },
  // Attention over (B·heads, T, T), biased by distance.
  bloom: {
    dimensions: { normPosition: 'pre', fusedQkv: true, mixedQkv: true, embeddingNorm: true, finalNorm: true },
    norms: ['norm1', 'norm2'],
    paths: [
      'h.0.self_attention.query_key_value',
      'h.0.self_attention.dense',
      'h.0.mlp.dense_h_to_4h',
      'h.0.mlp.dense_4h_to_h',
      'h.0.input_layernorm',
    ],
  },
  // Positions relative to each other, projected with the matrices of queries and keys.
  'deberta-v2': {
    dimensions: { kind: 'encoder', normPosition: 'post', embeddingNorm: true, biases: true },
    norms: ['norm1', 'norm2'],
    paths: [
      'encoder.layer.0.attention.self.query_proj',
      'encoder.layer.0.attention.output.dense',
      'encoder.layer.0.intermediate.dense',
      'encoder.layer.0.output.dense',
      'encoder.layer.0.attention.output.LayerNorm',
    ],
  },
  // Each branch is multiplied by a number before it is added.
  granite: {
    dimensions: { normPosition: 'pre', gated: true, kvHeads: 2, intermediate: 48 },
    norms: ['norm1', 'norm2'],
    paths: [
      'layers.0.self_attn.q_proj',
      'layers.0.self_attn.o_proj',
      'layers.0.mlp.up_proj',
      'layers.0.mlp.down_proj',
      'layers.0.input_layernorm',
    ],
  },
  modernbert: {
    dimensions: { kind: 'encoder', normPosition: 'pre', packedGate: true, fusedQkv: true, mixedQkv: true },
    norms: ['norm1', 'norm2'],
    paths: ['layers.0.attn.Wqkv', 'layers.0.attn.Wo', 'layers.0.mlp.Wi', 'layers.0.mlp.Wo', 'layers.0.mlp_norm'],
  },
  // Narrow inside its bottlenecks, with several feed-forward blocks; norms that only scale and shift.
  mobilebert: {
    dimensions: {
      kind: 'encoder',
      normPosition: 'post',
      headDim: 4,
      intermediate: 64,
      bottleneck: { width: 16, query: 16, value: 32 },
    },
    norms: ['norm1', 'norm2'],
    paths: [
      'encoder.layer.0.attention.self.query',
      'encoder.layer.0.attention.output.dense',
      'encoder.layer.0.intermediate.dense',
      'encoder.layer.0.output.dense',
      'encoder.layer.0.attention.output.LayerNorm',
    ],
  },
  cohere: {
    dimensions: { normPosition: 'pre', parallel: true, gated: true, biases: false },
    norms: ['norm1'],
    paths: [
      'layers.0.self_attn.q_proj',
      'layers.0.self_attn.o_proj',
      'layers.0.mlp.up_proj',
      'layers.0.mlp.down_proj',
      'layers.0.input_layernorm',
    ],
  },
  phi3: {
    dimensions: { normPosition: 'pre', packedGate: true, fusedQkv: true, intermediate: 64 },
    norms: ['norm1', 'norm2'],
    paths: [
      'layers.0.self_attn.qkv_proj',
      'layers.0.self_attn.o_proj',
      'layers.0.mlp.gate_up_proj',
      'layers.0.mlp.down_proj',
      'layers.0.input_layernorm',
    ],
  },
  gemma2: {
    dimensions: { normPosition: 'sandwich', gated: true },
    norms: ['norm1', 'normOut1', 'norm2', 'normOut2'],
    paths: [
      'layers.0.self_attn.q_proj',
      'layers.0.self_attn.o_proj',
      'layers.0.mlp.up_proj',
      'layers.0.mlp.down_proj',
      'layers.0.input_layernorm',
    ],
  },
  olmo2: {
    dimensions: { normPosition: 'branch', gated: true },
    norms: ['normOut1', 'normOut2'],
    paths: [
      'layers.0.self_attn.q_proj',
      'layers.0.self_attn.o_proj',
      'layers.0.mlp.up_proj',
      'layers.0.mlp.down_proj',
      'layers.0.post_attention_layernorm',
    ],
  },
  opt: {
    dimensions: { normPosition: 'pre', biases: true, intermediate: 64 },
    norms: ['norm1', 'norm2'],
    paths: [
      'layers.0.self_attn.q_proj',
      'layers.0.self_attn.out_proj',
      'layers.0.fc1',
      'layers.0.fc2',
      'layers.0.self_attn_layer_norm',
    ],
  },
};

describe.each(Object.entries(cases))('layers of %s', (name, { dimensions, norms, paths }) => {
  const expected = JSON.parse(read(name, 'expected.json').toString()) as Expected;
  const [batch, sequence] = [expected.input_ids.length, expected.input_ids[0]!.length];
  let base: Base;
  let anatomy: Anatomy;
  beforeAll(() => {
    const config = JSON.parse(read(name, 'config.json').toString()) as Record<string, unknown>;
    const graph = decodeModel(new Uint8Array(read(name, 'onnx/model.onnx')));
    base = prepareBase({ graph, config }, { batch, sequence });
    ({ anatomy } = base);
  });

  it('are understood', () => {
    expect(anatomy.dimensions).toMatchObject({ layers: 2, heads: 4, headDim: 8, hidden: 32, ...dimensions });
    expect(anatomy.dimensions.gaps?.layers).toBeUndefined();
    // ModernBERT's first layer reads the embeddings' norm, and has none before its attention.
    expect(anatomy.layers[1]!.norms.map(({ place }) => place)).toEqual(norms);
  });

  it('have the names of the file', () => {
    const [layer] = anatomy.layers;
    const { attention, feedForward } = layer!;
    const found = [attention.fused ?? attention.q.linear, attention.o, feedForward.up, feedForward.down];
    expect([...found.map(({ path }) => path), layer!.norms[0]!.path]).toEqual(paths);
  });

  it("compute onnxruntime's output of the file", async () => {
    const given = (rows: number[][]) => i32([batch, sequence], rows.flat());
    const feeds = { [anatomy.inputs.ids]: given(expected.input_ids) };
    if (anatomy.inputs.mask) feeds[anatomy.inputs.mask] = given(expected.attention_mask);
    const { [base.graph.outputs[0]!]: logits } = await evaluate(base.graph, feeds);
    const width = logits!.dims[2]!;
    expected.last.forEach((row, at) => {
      const token = expected.attention_mask[at]!.lastIndexOf(1);
      const own = logits!.data.slice((at * sequence + token) * width, (at * sequence + token + 1) * width);
      row.forEach((value, i) => expect(Math.abs(Number(own[i]) - value)).toBeLessThan(1e-4));
    });
  });
});

describe('a factor behind the word embedding', () => {
  /** Soft prompts stand behind the table's factor, and before the model's: Transformers multiplies them there. */
  it.each([
    ['gemma2', Math.sqrt(32)],
    ['granite', undefined],
  ])('of %s belongs to the table, or to the model', (name, factor) => {
    const config = JSON.parse(read(name, 'config.json').toString()) as Record<string, unknown>;
    const graph = decodeModel(new Uint8Array(read(name, 'onnx/model.onnx')));
    const { anatomy } = prepareBase({ graph, config }, { batch: 1, sequence: 4 });
    const { scale } = anatomy.embeddings.word;
    if (factor === undefined) expect(scale).toBeUndefined();
    else expect(scale).toBeCloseTo(factor, 4);
  });
});

describe('a matrix that a file stores twice', () => {
  it('is told where the copies differ, since one change would reach one of them', () => {
    const config = JSON.parse(read('deberta-v2', 'config.json').toString()) as Record<string, unknown>;
    const graph = decodeModel(new Uint8Array(read('deberta-v2', 'onnx/model.onnx')));
    // The text's own copy, rounded; positions keep the matrix as it was.
    const text = graph.nodes.find(({ name }) => name.endsWith('layer.0/attention/self/query_proj/MatMul'))!;
    const { dims, data } = graph.initializers.get(text.inputs[1]!)!;
    graph.initializers.set(
      'rounded',
      f32(
        dims,
        Float32Array.from(data as Float32Array, (x) => Math.round(99 * x) / 99),
      ),
    );
    text.inputs[1] = 'rounded';
    const { anatomy } = prepareBase({ graph, config }, { batch: 1, sequence: 4 });
    expect(anatomy.dimensions.gaps?.layers).toMatchObject({ code: 'anatomy.storedTwice' });
  });
});
