/** German for S³Delta-M. */
import type { Translated } from '../texts';
import type { texts as english } from './s3deltaM.en';

export const texts: Translated<typeof english> = {
  id: 's3delta-m',
  subcategory: 'automatische Kombination',
  learn: {
    idea:
      'Überall werden viele winzige Module eingebaut, jedes hinter einem Ventil, und treten ' +
      'gegeneinander an: die Ventile zusammen dürfen nur so viel durchlassen. Das Training öffnet ' +
      'jene, die auf zurückgehaltenen Texten helfen. Die Sieger bleiben und werden von vorn trainiert.',
    where: 'Wo immer die Suche es lohnend fand: Query, Value, Biases, Normen, oder hinter dem Feed-forward-Block.',
    inferenceCost: 'Die der wenigen Module, die geblieben sind.',
    pitfalls:
      'Die Suche sieht die Validierungstexte, deren Ergebnisse sind also ein wenig zu gut; gerecht ' +
      'ist nur der Testteil. Wenige Schritte der Suche lassen die Ventile nahe ihrem Anfang: ihre Lernrate ist hier ' +
      '0,3, im Paper 0,1 über viel mehr Schritte. Der Code der Autoren rechnet bei den Ventilen auch ein, wie die ' +
      'Module antworten würden (zweite Ordnung von DARTS); hier ist es die erste.',
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
  merge:
    'Die Suche kann Adapter behalten, und die haben in der Mitte eine ' +
    'Nichtlinearität und lassen sich nicht in die Gewichte einrechnen.',
  noScript: 'Es sucht nicht, was zu trainieren ist.',
  says: {
    overBudget: ({ budget, most }) =>
      `budget von s3delta-m ist ${budget}, aber dieses Modell hat nur ${most} Kandidaten von je einem Vektor: 1 ` +
      `bis ${most} wählen.`,
    search: 'Suchen, mit allen Kandidaten hinter Toren',
    selected: ({ kept, all, budget, names }) =>
      `${kept} von ${all} Kandidaten füllen das Budget von ${budget} Zahlen: ${names}.`,
    trainKept: 'Trainieren, was geblieben ist',
    afresh: ({ result }) => `Von vorn trainiert: ${result}.`,
  },
};
