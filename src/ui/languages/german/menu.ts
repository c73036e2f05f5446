/** German for the menu of methods. */
import type { Catalogues } from '../catalogues';

export const menu: Catalogues['menu'] = {
  title: 'Methode wählen',
  keys: 'Tippen sucht, Pfeiltasten bewegen, Eingabe wählt, Escape schließt.',
  search: 'Methoden suchen',
  searchHint: 'Name, Verfasser, Stichwort…',
  list: 'Methoden',
  filters: 'Filter',
  traits: {
    mergeable: 'Einrechenbar',
    noExtraCost: 'Ohne Mehraufwand beim Anwenden',
    peft: 'PEFT lädt sie',
    onePhase: 'Eine Phase',
  },
  grouping: 'Ordnen nach',
  groupings: { category: 'Kategorie', touches: 'Was sie berührt' },
  touches: {
    weights: { name: 'Gewichte', text: 'neben ihnen wird eine Änderung gelernt' },
    activations: { name: 'Aktivierungen', text: 'zwischen oder neben die Schichten kommt etwas' },
    input: { name: 'Eingabe', text: 'gelernte Vektoren stehen vor dem Text' },
    selection: { name: 'Eigene Parameter des Modells', text: 'eine Auswahl von ihnen wird selbst trainiert' },
  },
  nothing: 'Nichts im Inneren des Modells',
  touched: {
    weights: 'Gewichte',
    activations: 'Aktivierungen',
    input: 'Eingabe',
    selection: 'eigene Parameter',
  },
  head: 'nur Kopf',
  facts: {
    mergeable: 'einrechenbar',
    noCost: 'ohne Mehraufwand',
    cost: 'Mehraufwand beim Anwenden',
    peft: 'PEFT',
    phases: 'mehrere Phasen',
  },
  column: 'trainierte Zahlen',
  count: (count, share) => `${count} trainierte Zahlen, ${share}`,
  of: (shown, all) => (shown === all ? `${all} Methoden` : `${shown} von ${all} Methoden`),
  none: 'Keine Methode passt.',
  reset: 'Suche und Filter leeren',
};
