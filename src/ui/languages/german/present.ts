/** German for the presenter's layout. */
import type { Catalogues } from '../catalogues';

export const present: Catalogues['present'] = {
  title: 'Vorführung',
  leave: 'Beenden',
  leaveHint: 'Zurück zur ganzen Seite (Escape)',
};
