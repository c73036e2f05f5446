/** German for the survey's categories. */
import type { LearningTexts } from '../contents';

export const categories: LearningTexts['categories'] = {
  additive: {
    name: 'Additives Feinabstimmen',
    idea:
      'Die vortrainierten Gewichte bleiben, wie sie sind, und etwas Neues kommt hinzu, das trainiert wird: ' +
      'kleine Netze in den Schichten, Vektoren vor dem Text, oder Skalen auf Aktivierungen. Nur das Hinzugefügte ' +
      'lernt.',
    formulaText: 'Das Modell bekommt neben seinen eigenen Parametern θ₀ neue, φ; nur φ wird trainiert.',
    kinds: [
      {
        name: 'Adapterbasiert',
        text:
          'In jede Schicht kommt ein kleines Netz mit einer Engstelle, hinter oder neben Attention und ' +
          'Feed-forward-Block.',
      },
      {
        name: 'Soft-Prompt-basiert',
        text:
          'Gelernte Vektoren stehen vor dem Text (Prompt-Tuning) oder vor den Keys und Values jeder Schicht ' +
          '(Prefix-Tuning).',
      },
      {
        name: 'Anderes',
        text:
          'Skalen auf Aktivierungen, Vektoren zu besonderen Tokens, eine Leiter kleiner Schichten an der Seite ' +
          'des Modells.',
      },
    ],
    strengths:
      'Die vortrainierten Gewichte werden nie angerührt, eine Kopie dient also vielen Aufgaben, jeder mit ' +
      'ihrer eigenen kleinen Datei.',
    limits:
      'Was hinzugefügt wurde, ist bei der Anwendung noch da: Adapter sind zusätzliche Arbeit in jeder Schicht, ' +
      'Prompts machen jeden Text länger. In der Regel lässt es sich nicht einrechnen.',
  },
  partial: {
    name: 'Partielles Feinabstimmen',
    idea:
      'Nichts kommt hinzu. Ein ausgewählter Teil der vortrainierten Gewichte wird trainiert, der Rest bleibt, ' +
      'wie er ist. Die Frage ist, welcher Teil: die Biases, die wichtigsten Gewichte, oder eine Maske über den ' +
      'Gewichten.',
    formulaText: 'Eine Maske m sagt, welche der vortrainierten Gewichte sich um δ bewegen dürfen.',
    kinds: [
      {
        name: 'Nur die Biases',
        text: 'Nur die Bias-Vektoren bewegen sich (BitFit), oder jene Biases, die eine Suche für lohnend hält.',
      },
      {
        name: 'Maske über vortrainierten Gewichten',
        text:
          'Auf die vortrainierten Gewichte wird eine binäre Maske gelegt, gewählt nach einer Schwelle oder nach ' +
          'der Fisher-Information.',
      },
      {
        name: 'Maske über Gewichtsänderungen',
        text: 'Maskiert wird die Änderung der Gewichte: die meisten Änderungen werden null, die größten bleiben.',
      },
    ],
    strengths:
      'Das Modell behält Form und Tempo. Gelernt ist ein dünn besetzter Unterschied, der sich addieren und ' +
      'wieder abziehen lässt.',
    limits:
      'Die Maske zu wählen kann so viel kosten wie volles Feinabstimmen, und manche Methoden brauchen dabei ' +
      'dessen Speicher.',
  },
  reparameterised: {
    name: 'Reparametrisiertes Feinabstimmen',
    idea:
      'Die Änderung einer großen Matrix wird mit wenigen Zahlen geschrieben, als Produkt schmaler Matrizen. ' +
      'Diese werden trainiert. Am Ende wird ausmultipliziert und das Ergebnis zur vortrainierten Matrix addiert.',
    formulaText: 'Das Update ΔW hat niedrigen Rang r, also r(d + k) Zahlen statt d · k.',
    kinds: [
      {
        name: 'Zerlegung in niedrigen Rang',
        text:
          'Das Update ist ein Produkt zweier schmaler Matrizen (LoRA) oder ein anderes Produkt mit Struktur, ' +
          'etwa ein Kronecker-Produkt.',
      },
      {
        name: 'LoRA-Abkömmlinge',
        text:
          'Methoden, die den Rang beim Training anpassen, die eingefrorenen Gewichte über LoRA mitbewegen, sie ' +
          'quantisieren, oder LoRAs mehrerer Aufgaben zusammenführen.',
      },
    ],
    strengths:
      'Nichts bleibt zurück: nach dem Einrechnen ist das Modell so schnell wie zuvor. Die Aufgabe zu wechseln ' +
      'heißt, ein kleines Matrixprodukt auszutauschen.',
    limits:
      'Das Update kann nur Rang r haben. Rang, Skala und die Matrizen, die sich ändern sollen, müssen gewählt werden.',
  },
  hybrid: {
    name: 'Hybrides Feinabstimmen',
    idea:
      'Zu verschiedenen Orten passen verschiedene Methoden. Mehrere werden zusammengesetzt, von Hand oder durch ' +
      'eine Suche, sodass jede tut, was sie gut kann.',
    formulaText: 'Mehrere Sätze neuer Parameter werden zusammen trainiert.',
    kinds: [
      {
        name: 'Kombination von Hand',
        text:
          'Menschen wählen die Teile, zum Beispiel ein Präfix an der Attention und einen Adapter neben dem ' +
          'Feed-forward-Block (MAM-Adapter).',
      },
      { name: 'Automatische Kombination', text: 'Eine Suche über Teile, Orte und Größen findet die Kombination.' },
    ],
    strengths: 'Oft das beste Ergebnis für eine gegebene Zahl trainierter Parameter.',
    limits: 'Mehr Regler zu stellen und mehr Teile zu behalten. Eine Suche kostet viele Trainingsläufe.',
  },
  unified: {
    name: 'Vereinheitlichtes Feinabstimmen',
    idea:
      'Ein Rahmen, der Adapter, Prompts und Updates von niedrigem Rang gleichermaßen umfasst und jedes davon ' +
      'verbessert: indem er mehrere Kopien mischt, ausdünnt, oder ein Modul über alle Schichten teilt. Anders ' +
      'als hybride Methoden kombiniert er keine Arten; er behandelt eine Art einheitlich.',
    formulaText: 'Zum Beispiel ein gemeinsames Modul φ, das sich jede Schicht ℓ mit einer Maske zuschneidet.',
    kinds: [
      {
        name: 'Vereinheitlicht',
        text:
          'Mischungen von Modulen, die am Ende gemittelt werden (AdaMix), ausgedünnte Module (SparseAdapter), ' +
          'ein gemeinsames Modul mit einer Maske für jede Schicht (ProPETL).',
      },
    ],
    strengths:
      'Ein Rezept passt für mehrere Arten von Modulen und braucht oft weniger gespeicherte Zahlen als die Art allein.',
    limits: 'Das Training kann mehr Zahlen brauchen, als am Ende bleiben: beide zählen.',
  },
  baseline: {
    name: 'Vergleichsmaß',
    idea: 'Woran jede Methode gemessen wird: alles trainieren, und nichts als den Kopf.',
    formulaText: 'Volles Feinabstimmen bewegt alle Gewichte; die Linear Probe bewegt nur den Klassifikator darüber.',
    kinds: [],
    strengths: 'Volles Feinabstimmen ist am beweglichsten, die Linear Probe am billigsten.',
    limits:
      'Volles Feinabstimmen speichert für jede Aufgabe ein ganzes Modell; die Linear Probe kann nur nutzen, ' +
      'was die eingefrorenen Merkmale schon unterscheiden.',
  },
};
