/** German for what the worker tells the page. */
import type { TranslatedTexts } from '../../../../messages/message';
import type { workerTexts } from '../../../../worker/messages';

export const worker: TranslatedTexts<typeof workerTexts> = {
  adapterGone: 'Der Adapter ist nicht mehr da: seine Datei noch einmal wählen.',
  modelGone:
    'Das eigene Modell ist nicht mehr da: seine Dateien noch einmal hierher ziehen, oder ein mitgeliefertes Modell ' +
    'wählen.',
  dataGone:
    'Die eigenen Daten sind nicht mehr da: noch einmal einfügen oder hierher ziehen, oder einen mitgelieferten ' +
    'Datensatz wählen.',
  newerMethod: ({ method }) =>
    `Der Adapter wurde mit ${method} gemacht, das diese Fassung der Seite nicht hat. Die Seite neu laden, um die ` +
    'neueste zu bekommen.',
  adapterComesLast: ({ method }) =>
    `${method} arbeitet in Phasen, und seinen Adapter gibt es erst ab der letzten. Den Lauf beenden lassen, dann ` +
    'speichern.',
  memoryFull:
    'Der Speicher des Tabs ist voll. Einen kleineren Batch oder eine kürzere Länge wählen und noch einmal versuchen.',
  noModel: 'Noch ist kein Modell geladen: zuerst einen Lauf starten.',
  nothingPinned: ({ place }) => `Als ${place} ist kein Zwischenstand aufgehoben: zuerst einen aufheben.`,
  noRun: 'Noch gibt es keinen Lauf: zuerst einen starten.',
  notChanged: ({ weight }) => `Die Methode ändert das Gewicht „${weight}“ nicht. Wähle ein anderes.`,
  runIsOver: 'Der Lauf ist zu Ende: von vorn beginnen, dann durch ihn hindurchgehen.',
  phaseIsOver:
    'Eine Phase der Methode ist eben zu Ende gegangen: mit einem Schritt die nächste beginnen, dann durch sie ' +
    'hindurchgehen.',
  givenUp:
    'Der Lauf wurde aufgegeben, bevor er begann: Die Einstellungen haben sich geändert. Start beginnt den jetzigen.',
};
