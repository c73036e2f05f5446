/** English for knobs and sentences that several methods share. */
import type { KnobTexts } from '../texts';

export const bottleneck: KnobTexts = {
  label: 'bottleneck m',
  description: 'Width of the narrow middle of each adapter.',
};
export const activation: KnobTexts = {
  label: 'non-linearity σ',
  description: 'What bends the signal in the narrow middle.',
};
export const zeroUpStart: KnobTexts = {
  label: 'start',
  description:
    'An up-projection of zeros, which starts exactly at the pretrained ' +
    'model, or small random numbers as AdapterHub draws them.',
};
export const adapterScale: KnobTexts = {
  label: 'scale s',
  description: 'How loud the adapter is; 1 is the plain parallel adapter, 2 to 4 the scaled one.',
};
export const promptTokens: KnobTexts = {
  label: 'virtual tokens l',
  description: 'How many learned vectors are put in front of every text.',
};
export const promptStart: KnobTexts = {
  label: 'start',
  description: 'Copies of the embeddings of random words, or random numbers of standard deviation 0.02.',
};
export const sources: KnobTexts = {
  label: 'other data sets',
  description: 'How many other data sets are learned first.',
};
export const prefixTokens: KnobTexts = {
  label: 'virtual tokens l',
  description: 'How many learned keys and values every layer gets.',
};
export const startDeviation: KnobTexts = {
  label: 'start σ',
  description: 'Standard deviation of the random start; HF PEFT uses 1, which is unstable on small models.',
};
export const reparameterise: KnobTexts = {
  label: 'MLP while training',
  description:
    'Compute the prefix by a small network while training, as ' +
    'in the paper; steadier, but many more trainable numbers.',
};
export const networkWidth: KnobTexts = { label: 'MLP width', description: 'Inner width of that network.' };
export const shiftPositions: KnobTexts = {
  label: 'text after prefix',
  description: 'The text starts at position l, as in HF PEFT; otherwise at 0.',
};
export const keep: KnobTexts = {
  label: 'kept share k',
  description: 'Share of the entries that may change; all others stay as they are.',
};
export const scope: KnobTexts = {
  label: 'where',
  description:
    'Entries are chosen among all weights, embeddings and norms too, as in the papers, or among the weights and ' +
    'biases of the linear layers, which needs less memory.',
};
export const rounds: KnobTexts = {
  label: 'rounds R',
  description: 'How often the search trains, scores and prunes before it has come down to the kept share.',
};
export const searchShare: KnobTexts = {
  label: 'steps of the search',
  description: 'Share of the steps that the search trains; the rest trains what it found.',
};
export const scoredBatches: KnobTexts = {
  label: 'batches scored',
  description: 'Over how many training batches the gradient of each score is averaged.',
};
export const rank: KnobTexts = {
  label: 'rank r',
  description: 'How many independent directions each weight matrix may change in.',
};
export const alpha: KnobTexts = {
  label: 'scale α',
  description: 'The update is multiplied by α / r, so α sets how loud it is.',
};
export const dropout: KnobTexts = {
  label: 'dropout p',
  description: "Share of the update's inputs that are zeroed at random while training.",
};
export const targets: KnobTexts = {
  label: 'target sites',
  description:
    'Which weight matrices get an update; auto means query and value, or the fused ' +
    'projection; all means every linear layer of a block.',
};
export const beta1: KnobTexts = { label: 'memory β₁', description: 'How slowly the importance forgets.' };
export const beta2: KnobTexts = { label: 'memory β₂', description: 'How slowly its uncertainty forgets.' };
export const orthogonality: KnobTexts = {
  label: 'orthogonality γ',
  description: 'How strongly rows are kept at right angles.',
};
export const allTargets: KnobTexts = {
  label: 'target sites',
  description: 'Which weight matrices get an update; auto means all linear layers.',
};
export const doubleQuantisation: KnobTexts = {
  label: 'double quantisation',
  description: 'Quantise the scales of the blocks too.',
};

export const adapterStays =
  'An adapter has a non-linearity in the middle, so it cannot ' +
  'be folded into the weights around it; it stays in the model.';
export const oneAdapter = 'That of one adapter: two thin products a layer.';
export const tokensStay =
  'The virtual tokens are part of the input, not of the ' + 'weights; they have to be put in front of every text.';
export const addedToWeights = 'None: the changes are added to the weights.';
export const allThenSome = 'First every linear layer lights up, then only single entries in them.';
export const besideQueryAndValue = 'A thin detour beside the query and value matrices of every layer.';
export const noneAfterMerging = 'None after merging.';
export const onlyRanksLeft = 'None after merging; before, only the ranks that are left.';

/** What AdapterHub's library calls a method that HF PEFT lacks. */
export const adapterHub = (configuration: string) =>
  `It has no bottleneck adapters. AdapterHub's library "adapters" trains this one as ${configuration}.`;

export const batches: KnobTexts = {
  label: 'batches before',
  description: 'How many batches are looked at, without moving anything, before training starts.',
};
/** HF PEFT has the method, with a pass over the data of one's own. */
export const startsFromData = (how: string) =>
  `It has this one, but starts it from a pass over the data before training (${how}), which the script does not make.`;
