/** German for knobs and sentences that several methods share. */
import type { KnobTexts } from '../texts';

export const bottleneck: KnobTexts = { label: 'Engstelle m', description: 'Breite der schmalen Mitte jedes Adapters.' };
export const activation: KnobTexts = {
  label: 'Nichtlinearität σ',
  description: 'Was das Signal in der schmalen Mitte krümmt.',
};
export const zeroUpStart: KnobTexts = {
  label: 'Start',
  description:
    'Eine Projektion nach oben aus Nullen, die genau beim vortrainierten ' +
    'Modell beginnt, oder kleine Zufallszahlen, wie AdapterHub sie zieht.',
};
export const adapterScale: KnobTexts = {
  label: 'Skala s',
  description: 'Wie laut der Adapter ist; 1 ist der einfache parallele Adapter, 2 bis 4 der skalierte.',
};
export const promptTokens: KnobTexts = {
  label: 'Virtuelle Tokens l',
  description: 'Wie viele gelernte Vektoren vor jeden Text gestellt werden.',
};
export const promptStart: KnobTexts = {
  label: 'Start',
  description: 'Kopien der Embeddings zufälliger Wörter, oder Zufallszahlen mit Standardabweichung 0,02.',
};
export const sources: KnobTexts = {
  label: 'Andere Datensätze',
  description: 'Wie viele andere Datensätze zuerst gelernt werden.',
};
export const prefixTokens: KnobTexts = {
  label: 'Virtuelle Tokens l',
  description: 'Wie viele gelernte Keys und Values jede Schicht bekommt.',
};
export const startDeviation: KnobTexts = {
  label: 'Start-σ',
  description: 'Standardabweichung des zufälligen Starts; HF PEFT nimmt 1, was auf kleinen Modellen instabil ist.',
};
export const reparameterise: KnobTexts = {
  label: 'MLP beim Training',
  description:
    'Das Präfix beim Training von einem kleinen Netz berechnen lassen, ' +
    'wie im Paper; ruhiger, aber mit viel mehr trainierten Zahlen.',
};
export const networkWidth: KnobTexts = { label: 'Breite des MLP', description: 'Innere Breite dieses Netzes.' };
export const shiftPositions: KnobTexts = {
  label: 'Text nach dem Präfix',
  description: 'Der Text beginnt an Position l, wie in HF PEFT; sonst an 0.',
};
export const keep: KnobTexts = {
  label: 'Behaltener Anteil k',
  description: 'Anteil der Einträge, die sich ändern dürfen; alle anderen bleiben, wie sie sind.',
};
export const scope: KnobTexts = {
  label: 'Wo',
  description:
    'Die Einträge werden unter allen Gewichten ausgewählt, auch Embeddings und Normen, wie in den Papers, oder ' +
    'unter Gewichten und Biases der linearen Schichten, was weniger Speicher braucht.',
};
export const rounds: KnobTexts = {
  label: 'Runden R',
  description: 'Wie oft die Suche trainiert, bewertet und stutzt, bis nur der behaltene Anteil übrig ist.',
};
export const searchShare: KnobTexts = {
  label: 'Schritte der Suche',
  description: 'Anteil der Schritte, den die Suche trainiert; der Rest trainiert, was sie gefunden hat.',
};
export const scoredBatches: KnobTexts = {
  label: 'Bewertete Batches',
  description: 'Über wie viele Trainingsbatches der Gradient jeder Bewertung gemittelt wird.',
};
export const rank: KnobTexts = {
  label: 'Rang r',
  description: 'In wie vielen unabhängigen Richtungen sich jede Gewichtsmatrix ändern darf.',
};
export const alpha: KnobTexts = {
  label: 'Skala α',
  description: 'Das Update wird mit α / r multipliziert: α sagt, wie laut es ist.',
};
export const dropout: KnobTexts = {
  label: 'Dropout p',
  description: 'Anteil der Eingaben des Updates, die beim Training zufällig auf null gesetzt werden.',
};
export const targets: KnobTexts = {
  label: 'Zielmatrizen',
  description:
    'Welche Gewichtsmatrizen ein Update bekommen; „auto“ ' +
    'heißt Query und Value, oder die gemeinsame Projektion; „all“ jede lineare Schicht eines Blocks.',
};
export const beta1: KnobTexts = { label: 'Gedächtnis β₁', description: 'Wie langsam die Wichtigkeit vergisst.' };
export const beta2: KnobTexts = { label: 'Gedächtnis β₂', description: 'Wie langsam deren Unsicherheit vergisst.' };
export const orthogonality: KnobTexts = {
  label: 'Orthogonalität γ',
  description: 'Wie stark die Zeilen im rechten Winkel zueinander gehalten werden.',
};
export const allTargets: KnobTexts = {
  label: 'Zielmatrizen',
  description: 'Welche Gewichtsmatrizen ein Update bekommen; „auto“ heißt alle linearen Schichten.',
};
export const doubleQuantisation: KnobTexts = {
  label: 'Doppelte Quantisierung',
  description: 'Auch die Skalen der Blöcke quantisieren.',
};

export const adapterStays =
  'Ein Adapter hat in der Mitte eine Nichtlinearität und lässt sich ' +
  'darum nicht in die Gewichte ringsum einrechnen; er bleibt im Modell.';
export const oneAdapter = 'Wie bei einem Adapter: zwei schmale Produkte je Schicht.';
export const tokensStay =
  'Die virtuellen Tokens gehören zur Eingabe und nicht zu ' +
  'den Gewichten; sie müssen vor jeden Text gestellt werden.';
export const addedToWeights = 'Keine: die Änderungen werden zu den Gewichten addiert.';
export const allThenSome = 'Erst leuchtet jede lineare Schicht, dann nur noch einzelne Einträge in ihnen.';
export const besideQueryAndValue = 'Ein dünner Umweg neben den Matrizen für Query und Value in jeder Schicht.';
export const noneAfterMerging = 'Nach dem Einrechnen keine.';
export const onlyRanksLeft = 'Nach dem Einrechnen keine; vorher nur die übrigen Ränge.';

/** What AdapterHub's library calls a method that HF PEFT lacks. */
export const adapterHub = (configuration: string) =>
  `Bottleneck-Adapter hat es nicht. Die Bibliothek „adapters“ von AdapterHub trainiert diesen als ${configuration}.`;

export const batches: KnobTexts = {
  label: 'Batches vorher',
  description: 'Wie viele Batches vor dem Training angesehen werden, ohne dass sich etwas ändert.',
};
/** HF PEFT hat die Methode, mit einem eigenen Durchgang durch die Daten. */
export const startsFromData = (how: string) =>
  `Es hat diese Methode, beginnt sie aber mit einem Durchgang durch die Daten (${how}), den das Skript nicht macht.`;
