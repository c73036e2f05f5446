/** What a model gets wrong, in words for the terminal. */
import type { Mistake, MistakesReport } from '../src/training/mistakes';
import { table } from './io';

/** Characters of a text that are shown of it. */
const SHOWN = 100;

/** Words with a wrong tag that are told of. */
const TOLD = 6;

const cut = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
};

const measures = { loss: 'loss', residual: 'off by', chrf: 'chrF' } as const;

export function mistakesText(report: MistakesReport): string {
  const { split, rows, wrong, confusion, byLabel, mistakes, order, task } = report;
  const measured = (value: number) => value.toFixed(order === 'chrf' ? 1 : 3);
  return [
    ...(confusion
      ? [
          'true class by row, predicted class by column:',
          table(
            ['', ...confusion.labels],
            confusion.labels.map((label, i) => [label, ...confusion.counts[i]!]),
          ),
        ]
      : []),
    ...(byLabel
      ? [
          table(
            ['label', 'rightly given', 'wrongly given', 'missed', 'rightly not given'],
            byLabel.map((one) => [
              one.label,
              one.truePositives,
              one.falsePositives,
              one.falseNegatives,
              one.trueNegatives,
            ]),
          ),
        ]
      : []),
    task === 'regression' || task === 'causal-lm' || order === 'chrf'
      ? `the worst ${mistakes.length} of ${rows} ${split} rows:`
      : `${wrong} of ${rows} ${split} rows are wrong; the worst ${mistakes.length}:`,
    ...mistakes.flatMap((mistake) => [
      `row ${mistake.row + 1}, ${measures[order]} ${measured(mistake.measure)}: ${answers(mistake)}`,
      `  ${cut(mistake.second === undefined ? mistake.text : `${mistake.text} | ${mistake.second}`)}`,
    ]),
  ].join('\n');
}

/** What should have been said and what was. */
function answers({ truth, answer, sure, words }: Mistake): string {
  if (words) {
    const wrong = words.filter((one) => one.truth !== one.answer);
    const told = wrong.slice(0, TOLD).map((one) => `${one.word}: ${one.answer} instead of ${one.truth}`);
    return [...told, ...(wrong.length > TOLD ? [`and ${wrong.length - TOLD} more of ${words.length} words`] : [])].join(
      ', ',
    );
  }
  if (truth === '' && answer === '') return 'hard to continue';
  const share = sure === undefined ? '' : ` (${(100 * sure).toFixed(0)} %)`;
  return `${cut(answer) || '(nothing)'}${share} instead of ${cut(truth)}`;
}
