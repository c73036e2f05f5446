/** German for what the Hub, and other hosts of models and data, make one tell. */
import type { hubTexts } from '../../../../interchange/hub/messages';
import type { TranslatedTexts } from '../../../../messages/message';

export const hub: TranslatedTexts<typeof hubTexts> = {
  notAnAddress: ({ text }) =>
    `„${text}“ ist keine Adresse eines Modells. Besitzer/Name schreiben wie auf dem Hub, die Adresse einer ` +
    'Seite dort einfügen oder die Adresse eines Ordners (https://…).',
  notADataAddress: ({ text }) =>
    `„${text}“ ist keine Adresse eines Datensatzes. Besitzer/Name schreiben wie auf dem Hub, oder die Adresse ` +
    'einer Seite dort einfügen.',
  badName: ({ name }) =>
    `„${name}“ kann kein Name auf dem Hub sein; Namen haben Buchstaben, Ziffern, „-“, „_“ und „.“. ` +
    'Besitzer/Name schreiben, zum Beispiel Xenova/bert-base-uncased.',
  noOwner: ({ name }) =>
    `„${name}“ fehlt der Besitzer. Besitzer/Name schreiben wie oben auf der Seite des Hubs, zum Beispiel ` +
    'openai-community/gpt2.',
  badRevision: ({ revision }) =>
    `„${revision}“ kann keine Revision sein. Einen Zweig, ein Etikett oder einen Commit nennen, oder sie weglassen.`,
  badPath: ({ path }) =>
    `„${path}“ kann keine Datei des Verzeichnisses sein. Eine .onnx-Datei nennen, wie die Seite sie aufführt, ` +
    'zum Beispiel onnx/model.onnx.',
  dataPage: ({ id }) => `„${id}“ ist ein Datensatz, kein Modell. Unter Daten wählen.`,
  modelPage: ({ id }) => `„${id}“ ist ein Modell, kein Datensatz. Unter Modell wählen.`,
  spacePage: ({ text }) =>
    `„${text}“ ist die Adresse eines Space, also eines Programms. Das Modell nehmen, das es benutzt.`,
  withPassword: 'Adressen mit Benutzername oder Kennwort werden nicht geöffnet. Beides weglassen.',
  notHttps: ({ address }) =>
    `„${address}“ ist nicht https, und eine Seite, die über https kam, darf von dort nichts laden. Eine ` +
    'https-Adresse nehmen, oder diese Seite von localhost öffnen.',
  notFound: ({ id, hub: host }) =>
    `${host} hat kein öffentliches Verzeichnis „${id}“: der Name ist vertippt, oder es ist privat. Den Namen ` +
    'prüfen; ein privates lässt sich mit dem Konto herunterladen, das es lesen darf (hf download), und seine ' +
    'Dateien hier ablegen.',
  gated: ({ id, hub: host }) =>
    `„${id}“ ist geschützt: der Besitzer verlangt Zustimmung und Anmeldung, die diese Seite nicht hat. Unter ` +
    `${host}/${id} zustimmen, mit diesem Konto herunterladen (hf download ${id}) und die Dateien hier ablegen.`,
  noRevision: ({ id, revision }) =>
    `„${id}“ hat keine Revision „${revision}“ (mehr): das Verzeichnis wurde geändert oder neu angelegt. Die ` +
    'Revision weglassen, um die neueste zu nehmen; ihre Ergebnisse können andere sein.',
  tooMany: ({ host, seconds }) =>
    `${host} beantwortet vorerst keine Anfragen mehr (zu viele von hier). ${seconds} Sekunden warten und noch ` +
    'einmal versuchen.',
  serverFailed: ({ host, status }) => `${host} antwortete mit einem Fehler (${status}). Später noch einmal versuchen.`,
  hubNotReached: ({ host }) =>
    `${host} war nicht erreichbar, und was verlangt ist, liegt hier nicht. Die Netzverbindung prüfen; ist der ` +
    'Hub hier gesperrt, in den Einstellungen die Adresse eines Spiegels angeben.',
  folderNotReached: ({ address }) =>
    `„${address}“ war nicht zu lesen. Entweder fehlt die Verbindung, oder der Server erlaubt anderen Seiten das ` +
    'Lesen nicht (CORS): er muss die Kopfzeile Access-Control-Allow-Origin senden. Sonst die Dateien ' +
    'herunterladen und hier ablegen.',
  notTheHub: ({ host }) =>
    `${host} antwortete nicht wie ein Hugging Face Hub. Die Adresse des Hubs in den Einstellungen prüfen.`,
  missingFile: ({ path, id }) => `„${id}“ hat keine Datei ${path}. Eine wählen, die die Seite aufführt.`,
  bytes: ({ number, unit }) => `${number} ${unit}`,
  noOnnx: ({ id }) =>
    `„${id}“ hat kein ONNX-Modell. Selbst exportieren (pip install "optimum[onnxruntime]", dann optimum-cli export ` +
    `onnx --model ${id} ordner) und die Dateien des Ordners hier ablegen, oder nach einem Export suchen, oft ` +
    'unter onnx-community/ oder Xenova/.',
  adapterNotModel: ({ id }) =>
    `„${id}“ ist ein Adapter und braucht das Modell, auf dem er trainiert wurde. Diese Seite mit #adapter=hf:${id} ` +
    'hinter ihrer Adresse öffnen: ist das Modell hier bekannt, wird es mitgenommen.',
  noModelAt: ({ address, paths }) =>
    `„${address}“ hat kein ${paths}. Die Adresse eines Ordners mit einem exportierten Modell angeben, oder die ` +
    'seiner .onnx-Datei.',
  noTokenizer: ({ id }) =>
    `„${id}“ hat keine tokenizer.json. Mit dem schnellen Tokenizer speichern ` +
    `(AutoTokenizer.from_pretrained("${id}", use_fast=True).save_pretrained("ordner")) und alle Dateien hier ` +
    'ablegen.',
  notText: ({ id }) =>
    `„${id}“ hat in seiner config.json keinen Wortschatz, liest also keinen Text: es lässt sich hier nicht ` +
    'trainieren. Ein Sprachmodell wählen.',
  headLeftOut: ({ head }) =>
    `Das Modell wurde mit einem eigenen Kopf exportiert (${head}). Er bleibt weg: für die Daten hier wird ein ` +
    'neuer trainiert.',
  fileTooLarge: ({ path, size }) =>
    `${path} hat ${size}; ein Browser-Tab fasst 2 GB. Eine kleinere gespeicherte Form des Modells wählen, oder ` +
    'ein kleineres Modell.',
  cut: ({ file, loaded, total }) =>
    `Die Verbindung brach ab, während „${file}“ lud (${loaded} von ${total}). Was ankam, ist aufgehoben: noch ` +
    'einmal versuchen, dann geht es dort weiter.',
  damaged: ({ file }) =>
    `„${file}“ kam zweimal an und war beide Male nicht das, was der Hub angibt. Etwas unterwegs verändert die Datei: ` +
    'ein Proxy, die Anmeldeseite des Netzes, ein Filter. Im Netz anmelden oder ein anderes nehmen, dann noch einmal ' +
    'versuchen.',
  changed: ({ file }) => `„${file}“ änderte sich auf dem Server, während es lud. Noch einmal von vorn laden.`,
  cancelled: ({ file }) =>
    `Das Laden von „${file}“ wurde angehalten. Was ankam, ist aufgehoben; Play macht dort weiter.`,
  notKept: ({ file }) =>
    `Es ist kein Platz, um „${file}“ aufzuheben: es wird jetzt benutzt und nächstes Mal wieder heruntergeladen. ` +
    'In den Einstellungen aufgehobene Dateien löschen.',
  noSuchSplit: ({ id, splits }) =>
    `„${id}“ hat keinen solchen Teil. Es hat: ${splits}. Einen davon nennen, wie in hf:owner/name/config?split=train.`,
  noViewer: ({ id, reason }) =>
    `Die Datenansicht des Hubs hat keine Zeilen von „${id}“ (${reason}). Die Dateien herunterladen und unter ` +
    'Daten ablegen.',
  noRows: 'es gibt keine',
  noDataFiles: 'auch hat das Verzeichnis keine Parquet-Dateien',
  dataGated: ({ id, hub: host }) =>
    `Den Datensatz „${id}“ gibt es nicht, oder er ist privat oder geschützt: ohne Anmeldung ist er nicht zu ` +
    `lesen. Unter ${host}/datasets/${id} nachsehen; mit dem Konto, das ihn lesen darf, die Dateien ` +
    'herunterladen und unter Daten ablegen.',
  notAllRows: ({ rows, all }) =>
    `${rows} von ${all} Zeilen werden benutzt, gleichmäßig aus dem Ganzen genommen. Eine Zahl hinter „rows=“ in ` +
    'der Adresse ändert das.',
  noAdapter: ({ id }) =>
    `„${id}“ hat keine adapter_config.json mit adapter_model.safetensors daneben, ist also kein Adapter von HF ` +
    'PEFT. Ist es ein Modell, unter Modell wählen.',
  pickledAdapter: ({ id }) =>
    `„${id}“ speichert seinen Adapter als adapter_model.bin, als Pickle, das Programme ausführen kann und nicht ` +
    'geöffnet wird. Mit PEFT laden und neu speichern (save_pretrained schreibt safetensors), dann die Dateien ' +
    'hier ablegen.',
  noBaseFor: ({ base }) =>
    `Der Adapter wurde auf ${base} trainiert, wovon hier kein ONNX-Export bekannt ist. Unter Modell einen ` +
    'Export davon wählen: dann kommt der Adapter darauf.',
};
