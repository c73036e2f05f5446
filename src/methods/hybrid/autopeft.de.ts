/** German for AutoPEFT. */
import type { Translated } from '../texts';
import type { texts as english } from './autopeft.en';

export const texts: Translated<typeof english> = {
  id: 'autopeft',
  subcategory: 'automatische Kombination',
  learn: {
    idea:
      'Welches Modul, wie groß, in welchen Schichten? Statt zu raten, probieren: viele kleine ' +
      'Konfigurationen werden kurz trainiert, jene behalten, die keine andere in Größe und ' +
      'Güte zugleich schlägt, und abgewandelt. Die beste wird dann richtig trainiert.',
    where:
      'In den Schichten, die die Suche gewählt hat: ein Block hinter dem ' +
      'Feed-forward-Block, einer daneben, Zeilen vor Keys und Values.',
    inferenceCost: 'Die der gewählten Module, in den gewählten Schichten.',
    pitfalls:
      'Ein kurzer Versuch sagt wenig über ein langes Training: kleine Unterschiede zwischen Versuchen ' +
      'sind Rauschen. Die Versuche verbrauchen Schritte, die der gewählten Konfiguration dann fehlen.',
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
    prefix: { label: 'Länge des Präfixes', description: 'Gelernte Keys und Values vor denen jeder Schicht; 0: keine.' },
    layers: { label: 'Schichten', description: 'Welche Schichten Module bekommen, von 1 an gezählt.' },
  },
  merge:
    'Adapter haben in der Mitte eine Nichtlinearität, und ein Präfix fügt ' +
    'Keys und Values hinzu: nichts lässt sich in die Gewichte einrechnen.',
  noScript: 'Es sucht nicht, was zu trainieren ist, und die Adapter, um die es dabei geht, fehlen ihm.',
  says: {
    tooWide: ({ knob, width, hidden }) =>
      `${knob} von autopeft ist ${width}, breiter als das Modell: eine Engstelle geht von 1 bis ${hidden}, und 0 ` +
      'heißt keine.',
    noSuchLayer: ({ layer, layers }) =>
      `„layers“ von autopeft nennt Schicht ${layer}, aber das Modell hat ${layers}: alle wählen, oder 1 bis ` +
      `${layers}.`,
    nothing:
      'serial, parallel und prefix von autopeft sind alle 0, also würde nichts trainiert: einem davon eine Größe ' +
      'geben.',
    trainGiven: 'Die gegebene Konfiguration trainieren',
    sizes: ({ serial, parallel, prefix, layers }) =>
      `seriell ${serial}, parallel ${parallel}, Präfix ${prefix}, Schichten ${layers}`,
    all: 'alle',
    try: ({ sizes }) => `Versuch: ${sizes}`,
    train: ({ sizes }) => `Trainieren: ${sizes}`,
    tried: ({ sizes, count, result }) => `${sizes}: ${count} Zahlen, ${result}.`,
    chosen: ({ before, result, front, tries }) =>
      `Nach dem kurzen Versuch: ${before}; jetzt: ${result}. ${front} von ${tries} Versuchen lagen auf der ` +
      'Pareto-Front.',
  },
};
