/** German for knobs and sentences that several methods share. */
import type { KnobTexts } from '../../contents';

const knob = (label: string, description: string): KnobTexts => ({ label, description });

export const bottleneck = knob('Engstelle m', 'Breite der schmalen Mitte jedes Adapters.');
export const activation = knob('Nichtlinearität σ', 'Was das Signal in der schmalen Mitte krümmt.');
export const zeroUpStart = knob(
  'Start',
  'Eine Projektion nach oben aus Nullen, die genau beim vortrainierten Modell beginnt, oder kleine ' +
    'Zufallszahlen, wie AdapterHub sie zieht.',
);
export const otherSets = knob('Andere Datensätze', 'Wie viele andere Datensätze einen Adapter bekommen.');

export const rank = knob('Rang r', 'In wie vielen unabhängigen Richtungen sich jede Gewichtsmatrix ändern darf.');
export const alpha = knob('Skala α', 'Das Update wird mit α / r multipliziert: α sagt, wie laut es ist.');
export const dropout = knob(
  'Dropout p',
  'Anteil der Eingaben des Updates, die beim Training zufällig auf null gesetzt werden.',
);
export const targets = knob(
  'Zielmatrizen',
  'Welche Gewichtsmatrizen ein Update bekommen; „auto“ heißt Query und Value, oder die gemeinsame Projektion.',
);
export const allTargets = knob(
  'Zielmatrizen',
  'Welche Gewichtsmatrizen ein Update bekommen; „auto“ heißt alle linearen Schichten.',
);
/** LoRA's own, in its order. */
export const lora = { r: rank, alpha, dropout, targets } as const;

export const virtualTokens = knob('Virtuelle Tokens l', 'Wie viele gelernte Vektoren vor jeden Text gestellt werden.');
/** Prefix tuning's own. */
export const prefix = {
  l: knob('Virtuelle Tokens l', 'Wie viele gelernte Keys und Values jede Schicht bekommt.'),
  init_std: knob(
    'Start-σ',
    'Standardabweichung des zufälligen Starts; HF PEFT nimmt 1, was auf kleinen Modellen instabil ist.',
  ),
  reparameterise: knob(
    'MLP beim Training',
    'Das Präfix beim Training von einem kleinen Netz berechnen lassen, wie im Paper; ruhiger, aber mit viel ' +
      'mehr trainierten Zahlen.',
  ),
  mid: knob('Breite des MLP', 'Innere Breite dieses Netzes.'),
  shift_positions: knob('Text nach dem Präfix', 'Der Text beginnt an Position l, wie in HF PEFT; sonst an 0.'),
} as const;

export const keep = knob(
  'Behaltener Anteil k',
  'Anteil der Einträge, die sich ändern dürfen; alle anderen bleiben, wie sie sind.',
);
export const scope = knob(
  'Wo',
  'Die Einträge werden unter Gewichten und Biases der linearen Schichten ausgewählt, oder unter allen ' +
    'Gewichten, auch Embeddings und Normen.',
);

export const adapterStays =
  'Ein Adapter hat in der Mitte eine Nichtlinearität und lässt sich darum nicht in die Gewichte ringsum ' +
  'einrechnen; er bleibt im Modell.';
export const tokensStay =
  'Die virtuellen Tokens gehören zur Eingabe und nicht zu den Gewichten; sie müssen vor jeden Text gestellt werden.';
export const besideQueryAndValue = 'Ein dünner Umweg neben den Matrizen für Query und Value in jeder Schicht.';
export const twoThinProducts = 'Zwei schmale Produkte je Schicht bleiben.';
