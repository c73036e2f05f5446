/** German for LoRA-XS. */
import { alpha, besideQueryAndValue, dropout, noneAfterMerging, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './loraXs.en';

export const texts: Translated<typeof english> = {
  id: 'lora-xs',
  subcategory: 'Zerlegung in niedrigen Rang',
  learn: {
    idea:
      'Die zwei schmalen Faktoren von LoRA müssen nicht trainiert werden. Hier sind sie die stärksten ' +
      'Richtungen, die die Gewichtsmatrix schon hat, gefunden mit einer Singulärwertzerlegung und fest; nur ' +
      'eine kleine quadratische Matrix dazwischen lernt. Ihre Größe hängt allein vom Rang ab, nicht vom Modell.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Die Änderung bleibt in den Richtungen, die die vortrainierte Matrix am meisten benutzt: was außerhalb ' +
      'liegt, lässt sich nicht lernen. Es sind so wenige Zahlen, dass die Lernrate größer ist als bei LoRA. Die ' +
      'Datei enthält auch die festen Faktoren, ist also so groß wie die von LoRA.',
  },
  hyperparameters: {
    r: { label: 'Rang r', description: 'Wie viele Richtungen bleiben; in jeder Matrix werden r² Zahlen trainiert.' },
    alpha,
    dropout,
    targets,
  },
  noScript:
    'Es hat kein LoRA-XS. Der Code der Autoren (MohammadrezaBanaei/LoRA-XS) baut es in PEFTs LoRA ein; hier ' +
    'trainierte Adapter werden als LoRA vom selben Rang gespeichert, das PEFT lädt.',
};
