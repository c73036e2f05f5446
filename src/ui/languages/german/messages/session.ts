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
  filterNeedsLora: ({ reason }) =>
    `Der Filter sucht verdächtige Zeilen mit LoRA, das hier nicht geht. ${reason} Eine andere Abwehr wählen.`,
};
