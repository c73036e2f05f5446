/** German for EVA. */
import {
  alpha,
  batches,
  besideQueryAndValue,
  dropout,
  noneAfterMerging,
  rank,
  startsFromData,
  targets,
} from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './eva.en';

export const texts: Translated<typeof english> = {
  id: 'eva',
  subcategory: 'dynamischer Rang',
  learn: {
    idea:
      'Was ein LoRA lernen kann, liegt in den Richtungen, die sein A liest. EVA sieht vor dem Training die Eingaben ' +
      'jeder Matrix an, lässt A die Richtungen lesen, in denen sie am meisten schwanken, und gibt Matrizen mehr ' +
      'davon, bei denen wenige Richtungen fast alles sagen.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Ränge wandern zwischen den Matrizen, ihre Gesamtzahl bleibt; eine Matrix kann leer ausgehen. Die Kovarianz ' +
      'der Eingaben wird auf dem Prozessor zerlegt, was bei breiten Schichten lange dauert. PEFT sieht Batches an, ' +
      'bis sich die Richtungen nicht mehr drehen; hier ist ihre Zahl fest.',
  },
  hyperparameters: {
    r: { ...rank, description: 'Wie viele Richtungen eine Matrix im Mittel bekommt.' },
    alpha,
    dropout,
    targets,
    batches,
    rho: {
      label: 'Umverteilung ρ',
      description: 'Eine Matrix bekommt höchstens ρ r Richtungen; bei 1 hat jede r.',
    },
  },
  noScript: startsFromData('EvaConfig'),
};
