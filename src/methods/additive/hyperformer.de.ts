/** German for Hyperformer++. */
import { activation, adapterStays, bottleneck, sources } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './hyperformer.en';

export const texts: Translated<typeof english> = {
  id: 'hyperformer',
  subcategory: 'adapterbasiert',
  learn: {
    idea:
      'Mehrere Aufgaben in mehreren Schichten brauchten je einen Adapter. Stattdessen schreibt ein kleines Netz ' +
      'sie alle: ihm wird mit je einem gelernten Vektor gesagt, welche Aufgabe und welche Stelle gemeint ist, und ' +
      'es antwortet mit den Gewichten. Was eine Aufgabe lernt, ist für die anderen da.',
    where: 'Hinter Attention und Feed-forward-Block jeder Schicht, alle von einem Netz gespeist.',
    inferenceCost:
      'Die von zwei Adaptern je Schicht, wenn sie einmal geschrieben sind; hier werden sie in jedem Schritt neu ' +
      'geschrieben.',
    pitfalls:
      'Das Netz hat eine Zahl für jedes Gewicht eines Adapters und jeden Eintrag seines Codes; auf einem kleinen ' +
      'Modell ist es größer als die Adapter, die es schreibt: es lohnt sich bei vielen Aufgaben und Schichten. ' +
      'Die Normen des Grundmodells, die die Autoren auch trainieren, bleiben hier, wie sie sind.',
  },
  hyperparameters: {
    variant: {
      label: 'Variante',
      description: 'Hyperformer++ hat ein Netz für alle Schichten und Blöcke, das einfache eines für jeden Adapter.',
    },
    m: bottleneck,
    t: {
      label: 'Breite des Codes t',
      description: 'Länge der Vektoren, die für Aufgaben, Schichten und Blöcke stehen.',
    },
    mid: { label: 'Breite des MLP', description: 'Innere Breite des Netzes, das den Code macht.' },
    activation,
    sources,
  },
  merge: adapterStays,
  noScript:
    'Es hat keine Adapter, die ein Netz schreibt. Die Autoren veröffentlichen ihren Code als rabeehk/hyperformer.',
  says: {
    train: ({ count }) => `${count} Aufgaben reihum, ein Netz schreibt ihre Adapter`,
    trained: ({ count, result }) =>
      `Ein Netz schreibt die Adapter von ${count} Aufgaben; mit denen des Ziels: ${result}.`,
    use: 'Die Adapter des Ziels benutzen',
  },
};
