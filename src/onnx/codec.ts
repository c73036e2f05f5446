/** ONNX files in and out: protobuf by @bufbuild/protobuf with the official schema, external data included. */
import { isShape } from './infer/shapes';
import { says, shapeTold } from './messages';
import { MessageError } from '../messages/message';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  ModelProtoSchema,
  TensorProto_DataLocation,
  TensorProto_DataType as DataType,
  TensorProtoSchema,
  ValueInfoProtoSchema,
  NodeProtoSchema,
  GraphProtoSchema,
  type AttributeProto,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from './proto/onnx_pb';
import { Graph, type Attribute, type Input, type Node } from './graph';
import { arrays, BFLOAT16, bytesFor, onnxFromDtype, supportedDtype, type ArrayOf, type DType } from './dtype';
import { byteLengthOf, onDemand, sizeOf, tensorOf, type Tensor } from './tensor';

/** Resolves `external_data` locations to file contents; called with the location as written in the model. */
export type ExternalData = (location: string) => Uint8Array | undefined;

/** A file that cannot be used. */
export class ModelFileError extends MessageError {
  override name = 'ModelFileError';
}

/** Reads little-endian bytes as a typed array, copying only where the bytes are not aligned. */
export function arrayFromBytes<D extends DType>(dtype: D, bytes: Uint8Array): ArrayOf[D] {
  const size = arrays[dtype].BYTES_PER_ELEMENT;
  // Node's Buffer is a Uint8Array whose own slice() does not copy.
  const aligned = bytes.byteOffset % size === 0 ? bytes : Uint8Array.prototype.slice.call(bytes);
  return new arrays[dtype](aligned.buffer, aligned.byteOffset, Math.floor(aligned.byteLength / size));
}

/** Where elements that were decoded lie in their file. */
const places = new WeakMap<object, Uint8Array>();

/** The part of a file that holds a decoded tensor's elements; undefined where it does not hold them as they are. */
export const placeOf = (data: Tensor['data']): Uint8Array | undefined => places.get(data);

function arrayAt<D extends DType>(dtype: D, bytes: Uint8Array): ArrayOf[D] {
  const data = arrayFromBytes(dtype, bytes);
  places.set(data, bytes);
  return data;
}

/** The raw little-endian bytes of a tensor, without copying. */
export function bytesOf(tensor: Tensor): Uint8Array {
  const { data } = tensor;
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * Decodes an ONNX model file. Weights stay views of `bytes` where alignment allows.
 * @throws ModelFileError for anything that is not a whole, supported ONNX model.
 */
export function decodeModel(bytes: Uint8Array, externalData?: ExternalData): Graph {
  if (bytes.byteLength === 0) throw new ModelFileError(says.emptyFile);
  let model;
  try {
    model = fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false });
  } catch {
    // What protobuf says of tags and wire types helps nobody.
    throw new ModelFileError(says.notOnnx);
  }
  if (!model.graph || model.graph.node.length === 0) {
    throw new ModelFileError(says.noGraph);
  }
  const graph = decodeGraph(model.graph, externalData);
  graph.opset = 1;
  for (const entry of model.opsetImport) {
    if (entry.domain === '' || entry.domain === 'ai.onnx') graph.opset = Number(entry.version);
    else graph.domains.set(entry.domain, Number(entry.version));
  }
  for (const { key, value } of model.metadataProps) graph.metadata.set(key, value);
  if (model.functions.length > 0) {
    throw new ModelFileError(says.localFunctions({ count: model.functions.length, first: model.functions[0]!.name }));
  }
  return graph;
}

/** A longer buffer can be had neither of a browser nor of onnxruntime's 32-bit heap. */
const mostBytes = 2 ** 31 - 1;

/**
 * Told from the shapes alone, before any weight file is asked for. Halves are computed with as fp32.
 * @throws ModelFileError
 */
function refuseLongTensors(tensors: readonly TensorProto[]): void {
  for (const { name, dims, dataType } of tensors) {
    const shape = dims.map(Number);
    const dtype = dataType === BFLOAT16 ? 'float32' : supportedDtype(dataType);
    const bytes = dtype ? bytesFor(dtype === 'float16' ? 'float32' : dtype, sizeOf(shape)) : 0;
    if (bytes > mostBytes)
      throw new ModelFileError(
        says.tensorTooLarge({ tensor: name, shape: shape.join(', '), size: Number((bytes / 1e9).toFixed(1)) }),
      );
  }
}

function decodeGraph(proto: GraphProto, externalData?: ExternalData): Graph {
  const graph = new Graph();
  refuseLongTensors(proto.initializer);
  graph.name = proto.name || 'graph';
  for (const tensor of proto.initializer) graph.initializers.set(tensor.name, decodeTensor(tensor, externalData));
  for (const info of proto.input) if (!graph.initializers.has(info.name)) graph.inputs.push(decodeInput(info));
  graph.outputs = proto.output.map((info) => info.name);
  const names = new Set<string>();
  graph.nodes = proto.node.map((node, index): Node => {
    let name = node.name || `${node.opType}_${index}`;
    while (names.has(name)) name += '_';
    names.add(name);
    const attributes: Record<string, Attribute> = {};
    for (const attribute of node.attribute) attributes[attribute.name] = decodeAttribute(attribute, externalData);
    return {
      name,
      op: node.opType,
      domain: node.domain === 'ai.onnx' ? '' : node.domain,
      inputs: [...node.input],
      outputs: [...node.output],
      attributes,
      role: 'base',
      module: moduleOf(node),
    };
  });
  return graph;
}

/**
 * Module path of an exported node. TorchScript writes it into the node's name (`/encoder/layer.0/output/dense/MatMul`),
 * the dynamo exporter into metadata, as a Python list (`['', 'encoder', 'encoder.layer.0', …, 'linear']`).
 */
function moduleOf(node: NodeProto): string | undefined {
  const scopes = node.metadataProps.find((p) => p.key === 'pkg.torch.onnx.name_scopes')?.value;
  if (scopes) return [...scopes.matchAll(/'([^']*)'/g)].map((m) => m[1]!).at(-2) || undefined;
  // Fused nodes have new names but still compute a value that carries its path.
  const path = [node.name, node.output[0] ?? ''].find((name) => name.startsWith('/') && name.lastIndexOf('/') > 0);
  return path?.split('/').slice(1, -1).join('.');
}

/** For people: `BFLOAT16`. */
const typeName = (elementType: number): string | number => DataType[elementType] ?? elementType;

function decodeInput(info: ValueInfoProto): Input {
  const value = info.type?.value;
  if (value?.case !== 'tensorType') throw new ModelFileError(says.inputNotTensor({ input: info.name }));
  const dtype = supportedDtype(value.value.elemType);
  if (!dtype) throw new ModelFileError(says.inputType({ input: info.name, type: typeName(value.value.elemType) }));
  const dims = (value.value.shape?.dim ?? []).map((dim, i) =>
    // Some write −1 for a size that is free.
    dim.value.case === 'dimValue' && dim.value.value >= 0n
      ? Number(dim.value.value)
      : dim.value.case === 'dimParam'
        ? dim.value.value
        : `${info.name}_${i}`,
  );
  return { name: info.name, dtype, dims };
}

function decodeAttribute(a: AttributeProto, externalData?: ExternalData): Attribute {
  const text = (b: Uint8Array) => new TextDecoder().decode(b);
  switch (a.type) {
    case AttributeType.INT:
      return { kind: 'int', value: Number(a.i) };
    case AttributeType.FLOAT:
      return { kind: 'float', value: a.f };
    case AttributeType.STRING:
      return { kind: 'string', value: text(a.s) };
    case AttributeType.INTS:
      return { kind: 'ints', value: a.ints.map(Number) };
    case AttributeType.FLOATS:
      return { kind: 'floats', value: [...a.floats] };
    case AttributeType.STRINGS:
      return { kind: 'strings', value: a.strings.map(text) };
    case AttributeType.TENSOR:
      if (!a.t) throw new ModelFileError(says.attributeEmpty({ attribute: a.name, kind: 'tensor' }));
      return { kind: 'tensor', value: decodeTensor(a.t, externalData) };
    case AttributeType.GRAPH:
      if (!a.g) throw new ModelFileError(says.attributeEmpty({ attribute: a.name, kind: 'graph' }));
      return { kind: 'graph', value: decodeGraph(a.g, externalData) };
    default:
      throw new ModelFileError(says.attributeKind({ attribute: a.name, kind: AttributeType[a.type] ?? a.type }));
  }
}

function decodeTensor(proto: TensorProto, externalData?: ExternalData): Tensor {
  const label = proto.name || 'constant';
  const dims = proto.dims.map(Number);
  // As many bits as halves, of another kind.
  const brain = proto.dataType === BFLOAT16;
  const dtype = brain ? 'float16' : supportedDtype(proto.dataType);
  if (!dtype) throw new ModelFileError(says.tensorType({ tensor: label, type: typeName(proto.dataType) }));
  if (!isShape(dims)) throw new ModelFileError(says.tensorShape({ tensor: label, shape: shapeTold(dims) }));
  const data = tensorData(proto, dtype, dims, label, externalData);
  const expected = sizeOf(dims);
  const found =
    dtype === 'int4' || dtype === 'uint4' ? data.length - bytesFor(dtype, expected) + expected : data.length;
  if (found !== expected) throw new ModelFileError(says.tensorSize({ tensor: label, expected, found }));
  return brain ? brainTensor(dims, data as Uint16Array) : ({ dtype, dims, data } as Tensor);
}

const brainTensor = (dims: readonly number[], halves: Uint16Array): Tensor =>
  onDemand(
    'float32',
    dims,
    () => fromBrain(halves),
    (i) => fromBrain(halves.subarray(i, i + 1))[0]!,
  );

/** bfloat16 is the upper half of an fp32 number. */
function fromBrain(halves: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer);
}

function tensorData(
  proto: TensorProto,
  dtype: DType,
  dims: readonly number[],
  label: string,
  externalData: ExternalData | undefined,
): ArrayOf[DType] {
  if (proto.dataLocation === TensorProto_DataLocation.EXTERNAL) {
    const entries = Object.fromEntries(proto.externalData.map((e) => [e.key, e.value]));
    const location = entries.location ?? '';
    const file = externalData?.(location);
    if (!file) throw new ModelFileError(says.weightsMissing({ file: location }));
    const offset = Number(entries.offset ?? 0);
    const length = Number(entries.length ?? bytesFor(dtype, sizeOf(dims)));
    if (!isShape([offset, length])) throw new ModelFileError(says.weightsPlace({ file: location, tensor: label }));
    if (offset + length > file.byteLength)
      throw new ModelFileError(says.weightsShort({ file: location, tensor: label }));
    return arrayAt(dtype, file.subarray(offset, offset + length));
  }
  if (proto.rawData.byteLength > 0) return arrayAt(dtype, proto.rawData);
  switch (dtype) {
    case 'int64':
      return BigInt64Array.from(proto.int64Data);
    case 'float32':
      return Float32Array.from(proto.floatData);
    case 'float64':
      return Float64Array.from(proto.doubleData);
    case 'float16':
      return Uint16Array.from(proto.int32Data);
    case 'int4':
    case 'uint4':
      // Two a byte here too.
      return Uint8Array.from(proto.int32Data);
    default:
      return tensorOf(dtype, [proto.int32Data.length], proto.int32Data).data;
  }
}

export interface EncodeOptions {
  /** Initialisers of at least this many bytes go to one external file. Default: everything inline. */
  externalThreshold?: number;
  /** Name of that file as written into the model. */
  externalName?: string;
}

export interface EncodedModel {
  model: Uint8Array;
  /** Present when something was put outside. */
  external?: { path: string; data: Uint8Array };
}

/** Encodes a graph as an ONNX model (IR version 9). */
export function encodeModel(graph: Graph, options: EncodeOptions = {}): EncodedModel {
  const path = options.externalName ?? 'model.onnx_data';
  const outside: { tensor: Tensor; offset: number }[] = [];
  let size = 0;
  const place = (tensor: Tensor): { offset: number; length: number } | undefined => {
    if (options.externalThreshold === undefined || byteLengthOf(tensor) < options.externalThreshold) return undefined;
    const offset = size;
    outside.push({ tensor, offset });
    size = Math.ceil((size + byteLengthOf(tensor)) / 64) * 64;
    return { offset, length: byteLengthOf(tensor) };
  };
  const proto = create(ModelProtoSchema, {
    irVersion: 9n,
    producerName: 'peft-playground',
    opsetImport: [
      { domain: '', version: BigInt(graph.opset) },
      ...[...graph.domains].map(([domain, version]) => ({ domain, version: BigInt(version) })),
    ],
    graph: encodeGraph(graph, place, path),
    metadataProps: [...graph.metadata].map(([key, value]) => ({ key, value })),
  });
  const model = toBinary(ModelProtoSchema, proto);
  if (outside.length === 0) return { model };
  const data = new Uint8Array(size);
  for (const { tensor, offset } of outside) data.set(bytesOf(tensor), offset);
  return { model, external: { path, data } };
}

type Place = (tensor: Tensor) => { offset: number; length: number } | undefined;

function encodeGraph(graph: Graph, place: Place, path: string): GraphProto {
  return create(GraphProtoSchema, {
    name: graph.name,
    input: graph.inputs.map((input) => encodeValue(input.name, input.dtype, input.dims)),
    output: graph.outputs.map((name) => {
      const type = graph.types.get(name);
      return type ? encodeValue(name, type.dtype, type.shape) : create(ValueInfoProtoSchema, { name });
    }),
    initializer: [...graph.initializers].map(([name, tensor]) => encodeTensor(name, tensor, place, path)),
    node: graph.nodes.map((node) =>
      create(NodeProtoSchema, {
        name: node.name,
        opType: node.op,
        domain: node.domain,
        input: node.inputs,
        output: node.outputs,
        attribute: Object.entries(node.attributes).map(([name, attribute]) =>
          encodeAttribute(name, attribute, place, path),
        ),
      }),
    ),
  });
}

function encodeValue(name: string, dtype: DType, dims: readonly (number | string)[]): ValueInfoProto {
  return create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: 'tensorType',
        value: {
          elemType: onnxFromDtype(dtype),
          shape: {
            dim: dims.map((d) => ({
              value:
                typeof d === 'number'
                  ? { case: 'dimValue' as const, value: BigInt(d) }
                  : { case: 'dimParam' as const, value: d },
            })),
          },
        },
      },
    },
  });
}

function encodeTensor(name: string, tensor: Tensor, place: Place, path: string): TensorProto {
  const proto = create(TensorProtoSchema, {
    name,
    dataType: onnxFromDtype(tensor.dtype),
    dims: tensor.dims.map(BigInt),
  });
  const spot = place(tensor);
  if (spot) {
    proto.dataLocation = TensorProto_DataLocation.EXTERNAL;
    proto.externalData = [
      { $typeName: 'onnx.StringStringEntryProto', key: 'location', value: path },
      { $typeName: 'onnx.StringStringEntryProto', key: 'offset', value: String(spot.offset) },
      { $typeName: 'onnx.StringStringEntryProto', key: 'length', value: String(spot.length) },
    ];
  } else {
    proto.rawData = bytesOf(tensor);
  }
  return proto;
}

function encodeAttribute(name: string, a: Attribute, place: Place, path: string): AttributeProto {
  const bytes = (s: string) => new TextEncoder().encode(s);
  switch (a.kind) {
    case 'int':
      return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: BigInt(a.value) });
    case 'float':
      return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: a.value });
    case 'string':
      return create(AttributeProtoSchema, { name, type: AttributeType.STRING, s: bytes(a.value) });
    case 'ints':
      return create(AttributeProtoSchema, { name, type: AttributeType.INTS, ints: a.value.map(BigInt) });
    case 'floats':
      return create(AttributeProtoSchema, { name, type: AttributeType.FLOATS, floats: [...a.value] });
    case 'strings':
      return create(AttributeProtoSchema, { name, type: AttributeType.STRINGS, strings: a.value.map(bytes) });
    case 'tensor':
      return create(AttributeProtoSchema, {
        name,
        type: AttributeType.TENSOR,
        t: encodeTensor('', a.value, () => undefined, path),
      });
    case 'graph':
      return create(AttributeProtoSchema, { name, type: AttributeType.GRAPH, g: encodeGraph(a.value, place, path) });
  }
}
