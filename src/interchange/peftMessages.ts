/** What adapters of HF PEFT make us tell people: what no method here expresses, what its configuration contradicts. */
import { messages } from '../messages/message';

export const peftTexts = {
  madeFor: ({ base }: { base: string }) => `It was made for "${base}".`,
  chooseItsModel: 'Choose the model that it was made for.',

  // which method it is
  noSuchMethod: ({ type }: { type: string }) =>
    `The adapter was made with HF PEFT's ${type}, which is no method here: LoRA, AdaLoRA, (IA)³, VeRA, LoHa, ` +
    'LoKr, HRA, MiSS, HiRA, RoAd, C³A, OFT, BOFT, RandLoRA, VB-LoRA, TinyLoRA, DeLoRA, GraLoRA, FourierFT, WaveFT, ' +
    'SHiRA, Poly, prompt tuning, prefix tuning, P-tuning, LN-tuning, trainable tokens and adaption prompts ' +
    '(LLaMA-Adapter) can be read. Use one of those.',
  scatteredTokens:
    'The adapter trains single tokens (token_indices), and trainable-tokens takes one range of ids here, in their ' +
    'order. Train it on a range.',
  invocation: ({ tokens, dora }: { tokens: string; dora?: string }) =>
    `The adapter is an aLoRA that wakes at ${tokens}${dora === undefined ? '' : ` and has ${dora}`}; here alora ` +
    'wakes at one token. Train it with alora_invocation_tokens of one id, without DoRA.',
  foreignOption: ({ option, value }: { option: string; value: string }) =>
    `The adapter uses PEFT's option ${option} = ${value}, which no method here has. Train it without that option.`,
  newerOption: ({ option, value }: { option: string; value: string }) =>
    `The adapter's configuration says ${option} = ${value}, which HF PEFT 0.21 does not know: another version may ` +
    'compute something else by it. If it does not, take the entry out of adapter_config.json; else train the adapter ' +
    'without that option.',
  changesBase: ({ start }: { start: string }) =>
    `The adapter started from ${start}, which changes the base model's weights, and they are not in its files. Save ` +
    'it as a plain LoRA: save_pretrained(…, path_initial_model_for_weight_conversion=…).',
  noProjections: ({ tensor }: { tensor: string }) =>
    `The adapter lacks "${tensor}": the random matrices of all layers were not saved, and only the version of ` +
    'PyTorch that drew them can draw them again. Save it with save_projection=True.',
  loftq: ({ bits, rounds, scale, dora }: { bits: string; rounds: string; scale: string; dora?: string }) =>
    `The adapter is a LoftQ of ${bits} bits and ${rounds} round${rounds === '1' ? '' : 's'} with a scale α / r of ` +
    `${scale}${dora === undefined ? '' : ` and ${dora}`}; PEFT's files can be read as one of 4 bits, one round and a ` +
    'scale of 1. Train it with loftq_bits=4, loftq_iter=1 and lora_alpha equal to r.',
  hyperparameter: ({ refusal }: { refusal: string }) =>
    `The adapter needs a hyper-parameter that is out of range here: ${refusal}`,
  typeDoesNotFit: ({ type }: { type: string }) => `The adapter's ${type} does not fit the layers of this model.`,
  cannotContinue: "The adapter was trained to continue text, but this model can't.",
  chooseLanguageModel: 'Choose a language model such as GPT-2.',
  otherTask: ({ task }: { task: string }) =>
    `The adapter was trained for ${task}; only SEQ_CLS (classes or numbers), TOKEN_CLS (tags of words), CAUSAL_LM ` +
    '(continuing text) and FEATURE_EXTRACTION (none of these) can be used here.',
  continuesWithHead:
    'The adapter continues text and also has a head for classes, and no run here does both. Save it without ' +
    'modules_to_save.',

  // what it changes
  severalInFile: ({ names, first }: { names: string; first: string }) =>
    `The file holds several adapters (${names}). Save one of them: model.save_pretrained(…, ` +
    `selected_adapters=["${first}"]).`,
  noLinearLayer: ({ path }: { path: string }) =>
    `The adapter changes "${path}", which is no linear layer in the blocks of this model.`,
  chooseItsModelOrTargets:
    'Choose the model that it was made for, or make an adapter whose target_modules are attention and feed-forward ' +
    'layers.',
  poolerToo: ({ path }: { path: string }) =>
    `The adapter also changes the pooler ("${path}"), which methods here train only as a part of the head. Make an ` +
    'adapter without it: exclude_modules=["pooler"].',
  poolerMissing: ({ path }: { path: string }) =>
    `The adapter also changes the pooler ("${path}"), the layer on the first token's state, and this file of the ` +
    'model lacks it: it was exported without.',
  exportPooler:
    'Export the model again with its pooler_output, or make an adapter without it: exclude_modules=["pooler"].',
  trainsMissing: ({ path }: { path: string }) => `The adapter trains "${path}", which this model does not have.`,
  deepHead: ({ tensor }: { tensor: string }) =>
    `The adapter's head has several layers ("${tensor}"), but a head here is one linear layer. Save the adapter ` +
    'without its head, and train a new one here.',
  biasesToo: ({ tensor }: { tensor: string }) =>
    `The adapter also trained biases of the model ("${tensor}"; "bias" in its configuration), which no method here ` +
    'does besides its own tensors. Train it with bias="none".',
  copyToo: ({ tensor }: { tensor: string }) =>
    `The adapter also holds a trained copy of "${tensor}" (modules_to_save), which no method here does besides its ` +
    'own tensors. Train it with no other modules_to_save than the head.',
  headBiasAlone: 'The adapter has the bias of a head but not its weight: it may be cut off. Save or download it again.',
  sitesDiffer: ({ first, other, layer }: { first: string; other: string; layer: string }) =>
    `The adapter changes ${first} in layer 1 but ${other} in layer ${layer}; methods here change the same places in ` +
    'all layers. Train it without layers_to_transform, with the same target_modules in all layers.',
  nothing: 'nothing',
  changesNoLayer: 'The adapter changes no layer of this model. Choose the model that it was made for.',

  // tensors
  lacks: ({ tensor }: { tensor: string }) =>
    `The adapter lacks "${tensor}": it may be cut off, or of another kind. Save or download it again.`,
  lacksPrompt: 'The adapter lacks "prompt_embeddings": it may be cut off. Save or download it again.',
  tensorShape: ({ tensor, found, wanted }: { tensor: string; found: string; wanted: string }) =>
    `"${tensor}" of the adapter has shape [${found}], but this model needs [${wanted}].`,
  headShape: ({ shape, width }: { shape: string; width: string }) =>
    `The adapter's head has shape [${shape}], but this model's states are ${width} wide.`,
  promptShape: ({ shape, width }: { shape: string; width: string }) =>
    `The adapter's prompt has shape [${shape}], but this model needs rows of ${width} numbers.`,
  promptAndMore: ({ path }: { path: string }) =>
    `The adapter holds a soft prompt and "${path}", which no method here has together. Save the two as adapters of ` +
    'their own.',
  lacksFactors:
    'The adapter lacks "prefix_task_cols" or "prefix_task_rows": it may be cut off. Save or download it again.',
  severalTasks: ({ tasks }: { tasks: string }) =>
    `The adapter holds the factors of ${tasks} tasks, and a run here has one. Keep the rows of one task and set ` +
    'num_tasks to 1, as PEFT does with prompt_tuning_init="EXACT_SOURCE_TASK".',
  factorShape: ({ name, shape, wanted }: { name: string; shape: string; wanted: string }) =>
    `"${name}" of the adapter has the shape (${shape}), and (${wanted}) would fit its prompt and this model.`,
  context: ({ entry, l, most }: { entry: string; l: string; most: string }) =>
    `"${entry}" of the adapter ought to list ${l} numbers from 0 to ${most}, one for each of its virtual tokens.`,
  promptsOfTwo:
    'The adapter has prompts for an encoder and a decoder, and models here are one of the two. Use an adapter of a ' +
    'model without an encoder beside its decoder.',
  tooManyRanks: ({ path, ranks, most }: { path: string; ranks: string; most: string }) =>
    `"${path}" of the adapter has ${ranks} ranks, more than the init_r of ${most} in its configuration. Save or ` +
    'download it again.',

  // what its configuration says
  noNumber: ({ entry, value }: { entry: string; value: string }) =>
    `The adapter's configuration says ${entry} = ${value}, which is not a number. Correct it in adapter_config.json, ` +
    'or save the adapter again.',
  badPattern: ({ pattern }: { pattern: string }) =>
    `The adapter's configuration has the pattern "${pattern}", which can't be read. Name the modules in rank_pattern ` +
    'and alpha_pattern plainly.',
  noMagnitude: ({ path }: { path: string }) =>
    `The adapter's configuration says use_dora = true, but "${path}" has no lora_magnitude_vector. Save or download ` +
    'the adapter again.',
  magnitudeUnsaid: ({ path }: { path: string }) =>
    `"${path}" of the adapter has a lora_magnitude_vector, but its configuration does not say use_dora = true. Save ` +
    'or download the adapter again.',
  otherRank: ({ path, rank, found }: { path: string; rank: string; found: string }) =>
    `The adapter's configuration says rank ${rank} for "${path}", but its tensors have rank ${found}. Save or ` +
    'download the adapter again.',
  otherPrompt: ({ entry, value, found }: { entry: string; value: string; found: string }) =>
    `The adapter's configuration says ${entry} = ${value}, but its prompt has ${found}. Save or download the adapter ` +
    'again.',
  otherHeads: ({ heads, found }: { heads: string; found: string }) =>
    `The adapter's configuration says num_attention_heads = ${heads}, but this model has ${found} heads of keys and ` +
    'values. Choose the model that it was made for.',
  excluded: ({ path, modules }: { path: string; modules: string }) =>
    `The adapter has tensors for "${path}", which exclude_modules (${modules}) of its configuration leaves out. Save ` +
    'or download the adapter again.',
  noTarget: ({ path, modules }: { path: string; modules: string }) =>
    `The adapter has tensors for "${path}", which target_modules (${modules}) of its configuration does not name. ` +
    'Save or download the adapter again.',
  otherLayer: ({ layers, layer }: { layers: string; layer: string }) =>
    `The adapter's configuration names the layers ${layers} in layers_to_transform, but the adapter has tensors of ` +
    `layer ${layer} too. Save or download the adapter again.`,
  targetWithoutTensors: ({ path, modules }: { path: string; modules: string }) =>
    `target_modules (${modules}) of the adapter's configuration names "${path}", but the adapter has no tensors for ` +
    'it: it may be cut off. Save or download the adapter again.',
  namedAsFeedForward: ({ path }: { path: string }) =>
    `feedforward_modules of the adapter's configuration names "${path}", but (IA)³ here scales the output of that ` +
    'layer. Train it with feedforward_modules for the layers behind attention and feed-forward block alone.',
  notNamedAsFeedForward: ({ path }: { path: string }) =>
    `feedforward_modules of the adapter's configuration does not name "${path}", but (IA)³ here scales the input of ` +
    'that layer. Train it with feedforward_modules for the layers behind attention and feed-forward block alone.',

  // written
  noForm: ({ method, why }: { method: string; why: string }) =>
    `HF PEFT has no form for an adapter of ${method}: ${why}. Save it in our own format (--adapter-format own), or ` +
    'merge it into the model.',
  noSuchForm: 'it has no such method with these hyper-parameters',
  prefixOfClassifier:
    "it gives prefixes to language models only: Transformers' classes for sequence classification do not take past " +
    'keys and values from it',
  headOfLanguageModel: 'it saves no head with this method, so that it is for language models only',
};

export const says = messages('peft', peftTexts);
