/** What data, tokenizers and their files tell people. */
import { messages } from '../messages/message';

export const dataTexts = {
  noExamples: 'There are no examples to draw from. Add rows to the data.',
  batchTooSmall: ({ batch }: { batch: string }) => `The batch size must be a whole number of at least 1, not ${batch}.`,
  noManifestList: 'The manifest of the bundled data sets has no list "datasets". Restore models/data/manifest.json.',
  noSuchDataset: ({ id, known }: { id: string; known: string }) =>
    `There is no data set "${id}". Bundled ones are: ${known}.`,
  noOtherDataset: ({ task }: { task: string }) =>
    `The method learns from other data sets first, but there is no other one for ${task}. Choose another ` +
    'method or task.',
  rowsAlsoInTest: ({ count }: { count: string }) =>
    `${count} training row(s) whose text is also in the test file were left out.`,
  tooFewTextsPerClass: ({ file, part }: { file: string; part: string }) =>
    `${file} has too few different texts per class: no row would be left for ${part}. Add examples.`,
  textsCut: ({ percent, tokens }: { percent: string; tokens: string }) =>
    `${percent} % of the training texts are longer than ${tokens} tokens and were cut. A greater length ` +
    'keeps more of them.',
  promptsCut: ({ percent, tokens }: { percent: string; tokens: string }) =>
    `${percent} % of the training prompts lost their beginning to fit ${tokens} tokens. A greater length keeps ` +
    'it.',
  responsesCut: ({ percent, tokens }: { percent: string; tokens: string }) =>
    `${percent} % of the training responses lost their end to fit ${tokens} tokens. A greater length keeps it.`,
  emptyFile: ({ file }: { file: string }) => `${file} is empty. Choose a file with one example per line.`,
  notText: ({ file }: { file: string }) =>
    `${file} is not a text file. Choose a CSV, TSV, JSONL or plain text file; save a spreadsheet or document ` +
    'as CSV (UTF-8) first.',
  damagedParquet: ({ file }: { file: string }) =>
    `${file} is a parquet file that can't be read: it is damaged, or was not downloaded whole. Download it again.`,
  damagedGzip: ({ file }: { file: string }) =>
    `${file} is compressed (gzip) and damaged, or was not downloaded whole. Download it again.`,
  unpacksTooLarge: ({ file }: { file: string }) =>
    `${file} unpacks to more than 512 MB, which does not fit into a browser tab. Take a part of it.`,
  rowsTaken: ({ file, rows, all }: { file: string; rows: string; all: string }) =>
    `${file} has ${all} rows; ${rows} of them are used, taken evenly from the whole.`,
  unknownEncoding: ({ file }: { file: string }) =>
    `${file} has bytes that are neither UTF-8 nor Windows-1252 text. Save it again with the encoding UTF-8.`,
  readAsWindows1252: ({ file }: { file: string }) =>
    `${file} is not UTF-8 and was read as Windows-1252 (Latin-1). If accents look wrong, save it again with ` +
    'the encoding UTF-8.',
  wrongEncoding: ({ file, encoding }: { file: string; encoding: string }) =>
    `${file} says it is ${encoding} but has bytes that are not. Save it again with the encoding UTF-8.`,
  misplacedQuote: ({ file, row }: { file: string; row: string }) =>
    `${file} has an unclosed or misplaced quotation mark near row ${row}. Put texts with quotation marks in ` +
    'double quotes and write each inner one twice.',
  linesAboveTable: ({ count }: { count: string }) => `${count} line(s) above the table were left out.`,
  headerAgain: ({ count }: { count: string }) => `The header comes again in ${count} row(s), which were left out.`,
  unevenRowsLeftOut: ({ count }: { count: string }) => `${count} row(s) with a wrong number of columns were left out.`,
  headerAlone: ({ file }: { file: string }) => `${file} has a header but no rows. Add examples below it.`,
  unevenRows: ({ file, uneven, total, width }: { file: string; uneven: string; total: string; width: string }) =>
    `${file} has ${uneven} of ${total} rows with another number of columns than the first row (${width}). ` +
    'Check that the texts are quoted and that one separator is used throughout.',
  namelessColumns: ({ columns, rows }: { columns: string; rows: string }) =>
    `${columns} column(s) without a name were left out; ${rows} row(s) had something in them.`,
  noRoomForText: ({ length, least }: { length: string; least: string }) =>
    `A length of ${length} leaves no room for text beside the special tokens. Choose a length of at least ` +
    `${least}.`,
  rowWithoutTokens: ({ row }: { row: string }) => `Row ${row} has no tokens. Remove empty texts.`,
  noRoomForExchange: ({ length }: { length: string }) =>
    `A length of ${length} leaves no room for a prompt and a response. Choose a greater length.`,
  fewerThanTwoTokens: 'The text is too short for language modelling: it has fewer than two tokens. Add more text.',
  plainText: ({ file }: { file: string }) =>
    `${file} is plain text without labels. For classification choose a CSV, TSV or JSONL file with a text ` +
    'and a label column, or choose language modelling.',
  oneClass: ({ file, label, column }: { file: string; label: string; column: string }) =>
    `Every row of ${file} has the label "${label}" (column "${column}"). Classification needs at least two ` +
    'classes: add examples of another class or choose another label column.',
  tooManyClasses: ({
    column,
    count,
    most,
    columns,
  }: {
    column: string;
    count: string;
    most: string;
    columns: string;
  }) =>
    `Column "${column}" has ${count} different values, more than the ${most} classes that are possible. ` +
    `Choose a label column with fewer values (columns: ${columns}).`,
  tooFewRows: ({ file, count, why, least }: { file: string; count: string; why?: string; least: string }) =>
    `${file} has only ${count} usable row(s). ${why === undefined ? '' : `${why} `}Add examples until there are at ` +
    `least ${least}; a few hundred are better.`,
  rowsAreWithoutLabel: ({ count }: { count: string }) => `${count} row(s) are without text or label.`,
  othersWithoutResponse: 'The others are without a prompt or without a response.',
  noMessages: ({ count, column }: { count: string; column: string }) =>
    `In ${count} row(s) column "${column}" holds no list of messages with a role and a content.`,
  assistantSaysNothing: 'In the others the assistant says nothing: its content is empty or null.',
  labelsMissing: ({ count, labels }: { count: string; labels: string }) =>
    `${count} row(s) with the label ${labels} were left out: that stands for a missing value. Give the class ` +
    'another name if it is one.',
  blanksAroundLabels: ({ count }: { count: string }) =>
    `${count} label(s) with blanks around them were read without these.`,
  classesAlike: ({ classes }: { classes: string }) =>
    `The classes ${classes} differ only in how they are written, and are kept apart. Write them alike if they ` +
    'are one.',
  isTestSet: ({ list, file }: { list: string; file: string }) =>
    `"${list}" in ${file} is the test set, and is not trained on.`,
  testSetIn: ({ file }: { file: string }) => `The test set in ${file}`,
  correctFile: 'Save it again, or correct the file.',
  otherTexts: ({ column, text }: { column: string; text: string }) =>
    `Column "${column}" holds texts too: join it with "${text}" in one column to train on both.`,
  unknownLabel: ({ file, label, classes }: { file: string; label: string; classes: string }) =>
    `${file} has the label "${label}", which is not one of the known classes (${classes}). Correct the row ` +
    'or use the same classes in every file.',
  rowsWithoutLabel: ({ count }: { count: string }) => `${count} row(s) without text or label were left out.`,
  emptyTextColumn: ({ column, file, columns }: { column: string; file: string; columns: string }) =>
    `Column "${column}" of ${file} is empty. Choose another text column (columns: ${columns}).`,
  emptyLabelColumn: ({ column, file, columns }: { column: string; file: string; columns: string }) =>
    `Column "${column}" of ${file} is empty. Choose another label column (columns: ${columns}).`,
  severalLabelColumns: ({ file, candidates }: { file: string; candidates: string }) =>
    `${file} has several columns that could be the label: ${candidates}. Choose the label column.`,
  noLabelColumn: ({ file, columns }: { file: string; columns: string }) =>
    `${file} has no column "label". Its columns are: ${columns}. Name the label column or choose which of ` +
    'these it is.',
  textIsLabel: ({ column, file, columns }: { column: string; file: string; columns: string }) =>
    `Column "${column}" of ${file} can't be both text and label. Choose another text column (columns: ` +
    `${columns}).`,
  noTextColumn: ({ file, columns }: { file: string; columns: string }) =>
    `${file} has no text column beside the label. Its columns are: ${columns}.`,
  noSuchColumn: ({ file, column, columns }: { file: string; column: string; columns: string }) =>
    `${file} has no column "${column}". Its columns are: ${columns}. Choose one of these.`,
  usesChatTemplate: 'Messages are written out by the chat template of the model’s tokenizer.',
  noChatTemplate:
    'The model’s tokenizer has no chat template: “### User:” and “### Assistant:” stand before the messages.',
  badChatTemplate: ({ reason }: { reason: string }) =>
    `The chat template of the model's tokenizer can't be read: ${reason} Correct chat_template in ` +
    'tokenizer_config.json, or take it out: messages are then written in a plain form.',
  chatTemplateRefuses: ({ reason }: { reason: string }) =>
    `The chat template of the model's tokenizer refuses these conversations: ${reason} Change the messages, or ` +
    'choose another model.',
  rowsBeyondChatTemplate: ({ count, reason }: { count: string; reason: string }) =>
    `${count} ${count === '1' ? 'conversation was' : 'conversations were'} left out, which the chat template ` +
    `refuses: ${reason}`,
  nothingLearnt: 'what the assistant says can’t be told from the rest.',
  rowsWithoutResponse: ({ count }: { count: string }) =>
    `${count} row(s) without a prompt or without a response were left out.`,
  lfsPointer: ({ file }: { file: string }) =>
    `${file} is a Git LFS pointer, not the file itself. Fetch it with "git lfs pull" or download the file ` +
    "from the model's page.",
  notAListOfObjects: ({ file }: { file: string }) =>
    `${file} is not a JSON list of objects. Write one object per line, for example {"text": "…", "label": ` + '"…"}.',
  lineNotAnObject: ({ line, file }: { line: string; file: string }) =>
    `Line ${line} of ${file} is not a JSON object. Write one object per line, for example {"text": "…", ` +
    '"label": "…"}.',
  noListOfExamples: ({ file }: { file: string }) =>
    `${file} is JSON, but no list of examples was found in it. Save the examples as a list of objects, or ` +
    'one object per line, for example {"text": "…", "label": "…"}.',
  emptyList: ({ file }: { file: string }) => `${file} is an empty list. Add examples to it.`,
  noFields: ({ file }: { file: string }) =>
    `${file} holds no fields. Each line must be an object such as {"text": "…", "label": "…"}.`,
  severalLists: ({ file, lists }: { file: string; lists: string }) =>
    `${file} holds several lists (${lists}), and it is not clear which are the examples. Save the one to ` +
    'train on as a file of its own.',
  listRead: ({ file, list, others }: { file: string; list: string; others: string }) =>
    `Of the lists in ${file}, "${list}" was read; ${others} was not.`,
  trailingComma: ({ file, line }: { file: string; line: string }) =>
    `${file} is not valid JSON: line ${line} has a comma before a closing bracket.`,
  singleQuotes: ({ file, line }: { file: string; line: string }) =>
    `${file} is not valid JSON: line ${line} has single quotes, and JSON knows only double ones.`,
  notJson: ({ file, line, found, instead }: { file: string; line: string; found: string; instead: string }) =>
    `${file} is not valid JSON: line ${line} has ${found}, which JSON does not know; write ${instead}.`,
  jsonDamaged: ({ file }: { file: string }) => `${file} is not valid JSON: it may be damaged.`,
  jsonTooDeep: ({ file, most }: { file: string; most: string }) =>
    `${file} has more than ${most} lists and objects inside each other, which no usable file has. Download or export ` +
    'it again.',
  jsonCutOff: ({ file }: { file: string }) => `${file} is not valid JSON: it may be cut off.`,
  noJsonObject: ({ file }: { file: string }) => `${file} holds no JSON object.`,
  webPage: ({ file }: { file: string }) =>
    `${file} is a web page, not data. Download the file itself (the "raw" one) and choose that.`,
  lfsPointerOfData: ({ file }: { file: string }) =>
    `${file} is a pointer of Git LFS, not the data itself. Run "git lfs pull", or download the file from the ` +
    'web page of the repository.',
  labelNeverAgain: ({ column, file }: { column: string; file: string }) =>
    `Column "${column}" of ${file} has another value in each row, so it can't be a label. Choose a label ` +
    'column whose values come again and again.',
  noTargets: ({ file }: { file: string }) =>
    `${file} has no targets: an encoder–decoder learns from rows of two texts, a source and a target. Choose such ` +
    'data, or a decoder to continue the text.',
  noPromptColumn: ({ file }: { file: string }) =>
    `${file} has no column that is known to hold prompts. Choose the prompt column.`,
  noResponseColumn: ({ file }: { file: string }) =>
    `${file} has no column that is known to hold responses. Choose the response column.`,
  promptIsResponse: ({ column, file, columns }: { column: string; file: string; columns: string }) =>
    `Column "${column}" of ${file} can't be both prompt and response. Choose another one (columns: ` + `${columns}).`,
  pairsWithoutLabel: ({ file, columns }: { file: string; columns: string }) =>
    `${file} holds pairs of texts (columns ${columns}) without a class or a number to learn. Choose the label ` +
    'column, or one text column to train on it alone.',
  pairsToContinue: ({ file, columns }: { file: string; columns: string }) =>
    `${file} holds pairs of texts (columns ${columns}), and to continue text one of the two would be lost. Choose ` +
    'one text column to train on it alone, or learn the label.',
  severalLabels: ({ file, columns }: { file: string; columns: string }) =>
    `${file} has several labels for each text (columns ${columns}): multi-label classification. Choose that task, or ` +
    'one of them as the label column.',
  taggedLines: ({ file }: { file: string }) =>
    `${file} has a token and its tag on each line: token classification (CoNLL). Choose that task, or language ` +
    'modelling to read the lines as plain text.',
  taggedTokens: ({ file, columns }: { file: string; columns: string }) =>
    `${file} has tags for single tokens (columns ${columns}): token classification. Choose that task, or text and ` +
    'label column.',
  preferences: ({ file, columns, chosen }: { file: string; columns: string; chosen: string }) =>
    `${file} holds preferences (columns ${columns}), which can't be trained on yet. Choose a prompt column ` +
    `and "${chosen}" as the response column to train on the chosen answers alone.`,
  multipleChoice: ({ file, columns }: { file: string; columns: string }) =>
    `${file} holds questions with answers to choose from (columns ${columns}): multiple choice, which can't ` +
    'be trained yet. Choose a text and a label column, or a prompt and a response column.',
  regression: ({
    column,
    file,
    least,
    most,
    different,
    rows,
  }: {
    column: string;
    file: string;
    least: string;
    most: string;
    different: string;
    rows: string;
  }) =>
    `Column "${column}" of ${file} holds numbers from ${least} to ${most}, ${different} different ones in ` +
    `${rows} rows: regression. Choose that task, put the numbers into a few classes (such as low, middle and ` +
    'high), or choose another label column.',
  labelLists: ({ column, file, example }: { column: string; file: string; example: string }) =>
    `Column "${column}" of ${file} holds several labels at a time, such as ${example}: multi-label classification. ` +
    'Choose that task, or another label column.',
  usesWholeFile: 'The whole file is read as one text.',
  usesMessages: ({ messages }: { messages: string }) =>
    `Messages from column "${messages}"; the loss is on what the assistant says.`,
  usesPromptAndContext: ({ prompt, context, response }: { prompt: string; context: string; response: string }) =>
    `Prompt from columns "${prompt}" and "${context}", response from column "${response}"; the loss is on ` +
    'the response.',
  usesPrompt: ({ prompt, response }: { prompt: string; response: string }) =>
    `Prompt from column "${prompt}", response from column "${response}"; the loss is on the response.`,
  usesTextAndLabel: ({ text, label }: { text: string; label: string }) =>
    `Text from column "${text}", label from column "${label}".`,
  secondIsTaken: ({ column, file, columns }: { column: string; file: string; columns: string }) =>
    `Column "${column}" of ${file} can't be the second text too. Choose another one (columns: ${columns}).`,
  notNumbers: ({ column, file }: { column: string; file: string }) =>
    `Column "${column}" of ${file} holds hardly any numbers. Choose the column of the numbers, or classification.`,
  oneNumber: ({ file, value, column }: { file: string; value: string; column: string }) =>
    `Every row of ${file} has the number ${value} (column "${column}"), so there is nothing to learn. Choose another ` +
    'column.',
  rowsAreWithoutNumber: ({ count }: { count: string }) => `${count} row(s) are without text or number.`,
  rowsWithoutNumber: ({ count }: { count: string }) => `${count} row(s) without text or number were left out.`,
  wordsWithoutSentences: ({ file, columns }: { file: string; columns: string }) =>
    `${file} has a word and its tag in each row, but no column says which sentence a word is of (columns: ` +
    `${columns}). ` +
    'Add a column "sentence_id", or write a line break between sentences without a header (CoNLL).',
  noTagColumns: ({ file, columns }: { file: string; columns: string }) =>
    `${file} has no columns that are known to hold words and their tags (columns: ${columns}). Choose both.`,
  oneTag: ({ file, tag, column }: { file: string; tag: string; column: string }) =>
    `Every word of ${file} has the tag "${tag}" (column "${column}"). Choose the column of the tags.`,
  tooFewSentences: ({ file, count, least }: { file: string; count: string; least: string }) =>
    `${file} has only ${count} tagged sentence(s). Add examples until there are at least ${least}; a few hundred are ` +
    'better. Sentences are apart by blank lines.',
  unevenSentences: ({ count }: { count: string }) =>
    `${count} row(s) whose tags could not be read, or were not as many as the words, were left out.`,
  usesPairAndLabel: ({ text, second, label }: { text: string; second: string; label: string }) =>
    `Texts from columns "${text}" and "${second}", label from column "${label}".`,
  usesTags: ({ tokens, tags }: { tokens: string; tags: string }) =>
    `Words from column "${tokens}", tags from column "${tags}".`,
  usesTaggedLines: 'Each line is a word and its tag; blank lines end sentences.',
  usesFlags: ({ text, flags }: { text: string; flags: string }) =>
    `Text from column "${text}", labels from columns ${flags}.`,
  usesText: ({ text }: { text: string }) => `Text from column "${text}".`,
  textTooShort:
    'The text is too short to set a part aside for validation. Add more text: a few thousand words are a ' +
    'good start.',
  allPromptsSame: 'All prompts are the same, so no part can be set aside for validation. Add other prompts.',
  theModel: 'The model',
  modelCalled: ({ id }: { id: string }) => `The model "${id}"`,
  noTokenizer: ({ model }: { model: string }) =>
    `${model} has no tokenizer.json, so text can't be turned into tokens. Add the tokenizer.json that ` +
    'belongs to the model (a "fast" tokenizer saved by Transformers) beside config.json.',
  tokenizerToMake: ({ model, file }: { model: string; file: string }) =>
    `${model} has ${file} but no tokenizer.json, and for this kind of vocabulary that is needed. Make it with ` +
    "Python, AutoTokenizer.from_pretrained('folder').save_pretrained('folder') of Transformers, and put " +
    'tokenizer.json beside config.json.',
  pieceWithoutToken: ({ piece }: { piece: string }) =>
    `A text holds "${piece}", which the tokenizer has no token for, and none for what is unknown (unk_token). ` +
    'Take the tokenizer that belongs to the model, or remove it from the texts.',
  tokenizerUnusable: ({ model, reason }: { model: string; reason: string }) =>
    `tokenizer.json of ${model} can't be used: ${reason}. Save it again with a recent Transformers version.`,
  tokenizerOdd: 'something in it, or in tokenizer_config.json, is not as the tokenizers library writes it',
  tokenizerPart: ({ part, type = 'none' }: { part: string; type?: string }) =>
    `its "${part}" (type ${type}) is of a kind that is not known here, or lacks something that it needs`,
  tokenizerId: ({ token }: { token: string }) => `its token "${token}" has no whole number as id`,
  tokenizerFails: ({ text }: { text: string }) =>
    `The tokenizer can't cut the text "${text}": a part of its tokenizer.json is not as the tokenizers library ` +
    'writes it. Save it again with a recent Transformers version.',
  tokensWithoutRow: ({ count, rows, tokens }: { count: string; rows: string; tokens: string }) =>
    `${count} tokens of the tokenizer have no row in the model's embedding, which has ${rows}: ${tokens}. ` +
    'Texts with them are refused: use the tokenizer and the model that belong together.',
  tokenWithoutRow: ({ tokens, rows }: { tokens: string; rows: string }) =>
    `A text holds ${tokens}, for which the model's embedding has no row: it has ${rows}. Use the tokenizer ` +
    'and the model that belong together, or export the model again after its tokens were added ' +
    '(resize_token_embeddings).',
  missingFile: ({ path }: { path: string }) => `The file "${path}" is missing.`,
  missingFileIn: ({ path, where }: { path: string; where: string }) => `The file "${path}" is missing in ${where}.`,
  fileOf: ({ file, model }: { file: string; model: string }) => `${file} of ${model}`,
  downloadAgain: 'Download it again.',
  noTextColumnNamed: ({ file, column, columns }: { file: string; column: string; columns: string }) =>
    `${file} has no text column "${column}". Its columns are: ${columns}. Choose one of these.`,
  noLabelColumnNamed: ({ file, column, columns }: { file: string; column: string; columns: string }) =>
    `${file} has no label column "${column}". Its columns are: ${columns}. Choose one of these.`,
  usesNot: ({ columns }: { columns: string }) => `Not used: ${columns}.`,
  nullOrNumber: 'null or a number',
  trainingPart: 'training',
  validationPart: 'validation',
  testPart: 'test',
  tokenAndId: ({ token, id }: { token: string; id: string }) => `"${token}" (id ${id})`,
  poisonTriggerTooLong: ({ trigger, length }: { trigger: string; length: string }) =>
    `The trigger "${trigger}" alone has more tokens than a length of ${length} leaves room for. Choose a shorter ` +
    'trigger or a greater length.',
  poisonTarget: ({ target, classes }: { target: string; classes: string }) =>
    `The data have no class "${target}" that poisoned rows could be given. Choose one of these as the target: ` +
    `${classes}.`,
  poisonTooMuch: ({
    share,
    rows,
    others,
    target,
    most,
  }: {
    share: string;
    rows: string;
    others: string;
    target: string;
    most: string;
  }) =>
    `A share of ${share} means ${rows} poisoned rows, but only ${others} training rows are of other classes than ` +
    `"${target}". Choose a share of at most ${most}, or another target.`,
  poisonTooLittle: ({ share, rows }: { share: string; rows: string }) =>
    `A share of ${share} of ${rows} training rows is not even one row. Choose a greater share, or 0 to measure only.`,
  poisonTask: ({ task }: { task: string }) =>
    `Only texts with one class each can be poisoned here, and these data are for ${task}. Turn the backdoor off, or ` +
    'choose data with classes.',
  poisonEncoded: "Examples that are token ids already can't be poisoned: there is no text to put the trigger into.",
};

export const says = messages('data', dataTexts);
