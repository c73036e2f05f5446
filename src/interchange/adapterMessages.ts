/** What reading and writing an adapter's files tells people, and how an adapter and what is chosen disagree. */
import { messages } from '../messages/message';

export const adapterTexts = {
  // files
  file: ({ fault }: { fault: string }) => `${fault} Save or download the adapter again.`,
  noFile: ({ file }: { file: string }) =>
    `There is no ${file} in the adapter's folder. Choose a folder that holds a saved adapter.`,
  otherVersion: ({ version }: { version: string }) =>
    `The adapter has version ${version} of our format, but this program knows version 1. Use the program that wrote ` +
    'it or a newer one.',
  noFormat: ({ file }: { file: string }) =>
    `${file} names neither a "peft_type" (HF PEFT) nor our own format. Choose a folder that holds a saved adapter.`,
  twoFiles: ({ file }: { file: string }) => `There is more than one ${file}. Choose the files of one adapter.`,
  twoAdapters: ({ file, files }: { file: string; files: string }) =>
    `There is more than one ${file}: ${files}. Choose the files of one adapter.`,
  whatIsRead: ({ config, weights }: { config: string; weights: string }) =>
    `Choose a zip or a folder with one adapter of this page, of HF PEFT (${config} and ${weights}) or of AdapterHub.`,
  missing: ({ file }: { file: string }) => `${file} is missing.`,
  noAdapter: ({ file }: { file: string }) => `${file} is no adapter.`,
  noAdapters: 'These files are no adapter.',
  zipTooLarge: ({ file, megabytes }: { file: string; megabytes: string }) =>
    `${file} unpacks to more than ${megabytes} MB, which is no adapter for a browser tab.`,
  brokenZip: ({ file }: { file: string }) => `${file} is a broken zip file. Save or download it again.`,
  pyTorch: ({ file, to }: { file: string; to: string }) =>
    `${file} is PyTorch's own format, which can run code on loading and is not read here. Convert it with two lines ` +
    `of Python: import torch, safetensors.torch; safetensors.torch.save_file(torch.load("${file}", ` +
    `map_location="cpu", weights_only=True), "${to}").`,

  // safetensors
  theFile: 'The file',
  notSafetensors: ({ file, why }: { file: string; why: string }) =>
    `${file} is not a complete safetensors file (${why}). Save or download it again.`,
  empty: 'it is empty',
  tooShort: 'it is too short',
  headerCutOff: 'its header is cut off',
  headerNoJson: 'its header is not JSON',
  headerNoList: 'its header is no list of tensors',
  headerLacks: ({ tensor }: { tensor: string }) => `its header says of "${tensor}" neither type, shape nor place`,
  tensorCutOff: ({ tensor }: { tensor: string }) => `tensor "${tensor}" is cut off`,
  tensorBytes: ({ tensor, shape, bytes, found }: { tensor: string; shape: string; bytes: string; found: string }) =>
    `tensor "${tensor}" of shape [${shape}] should have ${bytes} bytes, not ${found}`,
  tensorType: ({ tensor, file, type }: { tensor: string; file: string; type: string }) =>
    `Tensor "${tensor}" of ${file} has type ${type}, which is not supported. Save it as float32 or float16.`,

  // links
  badLink: ({ why }: { why: string }) =>
    `The adapter in the link can't be used: ${why}. Ask for the link again, or for the adapter as a file.`,
  linkCutOff: 'it is cut off or was changed on the way',
  linkTooLarge: 'it unpacks to more than a link may bring',
  linkNewer: 'it was made by a newer version of this page; reload this page to get that version',
  linkSizes: "its sizes don't add up",
  linkUnreadable: "it can't be read",

  // tensors
  andMore: ({ names, more }: { names: string; more: string }) => `${names} and ${more} more`,
  lacks: ({ tensors, others }: { tensors: string; others?: string }) =>
    `The adapter lacks ${tensors}${others === undefined ? '' : `; it has ${others} instead`}. It was made for ` +
    'another base model, method or task: choose those it was made with.',
  noPlaceFor: ({ tensors }: { tensors: string }) =>
    `The adapter has ${tensors}, which this model and method have no place for. Choose the base model, method and ` +
    'targets that it was made with.',
  tensorShape: ({ tensor, found, wanted }: { tensor: string; found: string; wanted: string }) =>
    `Tensor "${tensor}" of the adapter has shape [${found}], but this model with these hyper-parameters needs ` +
    `[${wanted}]. Choose the base model and hyper-parameters that the adapter was made with.`,
  strayRow: ({ tensor, row }: { tensor: string; row: string }) =>
    `Tensor "${tensor}" of the adapter changes row ${row}, which the method does not with these targets. Choose the ` +
    'fused site (targets=qkv) or the targets that the adapter was made with.',
  maskBytes: ({ tensor, found, wanted }: { tensor: string; found: string; wanted: string }) =>
    `The mask "${tensor}" of the adapter has ${found} bytes, but this model with these hyper-parameters needs ` +
    `${wanted}. Choose the base model and hyper-parameters that the adapter was made with.`,
  selectionBytes: ({ found, wanted }: { found: string; wanted: string }) =>
    `The adapter's mask has ${found} bytes, but the tensors that it names need ${wanted}: it may be cut off. Save or ` +
    'download it again.',
  notFinite: ({ tensor, odd }: { tensor: string; odd: string }) =>
    `Tensor "${tensor}" of the adapter holds ${odd}: the training that made it went wrong, and the model would ` +
    'answer nothing but NaN. Save it from an earlier checkpoint, or train again with a smaller learning rate.',
  trainedToNone: ({ tensor, odd }: { tensor: string; odd: string }) =>
    `The run has trained "${tensor}" to ${odd}, so there is no adapter to save. Reset, choose a smaller learning ` +
    'rate and train again.',
  infinity: 'infinity',

  // what it says of itself
  damaged: ({ file, entry }: { file: string; entry: string }) =>
    `What ${file} says of the adapter is damaged: "${entry}" is missing or can't be read. Save or download the ` +
    'adapter again.',
  unreadable: "The adapter can't be read: its contents are damaged. Save or download it again.",
  numbersWithLabels: 'The adapter gives numbers, but it names classes. Save or download the adapter again.',
  numbersWithHead: ({ classes }: { classes: string }) =>
    `The adapter gives one number, but its head has ${classes} outputs. Save or download the adapter again.`,
  continuesWithHead: ({ classes }: { classes: string }) =>
    `The adapter says that it continues text, but it holds a head for ${classes} classes. Save or download the ` +
    'adapter again.',
  continuesWithLabels:
    'The adapter says that it continues text, and yet it names classes. Save or download the adapter again.',
  labelTwice: ({ label }: { label: string }) =>
    `The adapter names the class "${label}" twice, so its answers can't be told apart. Save or download the adapter ` +
    'again.',
  labelsAndHead: ({ count, labels, classes }: { count: string; labels: string; classes: string }) =>
    `The adapter names ${count} classes (${labels}), but its head has ${classes}. Save or download the adapter again.`,
  entriesDiffer: ({ entry, config, weights }: { entry: string; config: string; weights: string }) =>
    `adapter_config.json says ${entry} = ${config}, but adapter_model.safetensors says ${weights}. Save or download ` +
    'the adapter again.',

  // beside what is chosen
  otherMethod: ({ theirs, method, type }: { theirs: string; method: string; type?: string }) =>
    `The adapter was made with ${theirs}, but the method is ${method}${type === undefined ? '' : ` (${type})`}. ` +
    'Choose the method and hyper-parameters that it was made with.',
  otherSetting: ({ setting, found, wanted }: { setting: string; found: string; wanted: string }) =>
    `The adapter was made with ${setting} = ${found}, but the hyper-parameters say ${wanted}. Set the ` +
    'hyper-parameters that it was made with.',
  simplerDoesNotFit: ({ method, refusal }: { method: string; refusal: string }) =>
    `As ${method} this adapter does not fit: ${refusal}`,
  doesNotFit: ({ method, refusal }: { method: string; refusal: string }) =>
    `As ${method} this adapter does not fit the model: ${refusal}`,
  otherModel: ({ trainedOn, model }: { trainedOn: string; model: string }) =>
    `The adapter was trained on ${trainedOn}, but the model is ${model}. Choose the model that it was trained on.`,
  ownModel: "a model of one's own",
  otherTask: ({ trainedTo, data }: { trainedTo: string; data: string }) =>
    `The adapter was trained to ${trainedTo}, but the data is for ${data}. Choose the data that it was trained on.`,
  classify: 'classify',
  giveNumbers: 'give a number',
  giveLabels: 'give several labels',
  tagWords: 'tag words',
  continueText: 'continue text',
  writeTargets: 'write one text for another',
  classes: 'classes',
  numbers: 'numbers',
  severalLabels: 'several labels',
  tags: 'tags of words',
  continuingText: 'continuing text',
  targets: 'writing one text for another',
  otherLabels: ({ theirs, labels }: { theirs: string; labels: string }) =>
    `The adapter tells apart ${theirs}, but the data has ${labels}. Choose the data that it was trained on.`,
  otherNumber: ({ theirs, classes }: { theirs: string; classes: string }) =>
    `The adapter tells ${theirs} classes apart, but the data has ${classes}. Choose the data that it was trained on.`,
  poisonedBase:
    'Its weights were poisoned before the method began, and they are not part of an adapter: on the model as it is, ' +
    'the adapter would answer otherwise. Choose another defence, or none.',
};

export const says = messages('adapter', adapterTexts);
