/** German for what adapters of AdapterHub's library make us tell. */
import type { adapterHubTexts } from '../../../../interchange/adapterHubMessages';
import type { TranslatedTexts } from '../../../../messages/message';

const ownFormat = 'In unserem eigenen Format speichern.';
const asMade = 'Methode und Hyperparameter wählen, mit denen er gemacht wurde.';
const chooseFolder = 'Den Ordner eines einzigen Adapters wählen, oder einen, den save_adapter_setup geschrieben hat.';

export const adapterHub: TranslatedTexts<typeof adapterHubTexts> = {
  otherFamily: ({ family }) =>
    'Adapter in AdapterHubs Format werden für BERT, RoBERTa, ELECTRA und GPT-2 geschrieben und gelesen, nicht für ' +
    `${family}. Unser eigenes Format nehmen.`,
  noPlace: ({ tensor, method }) =>
    `AdapterHub hat für „${tensor}“ von ${method} keinen Platz. Unser eigenes Format nehmen.`,
  noForm: ({ method }) => `AdapterHub hat für einen Adapter von ${method} keine Form. ${ownFormat}`,
  noFormHere: ({ method, why }) => `AdapterHub hat für diesen Adapter von ${method} keine Form: ${why}. ${ownFormat}`,
  parallelReadsResidual: ({ method }) =>
    `in diesem Modell liest AdapterHubs paralleler Adapter den Residualstrom, der von ${method} liest, was der ` +
    'Feed-Forward-Block liest',
  gatesSeeAll: 'in einem Sprachmodell sehen AdapterHubs Gates den ganzen Text, unsere nur das, was davor kam',
  normsAreLost: 'AdapterHub behält trainierte LayerNorms nicht: sie nicht mittrainieren (train_norms)',
  positionsStart:
    'AdapterHub lässt den Text bei Position 0 beginnen: die Positionen nicht verschieben (shift_positions)',

  otherMethod: ({ theirs, method }) =>
    `Der Adapter wurde mit ${theirs} in AdapterHubs Form gemacht, die Methode ist aber ${method}. ${asMade}`,
  otherSettings: ({ method, difference }) =>
    `Der Adapter passt nicht zu diesen Hyperparametern von ${method}: ${difference}. ${asMade}`,
  otherParts: ({ found, wanted }) => `er hat ${found} Teile, nicht ${wanted}`,
  otherWidth: ({ found, wanted }) => `seine Engstelle ist ${found} breit, nicht ${wanted}`,
  otherEntry: ({ entry, found, wanted }) => `sein ${entry} ist ${found}, nicht ${wanted}`,
  gatesForAlpha: ({ alpha, r }) =>
    `AdapterHubs Gates stehen an der Stelle von α / r, aber α ist ${alpha} und r ist ${r}. α auf ${r} stellen.`,
  noConfig: `adapter_config.json fehlt. ${chooseFolder}`,
  severalAdapters: `Das sind mehrere Adapter ohne eine Fusion. ${chooseFolder}`,
  pickle: ({ file }) =>
    `Der Adapter ist in PyTorchs eigenem Format (${file}), das beim Laden Code ausführen kann und hier nicht gelesen ` +
    'wird. Noch einmal mit use_safetensors=True speichern.',
  mixedFusion: ({ adapter, difference }) =>
    `Die Adapter der Fusion sind verschieden: „${adapter}“, ${difference}. Adapter gleicher Art zusammenführen.`,
  otherFusion: ({ difference }) =>
    `Die Fusion ist nicht die dynamische des Papers: ${difference}. Eine mit „dynamic“ als Konfiguration speichern.`,
  otherHead: ({ type, layers }) =>
    `Der Kopf des Adapters ist ein „${type}“ aus ${layers} Schichten; lesbar ist nur ein Kopf für Klassen aus einer ` +
    'linearen Schicht ohne Pooler. Den Adapter mit with_head=False speichern, oder den Kopf mit layers=1 anlegen.',
  widthPerLayer:
    'Der Adapter hat in jeder Schicht eine andere Engstelle (reduction_factor ist keine Zahl), was hier keine ' +
    'Methode hat.',
  noSuchMethod: ({ architecture }) =>
    `Keine Methode hier ist AdapterHubs „${architecture}“ mit diesen Teilen. Lesbar sind Adapter mit Engstelle, ` +
    'Compacter, Prefix-Tuning, MAM, UniPELT und AdapterFusion.',
};
