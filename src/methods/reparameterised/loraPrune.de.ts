/** German for LoRAPrune. */
import { allTargets, alpha, dropout, rank } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './loraPrune.en';

export const texts: Translated<typeof english> = {
  id: 'loraprune',
  subcategory: 'LoRA-Abkömmlinge: von LoRA geführte Gewichte',
  learn: {
    idea:
      'Während LoRA das Modell anpasst, verraten seine zwei kleinen Matrizen auch, wie viel jeder Kopf ' +
      'und jeder Feed-forward-Kanal bedeutet, ohne Gradienten für die großen Matrizen. Die am wenigsten ' +
      'nützlichen werden nach und nach abgeschaltet, und LoRA repariert, was ihr Verlust zerbricht.',
    where:
      'Ein dünner Umweg neben jeder linearen Schicht; Köpfe ' +
      'und die Mitte des Feed-forward-Blocks verlieren Teile.',
    inferenceCost:
      'Weniger als das Grundmodell, wenn die abgeschalteten Teile ' +
      'herausgeschnitten werden; hier sind sie maskiert, was keine Zeit spart.',
    pitfalls:
      'Die Hälfte eines kleinen Modells abzuschalten kostet Genauigkeit. Einrechnen ' +
      'schreibt Nullen, wo etwas fehlt; kleiner werden die Matrizen davon nicht. Hat ein Modell weniger als vier ' +
      'Schichten, verlieren alle; sonst bleiben das erste Zehntel und die letzte ganz.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    dropout,
    targets: allTargets,
    ratio: { label: 'Anteil, der geht', description: 'Anteil der Köpfe und der Kanäle jeder Schicht, die gehen.' },
    start: { label: 'Pruning beginnt', description: 'Anteil des Laufs, bevor die ersten Gruppen gehen.' },
    end: { label: 'Pruning endet', description: 'Anteil des Laufs, bis zu dem alle gegangen sind.' },
    interval: { label: 'Abstand', description: 'Schritte zwischen zwei Runden des Prunings.' },
  },
  noScript: 'Es würde gewöhnliches LoRA trainieren und das Modell so groß lassen, wie es ist.',
  says: {
    packedGate:
      'loraprune zählt die Kanäle des Feed-forward-Blocks an den Spalten seiner Aufwärts-Projektion, und in ' +
      'diesem Modell steht darin auch das Gate. Eine andere Methode wählen, etwa lora.',
    noSteps: 'end von loraprune muss größer sein als start, damit es Schritte gibt, in denen Gruppen gehen.',
    heads: ({ left }) => `Köpfe ${left}`,
    channels: ({ left }) => `Kanäle ${left}`,
    left: ({ layers, groups }) => `Übrig in den Schichten ${layers}: ${groups}.`,
  },
};
