/** Words of the field, each in a sentence or two. Texts of the Learn view and of lessons link the first use of each. */
import type { LearningTexts } from '../languages/contents';
import { translated } from './translated';

export interface Term {
  /** As in links. */
  readonly id: string;
  readonly term: string;
  /** Other spellings that are linked as well. */
  readonly also?: readonly string[];
  readonly text: string;
  /** Pages that say more. */
  readonly see?: readonly string[];
}

const english: readonly Term[] = [
  {
    id: 'activation',
    term: 'activation',
    also: ['activations'],
    text:
      'What a layer computes for one input. Training keeps most of them until the gradient has passed, which is ' +
      'where much of the memory goes.',
  },
  {
    id: 'adamw',
    term: 'AdamW',
    text:
      'The usual optimiser for transformers. It keeps two running averages (moments) for each trained number, so ' +
      'each costs three numbers besides its gradient.',
    see: ['full'],
  },
  {
    id: 'adapter',
    term: 'adapter',
    also: ['adapters'],
    text:
      'A small network put into a frozen model. In a wider sense: whatever a method trains, saved as a small ' +
      'file of its own.',
    see: ['sequential-adapter', 'parallel-adapter'],
  },
  {
    id: 'alpha',
    term: 'scale α',
    also: ['alpha'],
    text: 'LoRA multiplies its update by α / r. α sets how loud the update is.',
    see: ['lora'],
  },
  {
    id: 'attention',
    term: 'attention',
    text:
      'The part of a layer in which each token looks at the others: its query is compared with their keys, and ' +
      'their values are mixed accordingly.',
    see: ['prefix-tuning'],
  },
  {
    id: 'backward-pass',
    term: 'backward pass',
    also: ['backpropagation', 'back-propagation'],
    text:
      'Goes through the computation from the loss back to the trained parameters and works out their gradients. ' +
      'It has to pass through frozen layers that lie on the way.',
  },
  {
    id: 'base-model',
    term: 'base model',
    also: ['pretrained model'],
    text: 'The model before fine-tuning, with the weights that pretraining left.',
  },
  { id: 'batch', term: 'batch', text: 'The examples that go through the model together in one step.' },
  {
    id: 'bias',
    term: 'bias',
    also: ['biases', 'bias vectors', 'bias vector'],
    text: 'The b in y = Wx + b: one number for each output of a linear layer.',
    see: ['bitfit'],
  },
  {
    id: 'bleu',
    term: 'BLEU',
    text:
      'How many of the word sequences of a written text, one to four words long, its reference has too, from 0 to ' +
      '100. Texts that are too short are marked down.',
  },
  {
    id: 'bottleneck',
    term: 'bottleneck',
    text: 'A narrow middle: down from d to m numbers, a non-linearity, and up to d again. m is much smaller than d.',
    see: ['sequential-adapter'],
  },
  {
    id: 'chat-template',
    term: 'chat template',
    also: ['chat templates'],
    text:
      'The form in which a model reads a conversation, kept beside its tokenizer: which marks stand around the ' +
      'messages of user and assistant.',
  },
  {
    id: 'checkpoint',
    term: 'checkpoint',
    text: 'The state of a run at one step, saved so that it can go on from there.',
  },
  {
    id: 'chrf',
    term: 'chrF',
    text:
      'How many of the character sequences of a written text and of its reference are shared, from 0 to 100. It is ' +
      'kinder than BLEU to words that are nearly right.',
  },
  {
    id: 'cls',
    term: '[CLS]',
    text: 'The special token in front of every text of an encoder. Classifiers often read its final vector.',
    see: ['pasta'],
  },
  {
    id: 'confusion-matrix',
    term: 'confusion matrix',
    text: 'A table of true classes by predicted ones: it shows which class is taken for which.',
  },
  {
    id: 'decoder',
    term: 'decoder',
    also: ['decoders'],
    text: 'A model in which each token sees only those before it, so that it can continue text (GPT-2, LLaMA).',
  },
  {
    id: 'embedding',
    term: 'embedding',
    also: ['embeddings'],
    text: 'The vector that stands for a token, looked up in a table with one row for each word of the vocabulary.',
  },
  {
    id: 'encoder',
    term: 'encoder',
    also: ['encoders'],
    text: 'A model in which all tokens see each other (BERT, RoBERTa). It understands text, but does not continue it.',
  },
  {
    id: 'feed-forward',
    term: 'feed-forward block',
    also: ['feed-forward'],
    text:
      'The second half of a layer: two linear maps with a non-linearity between them, applied to each token by ' +
      'itself.',
  },
  {
    id: 'fine-tuning',
    term: 'fine-tuning',
    text: 'Training a pretrained model a little further, on examples of one task.',
    see: ['full'],
  },
  {
    id: 'fisher',
    term: 'Fisher information',
    text:
      'The mean squared gradient of the log-likelihood. It says how strongly a parameter influences what the ' +
      'model predicts.',
  },
  {
    id: 'frozen',
    term: 'frozen',
    text:
      'Not trained: the number stays as it was pretrained. It needs no gradient and no optimiser state, but it ' +
      'is still computed with.',
  },
  {
    id: 'gradient',
    term: 'gradient',
    also: ['gradients'],
    text: 'For each trained number: in which direction, and how strongly, the loss changes with it.',
  },
  {
    id: 'head',
    term: 'task head',
    also: ['classifier'],
    text: "A small new layer that turns the model's output into classes. It is always trained, with every method.",
    see: ['head-only'],
  },
  { id: 'hidden-size', term: 'hidden size', text: 'd: how many numbers each token has between the layers.' },
  {
    id: 'identity-at-start',
    term: 'identity at the start',
    text:
      'A method that starts with no effect: step 0 gives exactly what the pretrained model gives. LoRA gets this ' +
      'by starting B at zero.',
    see: ['lora'],
  },
  {
    id: 'kronecker',
    term: 'Kronecker product',
    text:
      'A ⊗ B paints the matrix B many times, each copy multiplied by one entry of A. Few numbers make a large ' +
      'matrix of possibly full rank.',
    see: ['krona', 'compacter'],
  },
  {
    id: 'kv',
    term: 'keys and values',
    also: ['key and value'],
    text: 'In attention, keys are what a query is compared with, and values are what is then mixed.',
    see: ['prefix-tuning'],
  },
  {
    id: 'layer-norm',
    term: 'layer norm',
    also: ['LayerNorm', 'LayerNorms'],
    text: "Brings each token's vector to mean 0 and variance 1, then applies a learned gain and bias.",
  },
  {
    id: 'learning-rate',
    term: 'learning rate',
    text:
      'How far each step moves against the gradient. Methods differ: few trained numbers usually want a larger ' +
      'rate.',
  },
  {
    id: 'linear-probe',
    term: 'linear probe',
    text: 'Training only a classifier on top of frozen features.',
    see: ['head-only'],
  },
  {
    id: 'loss',
    term: 'loss',
    text:
      'One number that says how wrong the model is on a batch: the mean negative log-probability of the right ' +
      'answers. A model that guesses among C classes has a loss of ln C.',
  },
  {
    id: 'low-rank',
    term: 'low-rank',
    also: ['low rank'],
    text: 'A matrix of rank r is a sum of r columns times rows. If r is small, few numbers describe it.',
    see: ['lora'],
  },
  {
    id: 'mask',
    term: 'mask',
    text: 'Zeros and ones, one for each number: 1 lets it through or lets it be trained, 0 does not.',
  },
  {
    id: 'merge',
    term: 'merging',
    also: ['merged', 'merge'],
    text:
      'Folding what was trained into the base weights, so that the tuned model has the same shape and speed as ' +
      'before.',
    see: ['lora', 'ia3', 'bitfit'],
  },
  {
    id: 'moments',
    term: 'moments',
    also: ['optimiser moments', 'optimiser state'],
    text: 'The running averages that an optimiser keeps. AdamW has two for each trained number.',
  },
  {
    id: 'nf4',
    term: 'NF4',
    also: ['4-bit'],
    text: 'A 4-bit code for weights whose 16 values suit a normal distribution. QLoRA stores the frozen weights in it.',
  },
  {
    id: 'overfitting',
    term: 'overfitting',
    text: 'Learning the training examples by heart: the training loss falls on, the validation loss rises.',
  },
  {
    id: 'peft',
    term: 'PEFT',
    text:
      'Parameter-efficient fine-tuning: adapting a pretrained model by training few parameters. Also the name of ' +
      "Hugging Face's library for it.",
  },
  {
    id: 'perplexity',
    term: 'perplexity',
    text: 'e to the power of the loss of a language model: among how many equally likely tokens it hesitates.',
  },
  {
    id: 'pooling',
    term: 'pooling',
    text:
      'Making one vector of a whole text, for the classifier: the mean over tokens, the first token or the last ' +
      'one.',
  },
  {
    id: 'prefix',
    term: 'prefix',
    text: "Learned keys and values in front of a layer's own. All tokens can attend to them.",
    see: ['prefix-tuning'],
  },
  {
    id: 'quantisation',
    term: 'quantisation',
    also: ['quantise', 'quantised'],
    text: 'Storing numbers with few bits. It saves memory and loses a little accuracy.',
  },
  {
    id: 'rank',
    term: 'rank',
    text: "How many independent directions a matrix has. LoRA's r is the largest rank that its update can have.",
    see: ['lora'],
  },
  {
    id: 'residual',
    term: 'residual addition',
    also: ['residual'],
    text: 'The input of a block is added to its output. Adapters usually sit just before this addition.',
  },
  { id: 'seed', term: 'seed', text: 'The number that all random choices of a run follow from. Same seed, same curve.' },
  {
    id: 'rouge-l',
    term: 'ROUGE-L',
    text: 'The longest sequence of words that a written text shares with its reference, gaps allowed, as an F1.',
  },
  {
    id: 'soft-prompt',
    term: 'soft prompt',
    text: 'A prompt of learned vectors that need not be the embedding of any word.',
    see: ['prompt-tuning', 'p-tuning'],
  },
  {
    id: 'token',
    term: 'token',
    also: ['tokens'],
    text: 'A piece of text, often a word or a part of one. Models read and write tokens.',
  },
  {
    id: 'trainable',
    term: 'trainable parameters',
    text:
      "The numbers that training may change. The count on the page is the method's own; the task head is counted " +
      'beside it.',
  },
  {
    id: 'validation',
    term: 'validation',
    text: 'Measuring on examples that are not trained on, while training goes on.',
  },
  {
    id: 'virtual-token',
    term: 'virtual token',
    also: ['virtual tokens'],
    text: 'A position that no word stands at: its vector (or its keys and values) is learned.',
    see: ['prompt-tuning', 'prefix-tuning'],
  },
  { id: 'warm-up', term: 'warm-up', text: 'The first steps, in which the learning rate rises from zero.' },
  { id: 'weight-decay', term: 'weight decay', text: 'Pulls trained matrices a little towards zero at each step.' },
];

/** The terms in a language; what it replaces are texts and other spellings, not links. */
export const termsIn = (texts: LearningTexts['glossary'] | undefined): readonly Term[] =>
  english.map((term) => ({ ...term, ...texts?.[term.id] }));
export const glossary = termsIn(translated?.glossary);

interface Piece {
  readonly text: string;
  readonly term?: Term;
}

const byWord = new Map(
  glossary.flatMap((term) => [term.term, ...(term.also ?? [])].map((word) => [word.toLowerCase(), term] as const)),
);
// Longer spellings first, so that "feed-forward block" is not cut after "feed-forward".
const words = [...byWord.keys()]
  .sort((a, b) => b.length - a.length)
  .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
const pattern = new RegExp(`(?<![\\p{L}\\p{N}[-])(?:${words.join('|')})(?![\\p{L}\\p{N}-])`, 'giu');

/** Cuts a text at the first use of each term. */
export function linked(text: string): Piece[] {
  const seen = new Set<string>();
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const term = byWord.get(match[0].toLowerCase());
    if (!term || seen.has(term.id)) continue;
    seen.add(term.id);
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: match[0], term });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}
