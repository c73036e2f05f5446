/** What is told of a model's file: damaged, of another format, or with an operator in a form that is not supported. */
import { messages } from '../messages/message';

export const onnxTexts = {
  emptyFile: 'The model file is empty (0 bytes). Choose an .onnx file exported from a model.',
  notOnnx:
    'The file is not a complete ONNX model. It may be cut off or of another format: download or export it again.',
  noGraph:
    'The file holds no ONNX graph. Choose an .onnx file exported from a model (not a .bin, .pt or .safetensors file).',
  localFunctions: ({ count, first }: { count: string; first: string }) =>
    `The model uses ${count} local function(s) (first: ${first}). Export it with functions inlined ` +
    '(onnx.inliner.inline_local_functions).',
  inputNotTensor: ({ input }: { input: string }) =>
    `Model input "${input}" is not a tensor. Only models with tensor inputs can be used.`,
  inputType: ({ input, type }: { input: string; type: string }) =>
    `Model input "${input}" has an unsupported element type (${type}).`,
  attributeKind: ({ attribute, kind }: { attribute: string; kind: string }) =>
    `Attribute "${attribute}" is of a kind that is not supported (${kind}).`,
  tensorType: ({ tensor, type }: { tensor: string; type: string }) =>
    `Tensor "${tensor}" has element type ${type}, which is not supported. Export the model in fp32, fp16 or int8.`,
  weightsMissing: ({ file }: { file: string }) =>
    `The weights are in a second file, "${file}", which is missing. Add it beside the .onnx file (choose or drop ` +
    'both together).',
  weightsShort: ({ file, tensor }: { file: string; tensor: string }) =>
    `The weight file "${file}" is too short for tensor "${tensor}": it may be cut off. Download it again.`,
  tensorTooLarge: ({ tensor, shape, size }: { tensor: string; shape: string; size: string }) =>
    `Tensor "${tensor}" of the model, [${shape}], takes ${size} GB where it is computed with, and one tensor can ` +
    'take 2 GB here. Nothing more was loaded. Choose a form of the model that stores it in 4 or 8 bits, or a smaller ' +
    'model.',
  tensorShape: ({ tensor, shape }: { tensor: string; shape: string }) =>
    `Tensor "${tensor}" of the model has the shape ${shape}, which no tensor has: the file is damaged. Download or ` +
    'export it again.',
  weightsPlace: ({ file, tensor }: { file: string; tensor: string }) =>
    `The model says of tensor "${tensor}" that it lies in "${file}", and not at which byte: the file is damaged. ` +
    'Download or export it again.',
  attributeEmpty: ({ attribute, kind }: { attribute: string; kind: string }) =>
    `Attribute "${attribute}" is said to hold a ${kind} and holds none: the file is damaged. Download or export it ` +
    'again.',
  tensorSize: ({ tensor, expected, found }: { tensor: string; expected: string; found: string }) =>
    `Tensor "${tensor}" should hold ${expected} elements but has ${found}: the file may be cut off.`,
  notFinite: ({ tensor, odd }: { tensor: string; odd: string }) =>
    `The model's tensor "${tensor}" holds ${odd}, so nothing can be computed with it: the file is damaged, or ` +
    'it was exported from a run that diverged. Download or export it again.',
  infinity: 'infinity',
  encoderDecoder: ({ inputs }: { inputs: string }) =>
    `The file is the decoder of an encoder–decoder model: it takes ${inputs}, which its encoder gives. Put ` +
    'encoder_model.onnx of the same export beside it (choose or drop all files together).',
  notJoined: ({ inputs, outputs }: { inputs: string; outputs: string }) =>
    `Encoder and decoder do not fit together: the encoder returns ${outputs}, and the decoder takes ${inputs}, ` +
    'without encoder_hidden_states. Export both together (optimum-cli export onnx --task text2text-generation).',
  otherOpset: ({ encoder, decoder }: { encoder: string; decoder: string }) =>
    `The encoder was exported for opset ${encoder} and the decoder for opset ${decoder}. Export both together.`,
  unknownInputs: ({ inputs, names }: { inputs: string; names: string }) =>
    `The model takes ${inputs}, and a plain text does not say what to put there: it gives token ids, a mask and ` +
    `token types. Export the model without ${names}.`,
  noIds: ({ inputs = 'none' }: { inputs?: string }) =>
    `The model takes no token ids: its inputs are ${inputs}. Export the whole model, with input_ids as input.`,
  noOutput: ({ outputs }: { outputs: string }) =>
    `None of the model's outputs (${outputs}) is a sequence of hidden states or logits. Export the model with ` +
    'last_hidden_state or logits as output.',
  notProduced: ({ value }: { value: string }) =>
    `The model reads "${value}", which nothing in the file produces. Export it again.`,
  notProducedFor: ({ node, op, value }: { node: string; op: string; value: string }) =>
    `Node "${node}" (${op}) reads "${value}", which nothing produces.`,
  cycle: ({ node, op }: { node: string; op: string }) => `The graph has a cycle through node "${node}" (${op}).`,
  branchOnData: ({ node }: { node: string }) =>
    `Node "${node}" (If) depends on the data. Only models without data-dependent control flow can be trained.`,
  noBranch: ({ node }: { node: string }) => `Node "${node}" (If) lacks a branch. The file may be damaged.`,
  emptyConstant: ({ node }: { node: string }) =>
    `Node "${node}" (Constant) holds neither a tensor nor numbers, which is not supported.`,

  doesNotFit: ({ inputs }: { inputs: string }) =>
    `what it is given (${inputs || 'nothing'}), or one of its attributes, is not what the operator takes. The file ` +
    'is damaged or was exported wrongly: download or export it again.',
  impossibleShape: ({ shape }: { shape: string }) =>
    `its result would have the shape ${shape}, and no tensor has that. The file is damaged or was exported wrongly: ` +
    'download or export it again.',
  foldsTooMuch: ({ most }: { most: string }) =>
    `the constants that the file computes from shapes alone have more than ${most} numbers together, which no model ` +
    'needs. Export it for shorter texts, or choose another model.',
  graphUnreadable:
    "The model's graph is put together in a way that can't be read: the file is damaged or was exported wrongly. " +
    'Download or export it again; if that changes nothing, choose another model.',
  atNode: ({ node, op, reason }: { node: string; op: string; reason: string }) => `Node "${node}" (${op}): ${reason}`,
  noInput: ({ node, op, input }: { node: string; op: string; input: string }) =>
    `Node "${node}" (${op}) lacks input ${input}.`,
  unknownType: ({ node, op, value }: { node: string; op: string; value: string }) =>
    `Node "${node}" (${op}) reads "${value}", whose type is unknown.`,
  computedInput: ({ node, op, input, value }: { node: string; op: string; input: string; value: string }) =>
    `Node "${node}" (${op}): input ${input} ("${value}") must be constant once the shapes are fixed, but it is ` +
    'computed.',
  noShapeRule: ({ node, op }: { node: string; op: string }) => `No shape rule for operator ${op} (node "${node}").`,
  openDimension: ({ dimension, input }: { dimension: string; input: string }) =>
    `Dimension "${dimension}" of input "${input}" is not fixed.`,
  constantKind: 'A Constant without a tensor or number value is not supported.',
  elementType: ({ type }: { type: string }) => `Element type ${type} is not supported.`,
  noBroadcast: ({ shapes }: { shapes: string }) => `Shapes ${shapes} do not broadcast.`,
  shape: ({ sizes }: { sizes: string }) => `[${sizes}]`,
  gemmSizes: ({ a, b, left, right }: { a: string; b: string; left: string; right: string }) =>
    `Gemm of ${a} by ${b}: inner sizes ${left} and ${right} differ.`,
  matmulSizes: ({ a, b }: { a: string; b: string }) => `MatMul of ${a} by ${b}: inner sizes differ.`,
  noReshape: ({ from, to }: { from: string; to: string }) => `${from} cannot be reshaped to ${to}.`,

  unreadableOperator: ({ op }: { op: string }) =>
    `There is no rule for operator ${op}, so models with it can't be read yet.`,
  noKernel: ({ op }: { op: string }) => `Operator ${op} has no WebGPU kernel: the model runs on the WASM backend only.`,
  int64OnGpu: ({ value }: { value: string }) =>
    `"${value}" is int64, which WebGPU does not have: the model runs on the WASM backend only.`,

  gguf: 'a GGUF file (llama.cpp)',
  hdf5: "an HDF5 file (Keras' weights)",
  tensorFlowLite: 'a TensorFlow Lite model',
  ort: "a model in onnxruntime's own format (.ort)",
  zip: 'a zip file (or weights of PyTorch, which are one)',
  pickle: 'a pickle (weights of PyTorch)',
  gzip: 'a gzip file',
  picture: 'a picture',
  pdf: 'a PDF document',
  safetensors: 'a safetensors file (weights without a graph)',
  json: 'a JSON file',
  text: 'a text file',

  rotaryComputed: 'rotary caches that are computed are not supported.',
  rotaryInterleaved: 'interleaved rotary embedding with computed positions is not supported.',
  rotaryRows: 'positions that differ between rows of the batch are not supported.',
  batchTransposed: 'transBatchA and transBatchB are not supported.',
  activation: ({ activation }: { activation: string }) => `Activation ${activation} is not supported.`,
  oneHotAxis: 'OneHot along another axis than the last is not supported.',
  maskShape: ({ shape }: { shape: string }) => `a mask of shape ${shape} is not supported.`,
  cachedKeys: 'cached keys and values are not supported. Export the model without them.',
  weightsComputed: 'weights that are computed are not supported.',
  packedProjections: 'packed or already split queries, keys and values are not supported.',
  localWindow: 'local attention windows are not supported.',
  softcap: 'soft-capped scores are not supported.',
  einsum: ({ equation, reason }: { equation: string; reason: string }) =>
    `Einsum "${equation}" ${reason}. Export the model without it.`,
  einsumResult: 'has no explicit result or an ellipsis',
  einsumOperands: 'does not have two operands',
  einsumRepeats: 'repeats an index',
  einsumSums: 'sums over an index of one operand',
  quantisedComputed: 'quantised weights that are computed are not supported.',
  integerActivations: 'integer activations that were not quantised in the graph are not supported.',
  integersComputed: 'integers that are computed can only be dequantised when they are rows of a table with one scale.',
  reorderedWeights: 'weights that are computed, or stored in an order that is not known, are not supported.',
  gatheredBlocks: 'a table is read by rows, with blocks along its columns; this one is laid out otherwise.',
};

export const says = messages('onnx', onnxTexts);

/** A shape as texts write it: [2, 128]. */
export const shapeTold = (shape: readonly number[]) => says.shape({ sizes: { list: shape } });
