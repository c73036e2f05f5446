/** German for TinyLoRA. */
import { besideQueryAndValue, dropout, noneAfterMerging, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './tinylora.en';

export const texts: Translated<typeof english> = {
  id: 'tinylora',
  subcategory: 'Zerlegung in niedrigen Rang',
  learn: {
    idea:
      'Mit wie wenigen Zahlen lernt ein Modell etwas? LoRA-XS trainiert eine kleine quadratische Matrix; hier ' +
      'ist sie eine Mischung fester zufälliger Matrizen, und trainiert werden nur die Anteile. Mehrere ' +
      'Gewichtsmatrizen, auch alle, können dieselben Anteile haben: dreizehn Zahlen genügten, um einem großen ' +
      'Modell Schulmathematik beizubringen.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Es ist für große Modelle gedacht, die die Antwort fast schon wissen; ein kleines lernt mit so wenigen ' +
      'Zahlen wenig. Die Zufallsmatrizen und die festen Faktoren stehen in der Datei, die also größer ist als ' +
      'das Trainierte.',
  },
  hyperparameters: {
    r: {
      label: 'Rang r',
      description: 'Wie viele der stärksten Richtungen einer Matrix bleiben; sie werden nicht trainiert.',
    },
    u: { label: 'Zahlen u', description: 'Wie viele Zahlen eine Matrix oder eine Gruppe von Matrizen trainiert.' },
    weight_tying: {
      label: 'Teilen',
      description: 'Von 0, jede Matrix hat eigene Zahlen, bis 1, alle haben dieselben.',
    },
    dropout,
    targets,
  },
};
