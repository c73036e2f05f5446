/** Encoder and decoder files as one graph: the same logits as PyTorch's, whatever way the model was cut. */
import { describe, expect, it } from 'vitest';
import { encoderDecoders, expectedOf, filesOf, loadFixture } from '../../test/encoderDecoders';
import { evaluate } from '../../test/evaluate';
import { prepareModel } from '../onnx/canonicalise';
import { decodeModel } from '../onnx/codec';
import { joinEncoderDecoder } from '../onnx/join';
import { loadModel, memorySource } from './modelFolder';

const size = { batch: 2, sequence: 7, target: 5 };

describe('encoder and decoder as one graph', () => {
  it.each(encoderDecoders)('%s computes what PyTorch does', async (name) => {
    const { graph, bytes } = await loadFixture(name);
    const { feeds, logits } = expectedOf(name);
    const prepared = prepareModel(graph, size);
    expect(prepared.inputs.map((input) => input.name).sort()).toEqual(Object.keys(feeds).sort());
    const found = (await evaluate(prepared, feeds)).logits!;
    expect(found.dims).toEqual([2, 5, 97]);
    const difference = Math.max(...logits.map((wanted, i) => Math.abs(wanted - Number(found.data[i]))));
    expect(difference).toBeLessThan(1e-4);
    const files = [...filesOf(name)].filter(([path]) => path.endsWith('.onnx'));
    expect(bytes).toBe(files.reduce((sum, [, file]) => sum + file.byteLength, 0));
  });

  it('holds a table once that both files have', async () => {
    const { graph } = await loadFixture('t5');
    const tables = [...prepareModel(graph, size).initializers.values()].filter(
      ({ dims }) => dims.includes(97) && dims.length === 2,
    );
    expect(tables).toHaveLength(1);
  });

  it('keeps two tables that differ', async () => {
    const { graph } = await loadFixture('t5');
    const [name, table] = [...graph.initializers].find(([key]) => key === 'encoder.embed_tokens.weight')!;
    graph.initializers.set(name, { ...table, data: (table.data as Float32Array).map((x) => x + 0.01) });
    const tables = [...prepareModel(graph, size).initializers.values()].filter(
      ({ dims }) => dims.includes(97) && dims.length === 2,
    );
    expect(tables).toHaveLength(2);
  });

  it('refuses a decoder without its encoder, and two that do not fit', async () => {
    const files = filesOf('t5');
    const [encoder, decoder] = ['encoder', 'decoder'].map((part) => files.get(`onnx/${part}_model.onnx`)!);
    const alone = await loadModel(memorySource(new Map([['decoder_model.onnx', decoder!]])), 'alone');
    expect(() => prepareModel(alone.graph, size)).toThrow(/Put encoder_model.onnx of the same export beside it/);
    const [first, second] = [decodeModel(encoder!), decodeModel(decoder!)];
    expect(() => joinEncoderDecoder(first, first)).toThrow(/do not fit together.*takes input_ids, attention_mask/);
    second.opset = 13;
    expect(() => joinEncoderDecoder(first, second)).toThrow(/opset 17 and the decoder for opset 13/);
  });
});
