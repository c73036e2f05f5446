/** Metrics in words, for the terminal. */
import type { Metrics } from '../src/training/types';
import { table } from './io';

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** One line: the loss, and what the task is measured by. */
export function metricsText({ loss, accuracy, macroF1, matthews, f1, f1Class, perplexity }: Metrics): string {
  return [
    `loss ${loss.toFixed(4)}`,
    ...(accuracy === undefined ? [] : [`accuracy ${percent(accuracy)}`]),
    ...(macroF1 === undefined ? [] : [`macro F1 ${percent(macroF1)}`]),
    ...(matthews === undefined ? [] : [`Matthews ${matthews.toFixed(3)}`]),
    ...(f1 === undefined || f1Class === undefined ? [] : [`F1 of "${f1Class}" ${percent(f1)}`]),
    ...(perplexity === undefined ? [] : [`perplexity ${perplexity.toFixed(2)}`]),
  ].join(', ');
}

/** What the numbers have to be held against, and each class by itself. */
export function classLines({ constant, majority, classes }: Metrics): string[] {
  return [
    ...(constant === undefined ? [] : [`every prediction is "${constant}": nothing is told apart yet`]),
    ...(majority === undefined
      ? []
      : [`always answering "${majority.label}" would be right in ${percent(majority.share)}`]),
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
