/** German for OFT. */
import { noneAfterMerging, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './oft.en';

export const texts: Translated<typeof english> = {
  id: 'oft',
  subcategory: 'orthogonale Transformation',
  learn: {
    idea:
      'Zur Gewichtsmatrix kommt nichts dazu; gedreht wird, was sie liest. Benachbarte Eingaben bilden Blöcke, und ' +
      'jeder Block hat seine eigene Drehung, die aus einer trainierten schiefsymmetrischen Matrix entsteht. Eine ' +
      'Drehung erhält Längen und Winkel: wie die Neuronen zueinander liegen, worin das Vortrainierte steckt, bleibt.',
    where: 'Vor den Matrizen für Query und Value in jeder Schicht: was sie lesen, wird blockweise gedreht.',
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Die Blockgröße muss die Zahl der Eingaben jeder Zielmatrix teilen; größere Blöcke mischen mehr Eingaben und ' +
      'haben mehr Zahlen. Die Reihe, die die Inverse erspart, ist nur für kleine Winkel eine Drehung: mit einer ' +
      'großen Lernrate ändern sich Längen. Vor dem Einrechnen kostet jeder Schritt ein zweites Produkt mit der ' +
      'ganzen Matrix.',
  },
  hyperparameters: {
    oft_block_size: {
      label: 'Blockgröße b',
      description: 'Wie viele benachbarte Eingaben zusammen gedreht werden.',
    },
    block_share: {
      label: 'eine Drehung für alle',
      description: 'Alle Blöcke einer Matrix teilen sich eine Drehung.',
    },
    use_cayley_neumann: {
      label: 'Reihe statt Inverse',
      description: 'Nimmt für die Drehung die ersten Glieder einer Reihe; sonst macht eine Inverse sie exakt.',
    },
    num_cayley_neumann_terms: {
      label: 'Glieder k',
      description: 'Wie viele Glieder der Reihe genommen werden; mehr davon kommen einer Drehung näher.',
    },
    coft: {
      label: 'beschränkt (COFT)',
      description:
        'Hält jede Drehung nahe an der Identität: ihre schiefsymmetrische Matrix wird auf die Länge ε / √n gekürzt.',
    },
    eps: {
      label: 'Schranke ε',
      description:
        'Wie weit eine beschränkte Drehung gehen darf. Mit 0,00006 wie in HF PEFT bewegt sich ein kleines Modell kaum.',
    },
    targets,
  },
};
