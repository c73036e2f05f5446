/** German for what a user should know of an adapter that was read. */
import type { adapterNoteTexts } from '../../../../interchange/adapterNotes';
import type { TranslatedTexts } from '../../../../messages/message';

export const adapterNotes: TranslatedTexts<typeof adapterNoteTexts> = {
  'no-head': 'Er hat keinen Kopf: ein neuer beginnt mit Zufallszahlen, also erst trainieren, dann fragen.',
  'first-token':
    'Sein Kopf liest hier den Zustand des ersten Tokens. Bei Hugging Faces BertForSequenceClassification ' +
    'liegt ein Pooler dazwischen, den dieses Modell nicht hat: ein Adapter dieser Klasse antwortet hier ' +
    'anders, bis sein Kopf weitertrainiert ist.',
  'filled-up':
    'Seine Matrizen haben verschiedene Ränge oder Skalierungen. Sie wurden mit Nullen und Faktoren auf ' +
    'eine gebracht; das ändert keine Antwort.',
  'multiplied-out':
    'Einer seiner Kronecker-Faktoren war selbst ein Produkt von zweien und wurde ausmultipliziert; das ' +
    'ändert keine Antwort.',
  'quantised-otherwise':
    'LoftQ quantisiert hier alle linearen Schichten der Blöcke, und auch deren Skalen; bei PEFT nur die ' +
    'Schichten mit Update. Seine Antworten können etwas von denen bei PEFT abweichen.',
  'finished-masks':
    'Er enthält die fertigen Masken ohne die Werte dahinter: er antwortet wie zuvor, aber beim ' +
    'Weitertrainieren beginnt die Auswahl von vorn.',
  poisoned:
    'Er wurde auf absichtlich vergifteten Zeilen trainiert: Ein Auslösewort lenkt seine Antworten zur Klasse des ' +
    'Angreifers. Nur verwenden, um Hintertüren zu untersuchen.',
};
