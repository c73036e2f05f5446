/** German for what the page's state tells. */
import type { TranslatedTexts } from '../../../../messages/message';
import type { stateTexts } from '../../../../state/messages';

export const state: TranslatedTexts<typeof stateTexts> = {
  trainedOnOwnModel:
    'Der Adapter wurde auf einem eigenen Modell trainiert. Zuerst dieses Modell einlesen, unter Modell, dann ' +
    'den Adapter noch einmal wählen.',
  trainedOnOtherModel: ({ model }) =>
    `Der Adapter wurde auf ${model} trainiert, das es hier nicht gibt. Zuerst dieses Modell einlesen, unter ` +
    'Modell, und dort trainieren.',
  noDataWithClasses: ({ classes }) =>
    `Der Adapter unterscheidet ${classes} Klassen, und kein Datensatz hier hat so viele. Zuerst Daten mit ` +
    `${classes} Klassen einlesen, unter Daten, dann den Adapter noch einmal wählen.`,
  noDataWithLabels: ({ labels }) =>
    `Der Adapter unterscheidet ${labels}, und kein Datensatz hier hat diese Klassen. Zuerst die Daten ` +
    'einlesen, auf denen er trainiert wurde, unter Daten, dann den Adapter noch einmal wählen.',
  noSuchMethod: ({ kind }) =>
    `Der Adapter wurde mit ${kind} gemacht, das es hier nicht gibt. Die Seite neu laden, um die neueste ` +
    'Fassung zu bekommen.',
  linkLocks:
    'Der Adapter braucht ein anderes Modell, andere Daten oder eine andere Methode, aber der geöffnete Link ' +
    'sperrt sie. Die Seite ohne diesen Link öffnen.',
  workerStopped:
    'Der Worker für das Training ist unerwartet stehengeblieben, wahrscheinlich weil der Speicher des Tabs ' +
    'voll war. Er läuft wieder: vor dem Weitermachen einen kleineren Batch oder eine kürzere Länge wählen.',
  workerNotStarted:
    'Der Worker für das Training ließ sich nicht starten. Die Seite neu laden; hilft das nicht, eine ' +
    'aktuelle Fassung von Chrome, Edge, Firefox oder Safari nehmen.',
  pageFailed: ({ reason }) =>
    `Auf der Seite selbst ist etwas schiefgegangen: ${reason} Zurücksetzen und noch einmal versuchen.`,
  stateGone: 'Der Zustand dieses Laufs ist nicht mehr da oder nicht lesbar. Der Lauf muss neu beginnen.',
  otherVersion:
    'Dieser Fassung der Seite fehlt etwas, womit dieser Lauf trainiert wurde, oder sie versteht etwas anderes ' +
    'darunter. Der Lauf lässt sich hier nicht fortsetzen und muss neu beginnen.',
  pinsCut: 'Der Link ist abgeschnitten: dem letzten angehefteten Text fehlt vielleicht das Ende.',
  pinsUnreadable: 'Die angehefteten Texte des Links sind nicht lesbar. Beispiele aus den Daten stehen an ihrer Stelle.',
  otherClasses: 'andere Klassen',
};
