/** German for Teach it yours. */
import type { Translation } from '../catalogues';
import type { english } from '../../teach/strings.en';

export const teach: Translation<typeof english> = {
  title: 'Eigenes beibringen',
  text:
    'Ein paar Zeilen genügen. Nichts wird hochgeladen; die Zeilen werden Teil der Adresse dieser Seite. Wer sie ' +
    'geschickt bekommt, sieht sie und kann weitermachen.',
  kind: 'Was soll es lernen?',
  kinds: {
    classes: { name: 'Sortieren', text: 'Texte in eigene Klassen.' },
    pairs: { name: 'Vergleichen', text: 'Wie zwei Texte zueinander stehen.' },
    answers: { name: 'Antworten', text: 'Was nach einem Prompt zu schreiben ist.' },
    tags: { name: 'Markieren', text: 'Wörter in Sätzen, von Hand gefärbt.' },
  },
  example: 'Ein Beispiel einfüllen',
  clear: 'Leeren',
  className: (n) => `Name der Klasse ${n}`,
  classLines: (name) => `Texte zu ${name}, je Zeile einer`,
  nthClass: (n) => `Klasse ${n}`,
  linePlaceholder: 'Je Zeile ein Text',
  addClass: 'Noch eine Klasse',
  removeClass: (name) => `${name} entfernen`,
  first: 'Erster Text',
  second: 'Zweiter Text',
  label: 'Sie sind …',
  prompt: 'Prompt',
  response: 'Antwort',
  addRow: 'Noch eine Zeile',
  removeRow: (n) => `Zeile ${n} entfernen`,
  pasteHint: 'Zeilen aus einer Tabelle lassen sich in das erste Feld einfügen.',
  sentences: 'Sätze, je Zeile einer',
  brush: 'Färben mit',
  tagName: (n) => `Name des Tags ${n}`,
  addTag: 'Noch ein Tag',
  erase: 'ohne Tag',
  paint: 'Einen Tag wählen, dann Wörter anklicken oder überstreichen.',
  painted: (word, tag) => `${word}: ${tag}`,
  rows: (count) => (count === 1 ? '1 Beispiel' : `${count} Beispiele`),
  missing: {
    rows: (count, least) => `${count} von mindestens ${least} Beispielen sind vollständig.`,
    names: 'Eine Klasse hat noch keinen Namen.',
    sameNames: 'Zwei Klassen heißen gleich.',
    twoClasses: 'Es müssen mindestens zwei verschiedene Klassen sein.',
    classRows: (name, least) =>
      `„${name}“ braucht mindestens ${least} Texte: einige werden zurückgehalten, um das Gelernte zu prüfen.`,
    tags: 'Zuerst ein paar Wörter färben.',
  },
  heldBack: 'Je ein paar werden zurückgehalten, um das Gelernte zu prüfen.',
  model: (name) => `Mit ${name}, das so etwas lernen kann.`,
  long: (size, most) => `${size} Bytes Text: ein Link fasst ${most}. Zum Verschicken die Zeilen als Datei speichern.`,
  save: 'Die Zeilen als Datei speichern',
  train: 'Damit trainieren',
  reading: 'Wird gelesen …',
  data: 'ein paar Zeilen',
  examples: {
    classes: [
      {
        name: 'Sport',
        lines:
          'Wir haben das Spiel gewonnen.\nDer Torwart hielt den Elfmeter.\nSie lief den Marathon in drei Stunden.\n' +
          'Die Mannschaft schoss zwei Tore.\nEr trainiert jeden Tag für das Rennen.\n' +
          'Die Spielerin verletzte sich am Knie.\nDer Trainer war stolz auf die Mannschaft.\n' +
          'Sie verloren das letzte Spiel.',
      },
      {
        name: 'Wetter',
        lines:
          'Morgen regnet es.\nVon Westen kommt ein Sturm.\nDie Sonne war heute warm.\nIn der Nacht fiel Schnee.\n' +
          'Der Wind ist im Winter kalt.\nDunkle Wolken hängen über den Hügeln.\nDiesen Sommer ist es zu heiß.\n' +
          'Heute Morgen lag Nebel im Tal.',
      },
      {
        name: 'Essen',
        lines:
          'In der Suppe fehlt Salz.\nSie hat frisches Brot gebacken.\nZum Abendessen gab es Reis mit Bohnen.\n' +
          'Die Zwiebeln in Butter braten.\nDer Kuchen schmeckt süß.\nEr trinkt Kaffee mit Milch.\n' +
          'Die Kartoffeln in Wasser kochen.\nMittags gab es Fisch mit Kartoffeln.',
      },
    ],
    pairs: [
      { first: 'Die Katze schläft.', second: 'Eine Katze ist am Schlafen.', label: 'gleich' },
      { first: 'Er hat die Schlüssel verloren.', second: 'Seine Schlüssel sind weg.', label: 'gleich' },
      { first: 'Es regnet.', second: 'Regen fällt.', label: 'gleich' },
      { first: 'Sie gewann das Rennen.', second: 'Sie wurde Erste.', label: 'gleich' },
      { first: 'Der Laden hat zu.', second: 'Das Geschäft ist geschlossen.', label: 'gleich' },
      { first: 'Die Katze schläft.', second: 'Brot ist billig.', label: 'verschieden' },
      { first: 'Er hat die Schlüssel verloren.', second: 'Der Film war lang.', label: 'verschieden' },
      { first: 'Es regnet.', second: 'Sie spielt Schach.', label: 'verschieden' },
      { first: 'Sie gewann das Rennen.', second: 'Die Suppe ist heiß.', label: 'verschieden' },
      { first: 'Der Laden hat zu.', second: 'Wir fuhren mit dem Zug.', label: 'verschieden' },
    ],
    answers: [
      { prompt: 'Guten Morgen', response: 'Arr, guten Wind!' },
      { prompt: 'Guten Abend', response: 'Arr, gute Sterne!' },
      { prompt: 'Wie geht es dir?', response: 'Arr, salzig wie immer!' },
      { prompt: 'Wo bist du?', response: 'Arr, auf hoher See!' },
      { prompt: 'Was isst du?', response: 'Arr, Fisch und Zwieback!' },
      { prompt: 'Was willst du?', response: 'Arr, Gold und noch mehr Gold!' },
      { prompt: 'Wer bist du?', response: 'Arr, der Kapitän!' },
      { prompt: 'Auf Wiedersehen', response: 'Arr, bis zum nächsten Hafen!' },
    ],
    tags: {
      lines:
        'Anna lebt in Rom.\nPeter flog nach Paris.\nMaria traf Tom in Berlin.\nDer Zug nach London war zu spät.\n' +
        'Lena schrieb an Paul.\nNiemand kennt Oslo besser als Nils.\nIn Madrid sahen wir Clara.\n' +
        'Omar kommt aus Kairo.\nYuki arbeitet in Tokio.\nLetztes Jahr zog Ben nach Dublin.',
      tags: ['Person', 'Ort'],
      person: 'Anna Peter Maria Tom Lena Paul Nils Clara Omar Yuki Ben',
      place: 'Rom Paris Berlin London Oslo Madrid Kairo Tokio Dublin',
    },
  },
};
