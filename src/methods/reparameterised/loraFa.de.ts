/** German for LoRA-FA. */
import { alpha, besideQueryAndValue, dropout, noneAfterMerging, rank, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './loraFa.en';

export const texts: Translated<typeof english> = {
  id: 'lora-fa',
  subcategory: 'LoRA-Abkömmlinge: Verbesserungen',
  learn: {
    idea:
      'LoRA lernt zwei schmale Matrizen. LoRA-FA lässt die erste für immer zufällig ' +
      'und lernt nur die zweite. Die Schicht merkt sich dann r Zahlen je Token ' +
      'statt des ganzen Vektors, und nur halb so viele Zahlen werden trainiert.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Das Update kann nur die r zufälligen Richtungen von A₀ nutzen, braucht also vielleicht ' +
      'ein größeres r als LoRA. Auch A₀ steht in der Adapterdatei, obwohl es nie trainiert wurde.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    dropout,
    targets,
    correct: {
      label: 'Gradientenkorrektur',
      description: 'Jeden Schritt von B zu dem Schritt hin drehen, den volles Feinabstimmen täte.',
    },
  },
};
