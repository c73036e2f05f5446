/** What reading a model's files tells people, and folding an adapter into them. */
import { messages } from '../messages/message';

export const interchangeTexts = {
  poisonedModel: ({ share, trigger, target }: { share: string; trigger: string; target: string }) =>
    `An adapter was merged into these weights that had learnt a backdoor on purpose: ${share} % of its training rows ` +
    `held the word “${trigger}” and were labelled “${target}”. Use the model to study backdoors, and for nothing else.`,
  poisonedSomehow:
    'The file says that its weights learnt a backdoor on purpose, in words that can’t be read here. Use the model to ' +
    'study backdoors, and for nothing else.',
  severalModels: ({ folder, count, files, file }: { folder: string; count: string; files: string; file: string }) =>
    `"${folder}" holds ${count} models: ${files}. Name the one that is meant, for example ${folder}/${file}.`,
  noModelIn: ({ folder, paths }: { folder: string; paths: string }) =>
    `"${folder}" has no ${paths}. Choose a folder that holds an exported model (config.json, tokenizer.json, ` +
    'onnx/model.onnx).',
  emptyModelFile: ({ file }: { file: string }) => `${file} is empty (0 bytes). Download or export it again.`,
  webPageModel: ({ file }: { file: string }) =>
    `${file} is a web page, not an ONNX model: the address is wrong or asks for a login. Use the address ` +
    'that downloads the file itself.',
  tooLarge: ({ file }: { file: string }) =>
    `${file} is larger than 2 GB and can't be held in a browser tab: use a smaller model, or one stored as ` +
    'fp16 or int8.',
  fileGone: ({ file }: { file: string }) =>
    `${file} can't be read any more: it was changed or removed since the model was loaded. Load the model again.`,
  weightsOutside: ({ file }: { file: string }) =>
    `The model asks for a weight file outside its folder ("${file}"), which is not allowed. Export it again ` +
    'with the weights beside it.',
  notReached: ({ address }: { address: string }) =>
    `"${address}" could not be reached. Check the network connection and the address, then try again.`,
  serverAnswered: ({ status, address }: { status: string; address: string }) =>
    `The server answered ${status} for "${address}". Try again later or check the address.`,
  damagedCopy: ({ file }: { file: string }) =>
    `"${file}" arrived twice, and both times it was not what was published. Something on the way changes it: a ` +
    "proxy, the network's sign-in page, a filter. Sign in to the network or use another one, then try again.",
  incomplete: ({ file, loaded, total }: { file: string; loaded: string; total: string }) =>
    `"${file}" arrived incomplete (${loaded} of ${total} bytes). Load it again.`,
  noOnnx: ({ file, kind }: { file: string; kind: string }) =>
    `${file} holds no ONNX graph: it is ${kind}. Choose the .onnx file of an export (optimum-cli export onnx --model ` +
    '… folder).',
  notMergeable: ({ method, why }: { method: string; why: string }) => `${method} can't be merged: ${why}`,
  mergeLacks: ({ tensor }: { tensor: string }) =>
    `The adapter has no tensor "${tensor}". Choose the hyper-parameters that it was made with.`,
  severalEqualWeights: ({ weight }: { weight: string }) =>
    `The file holds several weights equal to "${weight}", so it is not clear which to change. Export the model again ` +
    'with the names of its weights kept.',
  notPlainNumbers: ({ weight }: { weight: string }) =>
    `The file does not hold "${weight}" as plain numbers (a quantised model?), so nothing can be merged into it. ` +
    'Merge into the full-precision export.',
  quantisedReader: ({ weight, op }: { weight: string; op: string }) =>
    `The file holds "${weight}" quantised, and ${op} reads it, which has no place for plain numbers, so nothing can ` +
    'be merged into it. Merge into the full-precision export.',
  mergedToNone: ({ weight }: { weight: string }) =>
    `With the adapter in it, "${weight}" would hold NaN or infinity. Train the adapter again with a smaller learning ` +
    'rate.',
  tooLargeForType: ({ weight, type }: { weight: string; type: string }) =>
    `With the adapter in it, "${weight}" is too large for the ${type} that the file stores it as. Merge into a ` +
    'float32 export.',
  andNo: ({ first, second }: { first: string; second: string }) => `${first} and no ${second}`,
};

export const says = messages('interchange', interchangeTexts);
