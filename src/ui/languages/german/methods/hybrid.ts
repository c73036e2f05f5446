/** German for the hybrid methods. */
import type { MethodsTexts } from '../../contents';
import { activation, adapterStays, alpha, bottleneck, prefix, rank } from './knobs';

const manual = 'Kombination von Hand';
const automatic = 'automatische Kombination';

export const hybrid: MethodsTexts = {
  'mam-adapter': {
    name: 'MAM-Adapter',
    subcategory: manual,
    merge:
      'Der Adapter hat in der Mitte eine Nichtlinearität und das Präfix ist kein Gewicht, keines von beiden ' +
      'lässt sich also einrechnen; beide bleiben im Modell.',
    learn: {
      idea:
        'Zwei Ideen, die zu zwei Orten passen: die Attention bekommt ein paar gelernte Keys und Values zum ' +
        'Hinsehen, und der Feed-forward-Block bekommt ein kleines Netz an die Seite. Zusammen erreichen sie ' +
        'volles Feinabstimmen mit wenigen Prozent der Zahlen.',
      where:
        'Gelernte Zeilen vor Keys und Values und ein kleiner Zweig neben dem Feed-forward-Block, in jeder Schicht.',
      inferenceCost: 'Attention über l Positionen mehr und zwei schmale Produkte je Schicht.',
      pitfalls:
        'Beide Teile teilen sich eine Lernrate; das Präfix allein hätte gern eine größere. Das Paper gibt den ' +
        'größten Teil des Budgets dem Adapter.',
    },
    hyperparameters: {
      ...prefix,
      m: bottleneck,
      activation,
      s: {
        label: 'Skala s',
        description: 'Wie laut der Adapter ist; 1 ist der einfache parallele Adapter, 2 bis 4 der skalierte.',
      },
    },
  },
  compacter: {
    subcategory: manual,
    merge: adapterStays,
    learn: {
      idea:
        'Alle Adapter aller Schichten teilen sich eine Handvoll winziger Matrizen. Jeder Adapter bringt nur zwei ' +
        'dünne Vektoren mit, die sagen, wie diese auszubreiten sind, und kostet so ungefähr so viel wie ein ' +
        'Bias-Vektor.',
      where:
        'Zwei kleine Blöcke in jeder Schicht (einer bei Compacter++), jeweils kurz vor der Residual-Addition; ' +
        'ihre Matrizen kommen aus einem gemeinsamen Satz.',
      inferenceCost: 'Wie bei anderen Adaptern, sobald die Matrizen ausmultipliziert sind.',
      pitfalls:
        'Die gemeinsamen Matrizen beginnen nahe null, darum kommt es langsam in Gang und braucht eine große ' +
        'Lernrate. m und die Breite des Modells müssen Vielfache von n sein.',
    },
    hyperparameters: {
      n: {
        label: 'Kronecker-Faktoren n',
        description: 'Wie viele Produkte summiert werden; die Matrizen sind in n mal n Blöcke geteilt.',
      },
      m: { label: 'Engstelle m', description: 'Breite der schmalen Mitte, ein Vielfaches von n.' },
      variant: { label: 'Variante', description: 'Compacter++ hat keinen Adapter hinter der Attention.' },
    },
  },
  unipelt: {
    subcategory: manual,
    merge:
      'Die Gates sehen den Text an, kein Gewicht kann also enthalten, was sie durchlassen; alles bleibt im Modell.',
    learn: {
      idea:
        'Niemand weiß vorher, welche Methode zu einer Aufgabe passt. UniPELT baut drei davon ein und gibt jeder ' +
        'ein kleines Ventil, das den Text ansieht und entscheidet, wie weit es sich öffnet.',
      where:
        'In jeder Schicht: ein Umweg neben Query und Value, gelernte Zeilen vor Keys und Values, ein kleiner ' +
        'Block hinter dem Feed-forward-Block.',
      inferenceCost: 'Die seiner drei Teile zusammen; nichts lässt sich einrechnen.',
      pitfalls:
        'Viele Teile teilen sich eine Lernrate. In einem Sprachmodell darf das Gate eines Tokens nur ' +
        'zurücksehen, dort ist es also ein laufendes Mittel.',
    },
    hyperparameters: {
      r: rank,
      alpha,
      l: prefix.l,
      reparameterise: prefix.reparameterise,
      mid: prefix.mid,
      shift_positions: prefix.shift_positions,
      m: bottleneck,
      activation,
    },
  },
  autopeft: {
    subcategory: automatic,
    merge:
      'Adapter haben in der Mitte eine Nichtlinearität, und ein Präfix fügt Keys und Values hinzu: nichts ' +
      'lässt sich in die Gewichte einrechnen.',
    learn: {
      idea:
        'Welches Modul, wie groß, in welchen Schichten? Statt zu raten, probieren: viele kleine Konfigurationen ' +
        'werden kurz trainiert, jene behalten, die keine andere in Größe und Güte zugleich schlägt, und ' +
        'abgewandelt. Die beste wird dann richtig trainiert.',
      where:
        'In den Schichten, die die Suche gewählt hat: ein Block hinter dem Feed-forward-Block, einer daneben, ' +
        'Zeilen vor Keys und Values.',
      inferenceCost: 'Die der gewählten Module, in den gewählten Schichten.',
      pitfalls:
        'Ein kurzer Versuch sagt wenig über ein langes Training: kleine Unterschiede zwischen Versuchen sind ' +
        'Rauschen. Die Versuche verbrauchen Schritte, die der gewählten Konfiguration dann fehlen.',
    },
    hyperparameters: {
      search: { label: 'Suche', description: 'Größen und Schichten durch Probieren finden; sonst gelten die unten.' },
      trials: { label: 'Versuche', description: 'Wie viele Konfigurationen ausprobiert werden.' },
      search_share: {
        label: 'Anteil der Schritte',
        description: 'Teil der Schritte, der an die Versuche geht; der Rest trainiert die gewählte Konfiguration.',
      },
      budget: {
        label: 'Höchste Größe in %',
        description: 'Keine Konfiguration hat mehr trainierte Zahlen als diesen Anteil des Modells.',
      },
      serial: {
        label: 'Serieller Adapter',
        description: 'Breite des Adapters hinter dem Feed-forward-Block; 0: keiner. Hier beginnt die Suche.',
      },
      parallel: {
        label: 'Paralleler Adapter',
        description: 'Breite des Adapters neben dem Feed-forward-Block; 0: keiner.',
      },
      prefix: {
        label: 'Länge des Präfixes',
        description: 'Gelernte Keys und Values vor denen jeder Schicht; 0: keine.',
      },
      layers: { label: 'Schichten', description: 'Welche Schichten Module bekommen, von 1 an gezählt.' },
    },
  },
  's3delta-m': {
    subcategory: automatic,
    merge:
      'Die Suche kann Adapter behalten, und die haben in der Mitte eine Nichtlinearität und lassen sich nicht ' +
      'in die Gewichte einrechnen.',
    learn: {
      idea:
        'Überall werden viele winzige Module eingebaut, jedes hinter einem Ventil, und treten gegeneinander an: ' +
        'die Ventile zusammen dürfen nur so viel durchlassen. Das Training öffnet jene, die auf zurückgehaltenen ' +
        'Texten helfen. Die Sieger bleiben und werden von vorn trainiert.',
      where: 'Wo immer die Suche es lohnend fand: Query, Value, Biases, Normen, oder hinter dem Feed-forward-Block.',
      inferenceCost: 'Die der wenigen Module, die geblieben sind.',
      pitfalls:
        'Die Suche sieht die Validierungstexte, deren Ergebnisse sind also ein wenig zu gut; gerecht ist nur ' +
        'der Testteil. Wenige Schritte der Suche lassen die Ventile nahe ihrem Anfang.',
    },
    hyperparameters: {
      budget: {
        label: 'Budget B',
        description: 'Wie viele Vektoren von der Breite des Modells am Ende trainiert werden dürfen.',
      },
      search_share: {
        label: 'Anteil der Schritte',
        description: 'Teil der Schritte, der an die Suche geht; der Rest trainiert, was geblieben ist.',
      },
    },
  },
};
