/** German for one sentence on its way through the model. */
import type { Catalogues } from '../catalogues';

export const sentence: Catalogues['sentence'] = {
  label: 'Satz in der Zeichnung',
  waiting: 'Dein Satz steht in der Zeichnung, sobald das Modell ihn liest.',
  recorded: 'Das ist eine Aufzeichnung: Die Wörter stehen in der Zeichnung, sobald das Modell hier ist.',
  read: 'Jetzt einen lesen',
  reading: 'Das Modell liest den Satz …',
  step: (step) => `nach ${step} Schritten`,
  cut: (tokens) => `Gelesen werden die ersten ${tokens} Tokens.`,
  legend:
    'Wie weit der verborgene Zustand jedes Tokens von dem des vortrainierten Modells weg ist: blass 0, satt 1 oder ' +
    'mehr.',
  legendShort: 'Weg vom vortrainierten Modell',
  learnt: (count) => `${count} gelernte`,
  prompt: (count) => `${count} gelernte Vektoren stehen vor dem Text, als wären sie Wörter.`,
  prefixed: (count) => `${count} Keys`,
  prefix: (count) =>
    `${count} gelernte Keys und Values stehen in der Attention jeder Schicht vor dem Text; kein Token hat sie.`,
  more: (count) => `+ ${count}`,
  moreTokens: (tokens) => `Weitere Tokens: ${tokens}`,
  moved: (row, distance, token, most) =>
    `${row}: Die verborgenen Zustände sind um ${distance} ihrer Länge von denen des vortrainierten Modells weg; am ` +
    `weitesten „${token}“, ${most}.`,
  still: (row) => `${row}: Die verborgenen Zustände sind die des vortrainierten Modells.`,
  rows: {
    embeddings: 'Embeddings',
    decoderEmbeddings: 'Embeddings des Decoders',
    final: 'Was der Kopf liest',
    first: 'rein',
    last: 'raus',
  },
  written: 'Was der Decoder bekommt',
  token: (text) => `Token „${text}“`,
  inside: 'Mit den Zahlen dieses Satzes',
  inLayer: 'In',
  ofToken: 'Zahlen des Tokens',
  computing: 'Das Modell rechnet …',
  at: (step) =>
    `Wie das Modell nach ${step} Schritten ist; von jedem Vektor die ersten Zahlen, von mehreren Köpfen der erste.`,
  states: 'verborgene Zustände',
  inputs: { tokens: 'Nummern der Tokens', mask: 'welche Tokens da sind' },
  of: (count) => `… von ${count}`,
  made: (names) => `gemacht aus ${names}`,
  tensors: 'Die Tensoren darin',
  excerpt: (names) => `Die ersten Zahlen von ${names}`,
  head: 'Kopf',
  arcs:
    'Jeder Bogen ist ein Anteil der Attention eines Tokens: von dem, das schaut, zu dem, auf das es schaut. Wähle ' +
    'ein Token und sieh nur seine.',
  shift: (head, share) => `Kopf ${head} gibt ${share} seiner Attention anderen als vor dem Training.`,
  before: 'vor dem Training',
  now: 'jetzt',
  learntKeys: (count) => `${count} gelernte`,
};
