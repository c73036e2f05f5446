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
    '{0} is not a text file. Choose a CSV, TSV, JSONL or plain text file; save a spreadsheet or document as ' +
      'CSV (UTF-8) first.',
    '{0} ist keine Textdatei. Eine Datei mit CSV, TSV, JSONL oder einfachem Text wählen; eine Tabelle oder ein ' +
      'Dokument zuerst als CSV (UTF-8) speichern.',
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
    '{0} has an unclosed or misplaced quotation mark near row {1}. Put texts with quotation marks in double ' +
      'quotes and write each inner one twice.',
    '{0} hat bei Zeile {1} ein Anführungszeichen, das nicht schließt oder falsch steht. Texte mit ' +
      'Anführungszeichen in doppelte setzen und jedes innere zweimal schreiben.',
  ],
  [
    '{0} has {1} of {2} rows with another number of columns than the first row ({3}). Check that the texts are ' +
      'quoted and that one separator is used throughout.',
    '{0} hat {1} von {2} Zeilen mit einer anderen Zahl von Spalten als die erste ({3}). Prüfen, ob die Texte ' +
      'in Anführungszeichen stehen und überall dasselbe Trennzeichen gilt.',
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
    'Der Text ist zu kurz, um einen Teil für die Validierung zurückzulegen. Mehr Text ergänzen: ein paar ' +
      'tausend Wörter sind ein guter Anfang.',
  ],
  [
    '{0} is plain text without labels. For classification choose a CSV, TSV or JSONL file with a text and a ' +
      'label column, or choose language modelling.',
    '{0} ist einfacher Text ohne Klassen. Zum Einordnen eine Datei mit CSV, TSV oder JSONL nehmen, die eine ' +
      'Spalte für den Text und eine für die Klasse hat, oder „Text fortsetzen“ wählen.',
  ],
  [
    'Every row of {0} has the label "{1}" (column "{2}"). Classification needs at least two classes: add ' +
      'examples of another class or choose another label column.',
    'Jede Zeile von {0} hat die Klasse „{1}“ (Spalte „{2}“). Einordnen braucht mindestens zwei Klassen: ' +
      'Beispiele einer anderen Klasse ergänzen, oder eine andere Klassenspalte wählen.',
  ],
  [
    'Column "{0}" has {1} different values, more than the {2} classes that are possible. Choose a label column ' +
      'with fewer values (columns: {3}).',
    'Spalte „{0}“ hat {1} verschiedene Werte, mehr als die {2} möglichen Klassen. Eine Klassenspalte mit ' +
      'weniger Werten wählen (Spalten: {3}).',
  ],
  ['{0} has only {1} usable row(s).', '{0} hat nur {1} brauchbare Zeile(n).'],
  [
    'Add examples until there are at least {0}; a few hundred are better.',
    'Beispiele ergänzen, bis es mindestens {0} sind; ein paar hundert sind besser.',
  ],
  [
    '{0} has the label "{1}", which is not one of the known classes ({2}). Correct the row or use the same ' +
      'classes in every file.',
    '{0} hat die Klasse „{1}“, die nicht zu den bekannten gehört ({2}). Die Zeile berichtigen, oder in jeder ' +
      'Datei dieselben Klassen verwenden.',
  ],
  [
    '{0} has no column "label". Its columns are: {1}. Name the label column or choose which of these it is.',
    '{0} hat keine Spalte „label“. Seine Spalten sind: {1}. Die Klassenspalte so nennen, oder auswählen, ' +
      'welche davon es ist.',
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
    'Die Methode lernt zuerst aus anderen Datensätzen, aber für {0} gibt es keinen anderen. Eine andere ' +
      'Methode oder Aufgabe wählen.',
  ],
  [
    '{0} column(s) without a name were left out; {1} row(s) had something in them.',
    '{0} Spalte(n) ohne Namen wurden weggelassen; in {1} Zeile(n) stand etwas darin.',
  ],
  [
    "{0} has a token and its tag on each line: token classification (CoNLL), which can't be trained yet. Give " +
      'each text one label in a CSV, TSV or JSONL file, or choose language modelling to read the lines as plain ' +
      'text.',
    '{0} hat in jeder Zeile ein Token und seine Markierung: Token-Klassifikation (CoNLL), die noch nicht ' +
      'trainiert werden kann. Jedem Text in einer Datei mit CSV, TSV oder JSONL eine Klasse geben, oder „Text ' +
      'fortsetzen“ wählen, um die Zeilen als einfachen Text zu lesen.',
  ],
  [
    '{0} has no column "{1}". Its columns are: {2}. Choose one of these.',
    '{0} hat keine Spalte „{1}“. Seine Spalten sind: {2}. Eine davon wählen.',
  ],
  [
    '{0} has no column that is known to hold prompts. Choose the prompt column.',
    '{0} hat keine Spalte, in der Eingaben zu erkennen sind. Die Spalte der Eingaben wählen.',
  ],
  [
    '{0} has no column that is known to hold responses. Choose the response column.',
    '{0} hat keine Spalte, in der Antworten zu erkennen sind. Die Spalte der Antworten wählen.',
  ],
  [
    '{0} has several columns that could be the label: {1}. Choose the label column.',
    '{0} hat mehrere Spalten, die die Klasse sein könnten: {1}. Die Klassenspalte wählen.',
  ],
  [
    '{0} has several labels for each text (columns {1}), and only one at a time can be trained yet. Choose one ' +
      'of them as the label column.',
    '{0} hat mehrere Klassen zu jedem Text (Spalten {1}), und noch kann nur eine auf einmal trainiert werden. ' +
      'Eine davon als Klassenspalte wählen.',
  ],
  [
    "{0} has tags for single tokens (columns {1}): token classification, which can't be trained yet. Give each " +
      'text one label and choose text and label column.',
    '{0} hat Markierungen für einzelne Tokens (Spalten {1}): Token-Klassifikation, die noch nicht trainiert ' +
      'werden kann. Jedem Text eine Klasse geben, und Text- und Klassenspalte wählen.',
  ],
  [
    "{0} holds pairs of texts (columns {1}), and pairs can't be trained on yet: one of the two texts would be " +
      'lost. Choose one text column to train on it alone, or join both texts in one column.',
    '{0} enthält Paare von Texten (Spalten {1}), und mit Paaren kann noch nicht trainiert werden: einer der ' +
      'beiden Texte ginge verloren. Eine Textspalte wählen, um nur mit ihr zu trainieren, oder beide Texte in ' +
      'einer Spalte verbinden.',
  ],
  [
    '{0} holds preferences (columns {1}), which can\'t be trained on yet. Choose a prompt column and "{2}" as ' +
      'the response column to train on the chosen answers alone.',
    '{0} enthält Bevorzugungen (Spalten {1}), mit denen noch nicht trainiert werden kann. Die Spalte der ' +
      'Eingaben wählen und „{2}“ als Spalte der Antworten, um nur mit den bevorzugten Antworten zu trainieren.',
  ],
  [
    "{0} holds questions with answers to choose from (columns {1}): multiple choice, which can't be trained " +
      'yet. Choose a text and a label column, or a prompt and a response column.',
    '{0} enthält Fragen mit Antworten zur Auswahl (Spalten {1}): Multiple Choice, das noch nicht trainiert ' +
      'werden kann. Text- und Klassenspalte wählen, oder die Spalten der Eingaben und der Antworten.',
  ],
  [
    '{0} holds several lists ({1}), and it is not clear which are the examples. Save the one to train on as a ' +
      'file of its own.',
    '{0} enthält mehrere Listen ({1}), und es ist nicht klar, welche die Beispiele sind. Die Liste zum ' +
      'Trainieren als eigene Datei speichern.',
  ],
  [
    '{0} is JSON, but no list of examples was found in it. Save the examples as a list of objects, or one ' +
      'object per line, for example {"text": "…", "label": "…"}.',
    '{0} ist JSON, aber darin fand sich keine Liste von Beispielen. Die Beispiele als Liste von Objekten ' +
      'speichern, oder ein Objekt je Zeile, zum Beispiel {"text": "…", "label": "…"}.',
  ],
  [
    '{0} is a pointer of Git LFS, not the data itself. Run "git lfs pull", or download the file from the web ' +
      'page of the repository.',
    '{0} ist ein Verweis von Git LFS, nicht die Daten selbst. „git lfs pull“ ausführen, oder die Datei von der ' +
      'Webseite des Repositorys herunterladen.',
  ],
  [
    '{0} is a web page, not data. Download the file itself (the "raw" one) and choose that.',
    '{0} ist eine Webseite und keine Daten. Die Datei selbst herunterladen („raw“) und diese wählen.',
  ],
  ['{0} is an empty list. Add examples to it.', '{0} ist eine leere Liste. Beispiele ergänzen.'],
  [
    '{0} is not UTF-8 and was read as Windows-1252 (Latin-1). If accents look wrong, save it again with the ' +
      'encoding UTF-8.',
    '{0} ist nicht UTF-8 und wurde als Windows-1252 (Latin-1) gelesen. Sehen Umlaute falsch aus, die Datei ' +
      'noch einmal als UTF-8 speichern.',
  ],
  ['{0} line(s) above the table were left out.', '{0} Zeile(n) über der Tabelle wurden weggelassen.'],
  [
    '{0} of the training prompts lost their beginning to fit {1} tokens. A greater length keeps it.',
    '{0} der Eingaben zum Trainieren verloren ihren Anfang, um in {1} Tokens zu passen. Eine größere Länge behält ihn.',
  ],
  [
    '{0} of the training responses lost their end to fit {1} tokens. A greater length keeps it.',
    '{0} der Antworten zum Trainieren verloren ihr Ende, um in {1} Tokens zu passen. Eine größere Länge behält es.',
  ],
  [
    '{0} row(s) with a wrong number of columns were left out.',
    '{0} Zeile(n) mit einer falschen Zahl von Spalten wurden weggelassen.',
  ],
  [
    '{0} row(s) without a prompt or without a response were left out.',
    '{0} Zeile(n) ohne Eingabe oder ohne Antwort wurden weggelassen.',
  ],
  ['{0} row(s) without text or label were left out.', '{0} Zeile(n) ohne Text oder ohne Klasse wurden weggelassen.'],
  [
    '{0} training row(s) whose text is also in the test file were left out.',
    '{0} Zeile(n) zum Trainieren, deren Text auch in der Testdatei steht, wurden weggelassen.',
  ],
  [
    '{0} of the training texts are longer than {1} tokens and were cut. A greater length keeps more of them.',
    '{0} der Texte zum Trainieren sind länger als {1} Tokens und wurden abgeschnitten. Eine größere Länge ' +
      'behält mehr davon.',
  ],
  [
    'A length of {0} leaves no room for a prompt and a response. Choose a greater length.',
    'Eine Länge von {0} lässt keinen Platz für Eingabe und Antwort. Eine größere Länge wählen.',
  ],
  [
    'All prompts are the same, so no part can be set aside for validation. Add other prompts.',
    'Alle Eingaben sind gleich, so dass kein Teil für die Validierung zurückgelegt werden kann. Andere ' +
      'Eingaben ergänzen.',
  ],
  [
    'Column "{0}" of {1} can\'t be both prompt and response. Choose another one (columns: {2}).',
    'Spalte „{0}“ von {1} kann nicht Eingabe und Antwort zugleich sein. Eine andere wählen (Spalten: {2}).',
  ],
  [
    'Column "{0}" of {1} holds numbers from {2} to {3}, {4} different ones in {5} rows: regression, which ' +
      "can't be trained yet. Put the numbers into a few classes (such as low, middle and high), or choose " +
      'another label column.',
    'Spalte „{0}“ von {1} enthält Zahlen von {2} bis {3}, {4} verschiedene in {5} Zeilen: Regression, die noch ' +
      'nicht trainiert werden kann. Die Zahlen in wenige Klassen einteilen (etwa niedrig, mittel und hoch), oder ' +
      'eine andere Klassenspalte wählen.',
  ],
  [
    'Column "{0}" of {1} holds several labels at a time, such as {2}: multi-label classification, which can\'t ' +
      'be trained yet. Keep one label for each text, or choose another label column.',
    'Spalte „{0}“ von {1} enthält mehrere Klassen zugleich, etwa {2}: Multi-Label-Klassifikation, die noch ' +
      'nicht trainiert werden kann. Jedem Text eine Klasse lassen, oder eine andere Klassenspalte wählen.',
  ],
  [
    'Column "{0}" of {1} is empty. Choose another label column (columns: {2}).',
    'Spalte „{0}“ von {1} ist leer. Eine andere Klassenspalte wählen (Spalten: {2}).',
  ],
  [
    'Messages from column "{0}"; the loss is on what the assistant says.',
    'Gespräche aus Spalte „{0}“; der Loss zählt, was der Assistent sagt.',
  ],
  ['Not used: {0}.', 'Nicht verwendet: {0}.'],
  ['Of the lists in {0}, "{1}" was read; {2} was not.', 'Von den Listen in {0} wurde „{1}“ gelesen; {2} nicht.'],
  [
    'Prompt from column "{0}", response from column "{1}"; the loss is on the response.',
    'Eingabe aus Spalte „{0}“, Antwort aus Spalte „{1}“; der Loss zählt die Antwort.',
  ],
  [
    'Prompt from columns "{0}" and "{1}", response from column "{2}"; the loss is on the response.',
    'Eingabe aus den Spalten „{0}“ und „{1}“, Antwort aus Spalte „{2}“; der Loss zählt die Antwort.',
  ],
  ['Text from column "{0}", label from column "{1}".', 'Text aus Spalte „{0}“, Klasse aus Spalte „{1}“.'],
  ['Text from column "{0}".', 'Text aus Spalte „{0}“.'],
  [
    'The header comes again in {0} row(s), which were left out.',
    'Die Kopfzeile kommt in {0} Zeile(n) noch einmal vor, die weggelassen wurden.',
  ],
  ['The whole file is read as one text.', 'Die ganze Datei wird als ein Text gelesen.'],
  [
    'Column "{0}" of {1} has another value in each row, so it can\'t be a label. Choose a label column whose ' +
      'values come again and again.',
    'Spalte „{0}“ von {1} hat in jeder Zeile einen anderen Wert und kann keine Klasse sein. Eine Klassenspalte ' +
      'wählen, deren Werte sich wiederholen.',
  ],
  ['{0} row(s) are without text or label.', '{0} Zeile(n) sind ohne Text oder Klasse.'],
  ['The others are without a prompt or without a response.', 'Den anderen fehlt die Frage oder die Antwort.'],
  [
    'In {0} row(s) column "{1}" holds no list of messages with a role and a content.',
    'In {0} Zeile(n) enthält Spalte „{1}“ keine Liste von Nachrichten mit Rolle und Inhalt.',
  ],
  [
    'In the others the assistant says nothing: its content is empty or null.',
    'In den anderen sagt der Assistent nichts: sein Inhalt ist leer oder null.',
  ],
  [
    '{0} row(s) with the label {1} were left out: that stands for a missing value. Give the class another name ' +
      'if it is one.',
    '{0} Zeile(n) mit der Klasse {1} wurden ausgelassen: das steht für einen fehlenden Wert. Ist es eine ' +
      'Klasse, ihr einen anderen Namen geben.',
  ],
  [
    '{0} label(s) with blanks around them were read without these.',
    '{0} Klasse(n) mit Leerzeichen drumherum wurden ohne diese gelesen.',
  ],
  [
    'The classes {0} differ only in how they are written, and are kept apart. Write them alike if they are one.',
    'Die Klassen {0} unterscheiden sich nur in der Schreibweise und bleiben getrennt. Gleich schreiben, wenn ' +
      'sie eine sind.',
  ],
  [
    '"{0}" in {1} is the test set, and is not trained on.',
    '„{0}“ in {1} sind die Testdaten; darauf wird nicht trainiert.',
  ],
  ['The test set in {0}', 'Die Testdaten in {0}'],
  ['Save it again, or correct the file.', 'Noch einmal speichern, oder die Datei berichtigen.'],
  [
    'Column "{0}" holds texts too: join it with "{1}" in one column to train on both.',
    'Auch Spalte „{0}“ enthält Texte: mit „{1}“ in einer Spalte zusammenfügen, um mit beiden zu trainieren.',
  ],
];
