/** German for P-tuning. */
import { promptTokens, tokensStay } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './pTuning.en';

export const texts: Translated<typeof english> = {
  id: 'p-tuning',
  name: 'P-Tuning',
  subcategory: 'Soft-Prompt-basiert',
  learn: {
    idea:
      'Prompt-Tuning bewegt jedes virtuelle Wort für sich. P-Tuning macht sie alle ' +
      'mit einem kleinen Netz, dessen Gewichte sie gemeinsam bewegen, was ruhiger ist. ' +
      'Nach dem Training wird das Netz weggeworfen und nur seine Ausgabe behalten.',
    where: 'Unten: zusätzliche farbige Tokens vor dem Text, von einem kleinen Netz gemacht.',
    inferenceCost: 'Jeder Text wird l Tokens länger; das Netz selbst wird nicht mehr gebraucht.',
    pitfalls:
      'Das Netz hat viel mehr Zahlen als der Prompt, der bleibt. Der Encoder des Papers ist ' +
      'das LSTM, das einzige, in dem ein Token von den anderen abhängt; seine Schritte kommen nacheinander, darum ' +
      'ist es auf einer GPU langsam. Im Paper stehen die Tokens um den Text, hier davor, wie bei HF PEFT.',
  },
  hyperparameters: {
    l: promptTokens,
    encoder: {
      label: 'Encoder',
      description:
        'Das Netz, das sie macht: ein MLP sieht jedes für sich, ' +
        'ein LSTM liest sie wie einen Satz, vorwärts und rückwärts.',
    },
    e: {
      label: 'Breite des Encoders e',
      description: 'Innere Breite dieses Netzes; beim LSTM die Breite jeder Richtung.',
    },
  },
  merge: tokensStay,
};
