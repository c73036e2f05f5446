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
  silence: {
    label: 'Der Worker antwortet nicht',
    busy: 'Seit einer Weile beschäftigt',
    silent: 'Keine Antwort',
    unheard: (seconds) => `Vom Worker, der trainiert, war seit ${seconds} Sekunden nichts zu hören.`,
    still: (seconds) => `Der Worker ist da, aber worauf er wartet, kommt seit ${seconds} Sekunden nicht voran.`,
    first: 'Er war beim ersten Schritt, in dem sich die Laufzeit bereit macht: Bei einem großen Modell dauert das.',
    at: {
      asked: 'Er war bei dem, wonach zuletzt gefragt wurde. Große Dateien zu lesen dauert.',
      idle: 'Es war nichts zu tun.',
      'loading-model': 'Er lud das Modell: Große Dateien und langsame Netze brauchen Zeit.',
      'preparing-data':
        'Er zerlegte die Daten in Tokens: Viele Texte brauchen Zeit, und ein Muster in einem eigenen Tokenizer kann ' +
        'endlos laufen.',
      'building-graph': 'Er baute den Trainingsgraphen: Ein großes Modell braucht Zeit.',
      'compiling-shaders': 'Er übersetzte Programme für die GPU: Ein großes Modell braucht eine Minute oder mehr.',
      'training-first': 'Er trainierte, was dem Lauf vorausgeht.',
      scoring: 'Er maß, auf welche Gewichte es ankommt.',
      training: 'Er war bei einem Trainingsschritt, der viel länger dauert als die vorigen.',
      paused: 'Der Lauf stand still.',
      evaluating: 'Er maß das Modell.',
      finished: 'Der Lauf war zu Ende.',
      failed: 'Der Lauf war stehengeblieben.',
    },
    mayWait: 'Das kann in Ordnung sein: warten oder beenden.',
    mayBe: 'Vielleicht hat der Browser ihn beendet, er hängt in einer Schleife, oder die GPU ist weg.',
    goOn: (step) => `Neuer Worker, weiter ab Schritt ${step}`,
    anew: 'Neuer Worker, von vorn',
    end: 'Beenden',
    wait: 'Warten',
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
