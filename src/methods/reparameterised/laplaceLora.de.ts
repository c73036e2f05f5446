/** German for Laplace-LoRA. */
import { alpha, rank, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './laplaceLora.en';

export const texts: Translated<typeof english> = {
  id: 'laplace-lora',
  subcategory: 'LoRA-Abkömmlinge: Verbesserungen',
  learn: {
    idea:
      'Ein feinabgestimmtes Modell ist sich oft sicherer, als es sein sollte. Nach dem Training fragt ' +
      'Laplace-LoRA, wie weit sich jede Zahl verschieben ließe, bevor die Trainingsbeispiele es merken. ' +
      'Antworten werden über alle Gewichte in diesem Bereich gemittelt, sodass zweifelhafte auch als ' +
      'zweifelhaft herauskommen.',
    where: 'Die dünnen Umwege von LoRA neben Query und Value, jede Zahl mit einem Fehlerbalken.',
    inferenceCost:
      'Viele Durchgänge für eine Antwort: zwei für jede Ziehung. ' +
      'Eingerechnet ist es einfaches LoRA ohne Fehlerbalken.',
    pitfalls:
      'Die Krümmung jeder Matrix hat wie im Paper zwei Kronecker-Faktoren, hier aber aus den Gradienten ganzer ' +
      'Beispiele mit ihren wahren Klassen; im Paper entstehen sie Token für Token. Es ändert, wie sicher das Modell ' +
      'ist, selten, was es antwortet. Auf Loss und Kalibrierungsfehler sehen, nicht auf die Genauigkeit. ' +
      'Es hilft einem LoRA, das sich zu sicher ist; eines, das vorher angehalten wurde, kann danach schlechter ' +
      'kalibriert sein.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    targets,
    samples: {
      label: 'Ziehungen',
      description: 'Über so viele Ziehungen der Gewichte wird jede Antwort gemittelt, jede mit beiden Vorzeichen.',
    },
    structure: {
      label: 'Krümmung',
      description: 'Zwei Kronecker-Faktoren für jede Matrix, oder nur die Diagonale: eine Zahl für jede Zahl.',
    },
    fisher_examples: {
      label: 'Beispiele für die Krümmung',
      description: 'Wie viele Trainingsbeispiele sagen, wie steil der Loss um die trainierten Gewichte ansteigt.',
    },
  },
  noScript:
    'Das LoRA darin kann es trainieren, aber die Posterior-Verteilung hat es nicht: ' +
    'das Skript von LoRA nehmen und die Verteilung mit dem Code der Autoren anpassen.',
  says: {
    evidence: ({ precision, determined, count }) =>
      `A-priori-Präzision λ = ${precision}; die Daten bestimmen etwa ${determined} von ${count} Zahlen.`,
    quality: ({ loss, calibrationError, accuracy }) =>
      `Loss (NLL) ${loss}, Kalibrierungsfehler (ECE) ${calibrationError} %, Genauigkeit ${accuracy} %`,
    train: 'LoRA trainieren',
    plain: ({ result }) => `Einfaches LoRA: ${result}.`,
    square: ({ batches }) => `Die Gradienten von ${batches} einzelnen Beispielen quadrieren`,
    predict: 'Mit der A-posteriori-Verteilung vorhersagen',
    compared: ({ before, after }) => `Vorher: ${before}. Mit der A-posteriori-Verteilung: ${after}.`,
    noValidation: 'Es gibt keinen Validierungsteil, auf dem sich messen ließe.',
  },
};
