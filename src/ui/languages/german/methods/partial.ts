/** German for the partial methods. */
import type { MethodsTexts } from '../../contents';
import { keep, scope } from './knobs';

const deltaMasking = 'Maske über Gewichtsänderungen';
const weightMasking = 'Maske über vortrainierten Gewichten';
const noneAdded = 'Keine: die Änderungen werden zu den Gewichten addiert.';
const firstAllThenSome = 'Erst leuchtet jede lineare Schicht, dann nur noch einzelne Einträge in ihnen.';

export const partial: MethodsTexts = {
  bitfit: {
    subcategory: 'nur die Biases',
    learn: {
      idea:
        'Eine lineare Schicht rechnet W x + b. BitFit friert alle großen Matrizen W ein und lässt nur den ' +
        'kleinen Versatz b sich bewegen. Das ist etwa eine Zahl von tausend, und oft genug.',
      where: 'Eine dünne Linie am Rand jeder linearen Schicht und jeder Norm.',
      inferenceCost: 'Keine: die neuen Biases ersetzen die alten.',
      pitfalls:
        'Es braucht eine größere Lernrate als volles Feinabstimmen. Der Bias des Keys bekommt nie einen ' +
        'Gradienten, weil Softmax eine Konstante nicht sieht, die zu allen Werten einer Query addiert wird. ' +
        'Modelle ohne Biases (Llama) kommen nicht in Frage.',
    },
    hyperparameters: {
      biases: {
        label: 'Welche Biases',
        description:
          'Alle Bias-Vektoren, oder nur die von Query und erster Feed-forward-Schicht, auf die es am meisten ankommt.',
      },
    },
  },
  'threshold-mask': {
    subcategory: weightMasking,
    learn: {
      idea:
        'Kein einziges Gewicht ändert seinen Wert. Jedes bekommt einen Schalter, und das Training entscheidet, ' +
        'welche ausgeschaltet werden. Eine Aufgabe ist dann eine Liste aus Einsen und Nullen, ein Bit für jedes ' +
        'Gewicht des großen Modells.',
      where: 'Einzelne Einträge aller Matrizen in den Schichten werden dunkel.',
      inferenceCost: 'Keine: ausgeschaltete Gewichte sind Nullen.',
      pitfalls:
        'Eine Stufe hat keine Steigung, darum tut der Gradient so, als gäbe es den Schalter nicht ' +
        '(straight-through). Beim Training brauchen die Bewertungen so viel Speicher wie volles Feinabstimmen.',
    },
    hyperparameters: {
      sparsity: {
        label: 'Anfangs aus s₀',
        description: 'Anteil der Gewichte, die vor dem Training ausgeschaltet sind.',
      },
      skip: {
        label: 'Schichten ohne Maske',
        description: 'Wie viele der untersten Schichten ganz bleiben; das Paper lässt 2 von 12 aus.',
      },
    },
  },
  'fish-mask': {
    subcategory: weightMasking,
    learn: {
      idea:
        'Vor dem Training werden einige Beispiele angesehen, um zu messen, wie stark jedes Gewicht die Antwort ' +
        'bewegt (seine Fisher-Information). Dann wird nur das halbe Prozent trainiert, das sie am stärksten ' +
        'bewegt; alle anderen Gewichte bleiben genau, wie sie waren.',
      where:
        'Einzelne Einträge, verstreut über die Matrizen aller Schichten: sieh nach, welche Schichten die ' +
        'meisten bekommen haben.',
      inferenceCost: noneAdded,
      pitfalls:
        'Quadriert wird für jedes Beispiel einzeln, nicht für einen Batch. Ein Gewicht außerhalb der Maske ' +
        'darf sich gar nicht bewegen, also dürfen es weder Momentum noch Weight Decay berühren.',
    },
    hyperparameters: {
      keep,
      scope,
      samples: {
        label: 'Bewertete Beispiele',
        description: 'An wie vielen Trainingsbeispielen die Fisher-Information gemessen wird, eines nach dem anderen.',
      },
    },
  },
  'lt-sft': {
    subcategory: deltaMasking,
    learn: {
      idea:
        'Zuerst wird das ganze Modell feinabgestimmt und notiert, welche Gewichte sich am meisten bewegt haben: ' +
        'das sind die Gewinnlose (winning tickets). Dann wird alles zurückgesetzt und ein zweites Mal trainiert, ' +
        'wobei nur die Lose frei sind. Gespeichert wird eine kurze Liste von Änderungen, und Listen für eine ' +
        'Aufgabe und eine Sprache lassen sich addieren.',
      where: firstAllThenSome,
      inferenceCost: noneAdded,
      pitfalls:
        'Die erste Hälfte braucht so viel Speicher wie volles Feinabstimmen. Ohne Rückkehr zum Anfang und ohne ' +
        'neuen Optimierer wäre es Pruning und kein Lottolos.',
    },
    hyperparameters: {
      keep,
      scope,
      dense: {
        label: 'Anteil der vollen Schritte',
        description: 'Teil des Laufs, der alles trainiert, um herauszufinden, auf welche Einträge es ankommt.',
      },
    },
  },
  'child-tuning': {
    name: 'Child-Tuning',
    subcategory: deltaMasking,
    learn: {
      idea:
        'Ein großes Modell lernt wenige Daten auswendig. Child-Tuning lässt nur einen Teil des Netzes, das Kind, ' +
        'den Gradienten hören. In Variante D wird das Kind einmal ausgesucht, dort wo die Aufgabe am meisten zu ' +
        'sagen hat; in Variante F wird es bei jedem Schritt ausgelost.',
      where:
        'D: einzelne Einträge in allen linearen Schichten. F: jede lineare Schicht, bei jedem Schritt ein ' +
        'anderer Teil.',
      inferenceCost: 'Keine.',
      pitfalls:
        'F berührt am Ende jedes Gewicht, spart also weder Speicher noch Platz: es ist eine Regularisierung. D ' +
        'misst Batches und keine einzelnen Beispiele, bewertet also anders als FISH Mask.',
    },
    hyperparameters: {
      variant: {
        label: 'Kind',
        description:
          'D: einmal ausgesucht, nach der Fisher-Information der Aufgabe. F: bei jedem Schritt neu gezogen, ' +
          'ohne auf die Aufgabe zu sehen.',
      },
      p: { label: 'Größe des Kindes p', description: 'Anteil der Gewichte, deren Gradienten zählen.' },
      batches: {
        label: 'Bewertete Batches',
        description: 'An wie vielen Batches die Fisher-Information gemessen wird (nur D).',
      },
      scope,
    },
  },
  'diff-pruning': {
    name: 'Diff-Pruning',
    subcategory: deltaMasking,
    learn: {
      idea:
        'Jedes Gewicht darf sich ändern, aber jede Änderung, die nicht null ist, hat ihren Preis. Tore, die sich ' +
        'beim Training zufällig öffnen und schließen, lernen, welche Änderungen ihren Preis wert sind. Dann ' +
        'bleibt ein halbes Prozent davon und wird nachgeschliffen.',
      where: firstAllThenSome,
      inferenceCost: noneAdded,
      pitfalls:
        'Solange die Tore lernen, braucht es mindestens dreimal so viele trainierte Tensoren wie volles ' +
        'Feinabstimmen. Der Preis allein trifft kein Ziel genau, darum entscheidet am Ende die Größe der ' +
        'Änderungen.',
    },
    hyperparameters: {
      keep,
      scope,
      l0: {
        label: 'Preis einer Änderung λ',
        description: 'Was jedes offene Tor kostet: je mehr, desto weniger Änderungen bleiben.',
      },
      gate_rate: { label: 'Tempo der Tore', description: 'Wievielmal schneller die Tore lernen als die Änderungen.' },
      relaxed: {
        label: 'Anteil der weichen Schritte',
        description: 'Teil des Laufs, der nach den Änderungen sucht; der Rest trainiert jene, die bleiben.',
      },
    },
  },
};
