/** German for what reading and writing an adapter's files tells. */
import type { adapterTexts } from '../../../../interchange/adapterMessages';
import type { TranslatedTexts } from '../../../../messages/message';

const again = 'Den Adapter noch einmal speichern oder herunterladen.';
const sameData = 'Die Daten wählen, auf denen er trainiert wurde.';

export const adapter: TranslatedTexts<typeof adapterTexts> = {
  file: ({ fault }) => `${fault} ${again}`,
  noFile: ({ file }) =>
    `Im Ordner des Adapters fehlt ${file}. Einen Ordner wählen, der einen gespeicherten Adapter enthält.`,
  otherVersion: ({ version }) =>
    `Der Adapter hat Version ${version} unseres Formats, dieses Programm kennt Version 1. Das Programm nehmen, das ` +
    'ihn geschrieben hat, oder ein neueres.',
  noFormat: ({ file }) =>
    `${file} nennt weder einen „peft_type“ (HF PEFT) noch unser eigenes Format. Einen Ordner wählen, der einen ` +
    'gespeicherten Adapter enthält.',
  twoFiles: ({ file }) => `${file} ist mehrfach da. Die Dateien eines einzigen Adapters wählen.`,
  twoAdapters: ({ file, files }) => `${file} ist mehrfach da: ${files}. Die Dateien eines einzigen Adapters wählen.`,
  whatIsRead: ({ config, weights }) =>
    `Eine Zip-Datei oder einen Ordner mit einem Adapter dieser Seite, von HF PEFT (${config} und ${weights}) oder ` +
    'von AdapterHub wählen.',
  missing: ({ file }) => `${file} fehlt.`,
  noAdapter: ({ file }) => `${file} ist kein Adapter.`,
  noAdapters: 'Diese Dateien sind kein Adapter.',
  zipTooLarge: ({ file, megabytes }) =>
    `${file} ist ausgepackt größer als ${megabytes} MB: kein Adapter für einen Browser-Tab.`,
  brokenZip: ({ file }) => `${file} ist eine beschädigte Zip-Datei. Noch einmal speichern oder herunterladen.`,
  pyTorch: ({ file, to }) =>
    `${file} ist PyTorchs eigenes Format, das beim Laden Code ausführen kann und hier nicht gelesen wird. Mit zwei ` +
    `Zeilen Python umwandeln: import torch, safetensors.torch; safetensors.torch.save_file(torch.load("${file}", ` +
    `map_location="cpu", weights_only=True), "${to}").`,

  theFile: 'Die Datei',
  notSafetensors: ({ file, why }) =>
    `${file} ist keine vollständige safetensors-Datei (${why}). Noch einmal speichern oder herunterladen.`,
  empty: 'sie ist leer',
  tooShort: 'sie ist zu kurz',
  headerCutOff: 'ihr Kopf ist abgeschnitten',
  headerNoJson: 'ihr Kopf ist kein JSON',
  headerNoList: 'ihr Kopf ist keine Liste von Tensoren',
  headerLacks: ({ tensor }) => `ihr Kopf nennt von „${tensor}“ weder Typ noch Form noch Ort`,
  tensorCutOff: ({ tensor }) => `Tensor „${tensor}“ ist abgeschnitten`,
  tensorBytes: ({ tensor, shape, bytes, found }) =>
    `Tensor „${tensor}“ der Form [${shape}] sollte ${bytes} Bytes haben, nicht ${found}`,
  tensorType: ({ tensor, file, type }) =>
    `Tensor „${tensor}“ in ${file} hat den Typ ${type}, der hier nicht gelesen wird. Als float32 oder float16 ` +
    'speichern.',

  badLink: ({ why }) =>
    `Der Adapter im Link ist nicht verwendbar: ${why}. Noch einmal um den Link bitten, oder um den Adapter als Datei.`,
  linkCutOff: 'er ist abgeschnitten oder wurde unterwegs verändert',
  linkTooLarge: 'er ist ausgepackt größer, als ein Link sein darf',
  linkNewer: 'er stammt von einer neueren Fassung dieser Seite; die Seite neu laden, um sie zu bekommen',
  linkSizes: 'seine Größen passen nicht zusammen',
  linkUnreadable: 'er lässt sich nicht lesen',

  andMore: ({ names, more }) => `${names} und ${more} weitere`,
  lacks: ({ tensors, others }) =>
    `Dem Adapter fehlt ${tensors}${others === undefined ? '' : `; stattdessen hat er ${others}`}. Er wurde für ein ` +
    'anderes Modell, eine andere Methode oder Aufgabe gemacht: die wählen, mit denen er gemacht wurde.',
  noPlaceFor: ({ tensors }) =>
    `Der Adapter hat ${tensors}, wofür dieses Modell mit dieser Methode keinen Platz hat. Modell, Methode und ` +
    'Zielmatrizen wählen, mit denen er gemacht wurde.',
  tensorShape: ({ tensor, found, wanted }) =>
    `Tensor „${tensor}“ des Adapters hat die Form [${found}], dieses Modell braucht mit diesen Hyperparametern aber ` +
    `[${wanted}]. Modell und Hyperparameter wählen, mit denen der Adapter gemacht wurde.`,
  strayRow: ({ tensor, row }) =>
    `Tensor „${tensor}“ des Adapters ändert Zeile ${row}, was die Methode mit diesen Zielmatrizen nicht tut. Die ` +
    'gemeinsame Matrix (qkv) wählen, oder die Zielmatrizen, mit denen der Adapter gemacht wurde.',
  maskBytes: ({ tensor, found, wanted }) =>
    `Die Maske „${tensor}“ des Adapters hat ${found} Bytes, dieses Modell braucht mit diesen Hyperparametern aber ` +
    `${wanted}. Modell und Hyperparameter wählen, mit denen der Adapter gemacht wurde.`,
  selectionBytes: ({ found, wanted }) =>
    `Die Maske des Adapters hat ${found} Bytes, die Tensoren, die sie nennt, brauchen aber ${wanted}: vielleicht ist ` +
    'er abgeschnitten. Noch einmal speichern oder herunterladen.',
  notFinite: ({ tensor, odd }) =>
    `Der Tensor „${tensor}“ des Adapters enthält ${odd}: sein Training ging schief, und das Modell würde nur noch ` +
    'NaN antworten. Ihn aus einem früheren Checkpoint speichern oder mit kleinerer Lernrate noch einmal trainieren.',
  trainedToNone: ({ tensor, odd }) =>
    `Der Lauf hat „${tensor}“ zu ${odd} trainiert, darum gibt es keinen Adapter zu speichern. Zurücksetzen, eine ` +
    'kleinere Lernrate wählen und noch einmal trainieren.',
  infinity: 'Unendlich',

  damaged: ({ file, entry }) =>
    `Was ${file} über den Adapter sagt, ist beschädigt: „${entry}“ fehlt oder ist nicht lesbar. ${again}`,
  unreadable:
    'Der Adapter lässt sich nicht lesen: sein Inhalt ist beschädigt. Noch einmal speichern oder herunterladen.',
  numbersWithLabels: 'Der Adapter gibt Zahlen, nennt aber Klassen. Ihn noch einmal speichern oder herunterladen.',
  numbersWithHead: ({ classes }) =>
    `Der Adapter gibt eine Zahl, aber sein Kopf hat ${classes} Ausgänge. Ihn noch einmal speichern oder laden.`,
  continuesWithHead: ({ classes }) =>
    `Der Adapter setzt nach eigener Angabe Text fort, enthält aber einen Kopf für ${classes} Klassen. ${again}`,
  continuesWithLabels: `Der Adapter setzt nach eigener Angabe Text fort und nennt doch Klassen. ${again}`,
  labelTwice: ({ label }) =>
    `Der Adapter nennt die Klasse „${label}“ zweimal, darum sind seine Antworten nicht zu unterscheiden. ${again}`,
  labelsAndHead: ({ count, labels, classes }) =>
    `Der Adapter nennt ${count} Klassen (${labels}), sein Kopf hat aber ${classes}. ${again}`,
  entriesDiffer: ({ entry, config, weights }) =>
    `adapter_config.json sagt ${entry} = ${config}, adapter_model.safetensors aber ${weights}. ${again}`,

  otherMethod: ({ theirs, method, type }) =>
    `Der Adapter wurde mit ${theirs} gemacht, die Methode ist aber ` +
    `${method}${type === undefined ? '' : ` (${type})`}. Methode und Hyperparameter wählen, mit denen er gemacht ` +
    'wurde.',
  otherSetting: ({ setting, found, wanted }) =>
    `Der Adapter wurde mit ${setting} = ${found} gemacht, die Hyperparameter sagen aber ${wanted}. Die ` +
    'Hyperparameter einstellen, mit denen er gemacht wurde.',
  simplerDoesNotFit: ({ method, refusal }) => `Als ${method} passt dieser Adapter nicht: ${refusal}`,
  doesNotFit: ({ method, refusal }) => `Als ${method} passt dieser Adapter nicht zum Modell: ${refusal}`,
  otherModel: ({ trainedOn, model }) =>
    `Der Adapter kommt von einem anderen Modell (${trainedOn}) als dem gewählten (${model}). Das Modell wählen, auf ` +
    'dem er trainiert wurde.',
  ownModel: 'ein eigenes Modell',
  otherTask: ({ trainedTo, data }) =>
    `Der Adapter wurde darauf trainiert, ${trainedTo}, die Daten sind aber für ${data}. ${sameData}`,
  classify: 'zu klassifizieren',
  giveNumbers: 'Zahlen zu geben',
  giveLabels: 'mehrere Klassen zu geben',
  tagWords: 'Wörter einzuordnen',
  continueText: 'Text fortzusetzen',
  writeTargets: 'zu einem Text einen anderen zu schreiben',
  classes: 'Klassen',
  numbers: 'Zahlen',
  severalLabels: 'mehrere Klassen je Text',
  tags: 'Klassen von Wörtern',
  continuingText: 'das Fortsetzen von Text',
  targets: 'das Schreiben eines Textes zu einem anderen',
  otherLabels: ({ theirs, labels }) =>
    `Der Adapter unterscheidet ${theirs}, die Daten haben aber ${labels}. ${sameData}`,
  otherNumber: ({ theirs, classes }) =>
    `Der Adapter unterscheidet ${theirs} Klassen, die Daten haben aber ${classes}. ${sameData}`,
  poisonedBase:
    'Seine Gewichte wurden vergiftet, bevor die Methode begann, und gehören nicht zum Adapter: Auf dem Modell, wie ' +
    'es ist, würde er anders antworten. Eine andere Abwehr wählen oder keine.',
};
