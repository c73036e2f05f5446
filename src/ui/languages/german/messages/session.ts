/** German for what opening a run tells. */
import type { TranslatedTexts } from '../../../../messages/message';
import type { sessionTexts } from '../../../../session/messages';

export const session: TranslatedTexts<typeof sessionTexts> = {
  poisoningWeights: 'Der Angreifer trainiert alle Gewichte auf den vergifteten Zeilen',
  poisonedWeights: ({ accuracy, success }) =>
    `Richtig in ${accuracy} % der Validierungszeilen, und ${success} % der Angriffe gelingen. Die Methode macht ` +
    `mit ` +
    'diesen Gewichten und einem neuen Kopf auf Zeilen ohne Gift weiter.',
  identifying: 'LoRA sucht Zeilen, bei denen es sich verdächtig sicher ist',
  identified: ({ left, rows, caught, poisoned }) =>
    `${left} von ${rows} Trainingszeilen ausgelassen, darunter ${caught} der ${poisoned} vergifteten. Die Methode ` +
    'beginnt auf dem Rest.',
  allSuspicious: ({ suspicion }) =>
    `Bei einer Sicherheit von ${suspicion} bleiben von einer Klasse zu wenige Trainingszeilen. Eine größere wählen.`,
  defenceWithoutPoison:
    'Eine Abwehr braucht eine Hintertür, gegen die sie hilft. Die Hintertür einschalten oder keine Abwehr wählen.',
  learningSource: ({ source }) => `Lernt zuerst „${source}“`,
  sourceLearnt: ({ steps, result }) =>
    `Nach ${steps} Schritten: ${result} auf dessen Validierungszeilen. Von dort geht der Lauf weiter.`,
  notMeasured: 'nicht gemessen',
  written: ({ chrf, exact }) => `chrF ${chrf}, ${exact} % genau richtig`,
  rightIn: ({ accuracy }) => `${accuracy} % richtig`,
  lossOf: ({ loss }) => `ein Verlust von ${loss}`,
  transferFromItself: 'Die Daten, die zuerst gelernt werden sollen, sind die eigenen. Andere wählen oder keine.',
  transferOfSeveral: ({ method }) =>
    `${method} lernt von sich aus aus anderen Daten. Eine andere Methode wählen oder nichts, was vorher gelernt ` +
    `wird.`,
  transferWithPoison:
    'Eine Hintertür und andere Daten, die zuerst gelernt werden, gehen nicht zusammen. Eines davon ausschalten.',
  transferWithAdapter:
    'Der Lauf beginnt mit einem Adapter und lernt deshalb nichts anderes vorher. Ihn zurücksetzen oder nichts ' +
    'wählen, was vorher gelernt wird.',
  sourceTask: ({ source, task }) =>
    `„${source}“ ist für eine andere Aufgabe (${task}). Daten derselben Aufgabe wählen, die zuerst gelernt werden.`,
  nothingToRead: 'Das Modell hat für nichts davon ein Token. Einen Text in seiner Sprache anheften.',
  notPinned: ({ reason }) => `Angeheftetes lässt sich hier nicht ansehen. ${reason}`,
  updateComesLast: ({ method }) =>
    `${method} arbeitet in Phasen, und die Änderung gibt es erst ab der letzten. Lass den Lauf zu Ende gehen ` +
    `und komm ` +
    'dann wieder.',
  keptNotScaled: ({ method }) =>
    `Ein aufgehobener Adapter von ${method} ändert kein Gewicht des Modells, und sein Anfang ist nicht aufgehoben: ` +
    'Stärker oder schwächer geht er nicht. Stell die Stärke auf 1.',
  notAdded: ({ method }) =>
    `Ein Adapter von ${method} lässt sich nicht zu einem anderen addieren: Er ändert kein Gewicht des Modells, ` +
    `sondern ` +
    'fügt daneben etwas hinzu. Wähle zwei, deren Methoden Gewichte ändern, zum Beispiel LoRA.',
  factorsOfLora:
    'Faktoren lassen sich nur mitteln, wenn beide Adapter LoRA ohne DoRA sind. Addiere stattdessen die Änderungen.',
  factorsOfRank: ({ one, other }) =>
    `Faktoren lassen sich nur mitteln, wenn beide denselben Rang haben; hier sind es ${one} und ${other}. Addiere ` +
    'stattdessen die Änderungen.',
  factorsOfTargets:
    'Faktoren lassen sich nur mitteln, wenn beide Adapter dieselben Matrizen ändern. Addiere stattdessen die ' +
    'Änderungen.',
  untold: 'Die Datei sagt nicht, mit welcher Methode sie entstanden ist. Hebe einen anderen Adapter auf.',
  badStrength: 'Die Stärke der Änderung muss eine Zahl von 0 bis 2 sein.',
  noRunToPlay: 'Der Lauf steht am Anfang: Trainiere ihn zuerst und spiel dann mit dem Ergebnis.',
  noModelOfKept: 'Die aufgehobenen Adapter sind nicht mehr da: Hebe sie noch einmal auf.',
  smallCloud: ({ points, least }) =>
    `Es gibt ${points} Validierungstexte, und eine Wolke braucht wenigstens ${least}. Daten mit mehr Zeilen wählen.`,
  nothingToExplain: 'Das Modell hat für nichts davon ein Token. Einen Text in seiner Sprache eingeben.',
  filterNeedsLora: ({ reason }) =>
    `Der Filter sucht verdächtige Zeilen mit LoRA, das hier nicht geht. ${reason} Eine andere Abwehr wählen.`,
};
