/** German for QA-LoRA. */
import { allTargets, alpha, dropout, rank } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './qaLora.en';

export const texts: Translated<typeof english> = {
  id: 'qa-lora',
  subcategory: 'LoRA-Abkömmlinge: Quantisierung',
  learn: {
    idea:
      'Nach QLoRA passen die eingerechneten Gewichte nicht mehr in vier Bit. QA-LoRA gibt ' +
      'allen Eingängen einer Gruppe dieselbe Korrektur. Eine solche Korrektur verschiebt ' +
      'nur den Nullpunkt der Gruppe, das fertige Modell ist also so klein wie zuvor.',
    where:
      'Jede lineare Schicht hat ihr Gewicht in vier Bit, mit einem ' +
      'dünnen Umweg daneben, der Mittelwerte von Gruppen liest.',
    inferenceCost: 'Nach dem Einrechnen keine, und die Gewichte bleiben in vier Bit.',
    pitfalls:
      'Die Gruppengröße muss die Zahl der Eingänge jeder Schicht teilen. Größere ' +
      'Gruppen sparen mehr Speicher und lassen dem Update weniger Freiheit.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    dropout,
    targets: allTargets,
    group: { label: 'Gruppengröße g', description: 'Eingänge, die sich Skala, Nullpunkt und Update teilen.' },
  },
  noScript:
    'QA-LoRA hat es nur auf einem Grundmodell, das GPTQ vorher quantisiert hat, mit ' +
    'anderen Codes als hier: mit GPTQModel quantisieren, dann use_qalora setzen.',
  says: {
    uneven: ({ group, inputs, fitting }) =>
      `group von qa-lora ist ${group}, kein Teiler der ${inputs} Eingänge einer Schicht: ${fitting} wählen.`,
    chooseQlora: ({ group, inputs }) =>
      `group von qa-lora ist ${group}, kein Teiler der ${inputs} Eingänge einer Schicht: qlora wählen, das keine ` +
      'Gruppen von Eingängen hat.',
  },
};
