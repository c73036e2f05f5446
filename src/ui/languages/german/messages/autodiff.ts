/** German for where no gradient can pass. */
import type { autodiffTexts } from '../../../../autodiff/messages';
import type { TranslatedTexts } from '../../../../messages/message';

export const autodiff: TranslatedTexts<typeof autodiffTexts> = {
  noRule: ({ op, place }) =>
    `Der Gradient muss durch den Operator ${op} am ${place}, und dafür gibt es keine Ableitungsregel. Eine Methode ` +
    'wählen, die nur Tensoren über diesem Knoten trainiert, oder ein Modell ohne diesen Operator.',
  ruleRefuses: ({ op, place, reason }) =>
    `Der Gradient muss durch den Operator ${op} am ${place}, und das geht nicht: ${reason} Eine Methode wählen, die ` +
    'nur Tensoren über diesem Knoten trainiert, oder ein Modell ohne diesen Operator.',
  atNode: ({ node, layer }) => `Knoten „${node}“${layer === undefined ? '' : ` (Schicht ${layer})`}`,
  normStatistics: 'Mittelwert und Abweichung, die LayerNormalization ausgibt, lassen sich nicht ableiten.',
  batchDimensions: 'GatherND mit Batch-Dimensionen lässt sich nicht ableiten.',
  reduction: ({ op, mode }) => `${op} mit der Reduktion „${mode}“ lässt sich nicht ableiten.`,
  padding: 'Nur das Auffüllen mit einer Konstanten lässt sich ableiten.',
};
