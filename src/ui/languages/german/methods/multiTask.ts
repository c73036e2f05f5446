/** German for the reparameterised methods that join LoRAs of several tasks. */
import type { MethodsTexts } from '../../contents';
import { alpha, rank, targets } from './knobs';

const multiTask = 'LoRA-Abkömmlinge: mehrere Aufgaben';

export const multiTaskMethods: MethodsTexts = {
  lorahub: {
    subcategory: multiTask,
    learn: {
      idea:
        'LoRAs, die für andere Aufgaben trainiert wurden, werden wie Farben gemischt: eine Zahl sagt, wie viel ' +
        'von jedem. Die Zahlen findet man, indem man ein paar Dutzend Mischungen an wenigen Beispielen ' +
        'ausprobiert; ein Gradient ist nicht nötig.',
      where:
        'Dünne Umwege neben den Matrizen für Query und Value in jeder Schicht, alle mit denselben wenigen ' +
        'Zahlen gewichtet.',
      inferenceCost: 'Nach dem Einrechnen keine.',
      pitfalls:
        'Die Mischung kann nur so gut sein wie das, was darin ist: hat keine Quelle etwas mit dem Ziel ' +
        'gemeinsam, bleiben die besten Gewichte nahe null. Alle Gewichte zu verdoppeln macht das Update ' +
        'viermal so groß.',
    },
    hyperparameters: {
      r: rank,
      alpha,
      targets,
      sources: {
        label: 'Andere Datensätze',
        description: 'Wie viele andere Datensätze ein LoRA bekommen; jedes ist eine Zahl, die gesucht wird.',
      },
      source_share: {
        label: 'Anteil der Schritte',
        description: 'Teil der Schritte, der an die LoRAs geht; der Rest trainiert den Kopf für das Ziel.',
      },
      trials: { label: 'Versuche', description: 'Wie viele Sätze von Gewichten ausprobiert werden.' },
      batches: {
        label: 'Batches je Versuch',
        description: 'Jeder Versuch wird nach dem Loss auf diesen wenigen Batches beurteilt.',
      },
    },
  },
  'l-lora': {
    subcategory: multiTask,
    learn: {
      idea:
        'Zusammenzuzählen, was mehrere LoRAs gelernt haben, geht schief, weil sich ihre beiden Faktoren ' +
        'multiplizieren. L-LoRA trainiert jedes Update nur entlang gerader Linien. Dann lassen sich Updates ' +
        'verschiedener Aufgaben addieren, und ein Modell kann sie alle.',
      where: 'Zwei dünne Umwege neben den Matrizen für Query und Value in jeder Schicht.',
      inferenceCost: 'Nach dem Einrechnen keine.',
      pitfalls:
        'Die Summe ist ein Kompromiss: auf einer einzelnen Aufgabe ist sie meist schlechter als deren eigenes ' +
        'Update. Alle Aufgaben müssen vom selben Punkt ausgehen.',
    },
    hyperparameters: {
      r: rank,
      alpha,
      targets,
      sources: {
        label: 'Andere Datensätze',
        description: 'Wie viele andere Datensätze gelernt und mit dem Ziel verschmolzen werden.',
      },
      source_share: {
        label: 'Anteil der Schritte',
        description: 'Teil der Schritte, der an die anderen Datensätze geht; der Rest trainiert das Ziel.',
      },
      batches: {
        label: 'Batches für λ',
        description: 'Die Stärke der Summe wird nach dem Loss auf diesen wenigen Batches gewählt.',
      },
    },
  },
  moelora: {
    subcategory: multiTask,
    learn: {
      idea:
        'Mehrere Aufgaben werden zugleich von einem Vorrat kleiner LoRAs gelernt. Jede Aufgabe hat eine kurze, ' +
        'ebenfalls gelernte Beschreibung, aus der ein Gate errechnet, wie viel sie von jedem Experten nimmt. Was ' +
        'Aufgaben gemeinsam haben, teilen sie; der Rest bleibt getrennt.',
      where: 'Dünne Umwege neben den Matrizen für Query und Value in jeder Schicht, jeder in E Teilen.',
      inferenceCost: 'Keine, wenn die Mischung einer Aufgabe eingerechnet ist.',
      pitfalls:
        'Die Schritte verteilen sich auf alle Datensätze, das Ziel bekommt also nur seinen Teil. Das Gate ' +
        'sieht die Aufgabe und nie den Text: innerhalb einer Aufgabe bekommt jeder Text dieselbe Mischung.',
    },
    hyperparameters: {
      experts: { label: 'Experten E', description: 'Wie viele kleine LoRAs sich die Aufgaben teilen.' },
      expert_rank: {
        label: 'Rang eines Experten',
        description: 'Rang jedes Experten; zusammen haben sie den Rang r = E mal dies.',
      },
      alpha,
      targets,
      task_width: { label: 'Aufgabenvektor', description: 'Wie viele Zahlen dem Gate eine Aufgabe beschreiben.' },
      sources: { label: 'Andere Datensätze', description: 'Wie viele andere Datensätze zugleich gelernt werden.' },
    },
  },
};
