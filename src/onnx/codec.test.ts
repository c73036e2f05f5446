import { readFileSync } from 'node:fs';
import { inEnglish } from '../messages/message';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { Builder } from './builder';
import { prepareModel } from './canonicalise';
import { decodeModel, encodeModel, ModelFileError } from './codec';
import { Graph, tensorAttribute } from './graph';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataLocation,
  TensorProto_DataType,
  TensorProtoSchema,
} from './proto/onnx_pb';
import { unsupportedNodes } from './support';
import { bool, f32, i32, i64, tensorOf, type Tensor } from './tensor';

const fixtures = join(import.meta.dirname, '../../fixtures');
const read = (path: string) => new Uint8Array(readFileSync(join(fixtures, path)));
const fail = (bytes: Uint8Array, external?: (location: string) => Uint8Array | undefined): Error => {
  try {
    decodeModel(bytes, external);
  } catch (error) {
    return error as Error;
  }
  throw new Error('decodeModel accepted the file');
};

describe('tensors that no buffer holds', () => {
  /** A model of two weights in a second file, of the second only what the header says. */
  const headed = (dataType: TensorProto_DataType) =>
    toBinary(
      ModelProtoSchema,
      create(ModelProtoSchema, {
        opsetImport: [{ domain: '', version: 17n }],
        graph: create(GraphProtoSchema, {
          node: [create(NodeProtoSchema, { opType: 'Gather', input: ['table', 'small'], output: ['y'] })],
          initializer: [
            { name: 'small', dims: [4n], dataType: TensorProto_DataType.INT64 },
            { name: 'table', dims: [300_000n, 2048n], dataType },
          ].map((tensor) =>
            create(TensorProtoSchema, {
              ...tensor,
              dataLocation: TensorProto_DataLocation.EXTERNAL,
              externalData: [create(StringStringEntryProtoSchema, { key: 'location', value: 'model.onnx_data' })],
            }),
          ),
        }),
      }),
    );

  it.each([
    ['fp32', TensorProto_DataType.FLOAT],
    ['halves, which become fp32', TensorProto_DataType.FLOAT16],
    ['bfloat16', TensorProto_DataType.BFLOAT16],
  ])('are named before any weight file is asked for: %s', (_, type) => {
    const asked: string[] = [];
    const error = fail(headed(type), (location) => void asked.push(location));
    expect(error).toBeInstanceOf(ModelFileError);
    expect(error.message).toMatch(/"table" of the model, \[300000, 2048\], takes 2\.5 GB .*4 or 8 bits/s);
    expect(asked).toEqual([]);
  });

  it('are none in eight bits', () => {
    expect(fail(headed(TensorProto_DataType.UINT8)).message).toMatch(/second file, "model.onnx_data"/);
  });
});

describe('files that cannot be used', () => {
  it.each([
    ['0 bytes', new Uint8Array(0), /empty \(0 bytes\)/],
    ['an empty file', read('bad/empty.onnx'), /empty \(0 bytes\)/],
    ['a truncated file', read('bad/truncated.onnx'), /cut off/],
    ['a picture', read('bad/not-onnx.bin'), /not a complete ONNX model|holds no ONNX graph/],
    [
      'a web page',
      new TextEncoder().encode('<!DOCTYPE html><html><body>404 Not Found</body></html>'),
      /not a complete ONNX model|holds no ONNX graph/,
    ],
    [
      'JSON',
      new TextEncoder().encode('{"model_type": "bert", "hidden_size": 128}'),
      /not a complete ONNX model|holds no ONNX graph/,
    ],
    ['zeros', new Uint8Array(4096), /not a complete ONNX model|holds no ONNX graph/],
  ])('%s gets a sentence', (_, bytes, message) => {
    const error = fail(bytes);
    expect(error).toBeInstanceOf(ModelFileError);
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/\.$|\)\.?$/);
  });

  it('missing external data names the file to add', () => {
    const bytes = read('bert-external/onnx/model.onnx');
    expect(fail(bytes).message).toMatch(/"model\.onnx_data", which is missing\. Add it/);
    expect(fail(bytes, () => new Uint8Array(100)).message).toMatch(/too short for tensor/);
  });

  it('a tensor with too few elements or of an unknown type is named', () => {
    const file = (dataType: TensorProto_DataType, raw: number) =>
      toBinary(
        ModelProtoSchema,
        create(ModelProtoSchema, {
          graph: create(GraphProtoSchema, {
            node: [create(NodeProtoSchema, { opType: 'Identity', input: ['w'], output: ['y'] })],
            initializer: [create(TensorProtoSchema, { name: 'w', dataType, dims: [4n], rawData: new Uint8Array(raw) })],
          }),
        }),
      );
    expect(fail(file(TensorProto_DataType.FLOAT, 8)).message).toMatch(/"w" should hold 4 elements but has 2/);
    expect(fail(file(TensorProto_DataType.FLOAT8E5M2, 4)).message).toMatch(
      /FLOAT8E5M2, which is not supported\. Export/,
    );
  });

  it('local functions are refused with the way out', () => {
    const model = create(ModelProtoSchema, {
      graph: create(GraphProtoSchema, {
        node: [create(NodeProtoSchema, { opType: 'F', input: ['x'], output: ['y'] })],
      }),
      functions: [{ name: 'F' }],
    });
    expect(fail(toBinary(ModelProtoSchema, model)).message).toMatch(/local function.*inline/);
  });

  it('no damage makes anything but a ModelFileError', () => {
    const whole = read('distilbert-torchscript/onnx/model.onnx');
    let state = 1;
    const random = () => (state = (state * 1103515245 + 12345) % 2147483648);
    for (let i = 0; i < 150; i++) {
      const bytes = i % 2 ? whole.slice(0, random() % whole.length) : whole.slice();
      if (i % 2 === 0) for (let k = 0; k < 20; k++) bytes[random() % bytes.length] = random() % 256;
      try {
        decodeModel(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(ModelFileError);
      }
    }
  });

  it('an unknown operator is named by inspection and by preparation', () => {
    const graph = decodeModel(read('bad/unknown-op.onnx'));
    const [first] = unsupportedNodes(graph);
    expect(first?.op).toBe('org.example.Frobnicate');
    expect(inEnglish(first!.reason)).toMatch(/no rule for operator org\.example\.Frobnicate/);
    expect(() => prepareModel(graph, { batch: 2, sequence: 7 })).toThrow(
      new RegExp(`Frobnicate.*"${first!.node}"|"${first!.node}".*Frobnicate`),
    );
  });
});

describe('round trip', () => {
  const tensors: Record<string, Tensor> = {
    f: f32([2, 2], [1.5, -2, 0, 1e-30]),
    h: tensorOf('float16', [3], [1, 0.5, -65504]),
    d: tensorOf('float64', [1], [Math.PI]),
    l: i64([2], [-1, 2 ** 40]),
    i: i32([2], [-5, 7]),
    b: bool([3], [true, false, true]),
    u: tensorOf('uint8', [2], [0, 255]),
    s: tensorOf('int8', [2], [-128, 127]),
    empty: f32([0, 4], []),
    scalar: f32([], [3]),
  };

  function graphOf(): Graph {
    const graph = new Graph();
    const g = new Builder(graph, 'base');
    for (const [name, tensor] of Object.entries(tensors)) g.initializer(name, tensor);
    const x = g.input('x', 'float32', [2, 2]);
    graph.outputs = [g.add(x, 'f')];
    graph.nodes.push({
      name: 'odd',
      op: 'Odd',
      domain: 'org.example',
      inputs: ['', 'f'],
      outputs: ['y', ''],
      role: 'base',
      attributes: {
        t: tensorAttribute(tensors.h!),
        i: { kind: 'int', value: -3 },
        f: { kind: 'float', value: 0.5 },
        s: { kind: 'string', value: 'é' },
        is: { kind: 'ints', value: [1, 2] },
        fs: { kind: 'floats', value: [0.25] },
        ss: { kind: 'strings', value: ['a', 'b'] },
      },
    });
    graph.domains.set('org.example', 3);
    return graph;
  }

  it('keeps tensors of every type, attributes of every kind, optional inputs and domains', () => {
    const again = decodeModel(encodeModel(graphOf()).model);
    for (const [name, tensor] of Object.entries(tensors)) expect(again.initializers.get(name)).toEqual(tensor);
    expect(again.nodes[1]).toMatchObject(graphOf().nodes[1]!);
    expect(again.domains.get('org.example')).toBe(3);
    expect(again.inputs).toEqual([{ name: 'x', dtype: 'float32', dims: [2, 2] }]);
  });

  it('puts big tensors outside when asked, aligned, and reads them back', () => {
    const { model, external } = encodeModel(graphOf(), { externalThreshold: 8, externalName: 'w.bin' });
    expect(external?.path).toBe('w.bin');
    const again = decodeModel(model, (location) => (location === 'w.bin' ? external!.data : undefined));
    for (const [name, tensor] of Object.entries(tensors)) expect(again.initializers.get(name)).toEqual(tensor);
  });

  it('reads bytes at any alignment and from a Buffer', () => {
    const { model } = encodeModel(graphOf());
    for (let shift = 0; shift < 4; shift++) {
      const buffer = Buffer.alloc(model.length + shift);
      buffer.set(model, shift);
      expect(decodeModel(buffer.subarray(shift)).initializers.get('f')).toEqual(tensors.f);
    }
  });

  it("notes the module of a node from its name, its output, or the exporter's metadata", () => {
    const node = (name: string, output: string, scopes?: string) =>
      create(NodeProtoSchema, {
        name,
        opType: 'Identity',
        input: ['x'],
        output: [output],
        attribute: [create(AttributeProtoSchema, { name: 'a', type: AttributeProto_AttributeType.INT, i: 1n })],
        metadataProps: scopes ? [{ key: 'pkg.torch.onnx.name_scopes', value: scopes }] : [],
      });
    const graph = decodeModel(
      toBinary(
        ModelProtoSchema,
        create(ModelProtoSchema, {
          graph: create(GraphProtoSchema, {
            node: [
              node('/encoder/layer.0/dense/MatMul', 'a'),
              node('Attention_0', '/encoder/layer.0/self/Reshape_output_0'),
              node('node_linear', 'c', "['', 'model', 'model.layers.0', 'linear']"),
              node('plain', 'd'),
            ],
          }),
        }),
      ),
    );
    expect(graph.nodes.map((n) => n.module)).toEqual([
      'encoder.layer.0.dense',
      'encoder.layer.0.self',
      'model.layers.0',
      undefined,
    ]);
  });
});
