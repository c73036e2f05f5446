/** German for the first steps. */
import type { Catalogues } from '../catalogues';

export const start: Catalogues['start'] = {
  title: 'So geht es los',
  steps: {
    train: 'Auf Start drücken',
    watch: 'Zusehen, was es sagt',
    compare: 'Andere Methode wählen und vergleichen',
  },
  done: 'erledigt',
  close: 'Diese drei Schritte schließen',
};
