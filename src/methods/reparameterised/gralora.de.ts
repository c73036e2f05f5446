/** German for GraLoRA. */
import { besideQueryAndValue, dropout, noneAfterMerging, rank, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './gralora.en';

export const texts: Translated<typeof english> = {
  id: 'gralora',
  subcategory: 'Zerlegung in niedrigen Rang',
  learn: {
    idea:
      'In LoRA berührt eine einzige laute Eingabe jeden Eintrag der Änderung. GraLoRA teilt die Gewichtsmatrix ' +
      'in k × k Kacheln und gibt jeder ihr eigenes kleines LoRA: so bewegt eine solche Eingabe nur eine Spalte ' +
      'von Kacheln. Die Zahl ist die von LoRA mit demselben r, und der Rang der ganzen Änderung kann k-mal so ' +
      'hoch sein.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Jede Kachel hat nur Rang r / k, darum sollte k klein sein, wo r es ist: 2 bis r = 32, 4 ab 64. k muss ' +
      'den Rang sowie Eingaben und Ausgaben jeder Zielmatrix teilen.',
  },
  hyperparameters: {
    r: rank,
    alpha: { label: 'Faktor α', description: 'Die Änderung wird mit α / (r + Zusatzrang) multipliziert.' },
    gralora_k: {
      label: 'Kacheln k',
      description: 'Die Matrix wird in k × k Kacheln geteilt, jede mit einem LoRA vom Rang r / k.',
    },
    hybrid_r: { label: 'Zusatzrang', description: 'Rang eines einfachen LoRA neben den Kacheln; 0 heißt keins.' },
    dropout,
    targets,
  },
  says: {
    rank: ({ r, k }) => `gralora_k von gralora muss r teilen; ${k} teilt ${r} nicht. Eine andere Zahl wählen.`,
  },
};
