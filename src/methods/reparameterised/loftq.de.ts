/** German for LoftQ. */
import { allTargets, doubleQuantisation, dropout, rank } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './loftq.en';

export const texts: Translated<typeof english> = {
  id: 'loftq',
  subcategory: 'LoRA-Abkömmlinge: Quantisierung',
  learn: {
    idea:
      'Gewichte auf vier Bit zu runden hinterlässt einen Fehler. Das Update von LoRA beginnt ' +
      'sonst bei null; LoftQ beginnt stattdessen mit der besten Näherung dieses Fehlers von ' +
      'niedrigem Rang, sodass das Training näher am ursprünglichen Modell anfängt.',
    where:
      'Jede lineare Schicht hat ihr Gewicht in vier Bit, mit ' +
      'einem dünnen Umweg daneben, der als Reparatur beginnt.',
    inferenceCost: 'Wie bei QLoRA: Auspacken bei jedem Durchgang, für ein Achtel des Speichers.',
    pitfalls:
      'Jede Matrix wird vor dem Training zerlegt, was auf großen Modellen Sekunden dauert. ' +
      'Der Adapter gehört zu seiner quantisierten Grundlage: auf den ursprünglichen ' +
      'Gewichten würde sein Anfang etwas ausgleichen, das dort gar nicht fehlt.',
  },
  hyperparameters: {
    r: rank,
    dropout,
    targets: allTargets,
    iterations: { label: 'Runden T', description: 'Wie oft Quantisieren und Zerlegen sich abwechseln.' },
    double: doubleQuantisation,
  },
  says: {
    partOfOne: ({ site }) =>
      `targets von loftq: ${site} ist in diesem Modell Teil einer einzigen Matrix, und LoftQ zerlegt ganze ` +
      'Matrizen: stattdessen qkv wählen.',
  },
};
