/** German for what methods, models and data sets say on the page. Methods have theirs beside their files. */
import type { Translated } from '../../../methods/texts';
import type { MethodsTexts } from '../contents';

const beside = import.meta.glob<Translated>(['../../../methods/*/*.de.ts', '!../../../methods/parts/*'], {
  eager: true,
  import: 'texts',
});

export const methods: MethodsTexts = Object.fromEntries(Object.values(beside).map((texts) => [texts.id, texts]));

export const models: Readonly<Record<string, { readonly summary: string }>> = {
  'tiny-encoder': {
    summary:
      'Ein BERT aus zwei Schichten, das von MiniLM gelernt hat, was Sätze bedeuten; klein genug, um überall in ' +
      'Sekunden zu trainieren.',
  },
  'tiny-decoder': {
    summary:
      'Ein GPT-2 aus vier Schichten, das Austen, das Brown-Korpus und Lebensmittel-Bewertungen gelesen hat und ' +
      'einen anderen Stil lernen kann.',
  },
  'tiny-encoder-decoder': {
    summary:
      'Ein T5 mit drei Schichten auf jeder Seite, das Zahlen und Namen von Emoji in dreizehn Sprachen schreibt und ' +
      'eine weitere lernen kann.',
  },
  'all-MiniLM-L6-v2': {
    summary:
      'Ein richtiger vortrainierter Encoder aus sechs Schichten mit 23 Millionen Parametern, viel benutzt, um ' +
      'Sätze zu vergleichen.',
  },
};

/** Languages of the parallel data, and whether the tiny encoder–decoder was taught to write them. */
const languages = {
  de: ['Deutsch', false],
  hu: ['Ungarisch', false],
  ca: ['Katalanisch', false],
  nl: ['Niederländisch', true],
  sv: ['Schwedisch', true],
  fr: ['Französisch', true],
  es: ['Spanisch', true],
  fi: ['Finnisch', true],
} as const;

const numbers = Object.fromEntries(
  Object.entries(languages).map(([code, [language, known]]) => [
    `numbers_${code}`,
    {
      name: `Zahlen auf ${language}`,
      summary:
        `Zahlen unter 10.000 in englischen Wörtern, auf ${language} zu schreiben: eine Sprache, die der kleine ` +
        `Encoder-Decoder ${known ? '' : 'nicht '}zu schreiben gelernt hat. Keine Zahl des Tests hat er in ` +
        'irgendeiner gesehen.',
      license: 'Unicode-3.0',
    },
  ]),
);

const emoji = Object.fromEntries(
  (['de', 'hu', 'ca'] as const).map((code) => [
    `emoji_${code}`,
    {
      name: `Emoji-Namen auf ${languages[code][0]}`,
      summary: `Englische Namen von Emoji, auf ${languages[code][0]} zu schreiben: kurze Wendungen über vieles.`,
      license: 'Unicode-3.0',
    },
  ]),
);

export const datasets: Readonly<
  Record<string, { readonly name: string; readonly summary: string; readonly license: string }>
> = {
  ...numbers,
  ...emoji,
  fine_foods: {
    name: 'Lebensmittel-Bewertungen',
    summary: 'Englische Bewertungen von Lebensmitteln: ist es die beste Note (great) oder eine schlechtere (other)?',
    license: 'MIT (Paket); Texte von Amazon-Nutzern',
  },
  cooking: {
    name: 'Fragen zum Kochen',
    summary: 'Englische Überschriften von Fragen zum Kochen, in zehn Themen zu sortieren.',
    license: 'CC BY-SA (Stack Exchange)',
  },
  languages: {
    name: 'Sprachen der Menschenrechtserklärung',
    summary:
      'Absätze der Allgemeinen Erklärung der Menschenrechte in 18 Sprachen: welche ist es? Aufgeteilt nach Artikeln.',
    license: 'MIT (Paket); öffentlicher Text der Vereinten Nationen',
  },
  shakespeare_sonnets: {
    name: 'Sonette von Shakespeare',
    summary: 'Alle 154 Sonette: ein kleines Sprachmodell lernt zu schreiben wie 1609.',
    license: 'gemeinfrei',
  },
  austen_persuasion: {
    name: '„Persuasion“ von Jane Austen',
    summary:
      'Ein Roman, den der kleine Decoder nicht gelesen hat, in einem Stil, den er kennt: sieh zu, was er ' +
      'vergisst, während er etwas anderes lernt.',
    license: 'gemeinfrei',
  },
  brown_tags: {
    name: 'Wortarten (Brown)',
    summary:
      'Sätze von 1961 mit der Wortart jedes Worts, einer von zwölf. Geteilt nach der Datei, aus der ein Satz ist.',
    license: 'Weitergabe erlaubt (Brown-Korpus)',
  },
  cooking_pairs: {
    name: 'Gleiches Thema? Zwei Kochfragen',
    summary:
      'Zwei Titel von Fragen zum Kochen: gehören sie zum selben Thema? Kein Titel des Tests ist im Trainingsteil.',
    license: 'CC BY-SA (Stack Exchange)',
  },
  movies: {
    name: 'Filmkritiken',
    summary: 'Ausschnitte aus Filmkritiken: positiv oder negativ?',
    license: 'MIT (Paket); Texte der Kritiker',
  },
  movie_scores: {
    name: 'Filmkritiken mit Punkten',
    summary: 'Ausschnitte aus Filmkritiken mit Punkten von −4 bis 4: dem Mittel von zwanzig Urteilen.',
    license: 'MIT (Paket); Texte der Kritiker',
  },
  products: {
    name: 'Produktbewertungen',
    summary: 'Sätze aus Produktbewertungen: positiv oder negativ?',
    license: 'MIT (Paket); Texte von Kunden',
  },
  editorials: {
    name: 'Leitartikel',
    summary: 'Sätze aus Leitartikeln einer Zeitung: positiv oder negativ?',
    license: 'MIT (Paket); Texte einer Zeitung',
  },
  tweets: {
    name: 'Tweets',
    summary: 'Tweets ohne Namen und Links: positiv oder negativ?',
    license: 'MIT (Paket); Texte ihrer Schreiber',
  },
};
