/** German for the settings dialog. */
import type { Catalogues } from '../catalogues';

export const settings: Catalogues['settings'] = {
  title: 'Einstellungen',
  text: 'Sprache, und was dieser Browser für die Nutzung ohne Netz behält.',
  language: 'Sprache',
  languageNote: 'Die Seite lädt in der neuen Sprache neu. Ein Lauf, der nicht fertig ist, wird wieder angeboten.',
  partly: 'Die mitgelieferten Daten und seltene Meldungen der Rechenmaschine sind Englisch.',
  offline: 'Ohne Netz',
  ready: 'Die Seite selbst öffnet sich ohne Netz.',
  notReady:
    'Die Seite selbst ist noch nicht gespeichert. Das geschieht von allein wenige Sekunden nach dem ersten Besuch.',
  impossible:
    'Dieser Browser behält hier keine Seiten für die Nutzung ohne Netz. Nötig sind https oder localhost, und ' +
    'kein privates Fenster.',
  files: 'Modelle, Daten und Laufzeit bleiben nach dem ersten Gebrauch, und lassen sich vorab holen.',
  denied:
    'Dieser Browser lässt die Seite keine Dateien behalten (ein privates Fenster, gesperrter Speicher, oder ' +
    'einfaches http). Alles geht, wird aber bei jedem Besuch heruntergeladen.',
  name: 'Datei',
  size: 'Größe',
  action: 'Aktion',
  engines: { wasm: 'Laufzeit für den Prozessor (WASM)', webgpu: 'Laufzeit für die GPU (WebGPU)' },
  data: 'Alle mitgelieferten Daten',
  kept: 'behalten',
  fetching: (loaded, all) => `${loaded} von ${all}`,
  keep: 'Behalten',
  keepOne: (name) => `${name} behalten`,
  remove: 'Löschen',
  removeOne: (name) => `${name} löschen`,
  keepChosen: 'Das jetzt Gewählte behalten',
  clear: 'Alle behaltenen Dateien löschen',
  cleared: 'Alle behaltenen Dateien sind gelöscht.',
  space: (used, free) => `${used} von dieser Seite belegt, ${free} für sie frei.`,
  faults: {
    denied:
      'Dieser Browser lässt die Seite keine Dateien behalten. Das private Fenster verlassen, oder in den ' +
      'Einstellungen des Browsers dieser Seite das Speichern erlauben.',
    full:
      'Für diese Datei ist kein Platz mehr. Hier behaltene Dateien oder alte Läufe löschen, oder auf diesem ' +
      'Gerät Platz schaffen, dann noch einmal versuchen.',
    unreachable: 'Das Herunterladen ist abgebrochen. Die Netzverbindung prüfen, dann noch einmal versuchen.',
  },
  present: 'Vorführen',
  presentText: 'Für den Beamer: nur die Zeichnung, was das Modell sagt, und der Loss, in großer Schrift.',
  install: 'Installieren',
  installText: 'Öffnet sich in einem eigenen Fenster, wie eine App.',
  update: 'Eine neue Version dieser Seite ist bereit.',
  updateNow: 'Laden',
  updateNote: 'Ein Lauf, der nicht fertig ist, endet dabei.',
  licences: 'Lizenzen der Software in dieser Seite',
};
