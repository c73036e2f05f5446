/** What reading models and adapters, and writing them, tells people. */
import { messages } from '../messages/message';

export const interchangeTexts = {
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
  weightsOutside: ({ file }: { file: string }) =>
    `The model asks for a weight file outside its folder ("${file}"), which is not allowed. Export it again ` +
    'with the weights beside it.',
  notReached: ({ address }: { address: string }) =>
    `"${address}" could not be reached. Check the network connection and the address, then try again.`,
  serverAnswered: ({ status, address }: { status: string; address: string }) =>
    `The server answered ${status} for "${address}". Try again later or check the address.`,
  incomplete: ({ file, loaded, total }: { file: string; loaded: string; total: string }) =>
    `"${file}" arrived incomplete (${loaded} of ${total} bytes). Load it again.`,
  adapterFile: ({ fault }: { fault: string }) => `${fault} Save or download the adapter again.`,
  andNo: ({ first, second }: { first: string; second: string }) => `${first} and no ${second}`,
};

export const says = messages('interchange', interchangeTexts);
