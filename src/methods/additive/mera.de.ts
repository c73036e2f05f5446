/** German for MerA. */
import { activation, adapterStays, bottleneck, oneAdapter, sources } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './mera.en';

export const texts: Translated<typeof english> = {
  id: 'mera',
  subcategory: 'adapterbasiert',
  learn: {
    idea:
      'Adapter, die auf anderen Datensätzen trainiert wurden, werden zu einem verschmolzen, der dann das Ziel ' +
      'lernt. Die Neuronen in ihrer schmalen Mitte stehen aber in keiner bestimmten Reihenfolge: was hier das ' +
      'erste ist, ist dort vielleicht das fünfte. Darum wird erst jedes mit dem gepaart, das am ähnlichsten ' +
      'liest, und dann gemittelt.',
    where: 'Kleine Module hinter den Feed-forward-Blöcken: mehrere nacheinander, dann eines, das ihr Mittel ist.',
    inferenceCost: oneAdapter,
    pitfalls:
      'Schalte das Ausrichten ab, um zu sehen, wozu es gut ist: die Neuronen verschiedener Adapter löschen ' +
      'einander dann aus. Mit wenigen Schritten auf den Quellen haben sich die Adapter kaum von ihrem zufälligen ' +
      'Start bewegt, und es steckt wenig in ihnen, was sich verschmelzen ließe.',
  },
  hyperparameters: {
    m: bottleneck,
    activation,
    align: {
      label: 'Neuronen ausrichten',
      description:
        'Die Neuronen aller Adapter vor dem Mitteln danach paaren, was sie lesen; sonst wird gemittelt, wie sie ' +
        'stehen.',
    },
    sources,
    source_share: {
      label: 'Anteil der Schritte',
      description:
        'Teil der Schritte, der sich auf die Quellen verteilt; der Rest trainiert den verschmolzenen Adapter.',
    },
  },
  merge: adapterStays,
  noScript: 'Es hat keine Engstellen-Adapter, die sich verschmelzen ließen.',
  says: {
    trainOther: ({ index }) => `Einen Adapter auf anderem Datensatz ${index} trainieren`,
    trained: ({ index, count, result }) => `Adapter ${index} von ${count} ist trainiert (${result}).`,
    merged: ({ count, result, before, after }) =>
      `Adapter ${count} von ${count} ist trainiert (${result}), und alle sind jetzt einer: der quadrierte Abstand ` +
      `gepaarter Neuronen ging von ${before} auf ${after}.`,
    trainOwn: 'Den verschmolzenen Adapter auf dem Ziel trainieren',
    done: ({ result }) => `Mit dem verschmolzenen Adapter: ${result}.`,
  },
};
