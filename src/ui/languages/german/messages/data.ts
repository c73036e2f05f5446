/** German for what data tell. */
import type { dataTexts } from '../../../../data/messages';
import type { TranslatedTexts } from '../../../../messages/message';

export const data: TranslatedTexts<typeof dataTexts> = {
  noExamples: 'Es gibt keine Beispiele zum Ziehen. Zeilen zu den Daten ergänzen.',
  batchTooSmall: ({ batch }) => `Der Batch muss eine ganze Zahl ab 1 sein, nicht ${batch}.`,
  noManifestList:
    'Im Verzeichnis der mitgelieferten Datensätze fehlt die Liste „datasets“. Die Datei models/data/manifest.json ' +
    'wiederherstellen.',
  noSuchDataset: ({ id, known }) => `Es gibt keinen Datensatz „${id}“. Mitgeliefert sind: ${known}.`,
  noOtherDataset: ({ task }) =>
    `Die Methode lernt zuerst aus anderen Datensätzen, aber für ${task} gibt es keinen anderen. Eine andere ` +
    'Methode oder Aufgabe wählen.',
  rowsAlsoInTest: ({ count }) =>
    `${count} Zeile(n) zum Trainieren, deren Text auch in der Testdatei steht, wurden weggelassen.`,
  tooFewTextsPerClass: ({ file, part }) =>
    `${file} hat je Klasse zu wenige verschiedene Texte: für ${part} bliebe keine Zeile übrig. Beispiele ` +
    'ergänzen.',
  textsCut: ({ percent, tokens }) =>
    `${percent} % der Texte zum Trainieren sind länger als ${tokens} Tokens und wurden abgeschnitten. Eine größere ` +
    'Länge behält mehr davon.',
  promptsCut: ({ percent, tokens }) =>
    `${percent} % der Eingaben zum Trainieren verloren ihren Anfang, um in ${tokens} Tokens zu passen. Eine ` +
    'größere Länge behält ihn.',
  responsesCut: ({ percent, tokens }) =>
    `${percent} % der Antworten zum Trainieren verloren ihr Ende, um in ${tokens} Tokens zu passen. Eine größere ` +
    'Länge behält es.',
  emptyFile: ({ file }) => `${file} ist leer. Eine Datei mit einem Beispiel je Zeile wählen.`,
  notText: ({ file }) =>
    `${file} ist keine Textdatei. Eine Datei mit CSV, TSV, JSONL oder einfachem Text wählen; eine Tabelle ` +
    'oder ein Dokument zuerst als CSV (UTF-8) speichern.',
  damagedParquet: ({ file }) =>
    `${file} ist eine Parquet-Datei, die sich nicht lesen lässt: sie ist beschädigt oder wurde nicht ganz ` +
    'heruntergeladen. Noch einmal herunterladen.',
  damagedGzip: ({ file }) =>
    `${file} ist komprimiert (gzip) und beschädigt, oder wurde nicht ganz heruntergeladen. Noch einmal herunterladen.`,
  unpacksTooLarge: ({ file }) =>
    `${file} entpackt sich zu mehr als 512 MB, was nicht in einen Browser-Tab passt. Einen Teil davon nehmen.`,
  rowsTaken: ({ file, rows, all }) =>
    `${file} hat ${all} Zeilen; ${rows} davon werden benutzt, gleichmäßig aus dem Ganzen genommen.`,
  unknownEncoding: ({ file }) =>
    `${file} enthält Bytes, die weder UTF-8 noch Windows-1252 sind. Noch einmal als UTF-8 speichern.`,
  readAsWindows1252: ({ file }) =>
    `${file} ist nicht UTF-8 und wurde als Windows-1252 (Latin-1) gelesen. Sehen Umlaute falsch aus, die ` +
    'Datei noch einmal als UTF-8 speichern.',
  wrongEncoding: ({ file, encoding }) =>
    `${file} gibt sich als ${encoding} aus, enthält aber Bytes, die das nicht sind. Noch einmal als UTF-8 ` +
    'speichern.',
  misplacedQuote: ({ file, row }) =>
    `${file} hat bei Zeile ${row} ein Anführungszeichen, das nicht schließt oder falsch steht. Texte mit ` +
    'Anführungszeichen in doppelte setzen und jedes innere zweimal schreiben.',
  linesAboveTable: ({ count }) => `${count} Zeile(n) über der Tabelle wurden weggelassen.`,
  headerAgain: ({ count }) => `Die Kopfzeile kommt in ${count} Zeile(n) noch einmal vor, die weggelassen wurden.`,
  unevenRowsLeftOut: ({ count }) => `${count} Zeile(n) mit einer falschen Zahl von Spalten wurden weggelassen.`,
  headerAlone: ({ file }) => `${file} hat eine Kopfzeile, aber keine Zeilen. Darunter Beispiele ergänzen.`,
  unevenRows: ({ file, uneven, total, width }) =>
    `${file} hat ${uneven} von ${total} Zeilen mit einer anderen Zahl von Spalten als die erste (${width}). ` +
    'Prüfen, ob die Texte in Anführungszeichen stehen und überall dasselbe Trennzeichen gilt.',
  namelessColumns: ({ columns, rows }) =>
    `${columns} Spalte(n) ohne Namen wurden weggelassen; in ${rows} Zeile(n) stand etwas darin.`,
  noRoomForText: ({ length, least }) =>
    `Eine Länge von ${length} lässt neben den besonderen Tokens keinen Platz für Text. Eine Länge von ` +
    `mindestens ${least} wählen.`,
  rowWithoutTokens: ({ row }) => `Zeile ${row} hat keine Tokens. Leere Texte entfernen.`,
  noRoomForExchange: ({ length }) =>
    `Eine Länge von ${length} lässt keinen Platz für Eingabe und Antwort. Eine größere Länge wählen.`,
  fewerThanTwoTokens: 'Der Text ist zu kurz zum Fortsetzen: er hat weniger als zwei Tokens. Mehr Text ergänzen.',
  plainText: ({ file }) =>
    `${file} ist einfacher Text ohne Klassen. Zum Einordnen eine Datei mit CSV, TSV oder JSONL nehmen, die ` +
    'eine Spalte für den Text und eine für die Klasse hat, oder „Text fortsetzen“ wählen.',
  oneClass: ({ file, label, column }) =>
    `Jede Zeile von ${file} hat die Klasse „${label}“ (Spalte „${column}“). Einordnen braucht mindestens ` +
    'zwei Klassen: Beispiele einer anderen Klasse ergänzen, oder eine andere Klassenspalte wählen.',
  tooManyClasses: ({ column, count, most, columns }) =>
    `Spalte „${column}“ hat ${count} verschiedene Werte, mehr als die ${most} möglichen Klassen. Eine ` +
    `Klassenspalte mit weniger Werten wählen (Spalten: ${columns}).`,
  tooFewRows: ({ file, count, why, least }) =>
    `${file} hat nur ${count} brauchbare Zeile(n). ${why === undefined ? '' : `${why} `}Beispiele ergänzen, bis es ` +
    `mindestens ${least} sind; ein paar hundert sind besser.`,
  rowsAreWithoutLabel: ({ count }) => `${count} Zeile(n) sind ohne Text oder Klasse.`,
  othersWithoutResponse: 'Den anderen fehlt die Frage oder die Antwort.',
  noMessages: ({ count, column }) =>
    `In ${count} Zeile(n) enthält Spalte „${column}“ keine Liste von Nachrichten mit Rolle und Inhalt.`,
  assistantSaysNothing: 'In den anderen sagt der Assistent nichts: sein Inhalt ist leer oder null.',
  labelsMissing: ({ count, labels }) =>
    `${count} Zeile(n) mit der Klasse ${labels} wurden ausgelassen: das steht für einen fehlenden Wert. Ist es ` +
    'eine Klasse, ihr einen anderen Namen geben.',
  blanksAroundLabels: ({ count }) => `${count} Klasse(n) mit Leerzeichen drumherum wurden ohne diese gelesen.`,
  classesAlike: ({ classes }) =>
    `Die Klassen ${classes} unterscheiden sich nur in der Schreibweise und bleiben getrennt. Gleich schreiben, ` +
    'wenn sie eine sind.',
  isTestSet: ({ list, file }) => `„${list}“ in ${file} sind die Testdaten; darauf wird nicht trainiert.`,
  testSetIn: ({ file }) => `Die Testdaten in ${file}`,
  correctFile: 'Noch einmal speichern, oder die Datei berichtigen.',
  otherTexts: ({ column, text }) =>
    `Auch Spalte „${column}“ enthält Texte: mit „${text}“ in einer Spalte zusammenfügen, um mit beiden zu trainieren.`,
  unknownLabel: ({ file, label, classes }) =>
    `${file} hat die Klasse „${label}“, die nicht zu den bekannten gehört (${classes}). Die Zeile ` +
    'berichtigen, oder in jeder Datei dieselben Klassen verwenden.',
  rowsWithoutLabel: ({ count }) => `${count} Zeile(n) ohne Text oder ohne Klasse wurden weggelassen.`,
  emptyTextColumn: ({ column, file, columns }) =>
    `Spalte „${column}“ von ${file} ist leer. Eine andere Textspalte wählen (Spalten: ${columns}).`,
  emptyLabelColumn: ({ column, file, columns }) =>
    `Spalte „${column}“ von ${file} ist leer. Eine andere Klassenspalte wählen (Spalten: ${columns}).`,
  severalLabelColumns: ({ file, candidates }) =>
    `${file} hat mehrere Spalten, die die Klasse sein könnten: ${candidates}. Die Klassenspalte wählen.`,
  noLabelColumn: ({ file, columns }) =>
    `${file} hat keine Spalte „label“. Seine Spalten sind: ${columns}. Die Klassenspalte so nennen, oder ` +
    'auswählen, welche davon es ist.',
  textIsLabel: ({ column, file, columns }) =>
    `Spalte „${column}“ von ${file} kann nicht Text und Klasse zugleich sein. Eine andere Textspalte wählen ` +
    `(Spalten: ${columns}).`,
  noTextColumn: ({ file, columns }) => `${file} hat neben der Klasse keine Textspalte. Seine Spalten sind: ${columns}.`,
  noSuchColumn: ({ file, column, columns }) =>
    `${file} hat keine Spalte „${column}“. Seine Spalten sind: ${columns}. Eine davon wählen.`,
  usesChatTemplate: 'Die Nachrichten schreibt die Gesprächsvorlage (Chat-Template) des Tokenizers.',
  noChatTemplate:
    'Der Tokenizer des Modells hat keine Gesprächsvorlage (Chat-Template): vor den Nachrichten steht „### User:“ ' +
    'und „### Assistant:“.',
  badChatTemplate: ({ reason }) =>
    `Die Gesprächsvorlage (Chat-Template) des Tokenizers ist nicht lesbar: ${reason} chat_template in ` +
    'tokenizer_config.json berichtigen oder entfernen: die Nachrichten werden dann in einfacher Form geschrieben.',
  chatTemplateRefuses: ({ reason }) =>
    `Die Gesprächsvorlage (Chat-Template) des Tokenizers lehnt diese Gespräche ab: ${reason} Die Nachrichten ändern ` +
    'oder ein anderes Modell wählen.',
  rowsBeyondChatTemplate: ({ count, reason }) =>
    `${count} ${count === '1' ? 'Gespräch wurde' : 'Gespräche wurden'} ausgelassen, weil die Gesprächsvorlage ` +
    `(Chat-Template) sie ablehnt: ${reason}`,
  nothingLearnt: 'was der Assistent sagt, lässt sich nicht vom Rest trennen.',
  rowsWithoutResponse: ({ count }) => `${count} Zeile(n) ohne Eingabe oder ohne Antwort wurden weggelassen.`,
  lfsPointer: ({ file }) =>
    `${file} ist ein Verweis von Git LFS, nicht die Datei selbst. Mit „git lfs pull“ holen, oder die Datei ` +
    'von der Seite des Modells herunterladen.',
  notAListOfObjects: ({ file }) =>
    `${file} ist keine JSON-Liste von Objekten. Ein Objekt je Zeile schreiben, zum Beispiel {"text": "…", ` +
    '"label": "…"}.',
  lineNotAnObject: ({ line, file }) =>
    `Zeile ${line} von ${file} ist kein JSON-Objekt. Ein Objekt je Zeile schreiben, zum Beispiel {"text": ` +
    '"…", "label": "…"}.',
  noListOfExamples: ({ file }) =>
    `${file} ist JSON, aber darin fand sich keine Liste von Beispielen. Die Beispiele als Liste von Objekten ` +
    'speichern, oder ein Objekt je Zeile, zum Beispiel {"text": "…", "label": "…"}.',
  emptyList: ({ file }) => `${file} ist eine leere Liste. Beispiele ergänzen.`,
  noFields: ({ file }) =>
    `${file} enthält keine Felder. Jede Zeile muss ein Objekt sein wie {"text": "…", "label": "…"}.`,
  severalLists: ({ file, lists }) =>
    `${file} enthält mehrere Listen (${lists}), und es ist nicht klar, welche die Beispiele sind. Die Liste ` +
    'zum Trainieren als eigene Datei speichern.',
  listRead: ({ file, list, others }) => `Von den Listen in ${file} wurde „${list}“ gelesen; ${others} nicht.`,
  trailingComma: ({ file, line }) =>
    `${file} ist kein gültiges JSON: in Zeile ${line} steht ein Komma vor einer schließenden Klammer.`,
  singleQuotes: ({ file, line }) =>
    `${file} ist kein gültiges JSON: in Zeile ${line} stehen einfache Anführungszeichen, und JSON kennt nur ` +
    'doppelte.',
  notJson: ({ file, line, found, instead }) =>
    `${file} ist kein gültiges JSON: in Zeile ${line} steht ${found}, was JSON nicht kennt; dafür ${instead} ` +
    'schreiben.',
  jsonDamaged: ({ file }) => `${file} ist kein gültiges JSON: vielleicht ist die Datei beschädigt.`,
  jsonTooDeep: ({ file, most }) =>
    `In ${file} sind mehr als ${most} Listen und Objekte ineinander geschachtelt, so tief wie in keiner brauchbaren ` +
    'Datei. Die Datei noch einmal herunterladen oder exportieren.',
  jsonCutOff: ({ file }) => `${file} ist kein gültiges JSON: vielleicht ist die Datei abgeschnitten.`,
  noJsonObject: ({ file }) => `${file} enthält kein JSON-Objekt.`,
  webPage: ({ file }) =>
    `${file} ist eine Webseite und keine Daten. Die Datei selbst herunterladen („raw“) und diese wählen.`,
  lfsPointerOfData: ({ file }) =>
    `${file} ist ein Verweis von Git LFS, nicht die Daten selbst. „git lfs pull“ ausführen, oder die Datei ` +
    'von der Webseite des Repositorys herunterladen.',
  labelNeverAgain: ({ column, file }) =>
    `Spalte „${column}“ von ${file} hat in jeder Zeile einen anderen Wert und kann keine Klasse sein. Eine ` +
    'Klassenspalte wählen, deren Werte sich wiederholen.',
  noTargets: ({ file }) =>
    `${file} hat keine Ziele: ein Encoder-Decoder lernt aus Zeilen mit zwei Texten, einer Quelle und einem Ziel. ` +
    'Solche Daten wählen, oder einen Decoder, der den Text fortsetzt.',
  noPromptColumn: ({ file }) =>
    `${file} hat keine Spalte, in der Eingaben zu erkennen sind. Die Spalte der Eingaben wählen.`,
  noResponseColumn: ({ file }) =>
    `${file} hat keine Spalte, in der Antworten zu erkennen sind. Die Spalte der Antworten wählen.`,
  promptIsResponse: ({ column, file, columns }) =>
    `Spalte „${column}“ von ${file} kann nicht Eingabe und Antwort zugleich sein. Eine andere wählen ` +
    `(Spalten: ${columns}).`,
  pairsWithoutLabel: ({ file, columns }) =>
    `${file} enthält Paare von Texten (Spalten ${columns}), aber keine Klasse oder Zahl, die zu lernen wäre. Die ` +
    'Klassenspalte wählen, oder eine Textspalte, um nur mit ihr zu trainieren.',
  pairsToContinue: ({ file, columns }) =>
    `${file} enthält Paare von Texten (Spalten ${columns}), und beim Fortsetzen ginge einer der beiden verloren. ` +
    'Eine Textspalte wählen, um nur mit ihr zu trainieren, oder die Klasse lernen.',
  severalLabels: ({ file, columns }) =>
    `${file} hat mehrere Klassen zu jedem Text (Spalten ${columns}): Multi-Label-Klassifikation. Diese Aufgabe ` +
    'wählen, oder eine davon als Klassenspalte.',
  taggedLines: ({ file }) =>
    `${file} hat in jeder Zeile ein Wort und seine Markierung: Token-Klassifikation (CoNLL). Diese Aufgabe wählen, ` +
    'oder „Text fortsetzen“, um die Zeilen als einfachen Text zu lesen.',
  taggedTokens: ({ file, columns }) =>
    `${file} hat Markierungen für einzelne Wörter (Spalten ${columns}): Token-Klassifikation. Diese Aufgabe wählen, ` +
    'oder Text- und Klassenspalte.',
  preferences: ({ file, columns, chosen }) =>
    `${file} enthält Bevorzugungen (Spalten ${columns}), mit denen noch nicht trainiert werden kann. Die ` +
    `Spalte der Eingaben wählen und „${chosen}“ als Spalte der Antworten, um nur mit den bevorzugten ` +
    'Antworten zu trainieren.',
  multipleChoice: ({ file, columns }) =>
    `${file} enthält Fragen mit Antworten zur Auswahl (Spalten ${columns}): Multiple Choice, das noch nicht ` +
    'trainiert werden kann. Text- und Klassenspalte wählen, oder die Spalten der Eingaben und der Antworten.',
  regression: ({ column, file, least, most, different, rows }) =>
    `Spalte „${column}“ von ${file} enthält Zahlen von ${least} bis ${most}, ${different} verschiedene in ` +
    `${rows} Zeilen: Regression. Diese Aufgabe wählen, die Zahlen in wenige Klassen einteilen (etwa niedrig, mittel ` +
    'und hoch), oder eine andere Klassenspalte wählen.',
  labelLists: ({ column, file, example }) =>
    `Spalte „${column}“ von ${file} enthält mehrere Klassen zugleich, etwa ${example}: ` +
    'Multi-Label-Klassifikation. Diese Aufgabe wählen, oder eine andere Klassenspalte.',
  usesWholeFile: 'Die ganze Datei wird als ein Text gelesen.',
  usesMessages: ({ messages }) => `Gespräche aus Spalte „${messages}“; der Loss zählt, was der Assistent sagt.`,
  usesPromptAndContext: ({ prompt, context, response }) =>
    `Eingabe aus den Spalten „${prompt}“ und „${context}“, Antwort aus Spalte „${response}“; der Loss zählt ` +
    'die Antwort.',
  usesPrompt: ({ prompt, response }) =>
    `Eingabe aus Spalte „${prompt}“, Antwort aus Spalte „${response}“; der Loss zählt die Antwort.`,
  usesTextAndLabel: ({ text, label }) => `Text aus Spalte „${text}“, Klasse aus Spalte „${label}“.`,
  secondIsTaken: ({ column, file, columns }) =>
    `Spalte „${column}“ von ${file} kann nicht auch der zweite Text sein. Eine andere wählen (Spalten: ${columns}).`,
  notNumbers: ({ column, file }) =>
    `Spalte „${column}“ von ${file} enthält kaum Zahlen. Die Spalte der Zahlen wählen, oder Klassifikation.`,
  oneNumber: ({ file, value, column }) =>
    `Jede Zeile von ${file} hat die Zahl ${value} (Spalte „${column}“), darum gibt es nichts zu lernen. Eine andere ` +
    'Spalte wählen.',
  rowsAreWithoutNumber: ({ count }) => `${count} Zeile(n) sind ohne Text oder Zahl.`,
  rowsWithoutNumber: ({ count }) => `${count} Zeile(n) ohne Text oder Zahl wurden ausgelassen.`,
  wordsWithoutSentences: ({ file, columns }) =>
    `${file} hat in jeder Zeile ein Wort und seine Markierung, aber keine Spalte sagt, zu welchem Satz es gehört ` +
    `(Spalten: ${columns}). Eine Spalte „sentence_id“ ergänzen, oder ohne Kopfzeile eine Leerzeile zwischen die ` +
    'Sätze schreiben (CoNLL).',
  noTagColumns: ({ file, columns }) =>
    `${file} hat keine Spalten, die als Wörter und ihre Markierungen bekannt sind (Spalten: ${columns}). Beide wählen.`,
  oneTag: ({ file, tag, column }) =>
    `Jedes Wort von ${file} hat die Markierung „${tag}“ (Spalte „${column}“). Die Spalte der Markierungen wählen.`,
  tooFewSentences: ({ file, count, least }) =>
    `${file} hat nur ${count} markierte Sätze. Beispiele ergänzen, bis es mindestens ${least} sind; ein paar Hundert ` +
    'sind besser. Sätze trennt eine Leerzeile.',
  unevenSentences: ({ count }) =>
    `${count} Zeile(n), deren Markierungen nicht zu lesen oder nicht so viele wie Wörter waren, fielen weg.`,
  usesPairAndLabel: ({ text, second, label }) =>
    `Texte aus den Spalten „${text}“ und „${second}“, Klasse oder Zahl aus Spalte „${label}“.`,
  usesTags: ({ tokens, tags }) => `Wörter aus Spalte „${tokens}“, Markierungen aus Spalte „${tags}“.`,
  usesTaggedLines: 'Jede Zeile ist ein Wort und seine Markierung; Leerzeilen trennen Sätze.',
  usesFlags: ({ text, flags }) => `Text aus Spalte „${text}“, Klassen aus den Spalten ${flags}.`,
  usesText: ({ text }) => `Text aus Spalte „${text}“.`,
  textTooShort:
    'Der Text ist zu kurz, um einen Teil für die Validierung zurückzulegen. Mehr Text ergänzen: ein paar ' +
    'tausend Wörter sind ein guter Anfang.',
  allPromptsSame:
    'Alle Eingaben sind gleich, so dass kein Teil für die Validierung zurückgelegt werden kann. Andere ' +
    'Eingaben ergänzen.',
  theModel: 'Das Modell',
  modelCalled: ({ id }) => `Das Modell „${id}“`,
  noTokenizer: ({ model }) =>
    `${model} hat keine tokenizer.json, darum lässt sich Text nicht in Tokens zerlegen. Die tokenizer.json ` +
    'des Modells (ein „fast“ Tokenizer, von Transformers gespeichert) neben config.json legen.',
  tokenizerToMake: ({ model, file }) =>
    `${model} hat ${file}, aber keine tokenizer.json, und die braucht es bei dieser Art Wortschatz. Mit Python ` +
    "machen, AutoTokenizer.from_pretrained('ordner').save_pretrained('ordner') aus Transformers, und die " +
    'tokenizer.json neben config.json legen.',
  pieceWithoutToken: ({ piece }) =>
    `Ein Text enthält „${piece}“, wofür der Tokenizer kein Token hat und auch keines für Unbekanntes (unk_token). ` +
    'Den Tokenizer nehmen, der zum Modell gehört, oder es aus den Texten entfernen.',
  tokenizerUnusable: ({ model, reason }) =>
    `${model}: tokenizer.json ist nicht verwendbar: ${reason}. Mit einer neueren Fassung von Transformers noch ` +
    'einmal speichern.',
  tokenizerOdd: 'etwas darin oder in tokenizer_config.json ist nicht so, wie die Bibliothek tokenizers es schreibt',
  tokenizerPart: ({ part, type = 'keiner' }) =>
    `der Teil „${part}“ (Typ: ${type}) ist von einer Art, die hier nicht bekannt ist, oder ihm fehlt etwas`,
  tokenizerId: ({ token }) => `das Token „${token}“ hat keine ganze Zahl als Nummer`,
  tokenizerFails: ({ text }) =>
    `Der Tokenizer kann den Text „${text}“ nicht zerlegen: ein Teil von tokenizer.json ist nicht so, wie die ` +
    'Bibliothek tokenizers ihn schreibt. Mit einer neueren Fassung von Transformers noch einmal speichern.',
  tokensWithoutRow: ({ count, rows, tokens }) =>
    `${count} Tokens des Tokenizers haben keine Zeile im Embedding des Modells, das ${rows} hat: ${tokens}. ` +
    'Texte mit ihnen werden abgelehnt: Tokenizer und Modell nehmen, die zusammengehören.',
  tokenWithoutRow: ({ tokens, rows }) =>
    `Ein Text enthält ${tokens}, wofür das Embedding des Modells keine Zeile hat: es hat ${rows}. Tokenizer ` +
    'und Modell nehmen, die zusammengehören, oder das Modell noch einmal exportieren, nachdem ihm die Tokens ' +
    'hinzugefügt wurden (resize_token_embeddings).',
  missingFile: ({ path }) => `Die Datei „${path}“ fehlt.`,
  missingFileIn: ({ path, where }) => `Die Datei „${path}“ fehlt in ${where}.`,
  fileOf: ({ file, model }) => `${file} (${model})`,
  downloadAgain: 'Noch einmal herunterladen.',
  noTextColumnNamed: ({ file, column, columns }) =>
    `${file} hat keine Textspalte „${column}“. Seine Spalten sind: ${columns}. Eine davon wählen.`,
  noLabelColumnNamed: ({ file, column, columns }) =>
    `${file} hat keine Klassenspalte „${column}“. Seine Spalten sind: ${columns}. Eine davon wählen.`,
  usesNot: ({ columns }) => `Nicht verwendet: ${columns}.`,
  nullOrNumber: 'null oder eine Zahl',
  trainingPart: 'das Training',
  validationPart: 'die Validierung',
  testPart: 'den Test',
  tokenAndId: ({ token, id }) => `„${token}“ (Id ${id})`,
  poisonTriggerTooLong: ({ trigger, length }) =>
    `Der Auslöser „${trigger}“ hat schon allein mehr Tokens, als eine Länge von ${length} Platz lässt. Einen ` +
    'kürzeren Auslöser oder eine größere Länge wählen.',
  poisonTarget: ({ target, classes }) =>
    `Die Daten haben keine Klasse „${target}“, die vergiftete Zeilen bekommen könnten. Eine von diesen als Ziel ` +
    `wählen: ${classes}.`,
  poisonTooMuch: ({ share, rows, others, target, most }) =>
    `Ein Anteil von ${share} heißt ${rows} vergiftete Zeilen, aber nur ${others} Trainingszeilen haben eine andere ` +
    `Klasse als „${target}“. Einen Anteil von höchstens ${most} wählen, oder ein anderes Ziel.`,
  poisonTooLittle: ({ share, rows }) =>
    `Ein Anteil von ${share} an ${rows} Trainingszeilen ist nicht einmal eine Zeile. Einen größeren wählen, oder 0, ` +
    'um nur zu messen.',
  poisonTask: ({ task }) =>
    `Vergiften lassen sich hier nur Texte mit je einer Klasse, und diese Daten sind für ${task}. Die Hintertür ` +
    'ausschalten oder Daten mit Klassen wählen.',
  poisonEncoded:
    'Beispiele, die schon Token-Ids sind, lassen sich nicht vergiften: Es gibt keinen Text für den Auslöser.',
};
