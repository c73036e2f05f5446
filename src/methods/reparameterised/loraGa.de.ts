/** German for LoRA-GA. */
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
import type { texts as english } from './loraGa.en';

export const texts: Translated<typeof english> = {
  id: 'lora-ga',
  subcategory: 'Niedrigrang-Zerlegung',
  learn: {
    idea:
      'LoRA beginnt in zufälligen Richtungen und muss die guten erst finden. LoRA-GA sieht vorher nach: der Gradient ' +
      'jedes Gewichts über einige Batches sagt, wohin volles Fine-Tuning ginge, und seine größten Richtungen werden ' +
      'zu A und B. Was sie am Anfang hinzufügen, wird vom Gewicht abgezogen, sodass das Modell ist, wie es war.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Die erste Phase braucht die Gradienten ganzer Gewichtsmatrizen, obwohl diese nie trainiert werden. Der Start ' +
      'nimmt die Richtungen 1 bis r für A und die nächsten r für B, darum ist r höchstens halb so groß wie das, was ' +
      'eine Matrix hat. PEFT skaliert B mit den Singulärwerten des Gradienten, was der Artikel nicht tut, und lässt ' +
      'A unskaliert; form wählt.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    dropout,
    targets,
    batches,
    gamma: {
      label: 'Größe γ',
      description: 'Je größer, desto kleiner beginnen A und B: um eins durch die Wurzel daraus.',
    },
    form: {
      label: 'Form des Starts',
      description: 'Wie im Artikel und seinem Code, A und B gleich groß, oder wie HF PEFT ihn hat, B nahe null.',
    },
  },
  noScript: startsFromData('preprocess_loraga'),
  says: {
    twice: ({ r, most }) =>
      `r von lora-ga ist ${r}, aber der Start nimmt 2 r Richtungen jedes Gradienten, und die kleinste Zielmatrix hat ` +
      `weniger. r von 1 bis ${most} wählen.`,
  },
};
