/** German for LLaMA-Adapter. */
import type { Translated } from '../texts';
import type { texts as english } from './llamaAdapter.en';

export const texts: Translated<typeof english> = {
  id: 'llama-adapter',
  subcategory: 'Soft-Prompt-basiert',
  learn: {
    idea:
      'Jede Schicht bekommt einen eigenen Prompt, auf den die Attention neben dem Text schauen darf. Was sie dort ' +
      'sieht, kommt durch ein Tor hinzu, das bei null beginnt: das Modell fängt an, wie es war, und lässt den Prompt ' +
      'so weit ein, wie er hilft. Ein Präfix steht dagegen vom ersten Schritt an im Wettbewerb mit dem Text.',
    where: 'Neben der Attention der oberen Schichten: gelernte Zeilen und je ein Tor.',
    inferenceCost:
      'Eine zweite, kleine Attention auf l Zeilen in jeder dieser Schichten; Texte bleiben so lang wie zuvor.',
    pitfalls:
      'Solange das Tor zu ist, bekommt der Prompt keinen Gradienten, darum beginnt das Lernen langsam. Wie in PEFT ' +
      'haben es nur Decoder wie Llama und GPT-2; bei GPT-2 kommt der Prompt dort hinter der Ausgabeprojektion hinzu. ' +
      'Im Artikel haben 30 von 32 Schichten einen Prompt; hier sind es alle, wenn nicht weniger gewählt werden.',
  },
  hyperparameters: {
    l: {
      label: 'Promptlänge l',
      description: 'Auf wie viele gelernte Zeilen die Attention in jeder Schicht schauen darf.',
    },
    layers: {
      label: 'obere Schichten',
      description: 'Wie viele Schichten, von oben gezählt, einen Prompt haben; 0 heißt alle.',
    },
  },
  merge:
    'Was der Prompt hinzufügt, hängt durch einen eigenen Softmax vom Text ab; kein Gewicht kann das enthalten, er ' +
    'bleibt im Modell.',
  says: {
    tooMany: ({ layers, most }) =>
      `llama-adapter soll in ${layers} Schichten, aber das Modell hat ${most}; „layers“ von 1 bis ${most} wählen, ` +
      'oder 0 für alle.',
    otherWidth:
      'llama-adapter fügt etwas zum Ergebnis der Attention hinzu, aber die Köpfe sind hier zusammen nicht so breit ' +
      'wie das Modell. prefix-tuning wählen.',
  },
};
