/** German for the panel that looks closer, and for going on. */
import type { Catalogues } from '../catalogues';

export const closer: Catalogues['closer'] = {
  title: 'Genauer hinsehen',
  tabs: {
    cloud: 'Die Wolke',
    mistakes: 'Fehler',
  },
  hints: {
    update: 'Welche Gewichte das Training geändert hat, wie stark, und welchen Rang die Änderung hat',
    play: 'Die Änderung stärker oder schwächer machen, aufgehobene Adapter tauschen, zwei mischen',
    break: 'Noch einmal trainieren, mit einer falschen Einstellung, und beides nebeneinander sehen',
    cloud: 'Wohin das Modell zweihundert Validierungstexte stellt, während es trainiert',
    mistakes: 'Was es falsch macht, was die Seite gewechselt hat und an welchen Tokens eine Antwort hängt',
  },
  line: 'Nach dem Training: was sich geändert hat, wie es stärker oder schwächer wirkt und wo noch Fehler sind.',
  loading: 'Wird geladen…',
  goOn: (steps) => `${steps} Schritte mehr`,
  goOnHint: 'Geht vom letzten Stand weiter: die Momente des Optimierers und die Kurve bleiben',
  rateHint: 'die Lernrate von hier an',
  rate: {
    constant: (rate) => `Die Lernrate bleibt ${rate}.`,
    falling: (rate, end, last) =>
      `Der Verlauf wird neu über alle ${end} Schritte gelegt: die Lernrate, zuletzt ${last}, geht bei ${rate} weiter ` +
      'und fällt bis zum Ende auf 0.',
  },
  full: (most) => `Ein Lauf hat höchstens ${most} Schritte.`,
  weights: {
    kept: (size) => `Seine Gewichte sind hier aufgehoben (${size}): unter „Vergleich“ zu laden.`,
    large: 'Seine Gewichte sind zu groß, um hier aufgehoben zu werden.',
    refused: 'Dieser Browser hebt keine Gewichte auf.',
  },
  kept: {
    title: 'Mit ihren Gewichten aufgehoben',
    text: 'Diese Läufe können weitergehen, wo sie geendet haben: mit ihren Daten und ihrem Optimierer.',
    load: (name) => `${name} mit seinen Gewichten laden`,
    button: 'Mit Gewichten laden',
    step: (step) => `Schritt ${step}`,
    missing: {
      method: 'Diese Fassung der Seite hat seine Methode nicht.',
      model: 'Zuerst sein Modell wählen: eigene Dateien sind hier nicht aufgehoben.',
      data: 'Zuerst seine Daten wählen: eigene Daten sind hier nicht aufgehoben.',
    },
    gone: 'Seine Gewichte sind nicht mehr da.',
  },
};
