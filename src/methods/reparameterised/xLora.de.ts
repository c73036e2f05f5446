/** German for X-LoRA. */
import { alpha, rank, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './xLora.en';

export const texts: Translated<typeof english> = {
  id: 'x-lora',
  subcategory: 'LoRA-Abkömmlinge: mehrere Aufgaben',
  learn: {
    idea:
      'Zuerst wird zu jeder von mehreren Aufgaben eine LoRA trainiert und eingefroren: die Experten. Danach lernt ' +
      'nur noch ein Gate, das für jedes Wort sagt, wie viel von welchem Experten genommen wird. Es sieht an, was das ' +
      'vortrainierte Modell aus dem Text macht; dafür wird er einmal zusätzlich gelesen.',
    where:
      'Alle Experten nebeneinander an den Matrizen für Query und Value; das Gate liest die letzten verborgenen ' +
      'Zustände des vortrainierten Modells.',
    inferenceCost:
      'Zwei Durchläufe für jeden Text, der erste durch das vortrainierte Modell; im zweiten rechnen alle Experten.',
    pitfalls:
      'Am Ende wird nur das Gate trainiert, ein paar hundert Zahlen: Was kein Experte weiß, kann es nicht lernen. ' +
      'Die Schritte verteilen sich auf alle Phasen, jeder Experte bekommt also wenige. Die Anteile eines Tokens ' +
      'ergeben zusammen 1, darum sind die Experten gemeinsam leiser, als jeder allein war. In PEFT kann das Gate ' +
      'mehrere Schichten haben, für jede Schicht anders antworten oder nur die besten Experten nehmen; dieses hier ' +
      'ist seine Vorgabe.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    targets,
    sources: {
      label: 'andere Datensätze',
      description: 'Wie viele andere Datensätze einen Experten bekommen; das Ziel bekommt auch einen.',
    },
    source_share: {
      label: 'Anteil der Schritte',
      description: 'Dieser Teil der Schritte geht an die Experten, der Rest trainiert das Gate.',
    },
    temperature: {
      label: 'Temperatur τ',
      description: 'Je niedriger, desto mehr entscheidet sich das Gate für einen Experten.',
    },
  },
  merge:
    'Die Mischung der Experten ist für jedes Token eine andere; kein Gewicht kann sie aufnehmen, alles bleibt ' +
    'im Modell.',
  noScript:
    'Es hat diese Methode, XLoraConfig, und nimmt dafür LoRAs, die es schon gibt; das Skript trainiert auf einem ' +
    'Datensatz und hätte nur einen Experten.',
  says: {
    trainOwn: 'Den eigenen Experten des Ziels trainieren',
    trainOther: ({ index }) => `Einen Experten auf anderem Datensatz ${index} trainieren`,
    trained: ({ index, count, result }) => `Experte ${index} von ${count} ist trainiert und eingefroren (${result}).`,
    gate: ({ count }) => `Lernen, ${count} eingefrorene Experten zu mischen`,
    mixed: ({ count, result }) => `Mischung von ${count} Experten: ${result}.`,
  },
};
