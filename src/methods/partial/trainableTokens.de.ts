/** German for Trainable tokens. */
import type { Translated } from '../texts';
import type { texts as english } from './trainableTokens.en';

export const texts: Translated<typeof english> = {
  id: 'trainable-tokens',
  name: 'Trainierbare Tokens',
  subcategory: 'Zeilen der Embeddings',
  learn: {
    idea:
      'Von der großen Tabelle, die für jedes Token einen Vektor enthält, werden einige Zeilen trainiert, alles ' +
      'andere bleibt. Gedacht ist das für Tokens, die dem Modell neu sind; aber auch alten lässt sich so ein neuer ' +
      'Sinn geben.',
    where: 'Nur ganz unten, in der Tabelle der Wort-Embeddings, und am Ausgang, wo dort dieselbe Tabelle steht.',
    inferenceCost: 'Keine: die Zeilen werden in die Tabelle zurückgeschrieben.',
    pitfalls:
      'Aus Texten ohne eines der gewählten Tokens wird nichts gelernt. In den meisten Vokabularen stehen vorn die ' +
      'Sonderzeichen, Buchstaben und häufigsten Wortstücke, darum beginnt der Bereich dort. PEFT nimmt jede Liste ' +
      'von Nummern; hier ist es ein Bereich. PEFT hält die Zeile des Fülltokens fest; hier darf sie im Bereich ' +
      'liegen, aber die Aufmerksamkeit sieht sie nie an.',
  },
  hyperparameters: {
    tokens: { label: 'Tokens n', description: 'Wie viele Zeilen der Tabelle trainiert werden.' },
    start: { label: 'erste Nummer t₀', description: 'Die Nummer des ersten Tokens; die anderen folgen ihm.' },
  },
  says: {
    outside: ({ start, tokens, vocabulary, most }) =>
      `tokens von trainable-tokens ist ${tokens} und start ist ${start}, aber das Vokabular hat ${vocabulary} ` +
      `Tokens. start von 0 bis ${most} wählen, oder weniger Tokens.`,
  },
};
