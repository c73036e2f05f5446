/**
 * German for the reparameterised methods: LoRA, its relatives, and what adjusts, guides or quantises it. What joins
 * several tasks is in `multiTask.ts`.
 */
import type { MethodsTexts } from '../../contents';
import { allTargets, alpha, besideQueryAndValue, dropout, lora, rank } from './knobs';

const lowRank = 'Zerlegung in niedrigen Rang';
const improvement = 'LoRA-Abkömmlinge: Verbesserungen';
const adjustment = 'LoRA-Abkömmlinge: angepasster Rang';
const guided = 'LoRA-Abkömmlinge: von LoRA geführte Gewichte';
const quantised = 'LoRA-Abkömmlinge: Quantisierung';
const doubled = { label: 'Doppelte Quantisierung', description: 'Auch die Skalen der Blöcke quantisieren.' };
const afterMerging = 'Nach dem Einrechnen keine.';
const ranksLeft = 'Nach dem Einrechnen keine; vorher nur die übrigen Ränge.';
const memory1 = { label: 'Gedächtnis β₁', description: 'Wie langsam die Wichtigkeit vergisst.' };
const memory2 = { label: 'Gedächtnis β₂', description: 'Wie langsam deren Unsicherheit vergisst.' };
const orthogonality = {
  label: 'Orthogonalität γ',
  description: 'Wie stark die Zeilen im rechten Winkel zueinander gehalten werden.',
};

export const reparameterised: MethodsTexts = {
  lora: {
    subcategory: lowRank,
    learn: {
      idea:
        'Die große Matrix bleibt, wie sie ist; gelernt wird eine kleine Korrektur dazu. Die Korrektur ist das ' +
        'Produkt einer hohen und einer breiten Matrix mit nur r Spalten und r Zeilen, hat also wenige Zahlen; am ' +
        'Ende lässt sie sich in die große Matrix einrechnen.',
      where: besideQueryAndValue,
      inferenceCost: 'Nach dem Einrechnen keine; vorher ein kleines zusätzliches Produkt.',
      pitfalls:
        'Mit r ändert sich auch der Faktor α / r, also α mitziehen. Ein größerer Rang ist nicht immer besser. ' +
        'In Modellen mit gemeinsamer Projektion (GPT-2) teilen sich Query, Key und Value ein A. DoRA rechnet ' +
        'in jedem Schritt zusätzlich die Norm der ganzen Matrix.',
    },
    hyperparameters: {
      ...lora,
      rslora: {
        label: 'Faktor α / √r',
        description: 'Durch die Wurzel des Rangs teilen (rsLoRA), was zu großen Rängen passt.',
      },
      dora: {
        label: 'DoRA',
        description:
          'Die Länge jedes Ausgangs für sich trainieren; das Update von niedrigem Rang dreht dann nur noch die ' +
          'Richtung.',
      },
    },
  },
  krona: {
    subcategory: lowRank,
    learn: {
      idea:
        'Ein kleines Muster B wird viele Male gemalt, jede Kopie mit eigener Stärke aus A: das ist ein ' +
        'Kronecker-Produkt. Ein paar hundert Zahlen füllen eine ganze Matrix, und anders als das Produkt von ' +
        'LoRA kann sie vollen Rang haben.',
      where: besideQueryAndValue,
      inferenceCost: afterMerging,
      pitfalls:
        'Die Formen von A und B folgen aus den Teilern der Matrixgröße, es gibt also keinen Rang zum ' +
        'Aufdrehen. Es braucht eine größere Lernrate als LoRA.',
    },
    hyperparameters: {
      s: { label: 'Skala s', description: 'Wie laut das Update ist.' },
      targets: { label: 'Zielmatrizen', description: 'Welche Gewichtsmatrizen ein Update bekommen.' },
    },
  },
  'intrinsic-said': {
    subcategory: lowRank,
    learn: {
      idea:
        'Ein vortrainiertes Modell ist dem, was die Aufgabe braucht, schon so nahe, dass ein paar hundert ' +
        'Richtungen genügen, um hinzukommen. Sie werden einmal zufällig gezogen, und das Training sagt nur, wie ' +
        'weit man jede entlanggeht.',
      where: 'Überall und nirgends: ein kurzer Vektor bewegt alle Gewichtsmatrizen aller Schichten zugleich.',
      inferenceCost: afterMerging,
      pitfalls:
        'Wenige Zahlen, aber kein billiger Schritt: die Änderung jeder Matrix wird jedes Mal neu berechnet, ' +
        'mit allen Einträgen. Der Speicher ist der von vollem Feinabstimmen ohne den Optimierer, also ein ' +
        'kleines Modell wählen.',
    },
    hyperparameters: {
      D: {
        label: 'Dimension D',
        description: 'Wie viele Zahlen insgesamt trainiert werden, gleich wie groß das Modell ist.',
      },
    },
  },
  'kernel-mix': {
    subcategory: 'Verbesserungen von LoRA',
    learn: {
      idea:
        'LoRA gibt allen Attention-Köpfen zusammen eine Korrektur, obwohl jeder Kopf seine eigene Arbeit hat. ' +
        'Kernel-mix gibt jedem Kopf eine kleine Korrektur für sich, und noch eine für alle gemeinsam.',
      where:
        'Umwege neben den Matrizen für Query, Value und Ausgang in jeder Schicht, einer für jeden Kopf und ' +
        'einer für alle.',
      inferenceCost: afterMerging,
      pitfalls:
        'Die Korrektur am Ausgang wächst mit der Zahl der Köpfe mal der Breite, sie kostet also das Mehrfache ' +
        'von LoRA auf Query und Value.',
    },
    hyperparameters: {
      head_rank_q: { label: 'Query: Rang je Kopf', description: 'Rang der eigenen Korrektur der Query in jedem Kopf.' },
      head_rank_v: {
        label: 'Value: Rang je Kopf',
        description: 'Rang der eigenen Korrektur des Values in jedem Kopf.',
      },
      head_rank_o: {
        label: 'Ausgang: Rang je Kopf',
        description: 'Rang der eigenen Korrektur des Ausgangs in jedem Kopf.',
      },
      shared_rank_q: {
        label: 'Query: gemeinsamer Rang',
        description: 'Rang der Korrektur der Query, die sich alle Köpfe teilen.',
      },
      shared_rank_v: {
        label: 'Value: gemeinsamer Rang',
        description: 'Rang der Korrektur des Values, die sich alle Köpfe teilen.',
      },
      shared_rank_o: {
        label: 'Ausgang: gemeinsamer Rang',
        description: 'Rang der Korrektur des Ausgangs, die sich alle Köpfe teilen.',
      },
      dropout: {
        label: 'Dropout p',
        description: 'Anteil der Eingaben der Korrekturen, die beim Training zufällig auf null gesetzt werden.',
      },
      init: {
        label: 'Start',
        description:
          'Zweite Faktoren aus Nullen, die genau beim vortrainierten Modell beginnen, oder kleine ' +
          'Zufallszahlen wie im Referenzcode.',
      },
    },
  },
  'lora-fa': {
    subcategory: improvement,
    learn: {
      idea:
        'LoRA lernt zwei schmale Matrizen. LoRA-FA lässt die erste für immer zufällig und lernt nur die zweite. ' +
        'Die Schicht merkt sich dann r Zahlen je Token statt des ganzen Vektors, und nur halb so viele Zahlen ' +
        'werden trainiert.',
      where: besideQueryAndValue,
      inferenceCost: afterMerging,
      pitfalls:
        'Das Update kann nur die r zufälligen Richtungen von A₀ nutzen, braucht also vielleicht ein größeres r ' +
        'als LoRA. Auch A₀ steht in der Adapterdatei, obwohl es nie trainiert wurde.',
    },
    hyperparameters: {
      ...lora,
      correct: {
        label: 'Gradientenkorrektur',
        description: 'Jeden Schritt von B zu dem Schritt hin drehen, den volles Feinabstimmen täte.',
      },
    },
  },
  dylora: {
    subcategory: adjustment,
    learn: {
      idea:
        'Wie groß soll der Rang sein? DyLoRA legt sich nicht fest: bei jedem Schritt lost es einen Rang aus, ' +
        'schneidet das Update darauf zu und trainiert die letzte Zeile, die übrig ist. Die nützlichsten ' +
        'Richtungen sammeln sich vorn, und danach lässt sich das Update ohne neues Training auf jeden Rang ' +
        'kürzen.',
      where: besideQueryAndValue,
      inferenceCost: 'Nach dem Einrechnen keine; der Rang wird vorher gewählt.',
      pitfalls:
        'Jeder Schritt trainiert eine Zeile von r, es braucht also mehr Schritte als LoRA. Der Loss springt ' +
        'von Schritt zu Schritt, weil auch kleine Ränge an die Reihe kommen.',
    },
    hyperparameters: {
      ...lora,
      deploy: {
        label: 'Benutzter Rang b',
        description: 'Rang, auf den der fertige Adapter bei der Anwendung gekürzt wird; 0 heißt das ganze r.',
      },
    },
  },
  sora: {
    subcategory: adjustment,
    learn: {
      idea:
        'Jeder Rang von LoRA bekommt einen Lautstärkeregler, und alle Regler werden bei jedem Schritt ein wenig ' +
        'zugedreht. Regler, die die Aufgabe braucht, werden wieder hochgeschoben; die anderen erreichen null und ' +
        'bleiben dort, sodass jede Matrix mit dem Rang endet, den sie braucht.',
      where: 'Ein dünner Umweg neben den Matrizen für Query und Value in jeder Schicht, mit r Reglern in der Mitte.',
      inferenceCost: ranksLeft,
      pitfalls:
        'Die Regler gehen je Schritt bis zu einer Lernrate weit: ein λ weit darunter entfernt nichts, eines ' +
        'weit darüber alles. Wie viel insgesamt geschrumpft wird, wächst mit der Zahl der Schritte.',
    },
    hyperparameters: {
      ...lora,
      lambda: { label: 'Schwelle λ', description: 'Wie weit jeder Regler in jedem Schritt gegen null schrumpft.' },
      lambda_schedule: {
        label: 'Verlauf von λ',
        description: 'Ob λ von Anfang an da ist oder über den Lauf von null an wächst.',
      },
    },
  },
  adalora: {
    subcategory: adjustment,
    learn: {
      idea:
        'LoRA gibt jeder Matrix denselben Rang. AdaLoRA beginnt mit mehr Rängen, als es behalten darf, ' +
        'beobachtet, wie viel jeder für den Loss bedeutet, und nimmt die am wenigsten nützlichen weg, bis eine ' +
        'Gesamtzahl erreicht ist; wichtige Matrizen behalten so mehr.',
      where:
        'Ein dünner Umweg neben den Matrizen für Query und Value in jeder Schicht; in seiner Mitte erlöschen Ränge.',
      inferenceCost: ranksLeft,
      pitfalls:
        'Der Plan braucht die Zahl der Schritte im Voraus: ein vorzeitig angehaltener Lauf hat sein Budget ' +
        'nicht eingehalten. Es zählt mehr Zahlen als LoRA mit dem Endrang, weil alle anfänglichen Ränge ' +
        'trainiert werden.',
    },
    hyperparameters: {
      init_r: { label: 'Anfangsrang r₀', description: 'Rang, mit dem jede Matrix beginnt.' },
      target_r: { label: 'Mittlerer Rang am Ende', description: 'Ränge, die am Ende bleiben, im Mittel je Matrix.' },
      alpha,
      dropout,
      targets: lora.targets,
      tinit: { label: 'Unberührter Anteil t_i', description: 'Anteil des Laufs, bevor die ersten Ränge gehen.' },
      tfinal: { label: 'Endanteil t_f', description: 'Anteil des Laufs, in dem die Auswahl endgültig ist.' },
      delta_t: { label: 'Abstand ΔT', description: 'Schritte zwischen zwei Auswahlen.' },
      beta1: memory1,
      beta2: memory2,
      gamma: orthogonality,
    },
  },
  increlora: {
    subcategory: adjustment,
    learn: {
      idea:
        'Überall beginnt es mit Rang 1. Immer wieder wird nachgesehen, von welchen Matrizen der Loss am meisten ' +
        'abhängt, und diese bekommen einen Rang mehr. Der neue Rang hat sich schon in Reserve aufgewärmt, kann ' +
        'also sofort helfen.',
      where: 'Ein dünner Umweg neben den Matrizen für Query und Value in jeder Schicht, der wächst.',
      inferenceCost: 'Nach dem Einrechnen keine; vorher nur die benutzten Ränge.',
      pitfalls:
        'Gezählt wird der größte Rang, für den gleich Platz gemacht wird; benutzt sind weniger. Ränge, die ' +
        'spät kommen, haben wenig Zeit zum Lernen.',
    },
    hyperparameters: {
      r: { label: 'Größter Rang r', description: 'Wie viele Ränge eine Matrix höchstens bekommen darf.' },
      target: {
        label: 'Mittlerer Rang am Ende',
        description: 'Ränge, die bis zum Ende vergeben werden, im Mittel je Matrix.',
      },
      alpha,
      dropout,
      targets: lora.targets,
      start: { label: 'Wachstum beginnt', description: 'Anteil des Laufs, bevor der erste Rang vergeben wird.' },
      end: { label: 'Wachstum endet', description: 'Anteil des Laufs, bis zu dem alle Ränge vergeben sind.' },
      interval: { label: 'Abstand', description: 'Schritte zwischen zwei Runden, in denen Ränge vergeben werden.' },
      beta1: memory1,
      beta2: memory2,
      gamma: orthogonality,
    },
  },
  'delta-lora': {
    subcategory: guided,
    learn: {
      idea:
        'LoRA rührt die große Matrix nie an. Delta-LoRA lässt sie mitgehen: nach jedem Schritt wird die Änderung ' +
        'des kleinen Produkts auch zur großen Matrix addiert. Schritt für Schritt summiert sich das zu einer ' +
        'Änderung von hohem Rang, ohne Gradienten für die große Matrix.',
      where:
        'Ein dünner Umweg neben den Matrizen für Query und Value in jeder Schicht; auch diese Matrizen bewegen sich.',
      inferenceCost: afterMerging,
      pitfalls:
        'Der Adapter enthält die bewegten Matrizen ganz, seine Datei ist also groß. Sobald W sich bewegt, ' +
        'wirkt dieselbe Lernrate 1 + λ mal so stark: eine kleinere als für LoRA wählen.',
    },
    hyperparameters: {
      r: rank,
      alpha,
      targets: lora.targets,
      lambda: {
        label: 'Anteil λ',
        description: 'Wie viel von der Änderung von B A das vortrainierte Gewicht übernimmt.',
      },
      start: {
        label: 'Beginn K',
        description: 'Anteil des Laufs, nach dem sich das vortrainierte Gewicht zu bewegen beginnt.',
      },
    },
  },
  loraprune: {
    subcategory: guided,
    learn: {
      idea:
        'Während LoRA das Modell anpasst, verraten seine zwei kleinen Matrizen auch, wie viel jeder Kopf und ' +
        'jeder Feed-forward-Kanal bedeutet, ohne Gradienten für die großen Matrizen. Die am wenigsten nützlichen ' +
        'werden nach und nach abgeschaltet, und LoRA repariert, was ihr Verlust zerbricht.',
      where:
        'Ein dünner Umweg neben jeder linearen Schicht; Köpfe und die Mitte des Feed-forward-Blocks verlieren Teile.',
      inferenceCost:
        'Weniger als das Grundmodell, wenn die abgeschalteten Teile herausgeschnitten werden; hier sind sie ' +
        'maskiert, was keine Zeit spart.',
      pitfalls:
        'Die Hälfte eines kleinen Modells abzuschalten kostet Genauigkeit. Einrechnen schreibt Nullen, wo ' +
        'etwas fehlt; kleiner werden die Matrizen davon nicht.',
    },
    hyperparameters: {
      r: rank,
      alpha,
      dropout,
      targets: allTargets,
      ratio: { label: 'Anteil, der geht', description: 'Anteil der Köpfe und der Kanäle jeder Schicht, die gehen.' },
      start: { label: 'Pruning beginnt', description: 'Anteil des Laufs, bevor die ersten Gruppen gehen.' },
      end: { label: 'Pruning endet', description: 'Anteil des Laufs, bis zu dem alle gegangen sind.' },
      interval: { label: 'Abstand', description: 'Schritte zwischen zwei Runden des Prunings.' },
    },
  },
  qlora: {
    subcategory: quantised,
    learn: {
      idea:
        'Der meiste Speicher geht an Gewichte, die sich nie ändern: also werden sie in je vier Bit gespeichert, ' +
        'als eine von sechzehn Stufen, und LoRA lernt daneben in voller Genauigkeit. LoRA lernt dabei auch ' +
        'auszugleichen, was beim Runden verloren ging.',
      where: 'Jede lineare Schicht hat ihr Gewicht in vier Bit, mit einem dünnen Umweg daneben.',
      inferenceCost:
        'Auspacken bei jedem Durchgang, für ein Achtel des Speichers; nach dem Einrechnen sind die Gewichte ' +
        'wieder in voller Genauigkeit.',
      pitfalls:
        'Jeder Schritt dauert länger, weil Gewichte zweimal ausgepackt werden. Es lohnt sich auf Modellen, ' +
        'deren Gewichte den Speicher füllen, kaum auf winzigen.',
    },
    hyperparameters: { r: rank, alpha, dropout, targets: allTargets, double: doubled },
  },
  loftq: {
    subcategory: quantised,
    learn: {
      idea:
        'Gewichte auf vier Bit zu runden hinterlässt einen Fehler. Das Update von LoRA beginnt sonst bei null; ' +
        'LoftQ beginnt stattdessen mit der besten Näherung dieses Fehlers von niedrigem Rang, sodass das ' +
        'Training näher am ursprünglichen Modell anfängt.',
      where:
        'Jede lineare Schicht hat ihr Gewicht in vier Bit, mit einem dünnen Umweg daneben, der als Reparatur beginnt.',
      inferenceCost: 'Wie bei QLoRA: Auspacken bei jedem Durchgang, für ein Achtel des Speichers.',
      pitfalls:
        'Jede Matrix wird vor dem Training zerlegt, was auf großen Modellen Sekunden dauert. Der Adapter ' +
        'gehört zu seiner quantisierten Grundlage: auf den ursprünglichen Gewichten würde sein Anfang etwas ' +
        'ausgleichen, das dort gar nicht fehlt.',
    },
    hyperparameters: {
      r: rank,
      dropout,
      targets: allTargets,
      iterations: { label: 'Runden T', description: 'Wie oft Quantisieren und Zerlegen sich abwechseln.' },
      double: doubled,
    },
  },
  'qa-lora': {
    subcategory: quantised,
    learn: {
      idea:
        'Nach QLoRA passen die eingerechneten Gewichte nicht mehr in vier Bit. QA-LoRA gibt allen Eingängen ' +
        'einer Gruppe dieselbe Korrektur. Eine solche Korrektur verschiebt nur den Nullpunkt der Gruppe, das ' +
        'fertige Modell ist also so klein wie zuvor.',
      where:
        'Jede lineare Schicht hat ihr Gewicht in vier Bit, mit einem dünnen Umweg daneben, der Mittelwerte von ' +
        'Gruppen liest.',
      inferenceCost: 'Nach dem Einrechnen keine, und die Gewichte bleiben in vier Bit.',
      pitfalls:
        'Die Gruppengröße muss die Zahl der Eingänge jeder Schicht teilen. Größere Gruppen sparen mehr ' +
        'Speicher und lassen dem Update weniger Freiheit.',
    },
    hyperparameters: {
      r: rank,
      alpha,
      dropout,
      targets: allTargets,
      group: { label: 'Gruppengröße g', description: 'Eingänge, die sich Skala, Nullpunkt und Update teilen.' },
    },
  },
  'laplace-lora': {
    subcategory: improvement,
    learn: {
      idea:
        'Ein feinabgestimmtes Modell ist sich oft sicherer, als es sein sollte. Nach dem Training fragt ' +
        'Laplace-LoRA, wie weit sich jede Zahl verschieben ließe, bevor die Trainingsbeispiele es merken. ' +
        'Antworten werden über alle Gewichte in diesem Bereich gemittelt, sodass zweifelhafte auch als ' +
        'zweifelhaft herauskommen.',
      where: 'Die dünnen Umwege von LoRA neben Query und Value, jede Zahl mit einem Fehlerbalken.',
      inferenceCost:
        'Viele Durchgänge für eine Antwort: zwei für jede Ziehung. Eingerechnet ist es einfaches LoRA ohne ' +
        'Fehlerbalken.',
      pitfalls:
        'Von der Krümmung bleibt nur die Diagonale, aus den wahren Klassen, was gröber ist als die ' +
        'Kronecker-Faktoren des Papers. Es ändert, wie sicher das Modell ist, selten, was es antwortet. Auf ' +
        'Loss und Kalibrierungsfehler sehen, nicht auf die Genauigkeit.',
    },
    hyperparameters: {
      r: rank,
      alpha,
      targets: lora.targets,
      samples: {
        label: 'Ziehungen',
        description: 'Über so viele Ziehungen der Gewichte wird jede Antwort gemittelt, jede mit beiden Vorzeichen.',
      },
      fisher_examples: {
        label: 'Beispiele für die Krümmung',
        description: 'Wie viele Trainingsbeispiele sagen, wie steil der Loss um die trainierten Gewichte ansteigt.',
      },
    },
  },
};
