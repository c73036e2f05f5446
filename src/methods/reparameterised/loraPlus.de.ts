/** German for LoRA+. */
import { alpha, besideQueryAndValue, dropout, noneAfterMerging, rank, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './loraPlus.en';

export const texts: Translated<typeof english> = {
  id: 'lora-plus',
  subcategory: 'LoRA-Abkömmlinge: Verbesserungen',
  learn: {
    idea:
      'LoRA bleibt, wie es ist, nur lernt B schneller als A. B beginnt bei null und A nicht, und in einem breiten ' +
      'Modell ist eine gemeinsame Lernrate für das eine zu klein oder für das andere zu groß.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Die angezeigte Lernrate ist die von A: B bekommt das λ-Fache. Darum kleiner wählen als bei LoRA. Bei leichten ' +
      'Aufgaben ist wenig zu gewinnen; das Paper findet am meisten, wo das Modell viel lernen muss.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    dropout,
    targets,
    ratio: {
      label: 'Verhältnis λ',
      description: 'Wievielmal schneller als A die Matrix B lernt; 1 ist einfaches LoRA.',
    },
  },
};
