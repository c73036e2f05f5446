/** German for interrupted runs and what is kept of them. */
import type { Catalogues } from '../catalogues';

export const resume: Catalogues['resume'] = {
  offer: {
    label: 'Unterbrochener Lauf',
    title: 'Ein Lauf wurde unterbrochen',
    discarded:
      'Der Browser hat diesen Tab schlafen gelegt und seinen Speicher freigegeben. Der Lauf darin ist noch da.',
    text: (name, model, dataset, step, steps, date) =>
      `${name} auf ${model} mit ${dataset} stand bei Schritt ${step} von ${steps} (${date}).`,
    same: 'Er läuft weiter, als wäre nichts geschehen: dieselbe Kurve, Zahl für Zahl.',
    goOn: (step) => `Weiter ab Schritt ${step}`,
    going: 'Wird zurückgeholt…',
    anew: 'Neu beginnen',
    discard: 'Verwerfen',
    later: 'Nicht jetzt: beim nächsten Besuch wieder anbieten',
    missing: {
      model: (name) =>
        `Er wurde auf dem eigenen Modell „${name}“ trainiert, von dem keine Kopie behalten wurde. Seine Dateien ` +
        'unter Modell noch einmal wählen; dann kann der Lauf weitergehen.',
      data: (name) =>
        `Er wurde auf den eigenen Daten „${name}“ trainiert, von denen keine Kopie behalten wurde. Dieselben Daten ` +
        'unter Daten noch einmal einlesen; dann kann der Lauf weitergehen.',
      adapter: (name) =>
        `Er begann mit dem Adapter „${name}“, von dem keine Kopie behalten wurde. Diese Datei unter Teilen noch ` +
        'einmal wählen; dann kann der Lauf weitergehen.',
    },
  },
  keep: {
    files: 'Eine Kopie in diesem Browser behalten, solange ein Lauf darauf nicht fertig ist',
    filesHint:
      'Damit der Lauf nach einem Neuladen oder einem Absturz weitergehen kann. Die Kopie wird mit dem Lauf gelöscht.',
  },
  settings: {
    title: 'Unterbrochene Läufe',
    text:
      'Während ein Lauf trainiert, wird sein letzter Zustand alle paar Sekunden in diesem Browser gespeichert. So ' +
      'übersteht er ein Neuladen, einen Absturz und einen zugeklappten Deckel. Fertige Läufe hinterlassen hier nichts.',
    budget: 'Platz für unterbrochene Läufe',
    budgets: (size) => `Höchstens ${size}`,
    none: 'Keine speichern',
    taken: (taken, budget) => `${taken} von ${budget} belegt.`,
    files: 'Kopien meiner eigenen Daten und Modelle dazu behalten',
    run: 'Lauf',
    size: 'Größe',
    action: 'Aktion',
    at: (name, step, steps, date) => `${name}, Schritt ${step} von ${steps}, ${date}`,
    copied: (size) => `${size} mit Kopien von Dateien`,
    remove: 'Löschen',
    removeOne: (name) => `${name} löschen`,
    stored: (step) => `Der jetzige Lauf ist bis Schritt ${step} gespeichert.`,
    nothing: 'Zurzeit ist nichts gespeichert.',
    unstored: {
      large: (size) =>
        `Der Zustand des jetzigen Laufs (${size}) ist zu groß zum Speichern: Ein Neuladen würde ihn verlieren.`,
      full: () => 'Der jetzige Lauf ist nicht gespeichert: Im Speicher dieses Browsers ist kein Platz mehr.',
      unavailable: () => 'Läufe werden nicht gespeichert: Dieser Browser lässt die Seite nichts speichern.',
      broken: () =>
        'Der jetzige Lauf ist nicht gespeichert: Der Speicher ließ sich nicht benutzen. Die Seite neu laden, wenn ' +
        'der Lauf zu Ende ist.',
    },
  },
};
