/** German for the lesson player and the list of lessons. */
import type { Catalogues } from '../catalogues';

export const lesson: Catalogues['lesson'] = {
  lesson: 'Lektion',
  title: 'Lektionen',
  text:
    'Jede Lektion geht Schritt für Schritt durch den Playground: sie stellt die Regler, zeigt auf das Wichtige ' +
    'und fragt.',
  minutes: (n) => `${n} min`,
  steps: (n) => (n === 1 ? '1 Schritt' : `${n} Schritte`),
  stepOf: (step, steps) => `Schritt ${step} von ${steps}`,
  back: 'Zurück',
  next: 'Weiter',
  done: 'Beenden',
  leave: 'Lektion verlassen',
  show: 'Zeig es mir',
  restore: 'Regler wieder stellen',
  quiz: 'Frage',
  right: 'Richtig.',
  wrong: 'Nicht ganz.',
  progress: 'Fortschritt der Lektion',
  missing: (id) =>
    `Die Lektion „${id}“ ist nicht hier. Vielleicht kam sie aus einer Datei: diese Datei unter Lernen, ` +
    'Lektionen noch einmal öffnen.',
  own: 'Eigene Lektion',
  ownText:
    'Eine Lektion ist eine JSON-Datei. In einem beliebigen Editor schreiben und hier öffnen; nichts wird hochgeladen.',
  open: 'Lektion öffnen…',
  notJson: 'Diese Datei ist kein JSON: nach einem fehlenden Komma oder einer fehlenden Klammer suchen.',
};
