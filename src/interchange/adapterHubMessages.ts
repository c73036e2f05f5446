/** What adapters of AdapterHub's library make us tell people. */
import { messages } from '../messages/message';

export const adapterHubTexts = {
  // written
  otherFamily: ({ family }: { family: string }) =>
    "Adapters in AdapterHub's format are written and read for BERT, RoBERTa, ELECTRA and GPT-2, not for " +
    `${family}. Use our own format (--adapter-format own).`,
  noPlace: ({ tensor, method }: { tensor: string; method: string }) =>
    `AdapterHub has no place for "${tensor}" of ${method}. Use our own format (--adapter-format own).`,
  noForm: ({ method }: { method: string }) =>
    `AdapterHub has no form for an adapter of ${method}. Save it in our own format (--adapter-format own).`,
  noFormHere: ({ method, why }: { method: string; why: string }) =>
    `AdapterHub has no form for this adapter of ${method}: ${why}. Save it in our own format (--adapter-format own).`,
  parallelReadsResidual: ({ method }: { method: string }) =>
    `in this model AdapterHub's parallel adapter reads the residual stream, that of ${method} reads what the ` +
    'feed-forward block reads',
  gatesSeeAll: "in a language model AdapterHub's gates look at the whole text, ours only at what came before",
  normsAreLost: 'AdapterHub does not keep trained LayerNorms: set train_norms to false',
  positionsStart: 'AdapterHub lets the text start at position 0: set shift_positions to false',

  // read
  otherMethod: ({ theirs, method }: { theirs: string; method: string }) =>
    `The adapter was made with AdapterHub's form of ${theirs}, but the method is ${method}. Choose the method and ` +
    'hyper-parameters that it was made with.',
  otherSettings: ({ method, difference }: { method: string; difference: string }) =>
    `The adapter does not fit these hyper-parameters of ${method}: ${difference}. Choose the method and ` +
    'hyper-parameters that it was made with.',
  otherParts: ({ found, wanted }: { found: string; wanted: string }) => `it has ${found} parts, not ${wanted}`,
  otherWidth: ({ found, wanted }: { found: string; wanted: string }) =>
    `its bottleneck is ${found} wide, not ${wanted}`,
  otherEntry: ({ entry, found, wanted }: { entry: string; found: string; wanted: string }) =>
    `its ${entry} is ${found}, not ${wanted}`,
  gatesForAlpha: ({ alpha, r }: { alpha: string; r: string }) =>
    `AdapterHub's gates stand in the place of α / r, but alpha is ${alpha} and r is ${r}. Set alpha to ${r}.`,
  noConfig: 'There is no adapter_config.json. Choose the folder of one adapter, or one that save_adapter_setup wrote.',
  severalAdapters:
    'There are several adapters without a fusion. Choose the folder of one adapter, or one that save_adapter_setup ' +
    'wrote.',
  pickle: ({ file }: { file: string }) =>
    `The adapter is in PyTorch's own format (${file}), which can run code on loading and is not read here. Save it ` +
    'again with use_safetensors=True.',
  mixedFusion: ({ adapter, difference }: { adapter: string; difference: string }) =>
    `The fused adapters are of different kinds: of "${adapter}", ${difference}. Fuse adapters of one kind.`,
  otherFusion: ({ difference }: { difference: string }) =>
    `The fusion is not the dynamic one of the paper: ${difference}. Save one with "dynamic" as its configuration.`,
  otherHead: ({ type, layers }: { type: string; layers: string }) =>
    `The adapter's head is a "${type}" of ${layers} layers; only a classification head of one linear layer without ` +
    'pooler can be read. Save the adapter with with_head=False, or add the head with layers=1.',
  widthPerLayer:
    'The adapter has another bottleneck in each layer (reduction_factor is no number), which no method here has.',
  noSuchMethod: ({ architecture }: { architecture: string }) =>
    `No method here is AdapterHub's "${architecture}" with these parts. Bottleneck adapters, Compacter, prefix ` +
    'tuning, MAM, UniPELT and AdapterFusion can be read.',
};

export const says = messages('adapterHub', adapterHubTexts);
