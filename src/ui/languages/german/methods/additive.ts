/** German for the additive methods. */
import type { MethodsTexts } from '../../contents';
import {
  activation,
  adapterStays,
  bottleneck,
  otherSets,
  prefix,
  tokensStay,
  twoThinProducts,
  virtualTokens,
  zeroUpStart,
} from './knobs';

const adapterBased = 'adapterbasiert';
const promptBased = 'Soft-Prompt-basiert';

export const additive: MethodsTexts = {
  'sequential-adapter': {
    name: 'Sequenzieller Adapter (Houlsby)',
    subcategory: adapterBased,
    merge: adapterStays,
    learn: {
      idea:
        'Nach der Attention und nach dem Feed-forward-Block wird der Vektor durch eine enge Stelle gepresst und ' +
        'das Ergebnis dazu addiert. Das große Modell bleibt eingefroren; nur die Engstellen (und die Normen) ' +
        'lernen.',
      where: 'Zwei kleine Blöcke in jeder Schicht, jeweils kurz vor der Residual-Addition.',
      inferenceCost: 'Zwei schmale Produkte je Teilschicht bleiben: einige Prozent mehr Zeit.',
      pitfalls:
        'Der Ort zählt: vor Residual-Addition und Norm, nicht dahinter. Ohne die Normen geht ein Teil der Güte ' +
        'des Papers verloren.',
    },
    hyperparameters: {
      m: bottleneck,
      activation,
      train_norms: {
        label: 'LayerNorms trainieren',
        description: 'Auch Verstärkung und Bias der beiden Normen jeder Schicht trainieren, wie das Paper es tut.',
      },
      init: {
        label: 'Start',
        description:
          'Die winzigen Zufallszahlen des Papers, oder eine Projektion nach oben aus Nullen, die genau beim ' +
          'vortrainierten Modell beginnt.',
      },
    },
  },
  'pfeiffer-adapter': {
    name: 'Pfeiffer-Adapter',
    subcategory: adapterBased,
    merge: adapterStays,
    learn: {
      idea:
        'Eine kleine Engstelle je Schicht reicht: nur hinter dem Feed-forward-Block, nicht auch hinter der ' +
        'Attention. Das kostet die Hälfte der zwei Adapter von Houlsby und lernt ungefähr so gut.',
      where: 'Ein kleiner Block in jeder Schicht, hinter dem Feed-forward-Block.',
      inferenceCost: twoThinProducts,
      pitfalls:
        'In Modellen mit Post-Norm (BERT) wird die LayerNorm des Blocks zweimal angewandt; lässt man die erste ' +
        'weg, ist es eine andere Methode.',
    },
    hyperparameters: { m: bottleneck, activation, init: zeroUpStart },
  },
  'residual-adapter': {
    name: 'Residual-Adapter',
    subcategory: adapterBased,
    merge: adapterStays,
    learn: {
      idea:
        'Auf jeden fertigen Block kommt ein kleines Netz: normieren, zusammenpressen, wieder dehnen, und das ' +
        'Ergebnis zu dem addieren, was der Block gab. Der Block selbst wird nicht angerührt.',
      where: 'Ein kleiner Block über jeder Schicht, nach ihrer letzten Addition.',
      inferenceCost: 'Zwei schmale Produkte und eine Norm je Schicht bleiben.',
      pitfalls:
        'Er sitzt nach dem ganzen Block, es gibt also einen je Schicht und nicht zwei; er braucht eine eigene ' +
        'Norm, weil der Strom an dieser Stelle in GPT-2 nicht normiert ist.',
    },
    hyperparameters: { m: bottleneck, activation },
  },
  'parallel-adapter': {
    name: 'Paralleler Adapter',
    subcategory: adapterBased,
    merge: adapterStays,
    learn: {
      idea:
        'Ein kleines Netz hört dieselbe Eingabe wie der große Feed-forward-Block und addiert seine Meinung zu ' +
        'dessen Antwort. Nebeneinander geht es besser als nacheinander, und eine Skala sagt, wie viel das kleine ' +
        'zählt.',
      where: 'Ein kleiner Zweig neben dem Feed-forward-Block jeder Schicht.',
      inferenceCost: 'Zwei schmale Produkte je Schicht bleiben; sie können gleichzeitig mit dem Block laufen.',
      pitfalls: 'Die Skala multipliziert auch den Gradienten, ein größeres s wirkt also wie eine größere Lernrate.',
    },
    hyperparameters: {
      m: bottleneck,
      activation,
      s: {
        label: 'Skala s',
        description: 'Wie laut der Adapter ist; 1 ist der einfache parallele Adapter, 2 bis 4 der skalierte.',
      },
      learn_scale: { label: 'Skala lernen', description: 'Eine Skala je Schicht trainieren, die bei s beginnt.' },
    },
  },
  adapterdrop: {
    subcategory: adapterBased,
    merge: adapterStays,
    learn: {
      idea:
        'Die untersten Schichten eines Sprachmodells tun für jede Aufgabe fast dasselbe, Adapter bringen dort ' +
        'also wenig. Lässt man sie weg, muss das Training nicht so weit hinunter, und das Modell antwortet ' +
        'schneller. Ein robuster Adapter hat geübt, mit beliebig vielen fehlenden auszukommen.',
      where: 'Ein kleiner Block hinter dem Feed-forward-Block, nur in den oberen Schichten.',
      inferenceCost: 'Zwei schmale Produkte in jeder Schicht, die ihren Adapter behält.',
      pitfalls:
        'Eine ausgelassene Schicht muss der unveränderte vortrainierte Block sein. Viele Schichten erst nach ' +
        'dem Training auszulassen geht nur mit robusten Adaptern.',
    },
    hyperparameters: {
      variant: {
        label: 'Variante',
        description:
          'Spezialisiert: die untersten n Schichten bekommen nie einen Adapter. Robust: jeder Schritt lässt ' +
          'eine andere Zahl aus, sodass n auch später gewählt werden kann.',
      },
      n: { label: 'Ausgelassene Schichten n', description: 'Wie viele der untersten Schichten ohne Adapter arbeiten.' },
      m: bottleneck,
      activation,
      init: zeroUpStart,
    },
  },
  'adapter-fusion': {
    subcategory: adapterBased,
    merge:
      'Die Mischung der Adapter ist für jedes Token eine andere, kein Gewicht kann sie also enthalten; alles ' +
      'bleibt im Modell.',
    learn: {
      idea:
        'Zuerst wird für jede von mehreren Aufgaben ein Adapter trainiert und eingefroren, damit keine vergessen ' +
        'wird. Dann lernt nur noch eine kleine Attention, die bei jedem Wort und in jeder Schicht fragt, welcher ' +
        'Adapter etwas Nützliches zu sagen hat.',
      where:
        'Hinter dem Feed-forward-Block jeder Schicht: alle Adapter nebeneinander, und die Fusion, die sie gewichtet.',
      inferenceCost:
        'Alle Adapter laufen, und drei Produkte mit d × d je Schicht kommen dazu: das teuerste Mitglied der ' +
        'Adapter-Familie.',
      pitfalls:
        'Die Fusion hat mehr Zahlen als alle Adapter zusammen: auf einem kleinen Modell mehr als nötig. Die ' +
        'Schritte verteilen sich auf alle Phasen, jeder Adapter bekommt also wenige. Datensätze, die nichts ' +
        'gemeinsam haben, helfen wenig.',
    },
    hyperparameters: {
      m: bottleneck,
      activation,
      sources: {
        label: 'Andere Datensätze',
        description: 'Wie viele andere Datensätze einen Adapter bekommen; der Zieldatensatz bekommt auch einen.',
      },
      source_share: {
        label: 'Anteil der Schritte',
        description: 'Teil der Schritte, der an die Adapter geht; der Rest trainiert die Fusion.',
      },
      regularisation: {
        label: 'Zug zur Identität λ',
        description:
          'Wie stark die Value-Matrizen nahe der Identität gehalten werden, damit Adapter ausgewählt und nicht ' +
          'umgeschrieben werden.',
      },
    },
  },
  'adapter-soup': {
    subcategory: adapterBased,
    merge: adapterStays,
    learn: {
      idea:
        'Viele Adapter gibt es schon, jeder für eine andere Art von Text. Für eine neue Art nimmt man jene, ' +
        'deren Texte ihr am ähnlichsten sind, und mittelt ihre Zahlen zu einem Adapter. Auf den neuen Texten ' +
        'lernt nur noch der Kopf des Klassifikators.',
      where: 'Ein kleiner Block in jeder Schicht, hinter dem Feed-forward-Block, als Mittel von anderen.',
      inferenceCost: 'Wie bei einem Adapter: zwei schmale Produkte je Schicht.',
      pitfalls:
        'Alle Adapter müssen mit denselben Zufallszahlen beginnen, sonst bedeutet ihr Mittel nichts. Mitteln ' +
        'hilft, wo die Datensätze etwas gemeinsam haben; hier sind es wenige und sehr verschiedene.',
    },
    hyperparameters: {
      m: bottleneck,
      activation,
      sources: otherSets,
      select: {
        label: 'Adapter in der Suppe k',
        description: 'Wie viele gemittelt werden: jene, deren Texte denen des Ziels am ähnlichsten sind.',
      },
      source_share: {
        label: 'Anteil der Schritte',
        description: 'Teil der Schritte, der an die Adapter geht; der Rest trainiert den Kopf für das Ziel.',
      },
    },
  },
  'prompt-tuning': {
    name: 'Prompt-Tuning',
    subcategory: promptBased,
    merge: tokensStay,
    learn: {
      idea:
        'Statt eine Anweisung in Worten zu schreiben, lässt man das Training die besten l „Wörter“ selbst ' +
        'finden. Es sind Vektoren, die keinem wirklichen Wort entsprechen müssen, und sie stehen vor jedem Text.',
      where: 'Nur ganz unten: zusätzliche farbige Tokens vor dem Text.',
      inferenceCost: 'Jeder Text wird l Tokens länger.',
      pitfalls:
        'Auf kleinen Modellen schwach und langsam: gut wird es erst bei Milliarden von Gewichten. Es braucht ' +
        'eine sehr große Lernrate, und der längste mögliche Text wird l Tokens kürzer.',
    },
    hyperparameters: {
      l: virtualTokens,
      init: {
        label: 'Start',
        description: 'Kopien der Embeddings zufälliger Wörter, oder Zufallszahlen mit Standardabweichung 0,02.',
      },
    },
  },
  'prefix-tuning': {
    name: 'Prefix-Tuning',
    subcategory: promptBased,
    merge:
      'Das Präfix fügt Keys und Values hinzu und keine Gewichte; es lässt sich als Cache aufheben, aber nicht ' +
      'einrechnen.',
    learn: {
      idea:
        'Jede Schicht bekommt ein paar erfundene Tokens zum Hinsehen. Es gibt nur ihre Keys und Values; das ' +
        'Training wählt sie so, dass sie die Attention in die richtige Richtung lenken.',
      where: 'Neben Keys und Values in der Attention jeder Schicht.',
      inferenceCost: 'Die Attention sieht in jeder Schicht l Positionen mehr an.',
      pitfalls:
        'Ein großer zufälliger Start macht es instabil: klein beginnen oder das MLP nehmen. Jede Schicht ' +
        'beachtet das Präfix vom ersten Schritt an, die Ausgabe ändert sich also schon vor dem Training.',
    },
    hyperparameters: prefix,
  },
  'p-tuning': {
    name: 'P-Tuning',
    subcategory: promptBased,
    merge: tokensStay,
    learn: {
      idea:
        'Prompt-Tuning bewegt jedes virtuelle Wort für sich. P-Tuning macht sie alle mit einem kleinen Netz, ' +
        'sodass sie sich gemeinsam bewegen, was ruhiger ist. Nach dem Training wird das Netz weggeworfen und nur ' +
        'seine Ausgabe behalten.',
      where: 'Unten: zusätzliche farbige Tokens vor dem Text, von einem kleinen Netz gemacht.',
      inferenceCost: 'Jeder Text wird l Tokens länger; das Netz selbst wird nicht mehr gebraucht.',
      pitfalls:
        'Das Netz hat viel mehr Zahlen als der Prompt, der bleibt. Der Encoder des Papers ist das LSTM; seine ' +
        'Schritte kommen nacheinander, darum ist es auf einer GPU langsam.',
    },
    hyperparameters: {
      l: virtualTokens,
      encoder: {
        label: 'Encoder',
        description:
          'Das Netz, das sie macht: ein MLP sieht jedes für sich, ein LSTM liest sie wie einen Satz, vorwärts ' +
          'und rückwärts.',
      },
      e: {
        label: 'Breite des Encoders e',
        description: 'Innere Breite dieses Netzes; beim LSTM die Breite jeder Richtung.',
      },
    },
  },
  warp: {
    subcategory: promptBased,
    merge: tokensStay,
    learn: {
      idea:
        'Die Aufgabe wird zum Lückentext: vor den Text kommt „… [MASK]“, und das Training findet die Wörter für ' +
        'die Punkte. Welche Klasse es ist, wird an der Lücke abgelesen: jede Klasse hat einen gelernten Vektor, ' +
        'und der nächste gewinnt.',
      where: 'Unten: gelernte Tokens und eine Maske vor dem Text. Der Klassifikator liest nur die Stelle der Maske.',
      inferenceCost: 'Jeder Text wird l + 1 Tokens länger.',
      pitfalls:
        'Gemacht für Modelle, die Lücken füllen können. Die Modelle hier sind Satz-Encoder ohne Kopf für ' +
        'maskierte Sprache: die Lücke sagt ihnen anfangs wenig, und die Prompts haben viel zu lernen.',
    },
    hyperparameters: {
      l: {
        label: 'Virtuelle Tokens l',
        description: 'Wie viele gelernte Vektoren vor jeden Text gestellt werden, vor die Maske.',
      },
    },
  },
  ia3: {
    subcategory: 'skalierte Aktivierungen',
    learn: {
      idea:
        'Jedes Merkmal von Keys, Values und inneren Feed-forward-Aktivierungen bekommt einen Lautstärkeregler. ' +
        'Alle Regler beginnen bei 1; das Training dreht manche auf und manche zu.',
      where: 'Eine Multiplikation nach Key und Value und in der Mitte jedes Feed-forward-Blocks.',
      inferenceCost: 'Nach dem Einrechnen keine; vorher drei elementweise Produkte je Schicht.',
      pitfalls:
        'Weight Decay würde die Regler gegen 0 ziehen und Merkmale verstummen lassen, darum ist er aus. Die ' +
        'Lernrate muss groß sein. Mit so wenigen Zahlen kann es an schweren Aufgaben zu wenig lernen.',
    },
    hyperparameters: {
      placement: {
        label: 'Orte',
        description:
          'Das Paper skaliert Keys, Values und die innere Feed-forward-Aktivierung; die Voreinstellung von HF ' +
          'PEFT trifft auf BERT einen Ort mehr und auf GPT-2 auch die Query.',
      },
    },
  },
  pasta: {
    subcategory: 'anderes',
    merge:
      'Die Vektoren werden zu manchen Tokens addiert und zu anderen nicht, was kein Gewicht leisten kann; sie ' +
      'bleiben im Modell.',
    learn: {
      idea:
        'Attention-Köpfe sehen oft auf [CLS] und [SEP]. PASTA ändert nichts als diese beiden: am Eingang jeder ' +
        'Schicht addiert es zu jedem einen gelernten Vektor, und alle anderen Tokens erfahren davon durch die ' +
        'Attention.',
      where: 'Am Eingang jeder Schicht, nur auf dem ersten und dem letzten Token.',
      inferenceCost: 'Keine messbaren: in jeder Schicht werden zwei Vektoren addiert.',
      pitfalls:
        'Es braucht besondere Tokens, ist also für Encoder gemacht. Mit Pooling über den Mittelwert sind die ' +
        'geänderten Tokens nur zwei von vielen; Pooling vom [CLS] passt besser.',
    },
    hyperparameters: {},
  },
  'attention-fusion': {
    subcategory: 'anderes',
    merge: 'Die Mischung hängt vom Text ab, kein Gewicht kann sie also enthalten; sie bleibt im Modell.',
    learn: {
      idea:
        'Frühe Schichten wissen etwas über Wörter, späte über Bedeutung. Statt nur die letzte Schicht zu nehmen, ' +
        'entscheidet eine gelernte Frage für jedes Token, wie viel von jeder Schicht genommen wird. Das Modell ' +
        'selbst wird nur gelesen.',
      where: 'Neben dem Stapel: die Ausgabe jeder Schicht wird gelesen, innen wird nichts geändert.',
      inferenceCost: 'Eine kleine gewichtete Summe über die Schichten.',
      pitfalls:
        'Dies ist unsere eigene Formulierung der Idee des Papers. Es kann nur neu mischen, was die Schichten ' +
        'schon wissen, lernt also weniger als Methoden, die sie ändern.',
    },
    hyperparameters: {},
  },
  lst: {
    subcategory: 'anderes',
    merge:
      'Das Seitennetz läuft neben dem Modell und hat eigene Nichtlinearitäten, lässt sich also nicht ' +
      'einrechnen; es bleibt daneben.',
    learn: {
      idea:
        'Das große Modell bleibt in Ruhe, und daneben entsteht ein kleines, das sehen darf, was jede Schicht ' +
        'gefunden hat. Das Training geht nur durch das kleine zurück, darum spart es den größten Teil des ' +
        'Speichers, den Training braucht.',
      where:
        'Neben dem Stapel: ein schmaler Block für jede Schicht, der ihre Ausgabe liest. Der Gradient kommt nie ' +
        'ins große Modell.',
      inferenceCost:
        'Das Seitennetz läuft nach dem Modell: mehr Arbeit um etwa eins durch das Quadrat der Verkleinerung.',
      pitfalls:
        'Das Seitennetz beginnt zufällig und muss erst lesen lernen, braucht also mehr Schritte als Methoden, ' +
        'die das Modell selbst anstupsen.',
    },
    hyperparameters: {
      reduction: { label: 'Verkleinerung', description: 'Um wie viel schmaler das Seitennetz ist als das Modell.' },
      cache: {
        label: 'Merkmalsspeicher (MB)',
        description:
          'Das eingefrorene Modell antwortet auf einen Text in jeder Epoche gleich. Bis zu so viele Megabyte ' +
          'seiner Antworten bleiben im Arbeitsspeicher dieses Rechners, sodass spätere Epochen nur noch das ' +
          'Seitennetz trainieren: schneller, mit demselben Ergebnis. Brauchen alle Trainingstexte zusammen ' +
          'mehr, wird nichts behalten; 0 schaltet es aus.',
      },
    },
  },
  'hadamard-adapter': {
    name: 'Hadamard-Adapter',
    subcategory: 'anderes, additiv',
    learn: {
      idea:
        'Jedes Merkmal, das aus der Attention kommt, bekommt einen Lautstärkeregler und einen Versatz: zwei ' +
        'Zahlen, und gar keine Matrix. Zuerst wird ein Klassifikator an das unveränderte Modell angepasst, dann ' +
        'werden die Regler unter dem fertigen Klassifikator gedreht.',
      where:
        'Zwei Vektoren in jeder Schicht, auf dem, was die Attention in den Residual-Pfad gibt, und die Norm dahinter.',
      inferenceCost: 'Keine: beide lassen sich in die Ausgangsprojektion einrechnen.',
      pitfalls:
        'Es braucht einen Kopf, der schon gut ist; bei einem zufälligen haben die Regler nichts, wonach sie ' +
        'sich richten könnten. So wenige Zahlen brauchen eine große Lernrate.',
    },
    hyperparameters: {
      train_norm: {
        label: 'Norm dahinter trainieren',
        description: 'Auch Verstärkung und Bias der folgenden Norm trainieren, wie das Paper es tut.',
      },
      head: {
        label: 'Anteil der Kopf-Schritte',
        description: 'Teil des Laufs, der nur den Kopf trainiert, bevor er eingefroren wird.',
      },
    },
  },
};
