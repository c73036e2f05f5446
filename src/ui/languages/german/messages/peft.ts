/** German for what adapters of HF PEFT make us tell. */
import type { peftTexts } from '../../../../interchange/peftMessages';
import type { TranslatedTexts } from '../../../../messages/message';

const again = 'Den Adapter noch einmal speichern oder herunterladen.';
const itAgain = 'Noch einmal speichern oder herunterladen.';
const chooseItsModel = 'Das Modell wählen, für das er gemacht wurde.';
const feedForwardAlone =
  'Mit feedforward_modules nur für die Schichten hinter Attention und Feed-Forward-Block trainieren.';

export const peft: TranslatedTexts<typeof peftTexts> = {
  madeFor: ({ base }) => `Er wurde für „${base}“ gemacht.`,
  chooseItsModel,

  noSuchMethod: ({ type }) =>
    `Der Adapter wurde mit ${type} von HF PEFT gemacht, das hier keine Methode ist: gelesen werden LoRA, AdaLoRA, ` +
    '(IA)³, VeRA, LoHa, LoKr, HRA, MiSS, HiRA, RoAd, C³A, OFT, BOFT, RandLoRA, VB-LoRA, TinyLoRA, DeLoRA, GraLoRA, ' +
    'FourierFT, WaveFT, SHiRA, Poly, Prompt-Tuning, Prefix-Tuning, P-Tuning, LN-Tuning, trainierbare Tokens und ' +
    'Adaption-Prompts (LLaMA-Adapter). Eine davon nehmen.',
  scatteredTokens:
    'Der Adapter trainiert einzelne Tokens (token_indices), trainable-tokens nimmt hier aber einen Bereich von ' +
    'Nummern in ihrer Reihenfolge. Mit einem Bereich trainieren.',
  invocation: ({ tokens, dora }) =>
    `Der Adapter ist eine aLoRA, die bei ${tokens} aufwacht${dora === undefined ? '' : ` und ${dora} hat`}; hier ` +
    'wacht alora bei einem Token auf. Mit alora_invocation_tokens aus einer Nummer trainieren, ohne DoRA.',
  foreignOption: ({ option, value }) =>
    `Der Adapter benutzt die Option ${option} = ${value} von PEFT, die hier keine Methode hat. Ohne diese Option ` +
    'trainieren.',
  newerOption: ({ option, value }) =>
    `Die Konfiguration des Adapters sagt ${option} = ${value}, und das kennt HF PEFT 0.21 nicht: eine andere Version ` +
    'rechnet damit vielleicht anders. Tut sie es nicht, den Eintrag aus adapter_config.json nehmen; sonst den ' +
    'Adapter ohne diese Option trainieren.',
  changesBase: ({ start }) =>
    `Der Adapter begann mit ${start}, das die Gewichte des Modells ändert, und die sind nicht in seinen Dateien. Als ` +
    'einfaches LoRA speichern: save_pretrained(…, path_initial_model_for_weight_conversion=…).',
  noProjections: ({ tensor }) =>
    `Dem Adapter fehlt „${tensor}“: die Zufallsmatrizen aller Schichten wurden nicht gespeichert, und nur die ` +
    'Version von PyTorch, die sie gezogen hat, kann sie wieder ziehen. Mit save_projection=True speichern.',
  loftq: ({ bits, rounds, scale, dora }) =>
    `Der Adapter ist ein LoftQ von ${bits} Bit und ${rounds} Runde${rounds === '1' ? '' : 'n'} mit einer Skala α / r ` +
    `von ${scale}${dora === undefined ? '' : ` und ${dora}`}; gelesen werden PEFTs Dateien als eines von 4 Bit, ` +
    'einer Runde und einer Skala von 1. Mit loftq_bits=4, loftq_iter=1 und lora_alpha gleich r trainieren.',
  hyperparameter: ({ refusal }) =>
    `Der Adapter braucht einen Hyperparameter, der hier außerhalb des Erlaubten liegt: ${refusal}`,
  typeDoesNotFit: ({ type }) => `${type} des Adapters passt nicht zu den Schichten dieses Modells.`,
  cannotContinue: 'Der Adapter wurde darauf trainiert, Text fortzusetzen; dieses Modell kann das nicht.',
  chooseLanguageModel: 'Ein Sprachmodell wie GPT-2 wählen.',
  otherTask: ({ task }) =>
    `Der Adapter wurde für ${task} trainiert; hier gehen nur SEQ_CLS (Klassen oder Zahlen), TOKEN_CLS (Klassen von ` +
    'Wörtern), CAUSAL_LM (Text fortsetzen) und FEATURE_EXTRACTION (nichts davon).',
  continuesWithHead:
    'Der Adapter setzt Text fort und hat auch einen Kopf für Klassen; kein Lauf hier tut beides. Ohne ' +
    'modules_to_save speichern.',

  severalInFile: ({ names, first }) =>
    `Die Datei enthält mehrere Adapter (${names}). Einen davon speichern: model.save_pretrained(…, ` +
    `selected_adapters=["${first}"]).`,
  noLinearLayer: ({ path }) =>
    `Der Adapter ändert „${path}“, was in den Blöcken dieses Modells keine lineare Schicht ist.`,
  chooseItsModelOrTargets:
    'Das Modell wählen, für das er gemacht wurde, oder einen Adapter machen, dessen target_modules Attention- und ' +
    'Feed-Forward-Schichten sind.',
  poolerToo: ({ path }) =>
    `Der Adapter ändert auch den Pooler („${path}“), den Methoden hier nur als Teil des Kopfes trainieren. Einen ` +
    'Adapter ohne ihn machen: exclude_modules=["pooler"].',
  poolerMissing: ({ path }) =>
    `Der Adapter ändert auch den Pooler („${path}“), die Schicht auf dem Zustand des ersten Tokens, und dieser Datei ` +
    'des Modells fehlt er: sie wurde ohne ihn exportiert.',
  exportPooler:
    'Das Modell noch einmal mit pooler_output exportieren oder einen Adapter ohne ihn machen: ' +
    'exclude_modules=["pooler"].',
  trainsMissing: ({ path }) => `Der Adapter trainiert „${path}“, was dieses Modell nicht hat.`,
  deepHead: ({ tensor }) =>
    `Der Kopf des Adapters hat mehrere Schichten („${tensor}“), ein Kopf ist hier aber eine lineare Schicht. Den ` +
    'Adapter ohne Kopf speichern und hier einen neuen trainieren.',
  biasesToo: ({ tensor }) =>
    `Der Adapter hat auch Bias-Vektoren des Modells trainiert („${tensor}“; „bias“ in seiner Konfiguration), was ` +
    'hier keine Methode neben ihren eigenen Tensoren tut. Mit bias="none" trainieren.',
  copyToo: ({ tensor }) =>
    `Der Adapter enthält auch eine trainierte Kopie von „${tensor}“ (modules_to_save), was hier keine Methode neben ` +
    'ihren eigenen Tensoren tut. Ohne andere modules_to_save als den Kopf trainieren.',
  headBiasAlone:
    'Der Adapter hat den Bias eines Kopfes, aber nicht seine Matrix: vielleicht ist er abgeschnitten. ' + itAgain,
  sitesDiffer: ({ first, other, layer }) =>
    `Der Adapter ändert in Schicht 1 ${first}, in Schicht ${layer} aber ${other}; Methoden hier ändern in allen ` +
    'Schichten dieselben Stellen. Ohne layers_to_transform trainieren, mit denselben target_modules in allen ' +
    'Schichten.',
  nothing: 'nichts',
  changesNoLayer: `Der Adapter ändert keine Schicht dieses Modells. ${chooseItsModel}`,

  lacks: ({ tensor }) =>
    `Dem Adapter fehlt „${tensor}“: vielleicht ist er abgeschnitten oder von anderer Art. ${itAgain}`,
  lacksPrompt: `Dem Adapter fehlt „prompt_embeddings“: vielleicht ist er abgeschnitten. ${itAgain}`,
  tensorShape: ({ tensor, found, wanted }) =>
    `„${tensor}“ des Adapters hat die Form [${found}], dieses Modell braucht aber [${wanted}].`,
  headShape: ({ shape, width }) =>
    `Der Kopf des Adapters hat die Form [${shape}], die Zustände dieses Modells sind aber ${width} breit.`,
  promptShape: ({ shape, width }) =>
    `Der Prompt des Adapters hat die Form [${shape}], dieses Modell braucht aber Zeilen von ${width} Zahlen.`,
  promptAndMore: ({ path }) =>
    `Der Adapter enthält einen Soft Prompt und „${path}“, die hier keine Methode zusammen hat. Beide als eigene ` +
    'Adapter speichern.',
  lacksFactors:
    'Dem Adapter fehlt „prefix_task_cols“ oder „prefix_task_rows“: vielleicht ist er abgeschnitten. ' + itAgain,
  severalTasks: ({ tasks }) =>
    `Der Adapter enthält die Faktoren von ${tasks} Aufgaben, und ein Lauf hat hier eine. Die Zeilen einer Aufgabe ` +
    'behalten und num_tasks auf 1 setzen, wie PEFT es mit prompt_tuning_init="EXACT_SOURCE_TASK" tut.',
  factorShape: ({ name, shape, wanted }) =>
    `„${name}“ des Adapters hat die Form (${shape}); zu seinem Prompt und diesem Modell passte (${wanted}).`,
  context: ({ entry, l, most }) =>
    `„${entry}“ des Adapters müsste ${l} Zahlen von 0 bis ${most} nennen, eine für jedes seiner virtuellen Tokens.`,
  promptsOfTwo:
    'Der Adapter hat Prompts für einen Encoder und einen Decoder, Modelle hier sind aber nur eines von beiden. Einen ' +
    'Adapter eines Modells nehmen, das neben dem Decoder keinen Encoder hat.',
  tooManyRanks: ({ path, ranks, most }) =>
    `„${path}“ des Adapters hat ${ranks} Ränge, mehr als das init_r von ${most} in seiner Konfiguration. ${itAgain}`,

  noNumber: ({ entry, value }) =>
    `Die Konfiguration des Adapters sagt ${entry} = ${value}, und das ist keine Zahl. In adapter_config.json ` +
    'berichtigen, oder den Adapter noch einmal speichern.',
  badPattern: ({ pattern }) =>
    `Die Konfiguration des Adapters enthält das Muster „${pattern}“, das nicht lesbar ist. Die Module in ` +
    'rank_pattern und alpha_pattern mit ihren einfachen Namen nennen.',
  noMagnitude: ({ path }) =>
    `Die Konfiguration des Adapters sagt use_dora = true, aber „${path}“ hat keinen lora_magnitude_vector. ${again}`,
  magnitudeUnsaid: ({ path }) =>
    `„${path}“ des Adapters hat einen lora_magnitude_vector, aber seine Konfiguration sagt nicht use_dora = true. ` +
    again,
  otherRank: ({ path, rank, found }) =>
    `Die Konfiguration des Adapters sagt Rang ${rank} für „${path}“, aber seine Tensoren haben Rang ${found}. ${again}`,
  otherPrompt: ({ entry, value, found }) =>
    `Die Konfiguration des Adapters sagt ${entry} = ${value}, sein Prompt hat aber ${found}. ${again}`,
  otherHeads: ({ heads, found }) =>
    `Die Konfiguration des Adapters sagt num_attention_heads = ${heads}, dieses Modell hat aber ${found} Köpfe von ` +
    `Keys und Values. ${chooseItsModel}`,
  excluded: ({ path, modules }) =>
    `Der Adapter hat Tensoren für „${path}“, was exclude_modules (${modules}) seiner Konfiguration auslässt. ${again}`,
  noTarget: ({ path, modules }) =>
    `Der Adapter hat Tensoren für „${path}“, was target_modules (${modules}) seiner Konfiguration nicht nennt. ` +
    `${again}`,
  otherLayer: ({ layers, layer }) =>
    `Die Konfiguration des Adapters nennt die Schichten ${layers} in layers_to_transform, aber der Adapter hat auch ` +
    `Tensoren der Schicht ${layer}. ${again}`,
  targetWithoutTensors: ({ path, modules }) =>
    `target_modules (${modules}) der Konfiguration nennt „${path}“, der Adapter hat dafür aber keine Tensoren: ` +
    `vielleicht ist er abgeschnitten. ${again}`,
  namedAsFeedForward: ({ path }) =>
    `feedforward_modules der Konfiguration des Adapters nennt „${path}“, (IA)³ skaliert hier aber den Ausgang dieser ` +
    `Schicht. ${feedForwardAlone}`,
  notNamedAsFeedForward: ({ path }) =>
    `feedforward_modules der Konfiguration des Adapters nennt „${path}“ nicht, (IA)³ skaliert hier aber den Eingang ` +
    `dieser Schicht. ${feedForwardAlone}`,

  noForm: ({ method, why }) =>
    `HF PEFT hat für einen Adapter von ${method} keine Form: ${why}. In unserem eigenen Format speichern, oder ins ` +
    'Modell einrechnen.',
  noSuchForm: 'es hat keine solche Methode mit diesen Hyperparametern',
  prefixOfClassifier:
    'es gibt Präfixe nur Sprachmodellen: die Klassen von Transformers für Klassifikation nehmen keine früheren Keys ' +
    'und Values von ihm an',
  headOfLanguageModel: 'es speichert bei dieser Methode keinen Kopf, sie ist dort also nur für Sprachmodelle',
};
