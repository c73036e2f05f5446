/** German for why settings of a method do not fit a model. Names of hyper-parameters are those of links. */
import type { Sentences } from '../../sentences';

export const refusals: Sentences = [
  [
    'loraprune counts the channels of the feed-forward block by the columns of its up projection, and in this ' +
      'model these hold the gate too. Choose another method, such as lora.',
    'loraprune zählt die Kanäle des Feed-forward-Blocks an den Spalten seiner Aufwärts-Projektion, und in diesem ' +
      'Modell steht darin auch das Gate. Eine andere Methode wählen, etwa lora.',
  ],
  [
    'placement of ia3 is paper, but keys and values lie head by head in one matrix with the queries; choose peft, ' +
      'which scales all of it.',
    'placement von ia3 ist paper, aber Keys und Values stehen Kopf für Kopf mit den Queries in einer Matrix; peft ' +
      'wählen, das sie ganz skaliert.',
  ],
  [
    "prefix-tuning puts the text behind the prefix, which this model's positions do not allow.",
    'prefix-tuning stellt den Text hinter das Präfix, was die Positionen dieses Modells nicht zulassen.',
  ],
  ['Set shift_positions to false, or choose lora.', 'shift_positions ausschalten, oder lora wählen.'],
  [
    'Layer {0} turns queries and keys by their positions in a way that is not understood (only a part of each ' +
      'head, or pairs of neighbours).',
    'Schicht {0} dreht Queries und Keys nach ihrer Position auf eine Weise, die nicht verstanden ist (nur ' +
      'einen Teil jedes Kopfes, oder Nachbarn paarweise).',
  ],
  [
    'Layer {0} turns only a part of each head by its position.',
    'Schicht {0} dreht nur einen Teil jedes Kopfes nach seiner Position.',
  ],
  [
    'Layer {0} adds a learned bias for each distance to its scores.',
    'Schicht {0} zählt zu ihren Scores eine gelernte Zahl für jeden Abstand.',
  ],
  [
    'Layer {0} adds a bias for each distance to its scores.',
    'Schicht {0} zählt zu ihren Scores eine Zahl für jeden Abstand.',
  ],
  ['Layer {0} sees a window of the text only.', 'Schicht {0} sieht nur ein Fenster des Textes.'],
  [
    'l of prefix-tuning is {0}, but attention sees {1} positions only, and with texts of {2} tokens the prefix ' +
      'would fall out of its sight.',
    'l von prefix-tuning ist {0}, aber die Attention sieht nur {1} Positionen, und bei Texten von {2} Tokens ' +
      'fiele das Präfix aus ihrem Blick.',
  ],
  [
    'Choose a shorter text or a smaller l, or set shift_positions to false.',
    'Einen kürzeren Text oder ein kleineres l wählen, oder shift_positions ausschalten.',
  ],
  [
    "{0} treats every layer by itself, and this model's {1} layers share the weights of {2}.",
    '{0} behandelt jede Schicht für sich, und die {1} Schichten dieses Modells teilen sich die Gewichte von {2}.',
  ],
  [
    '{0} gates its updates by the text, and this model applies its query projection to a table of relative ' +
      'positions too.',
    '{0} steuert seine Updates durch den Text, und dieses Modell wendet seine Query-Projektion auch auf eine Tabelle ' +
      'relativer Positionen an.',
  ],
  ['Choose a method without gates, such as lora.', 'Eine Methode ohne Gates wählen, zum Beispiel lora.'],
  [
    'Choose a method that changes weights or adds adapters, such as lora.',
    'Eine Methode wählen, die Gewichte ändert oder Adapter einbaut, zum Beispiel lora.',
  ],
  [
    'n of adapterdrop is {0}, but the model has {1} layers and one must keep its adapter; choose from 0 to {2}.',
    'n von adapterdrop ist {0}, aber das Modell hat {1} Schichten, und eine muss ihren Adapter behalten: 0 bis ' +
      '{2} wählen.',
  ],
  [
    'm of compacter is {0}, which is no multiple of n = {1}; choose a multiple of n up to {2}.',
    'm von compacter ist {0}, kein Vielfaches von n = {1}: ein Vielfaches von n bis {2} wählen.',
  ],
  [
    "m of {0} is {1}, wider than the model's hidden size; a bottleneck is from 1 to {2}.",
    'm von {0} ist {1}, breiter als das Modell: eine Engstelle geht von 1 bis {2}.',
  ],
  [
    "{0} of autopeft is {1}, wider than the model's hidden size; a bottleneck is from 1 to {2}, and 0 is none.",
    '{0} von autopeft ist {1}, breiter als das Modell: eine Engstelle geht von 1 bis {2}, und 0 heißt keine.',
  ],
  [
    'serial, parallel and prefix of autopeft are all 0, so nothing would be trained; give one of them a size.',
    'serial, parallel und prefix von autopeft sind alle 0, also würde nichts trainiert: einem davon eine Größe geben.',
  ],
  [
    'layers of autopeft names layer {0}, but the model has {1}; choose all, or from 1 to {2}.',
    'layers von autopeft nennt Schicht {0}, aber das Modell hat {1}: alle wählen, oder 1 bis {2}.',
  ],
  [
    'keep of {0} is {1}, less than one of the {2} entries; choose a share from {3} to 1.',
    'keep von {0} ist {1}, weniger als einer der {2} Einträge: einen Anteil von {3} bis 1 wählen.',
  ],
  [
    'p of child-tuning is {0}, less than one of the {1} entries; choose a share from {2} to 1.',
    'p von child-tuning ist {0}, weniger als einer der {1} Einträge: einen Anteil von {2} bis 1 wählen.',
  ],
  [
    'l of warp is {0}, but the model has {1} positions, and the mask and the text need some of them; choose l ' +
      'from 1 to {2}.',
    'l von warp ist {0}, aber das Modell hat {1} Positionen, und Maske und Text brauchen einige davon: l von 1 ' +
      'bis {2} wählen.',
  ],
  [
    'l of {0} is {1}, but the model has {2} positions and the text needs some of them; choose l from 1 to {3}, ' +
      'or set shift_positions to false.',
    'l von {0} ist {1}, aber das Modell hat {2} Positionen, und der Text braucht einige davon: l von 1 bis {3} ' +
      'wählen, oder shift_positions ausschalten.',
  ],
  [
    'l of {0} is {1}, but the model has {2} positions and the text needs some of them; choose l from 1 to {3}.',
    'l von {0} ist {1}, aber das Modell hat {2} Positionen, und der Text braucht einige davon: l von 1 bis {3} wählen.',
  ],
  [
    'l of prefix-tuning is {0}, but with texts of {1} tokens the model has only {2} positions to spare; choose ' +
      'l from 1 to {3}, a shorter text, or shift_positions = false.',
    'l von prefix-tuning ist {0}, aber bei Texten von {1} Tokens hat das Modell nur {2} Positionen übrig: l ' +
      'von 1 bis {3} wählen, eine kürzere Länge, oder shift_positions ausschalten.',
  ],
  [
    'reduction of lst is {0}, which does not divide the hidden size {1}; choose a divisor from 1 to {2}.',
    'reduction von lst ist {0}, kein Teiler der Breite {1}: einen Teiler von 1 bis {2} wählen.',
  ],
  [
    'n of compacter is {0}, which does not divide the hidden size {1}; choose a divisor.',
    'n von compacter ist {0}, kein Teiler der Breite {1}: einen Teiler wählen.',
  ],
  [
    'budget of s3delta-m is {0}, but this model has {1} candidates of one vector each to fill it with; choose ' +
      'it from 1 to {2}.',
    'budget von s3delta-m ist {0}, aber dieses Modell hat nur {1} Kandidaten von je einem Vektor: 1 bis {2} wählen.',
  ],
  [
    'targets of loftq: {0} is part of one matrix in this model, and LoftQ decomposes whole matrices; choose ' +
      'qkv instead.',
    'targets von loftq: {0} ist in diesem Modell Teil einer einzigen Matrix, und LoftQ zerlegt ganze Matrizen: ' +
      'stattdessen qkv wählen.',
  ],
  [
    'targets of {0}: this model has no site "{1}"; allowed are {2}.',
    'targets von {0}: dieses Modell hat die Stelle „{1}“ nicht; erlaubt sind {2}.',
  ],
  [
    '{0} of {1} is {2}, but the smallest target matrix has rank {3}; choose {4} from 1 to {5}.',
    '{0} von {1} ist {2}, aber die kleinste Zielmatrix hat Rang {3}: {4} von 1 bis {5} wählen.',
  ],
  [
    'group of qa-lora is {0}, which does not divide the {1} inputs of a layer; choose qlora, which has no ' +
      'groups of inputs.',
    'group von qa-lora ist {0}, kein Teiler der {1} Eingänge einer Schicht: qlora wählen, das keine Gruppen ' +
      'von Eingängen hat.',
  ],
  [
    'group of qa-lora is {0}, which does not divide the {1} inputs of a layer; choose {2}.',
    'group von qa-lora ist {0}, kein Teiler der {1} Eingänge einer Schicht: {2} wählen.',
  ],
  [
    'target_r of adalora is {0}, but ranks start at init_r = {1} and only go down; choose target_r from 1 to {2}.',
    'target_r von adalora ist {0}, aber die Ränge beginnen bei init_r = {1} und gehen nur hinunter: target_r ' +
      'von 1 bis {2} wählen.',
  ],
  [
    'tinit and tfinal of adalora leave no steps in which ranks can go; choose them so that their sum is at most 0.95.',
    'tinit und tfinal von adalora lassen keine Schritte, in denen Ränge gehen können: so wählen, dass ihre ' +
      'Summe höchstens 0,95 ist.',
  ],
  [
    'end of increlora must be larger than start, so that there are steps in which ranks are given out.',
    'end von increlora muss größer sein als start, damit es Schritte gibt, in denen Ränge vergeben werden.',
  ],
  [
    'end of loraprune must be larger than start, so that there are steps in which groups go.',
    'end von loraprune muss größer sein als start, damit es Schritte gibt, in denen Gruppen gehen.',
  ],
  [
    'targets of lora: with dora a column has one magnitude, so choose either qkv or some of q, k, v, not both.',
    'targets von lora: mit DoRA hat eine Spalte nur einen Betrag, also entweder qkv oder einige von q, k, v ' +
      'wählen, nicht beides.',
  ],
  [
    'deploy of dylora is {0}, but only ranks up to r = {1} are trained; choose deploy from 0 to {2}.',
    'deploy von dylora ist {0}, aber trainiert werden nur Ränge bis r = {1}: deploy von 0 bis {2} wählen.',
  ],
  [
    'target of increlora is {0}, but no matrix may have more than r = {1} ranks; choose target from 1 to {2}.',
    'target von increlora ist {0}, aber keine Matrix darf mehr als r = {1} Ränge haben: target von 1 bis {2} wählen.',
  ],
  [
    'D of intrinsic-said is {0}, but the model has {1} weight matrices with a scale each; choose D from {2} to 100000.',
    'D von intrinsic-said ist {0}, aber das Modell hat {1} Gewichtsmatrizen mit je einer Skala: D von {2} bis ' +
      '100000 wählen.',
  ],
  [
    'head_rank_{0} of kernel-mix is {1}, but a head is only {2} wide; choose it from 1 to {3}.',
    'head_rank_{0} von kernel-mix ist {1}, aber ein Kopf ist nur {2} breit: 1 bis {3} wählen.',
  ],
  [
    'shared_rank_{0} of kernel-mix is {1}, but the matrix has rank {2}; choose it from 1 to {3}.',
    'shared_rank_{0} von kernel-mix ist {1}, aber die Matrix hat Rang {2}: 1 bis {3} wählen.',
  ],
  [
    '{0} learns from other data sets first, but there is none for this task.',
    '{0} lernt zuerst aus anderen Datensätzen, aber für diese Aufgabe gibt es keinen.',
  ],
  ['Choose another method or another task.', 'Eine andere Methode oder eine andere Aufgabe wählen.'],
];
