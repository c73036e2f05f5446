/** German for BOFT. */
import { noneAfterMerging, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './boft.en';

export const texts: Translated<typeof english> = {
  id: 'boft',
  subcategory: 'orthogonale Transformation',
  learn: {
    idea:
      'OFT dreht Blöcke benachbarter Eingaben, Eingaben verschiedener Blöcke begegnen sich also nie. BOFT stellt ' +
      'mehrere solche Drehungen hintereinander und lässt die Eingaben dazwischen die Plätze tauschen, wie es die ' +
      'schnelle Fourier-Transformation tut („Butterfly“): so mischen wenige kleine Blöcke viele Eingaben. Dazu ' +
      'bekommt jede Ausgabe einen trainierten Faktor.',
    where:
      'Vor den Matrizen für Query und Value in jeder Schicht: was sie lesen, wird gedreht; dahinter steht ein Faktor ' +
      'je Ausgabe.',
    inferenceCost: noneAfterMerging,
    pitfalls:
      'Mit einer einzigen Drehung ist es OFT mit kleinen Blöcken. Jede weitere verdoppelt, wie viele Eingaben ' +
      'gemischt werden, und Blockgröße mal 2^(m−1) muss die Zahl der Eingaben teilen. Die Drehung ist exakt, durch ' +
      'eine Inverse jedes Blocks. HF PEFT kann mehrere nur benutzen, wo es einen CUDA-Kernel übersetzen kann.',
  },
  hyperparameters: {
    boft_block_size: { label: 'Blockgröße b', description: 'Wie viele Eingaben eine kleine Drehung dreht.' },
    boft_n_butterfly_factor: {
      label: 'Drehungen m',
      description: 'Wie viele blockweise Drehungen hintereinander stehen; m davon mischen 2^(m−1) Blöcke.',
    },
    targets,
  },
  says: {
    odd: ({ block }) =>
      'boft_block_size von boft muss gerade sein, wenn boft_n_butterfly_factor größer als 1 ist, denn halbe Blöcke ' +
      `tauschen die Plätze; ${block} ist es nicht. Die nächste Zahl nehmen oder eine einzige Drehung.`,
    tooMany: ({ factors, group, site, inputs }) =>
      `boft_n_butterfly_factor von boft ist ${factors} und mischt damit Gruppen von ${group} Eingaben; ${site} hat ` +
      `${inputs} Eingaben, was keine ganze Zahl von Gruppen ist. Weniger Drehungen oder kleinere Blöcke wählen.`,
  },
};
