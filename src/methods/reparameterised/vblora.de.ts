/** German for VB-LoRA. */
import { besideQueryAndValue, dropout, noneAfterMerging, rank, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './vblora.en';

export const texts: Translated<typeof english> = {
  id: 'vblora',
  subcategory: 'Zerlegung in niedrigen Rang',
  learn: {
    idea:
      'Die Faktoren von LoRA werden in kurze Stücke geschnitten, und alle Stücke aller Schichten kommen aus ' +
      'einem kleinen Vorrat von Vektoren. Für jedes Stück lernt das Modell, welche wenigen Vektoren des Vorrats ' +
      'es mischt. Am Ende bleiben der Vorrat und für jedes Stück die Nummern und Anteile seiner Vektoren: ' +
      'weniger als bei jedem LoRA.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Beim Training wird für jeden Vektor und jedes Stück eine Bewertung trainiert, die Zahl ist also nicht ' +
      'klein; klein ist sie nach der Wahl. Nur Vektoren unter den besten k bekommen einen Gradienten. HF PEFT ' +
      'kann auch nur die Wahl speichern; hier werden alle Bewertungen gespeichert. Die ' +
      'Arbeit schneidet Stücke von 256 Zahlen; 64 passen auch zu kleinen Modellen.',
  },
  hyperparameters: {
    r: rank,
    num_vectors: { label: 'Vektoren im Vorrat h', description: 'Aus wie vielen Vektoren alle Stücke wählen.' },
    vector_length: {
      label: 'Länge eines Stücks b',
      description: 'Wie viele Zahlen ein Vektor hat; sie muss Eingaben und Ausgaben jeder Zielmatrix teilen.',
    },
    topk: { label: 'gemischte Vektoren k', description: 'Aus wie vielen Vektoren ein Stück gemischt ist.' },
    dropout,
    targets,
  },
  says: {
    tooFew: ({ k, vectors }) =>
      `topk von vblora ist ${k}, aber der Vorrat hat nur ${vectors} Vektoren. Weniger wählen oder num_vectors erhöhen.`,
  },
};
