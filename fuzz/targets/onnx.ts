/** Model files: their bytes, and the graph inside them. */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { summarise } from '../../src/anatomy/summary';
import { sizeWithin } from '../../src/anatomy/fixedSize';
import { tasksOf } from '../../src/methods/applicability';
import { memorySource } from '../../src/data/files';
import { loadModel } from '../../src/interchange/modelFolder';
import { poisonWarning } from '../../src/interchange/poisonedModel';
import { says } from '../../src/onnx/messages';
import { ModelFileError } from '../../src/onnx/codec';
import {
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataType as DataType,
  TensorProtoSchema,
  type AttributeProto,
  type GraphProto,
  type NodeProto,
  type TensorProto,
} from '../../src/onnx/proto/onnx_pb';
import { operators } from '../../src/onnx/operators';
import { unsupportedNodes } from '../../src/onnx/support';
import { baseOf } from '../../src/training/base';
import type { Draw } from '../draw';
import { filesIn } from '../files';
import { mutateBytes } from '../mutate/bytes';
import type { Files, Target } from '../target';
import { checkTold } from '../verdict';

const fixtures = [
  'bert-torchscript',
  'bert-legacy',
  'bert-fused',
  'bert-int8',
  'bert-half',
  'gpt2-torchscript',
  'gpt2-int8',
  'llama-dynamo',
  'llama16-fused-gqa',
  'distilbert-legacy',
  'stored/gpt2-q4-shared',
  'architectures/deberta-v2',
  'bert-external',
];
const MODEL = 'onnx/model.onnx';

const sizes = [-1n, 0n, 1n, 2n, 3n, 7n, 64n, 1n << 20n, 1n << 31n, 1n << 40n, -(1n << 62n), (1n << 63n) - 1n];
const floats = [0, -1, 1e-30, 1e30, Infinity, -Infinity, NaN];

type GraphChange = (graph: GraphProto, draw: Draw) => void;

const valuesIn = (graph: GraphProto): string[] => [
  ...graph.initializer.map(({ name }) => name),
  ...graph.input.map(({ name }) => name),
  ...graph.node.flatMap(({ output }) => output),
];

function changeTensor(tensor: TensorProto, draw: Draw): void {
  switch (draw.below(6)) {
    case 0:
      tensor.dims[draw.below(tensor.dims.length + 1)] = draw.one(sizes);
      return;
    case 1:
      tensor.dataType = draw.one([0, 1, 2, 6, 7, 8, 9, 10, 11, 14, 16, 17, 21, 22, 99]);
      return;
    case 2:
      tensor.rawData = mutateBytes(tensor.rawData, draw);
      return;
    case 3:
      tensor.rawData = new Uint8Array();
      return;
    case 4: {
      // NaN or infinity somewhere among the weights.
      const bytes = tensor.rawData.slice();
      if (tensor.dataType === Number(DataType.FLOAT) && bytes.length >= 4)
        new DataView(bytes.buffer).setFloat32(4 * draw.below(bytes.length >> 2), draw.one(floats), true);
      tensor.rawData = bytes;
      return;
    }
    default: {
      const entry = (key: string, value: string) => ({ $typeName: 'onnx.StringStringEntryProto' as const, key, value });
      tensor.dataLocation = 1;
      tensor.externalData = [
        entry('location', draw.one(['model.onnx_data', '../secret', '/etc/passwd', '', 'model.onnx'])),
        entry('offset', draw.one(['0', '-8', 'x', '1e30', '99999999999'])),
        entry('length', draw.one(['0', '-8', 'x', '1e30', '64'])),
      ];
    }
  }
}

function changeAttribute(attribute: AttributeProto, draw: Draw): void {
  switch (draw.below(6)) {
    case 0:
      attribute.type = draw.one([0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 13, 77]) as AttributeType;
      return;
    case 1:
      attribute.i = draw.one(sizes);
      return;
    case 2:
      attribute.f = draw.one(floats);
      return;
    case 3:
      if (draw.chance(0.5)) attribute.ints.push(draw.one(sizes));
      else attribute.ints = attribute.ints.map((size) => (draw.chance(0.5) ? draw.one(sizes) : size));
      return;
    case 4:
      attribute.name = draw.one(['axis', 'axes', 'perm', 'to', 'value', 'equation', '__proto__', '']);
      return;
    default:
      if (attribute.t) changeTensor(attribute.t, draw);
      else attribute.s = mutateBytes(attribute.s, draw);
  }
}

const aNode = (graph: GraphProto, draw: Draw): NodeProto => draw.one(graph.node);

const structure: readonly GraphChange[] = [
  (graph, draw) => void graph.node.splice(draw.below(graph.node.length), 1),
  (graph, draw) => void graph.node.push(structuredClone(aNode(graph, draw))),
  (graph, draw) => {
    // A cycle, a value from elsewhere, or one that nothing produces.
    const node = aNode(graph, draw);
    node.input[draw.below(node.input.length + 1)] = draw.one([...valuesIn(graph), 'nowhere', '']);
  },
  (graph, draw) => {
    const node = aNode(graph, draw);
    node.input = draw.chance(0.5) ? node.input.slice(0, -1) : [...node.input].reverse();
  },
  (graph, draw) => {
    const node = aNode(graph, draw);
    node.output[draw.below(node.output.length)] = draw.one([...valuesIn(graph), '', '__proto__']);
  },
  (graph, draw) => {
    aNode(graph, draw).opType = draw.one([...operators, 'If', 'Loop', 'Scan', 'Constant', 'constructor', '']);
  },
  (graph, draw) => {
    const [a, b] = [aNode(graph, draw), aNode(graph, draw)];
    [a.opType, b.opType] = [b.opType, a.opType];
  },
  (graph, draw) => {
    aNode(graph, draw).domain = draw.one(['', 'ai.onnx', 'com.microsoft', 'elsewhere', '__proto__']);
  },
  (graph, draw) => {
    const node = aNode(graph, draw);
    if (node.attribute.length > 0 && draw.chance(0.8)) changeAttribute(draw.one(node.attribute), draw);
    else
      node.attribute.push(create(AttributeProtoSchema, { name: 'axis', type: AttributeType.INT, i: draw.one(sizes) }));
  },
  (graph, draw) => {
    const node = aNode(graph, draw);
    node.attribute.splice(draw.below(node.attribute.length), 1);
  },
  (graph, draw) => {
    if (graph.initializer.length > 0) changeTensor(draw.one(graph.initializer), draw);
  },
  (graph, draw) => void graph.initializer.splice(draw.below(graph.initializer.length), 1),
  (graph, draw) => {
    const input = graph.input[draw.below(graph.input.length)];
    if (input?.type?.value.case !== 'tensorType') return;
    const { value } = input.type.value;
    const what = draw.below(3);
    if (what === 0) value.elemType = draw.below(20);
    else if (what === 1) input.name = draw.one(['input_ids', 'past_key', 'x', '', 'logits_to_keep']);
    else
      for (const dim of value.shape?.dim ?? [])
        if (draw.chance(0.5)) dim.value = { case: 'dimValue', value: draw.one(sizes) };
  },
  (graph, draw) => {
    const output = graph.output[0];
    if (output) output.name = draw.one([...valuesIn(graph), 'nowhere', 'logits']);
  },
  (graph, draw) => {
    // Constants that grow when they are folded, read by what was there.
    const size = create(TensorProtoSchema, {
      name: 'size',
      dataType: DataType.INT64,
      dims: [1n],
      int64Data: [draw.one(sizes)],
    });
    graph.initializer.push(size);
    const op = draw.one(['ConstantOfShape', 'Expand', 'Tile', 'Range', 'Reshape', 'OneHot', 'Pad', 'Gather', 'Slice']);
    const first = draw.one(valuesIn(graph));
    const node = create(NodeProtoSchema, {
      name: 'grown',
      opType: op,
      input: op === 'ConstantOfShape' ? ['size'] : [first, 'size', 'size'].slice(0, 2 + draw.below(2)),
      output: ['grown'],
    });
    graph.node.unshift(node);
    aNode(graph, draw).input[0] = 'grown';
  },
  (graph, draw) => {
    // A long chain.
    const last = aNode(graph, draw);
    let value = last.input[0] ?? '';
    for (let i = 0; i < 400; i++) {
      graph.node.push(
        create(NodeProtoSchema, { name: `c${i}`, opType: 'Identity', input: [value], output: [`chain${i}`] }),
      );
      value = `chain${i}`;
    }
    last.input[0] = value;
  },
];

function mutateModel(bytes: Uint8Array, draw: Draw): Uint8Array {
  if (draw.chance(0.3)) return mutateBytes(bytes, draw);
  const model = fromBinary(ModelProtoSchema, bytes);
  const graph = model.graph!;
  for (let n = draw.few(); n > 0; n--) if (graph.node.length > 0) draw.one(structure)(graph, draw);
  if (draw.chance(0.05)) model.opsetImport[0]!.version = draw.one(sizes);
  try {
    return toBinary(ModelProtoSchema, model);
  } catch {
    return mutateBytes(bytes, draw);
  }
}

export const onnx: Target = {
  name: 'onnx',
  samples: () => fixtures.map((name) => filesIn(`fixtures/${name}`, /onnx$|onnx_data$|config\.json$/)),
  mutate(files, draw) {
    const weights = Object.keys(files).find((name) => name.endsWith('_data'));
    if (weights !== undefined && draw.chance(0.3)) return { ...files, [weights]: mutateBytes(files[weights]!, draw) };
    return { ...files, [MODEL]: mutateModel(files[MODEL]!, draw) };
  },
  async read(files: Files) {
    const model = await loadModel(memorySource(new Map(Object.entries(files))), 'fuzzed');
    const unreadable = unsupportedNodes(model.graph);
    checkTold(unreadable.map(({ reason }) => reason));
    const source = { graph: model.graph, ...(model.config && { config: model.config }) };
    const { batch, sequence } = sizeWithin(model.graph, { batch: 2, sequence: 8 });
    const { graph, anatomy } = baseOf(source, batch, sequence);
    checkTold(anatomy.missing.map(({ message }) => message));
    if (graph.nodes.length === 0) throw new ModelFileError(says.noGraph);
    summarise(anatomy, (initializer) => graph.shapeOf(initializer));
    return [tasksOf(anatomy.dimensions), poisonWarning(model.graph), unsupportedNodes(graph)];
  },
};
