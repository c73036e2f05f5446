/** German for MOELoRA. */
import { alpha, dropout, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './moelora.en';

export const texts: Translated<typeof english> = {
  id: 'moelora',
  subcategory: 'LoRA-Abkömmlinge: mehrere Aufgaben',
  learn: {
    idea:
      'Mehrere Aufgaben werden zugleich von einem Vorrat kleiner LoRAs gelernt. Jede Aufgabe hat ' +
      'eine kurze, ebenfalls gelernte Beschreibung, aus der ein Gate errechnet, wie viel sie von ' +
      'jedem Experten nimmt. Was Aufgaben gemeinsam haben, teilen sie; der Rest bleibt getrennt.',
    where: 'Dünne Umwege neben jeder linearen Schicht, jeder in E Teilen.',
    inferenceCost: 'Keine, wenn die Mischung einer Aufgabe eingerechnet ist.',
    pitfalls:
      'Die Schritte verteilen sich auf alle Datensätze, das Ziel bekommt also nur seinen Teil. Das Gate ' +
      'sieht die Aufgabe und nie den Text: innerhalb einer Aufgabe bekommt jeder Text dieselbe Mischung. ' +
      'Das Paper trainiert alles mit 0,0002 über 8000 Schritte; hier lernen Experten mit 0,006 und nur die Gates ' +
      'so langsam.',
  },
  hyperparameters: {
    experts: { label: 'Experten E', description: 'Wie viele kleine LoRAs sich die Aufgaben teilen.' },
    expert_rank: {
      label: 'Rang eines Experten',
      description: 'Rang jedes Experten; zusammen haben sie den Rang r = E mal dies.',
    },
    alpha,
    dropout,
    targets,
    task_width: { label: 'Aufgabenvektor', description: 'Wie viele Zahlen dem Gate eine Aufgabe beschreiben.' },
    gate_rate: {
      label: 'Lernrate der Gates',
      description:
        'Faktor auf die Lernrate für Gates und Aufgabenvektoren: mit der Rate der Experten nimmt einer alles.',
    },
    sources: { label: 'Andere Datensätze', description: 'Wie viele andere Datensätze zugleich gelernt werden.' },
  },
  noScript:
    'Am nächsten kommt sein Poly, dessen Tore für eine Aufgabe ausgelost ' +
    'werden und kein Softmax über die Einbettung der Aufgabe sind.',
  says: {
    train: ({ count }) => `Auf ${count} Datensätzen im Wechsel trainieren`,
    trained: ({ count, result, site, shares }) =>
      `${count} Datensätze haben sich die Experten geteilt: auf dem Ziel ${result}, dessen Mischung an ${site} ` +
      `ist ${shares}.`,
    use: 'Die Mischung des Ziels benutzen',
  },
};
