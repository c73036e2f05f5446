/** German for the glossary, with the inflected forms that texts use. */
import type { LearningTexts } from '../contents';

export const glossary: LearningTexts['glossary'] = {
  activation: {
    term: 'Aktivierung',
    also: ['Aktivierungen'],
    text:
      'Was eine Schicht für eine Eingabe berechnet. Das Training behält die meisten, bis der Gradient vorbei ' +
      'ist; dorthin geht ein großer Teil des Speichers.',
  },
  adamw: {
    term: 'AdamW',
    also: [],
    text:
      'Der übliche Optimierer für Transformer. Er führt für jede trainierte Zahl zwei laufende Mittel (Momente), ' +
      'jede kostet also neben ihrem Gradienten drei Zahlen.',
  },
  adapter: {
    term: 'Adapter',
    also: ['Adapters', 'Adaptern'],
    text:
      'Ein kleines Netz, das in ein eingefrorenes Modell gesetzt wird. Im weiteren Sinn: was immer eine Methode ' +
      'trainiert, als kleine eigene Datei gespeichert.',
  },
  alpha: {
    term: 'Skala α',
    also: ['Alpha'],
    text: 'LoRA multipliziert sein Update mit α / r. α sagt, wie laut das Update ist.',
  },
  attention: {
    term: 'Attention',
    also: ['Selbst-Attention'],
    text:
      'Der Teil einer Schicht, in dem jedes Token die anderen ansieht: seine Query wird mit ihren Keys ' +
      'verglichen, und entsprechend werden ihre Values gemischt.',
  },
  'backward-pass': {
    term: 'Rückwärtsdurchgang',
    also: ['Backpropagation', 'Rückwärtsdurchgangs'],
    text:
      'Geht die Rechnung vom Loss zurück zu den trainierten Parametern und bestimmt ihre Gradienten. Er muss ' +
      'durch eingefrorene Schichten hindurch, die auf dem Weg liegen.',
  },
  'base-model': {
    term: 'Grundmodell',
    also: ['vortrainiertes Modell', 'vortrainierte Modell', 'vortrainierten Modell', 'Grundmodells'],
    text: 'Das Modell vor dem Feinabstimmen, mit den Gewichten, die das Vortraining hinterlassen hat.',
  },
  batch: {
    term: 'Batch',
    also: ['Batches', 'Batchs'],
    text: 'Die Beispiele, die in einem Schritt zusammen durch das Modell gehen.',
  },
  bias: {
    term: 'Bias',
    also: ['Biases', 'Bias-Vektor', 'Bias-Vektoren'],
    text: 'Das b in y = Wx + b: eine Zahl für jeden Ausgang einer linearen Schicht.',
  },
  bleu: {
    term: 'BLEU',
    also: [],
    text:
      'Wie viele Wortfolgen eines geschriebenen Textes, ein bis vier Wörter lang, auch die Vorlage hat, von 0 bis ' +
      '100. Zu kurze Texte werden abgewertet.',
  },
  bottleneck: {
    term: 'Engstelle',
    also: ['Engstellen', 'Bottleneck'],
    text:
      'Eine schmale Mitte: von d Zahlen hinab auf m, eine Nichtlinearität, und wieder hinauf auf d. m ist viel ' +
      'kleiner als d.',
  },
  'chat-template': {
    term: 'Gesprächsvorlage',
    also: ['Gesprächsvorlagen', 'Chat-Template'],
    text:
      'Die Form, in der ein Modell ein Gespräch liest, beim Tokenizer abgelegt: welche Zeichen um die Nachrichten ' +
      'von Nutzer und Assistent stehen.',
  },
  checkpoint: {
    term: 'Zwischenstand',
    also: ['Checkpoint', 'Checkpoints', 'Zwischenstände'],
    text: 'Der Zustand eines Laufs bei einem Schritt, gespeichert, damit es von dort weitergehen kann.',
  },
  chrf: {
    term: 'chrF',
    also: [],
    text:
      'Wie viele Zeichenfolgen ein geschriebener Text und seine Vorlage gemeinsam haben, von 0 bis 100. Fast ' +
      'richtigen Wörtern ist es gnädiger als BLEU.',
  },
  cls: {
    term: '[CLS]',
    also: [],
    text: 'Das besondere Token vor jedem Text eines Encoders. Klassifikatoren lesen oft seinen letzten Vektor.',
  },
  'confusion-matrix': {
    term: 'Konfusionsmatrix',
    also: [],
    text: 'Eine Tabelle der wahren Klassen gegen die vorhergesagten: sie zeigt, welche für welche gehalten wird.',
  },
  decoder: {
    term: 'Decoder',
    also: ['Decodern', 'Decoders'],
    text: 'Ein Modell, in dem jedes Token nur die davor sieht, sodass es Text fortsetzen kann (GPT-2, LLaMA).',
  },
  embedding: {
    term: 'Embedding',
    also: ['Embeddings'],
    text:
      'Der Vektor, der für ein Token steht, nachgeschlagen in einer Tabelle mit einer Zeile für jedes Wort des ' +
      'Wortschatzes.',
  },
  encoder: {
    term: 'Encoder',
    also: ['Encodern', 'Encoders'],
    text: 'Ein Modell, in dem alle Tokens einander sehen (BERT, RoBERTa). Es versteht Text, setzt ihn aber nicht fort.',
  },
  'feed-forward': {
    term: 'Feed-forward-Block',
    also: ['Feed-forward-Blocks', 'Feed-forward-Blöcke', 'Feed-forward-Blöcken', 'Feed-forward'],
    text:
      'Die zweite Hälfte einer Schicht: zwei lineare Abbildungen mit einer Nichtlinearität dazwischen, angewandt ' +
      'auf jedes Token für sich.',
  },
  'fine-tuning': {
    term: 'Feinabstimmen',
    also: ['Fine-Tuning', 'Feinabstimmung', 'Feinabstimmens'],
    text: 'Ein vortrainiertes Modell ein wenig weiter trainieren, an Beispielen einer Aufgabe.',
  },
  fisher: {
    term: 'Fisher-Information',
    also: [],
    text:
      'Das mittlere Quadrat des Gradienten der Log-Likelihood. Sie sagt, wie stark ein Parameter beeinflusst, ' +
      'was das Modell vorhersagt.',
  },
  frozen: {
    term: 'eingefroren',
    also: ['eingefrorene', 'eingefrorenen', 'eingefrorenes', 'eingefrorener'],
    text:
      'Nicht trainiert: die Zahl bleibt, wie sie vortrainiert wurde. Sie braucht weder Gradienten noch Zustand ' +
      'des Optimierers, aber gerechnet wird trotzdem mit ihr.',
  },
  gradient: {
    term: 'Gradient',
    also: ['Gradienten'],
    text: 'Für jede trainierte Zahl: in welche Richtung und wie stark sich der Loss mit ihr ändert.',
  },
  head: {
    term: 'Kopf für die Aufgabe',
    also: ['Klassifikator', 'Klassifikators'],
    text:
      'Eine kleine neue Schicht, die aus der Ausgabe des Modells Klassen macht. Sie wird immer trainiert, bei ' +
      'jeder Methode.',
  },
  'hidden-size': {
    term: 'Breite des Modells',
    also: ['Hidden Size'],
    text: 'd: wie viele Zahlen jedes Token zwischen den Schichten hat.',
  },
  'identity-at-start': {
    term: 'Identität am Anfang',
    also: [],
    text:
      'Eine Methode, die ohne Wirkung beginnt: Schritt 0 gibt genau das, was das vortrainierte Modell gibt. LoRA ' +
      'erreicht das, indem B bei null beginnt.',
  },
  kronecker: {
    term: 'Kronecker-Produkt',
    also: ['Kronecker-Produkts', 'Kronecker-Produkten'],
    text:
      'A ⊗ B malt die Matrix B viele Male, jede Kopie mit einem Eintrag von A multipliziert. Wenige Zahlen geben ' +
      'eine große Matrix von möglicherweise vollem Rang.',
  },
  kv: {
    term: 'Keys und Values',
    also: ['Key und Value'],
    text: 'In der Attention sind Keys das, womit eine Query verglichen wird, und Values das, was dann gemischt wird.',
  },
  'layer-norm': {
    term: 'LayerNorm',
    also: ['LayerNorms', 'Layer Norm'],
    text:
      'Bringt den Vektor jedes Tokens auf Mittel 0 und Varianz 1 und wendet dann eine gelernte Verstärkung und ' +
      'einen Bias an.',
  },
  'learning-rate': {
    term: 'Lernrate',
    also: ['Lernraten'],
    text:
      'Wie weit jeder Schritt gegen den Gradienten geht. Methoden unterscheiden sich: wenige trainierte Zahlen ' +
      'wollen meist eine größere Lernrate.',
  },
  'linear-probe': {
    term: 'Linear Probe',
    also: [],
    text: 'Nur ein Klassifikator auf eingefrorenen Merkmalen wird trainiert.',
  },
  loss: {
    term: 'Loss',
    also: [],
    text:
      'Eine Zahl, die sagt, wie falsch das Modell auf einem Batch liegt: die mittlere negative ' +
      'Log-Wahrscheinlichkeit der richtigen Antworten. Wer zwischen C Klassen rät, hat einen Loss von ln C.',
  },
  'low-rank': {
    term: 'niedriger Rang',
    also: ['niedrigem Rang', 'niedrigen Rang', 'Low-Rank'],
    text:
      'Eine Matrix vom Rang r ist eine Summe von r Produkten aus Spalte und Zeile. Ist r klein, beschreiben sie ' +
      'wenige Zahlen.',
  },
  mask: {
    term: 'Maske',
    also: ['Masken'],
    text: 'Nullen und Einsen, eine für jede Zahl: 1 lässt sie durch oder lässt sie trainieren, 0 nicht.',
  },
  merge: {
    term: 'Einrechnen',
    also: ['eingerechnet', 'Einrechnens', 'Mergen'],
    text:
      'Was trainiert wurde, in die Grundgewichte falten, sodass das angepasste Modell Form und Tempo von vorher ' +
      'hat.',
  },
  moments: {
    term: 'Momente',
    also: ['Momenten', 'Zustand des Optimierers'],
    text: 'Die laufenden Mittel, die ein Optimierer führt. AdamW hat zwei für jede trainierte Zahl.',
  },
  nf4: {
    term: 'NF4',
    also: ['4 Bit'],
    text:
      'Ein Code mit 4 Bit für Gewichte, dessen 16 Werte zu einer Normalverteilung passen. QLoRA speichert die ' +
      'eingefrorenen Gewichte darin.',
  },
  overfitting: {
    term: 'Overfitting',
    also: ['Überanpassung'],
    text: 'Die Trainingsbeispiele auswendig lernen: der Trainings-Loss fällt weiter, der Validierungs-Loss steigt.',
  },
  peft: {
    term: 'PEFT',
    also: [],
    text:
      'Parameter-efficient fine-tuning: ein vortrainiertes Modell anpassen, indem wenige Parameter trainiert ' +
      'werden. So heißt auch die Bibliothek von Hugging Face dafür.',
  },
  perplexity: {
    term: 'Perplexität',
    also: [],
    text: 'e hoch Loss eines Sprachmodells: zwischen wie vielen gleich wahrscheinlichen Tokens es schwankt.',
  },
  pooling: {
    term: 'Pooling',
    also: [],
    text:
      'Aus einem ganzen Text einen Vektor für den Klassifikator machen: das Mittel über die Tokens, das erste ' +
      'Token oder das letzte.',
  },
  prefix: {
    term: 'Präfix',
    also: ['Präfixe', 'Präfixes'],
    text: 'Gelernte Keys und Values vor denen einer Schicht. Alle Tokens können sie beachten.',
  },
  quantisation: {
    term: 'Quantisierung',
    also: ['quantisieren', 'quantisiert', 'quantisierte', 'quantisierten'],
    text: 'Zahlen mit wenigen Bit speichern. Das spart Speicher und kostet ein wenig Genauigkeit.',
  },
  rank: {
    term: 'Rang',
    also: ['Ränge', 'Rängen', 'Rangs'],
    text:
      'Wie viele unabhängige Richtungen eine Matrix hat. r von LoRA ist der größte Rang, den sein Update haben ' +
      'kann.',
  },
  residual: {
    term: 'Residual-Addition',
    also: ['Residual-Pfad'],
    text: 'Die Eingabe eines Blocks wird zu seiner Ausgabe addiert. Adapter sitzen meist kurz vor dieser Addition.',
  },
  seed: {
    term: 'Startwert',
    also: ['Seed', 'Startwerts', 'Startwerte'],
    text:
      'Die Zahl (englisch: seed), aus der alle zufälligen Entscheidungen eines Laufs folgen. Gleicher Startwert, ' +
      'gleiche Kurve.',
  },
  'rouge-l': {
    term: 'ROUGE-L',
    also: [],
    text:
      'Die längste Folge von Wörtern, die ein geschriebener Text mit seiner Vorlage gemeinsam hat, Lücken erlaubt, ' +
      'als F1.',
  },
  'soft-prompt': {
    term: 'Soft Prompt',
    also: ['Soft Prompts'],
    text: 'Ein Prompt aus gelernten Vektoren, die nicht das Embedding eines Wortes sein müssen.',
  },
  token: {
    term: 'Token',
    also: ['Tokens'],
    text: 'Ein Stück Text, oft ein Wort oder ein Teil davon. Modelle lesen und schreiben Tokens.',
  },
  trainable: {
    term: 'trainierbare Parameter',
    also: ['trainierbaren Parameter', 'trainierbaren Parametern'],
    text:
      'Die Zahlen, die das Training ändern darf. Die Seite zählt die der Methode selbst; der Kopf für die ' +
      'Aufgabe wird daneben gezählt.',
  },
  validation: {
    term: 'Validierung',
    also: ['Validierungstexte'],
    text: 'Messen an Beispielen, an denen nicht trainiert wird, während das Training läuft.',
  },
  'virtual-token': {
    term: 'virtuelles Token',
    also: ['virtuelle Tokens', 'virtuellen Tokens'],
    text: 'Eine Position, an der kein Wort steht: ihr Vektor (oder ihre Keys und Values) wird gelernt.',
  },
  'warm-up': {
    term: 'Aufwärmen',
    also: ['Warm-up', 'Warmup'],
    text: 'Die ersten Schritte, in denen die Lernrate von null an steigt.',
  },
  'weight-decay': {
    term: 'Weight Decay',
    also: [],
    text: 'Zieht trainierte Matrizen bei jedem Schritt ein wenig gegen null.',
  },
};
