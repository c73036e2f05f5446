/** German for what can be wrong with an adapter's files, or between an adapter and what is chosen. */
import type { Sentences } from '../../sentences';

export const adapters: Sentences = [
  ['{0} and {1} more', '{0} und {1} weitere'],
  ['Save or download it again.', 'Noch einmal speichern oder herunterladen.'],
  ['Save or download the adapter again.', 'Den Adapter noch einmal speichern oder herunterladen.'],
  ['It was made for "{0}".', 'Er wurde für „{0}“ gemacht.'],
  ['Choose the model that it was made for.', 'Das Modell wählen, für das er gemacht wurde.'],
  [
    'Choose the model that it was made for, or make an adapter whose target_modules are attention and ' +
      'feed-forward layers.',
    'Das Modell wählen, für das er gemacht wurde, oder einen Adapter machen, dessen target_modules Attention- ' +
      'und Feed-Forward-Schichten sind.',
  ],
  [
    'Choose the method and hyper-parameters that it was made with.',
    'Methode und Hyperparameter wählen, mit denen er gemacht wurde.',
  ],
  ['Set the hyper-parameters that it was made with.', 'Die Hyperparameter einstellen, mit denen er gemacht wurde.'],
  ['Choose a folder that holds a saved adapter.', 'Einen Ordner wählen, der einen gespeicherten Adapter enthält.'],
  [
    "The adapter's configuration says {0} = {1}, which is not a number.",
    'Die Konfiguration des Adapters sagt {0} = {1}, und das ist keine Zahl.',
  ],
  [
    'Correct it in adapter_config.json, or save the adapter again.',
    'In adapter_config.json berichtigen, oder den Adapter noch einmal speichern.',
  ],
  [
    'The adapter\'s configuration says use_dora = true, but "{0}" has no lora_magnitude_vector.',
    'Die Konfiguration des Adapters sagt use_dora = true, aber „{0}“ hat keinen lora_magnitude_vector.',
  ],
  [
    '"{0}" of the adapter has a lora_magnitude_vector, but its configuration does not say use_dora = true.',
    '„{0}“ des Adapters hat einen lora_magnitude_vector, aber seine Konfiguration sagt nicht use_dora = true.',
  ],
  [
    'The adapter\'s configuration says rank {0} for "{1}", but its tensors have rank {2}.',
    'Die Konfiguration des Adapters sagt Rang {0} für „{1}“, aber seine Tensoren haben Rang {2}.',
  ],
  [
    "The adapter's configuration names the layers {0} in layers_to_transform, but the adapter has tensors of " +
      'layer {1} too.',
    'Die Konfiguration des Adapters nennt die Schichten {0} in layers_to_transform, aber der Adapter hat auch ' +
      'Tensoren der Schicht {1}.',
  ],
  ['Choose the files of one adapter.', 'Die Dateien eines einzigen Adapters wählen.'],
  [
    'Choose a zip or a folder with one adapter of this page, of HF PEFT ({0} and {1}) or of AdapterHub.',
    'Eine Zip-Datei oder einen Ordner mit einem Adapter dieser Seite, von HF PEFT ({0} und {1}) oder von ' +
      'AdapterHub wählen.',
  ],

  ['{0} is not a complete safetensors file ({1}).', '{0} ist keine vollständige safetensors-Datei ({1}).'],
  ['The file', 'Die Datei'],
  ['it is empty', 'sie ist leer'],
  ['it is too short', 'sie ist zu kurz'],
  ['its header is cut off', 'ihr Kopf ist abgeschnitten'],
  ['its header is not JSON', 'ihr Kopf ist kein JSON'],
  ['its header is no list of tensors', 'ihr Kopf ist keine Liste von Tensoren'],
  ['its header says of "{0}" neither type, shape nor place', 'ihr Kopf nennt von „{0}“ weder Typ noch Form noch Ort'],
  ['tensor "{0}" is cut off', 'Tensor „{0}“ ist abgeschnitten'],
  [
    'tensor "{0}" of shape [{1}] should have {2} bytes, not {3}',
    'Tensor „{0}“ der Form [{1}] sollte {2} Bytes haben, nicht {3}',
  ],
  [
    'Tensor "{0}" of {1} has type {2}, which is not supported.',
    'Tensor „{0}“ in {1} hat den Typ {2}, der hier nicht gelesen wird.',
  ],
  ['Save it as float32 or float16.', 'Als float32 oder float16 speichern.'],

  ['There is more than one {0}: {1}.', '{0} ist mehrfach da: {1}.'],
  ['There is more than one {0}.', '{0} ist mehrfach da.'],
  ['These files are no adapter.', 'Diese Dateien sind kein Adapter.'],
  ['{0} is no adapter.', '{0} ist kein Adapter.'],
  ['{0} is missing.', '{0} fehlt.'],
  [
    "{0} is PyTorch's own format, which can run code on loading and is not read here.",
    '{0} ist PyTorchs eigenes Format, das beim Laden Code ausführen kann und hier nicht gelesen wird.',
  ],
  ['Convert it with two lines of Python: {0}.', 'Mit zwei Zeilen Python umwandeln: {0}.'],
  [
    '{0} unpacks to more than {1} MB, which is no adapter for a browser tab.',
    '{0} ist ausgepackt größer als {1} MB: kein Adapter für einen Browser-Tab.',
  ],
  ['{0} is a broken zip file.', '{0} ist eine beschädigte Zip-Datei.'],
  ["There is no {0} in the adapter's folder.", 'Im Ordner des Adapters fehlt {0}.'],
  [
    'The adapter has version {0} of our format, but this program knows version 1.',
    'Der Adapter hat Version {0} unseres Formats, dieses Programm kennt Version 1.',
  ],
  ['Use the program that wrote it or a newer one.', 'Das Programm nehmen, das ihn geschrieben hat, oder ein neueres.'],
  [
    '{0} names neither a "peft_type" (HF PEFT) nor our own format.',
    '{0} nennt weder einen „peft_type“ (HF PEFT) noch unser eigenes Format.',
  ],
  ["The adapter in the link can't be used: {0}.", 'Der Adapter im Link ist nicht verwendbar: {0}.'],
  [
    'Ask for the link again, or for the adapter as a file.',
    'Noch einmal um den Link bitten, oder um den Adapter als Datei.',
  ],
  ['it is cut off or was changed on the way', 'er ist abgeschnitten oder wurde unterwegs verändert'],
  ['it unpacks to more than a link may bring', 'er ist ausgepackt größer, als ein Link sein darf'],
  [
    'it was made by a newer version of this page; reload this page to get that version',
    'er stammt von einer neueren Fassung dieser Seite; die Seite neu laden, um sie zu bekommen',
  ],
  ["its sizes don't add up", 'seine Größen passen nicht zusammen'],
  ["it can't be read", 'er lässt sich nicht lesen'],

  [
    'The adapter lacks {0}: it may be cut off, or of another kind.',
    'Dem Adapter fehlt {0}: vielleicht ist er abgeschnitten oder von anderer Art.',
  ],
  ['The adapter lacks {0}: it may be cut off.', 'Dem Adapter fehlt {0}: vielleicht ist er abgeschnitten.'],
  ['The adapter lacks {0}; it has {1} instead.', 'Dem Adapter fehlt {0}; stattdessen hat er {1}.'],
  ['The adapter lacks {0}.', 'Dem Adapter fehlt {0}.'],
  [
    'It was made for another base model, method or task: choose those it was made with.',
    'Er wurde für ein anderes Modell, eine andere Methode oder Aufgabe gemacht: die wählen, mit denen er ' +
      'gemacht wurde.',
  ],
  [
    'The adapter has {0}, which this model and method have no place for.',
    'Der Adapter hat {0}, wofür dieses Modell mit dieser Methode keinen Platz hat.',
  ],
  [
    'Choose the base model, method and targets that it was made with.',
    'Modell, Methode und Zielmatrizen wählen, mit denen er gemacht wurde.',
  ],
  [
    'Tensor "{0}" of the adapter has shape [{1}], but this model with these hyper-parameters needs [{2}].',
    'Tensor „{0}“ des Adapters hat die Form [{1}], dieses Modell braucht mit diesen Hyperparametern aber [{2}].',
  ],
  [
    'Choose the base model and hyper-parameters that the adapter was made with.',
    'Modell und Hyperparameter wählen, mit denen der Adapter gemacht wurde.',
  ],
  [
    'Tensor "{0}" of the adapter changes row {1}, which the method does not with these targets.',
    'Tensor „{0}“ des Adapters ändert Zeile {1}, was die Methode mit diesen Zielmatrizen nicht tut.',
  ],
  [
    'Choose the fused site (targets=qkv) or the targets that the adapter was made with.',
    'Die gemeinsame Matrix (qkv) wählen, oder die Zielmatrizen, mit denen der Adapter gemacht wurde.',
  ],
  [
    'The mask "{0}" of the adapter has {1} bytes, but this model with these hyper-parameters needs {2}.',
    'Die Maske „{0}“ des Adapters hat {1} Bytes, dieses Modell braucht mit diesen Hyperparametern aber {2}.',
  ],
  [
    "The adapter's mask has {0} bytes, but the tensors that it names need {1}: it may be cut off.",
    'Die Maske des Adapters hat {0} Bytes, die Tensoren, die sie nennt, brauchen aber {1}: vielleicht ist er ' +
      'abgeschnitten.',
  ],
  [
    "The adapter was made with AdapterHub's form of {0}, but the method is {1}.",
    'Der Adapter wurde mit {0} in AdapterHubs Form gemacht, die Methode ist aber {1}.',
  ],
  [
    "The adapter was made with HF PEFT's {0}, which is no method here: {1}.",
    'Der Adapter wurde mit {0} von HF PEFT gemacht, das hier keine Methode ist: {1}.',
  ],
  [
    'LoRA, AdaLoRA, (IA)³, LoKr, prompt tuning, prefix tuning, P-tuning and LN-tuning can be read',
    'gelesen werden LoRA, AdaLoRA, (IA)³, LoKr, Prompt-Tuning, Prefix-Tuning, P-Tuning und LN-Tuning',
  ],
  ['Use one of those.', 'Eine davon nehmen.'],
  [
    'The adapter was made with {0}, but the method is {1}.',
    'Der Adapter wurde mit {0} gemacht, die Methode ist aber {1}.',
  ],
  [
    'The adapter was made with {0}, but the hyper-parameters say {1}.',
    'Der Adapter wurde mit {0} gemacht, die Hyperparameter sagen aber {1}.',
  ],
  ['HF PEFT has no form for an adapter of {0}: {1}.', 'HF PEFT hat für einen Adapter von {0} keine Form: {1}.'],
  ['it has no such method with these hyper-parameters', 'es hat keine solche Methode mit diesen Hyperparametern'],
  [
    "it gives prefixes to language models only: Transformers' classes for sequence classification do not take " +
      'past keys and values from it',
    'es gibt Präfixe nur Sprachmodellen: die Klassen von Transformers für Klassifikation nehmen keine früheren ' +
      'Keys und Values von ihm an',
  ],
  ['The file holds several adapters ({0}).', 'Die Datei enthält mehrere Adapter ({0}).'],
  [
    'Save one of them: model.save_pretrained(…, selected_adapters=["{0}"]).',
    'Einen davon speichern: model.save_pretrained(…, selected_adapters=["{0}"]).',
  ],
  [
    'The adapter also changes the pooler ("{0}"), which methods here train only as a part of the head.',
    'Der Adapter ändert auch den Pooler („{0}“), den Methoden hier nur als Teil des Kopfes trainieren.',
  ],
  [
    'Make an adapter without it: exclude_modules=["pooler"].',
    'Einen Adapter ohne ihn machen: exclude_modules=["pooler"].',
  ],
  [
    'The adapter also changes the pooler ("{0}"), the layer on the first token\'s state, and this file of the ' +
      'model lacks it: it was exported without.',
    'Der Adapter ändert auch den Pooler („{0}“), die Schicht auf dem Zustand des ersten Tokens, und dieser ' +
      'Datei des Modells fehlt er: sie wurde ohne ihn exportiert.',
  ],
  [
    'Export the model again with its pooler_output, or make an adapter without it: exclude_modules=["pooler"].',
    'Das Modell noch einmal mit pooler_output exportieren oder einen Adapter ohne ihn machen: ' +
      'exclude_modules=["pooler"].',
  ],
  [
    'Tensor "{0}" of the adapter holds {1}: the training that made it went wrong, and the model would answer ' +
      'nothing but NaN.',
    'Der Tensor „{0}“ des Adapters enthält {1}: sein Training ging schief, und das Modell würde nur noch NaN ' +
      'antworten.',
  ],
  [
    'Save it from an earlier checkpoint, or train again with a smaller learning rate.',
    'Ihn aus einem früheren Checkpoint speichern oder mit kleinerer Lernrate noch einmal trainieren.',
  ],
  [
    'The run has trained "{0}" to {1}, so there is no adapter to save.',
    'Der Lauf hat „{0}“ zu {1} trainiert, darum gibt es keinen Adapter zu speichern.',
  ],
  [
    'Reset, choose a smaller learning rate and train again.',
    'Zurücksetzen, eine kleinere Lernrate wählen und noch einmal trainieren.',
  ],
  [
    'Save it in our own format (--adapter-format own), or merge it into the model.',
    'In unserem eigenen Format speichern, oder ins Modell einrechnen.',
  ],
  ['Save it in our own format (--adapter-format own).', 'In unserem eigenen Format speichern.'],
  ['Use our own format (--adapter-format own).', 'Unser eigenes Format nehmen.'],

  [
    "The adapter uses PEFT's option {0}, which no method here has.",
    'Der Adapter benutzt die Option {0} von PEFT, die hier keine Methode hat.',
  ],
  ['Train it without that option.', 'Ohne diese Option trainieren.'],
  [
    "The adapter started from {0}, which changes the base model's weights, and they are not in its files.",
    'Der Adapter begann mit {0}, das die Gewichte des Modells ändert, und die sind nicht in seinen Dateien.',
  ],
  ['Save it as a plain LoRA: {0}.', 'Als einfaches LoRA speichern: {0}.'],
  [
    "The adapter is a LoftQ of {0} bits and {1} with a scale α / r of {2}; PEFT's files can be read as one of " +
      '4 bits, one round and a scale of 1.',
    'Der Adapter ist ein LoftQ von {0} Bit und {1} mit einer Skala α / r von {2}; gelesen werden PEFTs Dateien ' +
      'als eines von 4 Bit, einer Runde und einer Skala von 1.',
  ],
  [
    'Train it with loftq_bits=4, loftq_iter=1 and lora_alpha equal to r.',
    'Mit loftq_bits=4, loftq_iter=1 und lora_alpha gleich r trainieren.',
  ],
  [
    '"{0}" of the adapter has {1} ranks, more than the init_r of {2} in its configuration.',
    '„{0}“ des Adapters hat {1} Ränge, mehr als das init_r von {2} in seiner Konfiguration.',
  ],
  [
    'The adapter holds a soft prompt and "{0}", which no method here has together.',
    'Der Adapter enthält einen Soft Prompt und „{0}“, die hier keine Methode zusammen hat.',
  ],
  ['Save the two as adapters of their own.', 'Beide als eigene Adapter speichern.'],
  [
    'The adapter has prompts for an encoder and a decoder, and models here are one of the two.',
    'Der Adapter hat Prompts für einen Encoder und einen Decoder, Modelle hier sind aber nur eines von beiden.',
  ],
  [
    'Use an adapter of a model without an encoder beside its decoder.',
    'Einen Adapter eines Modells nehmen, das neben dem Decoder keinen Encoder hat.',
  ],
  [
    "The adapter's prompt has shape [{0}], but this model needs rows of {1} numbers.",
    'Der Prompt des Adapters hat die Form [{0}], dieses Modell braucht aber Zeilen von {1} Zahlen.',
  ],
  [
    "The adapter was trained to continue text, but this model can't.",
    'Der Adapter wurde darauf trainiert, Text fortzusetzen; dieses Modell kann das nicht.',
  ],
  ['Choose a language model such as GPT-2.', 'Ein Sprachmodell wie GPT-2 wählen.'],
  [
    'The adapter was trained for {0}; only SEQ_CLS (classes), CAUSAL_LM (continuing text) and ' +
      'FEATURE_EXTRACTION (neither) can be used here.',
    'Der Adapter wurde für {0} trainiert; hier gehen nur SEQ_CLS (Klassen), CAUSAL_LM (Text fortsetzen) und ' +
      'FEATURE_EXTRACTION (keines von beiden).',
  ],
  [
    "The adapter's head has shape [{0}], but this model's states are {1} wide.",
    'Der Kopf des Adapters hat die Form [{0}], die Zustände dieses Modells sind aber {1} breit.',
  ],
  [
    'The adapter needs a hyper-parameter that is out of range here: {0}',
    'Der Adapter braucht einen Hyperparameter, der hier außerhalb des Erlaubten liegt: {0}',
  ],
  ['As {0} this adapter does not fit the model: {1}', 'Als {0} passt dieser Adapter nicht zum Modell: {1}'],
  ['As {0} this adapter does not fit: {1}', 'Als {0} passt dieser Adapter nicht: {1}'],
  [
    "The adapter's {0} does not fit the layers of this model.",
    '{0} des Adapters passt nicht zu den Schichten dieses Modells.',
  ],
  [
    'The adapter continues text and also has a head for classes, and no run here does both.',
    'Der Adapter setzt Text fort und hat auch einen Kopf für Klassen; kein Lauf hier tut beides.',
  ],
  ['Save it without modules_to_save.', 'Ohne modules_to_save speichern.'],
  [
    'The adapter trains "{0}", which this model does not have.',
    'Der Adapter trainiert „{0}“, was dieses Modell nicht hat.',
  ],
  [
    'The adapter changes "{0}", which is no linear layer in the blocks of this model.',
    'Der Adapter ändert „{0}“, was in den Blöcken dieses Modells keine lineare Schicht ist.',
  ],
  [
    'The adapter has the bias of a head but not its weight: it may be cut off.',
    'Der Adapter hat den Bias eines Kopfes, aber nicht seine Matrix: vielleicht ist er abgeschnitten.',
  ],
  [
    'The adapter\'s head has several layers ("{0}"), but a head here is one linear layer.',
    'Der Kopf des Adapters hat mehrere Schichten („{0}“), ein Kopf ist hier aber eine lineare Schicht.',
  ],
  [
    'Save the adapter without its head, and train a new one here.',
    'Den Adapter ohne Kopf speichern und hier einen neuen trainieren.',
  ],
  [
    'The adapter also trained biases of the model ("{0}"; "bias" in its configuration), which no method here ' +
      'does besides its own tensors.',
    'Der Adapter hat auch Bias-Vektoren des Modells trainiert („{0}“; „bias“ in seiner Konfiguration), was ' +
      'hier keine Methode neben ihren eigenen Tensoren tut.',
  ],
  ['Train it with bias="none".', 'Mit bias="none" trainieren.'],
  [
    'The adapter also holds a trained copy of "{0}" (modules_to_save), which no method here does besides its ' +
      'own tensors.',
    'Der Adapter enthält auch eine trainierte Kopie von „{0}“ (modules_to_save), was hier keine Methode neben ' +
      'ihren eigenen Tensoren tut.',
  ],
  ['Train it with no other modules_to_save than the head.', 'Ohne andere modules_to_save als den Kopf trainieren.'],
  [
    'The adapter changes {0} in layer 1 but {1} in layer {2}; methods here change the same places in all layers.',
    'Der Adapter ändert in Schicht 1 {0}, in Schicht {2} aber {1}; Methoden hier ändern in allen Schichten ' +
      'dieselben Stellen.',
  ],
  [
    'Train it without layers_to_transform, with the same target_modules in all layers.',
    'Ohne layers_to_transform trainieren, mit denselben target_modules in allen Schichten.',
  ],
  ['The adapter changes no layer of this model.', 'Der Adapter ändert keine Schicht dieses Modells.'],
  [
    '"{0}" of the adapter has shape [{1}], but this model needs [{2}].',
    '„{0}“ des Adapters hat die Form [{1}], dieses Modell braucht aber [{2}].',
  ],
  [
    'The adapter\'s configuration has the pattern "{0}", which can\'t be read.',
    'Die Konfiguration des Adapters enthält das Muster „{0}“, das nicht lesbar ist.',
  ],
  [
    'Name the modules in rank_pattern and alpha_pattern plainly.',
    'Die Module in rank_pattern und alpha_pattern mit ihren einfachen Namen nennen.',
  ],

  [
    "Adapters in AdapterHub's format are written and read for BERT, RoBERTa, ELECTRA and GPT-2, not for {0}.",
    'Adapter in AdapterHubs Format werden für BERT, RoBERTa, ELECTRA und GPT-2 geschrieben und gelesen, nicht für {0}.',
  ],
  ['AdapterHub has no place for "{0}" of {1}.', 'AdapterHub hat für „{0}“ von {1} keinen Platz.'],
  ['AdapterHub has no form for an adapter of {0}.', 'AdapterHub hat für einen Adapter von {0} keine Form.'],
  [
    'AdapterHub has no form for this adapter of {0}: {1}.',
    'AdapterHub hat für diesen Adapter von {0} keine Form: {1}.',
  ],
  [
    "in this model AdapterHub's parallel adapter reads the residual stream, that of {0} reads what the " +
      'feed-forward block reads',
    'in diesem Modell liest AdapterHubs paralleler Adapter den Residualstrom, der von {0} liest, was der ' +
      'Feed-Forward-Block liest',
  ],
  [
    "in a language model AdapterHub's gates look at the whole text, ours only at what came before",
    'in einem Sprachmodell sehen AdapterHubs Gates den ganzen Text, unsere nur das, was davor kam',
  ],
  [
    'AdapterHub does not keep trained LayerNorms: set train_norms to false',
    'AdapterHub behält trainierte LayerNorms nicht: sie nicht mittrainieren (train_norms)',
  ],
  [
    'AdapterHub lets the text start at position 0: set shift_positions to false',
    'AdapterHub lässt den Text bei Position 0 beginnen: die Positionen nicht verschieben (shift_positions)',
  ],
  [
    'The adapter does not fit these hyper-parameters of {0}: {1}.',
    'Der Adapter passt nicht zu diesen Hyperparametern von {0}: {1}.',
  ],
  ['its bottleneck is {0} wide, not {1}', 'seine Engstelle ist {0} breit, nicht {1}'],
  ['it has {0} parts, not {1}', 'er hat {0} Teile, nicht {1}'],
  ['its {0} is {1}, not {2}', 'sein {0} ist {1}, nicht {2}'],
  [
    "AdapterHub's gates stand in the place of α / r, but alpha is {0} and r is {1}.",
    'AdapterHubs Gates stehen an der Stelle von α / r, aber α ist {0} und r ist {1}.',
  ],
  ['Set alpha to {0}.', 'α auf {0} stellen.'],
  ['There are several adapters without a fusion.', 'Das sind mehrere Adapter ohne eine Fusion.'],
  ['There is no adapter_config.json.', 'adapter_config.json fehlt.'],
  [
    'Choose the folder of one adapter, or one that save_adapter_setup wrote.',
    'Den Ordner eines einzigen Adapters wählen, oder einen, den save_adapter_setup geschrieben hat.',
  ],
  [
    "The adapter is in PyTorch's own format ({0}), which can run code on loading and is not read here.",
    'Der Adapter ist in PyTorchs eigenem Format ({0}), das beim Laden Code ausführen kann und hier nicht gelesen wird.',
  ],
  ['Save it again with use_safetensors=True.', 'Noch einmal mit use_safetensors=True speichern.'],
  ['The fused adapters are of different kinds: of "{0}", {1}.', 'Die Adapter der Fusion sind verschieden: „{0}“, {1}.'],
  ['Fuse adapters of one kind.', 'Adapter gleicher Art zusammenführen.'],
  ['The fusion is not the dynamic one of the paper: {0}.', 'Die Fusion ist nicht die dynamische des Papers: {0}.'],
  ['Save one with "dynamic" as its configuration.', 'Eine mit „dynamic“ als Konfiguration speichern.'],
  [
    'The adapter\'s head is a "{0}" of {1} layers; only a classification head of one linear layer without ' +
      'pooler can be read.',
    'Der Kopf des Adapters ist ein „{0}“ aus {1} Schichten; lesbar ist nur ein Kopf für Klassen aus einer ' +
      'linearen Schicht ohne Pooler.',
  ],
  [
    'Save the adapter with with_head=False, or add the head with layers=1.',
    'Den Adapter mit with_head=False speichern, oder den Kopf mit layers=1 anlegen.',
  ],
  [
    'The adapter has another bottleneck in each layer (reduction_factor is no number), which no method here has.',
    'Der Adapter hat in jeder Schicht eine andere Engstelle (reduction_factor ist keine Zahl), was hier keine ' +
      'Methode hat.',
  ],
  [
    'No method here is AdapterHub\'s "{0}" with these parts.',
    'Keine Methode hier ist AdapterHubs „{0}“ mit diesen Teilen.',
  ],
  [
    'Bottleneck adapters, Compacter, prefix tuning, MAM, UniPELT and AdapterFusion can be read.',
    'Lesbar sind Adapter mit Engstelle, Compacter, Prefix-Tuning, MAM, UniPELT und AdapterFusion.',
  ],

  ['{0} rounds', '{0} Runden'],
  ['{0} round', '{0} Runde'],
  ['{0} and DoRA', '{0} und DoRA'],
  ['nothing', 'nichts'],
  [
    'What {0} says of the adapter is damaged: "{1}" is missing or can\'t be read.',
    'Was {0} über den Adapter sagt, ist beschädigt: „{1}“ fehlt oder ist nicht lesbar.',
  ],
  [
    'The adapter says that it {0}, but it holds a head for {1} classes.',
    'Der Adapter setzt nach eigener Angabe Text fort, enthält aber einen Kopf für {1} Klassen.',
  ],
  [
    'The adapter says that it {0}, and yet it names classes.',
    'Der Adapter setzt nach eigener Angabe Text fort und nennt doch Klassen.',
  ],
  [
    'The adapter names the class "{0}" twice, so its answers can\'t be told apart.',
    'Der Adapter nennt die Klasse „{0}“ zweimal, darum sind seine Antworten nicht zu unterscheiden.',
  ],
  [
    'The adapter names {0} classes ({1}), but its head has {2}.',
    'Der Adapter nennt {0} Klassen ({1}), sein Kopf hat aber {2}.',
  ],
  [
    'adapter_config.json says {0} = {1}, but adapter_model.safetensors says {2}.',
    'adapter_config.json sagt {0} = {1}, adapter_model.safetensors aber {2}.',
  ],
  [
    'The adapter has tensors for "{0}", which exclude_modules ({1}) of its configuration leaves out.',
    'Der Adapter hat Tensoren für „{0}“, was exclude_modules ({1}) seiner Konfiguration auslässt.',
  ],
  [
    'The adapter has tensors for "{0}", which target_modules ({1}) of its configuration does not name.',
    'Der Adapter hat Tensoren für „{0}“, was target_modules ({1}) seiner Konfiguration nicht nennt.',
  ],
  [
    'target_modules ({0}) of the adapter\'s configuration names "{1}", but the adapter has no tensors for it: ' +
      'it may be cut off.',
    'target_modules ({0}) der Konfiguration nennt „{1}“, der Adapter hat dafür aber keine Tensoren: vielleicht ' +
      'ist er abgeschnitten.',
  ],
  [
    "The adapter's configuration says {0} = {1}, but its prompt has {2}.",
    'Die Konfiguration des Adapters sagt {0} = {1}, sein Prompt hat aber {2}.',
  ],
  [
    "The adapter's configuration says num_attention_heads = {0}, but this model has {1} heads of keys and values.",
    'Die Konfiguration des Adapters sagt num_attention_heads = {0}, dieses Modell hat aber {1} Köpfe von Keys ' +
      'und Values.',
  ],
  [
    'feedforward_modules of the adapter\'s configuration {0} "{1}", but (IA)³ here scales the {2} of that layer.',
    'feedforward_modules der Konfiguration passt nicht zu „{1}“: (IA)³ skaliert hier an dieser Schicht die ' +
      'andere Seite.',
  ],
  [
    'Train it with feedforward_modules for the layers behind attention and feed-forward block alone.',
    'Mit feedforward_modules nur für die Schichten hinter Attention und Feed-Forward-Block trainieren.',
  ],
  [
    "The form of Transformers' own classification head is not known for this type of model ({0}).",
    'Die Form des Klassifikationskopfs von Transformers ist für diesen Modelltyp nicht bekannt ({0}).',
  ],
  ['Choose another pooling: {0}.', 'Ein anderes Pooling wählen: {0}.'],
];
