/** German for what opening a run tells. */
import type { TranslatedTexts } from '../../../../messages/message';
import type { sessionTexts } from '../../../../session/messages';

export const session: TranslatedTexts<typeof sessionTexts> = {
  poisoningWeights: 'Der Angreifer trainiert alle Gewichte auf den vergifteten Zeilen',
  poisonedWeights: ({ accuracy, success }) =>
    `Richtig in ${accuracy} % der Validierungszeilen, und ${success} % der Angriffe gelingen. Die Methode macht mit ` +
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
    `${method} lernt von sich aus aus anderen Daten. Eine andere Methode wählen oder nichts, was vorher gelernt wird.`,
  transferWithPoison:
    'Eine Hintertür und andere Daten, die zuerst gelernt werden, gehen nicht zusammen. Eines davon ausschalten.',
  transferWithAdapter:
    'Der Lauf beginnt mit einem Adapter und lernt deshalb nichts anderes vorher. Ihn zurücksetzen oder nichts ' +
    'wählen, was vorher gelernt wird.',
  sourceTask: ({ source, task }) =>
    `„${source}“ ist für eine andere Aufgabe (${task}). Daten derselben Aufgabe wählen, die zuerst gelernt werden.`,
  nothingToRead: 'Das Modell hat für nichts davon ein Token. Einen Text in seiner Sprache anheften.',
  notPinned: ({ reason }) => `Angeheftetes lässt sich hier nicht ansehen. ${reason}`,
  filterNeedsLora: ({ reason }) =>
    `Der Filter sucht verdächtige Zeilen mit LoRA, das hier nicht geht. ${reason} Eine andere Abwehr wählen.`,
};
