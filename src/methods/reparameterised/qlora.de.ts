/** German for QLoRA. */
import { allTargets, alpha, doubleQuantisation, dropout, rank } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './qlora.en';

export const texts: Translated<typeof english> = {
  id: 'qlora',
  subcategory: 'LoRA-Abkömmlinge: Quantisierung',
  learn: {
    idea:
      'Der meiste Speicher geht an Gewichte, die sich nie ändern: also werden sie in je ' +
      'vier Bit gespeichert, als eine von sechzehn Stufen, und LoRA lernt daneben in voller ' +
      'Genauigkeit. LoRA lernt dabei auch auszugleichen, was beim Runden verloren ging.',
    where: 'Jede lineare Schicht hat ihr Gewicht in vier Bit, mit einem dünnen Umweg daneben.',
    inferenceCost:
      'Auspacken bei jedem Durchgang, für ein Achtel des Speichers; nach ' +
      'dem Einrechnen sind die Gewichte wieder in voller Genauigkeit.',
    pitfalls:
      'Jeder Schritt dauert länger, weil Gewichte zweimal ausgepackt werden. Es lohnt ' +
      'sich auf Modellen, deren Gewichte den Speicher füllen, kaum auf winzigen. Gradienten werden wie im Paper bei ' +
      '0,3 gekappt.',
  },
  hyperparameters: { r: rank, alpha, dropout, targets: allTargets, double: doubleQuantisation },
};
