/** Metrics in words, for the terminal. */
import type { Metrics } from '../src/training/types';
import { table } from './io';

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** One line: the loss, and what the task is measured by. */
export function metricsText(metrics: Metrics): string {
  const { loss, accuracy, macroF1, microF1, entities, matthews, f1, f1Class, perplexity } = metrics;
  const { pearson, spearman, meanAbsoluteError, attackSuccess, chrf, bleu, rougeL, exactMatch, written } = metrics;
  return [
    `loss ${loss.toFixed(4)}`,
    ...(entities === undefined ? [] : [`entity F1 ${percent(entities.f1)}`]),
    ...(accuracy === undefined ? [] : [`accuracy ${percent(accuracy)}`]),
    ...(microF1 === undefined ? [] : [`micro F1 ${percent(microF1)}`]),
    ...(macroF1 === undefined ? [] : [`macro F1 ${percent(macroF1)}`]),
    ...(matthews === undefined ? [] : [`Matthews ${matthews.toFixed(3)}`]),
    ...(f1 === undefined || f1Class === undefined ? [] : [`F1 of "${f1Class}" ${percent(f1)}`]),
    ...(pearson === undefined ? [] : [`Pearson ${pearson.toFixed(3)}`]),
    ...(spearman === undefined ? [] : [`Spearman ${spearman.toFixed(3)}`]),
    ...(meanAbsoluteError === undefined ? [] : [`mean absolute error ${meanAbsoluteError.toFixed(3)}`]),
    ...(chrf === undefined ? [] : [`chrF ${chrf.toFixed(1)}`]),
    ...(bleu === undefined ? [] : [`BLEU ${bleu.toFixed(1)}`]),
    ...(rougeL === undefined ? [] : [`ROUGE-L ${rougeL.toFixed(3)} (${written} texts written)`]),
    ...(exactMatch === undefined ? [] : [`exact match ${percent(exactMatch)}`]),
    ...(perplexity === undefined ? [] : [`perplexity ${perplexity.toFixed(2)}`]),
    ...(attackSuccess === undefined ? [] : [`attack success ${percent(attackSuccess)}`]),
  ].join(', ');
}

/** What the numbers have to be held against, and each class by itself. */
export function classLines({ constant, majority, classes, variance }: Metrics): string[] {
  return [
    ...(constant === undefined ? [] : [`every prediction is "${constant}": nothing is told apart yet`]),
    ...(majority === undefined
      ? []
      : [`always answering "${majority.label}" would be right in ${percent(majority.share)}`]),
    ...(variance === undefined ? [] : [`always answering their mean would have loss ${variance.toFixed(4)}`]),
    ...(classes === undefined
      ? []
      : [
          table(
            ['class', 'precision', 'recall', 'F1', 'examples'],
            classes.map(({ label, precision, recall, f1, support }) => [
              label,
              percent(precision),
              percent(recall),
              percent(f1),
              support,
            ]),
          ),
        ]),
  ];
}
