/** The one number that a task is measured by first, as its field has it, in the words of the page. */
import type { Metrics } from '../../training/types';
import { fixed, loss, percent } from '../format';
import { strings } from '../strings';

const words = strings.how;

export interface Headline {
  readonly name: string;
  readonly value: string;
  readonly hint: string;
}

/**
 * Entities by F1, several labels by micro F1, numbers by Pearson's r, classes by accuracy, texts that were written by
 * chrF, text by perplexity.
 */
export function headlineOf(metrics: Metrics): Headline {
  const { entities, microF1, pearson, meanAbsoluteError, accuracy, chrf, perplexity } = metrics;
  const { tiles, hints } = words;
  if (entities) return { name: tiles.entityF1, value: percent(entities.f1), hint: hints.entityF1 };
  if (microF1 !== undefined) return { name: tiles.microF1, value: percent(microF1), hint: hints.microF1 };
  if (meanAbsoluteError !== undefined)
    return { name: tiles.pearson, value: pearson === undefined ? '–' : fixed(pearson, 3), hint: hints.pearson };
  if (accuracy !== undefined) return { name: tiles.accuracy, value: percent(accuracy), hint: hints.accuracy };
  if (chrf !== undefined) return { name: tiles.chrf, value: fixed(chrf, 1), hint: hints.chrf };
  if (perplexity !== undefined) return { name: tiles.perplexity, value: loss(perplexity), hint: hints.perplexity };
  // A curve that came with a link brings no more than its loss.
  return { name: tiles.loss, value: loss(metrics.loss), hint: hints.validationLoss };
}
