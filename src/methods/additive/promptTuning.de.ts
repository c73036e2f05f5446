/** German for Prompt tuning. */
import { promptStart, promptTokens, tokensStay } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './promptTuning.en';

export const texts: Translated<typeof english> = {
  id: 'prompt-tuning',
  name: 'Prompt-Tuning',
  subcategory: 'Soft-Prompt-basiert',
  learn: {
    idea:
      'Statt eine Anweisung in Worten zu schreiben, lässt man das Training die besten l „Wörter“ selbst ' +
      'finden. Es sind Vektoren, die keinem wirklichen Wort entsprechen müssen, und sie stehen vor jedem Text.',
    where: 'Nur ganz unten: zusätzliche farbige Tokens vor dem Text.',
    inferenceCost: 'Jeder Text wird l Tokens länger.',
    pitfalls:
      'Auf kleinen Modellen schwach und langsam: gut wird es erst bei Milliarden von Gewichten. ' +
      'Es braucht eine sehr große Lernrate, und der längste mögliche Text wird l Tokens kürzer.',
  },
  hyperparameters: {
    l: promptTokens,
    init: promptStart,
  },
  merge: tokensStay,
  says: {
    tooLong: ({ method, l, positions, most }) =>
      `l von ${method} ist ${l}, aber das Modell hat ${positions} Positionen, und der Text braucht einige davon: ` +
      `l von 1 bis ${most} wählen.`,
  },
};
