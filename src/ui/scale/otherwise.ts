/**
 * Why HF PEFT can't train a method: what would come out instead, or what else can. Two or three dozen sentences, so a
 * file.
 */

const adapterHub = (configuration: string) =>
  `It has no bottleneck adapters. AdapterHub's library "adapters" trains this one as ${configuration}.`;

export const otherwise = {
  'sequential-adapter': adapterHub('double_seq_bn'),
  'pfeiffer-adapter': adapterHub('seq_bn'),
  'residual-adapter': 'It has no bottleneck adapters.',
  'parallel-adapter': adapterHub('par_bn'),
  adapterdrop: 'It has no bottleneck adapters, and nothing that leaves out the lower ones by lot.',
  'adapter-fusion':
    'It has neither bottleneck adapters nor a layer that fuses them. AdapterHub\'s library "adapters" has both.',
  'adapter-soup': 'It has no bottleneck adapters to average.',
  warp: "Its prompts feed a classifier; WARP reads the answer at a mask, through the language model's head.",
  pasta: 'It can put new vectors before the text, but not onto the special tokens of every layer.',
  'attention-fusion': 'It changes layers, and has nothing that only mixes what they give.',
  lst: 'It has no ladder of side blocks whose gradient stays out of the model.',
  'hadamard-adapter': "It has no scale and shift of the attention's output.",
  'threshold-mask': 'It has nothing that learns which weights to switch off.',
  'fish-mask': 'It has nothing that chooses single weights by their Fisher information.',
  'lt-sft': 'It has nothing that trains, goes back to the start, and trains again what moved most.',
  'child-tuning': 'It has no optimiser that masks gradients.',
  'diff-pruning': 'It has no sparse difference that is learned under a penalty on its size.',
  'intrinsic-said': 'It has no projection of one small vector into all weights.',
  'kernel-mix': 'It has no low-rank updates of single attention heads.',
  dylora: 'Its LoRA trains all ranks at every step, where DyLoRA draws one: what came out would be plain LoRA.',
  sora: 'Its LoRA has no gate between A and B, and its optimisers no proximal step that closes one.',
  increlora: 'It can take ranks away during training (AdaLoRA), but not add any.',
  'delta-lora': 'It leaves the base weights as they are, where Delta-LoRA moves them along with B A.',
  loraprune: 'It would train plain LoRA, and leave the model as large as it is.',
  'qa-lora':
    'It has QA-LoRA only on a base that GPTQ has quantised before, with other codes than those here: quantise ' +
    'with GPTQModel, then set use_qalora.',
  'laplace-lora':
    'It can train the LoRA inside, but has no posterior: take the script of LoRA, and fit the posterior with ' +
    "the authors' own code.",
  lorahub: 'It can add up adapters with weights that are given, but does not search for them.',
  'l-lora': 'It does not linearise adapters: what came out would be plain LoRA.',
  moelora:
    "The nearest that it has is Poly, whose gates for a task are drawn, not a softmax over the task's embedding.",
  'mam-adapter':
    'It has prefixes, but no adapters to go with them. AdapterHub\'s library "adapters" trains both together as mam.',
  compacter: adapterHub('compacter'),
  unipelt: adapterHub('unipelt'),
  autopeft: 'It does not search for what to train, and lacks the adapters that the search is about.',
  's3delta-m': 'It does not search for what to train.',
  adamix: 'It has no experts that are drawn by lot at every step.',
  'sparse-adapter': 'It has no bottleneck adapters, and prunes nothing before training.',
  propetl: 'It has no module that all layers share under masks of their own.',
};
