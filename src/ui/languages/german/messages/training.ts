/** German for what training tells. */
import type { TranslatedTexts } from '../../../../messages/message';
import type { trainingTexts } from '../../../../training/messages';

export const training: TranslatedTexts<typeof trainingTexts> = {
  notFiniteLoss: ({ step }) =>
    `Das Training wurde angehalten: bei Schritt ${step} war der Loss keine endliche Zahl mehr.`,
  notFiniteGradient: ({ step }) =>
    `Das Training wurde angehalten: bei Schritt ${step} war der Gradient keine endliche Zahl mehr.`,
  diverged: ({ step, loss, first }) =>
    `Das Training wurde angehalten, es ist divergiert: bei Schritt ${step} war der Loss ${loss}, angefangen hat er ` +
    `bei ${first}.`,
  goOnLower: ({ step }) =>
    `Der Stand von Schritt ${step} ist aufgehoben: von dort mit kleinerer Lernrate weitermachen.`,
  startAgainLower: 'Der Lauf steht wieder am Anfang: mit kleinerer Lernrate neu starten.',
  rateTooHigh: ({ rate, lower }) => `Die Lernrate ${rate} ist für diese Methode zu groß: ${lower} versuchen.`,
  notClipped: 'Gradienten werden nicht gekürzt: die Kappungsnorm auf 1 stellen.',
  noWarmup: 'Das Training beginnt mit der vollen Lernrate: über das erste Zehntel der Schritte aufwärmen lassen.',
  largeGradient: ({ norm }) =>
    `Der Gradient war schon vorher groß (Norm ${norm}): eine kleinere Lernrate oder ein anderer Startwert hilft.`,
  goOn: 'Vom letzten Zwischenstand weitermachen, wieder auf der GPU oder mit WASM.',
  slowSteps:
    'Geschieht es wieder, einen kleineren Batch wählen: manche Treiber setzen zurück, wenn ein Schritt zu lange ' +
    'dauert.',
  memoryNeeded: ({ expected, activations }) =>
    `Dieser Lauf braucht etwa ${expected} MB, davon ${activations} MB für Aktivierungen, die mit dem Batch schrumpfen.`,
  smallerBatch: ({ batch }) => `Einen Batch von ${batch} wählen.`,
  smallerBatchAlike: ({ batch }) =>
    `Einen Batch von ${batch} wählen und je Änderung zwei sammeln: das Ergebnis ist dasselbe.`,
  shorter: 'Eine kürzere Länge wählen.',
  fewerTensors:
    'Eine Methode, die weniger Tensoren trainiert, braucht weniger Speicher für Optimierer und Aktivierungen.',
  tooFewPositions: ({ positions, asked, excess }) =>
    `Das Modell hat ${positions} Positionen, gebraucht werden aber ${asked} (Text und virtuelle Tokens zusammen). ` +
    `Eine um ${excess} kürzere Länge wählen.`,
  emptyPrompt: 'Der Anfang ist leer. Mindestens ein Wort eingeben.',
  otherRun: ({ tensor, size }) =>
    `Der Zwischenstand gehört zu einem anderen Lauf: er hat keinen Tensor „${tensor}“ von ${size} Zahlen. Von vorn ` +
    'beginnen.',
  noRun: 'Noch gibt es keinen Lauf: zuerst einen starten.',
  notTrained: ({ tensor }) =>
    `„${tensor}“ wird in der gegenwärtigen Phase dieses Laufs nicht trainiert. Einen anderen Tensor wählen.`,
  badRate: ({ rate }) => `Die Lernrate muss eine positive Zahl sein, nicht ${rate}.`,
  otherData:
    'Die Methode lernt gerade von anderen Daten. Die Fehler erst ansehen, wenn sie wieder bei den gewählten ist.',
  noAttribution:
    'Von den Tokens dieses Textes lässt sich nichts sagen: die Methode setzt etwas Eigenes an ihre Stelle, durch das ' +
    'kein Gradient zurückkommt.',
  noStates: 'Die Schichten dieses Modells sind nicht verstanden, und so lässt sich dazwischen nichts lesen.',
  noAttention:
    'Die Attention dieser Schicht lässt sich nicht lesen: Ihre Gewichte sind in der Datei kein eigener Wert. Wähle ' +
    'eine andere Schicht.',
  noModule: 'Hier wird für diesen Text allein nichts berechnet. Wähle einen anderen Kasten.',
  statesOfOtherPhase:
    'Dieser Zwischenstand ist aus einer anderen Phase der Methode und lässt sich mit der jetzigen nicht vergleichen.',
  phasesAreOver: ({ method }) =>
    `Wie lang die Phasen von ${method} sind, haben die Schritte bestimmt, die am Anfang eingestellt waren. Mehr ` +
    'Schritte einstellen und von vorn trainieren.',
  goOnAtEnd: 'Der Lauf ist noch nicht an seinem Ende: ihn zuerst fertig werden lassen.',
  failedEarly: 'Der Lauf ist vor seinem ersten Zwischenstand gescheitert. Von vorn beginnen.',
};
