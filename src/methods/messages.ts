/**
 * Why a method or a task is not possible on a model; what methods share in what they tell. What one method alone tells
 * stands in its own texts.
 */
import { messages } from '../messages/message';

/** A size of blocks that a matrix can't be cut into. */
interface Indivisible {
  readonly name: string;
  readonly method: string;
  readonly site: string;
  readonly inputs: string;
  readonly outputs: string;
  readonly block: string;
}

export const methodsTexts = {
  noHiddenStates: ({ gap }: { gap: string }) =>
    `There are no hidden states that a classifier could read. ${gap} Export the model with last_hidden_state as ` +
    'output.',
  encoderCannotContinue:
    'This model is an encoder: it sees the words after a position too, so it cannot learn to continue text. Choose ' +
    'data with labels, or a decoder.',
  noLanguageModelHead: ({ gap }: { gap: string }) =>
    `There is no language-model head, so the model cannot continue text. ${gap} Choose data with labels, or export ` +
    'the model with its head.',
  needsLayers: ({ method, gap }: { method: string; gap: string }) =>
    `${method} works inside the layers, and these are not all understood. ${gap} Choose head-only or full fine-tuning.`,
  noneFound: 'None was found.',
  needsWordEmbedding: ({ method }: { method: string }) =>
    `${method} works on the word embeddings, which were not found. Choose a method that works inside the ` + 'layers.',
  needsHiddenStates: ({ method, gap }: { method: string; gap: string }) =>
    `${method} works on the hidden states, and there are none. ${gap} Choose full fine-tuning.`,
  needsBiases: ({ method, gap }: { method: string; gap: string }) =>
    `${method} trains all biases, and some were not understood. ${gap} Choose full fine-tuning.`,
  needsProjections: ({ method }: { method: string }) =>
    `${method} changes queries, keys and values each by themselves, and in this model one matrix holds them head by ` +
    'head. Choose a method that changes the whole matrix, such as lora with targets=qkv.',
  needsGradient: ({ method, gap }: { method: string; gap: string }) =>
    `${method} needs a gradient through the model. ${gap} Choose head-only.`,
  otherKind: ({ method, kinds, kind }: { method: string; kinds: string; kind: string }) =>
    `${method} works on ${kinds} models only, and this model is ${kind}. Choose another method.`,
  encoder: 'encoder',
  decoder: 'decoder',
  'encoder-decoder': 'encoder–decoder',
  anEncoder: 'an encoder',
  aDecoder: 'a decoder',
  anEncoderDecoder: 'an encoder–decoder',
  otherFamily: ({ method, families, family }: { method: string; families: string; family: string }) =>
    `${method} works on ${families} models only, and this model is of family ${family}. Choose another method.`,
  otherTask: ({ method, tasks, task }: { method: string; tasks: string; task: string }) =>
    `${method} is for ${tasks} only, not for ${task}. Choose another method or task.`,
  classification: 'classification',
  regression: 'regression',
  multiLabel: 'multi-label',
  tokenClassification: 'token-classification',
  languageModelling: 'causal-lm',
  sequenceToSequence: 'seq2seq',
  onlySequences:
    'An encoder–decoder reads one text and writes another. Choose data with a source and a target in each row, or ' +
    'load its encoder_model.onnx alone to classify texts.',
  noTargets:
    'The model is no encoder–decoder, so it cannot read one text and write another (seq2seq). Choose T5, BART, ' +
    'mBART or Marian, with encoder_model.onnx and decoder_model.onnx, or train a decoder to continue the text.',

  noSuchMethod: ({ method, methods }: { method: string; methods: string }) =>
    `There is no method "${method}"; choose one of ${methods}.`,
  noSuchKnob: ({ method, name, names }: { method: string; name: string; names: string }) =>
    `${method} has no hyper-parameter "${name}"; it has ${names}.`,
  noKnobs: ({ method, name }: { method: string; name: string }) =>
    `${method} has no hyper-parameter "${name}"; it has none.`,
  mustBe: ({ name, method, allowed, value }: { name: string; method: string; allowed: string; value: string }) =>
    `${name} of ${method} must be ${allowed}, but it is ${value}.`,
  wholeNumber: ({ min, max }: { min: string; max: string }) => `a whole number from ${min} to ${max}`,
  number: ({ min, max }: { min: string; max: string }) => `a number from ${min} to ${max}`,
  trueOrFalse: 'true or false',
  oneOf: ({ options }: { options: string }) => `one of ${options}`,
  someOf: ({ options }: { options: string }) => `some of ${options}`,

  sharedLayers: ({ method, depth, layers }: { method: string; depth: string; layers: string }) =>
    `${method} treats every layer by itself, and this model's ${depth} layers share the weights of ${layers}. Choose ` +
    'a method that changes weights or adds adapters, such as lora.',
  repeated: ({ method }: { method: string }) =>
    `${method} gates its updates by the text, and this model applies its query projection to a table of relative ` +
    'positions too. Choose a method without gates, such as lora.',
  noSuchSite: ({ method, site, sites }: { method: string; site: string; sites: string }) =>
    `targets of ${method}: this model has no site "${site}"; allowed are ${sites}.`,
  rankTooLarge: ({ name, method, rank, most }: { name: string; method: string; rank: string; most: string }) =>
    `${name} of ${method} is ${rank}, but the smallest target matrix has rank ${most}; choose ${name} from 1 to ` +
    `${most}.`,
  indivisible: ({ name, method, site, inputs, outputs, block }: Indivisible) =>
    `${name} of ${method} must divide inputs and outputs of every target; ${site} has ${inputs} and ${outputs}, and ` +
    `${block} does not divide both. Choose another one.`,
  tooManyEntries: ({
    name,
    method,
    value,
    site,
    entries,
    most,
  }: {
    name: string;
    method: string;
    value: string;
    site: string;
    entries: string;
    most: string;
  }) =>
    `${name} of ${method} is ${value}, which is more than the ${entries} entries of ${site} allow. Choose at most ` +
    `${most}.`,
  inputsIndivisible: ({ name, method, site, inputs, block }: Indivisible) =>
    `${name} of ${method} must divide the inputs of every target; ${site} has ${inputs}, and ${block} does not ` +
    'divide them. Choose another one.',
  tooWide: ({ method, width, hidden }: { method: string; width: string; hidden: string }) =>
    `m of ${method} is ${width}, wider than the model's hidden size; a bottleneck is from 1 to ${hidden}.`,
  shareTooSmall: ({
    name,
    method,
    share,
    count,
    least,
  }: {
    name: string;
    method: string;
    share: string;
    count: string;
    least: string;
  }) => `${name} of ${method} is ${share}, less than one of the ${count} entries; choose a share from ${least} to 1.`,
  noBiases: ({ method }: { method: string }) =>
    `biases of ${method} cannot be trained: this model has no bias vectors (Llama-style models have none). Choose ` +
    'LoRA or (IA)³ instead.',
  noOtherData: ({ method }: { method: string }) =>
    `${method} learns from other data sets first, but there is none for this task. Choose another method or another ` +
    'task.',

  lookAtData: 'Look at the data',
  startsFound: ({ sites, batches }: { sites: string; batches: string }) =>
    `The starts of ${sites} matrices were worked out from ${batches} batches; the model is as it was.`,
  training: 'Training',
  notMeasured: 'not measured',
  accuracy: ({ accuracy }: { accuracy: string }) => `validation accuracy ${accuracy} %`,
  perplexity: ({ perplexity }: { perplexity: string }) => `validation perplexity ${perplexity}`,
  kept: ({ kept, all, share }: { kept: string; all: string; share: string }) =>
    `Kept ${kept} of ${all} entries, ${share} %.`,
  mostAndFewest: ({
    most,
    inMost,
    fewest,
    inFewest,
  }: {
    most: string;
    inMost: string;
    fewest: string;
    inFewest: string;
  }) => `Most lie in layer ${most} (${inMost}), fewest in layer ${fewest} (${inFewest}).`,
  searchRound: ({ round, rounds }: { round: string; rounds: string }) =>
    `Search ${round} of ${rounds}: train what is left`,
  searchTrained: 'What has moved can be scored now.',
  scoreRound: ({ round, rounds }: { round: string; rounds: string }) => `Search ${round} of ${rounds}: score and prune`,
  trainFound: 'Begin again with what is left',
  ranks: ({ total, matrices, ranks }: { total: string; matrices: string; ranks: string }) =>
    `${total} ranks in ${matrices} matrices: ${ranks}.`,
};

export const says = messages('methods', methodsTexts);
