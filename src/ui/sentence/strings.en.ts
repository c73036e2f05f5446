/** What is said of one sentence on its way through the model. */
export const english = {
  label: 'Sentence in the drawing',
  waiting: 'Your sentence stands in the drawing once the model reads it.',
  recorded: 'This is a recording: the words stand in the drawing once the model is here.',
  read: 'Read one now',
  reading: 'The model reads the sentence …',
  step: (step: string) => `after ${step} steps`,
  cut: (tokens: string) => `The first ${tokens} tokens of it are read.`,
  legend: 'How far each token’s hidden state is from the pretrained model’s: pale 0, full 1 or more.',
  legendShort: 'Moved from the pretrained model',
  learnt: (count: string) => `${count} learnt`,
  prompt: (count: string) => `${count} learnt vectors stand before the text, as if they were words.`,
  prefixed: (count: string) => `${count} keys`,
  prefix: (count: string) =>
    `${count} learnt keys and values stand before the text in every layer’s attention; no token has them.`,
  more: (count: string) => `+ ${count}`,
  moreTokens: (tokens: string) => `Further tokens: ${tokens}`,
  moved: (row: string, distance: string, token: string, most: string) =>
    `${row}: the hidden states are ${distance} of their length away from the pretrained model’s; most so ` +
    `“${token}”, ${most}.`,
  still: (row: string) => `${row}: the hidden states are the pretrained model’s.`,
  rows: {
    embeddings: 'Embeddings',
    decoderEmbeddings: 'Decoder’s embeddings',
    final: 'What the head reads',
    first: 'in',
    last: 'out',
  },
  written: 'What the decoder is given',
  token: (text: string) => `Token “${text}”`,
  inside: 'With this sentence’s own numbers',
  inLayer: 'In',
  ofToken: 'Numbers of the token',
  computing: 'The model computes it …',
  at: (step: string) =>
    `As the model is after ${step} steps; the first numbers of each vector, of several heads the first.`,
  states: 'hidden states',
  inputs: { tokens: 'numbers of the tokens', mask: 'which tokens are there' },
  of: (count: string) => `… of ${count}`,
  made: (names: string) => `made of ${names}`,
  tensors: 'The tensors in it',
  excerpt: (names: string) => `First numbers of ${names}`,
  head: 'Head',
  arcs:
    'Each arc is a share of a token’s attention: from who looks to who is looked at. Choose a token to see its own ' +
    'alone.',
  shift: (head: string, share: string) =>
    `Head ${head} gives ${share} of its attention to others than before training.`,
  before: 'before training',
  now: 'now',
  learntKeys: (count: string) => `${count} learnt`,
};
