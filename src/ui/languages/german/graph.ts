/** German for the graph view. */
import type { Catalogues } from '../catalogues';

export const graph: Catalogues['graph'] = {
  title: 'Der ONNX-Graph',
  text:
    'Das ist alles, was läuft: Modell, Methode, Gradienten und Optimierer als ein Graph gewöhnlicher ' +
    'ONNX-Operatoren. Die Methode ist ein Umbau davon.',
  notBuilt: 'Den Graphen gibt es, sobald das Modell geladen und der Lauf gebaut ist. Trainiert wird dabei nichts.',
  build: 'Modell laden',
  building: 'Lädt…',
  reading: 'Liest den Graphen…',
  arranging: 'Ordnet die Knoten…',
  which: { label: 'Graph', textbook: 'Wie aufgeschrieben', running: 'Wie er läuft' },
  whichText: {
    textbook: 'Jede Regel ausgeschrieben, vor den Durchgängen, die ihn schnell machen.',
    running: 'Nach den Durchgängen: dieselbe Funktion in weniger Knoten.',
  },
  show: 'Zeigen',
  kinds: {
    base: 'Modell (eingefroren)',
    input: 'Eingaben',
    trained: 'trainierte Tensoren',
    method: 'Methode',
    task: 'Aufgabe und Loss',
    gradient: 'Gradienten',
    optimizer: 'Optimierer',
  },
  search: 'Suchen',
  searchHint: 'Zum Beispiel MatMul oder lora_A',
  found: (count, shown, all) => (all ? `${count} gefunden` : `${count} gefunden, die ersten ${shown}:`),
  none: 'Nichts gefunden.',
  canvas: (shown, all) =>
    `Zeichnung von ${shown} der ${all} Knoten. Pfeiltasten verschieben, Plus und Minus vergrößern und ` +
    'verkleinern, 0 zeigt alles. Knoten sind über die Suche zu erreichen.',
  shown: (shown, all) => `${shown} von ${all} Knoten`,
  zoomIn: 'Vergrößern',
  zoomOut: 'Verkleinern',
  fit: 'Alles zeigen',
  node: 'Knoten',
  nothing: 'Einen Knoten in der Zeichnung wählen oder suchen.',
  facts: { op: 'Operator', kind: 'Teil', name: 'Name', module: 'Modul' },
  inputs: 'Liest',
  outputs: 'Macht',
  from: 'von',
  to: 'gelesen von',
  frozen: 'eingefrorenes Gewicht oder Konstante',
  graphOutput: 'verlässt den Graphen',
  more: (count) => `und ${count} weitere`,
};
