/** German for CoDA. */
import { activation, adapterStays, bottleneck } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './coda.en';

export const texts: Translated<typeof english> = {
  id: 'coda',
  subcategory: 'adapterbasiert',
  learn: {
    idea:
      'Nicht jedes Wort braucht jede Schicht. Ein kleiner Router in jeder Schicht sucht das Drittel der Tokens ' +
      'aus, das sie am meisten braucht; nur diese gehen durch die große eingefrorene Schicht. Die anderen nehmen ' +
      'den kleinen Adapter daneben und das, was sie vorher waren. Das macht große Encoder um ein Mehrfaches ' +
      'schneller.',
    where: 'Neben jeder Schicht: der Adapter für alle Tokens, und davor ein Router.',
    inferenceCost:
      'Im Paper weniger als ohne ihn, denn nur k Tokens gehen durch eine Schicht. Hier wird die Schicht für alle ' +
      'Tokens gerechnet und verworfen, was nicht gewählt wurde; gespart wird also nichts, die Antwort ist ' +
      'dieselbe.',
    start:
      'Die Adapter fügen noch nichts hinzu, doch Tokens, die ein noch ungelernter Router nicht wählt, überspringen ' +
      'ihre Schicht: die Ausgabe ist sofort eine andere.',
    pitfalls:
      'Das Paper trainiert erst weiter vor, damit sich das Modell an übersprungene Tokens gewöhnt. Hier fällt das ' +
      'weg, und ein Modell mit zwei Schichten verliert viel von dem, was es weiß: bei einer Reduktion von 1 wird ' +
      'kein Token übersprungen. Wie weich die Auswahl ist, ist eine eigene Formulierung.',
  },
  hyperparameters: {
    m: bottleneck,
    activation,
    reduction: { label: 'Reduktion r', description: 'Eines von r Tokens geht durch die Schicht; 1 heißt alle.' },
  },
  merge: adapterStays,
  noScript: 'Es hat weder Adapter neben ganzen Schichten noch Router, die Tokens überspringen.',
};
