/** Words of the Scale up view. */
import type { NoScript } from './script';
import type { Precision } from './estimates';

export const english = {
  title: 'Scale it up',
  text: (method: string) =>
    `${method}, with the settings of the playground, on models that are too large for this tab. Nothing is ` +
    'downloaded: the numbers follow from closed formulas, and memory is an estimate.',
  method: 'Method',
  model: 'Model',
  trainable: 'Trainable',
  share: 'Share',
  stored: 'Saved adapter',
  memory: 'Training memory (estimate)',
  unsuited: 'not for this model',
  against: (share: string, full: string) => `${share} of ${full} in full`,
  counted:
    "Counts are the method's own, without the task head; the saved adapter and the memory include it where the " +
    'data has classes.',
  notes: {
    t5:
      'T5-base: counted in the self-attention and feed-forward blocks of both stacks, 12 + 12. Cross-attention ' +
      'stays frozen.',
    llama: 'LLaMA has no bias vectors, so BitFit has nothing to train there.',
  },
  own: 'Your own sizes',
  fields: {
    style: 'Architecture',
    layers: 'Layers L',
    hidden: 'Hidden size d',
    heads: 'Heads',
    intermediate: 'Feed-forward d_ff',
    vocabulary: 'Vocabulary',
  },
  styles: { bert: 'BERT-like encoder', gpt2: 'GPT-2-like decoder', llama: 'LLaMA-like decoder' },
  ownName: 'Typed in',
  fieldError: (field: string, min: string, max: string) => `${field} must be a whole number from ${min} to ${max}.`,
  indivisible: 'The hidden size must be a multiple of the number of heads.',
  detail: 'Where the memory goes',
  detailOf: (model: string) => `on ${model}`,
  batch: 'Batch',
  sequence: 'Tokens',
  precision: 'Frozen weights in',
  precisions: { fp32: '32 bit', bf16: '16 bit', nf4: '4 bit (NF4)' } satisfies Record<Precision, string>,
  owners: {
    frozen: 'frozen weights',
    trained: 'trained weights',
    gradients: 'gradients',
    optimizer: 'optimiser',
    activations: 'activations',
  },
  full: 'Full fine-tuning',
  sum: 'together',
  assumptions:
    'Estimate. Trained weights, gradients and moments in 32 bit. Activations by the formula of Korthikanti et ' +
    'al. 2022, without recomputation; with frozen matrices somewhat less is kept, so it is an upper bound. ' +
    'Framework and fragmentation are not counted.',
  survey: "The survey's own counts",
  surveyText:
    "Trainable parameters for RoBERTa in the survey's experiments, as reported by the survey, reproduced by " +
    'formula. The survey mixes conventions: some numbers include the classification head of RoBERTa (592,130 ' +
    'or 1,051,650 numbers), some do not. Our own count leaves the head out; a dash means that the row is ' +
    "worked out for the survey's variant only.",
  surveyColumns: { method: 'Survey', printed: 'Reported', ours: 'By formula', own: 'Our count', how: 'What it counts' },
  conventions: {
    head: 'the method and the classification head',
    scores:
      "one shared module, a real-valued score for each bit of the layers' masks, and the head; only the bits " +
      'are kept after training',
    pooler: 'all weights and the unused pooler',
    'adapter-norm': 'two adapters and one norm of the adapter in each layer, no head',
    'unused-prefixes':
      'prefix networks for encoder, decoder and cross-attention, though RoBERTa uses one; the adapter and its ' +
      'norm; no head. Close, since l and m are not printed',
  },
  surveySettings: (settings: string) => `with ${settings}`,
  script: 'Continue on a real GPU',
  scriptText: (method: string) =>
    `A Python script that trains ${method} with these settings on one GPU or several: Transformers, HF PEFT ` +
    'and Accelerate. Only the learning rate is another: one for models of this size, its source in the script.',
  scriptModel: 'Model for the script',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Copying was refused by the browser: select the text and copy it by hand.',
  download: 'Download train.py',
  noScript: {
    'encoder-cannot-continue': (_: string, model: string) =>
      `The data that is chosen continues text, which ${model} can't do. Choose LLaMA-7B or GPT-2, or data with ` +
      'classes.',
    't5-prompts': (method: string) =>
      `HF PEFT can't put ${method} before T5's classifier. Choose another model or method.`,
    'part-of-fused': (method: string, model: string) =>
      `${model} keeps query, key and value in one matrix, which HF PEFT adapts as a whole, and these settings ` +
      `of ${method} mean a part of it. Choose qkv as target (for (IA)³ the placement peft), or another model.`,
    conv1d: (method: string, model: string) =>
      `HF PEFT has ${method} for linear layers only, and those of ${model} are of another kind (Conv1D). ` +
      'Choose another model.',
    task: () =>
      'The script trains classes of texts, and text to continue. For numbers, several labels, tags of words, or ' +
      'sources with targets save the adapter here, or write the loop with the class of Transformers that the ' +
      'adapter’s README names.',
    transfer: () =>
      'The script trains on all rows and learns no other data first. Turn “Learn other data first” off for a script.',
    poison: () => 'The script trains the rows as they are and knows no backdoor. Turn the backdoor off for a script.',
    pairs: () =>
      'The script reads one text an example, and these are two. Join them in one column, or save the adapter here.',
    responses: () =>
      'The script trains on texts or on classes, and these data are prompts with responses, of which only the ' +
      'response is learnt. Train in this tab, or choose other data.',
    'prefix-positions': () =>
      'HF PEFT always puts the text behind the prefix. Turn on “text after prefix” for a script that does as ' +
      'this page does.',
    headless: (method: string) =>
      `HF PEFT trains and saves no head with ${method}, so that it is for language models only there. Choose data ` +
      'that are a text to continue.',
    unsuited: (method: string, model: string) =>
      `${method} can't be used with ${model} and these settings. Choose another model or method.`,
  } satisfies Record<Exclude<NoScript, 'no-method'>, (method: string, model: string) => string>,
  noMethod: (method: string, why: string) =>
    `There is no script that trains ${method} with HF PEFT. ${why} Train it in this tab; its adapter can ` +
    'be saved in our own format.',
  code: 'The script',
};
