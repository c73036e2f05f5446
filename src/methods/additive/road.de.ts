/** German for RoAd. */
import { targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './road.en';

export const texts: Translated<typeof english> = {
  id: 'road',
  subcategory: 'skalierte Aktivierungen',
  learn: {
    idea:
      '(IA)³ streckt einzelne Merkmale; RoAd nimmt sie paarweise, dreht jedes Paar in seiner Ebene und streckt es ' +
      'dann: ein Winkel und eine Skala für zwei Merkmale. Fine-Tuning dreht Vektoren mehr, als es sie verlängert, ' +
      'finden die Autoren, also wird das Drehen gelernt.',
    where: 'Hinter den Matrizen für Query und Value in jeder Schicht: ihre Ausgaben werden paarweise gedreht.',
    inferenceCost: 'Nach dem Einrechnen keine: die Drehung geht in Gewichte und Bias ein.',
    pitfalls:
      'Die Gruppengröße muss die Ausgaben jeder Zielmatrix teilen. Winkel nahe null ändern wenig, darum ist die ' +
      'Lernrate größer als bei LoRA. Vor dem Einrechnen lassen sich verschiedene Adapter in einem Batch mischen, ' +
      'dafür wurde es gemacht.',
  },
  hyperparameters: {
    variant: {
      label: 'Variante',
      description:
        'Wie viele Zahlen es sind: ein Winkel und eine Skala je Paar, je Ausgabe oder je zwei für jede Ausgabe.',
    },
    group_size: {
      label: 'Gruppengröße g',
      description: 'Die erste Hälfte jeder Gruppe von so vielen Ausgaben bildet Paare mit der zweiten.',
    },
    targets,
  },
  says: {
    odd: ({ group }) =>
      `group_size von road muss gerade sein, denn die Ausgaben werden paarweise genommen; ${group} ist es nicht. ` +
      'Eine gerade Zahl passt.',
    indivisible: ({ group, site, outputs }) =>
      `group_size von road muss die Ausgaben jeder Zielmatrix teilen; ${site} hat ${outputs}, und ${group} teilt das ` +
      'nicht. Eine andere wählen.',
  },
};
