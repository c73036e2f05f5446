/** German for what can be wrong with data. */
import type { Sentences } from '../../sentences';

export const data: Sentences = [
  [
    'Column "{0}" of {1} is empty. Choose another text column (columns: {2}).',
    'Spalte „{0}“ von {1} ist leer. Eine andere Textspalte wählen (Spalten: {2}).',
  ],
  [
    '{0} is empty. Choose a file with one example per line.',
    '{0} ist leer. Eine Datei mit einem Beispiel je Zeile wählen.',
  ],
  [
    '{0} is not a text file. Choose a CSV, TSV, JSONL or plain text file; save a spreadsheet or document as CSV (UTF-8) first.',
    '{0} ist keine Textdatei. Eine Datei mit CSV, TSV, JSONL oder einfachem Text wählen; eine Tabelle oder ein Dokument zuerst als CSV (UTF-8) speichern.',
  ],
  [
    '{0} has bytes that are neither UTF-8 nor Windows-1252 text. Save it again with the encoding UTF-8.',
    '{0} enthält Bytes, die weder UTF-8 noch Windows-1252 sind. Noch einmal als UTF-8 speichern.',
  ],
  [
    '{0} says it is {1} but has bytes that are not. Save it again with the encoding UTF-8.',
    '{0} gibt sich als {1} aus, enthält aber Bytes, die das nicht sind. Noch einmal als UTF-8 speichern.',
  ],
  [
    '{0} has an unclosed or misplaced quotation mark near row {1}. Put texts with quotation marks in double quotes and write each inner one twice.',
    '{0} hat bei Zeile {1} ein Anführungszeichen, das nicht schließt oder falsch steht. Texte mit Anführungszeichen in doppelte setzen und jedes innere zweimal schreiben.',
  ],
  [
    '{0} has {1} of {2} rows with another number of columns than the first row ({3}). Check that the texts are quoted and that one separator is used throughout.',
    '{0} hat {1} von {2} Zeilen mit einer anderen Zahl von Spalten als die erste ({3}). Prüfen, ob die Texte in Anführungszeichen stehen und überall dasselbe Trennzeichen gilt.',
  ],
  [
    '{0} has a header but no rows. Add examples below it.',
    '{0} hat eine Kopfzeile, aber keine Zeilen. Darunter Beispiele ergänzen.',
  ],
  [
    '{0} holds no fields. Each line must be an object such as {"text": "…", "label": "…"}.',
    '{0} enthält keine Felder. Jede Zeile muss ein Objekt sein wie {"text": "…", "label": "…"}.',
  ],
  [
    '{0} is not a JSON list of objects. Write one object per line, for example {"text": "…", "label": "…"}.',
    '{0} ist keine JSON-Liste von Objekten. Ein Objekt je Zeile schreiben, zum Beispiel {"text": "…", "label": "…"}.',
  ],
  [
    'Line {0} of {1} is not a JSON object. Write one object per line, for example {"text": "…", "label": "…"}.',
    'Zeile {0} von {1} ist kein JSON-Objekt. Ein Objekt je Zeile schreiben, zum Beispiel {"text": "…", "label": "…"}.',
  ],
  [
    'The text is too short to set a part aside for validation. Add more text: a few thousand words are a good start.',
    'Der Text ist zu kurz, um einen Teil für die Validierung zurückzulegen. Mehr Text ergänzen: ein paar tausend Wörter sind ein guter Anfang.',
  ],
  [
    '{0} is plain text without labels. For classification choose a CSV, TSV or JSONL file with a text and a label column, or choose language modelling.',
    '{0} ist einfacher Text ohne Klassen. Zum Einordnen eine Datei mit CSV, TSV oder JSONL nehmen, die eine Spalte für den Text und eine für die Klasse hat, oder „Text fortsetzen“ wählen.',
  ],
  [
    'Every row of {0} has the label "{1}" (column "{2}"). Classification needs at least two classes: add examples of another class or choose another label column.',
    'Jede Zeile von {0} hat die Klasse „{1}“ (Spalte „{2}“). Einordnen braucht mindestens zwei Klassen: Beispiele einer anderen Klasse ergänzen, oder eine andere Klassenspalte wählen.',
  ],
  [
    'Column "{0}" has {1} different values, more than the {2} classes that are possible. Choose a label column with fewer values (columns: {3}).',
    'Spalte „{0}“ hat {1} verschiedene Werte, mehr als die {2} möglichen Klassen. Eine Klassenspalte mit weniger Werten wählen (Spalten: {3}).',
  ],
  [
    '{0} has only {1} usable row(s). Add examples until there are at least {2}; a few hundred are better.',
    '{0} hat nur {1} brauchbare Zeile(n). Beispiele ergänzen, bis es mindestens {2} sind; ein paar hundert sind besser.',
  ],
  [
    '{0} has the label "{1}", which is not one of the known classes ({2}). Correct the row or use the same classes in every file.',
    '{0} hat die Klasse „{1}“, die nicht zu den bekannten gehört ({2}). Die Zeile berichtigen, oder in jeder Datei dieselben Klassen verwenden.',
  ],
  [
    '{0} has no column "label". Its columns are: {1}. Name the label column or choose which of these it is.',
    '{0} hat keine Spalte „label“. Seine Spalten sind: {1}. Die Klassenspalte so nennen, oder auswählen, welche davon es ist.',
  ],
  [
    '{0} has no text column beside the label. Its columns are: {1}.',
    '{0} hat neben der Klasse keine Textspalte. Seine Spalten sind: {1}.',
  ],
  [
    '{0} has no text column "{1}". Its columns are: {2}. Choose one of these.',
    '{0} hat keine Textspalte „{1}“. Seine Spalten sind: {2}. Eine davon wählen.',
  ],
  [
    '{0} has no label column "{1}". Its columns are: {2}. Choose one of these.',
    '{0} hat keine Klassenspalte „{1}“. Seine Spalten sind: {2}. Eine davon wählen.',
  ],
  [
    'Column "{0}" of {1} can\'t be both text and label. Choose another text column (columns: {2}).',
    'Spalte „{0}“ von {1} kann nicht Text und Klasse zugleich sein. Eine andere Textspalte wählen (Spalten: {2}).',
  ],
  [
    '{0} has too few different texts per class: no row would be left for {1}. Add examples.',
    '{0} hat je Klasse zu wenige verschiedene Texte: für {1} bliebe keine Zeile übrig. Beispiele ergänzen.',
  ],
  [
    'A length of {0} leaves no room for text beside the special tokens. Choose a length of at least {1}.',
    'Eine Länge von {0} lässt neben den besonderen Tokens keinen Platz für Text. Eine Länge von mindestens {1} wählen.',
  ],
  ['Row {0} has no tokens. Remove empty texts.', 'Zeile {0} hat keine Tokens. Leere Texte entfernen.'],
  [
    'The text is too short for language modelling: it has fewer than two tokens. Add more text.',
    'Der Text ist zu kurz zum Fortsetzen: er hat weniger als zwei Tokens. Mehr Text ergänzen.',
  ],
  [
    'The method learns from other data sets first, but there is no other one for {0}. Choose another method or task.',
    'Die Methode lernt zuerst aus anderen Datensätzen, aber für {0} gibt es keinen anderen. Eine andere Methode oder Aufgabe wählen.',
  ],
];
